"""What a POST on an existing object changes."""
