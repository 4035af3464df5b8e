"""Sandboxes that serve: in the foreground, in the background, and the door through which they are told what to do."""
