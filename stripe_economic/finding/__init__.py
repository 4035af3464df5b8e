"""Finds which objects a person means by an id or a number, on either side."""
