"""What helps a curator around a check: new files, fixes, the schema for editors, differences, coverage."""
