"""Connects a project to its two sides: gets a grant or a key, checks it, and keeps it in `.env`."""
