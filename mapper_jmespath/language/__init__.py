"""The mapping language: what a file may say, read into what it means."""
