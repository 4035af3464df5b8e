"""A Singer tap that reads paid Stripe invoices, with their customers and products, ready to be posted.

It knows Stripe's API and nothing of what becomes of its records. `tap.py` is the way in; `streams/` is what is read,
`feed/` which objects are due and in which order, `http/` the connection, and `records/` what is added to Stripe's
objects, whose schemas are in `schemas/`.
"""
