"""What can be mended for certain in a curation file, as edits of its text."""
