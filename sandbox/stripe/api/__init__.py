"""What every request goes through: keys, versions, parameters, idempotency, errors, and JSON as Stripe writes it."""
