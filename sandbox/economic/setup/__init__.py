"""What is set up in the agreement rather than traded in it, and how it is looked up."""
