"""The Danish file: text for people to edit, and the form that Python reads."""

from datetime import UTC, datetime
from io import BytesIO

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from stripe_economic.terminal.language import DANISH, DOMAIN, FOLDER

PO = FOLDER / DANISH / "LC_MESSAGES" / f"{DOMAIN}.po"
MO = PO.with_suffix(".mo")

_WIDTH = 118
_HEAD = """# Danish for stripe-economic. Edit the msgstr lines, then run: make texts
# A placeholder such as {count} stays as it is. Words of e-conomic's own: faktura, kladde, bilag, kassekladde, moms,
# momszone, kreditnota, bogført, kunde, varegruppe, kundegruppe, betalingsbetingelse, regnskabsår, periode."""
# The file says what it says, whenever it was written.
_WRITTEN = datetime(2026, 12, 1, tzinfo=UTC)


def read() -> Catalog:
    """Return the file as it is; an empty one where there is none."""
    if not PO.exists():
        return Catalog(DANISH, domain=DOMAIN)
    with PO.open("rb") as file:
        return read_po(file, DANISH, DOMAIN)


def updated(template: Catalog) -> Catalog:
    """Return the file with exactly the texts of a template; those that are new have no translation."""
    found = read()
    found.update(template, no_fuzzy_matching=True)
    found.obsolete.clear()
    found.header_comment = _HEAD
    found.creation_date = found.revision_date = _WRITTEN
    found.fuzzy = False
    found.project, found.version, found.last_translator = DOMAIN, "0", DOMAIN
    found.msgid_bugs_address, found.language_team = "", "da"
    return found


def missing(catalogue: Catalog) -> list[str]:
    """Return the texts that have no Danish, or only a guess at it."""
    return [str(one.id) for one in catalogue if one.id and (one.fuzzy or not all(forms(one.string)))]


def forms(text: object) -> tuple[str, ...]:
    """Return the forms of a text: one, or its singular and plural."""
    return tuple(text) if isinstance(text, tuple | list) else (str(text or ""),)


def as_text(catalogue: Catalog) -> bytes:
    """Return the form for people."""
    output = BytesIO()
    write_po(output, catalogue, width=_WIDTH, no_location=True, sort_output=True)
    return output.getvalue()


def as_binary(catalogue: Catalog) -> bytes:
    """Return the form for Python."""
    output = BytesIO()
    write_mo(output, catalogue)
    return output.getvalue()
