"""Work that need not be done again: results kept by the content of what they were made from."""
