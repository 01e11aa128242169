"""Exports of a dataset or a version: the same bytes from the same inputs, in six formats."""

from kg.graph.export.formats import EXPORT_FORMATS, ExportFormat, export

__all__ = ["EXPORT_FORMATS", "ExportFormat", "export"]
