"""What became of each document."""
