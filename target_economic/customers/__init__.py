"""Customers: recognised, created once, kept in sync."""
