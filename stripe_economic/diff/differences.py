"""In what two bodies differ, field by field. Only what the mapping says is compared; the rest is people's."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from target_economic.sales.bodies import covers


@dataclass(frozen=True, slots=True)
class Difference:
    """One field.

    Attributes:
        path: such as `body.recipient.vatZone.vatZoneNumber`.
        stands: what e-conomic has; None for nothing.
        mapped: what the mapping says.
        line: where the mapping says it, `mappings/invoices.yml:120`; empty where it is worked out.
    """

    path: str
    stands: Any
    mapped: Any
    line: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return it for programs."""
        return {"path": self.path, "stands": self.stands, "mapped": self.mapped, "line": self.line or None}


def differences(stands: object, mapped: object, path: str) -> Iterator[Difference]:
    """Yield the fields in which what stands is not what is mapped."""
    if covers(stands, mapped):
        return
    if isinstance(mapped, dict) and isinstance(stands, dict):
        for name, value in mapped.items():
            yield from differences(stands.get(name), value, f"{path}.{name}")
    elif isinstance(mapped, list) and isinstance(stands, list):
        for index, value in enumerate(mapped):
            there = stands[index] if index < len(stands) else None
            yield from differences(there, value, f"{path}[{index}]")
        for index in range(len(mapped), len(stands)):
            yield Difference(f"{path}[{index}]", _brief(stands[index]), None)
    else:
        yield Difference(path, _brief(stands), _brief(mapped))


def _brief(value: object) -> object:
    """Return a line of a document by what people know it by."""
    return value.get("description", value) if isinstance(value, dict) else value
