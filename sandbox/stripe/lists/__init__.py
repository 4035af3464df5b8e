"""Objects by kind: filters, cursors and expansion."""
