"""A run: batches of documents carried out, one outcome each."""
