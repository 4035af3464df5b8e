"""Decodes a mapping file, which is UTF-8, and says what another encoding looks like and how to mend it."""

import codecs

from mapper_jmespath.codes import Code
from mapper_jmespath.problems import Position, Problems, shown

_HINT = "save it with the encoding UTF-8"
# A byte order mark tells the wide encodings; the longer mark is the shorter one and two zeros.
_MARKS = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)


def decode(data: bytes, file: str, problems: Problems) -> str | None:
    """Return the text of a file without its byte order mark; None after noting why it cannot be read."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            problems.add(Position(file, 1, 1), Code.FILE_ENCODING, f"the file is {name}, not UTF-8 text", _HINT)
            return None
    data = data.removeprefix(codecs.BOM_UTF8)
    if b"\0" in data:
        problems.add(Position(file, 1, 1), Code.FILE_ENCODING, "the file holds zero bytes, as UTF-16 does", _HINT)
        return None
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        start = error.start
    before = data[:start].rsplit(b"\n", 1)[-1].decode(errors="replace")
    where = Position(file, data[:start].count(b"\n") + 1, len(before) + 1)
    # Most files that are not UTF-8 come from an editor of Windows; its reading lets a person recognise the place.
    meant = data[start : start + 1].decode("cp1252", "replace")
    guess = f", perhaps {shown(meant)} in Windows-1252" if meant.isprintable() and meant != "\ufffd" else ""
    message = f"the file is not UTF-8 text: here is the byte {data[start]:#04x}{guess}"
    problems.add(where, Code.FILE_ENCODING, message, _HINT)
    return None
