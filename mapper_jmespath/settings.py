"""The mapper's settings, checked before anything is read."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mapper_jmespath.errors import MapperError
from mapper_jmespath.problems import did_you_mean, shown

DEFAULT_FOLDER = "mappings"
REFUSE, IGNORE = "refuse", "ignore"

SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        # Not `mappings`: Meltano keeps a mapper's own list under that name and takes the two for one setting.
        "mappings_path": {
            "type": ["string", "null"],
            "title": "Mappings folder",
            "description": "Folder of the mapping files (*.yml); a relative one counts from the working directory.",
            "default": DEFAULT_FOLDER,
        },
        "unknown_streams": {
            "type": ["string", "null"],
            "enum": [REFUSE, IGNORE, None],
            "title": "Unknown streams",
            "description": "What to do with a stream that no mapping reads: `refuse` stops the run before any of its"
            " records is lost, `ignore` drops it.",
            "default": REFUSE,
        },
    },
}


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one run.

    Attributes:
        mappings_path: the folder of mapping files.
        ignore_unknown_streams: whether a stream that no mapping reads is dropped instead of stopping the run.
    """

    mappings_path: Path
    ignore_unknown_streams: bool


def read_settings(config: Mapping[str, Any]) -> Settings:
    """Return the settings; a setting that is null or left out has its default.

    Raises:
        MapperError: `setting_unknown` or `setting_invalid`, naming the setting.
    """
    known = SCHEMA["properties"]
    for name in config:
        if name not in known:
            raise MapperError("setting_unknown", f"there is no setting `{name}`", did_you_mean(name, known))
    folder = config.get("mappings_path")
    if folder is None:
        folder = DEFAULT_FOLDER
    if not isinstance(folder, str) or not folder.strip() or "\0" in folder:
        raise MapperError(
            "setting_invalid", f"the setting `mappings_path` is {shown(folder)}", "name the folder of mapping files"
        )
    unknown = config.get("unknown_streams")
    if unknown not in (None, REFUSE, IGNORE):
        raise MapperError(
            "setting_invalid", f"the setting `unknown_streams` is {shown(unknown)}", f"write {REFUSE} or {IGNORE}"
        )
    return Settings(Path(folder), ignore_unknown_streams=unknown == IGNORE)
