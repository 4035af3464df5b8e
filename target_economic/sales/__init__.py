"""Invoices and orders: looked up, worked out, posted, booked, taken back."""
