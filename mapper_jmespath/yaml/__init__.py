"""Reading YAML strictly, with a place for everything."""
