"""Tries again what was not posted, or is to be looked at anew, through the same pipeline."""
