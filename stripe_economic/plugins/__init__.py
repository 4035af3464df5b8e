"""Runs the pipeline's own programs, without Meltano, for commands that only look."""
