"""Writes what became of each document to the metadata of its Stripe object."""
