"""The tests inside a mapping file."""
