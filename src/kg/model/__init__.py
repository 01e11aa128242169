"""Plain values that every other package speaks in; imports nothing but the standard library."""
