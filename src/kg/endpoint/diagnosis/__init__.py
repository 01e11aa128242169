"""Why an answer is empty: the first part without a match, and what was probably meant.

`reading` takes the query apart, `search` finds the part that leaves nothing, the other modules know
the causes: `names`, `literals`, `joins`, `conditions`.  Nothing is evaluated here: small queries go
through the callable that the endpoint gives, at most `MAX_QUESTIONS` of them.
"""

from kg.endpoint.diagnosis.asking import diagnose_answer as diagnose_answer
from kg.endpoint.diagnosis.columns import column_notices as column_notices
from kg.endpoint.diagnosis.diagnose import diagnose as diagnose
from kg.endpoint.diagnosis.diagnose import is_empty as is_empty
from kg.endpoint.diagnosis.findings import KINDS as KINDS
from kg.endpoint.diagnosis.findings import Diagnosis as Diagnosis
from kg.endpoint.diagnosis.findings import Finding as Finding
from kg.endpoint.diagnosis.findings import Suggestion as Suggestion
from kg.endpoint.diagnosis.questions import MAX_QUESTIONS as MAX_QUESTIONS
from kg.endpoint.diagnosis.questions import Ask as Ask
