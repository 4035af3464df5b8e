"""PDF files that clients attach to draft invoices and draft orders.

Documented: POST of the file as multipart, valid PDF only, 9.0 MB per request, 201; DELETE 204 and then 404; GET of
the attachment answers "the reference to the attached file". Unverified: the shape of that reference, 404 where
nothing is attached, and that a second file is refused, as it is on vouchers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.economic import errors
from sandbox.economic.calls import Answer, Call
from sandbox.economic.jsontext import encode

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.economic.answering import Routes
    from sandbox.economic.query.collection import Collection
    from sandbox.economic.store import Store


@dataclass(frozen=True)
class Attachments:
    """The attachments of the documents of one collection.

    Attributes:
        path: The collection's path, without the slash in front.
        collection: The documents.
        writable: Whether they are drafts. What was attached to one can still be read later.
    """

    path: str
    collection: Callable[[Store], Collection[int]]
    writable: bool

    def routes(self) -> Routes:
        """`…/attachment` and `…/attachment/file` of each document."""
        writes = {"POST": self._attach, "DELETE": self._detach} if self.writable else {}
        return {
            f"/{self.path}/{{key}}/attachment": {"GET": self._about},
            f"/{self.path}/{{key}}/attachment/file": {"GET": self._file, **writes},
        }

    def _about(self, call: Call) -> Answer:
        key = self._owner(call)
        if key not in call.store.files:
            raise errors.not_found()
        return Answer(200, _reference(call, key))

    def _file(self, call: Call) -> Answer:
        found = call.store.files.get(self._owner(call))
        if found is None:
            raise errors.not_found()
        return Answer(200, found.content, media_type="application/pdf")

    def _attach(self, call: Call) -> Answer:
        key = self._owner(call)
        sent = call.upload()
        if not sent.is_pdf:
            raise errors.plain(400, "Only valid PDF files are supported.", hint="Attach a PDF file.")
        if key in call.store.files:
            raise errors.plain(400, "The document already has an attachment.", hint="Delete the file first.")
        call.store.files[key] = sent
        return Answer(201, _reference(call, key), f"{call.store.base_url}/{key}/attachment/file")

    def _detach(self, call: Call) -> Answer:
        key = self._owner(call)
        if key not in call.store.files:
            raise errors.not_found("E06000")
        del call.store.files[key]
        return Answer(204)

    def _owner(self, call: Call) -> str:
        """The path of the document, which files are kept by."""
        number = call.number_key
        if number is None or number not in self.collection(call.store):
            raise errors.not_found()
        return f"{self.path}/{number}"


def _reference(call: Call, key: str) -> bytes:
    link = f"{call.store.base_url}/{key}/attachment"
    return encode({"file": f"{link}/file", "pages": call.store.files[key].pages, "self": link})
