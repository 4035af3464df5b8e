"""Files that clients send along with a document: multipart bodies read, and the file kept."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sandbox.economic import errors

if TYPE_CHECKING:
    from collections.abc import Iterator

# "Maximum file size is 9.0 MB per request." Whether a MB is 10^6 or 2^20 bytes is unverified.
MOST_BYTES: Final = 9_000_000

_HINT = "Send the file as multipart/form-data, at most 9.0 MB per request."
_BOUNDARY = re.compile(r'(?i)^multipart/form-data\s*;.*?\bboundary=(?:"([^"]{1,200})"|([^\s;,"]{1,200}))')
_FILENAME = re.compile(rb'(?i)\bfilename="([^"\r\n]{0,250})"')
_MEDIA_TYPE = re.compile(rb"(?im)^content-type:[ \t]*([\w.+-]+/[\w.+-]+)")
_PAGE = re.compile(rb"/Type\s*/Page(?![A-Za-z])")


@dataclass(frozen=True)
class Upload:
    """A file as it was sent.

    Attributes:
        name: Its file name, empty when none was given.
        media_type: Its own content type, in lower case, empty when none was given.
        content: Its bytes.
        at: When it was kept, as `store.stamp()` writes it.
    """

    name: str
    media_type: str
    content: bytes
    at: str

    @property
    def is_pdf(self) -> bool:
        """Whether the content begins and ends as a PDF does."""
        return self.content.startswith(b"%PDF-") and b"%%EOF" in self.content[-1024:]

    @property
    def pages(self) -> int:
        """How many pages it has: those a PDF declares in plain, one for everything else."""
        return max(len(_PAGE.findall(self.content)), 1)


def read_upload(content_type: str, body: bytes, at: str) -> Upload:
    """The file in a multipart body: its first part that has a file name, else its first part.

    Raises:
        ApiError: 415 for another content type, 400 for a body without a part or over 9.0 MB. The wording is
            unverified.
    """
    found = _BOUNDARY.match(content_type)
    if found is None:
        raise errors.plain(415, "Unsupported media type.", hint=_HINT)
    parts = list(_parts(body, (found[1] or found[2]).encode("latin-1", "replace")))
    if not parts:
        raise errors.plain(400, "The request has no file.", hint=_HINT)
    head, content = next((part for part in parts if _FILENAME.search(part[0])), parts[0])
    if len(content) > MOST_BYTES:
        raise errors.plain(400, "The file exceeds the maximum size of 9.0 MB.", hint=_HINT)
    name, kind = _FILENAME.search(head), _MEDIA_TYPE.search(head)
    return Upload(
        name=name[1].decode("utf-8", "replace") if name else "",
        media_type=kind[1].decode().lower() if kind else "",
        content=content,
        at=at,
    )


def _parts(body: bytes, boundary: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Head and content of each part; what stands before the first and after the last boundary is dropped."""
    for piece in (b"\r\n" + body).split(b"\r\n--" + boundary)[1:]:
        if piece.startswith(b"--"):
            return
        # A boundary may be followed by blanks; a part without headers has the empty line at once.
        _, _, part = piece.partition(b"\r\n")
        head, gap, content = (b"\r\n" + part).partition(b"\r\n\r\n")
        if gap:
            yield head, content
