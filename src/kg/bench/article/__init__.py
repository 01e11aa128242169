"""`kg new article`: from a text to a curation file that a person finishes.

Everything that is read out of a text is a guess, and is written down as one, with its reason.
"""
