"""What tests, previews and comparisons of mappings print for people."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

import click

from mapper_jmespath import Library
from mapper_jmespath.cases.places import ABSENT
from mapper_jmespath.cases.run_cases import Result
from mapper_jmespath.problems import shown
from stripe_economic.mappings.comparing import DOCUMENT, Changed
from stripe_economic.mappings.places import place
from stripe_economic.mappings.preview import Preview, brief, found_text, money, vat_text
from stripe_economic.terminal.language import _, plural
from stripe_economic.terminal.screen import bold, green, red

_WIDE = 44
_NAME = 9


def show_results(library: Library, results: Sequence[Result]) -> None:
    """Print what became of the tests, file by file."""
    for name, of_file in groupby(results, key=lambda one: one.mapping):
        cases = list(of_file)
        failed = [one for one in cases if one.differences]
        told = green(_("{count} passed").format(count=len(cases)))
        if failed:
            told = red(_("{count} of {total} failed").format(count=len(failed), total=len(cases)))
        click.echo(f"{library.mappings[name].position.file}: {told}")
        for one in failed:
            _show_failed(one)
    without = [one.position.file for one in library.mappings.values() if not one.tests]
    if without and len({one.mapping for one in results}) != 1:
        click.echo(_("without tests: {files}").format(files=", ".join(without)))
    failed_in_all = sum(bool(one.differences) for one in results)
    said = plural("{count} test, {failed} failed.", "{count} tests, {failed} failed.", len(results))
    click.echo(said.format(count=len(results), failed=failed_in_all))


def _show_failed(result: Result) -> None:
    click.echo(f"  {red(_('FAILED'))} {result.case.name} ({place(result.case.position)})")
    expected, got = _("expected"), _("got")
    wide = max(len(expected), len(got))
    for one in result.differences:
        source = "    " + _("from {field}").format(field=one.filled) if one.filled else ""
        click.echo(f"    {one.path or _('the record')} ({place(one.position)})")
        click.echo(f"      {expected:{wide}}  {one.expected}")
        click.echo(f"      {got:{wide}}  {one.got}{source}")


def result_json(result: Result) -> dict[str, Any]:
    """Return what became of one test for programs."""
    position = result.case.position
    return {
        "file": position.file,
        "line": position.line,
        "name": result.case.name,
        "passed": not result.differences,
        "differences": [
            {
                "line": one.position.line,
                "path": one.path,
                "expected": one.expected,
                "got": one.got,
                "filled": one.filled,
            }
            for one in result.differences
        ],
    }


def show_previews(made: Sequence[Preview]) -> None:
    """Print documents, each field with where it came from."""
    for one in made:
        click.echo(f"{bold(one.source.name)} ({one.source.stream}, {one.source.record['id']}): {_verdict(one)}")
        _head(_("mapping"), one.mapping + ("" if one.active else f"  ({_('not in use')})"))
        comes_to = money(one.document)
        if comes_to:
            _head(_("expected"), comes_to)
        if one.vat is not None:
            _head(_("VAT"), *vat_text(one.vat))
        if one.failed is not None:
            where = f"{one.failed.path}  {one.failed.written}  ({place(one.failed.position)})"
            _head(_("failed at"), where, *([found_text(one.failed)] if one.failed.found else []))
        for field in one.fields:
            found = f"; {found_text(field)}" if field.found else ""
            click.echo(f"  {field.path} = {brief(field.value)}")
            click.echo(f"      {place(field.position)}  {field.written}{found}")


def _head(name: str, first: str, *others: str) -> None:
    """Print a line about a document, and more lines below it."""
    click.echo(f"  {name:{_NAME}} {first}")
    for line in others:
        click.echo(f"  {'':{_NAME}} {line}")


def list_previews(made: Sequence[Preview]) -> None:
    """Print a line for what becomes of each record."""
    for file, of_file in groupby(sorted(made, key=lambda one: one.mapping), key=lambda one: one.mapping):
        several = list(of_file)
        click.echo(bold(file) + ("" if several[0].active else f"  ({_('not in use')})"))
        for one in several:
            is_zoned = one.vat is not None and one.vat.value is not None
            zone = _("VAT zone {number}").format(number=one.vat.value) if one.vat and is_zoned else ""
            told = ", ".join(part for part in (_verdict(one), money(one.document), zone) if part)
            click.echo(f"  {one.source.name:{_WIDE}} {told}")
    shown_whole = _("A name shows all of it: {command}")
    click.echo("\n" + shown_whole.format(command='stripe-economic preview "german business"'))


def show_changed(found: Sequence[Changed], compared: int) -> None:
    """Print which documents differ, field by field."""
    for one in found:
        click.echo(f"{bold(one.source.name)} ({one.source.stream}, {one.source.record['id']}): {one.document}")
        for change in one.changes:
            old, new = (_value(value) for value in (change.old, change.new))
            click.echo(f"  {change.path or _('the whole')}: {red(old)} -> {green(new)}")
    said = plural(
        "{compared} records compared, {count} document differs.",
        "{compared} records compared, {count} documents differ.",
        len(found),
    )
    click.echo(said.format(compared=compared, count=len(found)))


def changed_json(one: Changed) -> dict[str, Any]:
    """Return a document that differs for programs; null is the same as nothing there."""
    changes = [{"path": change.path, "old": _null(change.old), "new": _null(change.new)} for change in one.changes]
    return {
        "stream": one.source.stream,
        "name": one.source.name,
        "id": one.source.record["id"],
        "document": one.document,
        "changes": changes,
    }


def _null(value: object) -> object:
    return None if value is ABSENT else value


def _value(value: object) -> str:
    if value is ABSENT:
        return _("nothing")
    return _(DOCUMENT) if value is DOCUMENT else shown(value)


def _verdict(one: Preview) -> str:
    return red(one.verdict) if one.document["error"] is not None else one.verdict
