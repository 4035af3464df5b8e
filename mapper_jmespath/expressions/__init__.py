"""JMESPath expressions: compiled, checked, and what they can find."""
