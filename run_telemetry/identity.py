"""Which program speaks, and in which run."""

import os
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath

# By name where whoever started Meltano has set it; `meltano el` keeps a run's files in a folder that bears it.
_NAMED, _IN_PATH = "MELTANO_RUN_ID", "SINGER_SDK_LOG_CONFIG"


@dataclass(frozen=True, slots=True)
class Identity:
    """A program in one run.

    Attributes:
        plugin: such as `target-economic`.
        run_id: Meltano's, the same for tap, mapper and target; one of this process's own where there is none.
    """

    plugin: str
    run_id: str


def run_id(environment: Mapping[str, str] = os.environ) -> str:
    """Return the id of the run that this process is part of."""
    candidates = (environment.get(_NAMED, ""), *reversed(PurePath(environment.get(_IN_PATH, "")).parts))
    return next((one for one in candidates if _is_uuid(one)), None) or str(uuid.uuid4())


def _is_uuid(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text.lower()
    except ValueError:
        return False
