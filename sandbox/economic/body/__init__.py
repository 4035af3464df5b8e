"""What a request body must be: its rules, their limits, and the two phases in which they are checked."""
