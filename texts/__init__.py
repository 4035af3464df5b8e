"""Keeps the translations: finds what the commands say, and brings the Danish file up to it. Run by `make texts`."""
