"""Where the triples are, and what things are called."""
