"""A mapping never runs code, starts a program, opens a file that is not a mapping, or reaches the network."""

import sys
from pathlib import Path

import pytest

import target_economic.documents
from mapper_jmespath import MappingError
from tests.mapper.folders import SMALL, trouble, with_field, write

# Python tells of these before they happen.
_FORBIDDEN = (
    "exec", "compile", "import", "os.system", "os.exec", "os.spawn", "os.fork", "os.posix_spawn", "os.remove",
    "subprocess.", "socket.", "ctypes.", "shutil.", "urllib.",
)  # fmt: skip
_DOCUMENTS = Path(target_economic.documents.__file__).parent


class Watch:
    """Notes what Python does while `over` names the folder of the mappings; hooks cannot be taken away again."""

    def __init__(self) -> None:
        self.over: Path | None = None
        self.seen: list[str] = []

    def note(self, event: str, arguments: tuple[object, ...]) -> None:
        if self.over is None:
            return
        if event == "open" and not str(arguments[0]).startswith((str(self.over), str(_DOCUMENTS))):
            self.seen.append(f"open {arguments[0]}")
        elif event.startswith(_FORBIDDEN):
            self.seen.append(event)


@pytest.fixture(scope="module")
def watch() -> Watch:
    made = Watch()
    sys.addaudithook(made.note)
    return made


ATTACKS = (
    "!!python/object/apply:os.system ['touch x']",
    "!!python/name:os.system",
    "!include /etc/passwd",
    "{from: \"__import__('os').system('x')\"}",
    "{from: 'open(`1`)'}",
    '{template: "{__class__.__mro__[0]()}", optional: true}',
    "{from: id, as: date, zone: ../../../etc/passwd}",
    "{table: ../../etc/passwd, from: {a: id}}",
    "{use: ../secrets, from: '@'}",
    "&a [*a, *a]",
    "{<<: {from: id}}",
)


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_in_a_field_is_a_problem_like_any_other(tmp_path: Path, watch: Watch, attack: str) -> None:
    folder = write(tmp_path, {"products.yml": with_field(f"description: {attack}"), "good.yml": SMALL})
    # What is read once in a process, such as the names of the time zones, has been read after this.
    assert isinstance(trouble(folder), MappingError)
    watch.over = folder
    error = trouble(folder)
    watch.over = None
    assert isinstance(error, MappingError)
    assert watch.seen == []


def test_the_watch_sees_what_it_should(tmp_path: Path, watch: Watch) -> None:
    watch.over = tmp_path / "elsewhere"
    (tmp_path / "x").write_bytes(b"")
    eval("1")  # noqa: S307  (shows that the watch works)
    watch.over = None
    assert [one.partition(" ")[0] for one in watch.seen] == ["open", "compile", "exec"]
    watch.seen.clear()
