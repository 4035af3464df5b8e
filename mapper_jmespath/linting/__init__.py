"""What is wrong with mappings that can be read: against each other, the records and the documents."""
