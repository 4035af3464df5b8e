"""The small pages that the browser shows when it comes back from e-conomic, in the language in use."""

from html import escape

from stripe_economic.terminal.language import _, spoken

_STYLE = ":root{color-scheme:light dark}body{font:1rem/1.5 system-ui,sans-serif;max-width:34rem;margin:4rem auto}"


def arrived() -> str:
    """Return the page for a token that has arrived."""
    return _page(_("The grant has arrived"), _("Go back to the terminal, which checks it. You can close this page."))


def missing() -> str:
    """Return the page for a visit without a token that could be one."""
    return _page(
        _("No grant came along"),
        _("This page waits for e-conomic to send the browser back with a token. Give access on e-conomic's page."),
    )


def _page(title: str, text: str) -> str:
    return (
        f'<!DOCTYPE html>\n<html lang="{spoken()}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{escape(title)}</title>'
        f"<style>{_STYLE}</style></head><body><h1>{escape(title)}</h1><p>{escape(text)}</p></body></html>\n"
    )
