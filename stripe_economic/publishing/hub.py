"""Writes the plugins' definitions in the form of Meltano's hub: `python -m stripe_economic.publishing.hub plugins`.

With them `meltano add --from-ref` makes the plugins part of any project. Form: the keys that Meltano's hub keeps for
each plugin, of which Meltano copies what it knows into `meltano.yml`.
"""

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from singer_sdk.plugin_base import PluginBase

from mapper_jmespath.mapper import MapperJmespath
from tap_stripe_invoices.tap import TapStripeInvoices
from target_economic.singer.target import TargetEconomic

_WIDTH = 4_096  # no text is broken over lines
_HEAD = "# Written by `make docs` from what the plugin says of itself.\n"


@dataclass(frozen=True, slots=True)
class _Plugin:
    """What the hub wants to know of a plugin and the plugin does not say.

    Attributes:
        kind: the folder of its kind: extractors, mappers, loaders.
        label: what people call the other side.
        namespace: the prefix of its variables in Meltano.
        keywords: what it is found by.
        next_steps: what is left to do after `meltano add`.
        described: its own class.
    """

    kind: str
    label: str
    namespace: str
    keywords: tuple[str, ...]
    next_steps: str
    described: type[PluginBase]


_PLUGINS = (
    _Plugin(
        "extractors",
        "Stripe invoices",
        "tap_stripe_invoices",
        ("stripe", "invoices", "accounting"),
        "Set `api_key` (a restricted key that may read), `mode` and `start_date`, and select the streams that you "
        "have mappings for: `invoices.*`, `credit_notes.*`, `payments.*` and `balance_transactions.*` as shipped.",
        TapStripeInvoices,
    ),
    _Plugin(
        "mappers",
        "YAML mappings",
        "mapper_jmespath",
        ("jmespath", "mapping"),
        "Run `stripe-economic init .` for the shipped mapping files, and name a mapping in meltano.yml: "
        "`mappings: [{name: stripe-to-economic, config: {mappings_path: mappings}}]`.",
        MapperJmespath,
    ),
    _Plugin(
        "loaders",
        "Visma e-conomic",
        "target_economic",
        ("e-conomic", "economic", "accounting", "denmark"),
        "Set `app_secret_token`, `agreement_grant_token` and `rounding_product_group`, a product group of your "
        "agreement that carries no VAT.",
        TargetEconomic,
    ),
)


def definitions() -> Iterator[tuple[Path, str]]:
    """Yield each definition's path below `plugins/`, and its text."""
    for plugin in _PLUGINS:
        yield Path(plugin.kind) / f"{plugin.described.name}.yml", _text(_definition(plugin))


def _definition(plugin: _Plugin) -> dict[str, Any]:
    described, schema = plugin.described, plugin.described.config_jsonschema
    required = list(schema.get("required", ()))
    found: dict[str, Any] = {
        "name": described.name,
        "namespace": plugin.namespace,
        "variant": described.package_name,
        "label": plugin.label,
        "description": _first_sentence(described),
        "pip_url": described.package_name,
        "executable": described.name,
        "capabilities": [one.value for one in described.capabilities],
        "keywords": ["meltano_sdk", *plugin.keywords],
        "maintenance_status": "active",
        "settings": [_setting(name, one) for name, one in schema["properties"].items()],
    }
    if required:
        found["settings_group_validation"] = [required]
    return {**found, "next_steps": plugin.next_steps}


def _setting(name: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    """Describe a setting. All are text: the plugins read dates and numbers strictly, where Meltano would guess."""
    told: dict[str, Any] = {"name": name, "label": schema.get("title", name), "kind": "string"}
    if schema.get("secret"):
        told["sensitive"] = True
    if "default" in schema:
        told["value"] = schema["default"]
    return {**told, "description": schema["description"]}


def _first_sentence(described: type[PluginBase]) -> str:
    return (described.__doc__ or "").strip().splitlines()[0]


def _text(definition: Mapping[str, Any]) -> str:
    writer = YAML()
    writer.width = _WIDTH
    writer.indent(mapping=2, sequence=4, offset=2)
    text = StringIO()
    writer.dump(dict(definition), text)
    return _HEAD + text.getvalue()


def write(folder: Path) -> None:
    """Write the definitions into a folder."""
    for path, text in definitions():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
