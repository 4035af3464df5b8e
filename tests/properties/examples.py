"""How many examples the property tests try: few, so that `make test` stays quick, unless more are asked for.

`PROPERTY_EXAMPLES=5000 pytest tests/properties` tries five thousand each.
"""

import os


def examples(few: int) -> int:
    """Return how many to try: `few`, or what the environment asks for."""
    return int(os.environ.get("PROPERTY_EXAMPLES", few))
