"""From records to a checked graph: vocabulary, mapping, inference, validation, versions, exports."""
