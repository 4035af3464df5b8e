"""The doors to e-conomic: requests, filters, limits, and what its answers mean."""
