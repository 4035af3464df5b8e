"""The commands `connect economic` and `connect stripe`."""

from pathlib import Path

import click

from stripe_economic.connect import grant, keeping, key
from stripe_economic.options import company_option, environment_option
from stripe_economic.terminal.commands import group, option
from stripe_economic.terminal.language import N_

_PORT = 8422
_WAIT = 300

_NO_BROWSER = option("--no-browser", is_flag=True, help=N_("Print the address and open no browser."))
_YES = option("--yes", is_flag=True, help=N_("Replace what .env has without asking."))
_SHOW_WHERE = option("--show-where", is_flag=True, help=N_("Write nothing; say where it belongs."))


@group("connect")
def connect() -> None:
    """Connect this project to Stripe and to e-conomic.

    To begin with, and when a key or a grant is to be replaced: gets it, checks it by reading, and keeps it in `.env`,
    or for a company of companies.yml in the file that is named there as its `secrets`. Only you may read these.
    Nothing is written to Stripe or to e-conomic. docs/connecting.md goes through both pages.

    Exit status:
      0  connected
      1  no key or grant came, it does not do, or it cannot be kept

    Examples:
      stripe-economic connect economic --environment production
      stripe-economic connect stripe --environment production
      stripe-economic connect economic --company nordlys
    """


@connect.command("economic")
@company_option
@environment_option
@option(
    "--port",
    default=_PORT,
    show_default=True,
    type=click.IntRange(0, 65535),
    help=N_("The port of the app's redirect address, http://127.0.0.1:PORT/."),
)
@option(
    "--wait",
    default=_WAIT,
    show_default=True,
    type=click.FloatRange(0.1, 86400),
    help=N_("Seconds to wait for the grant."),
)
@option("--token", "paste", is_flag=True, help=N_("Ask for the grant token, to be pasted; it is not shown."))
@_NO_BROWSER
@_YES
@_SHOW_WHERE
def economic(  # noqa: PLR0913 - one parameter per option
    *,
    company: str | None,
    environment: str | None,
    port: int,
    wait: float,
    paste: bool,
    no_browser: bool,
    yes: bool,
    show_where: bool,
) -> None:
    """Get the grant of an e-conomic agreement.

    Opens e-conomic's page on which you give your app access to your agreement, waits for the browser to come back
    with the grant token, says whose agreement it opens, and keeps it in `.env`. The app's redirect address at
    e-conomic must be the one that this command listens on. The app's two tokens are ECONOMIC_APP_PUBLIC_TOKEN and
    ECONOMIC_APP_SECRET_TOKEN in `.env` or in the environment, or are asked for.

    Exit status:
      0  the grant was received, checked and kept
      1  it was not

    Files:
      meltano.yml        where e-conomic is, by environment
      .env, environment  ECONOMIC_APP_PUBLIC_TOKEN and ECONOMIC_APP_SECRET_TOKEN, where they are known already
      .env, secrets      ECONOMIC_AGREEMENT_GRANT_TOKEN and ECONOMIC_AGREEMENT_NUMBER are written; for a company into
                         the file that companies.yml names as its `secrets`

    Examples:
      stripe-economic connect economic --environment production
      stripe-economic connect economic --environment production --token
    """
    wishes = grant.Wishes(port=port, wait=wait, browser=not no_browser, paste=paste, yes=yes, show_where=show_where)
    grant.connect(keeping.place(Path.cwd(), company, environment, show_where=show_where), wishes)


@connect.command("stripe")
@company_option
@environment_option
@option("--write-back", is_flag=True, help=N_("Also connect a second key, which writes outcomes into metadata."))
@_NO_BROWSER
@_YES
@_SHOW_WHERE
def stripe(  # noqa: PLR0913 - one parameter per option
    *,
    company: str | None,
    environment: str | None,
    write_back: bool,
    no_browser: bool,
    yes: bool,
    show_where: bool,
) -> None:
    """Get a Stripe key with just the rights that are needed.

    Opens the dashboard's page for a new restricted key, filled in for the streams that meltano.yml selects, asks for
    the key, which is not shown, tries each of its rights with one small request that writes nothing, and keeps it in
    `.env`.

    Exit status:
      0  the key has all the rights it needs, and was kept
      1  it has not, or was not

    Files:
      meltano.yml    where Stripe is, by environment, the mode of its keys, and which streams are selected
      .env, secrets  STRIPE_API_KEY is written, and with --write-back STRIPE_WRITE_KEY; for a company into the file
                     that companies.yml names as its `secrets`

    Examples:
      stripe-economic connect stripe --environment production
      stripe-economic connect stripe --environment production --write-back
    """
    wishes = key.Wishes(write_back=write_back, browser=not no_browser, yes=yes, show_where=show_where)
    key.connect(keeping.place(Path.cwd(), company, environment, show_where=show_where), wishes)
