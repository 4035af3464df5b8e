"""Two runs over one agreement on one machine."""

import pytest

from target_economic.errors import RunError, Stopped
from target_economic.run.lock import AgreementLock
from target_economic.stopping import Stopping

URL = "http://127.0.0.1:1/lock-test"


def test_a_second_run_is_refused_while_the_first_is_at_work_and_let_in_afterwards() -> None:
    first, second = AgreementLock(URL, 1), AgreementLock(URL, 1)
    first.acquire(0, Stopping())
    with pytest.raises(RunError) as caught:
        second.acquire(0, Stopping())
    assert (caught.value.code, "agreement 1" in caught.value.message) == ("agreement_locked", True)
    first.release()
    second.acquire(0, Stopping())
    second.release()


def test_another_agreement_and_another_server_have_locks_of_their_own() -> None:
    held = [AgreementLock(URL, 2), AgreementLock(URL, 3), AgreementLock(f"{URL}/other", 2)]
    for lock in held:
        lock.acquire(0, Stopping())
    for lock in held:
        lock.release()


def test_a_signal_ends_the_waiting() -> None:
    first, stopping = AgreementLock(URL, 4), Stopping()
    first.acquire(0, Stopping())
    stopping.ask(15)
    with pytest.raises(Stopped):
        AgreementLock(URL, 4).acquire(60, stopping)
    first.release()
