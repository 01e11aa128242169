"""Ready questions: runnable queries whose heads ask them in words and declare typed parameters."""
