"""Products: found or created, never changed."""
