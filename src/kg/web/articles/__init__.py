"""Articles: their list and its filter, what was read from each, and its text with the passages marked."""
