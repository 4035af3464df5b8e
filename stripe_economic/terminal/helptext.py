"""The help of a command, taken apart: it is its docstring, and each piece of it is translated on its own.

A docstring is paragraphs, the first of which is the short help, and blocks: a line that ends in a colon with indented
lines below it. In a block two spaces or more part a term from what is said of it:

    Exit status:
      0  the books close
      3  they do not

The block `Examples:` holds command lines as they are typed. `Example: ...` on a line of its own is the same.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from inspect import cleandoc

from stripe_economic.terminal.language import N_

EXAMPLES = N_("Examples")

_EXAMPLE = "Example: "
_GAP = re.compile(r" {2,}")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Text that is filled to the width at hand."""

    text: str

    @property
    def texts(self) -> tuple[str, ...]:
        """What of it is translated."""
        return (self.text,)


@dataclass(frozen=True, slots=True)
class Block:
    """A title, and below it terms with what is said of them; a term is never translated."""

    title: str
    rows: tuple[tuple[str, str], ...]

    @property
    def texts(self) -> tuple[str, ...]:
        """What of it is translated."""
        return (self.title, *(said for _, said in self.rows))


@dataclass(frozen=True, slots=True)
class Examples:
    """Command lines."""

    lines: tuple[str, ...]
    texts: tuple[str, ...] = (EXAMPLES,)


Part = Paragraph | Block | Examples


def parts(docstring: str) -> tuple[Part, ...]:
    """Return the pieces of a docstring, in their order; examples come last and together."""
    found: list[Part] = []
    examples: list[str] = []
    for lines in _pieces(cleandoc(docstring)):
        head, *rest = lines
        if head.startswith(_EXAMPLE):
            examples += [line.removeprefix(_EXAMPLE).strip() for line in lines]
        elif rest and head.endswith(":") and all(line.startswith(" ") for line in rest):
            title = head.removesuffix(":")
            if title == EXAMPLES:
                examples += [line.strip() for line in rest]
            else:
                found.append(Block(title, tuple(_rows(cleandoc("\n".join(["", *rest])).splitlines()))))
        else:
            found.append(Paragraph(" ".join(line.strip() for line in lines)))
    return (*found, *([Examples(tuple(examples))] if examples else []))


def short(docstring: str) -> str:
    """Return the first paragraph, which says in a line what a command does."""
    first = next(iter(parts(docstring)), None)
    return first.text if isinstance(first, Paragraph) else ""


def _pieces(text: str) -> Iterator[list[str]]:
    for piece in re.split(r"\n\s*\n", text):
        if piece.strip():
            yield piece.strip("\n").splitlines()


def _rows(lines: list[str]) -> Iterator[tuple[str, str]]:
    rows: list[list[str]] = []
    for line in lines:
        if line.startswith(" ") and rows:
            rows[-1].append(line.strip())
        else:
            rows.append([line])
    for first, *more in rows:
        term, _, said = (first, "", "") if not (gap := _GAP.search(first)) else first.partition(gap[0])
        yield (term, " ".join([said, *more])) if said else ("", " ".join([first, *more]))
