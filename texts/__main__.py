"""Brings the Danish file up to what the commands say: `python -m texts`."""

import sys

from texts import danish
from texts.extracting import template


def main() -> None:
    """Write both forms; exit status 1 where texts have no Danish yet."""
    catalogue = danish.updated(template())
    danish.PO.parent.mkdir(parents=True, exist_ok=True)
    danish.PO.write_bytes(danish.as_text(catalogue))
    danish.MO.write_bytes(danish.as_binary(catalogue))
    missing = danish.missing(catalogue)
    sys.stdout.write(f"{len(catalogue)} texts, {len(missing)} without Danish: {danish.PO}\n")
    sys.exit(1 if missing else 0)


if __name__ == "__main__":
    main()
