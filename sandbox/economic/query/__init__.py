"""What a collection answers to a query: filters, sorting, paging."""
