"""The JSON Schemas of the streams."""
