"""How far the pipeline has come, what is behind, and what failed."""
