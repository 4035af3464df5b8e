"""The attachment of a voucher: one file, to which pages are added.

Documented: the kinds of file, 9.0 MB a request, that PATCH makes the file when there is none, and that it always
comes back as PDF. Seen live: a second POST is refused with "Voucher already has attachment", and POST to
`…/attachment` itself is 405. The sandbox draws no pictures and joins no files: a picture becomes a page with its
name, and added pages are counted and kept behind the first. Unverified: 404 while there is none, and the statuses of
PATCH and DELETE.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from sandbox.economic import errors
from sandbox.economic.calls import Answer, Call
from sandbox.economic.jsontext import encode
from sandbox.economic.ledger.shapes import file_key, voucher_link
from sandbox.economic.ledger.vouchers import voucher_of
from sandbox.pdf import one_page

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sandbox.economic.uploads import Upload

_SUPPORTED = "Supported formats are: .jpg, .jpeg, .pdf, .gif and .png."

# How files of each kind begin.
_BEGINNINGS: Final[Mapping[str, bytes]] = {
    "jpg": b"\xff\xd8\xff",
    "jpeg": b"\xff\xd8\xff",
    "pdf": b"%PDF-",
    "gif": b"GIF8",
    "png": b"\x89PNG\r\n",
}


def about(call: Call) -> Answer:
    """GET …/attachment: how many pages, since when."""
    key, link = _owner(call)
    found = call.store.files.get(key)
    if found is None:
        raise errors.not_found()
    return Answer(200, encode(_document(found, link)))


def download(call: Call) -> Answer:
    """GET …/attachment/file."""
    found = call.store.files.get(_owner(call)[0])
    if found is None:
        raise errors.not_found()
    return Answer(200, found.content, media_type="application/pdf")


def attach(call: Call) -> Answer:
    """POST …/attachment/file: 201; 400 when there is one."""
    key, link = _owner(call)
    sent = _as_pdf(call.upload())
    if key in call.store.files:
        raise errors.plain(400, "Voucher already has attachment", hint="Use PATCH to add pages to it.")
    call.store.files[key] = sent
    return Answer(201, encode(_document(sent, link)), f"{link}/file")


def add_pages(call: Call) -> Answer:
    """PATCH …/attachment/file: 200, the pages are added; 201 when there was no file."""
    key, link = _owner(call)
    sent = _as_pdf(call.upload())
    known = call.store.files.get(key)
    if known is None:
        return attach(call)
    call.store.files[key] = whole = replace(known, content=known.content + b"\n" + sent.content)
    return Answer(200, encode(_document(whole, link)))


def detach(call: Call) -> Answer:
    """DELETE …/attachment/file: 204; 404 when there is none."""
    key, _ = _owner(call)
    if key not in call.store.files:
        raise errors.not_found("E06000")
    del call.store.files[key]
    return Answer(204)


def _owner(call: Call) -> tuple[str, str]:
    """Under which name the voucher's file is kept, and the attachment's address."""
    entry = voucher_of(call)[0][1]
    link = voucher_link(call.store, entry.journal, entry.year, entry.voucher)
    return file_key(entry.journal, entry.year, entry.voucher), f"{link}/attachment"


def _as_pdf(sent: Upload) -> Upload:
    """The file as it will be given back.

    Raises:
        ApiError: 400 for a file of another kind, by its name or, without one, by its content type. The wording is
            unverified.
    """
    kind = sent.name.rpartition(".")[2].lower() if "." in sent.name else sent.media_type.rpartition("/")[2]
    if kind not in _BEGINNINGS:
        raise errors.plain(400, "The file format is not supported.", hint=_SUPPORTED)
    if not sent.content.startswith(_BEGINNINGS[kind]):
        raise errors.plain(400, f"The file is not a valid .{kind} file.", hint=_SUPPORTED)
    if kind == "pdf":
        return sent
    return replace(sent, content=one_page(sent.name), media_type="application/pdf")


def _document(upload: Upload, link: str) -> dict[str, object]:
    return {"createdAt": upload.at[:10], "file": f"{link}/file", "pages": upload.pages, "self": link}
