"""Views of an answer: the table, and what else its columns can fill (network, timeline, bars).

Each is written by the server from the rows of one answer, which the caps bound; the address says
which view is shown, how it is sorted and filtered, and which page of it.
"""

from kg.web.views.choosing import View, fillable
from kg.web.views.state import State, read_state

__all__ = ["State", "View", "fillable", "read_state"]
