"""Runs the mapper: `python -m mapper_jmespath`, or the console script `mapper-jmespath`."""

import os
import select
import sys

from mapper_jmespath.errors import MapperError, MappingError
from mapper_jmespath.mapper import MapperJmespath
from mapper_jmespath.problems import one_line
from run_telemetry.identity import Identity
from run_telemetry.logs import last_words, set_up

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
    command = MapperJmespath.cli  # which sets up the SDK's logging
    identity = set_up(MapperJmespath.name)
    try:
        command()
    except MapperError as error:
        _fail(error, identity)
    except UnicodeDecodeError:
        what = "the input is not UTF-8 text"
        _fail(MapperError("message_unreadable", what, "the mapper reads the output of a tap"), identity)


def _fail(error: MapperError, identity: Identity) -> None:
    if isinstance(error, MappingError):
        for problem in error.problems:
            last_words(identity, str(problem), error.code)
    last_words(identity, f"{MapperJmespath.name}: {one_line(str(error), 1500)}", error.code)
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
