"""How much of each article has become statements, and what has no passage to stand on."""
