"""The life of one object, read anew from both sides."""
