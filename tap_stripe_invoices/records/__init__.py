"""From Stripe's objects to records: complete, hydrated, counted and dated."""
