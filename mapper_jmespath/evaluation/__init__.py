"""From a record to its documents."""
