"""Looks at all that a sync needs, on both sides and in between, and says what to do. It writes to neither side."""
