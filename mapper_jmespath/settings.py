"""The mapper's settings, checked before anything is read."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mapper_jmespath.errors import MapperError
from mapper_jmespath.problems import did_you_mean, shown

DEFAULT_FOLDER = "mappings"
SAFE, REFUSE, IGNORE, WARN = "safe", "refuse", "ignore", "warn"

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
            "enum": [SAFE, REFUSE, IGNORE, None],
            "title": "Unknown streams",
            "description": "What to do with a stream that no mapping reads: `ignore` drops it with one warning, "
            "`refuse` stops the run, `safe` drops it where every run reads it whole, and stops the run where it has "
            "a bookmark, which would move on past the records that were dropped.",
            "default": SAFE,
        },
        "unknown_paths": {
            "type": ["string", "null"],
            "enum": [REFUSE, WARN, None],
            "title": "Unknown paths",
            "description": "What to do when a mapping names a property that the tap's schema does not have: `refuse`"
            " stops the run before the first record, `warn` says so and goes on.",
            "default": REFUSE,
        },
    },
}


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one run.

    Attributes:
        mappings_path: the folder of mapping files.
        unknown_streams: SAFE, REFUSE or IGNORE, what to do with a stream that no mapping reads.
        refuse_unknown_paths: whether a mapping that names a property the records cannot have stops the run.
    """

    mappings_path: Path
    unknown_streams: str
    refuse_unknown_paths: bool


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
    if unknown not in (None, SAFE, REFUSE, IGNORE):
        hint = f"write {SAFE}, {REFUSE} or {IGNORE}"
        raise MapperError("setting_invalid", f"the setting `unknown_streams` is {shown(unknown)}", hint)
    paths = config.get("unknown_paths")
    if paths not in (None, REFUSE, WARN):
        hint = f"write {REFUSE} or {WARN}"
        raise MapperError("setting_invalid", f"the setting `unknown_paths` is {shown(paths)}", hint)
    return Settings(Path(folder), SAFE if unknown is None else unknown, refuse_unknown_paths=paths != WARN)
