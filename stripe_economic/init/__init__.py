"""Makes a folder a project."""
