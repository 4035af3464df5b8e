"""Customers, products, and the documents that sell the one to the other."""
