"""The console script `target-economic`."""

import logging
import os
import select
import signal
import sys

from singer_sdk.exceptions import (
    InvalidInputLine,
    InvalidJSONSchema,
    MissingKeyPropertiesError,
    RecordsWithoutSchemaException,
)

import run_telemetry
from run_telemetry import Telemetry
from run_telemetry.identity import Identity
from run_telemetry.logs import last_words
from target_economic.errors import RecordsFailed, Stopped, TargetError
from target_economic.singer.target import TargetEconomic

logger = logging.getLogger(__name__)

_DOCUMENTS_FAILED = 3
# While a broken run winds down: this much silence or this much input is enough.
_SILENCE_SECONDS = 10.0
_CHUNK = 1 << 16
_MOST_CHUNKS = 1 << 10
_BAD_INPUT = (
    InvalidInputLine,
    InvalidJSONSchema,
    MissingKeyPropertiesError,
    RecordsWithoutSchemaException,
    UnicodeDecodeError,
)


def main() -> None:
    """Run the target; the last line on standard error names what went wrong.

    Exit status: 0 all is well, 1 the run could not go on, 2 wrong arguments, 3 documents failed,
    128 + n stopped by signal n.
    """
    os.umask(0o077)  # outcomes and whatever else is written are the owner's business
    if None in {sys.stdin, sys.stdout, sys.stderr}:
        # What is opened next would take the missing one's place, and STATE would go there.
        if sys.stderr is not None:
            sys.stderr.write("target-economic: no_pipes: Standard input, output and error must be open.\n")
        os._exit(1)
    # Singer is UTF-8, whatever the locale of the machine.
    for stream, errors in ((sys.stdin, "strict"), (sys.stdout, "strict"), (sys.stderr, "backslashreplace")):
        stream.reconfigure(encoding="utf-8", errors=errors)  # type: ignore[union-attr]  # a program has real files
    command = TargetEconomic.cli  # which sets up the SDK's logging
    said = run_telemetry.start(TargetEconomic.name)
    try:
        command(obj=said[1])
    except TargetError as error:
        _end(said, error.code, str(error), _status(error))
    except _BAD_INPUT as error:
        _end(said, "bad_input", f"bad_input: {type(error).__name__}: {error}", 1)
    except SystemExit:
        said[1].end()
        raise
    except Exception as error:
        logger.exception("This should not happen; please report it.")
        _end(said, "internal_error", f"internal_error: {type(error).__name__}: {error}", 1)


def _status(error: TargetError) -> int:
    if isinstance(error, Stopped):
        return 128 + error.signum
    return _DOCUMENTS_FAILED if isinstance(error, RecordsFailed) else 1


def _end(said: tuple[Identity, Telemetry], code: str, message: str, status: int) -> None:
    identity, telemetry = said
    for stop in (signal.SIGINT, signal.SIGTERM):
        signal.signal(stop, signal.SIG_DFL)  # nothing is left to be finished
    telemetry.end(code)
    last_words(identity, f"target-economic: {message}", code)
    if status == 1:
        _let_the_sender_finish()
    # Whoever read STATE may be gone, and the interpreter would complain of that last of all.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    # A request that nobody waits for any more would be waited for by the interpreter's own ending.
    logging.shutdown()
    os._exit(status)


def _let_the_sender_finish() -> None:
    """Read and drop what still comes, until the sender ends, falls silent or has said very much.

    Meltano answers a plugin that stops reading with a long traceback of its own, which buries the line above.
    """
    incoming = sys.stdin.fileno()
    for _ in range(0 if os.isatty(incoming) else _MOST_CHUNKS):
        ready, _, _ = select.select([incoming], [], [], _SILENCE_SECONDS)
        if not ready or not os.read(incoming, _CHUNK):
            return


if __name__ == "__main__":
    main()
