"""What became of documents: the outcome, its code explained, and what waits to be tried again."""
