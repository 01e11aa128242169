"""What a page tells about a thing: its records, statements and names, each with the passage behind it."""
