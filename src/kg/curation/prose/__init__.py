"""The text of an article as sentences, and which of them a curation leaves out."""
