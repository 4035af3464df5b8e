"""Which objects are due, in which order they are read, and how far a stream has come."""
