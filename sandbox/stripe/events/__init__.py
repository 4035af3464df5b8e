"""The account's events: what happened, and the 30 days of it that can be read."""
