"""Runs the mapper: `python -m mapper_jmespath`, or the console script `mapper-jmespath`."""

import os
import select
import sys

from mapper_jmespath.errors import MapperError, MappingError
from mapper_jmespath.mapper import MapperJmespath
from mapper_jmespath.problems import one_line

# While a broken run winds down: this much silence or this much input is enough.
_SILENCE_SECONDS = 10.0
_CHUNK = 1 << 16
_MOST_CHUNKS = 1 << 10


def main() -> None:
    """Run the mapper; what goes wrong ends in one last line on stderr and exit status 1."""
    # The documents hold personal data: whatever this process writes is its owner's alone.
    os.umask(0o077)
    # Singer messages are UTF-8 whatever the locale of the machine says.
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # a console program has real files here
    try:
        MapperJmespath.cli()
    except MapperError as error:
        _fail(error)
    except UnicodeDecodeError:
        _fail(
            MapperError("message_unreadable", "the input is not UTF-8 text", "the mapper reads the output of a tap")
        )


def _fail(error: MapperError) -> None:
    if isinstance(error, MappingError):
        for problem in error.problems:
            sys.stderr.write(f"{problem}\n")
    sys.stderr.write(f"{MapperJmespath.name}: {one_line(str(error), 1500)}\n")
    sys.stderr.flush()
    if error.code == "output_closed":
        # Python flushes stdout once more on its way out and would complain about the same closed pipe.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    _let_the_tap_finish()
    sys.exit(1)


def _let_the_tap_finish() -> None:
    """Read and drop what still comes, until the tap ends, falls silent or has said very much.

    Meltano answers a plugin that stops reading with a long traceback of its own, which buries the line above.
    """
    incoming = sys.stdin.fileno()
    for _ in range(0 if os.isatty(incoming) else _MOST_CHUNKS):
        ready, _, _ = select.select([incoming], [], [], _SILENCE_SECONDS)
        if not ready or not os.read(incoming, _CHUNK):
            return


if __name__ == "__main__":
    main()
