"""`kg new project`: a small complete project of another subject, to be changed into one's own."""

from kg.bench.new_project.making import make_project

__all__ = ["make_project"]
