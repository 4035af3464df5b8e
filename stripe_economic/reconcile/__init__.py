"""Lays Stripe and e-conomic beside each other for a stretch of days and says whether the books close."""
