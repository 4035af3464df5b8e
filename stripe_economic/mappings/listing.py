"""What `mappings show` prints: the mappings of a folder, their fields, the samples, the numbers of the agreement."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

import click

from mapper_jmespath import AgreementNumber, Library
from mapper_jmespath.language.model import Blocks, Each, Field, From, Lookup, Structure, Template, Use, Value, uses
from mapper_jmespath.language.model import Mapping as MappingFile
from mapper_jmespath.problems import Position
from stripe_economic.mappings.places import place
from stripe_economic.terminal.commands import JSON
from stripe_economic.terminal.language import _
from stripe_economic.terminal.screen import bold, print_json

_WIDE = 44


def show_samples(listed: Mapping[str, Iterable[str]]) -> None:
    """Print the names of the samples, stream by stream."""
    for stream, names in listed.items():
        click.echo(bold(stream))
        for name in names:
            click.echo(f"  {name}")


def show_numbers(numbers: Iterable[AgreementNumber], form: str) -> None:
    """Print the numbers that belong to an agreement, each with the places where it is written."""
    if form == JSON:
        print_json([one.as_json() for one in numbers])
        return
    for (kind, number), same in groupby(sorted(numbers), key=lambda one: (one.kind, one.number)):
        click.echo(f"{kind} {number}: {', '.join(dict.fromkeys(place(one.position) for one in same))}")


def show_library(library: Library, names: frozenset[str] | None, form: str) -> None:
    """Print the mappings of a folder, or the fields of those named."""
    chosen = [one for one in library.mappings.values() if names is None or one.name in names]
    if form == JSON:
        print_json([_mapping_json(one, with_fields=names is not None) for one in chosen])
        return
    for one in chosen:
        state = "" if one.active else f", {_('not in use')}"
        become = _("{file}: {source} become {document} ({kind})").format(
            file=bold(one.position.file), source=one.source, document=one.document, kind=one.kind
        )
        click.echo(f"{become}{state}")
        used = ", ".join(_used(one)) or _("nothing")
        click.echo(_("  tests: {count}; uses: {names}").format(count=len(one.tests), names=used))
        for path, position, written in _fields(one.fields, "") if names is not None else ():
            click.echo(f"  {path:{_WIDE}} {written}  ({place(position)})")
    if names is None:
        rows = _("{name} ({count} rows)")
        tables = ", ".join(rows.format(name=name, count=len(table.rows)) for name, table in library.tables.items())
        click.echo(_("tables: {names}").format(names=tables or _("none")))
    elif not chosen:
        _show_tables(library, names)


def _show_tables(library: Library, names: frozenset[str]) -> None:
    for name, table in library.tables.items():
        if name in names:
            said = _("{file}: a table by {keys}")
            click.echo(said.format(file=bold(table.position.file), keys=", ".join(table.keys)))


def _used(mapping: MappingFile) -> list[str]:
    named = [name for _node, name in uses(mapping.fields)]
    return sorted({*named, *([mapping.borrowed] if mapping.borrowed else [])})


def _mapping_json(mapping: MappingFile, *, with_fields: bool) -> dict[str, Any]:
    told = {
        "name": mapping.name,
        "file": mapping.position.file,
        "source": mapping.source,
        "document": mapping.document,
        "post_as": mapping.kind,
        "active": mapping.active,
        "uses": _used(mapping),
        "tests": len(mapping.tests),
    }
    if with_fields:
        told["fields"] = [
            {"path": path, "file": position.file, "line": position.line, "written": written}
            for path, position, written in _fields(mapping.fields, "")
        ]
    return told


def _fields(node: Field, path: str) -> Iterator[tuple[str, Position, str]]:
    """Yield the fields of a mapping with what is written there."""
    match node:
        case Structure():
            for name, inner in node.fields.items():
                yield from _fields(inner, f"{path}.{name}" if path else name)
        case Blocks():
            for block in node.blocks:
                kind = "each" if isinstance(block, Each) else "when"
                yield f"{path}[]", block.position, f"{kind} {block.expression.text}"
                yield from _fields(block.item, f"{path}[]")
        case From():
            yield path, node.position, f"from {node.expression.text}"
        case Value():
            value = node.constant.value
            yield path, node.position, f"value {', '.join(map(str, value)) if isinstance(value, tuple) else value}"
        case Lookup():
            yield path, node.position, f"table {node.table if isinstance(node.table, str) else 'written here'}"
        case Template():
            yield path, node.position, "template"
        case Use():
            yield path, node.position, f"use {node.mapping} from {node.expression.text}"
        case _:
            return
