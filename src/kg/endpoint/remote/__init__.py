"""Answers from an engine elsewhere: what it is asked, how its answers are read, which version it holds."""
