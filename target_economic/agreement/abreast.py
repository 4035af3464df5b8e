"""Several things read beside one another, where each waits for its own answer."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor


def abreast(tasks: Sequence[Callable[[], object]]) -> None:
    """Do all of the tasks, each in a thread of its own; return when all are done.

    Raises:
        Exception: whatever the first of them that failed, in their order, raised.
    """
    if not tasks:
        return
    with ThreadPoolExecutor(len(tasks), "abreast") as pool:
        running = [pool.submit(task) for task in tasks]
    for one in running:
        one.result()
