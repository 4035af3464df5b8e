"""The operator's side of the mapping files: what checks, tests, shows, previews and compares them."""
