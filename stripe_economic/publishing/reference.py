"""Writes the reference of settings from the plugins' schemas: `python -m stripe_economic.publishing.reference`."""

import sys
from collections.abc import Iterator, Mapping
from typing import Any

from mapper_jmespath.mapper import MapperJmespath
from tap_stripe_invoices.tap import TapStripeInvoices
from target_economic.singer.target import TargetEconomic

_PLUGINS = (TapStripeInvoices, MapperJmespath, TargetEconomic)
_HEAD = """# Settings

Every setting of the three plugins. Under Meltano they are set in `meltano.yml`, per environment; a variable of the
environment (or of `.env`) wins over the file. Secrets are masked in `meltano config`.

This page is written by `make docs` from what `--about` says of each plugin.
"""


def page() -> str:
    """Return the page as Markdown."""
    return "\n".join(
        [_HEAD, *(line for plugin in _PLUGINS for line in _section(plugin.name, plugin.config_jsonschema))]
    )


def _section(name: str, schema: Mapping[str, Any]) -> Iterator[str]:
    prefix = f"{name.upper().replace('-', '_')}_"
    required = set(schema.get("required", ()))
    yield f"## {name}\n"
    yield "| setting | variable | default | meaning |"
    yield "|---|---|---|---|"
    for setting, definition in schema["properties"].items():
        default = definition.get("default")
        shown = "required" if setting in required else f"`{default}`" if default is not None else ""
        secret = " Secret." if definition.get("secret") else ""
        yield f"| `{setting}` | `{prefix}{setting.upper()}` | {shown} | {definition['description']}{secret} |"
    yield ""


if __name__ == "__main__":
    sys.stdout.write(page())
