"""The intents that a field may have, and what a person meant who wrote none of them."""

import re
from collections.abc import Mapping
from difflib import get_close_matches

from mapper_jmespath.codes import Code
from mapper_jmespath.language.options import ABSENCE, OPTIONS
from mapper_jmespath.problems import Position, Problems, shown
from mapper_jmespath.yaml.tree import Entry, Node, Scalar

INTENTS = ("from", "value", "table", "template", "use")
MODIFIERS = ("as", "with", *ABSENCE, *OPTIONS)
ALLOWED: Mapping[str, tuple[str, ...]] = {
    "from": ("from", "as", *OPTIONS, *ABSENCE),
    "value": ("value",),
    "table": ("table", "from", "optional"),
    "template": ("template", "with", "as", *OPTIONS, *ABSENCE),
    "use": ("use", "from", "optional"),
}
BLOCK_KEYS = {"each": ("each", "optional", "fields", "use"), "when": ("when", "fields")}
_MISSPELT = (*INTENTS, "optional", "default")
# Text that needs no quotes inside { } of YAML.
_PLAIN = re.compile(r"[A-Za-z_][\w./ ]*", re.ASCII)
INTENT_FIX = "name where it comes from: {from: …}, {value: …}, {table: …}, {template: …} or {use: …}"


def misspelt(entries: Mapping[str, Entry], problems: Problems) -> bool:
    """Note keys with bare text that look like an intent: `form: id` deserves better than "bare text"."""
    before = len(problems)
    for key, entry in entries.items():
        close = get_close_matches(key, _MISSPELT, n=1, cutoff=0.7)
        if close and key not in MODIFIERS and isinstance(entry.value, Scalar):
            problems.add(entry.position, Code.KEY_UNKNOWN, f"unknown key `{key}`", f"did you mean `{close[0]}`?")
    return len(problems) > before


def refuse_bare(node: Node, problems: Problems, where: Position) -> None:
    """Note a value that stands where an intent should, and show how it may have been meant."""
    if not isinstance(node, Scalar):
        return
    if isinstance(node.value, str):
        text = node.value
        # What needs quotes in YAML needs them in the fix too.
        quoted = text if _PLAIN.fullmatch(text) else shown(text)
        fix = f"write {{from: {quoted}}} to read it from the record, or {{value: {quoted}}} for the text itself"
        problems.add(where, Code.INTENT_MISSING, f"{shown(text)} does not say what it is", fix)
    elif node.value is None:
        problems.add(where, Code.INTENT_MISSING, "is empty", INTENT_FIX)
    else:
        value = shown(node.value)
        problems.add(where, Code.INTENT_MISSING, f"{value} does not say what it is", f"write {{value: {value}}}")
