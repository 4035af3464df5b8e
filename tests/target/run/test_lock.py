"""Two runs over one agreement on one machine."""

import tempfile
from pathlib import Path

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


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://restapi.e-conomic.com", "https://RestApi.e-conomic.com:443/"),
        ("http://127.0.0.1:8421", "http://localhost:8421"),
    ],
)
def test_the_same_agreement_is_the_same_however_its_address_is_written(one: str, other: str) -> None:
    first = AgreementLock(one, 5)
    first.acquire(0, Stopping())
    with pytest.raises(RunError, match="agreement 5"):
        AgreementLock(other, 5).acquire(0, Stopping())
    first.release()


def test_where_no_folder_can_hold_the_lock_the_message_says_which_would(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setattr(tempfile, "_candidate_tempdir_list", lambda: [str(tmp_path / "none")])
    with pytest.raises(RunError, match="TMPDIR") as none:
        AgreementLock(URL, 6).acquire(0, Stopping())
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    (tmp_path / "gone").write_text("a file, no folder", encoding="utf-8")
    with pytest.raises(RunError, match="TMPDIR") as gone:
        AgreementLock(URL, 6).acquire(0, Stopping())
    assert none.value.code == gone.value.code == "lock_unavailable"


def test_a_signal_ends_the_waiting() -> None:
    first, stopping = AgreementLock(URL, 4), Stopping()
    first.acquire(0, Stopping())
    stopping.ask(15)
    with pytest.raises(Stopped):
        AgreementLock(URL, 4).acquire(60, stopping)
    first.release()
