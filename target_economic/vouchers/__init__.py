"""Movements of money as vouchers of a journal: looked up, gathered, posted, booked."""
