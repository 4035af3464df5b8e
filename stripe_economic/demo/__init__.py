"""The whole pipeline shown at work against a sandbox."""
