"""What the agreement is like: its numbers, VAT rates, accounting periods."""
