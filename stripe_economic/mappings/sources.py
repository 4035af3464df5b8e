"""Where the records of a preview come from: the samples, or Stripe's own objects, read and never written."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from mapper_jmespath.problems import closest
from stripe_economic.clients import opened
from stripe_economic.connections import Connections
from stripe_economic.errors import OperatorError
from stripe_economic.finding.finder import Finder
from stripe_economic.finding.spelling import WORDS
from stripe_economic.mappings.samples import all_samples
from stripe_economic.plugins import reading
from stripe_economic.plugins.reading import Record
from stripe_economic.terminal.language import N_, _

_LISTED = N_("stripe-economic mappings show --samples lists them.")
_FIRST = ("invoices", "credit_notes", "payments", "customers", "products", "balance_transactions", "payouts")


@dataclass(frozen=True, slots=True)
class Source:
    """A record, the stream it belongs to, and what a person calls it."""

    stream: str
    name: str
    record: dict[str, Any]

    @classmethod
    def of(cls, record: Record) -> "Source":
        """Return what the pipeline reads, under its id."""
        return cls(record.stream, record.id, record.body)


def samples() -> Iterator[Source]:
    """Yield all samples, those of invoices first."""
    known = all_samples()
    for stream in sorted(known, key=lambda one: _FIRST.index(one) if one in _FIRST else len(_FIRST)):
        for name, record in known[stream].items():
            yield Source(stream, name, record)


def find(wanted: Iterable[str], connect: Callable[[], Connections]) -> list[Source]:
    """Return the records that a command line names: samples by their names, Stripe's objects by ids and numbers.

    Args:
        wanted: names of samples, and what `finding` understands. A name that several streams have is that of the
            first of them; `customers/…` says which is meant.
        connect: gives the connections by which objects are read; called only where one is named.

    Raises:
        OperatorError: one of them leads to nothing, or cannot be read.
    """
    known: dict[str, Source] = {}
    for source in samples():
        known.setdefault(source.name, source)
        known[f"{source.stream}/{source.name}"] = source
    groups: list[Source | list[str]] = []
    for word in dict.fromkeys(wanted):
        if word in known:
            groups.append(known[word])
        else:
            _check_word(word, known)
            # Words that follow one another may belong together: draft 148.
            if groups and isinstance(groups[-1], list):
                groups[-1].append(word)
            else:
                groups.append([word])
    found = _read([one for one in groups if isinstance(one, list)], connect)
    return [source for one in groups for source in (next(found) if isinstance(one, list) else [one])]


def _check_word(word: str, known: Iterable[str]) -> None:
    is_of_finding = "_" in word or any(char.isdigit() for char in word) or set(word.split()) <= WORDS
    if not is_of_finding:
        meant = closest(word, known)
        hint = _("Did you mean {name}?").format(name=repr(meant)) if meant else _(_LISTED)
        raise OperatorError("sample_unknown", _("There is no sample {word}.").format(word=repr(word)), hint)


def _read(groups: list[list[str]], connect: Callable[[], Connections]) -> Iterator[list[Source]]:
    """Read what groups of words mean from Stripe, as the pipeline would, and yield it group by group."""
    if not groups:
        return
    read = connect()
    with opened(read) as clients:
        finder = Finder(clients)
        things = [finder.things(words) for words in groups]
    records = reading.by_ids(read, (one.id for of_group in things for one in of_group))
    for of_group in things:
        yield [Source.of(records[one.id]) for one in of_group]
