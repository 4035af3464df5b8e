"""The ledger: journals with their vouchers, their booking, and the booked entries of years and accounts."""
