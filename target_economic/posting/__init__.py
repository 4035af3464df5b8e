"""Writing to e-conomic exactly once."""
