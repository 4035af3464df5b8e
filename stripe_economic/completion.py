"""Completion in the shell: the command that prints the script, and what completes arguments."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem, get_completion_class

from stripe_economic.mappings.sources import samples
from stripe_economic.meltano_project import environments_of
from stripe_economic.terminal.commands import command

if TYPE_CHECKING:
    from collections.abc import Iterable

SHELLS = ("bash", "zsh", "fish")

_PROGRAM = "stripe-economic"
_VARIABLE = "_STRIPE_ECONOMIC_COMPLETE"


@command("completion")
@click.argument("shell", type=click.Choice(SHELLS))
def completion(shell: str) -> None:
    """Print the script that lets a shell complete commands, options, mapping files, samples and environments.

    Where it is put decides when it is used: in the file below it is there in every new shell.

    Given:
      SHELL  bash (4.4 or newer), zsh or fish

    Exit status:
      0  printed

    Files:
      bash  ~/.local/share/bash-completion/completions/stripe-economic, if bash-completion is installed
      zsh   a file _stripe-economic in a folder of $fpath, before compinit runs
      fish  ~/.config/fish/completions/stripe-economic.fish

    Examples:
      stripe-economic completion bash > ~/.local/share/bash-completion/completions/stripe-economic
      stripe-economic completion zsh > ~/.zfunc/_stripe-economic
      stripe-economic completion fish > ~/.config/fish/completions/stripe-economic.fish
    """
    of = get_completion_class(shell)
    if of is None:
        raise AssertionError(shell)
    # Not `source()`, which runs the shell to look at its version; this may be another machine's.
    made = of(click.Command(_PROGRAM), {}, _PROGRAM, _VARIABLE)
    click.echo(made.source_template % made.source_vars())


def mapping_names(context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete the names of the files in the mappings folder."""
    folder = context.params.get("folder") or Path("mappings")
    return _beginning(sorted(path.stem for path in Path(folder).glob("*.yml")), incomplete)


def sample_names(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete the names of the sample records."""
    return _beginning((source.name for source in samples()), incomplete)


def environments(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete the environments of meltano.yml in this folder; nothing where it cannot be read."""
    return _beginning(environments_of(Path.cwd()), incomplete)


def _beginning(names: Iterable[str], incomplete: str) -> list[CompletionItem]:
    return [CompletionItem(name) for name in dict.fromkeys(names) if name.startswith(incomplete)]
