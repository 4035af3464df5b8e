"""Writes the reference of commands from the commands themselves: `python -m stripe_economic.publishing.manual`."""

import sys
from collections.abc import Iterator

import click

from stripe_economic.cli import cli
from stripe_economic.completion import SHELLS
from stripe_economic.terminal import helptext
from stripe_economic.terminal.commands import Command, Group, common_options
from stripe_economic.terminal.helptext import Block, Examples, Part
from stripe_economic.terminal.running import NAME

_HEAD = """# Commands

What `stripe-economic` can do. Each command says the same of itself with `--help`, and in Danish with `--lang da`.

This page is written by `make docs` from the commands themselves; a test runs the parser over every example.
"""

_COMMON = """## What all commands have in common

Results go to standard output, everything else to standard error: `stripe-economic ... > file` keeps the result alone.
What goes wrong ends in one line on standard error, `stripe-economic: code: message Hint: hint`. The code is the same
in every language, and so are ids, the codes of outcomes and findings, and all of JSON. What a plugin or a server
said is passed on in its own words.

Long work shows how far it is: on a terminal in a line with a bar, how fast it goes, how long it will still take and
what it is at; elsewhere in a plain line every few seconds. Ctrl-C ends a command with exit status 130; what a run of
the pipeline was posting then is finished first.
"""

_SHELLS = """## Completion

`TAB` completes commands, options, mapping files, samples and environments once the shell has read what
`stripe-economic completion` prints. One of these lines, once:

```
{lines}
```

For zsh the folder is one of `$fpath`: `fpath+=~/.zfunc` before `compinit` in `~/.zshrc`. To try it in the shell at
hand: `source <(stripe-economic completion bash)`, the same with `zsh`, and in fish
`stripe-economic completion fish | source`.
"""


def page() -> str:
    """Return the page as Markdown, in English."""
    contents = [
        f"- [{path}](#{path.replace(' ', '-')}): {helptext.short(one.help or '')}" for path, one in commands()
    ]
    sections = [line for path, one in commands() for line in _section(path, one)]
    lines = [_HEAD, *contents, "", _COMMON, *_options_table(common_options()), "", _completion(), *sections]
    return "\n".join(lines).rstrip() + "\n"


def commands() -> Iterator[tuple[str, Command]]:
    """Yield every command with the words that call it, the program's own help first."""
    yield NAME, cli
    yield from _below(cli, NAME)


def _below(group: Group, path: str) -> Iterator[tuple[str, Command]]:
    for _title, names in group.by_purpose():
        for name in names:
            one = group.commands[name]
            if isinstance(one, Command):
                yield f"{path} {name}", one
            if isinstance(one, Group):
                yield from _below(one, f"{path} {name}")


def examples(command: Command) -> list[str]:
    """Return the command lines that a command's help shows."""
    return [line for part in helptext.parts(command.help or "") if isinstance(part, Examples) for line in part.lines]


def _completion() -> str:
    completion = cli.commands["completion"]
    shown = [line for line in examples(completion) if line.split()[2] in SHELLS]  # type: ignore[arg-type]  # one of ours
    return _SHELLS.format(lines="\n".join(shown))


def _section(path: str, command: Command) -> Iterator[str]:
    yield f"## {path}\n"
    context = click.Context(command, info_name=path)
    yield f"```\n{path} {' '.join(command.collect_usage_pieces(context))}\n```\n"
    parts = helptext.parts(command.help or "")
    for part in parts:
        if not isinstance(part, Examples):
            yield from _part(part)
    own = {one.name for one in common_options()}
    rows = [one for one in command.params if isinstance(one, click.Option) and one.name not in own]
    if rows:
        yield from _options_table(rows)
        yield ""
    for part in parts:
        if isinstance(part, Examples):
            yield from _part(part)


def _part(part: Part) -> Iterator[str]:
    match part:
        case Block():
            yield f"{part.title}:\n"
            yield from (f"- `{term}`: {said}" if term else f"- {said}" for term, said in part.rows)
            yield ""
        case Examples():
            lines = "\n".join(part.lines)
            yield f"```\n{lines}\n```\n"
        case _:
            yield f"{part.text}\n"


def _options_table(options: list[click.Parameter] | list[click.Option]) -> Iterator[str]:
    yield "| option | meaning |"
    yield "|---|---|"
    for one in options:
        record = one.get_help_record(click.Context(click.Command(NAME)))
        if record is not None:
            option, said = (text.replace("|", "\\|") for text in record)
            yield f"| `{option}` | {' '.join(said.split())} |"


if __name__ == "__main__":
    sys.stdout.write(page())
