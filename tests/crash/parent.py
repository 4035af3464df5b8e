"""The parent of targets: forks one for each request on its socket and says how each ended. See `forking`."""

import gc
import json
import os
import signal
import socket
import sys
from typing import Any
from unittest import mock

from target_economic.__main__ import main as target
from target_economic.stopping import Stopping

_MOST_BYTES = 1 << 16
_SHORTER = 50  # pauses before a repetition are cut to this part; what is done after them is the same


def serve(requests: socket.socket) -> None:
    """Fork a target for each request until the other side hangs up."""
    gc.collect()
    gc.freeze()  # what was imported is shared with the children and not looked through again
    while True:
        request, descriptors, _, _ = socket.recv_fds(requests, _MOST_BYTES, 3)
        if not request:
            return
        pid = os.fork()
        if not pid:
            requests.close()
            _become(json.loads(request)["argv"], descriptors)
        for descriptor in descriptors:
            os.close(descriptor)
        _say(requests, {"pid": pid})
        # Not reaped yet: until the other side knows that it is over, no other process may get its number.
        ended = os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
        assert ended is not None
        status = ended.si_status if ended.si_code == os.CLD_EXITED else -ended.si_status
        _say(requests, {"status": status})
        requests.recv(1)
        os.waitpid(pid, 0)


def _become(arguments: list[str], descriptors: list[int]) -> None:
    """Be the target, with these standard streams, and end as it ends."""
    for number, descriptor in enumerate(descriptors):
        os.dup2(descriptor, number)
        os.close(descriptor)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.argv = arguments
    wait = Stopping.wait
    with mock.patch.object(Stopping, "wait", lambda self, seconds: wait(self, seconds / _SHORTER)):
        target()
    sys.exit()


def _say(to: socket.socket, message: dict[str, Any]) -> None:
    to.sendall(json.dumps(message).encode() + b"\n")


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])))
