"""Stripe from the server's side: one account's invoices, customers, products, prices and events."""
