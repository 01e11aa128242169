"""Ready questions on the site: their list, their typed fields, and the terms that people's words become."""

from kg.web.questions.fields import question_and_fields
from kg.web.questions.listing import Asked, read_questions, ready_questions

__all__ = ["Asked", "question_and_fields", "read_questions", "ready_questions"]
