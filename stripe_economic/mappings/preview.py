"""What would be posted for a record, and where every field of it came from."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from mapper_jmespath import Library, MapperError
from mapper_jmespath.cases.case import FAILURES
from mapper_jmespath.cases.provenance import Decision, Filled, failed, filled
from mapper_jmespath.evaluation.assemble import Assembler
from mapper_jmespath.problems import Position, shown
from stripe_economic.errors import passed_on
from stripe_economic.mappings.sources import Source
from stripe_economic.terminal.language import _
from stripe_economic.terminal.numbers import number

Json = dict[str, Any]

_VAT_ZONE = "body.recipient.vatZone.vatZoneNumber"
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Preview:
    """One document that a record would make.

    Attributes:
        source: the record.
        mapping: the file that makes it.
        active: whether the pipeline uses that file.
        document: as it would reach the target.
        fields: where each field came from.
        failed: the field at which it failed, if it did.
    """

    source: Source
    mapping: str
    active: bool
    document: Json
    fields: tuple[Filled, ...]
    failed: Filled | None

    @property
    def vat(self) -> Filled | None:
        """The field that says the VAT zone."""
        fields = (*self.fields, *([self.failed] if self.failed else []))
        return next((one for one in fields if one.path == _VAT_ZONE), None)

    @property
    def verdict(self) -> str:
        """What becomes of the record, in a line."""
        error, skip = self.document["error"], self.document["skip"]
        if error is not None:
            return _("fails: {code}: {message}").format(code=error["code"], message=error["message"])
        if skip is not None:
            return _("left out: {code}: {message}").format(code=skip["code"], message=skip["message"])
        undone = self.document.get("withdraw")
        if undone is None:
            noticed = self.document.get("notice")
            said = str(self.document["kind"])
            if noticed:
                note = _("{kind}, with the note {code}: {message}")
                said = note.format(kind=said, code=noticed["code"], message=noticed["message"])
            return said
        return _("taken back: {code}: {message} (a draft: {draft}, a booked document: {booked})").format(
            code=undone["code"], message=undone["message"], draft=undone["draft"], booked=undone["booked"]
        )

    def as_json(self) -> Json:
        """Return it for programs."""
        return {
            "stream": self.source.stream,
            "name": self.source.name,
            "mapping": self.mapping,
            "active": self.active,
            "document": self.document,
            "vat": _field(self.vat) if self.vat else None,
            "failed": _field(self.failed) if self.failed else None,
            "fields": [_field(one) for one in self.fields],
        }


def previews(library: Library, source: Source) -> Iterator[Preview]:
    """Yield what each mapping of a record's stream makes of it, those that are not in use last.

    Raises:
        OperatorError: the record has no usable id.
    """
    assembler = Assembler(library)
    mappings = [one for one in library.mappings.values() if one.source == source.stream]
    for mapping in sorted(mappings, key=lambda one: not one.active):
        try:
            document, trace = assembler.explained(mapping, source.record)
        except MapperError as error:
            raise passed_on(error) from None
        is_made = all(document.get(kind) is None for kind in FAILURES)
        fields = tuple(filled(document, trace, library.tables)) if is_made else ()
        file = mapping.position.file
        yield Preview(source, file, mapping.active, document, fields, failed(trace, library.tables))


def money(document: Json) -> str | None:
    """Return what a document should come to, as people write it; None where it does not say."""
    expected = document.get("expected")
    if expected is None:
        return None
    words = {"net": _("net"), "tax": _("VAT"), "gross": _("gross")}
    amounts = [(word, expected[name]) for name, word in words.items() if name in expected]
    known = [f"{word} {_decimal(minor, expected['exponent'])}" for word, minor in amounts if minor is not None]
    unknown = f" {_('and')} ".join(word for word, minor in amounts if minor is None)
    rate = " (" + _("{amounts} at e-conomic's rate").format(amounts=unknown) + ")" if unknown else ""
    return f"{', '.join(known)} {expected['currency']}{rate}"


def vat_text(field: Filled) -> list[str]:
    """Return the VAT decision in lines: the zone, the row that decided, what it was asked."""
    answer = _("no zone") if field.value is None else _("zone {number}").format(number=field.value)
    if field.decision is None:
        place = _("{written} at {place}").format(written=field.written, place=_line(field.position))
        return [f"{answer}, {place}"]
    because = _("because {facts}").format(facts=_given(field.decision))
    return [f"{answer}, {decided_by(field.decision)}", because]


def decided_by(decision: Decision) -> str:
    """Return which row of a table decided."""
    if decision.row is None:
        said = _("the default of table {table}, {place}")
        return said.format(table=decision.table, place=_line(decision.position))
    said = _("row {place} of table {table}: {row}")
    return said.format(place=_line(decision.position), table=decision.table, row=decision.row)


def found_text(field: Filled) -> str:
    """Return what the expressions of a field found in the record."""
    if field.decision is not None:
        return f"{_given(field.decision)}; {decided_by(field.decision)}"
    pairs = [(text, brief(value)) for text, value in field.found]
    if len(pairs) == 1 and field.written.startswith("from "):
        return _("found {value}").format(value=pairs[0][1])
    return ", ".join(f"{text}: {value}" for text, value in pairs)


def brief(value: object) -> str:
    """Return a value in a few words."""
    if isinstance(value, list) and all(isinstance(item, str | int) for item in value):
        text = ", ".join(map(shown, value))
    else:
        text = _("nothing") if value is None else shown(value)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def _line(position: Position) -> str:
    return f"{position.file}:{position.line}"


def _given(decision: Decision) -> str:
    return ", ".join(
        _("{key} is {value}").format(key=key, value=_key(given)) for key, given in decision.given.items()
    )


def _key(value: object) -> str:
    return _("missing") if value is None else shown(value)


def _decimal(minor: int, exponent: int) -> str:
    return number(Decimal(minor).scaleb(-exponent), max(0, exponent))


def _field(field: Filled) -> Json:
    decision = field.decision
    return {
        "path": field.path,
        "value": field.value,
        **asdict(field.position),
        "written": field.written,
        "found": [{"expression": text, "value": value} for text, value in field.found],
        "decision": None
        if decision is None
        else {
            "table": decision.table,
            "given": dict(decision.given),
            "row": decision.row,
            **asdict(decision.position),
        },
    }
