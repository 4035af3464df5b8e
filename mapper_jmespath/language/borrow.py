"""Lets a mapping take over the fields of another file, `use: invoices` in the place of `fields:`."""

from collections.abc import Collection
from dataclasses import replace

from mapper_jmespath.codes import Code
from mapper_jmespath.language.model import Mapping
from mapper_jmespath.problems import Problems, did_you_mean


def with_borrowed_fields(
    mappings: dict[str, Mapping], unreadable: Collection[str], problems: Problems
) -> dict[str, Mapping]:
    """Return the mappings, each with fields; one that cannot have them is left out and noted.

    Args:
        mappings: as parsed, by name.
        unreadable: the files that have been noted already.
        problems: receives what is wrong.
    """
    made: dict[str, Mapping] = {}
    for name, mapping in mappings.items():
        if mapping.borrowed is None:
            made[name] = mapping
            continue
        owner, where = mappings.get(mapping.borrowed), mapping.keys["use"]
        if owner is None:
            if mapping.borrowed not in unreadable:
                hint = did_you_mean(mapping.borrowed, mappings.keys() - {name})
                problems.add(where, Code.MAPPING_UNKNOWN, f"there is no mapping `{mapping.borrowed}`", hint)
        elif owner.borrowed is not None:
            message = f"the mapping `{owner.name}` has no fields of its own"
            problems.add(where, Code.MAPPING_CIRCULAR, message, "use one that has `fields`")
        elif owner.source != mapping.source:
            message = f"the mapping `{owner.name}` reads {owner.source}, this one {mapping.source}"
            problems.add(where, Code.MAPPING_DOES_NOT_FIT, message, "use one of the same `source`, or write `fields`")
        else:
            made[name] = replace(mapping, fields=owner.fields)
    return made
