"""Stripe's arithmetic and what it leaves behind: pure functions from amounts and moments to Stripe objects.

The generated company and the actions are built from the same functions. Amounts are in minor units of the object's
own currency, moments in epoch seconds (UTC).
"""
