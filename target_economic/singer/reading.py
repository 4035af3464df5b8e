"""Reads lines while listening for something else: a signal, or a worker that met an error.

Nothing is raised out of a signal handler that way: the handler sets a mark and wakes the reader, which looks.
"""

import os
import select
from collections.abc import Callable, Iterator
from io import UnsupportedOperation
from typing import IO

_CHUNK = 1 << 16


class Waker:
    """A pipe to oneself; `wake` may be called by any thread and inside a signal handler."""

    def __init__(self) -> None:
        self._read_end, self._write_end = os.pipe()
        for end in (self._read_end, self._write_end):
            os.set_blocking(end, False)

    def wake(self) -> None:
        """Have the reader look up."""
        try:
            os.write(self._write_end, b"!")
        except BlockingIOError:
            return  # it has been woken often enough

    def lines(self, file: IO[str], check: Callable[[], None]) -> Iterator[str]:
        """Give the lines of a file one by one.

        Args:
            file: UTF-8; one that is no real file is read as it is.
            check: called before waiting and whenever woken; raises to end the reading.

        Raises:
            UnicodeDecodeError: a line is not UTF-8.
        """
        try:
            source = file.fileno()
        except (UnsupportedOperation, AttributeError):
            yield from file
            return
        ears = select.poll()
        for end in (source, self._read_end):
            ears.register(end, select.POLLIN)
        rest = b""
        while True:
            check()
            if source not in [end for end, _ in ears.poll()]:
                continue
            chunk = os.read(source, _CHUNK)
            *whole, rest = (rest + chunk).split(b"\n")
            for line in whole:
                yield line.decode()
            if not chunk:
                break
        if rest:
            yield rest.decode()
