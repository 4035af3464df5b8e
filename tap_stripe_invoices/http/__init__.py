"""The connection to Stripe: requests, retries, limits, and what an answer means."""
