"""Several things done beside one another, where each waits for its own answer."""

import threading
from collections.abc import Callable, Sequence


def abreast(tasks: Sequence[Callable[[], object]]) -> None:
    """Do all of the tasks, each in a thread of its own but for the last; return when all are done.

    Raises:
        BaseException: whatever the first of them that failed, in their order, raised.
    """
    errors: dict[int, BaseException] = {}

    def do(number: int) -> None:
        try:
            tasks[number]()
        except BaseException as error:  # noqa: BLE001 - raised below, in the thread that waits
            errors[number] = error

    threads = [
        threading.Thread(target=do, args=[number], name=f"abreast-{number}", daemon=True)
        for number in range(len(tasks) - 1)
    ]
    for thread in threads:
        thread.start()
    if tasks:
        do(len(tasks) - 1)
    for thread in threads:
        thread.join()
    if errors:
        raise errors[min(errors)]
