"""The project's files: settings, mappings, and who else may read the secrets."""

from __future__ import annotations

import shutil
import stat
import subprocess
from typing import TYPE_CHECKING

from stripe_economic.errors import OperatorError
from stripe_economic.mappings.linting import lint_problems
from stripe_economic.terminal.language import _, plural

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from stripe_economic.doctor.findings import Check, Findings
    from stripe_economic.doctor.subject import Subject

_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_GIT_SAYS_NO, _GIT_KNOWS_NOTHING = 1, 128


def look(subject: Subject, found: Findings) -> Iterator[Check]:
    """Look at the project's files."""
    if (subject.project / "meltano.yml").is_file():
        message = _("meltano.yml is there; the environment is {name}.").format(
            name=subject.written.environment or "-"
        )
        yield found.ok("project", message)
    else:
        yield found.warning(
            "project",
            _("There is no meltano.yml; settings come from environment variables alone."),
            _("For Meltano, make a project: stripe-economic init FOLDER."),
        )
    yield _env_file(subject.project, found)
    yield _git(subject.project, found)
    yield _run_files(subject.project, found)
    yield from _settings(subject, found)
    yield from _mappings(subject, found)


def _env_file(project: Path, found: Findings) -> Check:
    file = project / ".env"
    if not file.exists():
        return found.ok("env_file", _("There is no .env; secrets come from elsewhere."))
    mode = stat.S_IMODE(file.stat().st_mode)
    if mode & _OTHERS:
        return found.error(
            "env_file",
            _("Other users of this machine may read or change .env (mode {mode:o}).").format(mode=mode),
            _("Close it: chmod 600 .env"),
        )
    return found.ok("env_file", _(".env is closed to other users (mode {mode:o}).").format(mode=mode))


def _git(project: Path, found: Findings) -> Check:
    """Whether git has `.env`, or would take it along with everything else."""
    outside = found.ok("git", _("git does not look after this folder."))
    if shutil.which("git") is None:
        return outside
    tracked = _ask_git(project, "ls-files", "--error-unmatch", ".env")
    if tracked == 0:
        return found.error(
            "git",
            _("git keeps .env, and with it the secrets, for whoever has the repository."),
            _("Take it out: git rm --cached .env; name it in .gitignore; and have new keys made."),
        )
    if tracked != _GIT_SAYS_NO:
        return outside
    if _ask_git(project, "check-ignore", "--quiet", ".env") == _GIT_SAYS_NO:
        return found.warning(
            "git",
            _("git does not have .env, and would take it: it is not in .gitignore."),
            _("Write .env into .gitignore."),
        )
    return found.ok("git", _("git leaves .env out."))


def _ask_git(project: Path, *arguments: str) -> int:
    try:
        return subprocess.run(  # noqa: S603 - fixed arguments
            ["git", *arguments],  # noqa: S607 - git as this machine has it
            cwd=project,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
        ).returncode
    except OSError:
        return _GIT_KNOWS_NOTHING


def _run_files(project: Path, found: Findings) -> Check:
    """Meltano writes the plugins' settings, with the secrets, below `run`, of which each company has its own.

    What is linked there is a program of somebody else's, Meltano's own.
    """
    meltano = project / ".meltano"
    files = (file for folder in (meltano / "run", *meltano.glob("pipelines/*/run")) for file in folder.rglob("*"))
    opened = [one for one in files if not one.is_symlink() and one.is_file() and one.stat().st_mode & _OTHERS]
    if not opened:
        return found.ok("run_files", _("What Meltano wrote below .meltano is closed to other users."))
    message = plural(
        "{count} file below .meltano, where Meltano writes settings with secrets, is open to other users.",
        "{count} files below .meltano, where Meltano writes settings with secrets, are open to other users.",
        len(opened),
    )
    return found.warning(
        "run_files",
        message.format(count=len(opened)),
        _("Close them: chmod -R go= .meltano; and run Meltano under umask 077."),
    )


def _settings(subject: Subject, found: Findings) -> Iterator[Check]:
    stripe, economic = subject.stripe, subject.economic
    if isinstance(stripe, OperatorError):
        yield found.failed("settings_stripe", stripe)
    elif not stripe.mode:
        yield found.warning(
            "settings_stripe",
            _("The settings of tap-stripe-invoices are valid, but without mode live and test data are both taken."),
            _("Set mode to live where real books are kept, and to test elsewhere."),
        )
    else:
        yield found.ok("settings_stripe", _("The settings of tap-stripe-invoices are valid."))
    if isinstance(economic, OperatorError):
        yield found.failed("settings_economic", economic)
    else:
        yield found.ok("settings_economic", _("The settings of target-economic are valid."))


def _mappings(subject: Subject, found: Findings) -> Iterator[Check]:
    if isinstance(subject.mappings, OperatorError):
        yield found.failed("mappings", subject.mappings)
        return
    library, problems = subject.mappings
    problems = problems if library is None else lint_problems(library)
    for one in problems:
        message = f"{one.path}: {one.message}" if one.path else one.message
        place = f"{one.position.file}:{one.position.line}"
        yield found.error(f"mappings {one.position} {one.path}".rstrip(), message, one.hint, place)
    if not problems:
        count = len(library.mappings) if library is not None else 0
        message = plural("{count} mapping is without fault.", "{count} mappings are without fault.", count)
        yield found.ok("mappings", message.format(count=count))
