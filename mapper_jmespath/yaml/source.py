"""Reads YAML into a small tree in which everything knows its line and column.

Only what a mapping needs is read: mappings with text keys, lists, text, whole numbers, true, false and null, by the
rules of YAML 1.2 (`NO` is text). What can surprise is refused with the fix: duplicate keys, anchors, aliases, merge
keys, tags, numbers with a leading zero, fractions, several documents in one file, deep nesting, large files. The
tree is built from parser events, so no YAML constructor runs and nothing in a file can make an object or a bomb.
"""

import re
from collections.abc import Mapping as MappingType
from dataclasses import dataclass, field

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from mapper_jmespath.codes import Code
from mapper_jmespath.problems import Position, Problems
from mapper_jmespath.yaml.encodings import decode
from mapper_jmespath.yaml.syntax import QUOTE_HINT, syntax_problem
from mapper_jmespath.yaml.tree import Entry, Mapping, Node, Refused, Scalar, Sequence

MAX_BYTES = 128 * 1024
MAX_DEPTH = 30
# A file with more is not a mapping with slips in it, and a list without end helps nobody.
MAX_PROBLEMS = 100
_VERSION = (1, 2)

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_BOOLEANS: MappingType[str, bool] = {
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip
_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,17})")
_LEADING_ZERO = re.compile(r"[-+]?0[0-9_]+")
_OTHER_NUMBER = re.compile(
    r"[-+]?([0-9][0-9_]*(\.[0-9_]*)?|\.[0-9][0-9_]*)([eE][-+]?[0-9]+)?|0[xo][0-9A-Fa-f_]+|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)"
)


@dataclass(slots=True)
class _Open:
    """A list or mapping whose end has not been read yet."""

    position: Position
    is_mapping: bool
    items: list[Node] = field(default_factory=list)
    entries: dict[str, Entry] = field(default_factory=dict)
    key: tuple[str, Position] | None = None


def read_yaml(data: bytes, file: str, problems: Problems) -> Node | None:
    """Return the tree of one YAML file, or None where it cannot be read.

    Args:
        data: the bytes of the file, UTF-8.
        file: the name by which messages call it.
        problems: receives everything that is wrong.
    """
    start = Position(file, 1, 1)
    if len(data) > MAX_BYTES:
        message = f"the file is larger than {MAX_BYTES // 1024} KiB"
        problems.add(start, Code.FILE_TOO_LARGE, message, "split it into several mappings")
        return None
    text = decode(data, file, problems)
    if text is None:
        return None
    builder = _built(text, file, problems)
    if builder is not None and builder.root is None:
        hint = "a mapping starts with `source:`, a table with `table:`"
        problems.add(start, Code.FILE_EMPTY, "the file is empty", hint)
    return None if builder is None else builder.root


def _built(text: str, file: str, problems: Problems) -> "_Builder | None":
    builder, most, start = _Builder(file, problems), len(problems) + MAX_PROBLEMS, Position(file, 1, 1)
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            if not builder.take(event):
                return None
            if len(problems) >= most:
                message = f"{MAX_PROBLEMS} problems are above; the file is not read further"
                where = Position(file, event.end_mark.line + 1, event.end_mark.column + 1)
                problems.add(where, Code.TOO_MANY, message, "mend those first")
                return None
    except MarkedYAMLError as error:
        problems.add(*syntax_problem(error, start))
        return None
    except (YAMLError, ValueError, OverflowError) as error:
        # ValueError and OverflowError: an escape such as "\UFFFFFFFF" names no character.
        message = f"not readable as YAML: {str(error).splitlines()[0]}"
        problems.add(start, Code.YAML_SYNTAX, message, "remove special characters")
        return None
    return builder


class _Builder:
    """Turns parser events into the tree, without recursion."""

    def __init__(self, file: str, problems: Problems) -> None:
        self.root: Node | None = None
        self._file = file
        self._problems = problems
        self._open: list[_Open] = []
        self._documents = 0

    def take(self, event: Event) -> bool:
        """Take one event; False when reading further makes no sense."""
        where = Position(self._file, event.start_mark.line + 1, event.start_mark.column + 1)
        if isinstance(event, DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                self._refuse(where, "a second YAML document starts here", "one file holds one mapping; remove `---`")
                return False
            if event.version is not None and tuple(event.version) != _VERSION:
                self._refuse(where, "another version of YAML is asked for", "remove the line %YAML; this is YAML 1.2")
        elif isinstance(event, MappingStartEvent | SequenceStartEvent):
            if len(self._open) >= MAX_DEPTH:
                self._refuse(where, f"nested more than {MAX_DEPTH} deep", "look for brackets that do not close")
                return False
            self._refuse_decoration(event, where)
            self._open.append(_Open(where, isinstance(event, MappingStartEvent)))
        elif isinstance(event, MappingEndEvent | SequenceEndEvent):
            ended = self._open.pop()
            whole = (
                Mapping(ended.position, ended.entries)
                if ended.is_mapping
                else Sequence(ended.position, tuple(ended.items))
            )
            self._place(whole)
        elif isinstance(event, AliasEvent):
            self._refuse(where, f"`*{event.anchor}` is a YAML alias, which is not read here", QUOTE_HINT)
            self._place(Refused(where))
        elif isinstance(event, ScalarEvent):
            self._scalar(event, where)
        return True

    def _refuse(self, where: Position, message: str, hint: str) -> None:
        self._problems.add(where, Code.YAML_NOT_ALLOWED, message, hint)

    def _refuse_decoration(
        self, event: ScalarEvent | MappingStartEvent | SequenceStartEvent, where: Position
    ) -> bool:
        if event.anchor is not None:
            self._refuse(where, f"`&{event.anchor}` is a YAML anchor, which is not read here", QUOTE_HINT)
        elif event.tag is not None:
            self._refuse(where, f"`{event.tag}` is a YAML tag, which is not read here", QUOTE_HINT)
        else:
            return False
        return True

    def _scalar(self, event: ScalarEvent, where: Position) -> None:
        if self._refuse_decoration(event, where):
            self._place(Refused(where))
            return
        text = str(event.value)
        if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
            self._refuse(where, "the text holds half a character (a lone surrogate)", "write the character itself")
            self._place(Refused(where))
            return
        waiting = self._open[-1] if self._open else None
        if waiting is not None and waiting.is_mapping and waiting.key is None:
            waiting.key = (text, where)
        else:
            self._place(Scalar(where, text) if event.style else self._plain(text, where))

    def _plain(self, text: str, where: Position) -> Scalar | Refused:
        if text in _NULLS:
            return Scalar(where, None)
        if text in _BOOLEANS:
            return Scalar(where, _BOOLEANS[text])
        if _INTEGER.fullmatch(text):
            return Scalar(where, int(text))
        if _LEADING_ZERO.fullmatch(text):
            number = text.replace("_", "").lstrip("+-0") or "0"
            hint = f"write {number} for the number, or '{text}' in quotes for the text"
            self._problems.add(where, Code.NUMBER_FORM, f"{text} starts with a zero", hint)
        elif _OTHER_NUMBER.fullmatch(text):
            hint = f"write a whole number, or '{text}' in quotes for the text"
            self._problems.add(where, Code.NUMBER_FORM, f"{text} is not a plain whole number", hint)
        else:
            return Scalar(where, text)
        return Refused(where)

    def _place(self, node: Node) -> None:
        if not self._open:
            self.root = node
            return
        parent = self._open[-1]
        if not parent.is_mapping:
            parent.items.append(node)
        elif parent.key is None:
            self._refuse(node.position, "a key must be plain text", QUOTE_HINT)
            parent.key = ("", node.position)
        else:
            (key, where), parent.key = parent.key, None
            self._entry(parent, key, Entry(where, node))

    def _entry(self, parent: _Open, key: str, entry: Entry) -> None:
        earlier = parent.entries.get(key)
        if earlier is not None:
            message, hint = f"the key `{key}` stands twice", f"it is first on line {earlier.position.line}"
            self._problems.add(entry.position, Code.KEY_DUPLICATE, message, hint)
        elif key == "<<":
            self._refuse(entry.position, "`<<` is a YAML merge key, which is not read here", "write the fields out")
        elif isinstance(entry.value, Refused) or not key:
            # An empty key is a list or mapping used as a key; it has been reported where it stands.
            parent.entries[key or "?"] = Entry(entry.position, Refused(entry.position))
        else:
            parent.entries[key] = entry
