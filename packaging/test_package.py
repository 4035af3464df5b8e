"""What is handed out works by itself: the wheel, the plugins' definitions, the container's files.

Run by `make test-package`, in an environment of its own that holds nothing of the project but these tests.
"""

import json
import os
import shutil
import subprocess
import sys
import tarfile
import tomllib
import venv
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
PLUGINS = {
    "tap-stripe-invoices": "extractor",
    "mapper-jmespath": "mapper",
    "target-economic": "loader",
}
PACKAGES = {
    "mapper_jmespath",
    "run_telemetry",
    "sandbox",
    "stripe_economic",
    "tap_stripe_invoices",
    "target_economic",
}
TASKS = ("tap-stripe-invoices", "stripe-to-economic", "target-economic")


def ran(*command: str | Path, cwd: Path, env: Mapping[str, str] | None = None) -> str:
    """Return what a command printed; it has to succeed."""
    ended = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={**os.environ, **(env or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert ended.returncode == 0, f"{command}\n{ended.stdout}\n{ended.stderr}"
    return ended.stdout


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the source distribution and, from that, the wheel; returns their folder."""
    folder = tmp_path_factory.mktemp("dist")
    ran(sys.executable, "-m", "build", "--outdir", folder, ROOT, cwd=folder)
    return folder


@pytest.fixture(scope="session")
def wheel(built: Path) -> Path:
    """The wheel."""
    (found,) = built.glob("*.whl")
    return found


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel, with Meltano, into an empty environment; returns the folder of its programs."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=True)
    pip = (folder / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    ran(*pip, "--constraint", ROOT / "constraints.txt", f"{wheel}[meltano]", cwd=folder)
    return folder / "bin"


def test_both_distributions_are_well_formed(built: Path) -> None:
    said = ran(sys.executable, "-m", "twine", "check", "--strict", *built.iterdir(), cwd=built)
    assert said.count("PASSED") == 2


def test_the_wheel_holds_the_packages_typed_and_what_init_copies_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == PACKAGES
    assert {f"{package}/py.typed" for package in PACKAGES} <= names
    project = {name.removeprefix("stripe_economic/project_files/") for name in names if "project_files" in name}
    mappings = {f"mappings/{path.name}" for path in (ROOT / "mappings").iterdir()}
    assert project == {"meltano.yml", ".env.example", *mappings}
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)
    assert not [name for name in names if name.endswith((".pyc", ".env"))]


def test_the_source_distribution_holds_what_is_in_the_repository(built: Path) -> None:
    tracked = ran("git", "ls-files", cwd=ROOT).splitlines()
    (source,) = built.glob("*.tar.gz")
    with tarfile.open(source) as archive:
        held = {name.partition("/")[2] for name in archive.getnames()}
    assert {name for name in tracked if not name.startswith(".ci/")} <= held


def test_the_version_comes_from_one_place(installed: Path, tmp_path: Path) -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    for plugin in PLUGINS:
        assert json.loads(ran(installed / plugin, "--about", "--format=json", cwd=tmp_path))["version"] == version
        assert version in ran(installed / plugin, "--version", cwd=tmp_path)
    assert version in ran(installed / "stripe-economic", "--version", cwd=tmp_path)


@pytest.mark.parametrize("plugin", PLUGINS)
def test_each_plugin_says_what_it_is_in_an_empty_folder(installed: Path, tmp_path: Path, plugin: str) -> None:
    about: dict[str, Any] = json.loads(ran(installed / plugin, "--about", "--format=json", cwd=tmp_path))
    assert about["name"] == plugin
    assert about["settings"]["properties"]


def test_a_project_made_by_init_has_mappings_that_pass(installed: Path, tmp_path: Path) -> None:
    ran(installed / "stripe-economic", "init", "books", cwd=tmp_path)
    assert "nothing wrong" in ran(installed / "stripe-economic", "mappings", "lint", cwd=tmp_path / "books")


@pytest.fixture
def sandbox(installed: Path, tmp_path: Path) -> Iterator[dict[str, str]]:
    """A sandbox that the installed command serves; returns the addresses of both sides."""
    addresses = tmp_path / "addresses.json"
    command = [str(installed / "stripe-economic"), "sandbox", "--invoices", "12"]
    command += ["--stripe-port", "0", "--economic-port", "0", "--addresses", str(addresses)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8") as process:
        assert process.stdout is not None
        for line in process.stdout:  # the last line comes once both serve
            if line.startswith("Stop"):
                break
        try:
            yield json.loads(addresses.read_text("utf-8"))
        finally:
            process.terminate()


def test_meltano_adds_the_plugins_from_their_definitions_and_runs_them(
    installed: Path, wheel: Path, sandbox: dict[str, str], tmp_path: Path
) -> None:
    # Meltano installs each plugin into an environment of its own, from the wheel beside the package index.
    env = {
        "PATH": os.pathsep.join((str(installed), os.environ["PATH"])),
        "UV_FIND_LINKS": str(wheel.parent),
        "UV_CONSTRAINT": str(ROOT / "constraints.txt"),
        "MELTANO_SEND_ANONYMOUS_USAGE_STATS": "false",
        "MELTANO_CLI_DISABLE_VERSION_CHECK": "1",
    }
    meltano = installed / "meltano"
    ran(meltano, "init", "books", "--no-usage-stats", cwd=tmp_path, env=env)
    project = tmp_path / "books"
    for plugin, kind in PLUGINS.items():
        definition = ROOT / "plugins" / f"{kind}s" / f"{plugin}.yml"
        ran(
            meltano,
            "add",
            "--plugin-type",
            kind,
            plugin,
            "--from-ref",
            definition,
            "--no-install",
            cwd=project,
            env=env,
        )
    ran(meltano, "install", cwd=project, env=env)
    for plugin in PLUGINS:
        said = ran(meltano, "invoke", plugin, "--about", "--format=json", cwd=project, env=env)
        assert json.loads(said)["name"] == plugin

    shutil.copytree(ROOT / "mappings", project / "mappings")
    mapping = '[{"name": "stripe-to-economic", "config": {"mappings_path": "mappings"}}]'
    file = project / "meltano.yml"
    text = file.read_text("utf-8")
    head, mapper, tail = text.partition("  - name: mapper-jmespath\n")
    assert mapper
    file.write_text(f"{head}{mapper}    mappings: {mapping}\n{tail}", encoding="utf-8")
    outcomes = tmp_path / "outcomes.jsonl"
    settings = {
        "TAP_STRIPE_INVOICES_API_URL": sandbox["stripe"],
        "TAP_STRIPE_INVOICES_API_KEY": "sk_test_sandbox",
        "TAP_STRIPE_INVOICES_START_DATE": "2026-01-01",
        "TAP_STRIPE_INVOICES__SELECT": '["invoices.*"]',
        "TARGET_ECONOMIC_API_URL": sandbox["economic"],
        "TARGET_ECONOMIC_SERVICES_URL": sandbox["economic"],
        "TARGET_ECONOMIC_APP_SECRET_TOKEN": "sandbox-app-secret",
        "TARGET_ECONOMIC_AGREEMENT_GRANT_TOKEN": "sandbox-agreement-grant",
        "TARGET_ECONOMIC_ROUNDING_PRODUCT_GROUP": "4",
        "TARGET_ECONOMIC_FAIL_ON": "never",
        "TARGET_ECONOMIC_OUTCOMES_FILE": str(outcomes),
    }
    ran(meltano, "--environment=dev", "run", *TASKS, cwd=project, env={**env, **settings})
    actions = [json.loads(line)["action"] for line in outcomes.read_text("utf-8").splitlines()]
    assert "created" in actions


def test_the_dockerfile_follows_the_practice() -> None:
    ran(
        "hadolint", ROOT / "Dockerfile", cwd=ROOT, env={"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    )
