"""A Singer tap that reads paid Stripe invoices, with their customers and products, ready to be posted.

It knows Stripe's API and nothing of what becomes of its records. `tap.py` is the way in; `streams.py` says what is
read, `feed.py` in which order, `hydrate.py`, `amounts.py` and `dates.py` what is added to Stripe's objects.
"""
