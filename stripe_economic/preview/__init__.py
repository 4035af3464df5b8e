"""What a record would become, before it is posted."""
