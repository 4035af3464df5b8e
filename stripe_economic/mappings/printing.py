"""What tests, previews and comparisons of mappings print for people."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

import click

from mapper_jmespath import Library
from mapper_jmespath.cases.places import ABSENT
from mapper_jmespath.cases.run_cases import Result
from mapper_jmespath.problems import shown
from stripe_economic.mappings.comparing import Changed
from stripe_economic.mappings.preview import Preview, brief, found_text, money, vat_text
from stripe_economic.mappings.styles import bold, green, place, red

_WIDE = 44


def show_results(library: Library, results: Sequence[Result]) -> None:
    """Print what became of the tests, file by file."""
    for name, of_file in groupby(results, key=lambda one: one.mapping):
        cases = list(of_file)
        failed = [one for one in cases if one.differences]
        told = red(f"{len(failed)} of {len(cases)} failed") if failed else green(f"{len(cases)} passed")
        click.echo(f"{library.mappings[name].position.file}: {told}")
        for one in failed:
            _show_failed(one)
    without = [one.position.file for one in library.mappings.values() if not one.tests]
    if without and len({one.mapping for one in results}) != 1:
        click.echo(f"without tests: {', '.join(without)}")
    failed_in_all = sum(bool(one.differences) for one in results)
    click.echo(f"{len(results)} tests, {failed_in_all} failed.")


def _show_failed(result: Result) -> None:
    click.echo(f"  {red('FAILED')} {result.case.name} ({place(result.case.position)})")
    for one in result.differences:
        click.echo(f"    {one.path or 'the record'} ({place(one.position)})")
        click.echo(f"      expected  {one.expected}")
        click.echo(f"      got       {one.got}" + (f"    from {one.filled}" if one.filled else ""))


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
        click.echo(f"  mapping   {one.mapping}" + ("" if one.active else "  (not in use)"))
        comes_to = money(one.document)
        if comes_to:
            click.echo(f"  expected  {comes_to}")
        if one.vat is not None:
            first, *others = vat_text(one.vat)
            click.echo(f"  VAT       {first}")
            for line in others:
                click.echo(f"            {line}")
        if one.failed is not None:
            click.echo(f"  failed at {one.failed.path}  {one.failed.written}  ({place(one.failed.position)})")
            if one.failed.found:
                click.echo(f"            {found_text(one.failed)}")
        for field in one.fields:
            found = f"; {found_text(field)}" if field.found else ""
            click.echo(f"  {field.path} = {brief(field.value)}")
            click.echo(f"      {place(field.position)}  {field.written}{found}")


def list_previews(made: Sequence[Preview]) -> None:
    """Print a line for what becomes of each record."""
    for file, of_file in groupby(sorted(made, key=lambda one: one.mapping), key=lambda one: one.mapping):
        several = list(of_file)
        click.echo(bold(file) + ("" if several[0].active else "  (not in use)"))
        for one in several:
            zone = f"VAT zone {one.vat.value}" if one.vat is not None and one.vat.value is not None else ""
            told = ", ".join(part for part in (_verdict(one), money(one.document), zone) if part)
            click.echo(f"  {one.source.name:{_WIDE}} {told}")
    click.echo('\nA name shows all of it: stripe-economic preview "german business"')


def show_changed(found: Sequence[Changed], compared: int) -> None:
    """Print which documents differ, field by field."""
    for one in found:
        click.echo(f"{bold(one.source.name)} ({one.source.stream}, {one.source.record['id']}): {one.document}")
        for change in one.changes:
            old, new = (_value(value) for value in (change.old, change.new))
            click.echo(f"  {change.path or 'the whole'}: {red(old)} -> {green(new)}")
    click.echo(f"{compared} records compared, {len(found)} documents differ.")


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
    return "nothing" if value is ABSENT else shown(value)


def _verdict(one: Preview) -> str:
    return red(one.verdict) if one.document["error"] is not None else one.verdict
