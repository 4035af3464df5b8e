"""The streams: what each reads, how its records are made, and how its place in STATE moves."""
