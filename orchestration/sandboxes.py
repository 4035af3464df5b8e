"""A project with several companies, each beside a sandbox of its own, to try an orchestrator on.

```
.venv/bin/python orchestration/sandboxes.py start .sandbox/companies
.venv/bin/python orchestration/sandboxes.py stop .sandbox/companies
```

`start` makes the folder a project (meltano.yml, mappings, companies.yml, a file of keys for each company) and starts
two servers for each: a Stripe and an e-conomic, on free ports of this machine. Sandboxes that serve are left alone.
"""

import os
import shutil
import sys
from pathlib import Path

import click

from stripe_economic.errors import OperatorError
from stripe_economic.init import files as project
from stripe_economic.sandboxes import background

NAMES = ("nordlys", "solskin", "havblik", "skovbo")
_HOME = "sandboxes"


def keys(stripe: str, economic: str) -> str:
    """Return the file of a company's variables: where its sandbox is, and the keys that open it."""
    return "\n".join((
        f"TAP_STRIPE_INVOICES_API_URL={stripe}",
        "TAP_STRIPE_INVOICES_API_KEY=sk_test_sandbox",
        f"TARGET_ECONOMIC_API_URL={economic}",
        f"TARGET_ECONOMIC_SERVICES_URL={economic}",
        "TARGET_ECONOMIC_APP_SECRET_TOKEN=sandbox-app-secret",
        "TARGET_ECONOMIC_AGREEMENT_GRANT_TOKEN=sandbox-agreement-grant",
        f"TARGET_ECONOMIC_STRIPE_API_URL={stripe}",
        "TARGET_ECONOMIC_STRIPE_API_KEY=sk_test_sandbox",
        "",
    ))  # fmt: skip


def companies_yml(names: list[str]) -> str:
    """Return a companies.yml."""
    entries = [
        f"  - name: {name}\n    environment: sandbox\n    secrets: secrets/{name}.env\n    mappings: mappings\n"
        for name in names
    ]
    return "companies:\n" + "".join(entries)


def write_project(folder: Path, urls: dict[str, tuple[str, str]]) -> None:
    """Make a folder a project of companies whose sandboxes are at these addresses, Stripe's and e-conomic's."""
    project.copy_to(folder)
    secrets = folder / "secrets"
    secrets.mkdir(exist_ok=True)
    for name, (stripe, economic) in urls.items():
        (secrets / f"{name}.env").write_text(keys(stripe, economic), encoding="utf-8")
    (folder / "companies.yml").write_text(companies_yml(list(urls)), encoding="utf-8")


@click.group()
def cli() -> None:
    """Start and stop the sandboxes of several companies."""
    os.umask(0o077)


@cli.command("start")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--companies", "count", default=2, show_default=True, type=click.IntRange(1, len(NAMES)))
@click.option("--invoices", default=40, show_default=True, type=click.IntRange(0))
def start(*, folder: Path, count: int, invoices: int) -> None:
    """Make FOLDER a project of several companies, and start what does not serve yet."""
    folder.mkdir(parents=True, exist_ok=True)
    running: dict[str, background.Background] = {}
    for seed, name in enumerate(NAMES[:count], start=1):
        home = folder / _HOME / name
        home.mkdir(parents=True, exist_ok=True)
        found = background.find(home)
        if found is None:
            # A new sandbox is a new world: how far a run came in an old one means nothing in it.
            shutil.rmtree(folder / ".meltano", ignore_errors=True)
            found = background.start(home, invoices=invoices, ports=(0, 0), seed=seed)
            found.remember(home)
        running[name] = found
        click.echo(f"{name}: Stripe at {found.stripe}, e-conomic at {found.economic}")
    write_project(folder, {name: (one.stripe, one.economic) for name, one in running.items()})


@cli.command("stop")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def stop(*, folder: Path) -> None:
    """Stop the sandboxes that `start` began in FOLDER."""
    for home in sorted((folder / _HOME).glob("*")):
        found = background.find(home)
        if found is not None:
            found.stop()
            click.echo(f"stopped {home.name}")


if __name__ == "__main__":
    try:
        cli()
    except OperatorError as error:
        sys.stderr.write(f"sandboxes: {error.code}: {error.message} Hint: {error.hint}\n")
        sys.exit(1)
