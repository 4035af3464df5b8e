"""Single questions to either side that write nothing: may this key read that, whose tokens are these."""
