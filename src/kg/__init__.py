"""Knowledge graphs in which every record carries the passage that says it."""
