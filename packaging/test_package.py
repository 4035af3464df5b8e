"""What is handed out works by itself: the wheel, the plugins' definitions, the container's files.

Run by `make test-package`, in an environment of its own that holds nothing of the project but these tests.
"""

import json
import os
import re
import shlex
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

import kubernetes_validate
import pytest
import yaml

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
DEPLOYMENT = (ROOT / "docs" / "deployment.md").read_text("utf-8")
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yml").read_text("utf-8"))
KUBERNETES = ("1.28", "1.37")
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


def blocks(language: str) -> list[str]:
    """What docs/deployment.md shows in a language, none for a shell."""
    found = re.findall(r"^```(\w*)\n(.*?)^```$", DEPLOYMENT, re.MULTILINE | re.DOTALL)
    return [text for of, text in found if of == language]


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
    # As docs/deployment.md has it: the checkout, with its wheel, lies beside the project.
    checkout = tmp_path / "stripe-economic"
    checkout.mkdir()
    for part in ("plugins", "constraints.txt"):
        (checkout / part).symlink_to(ROOT / part)
    (checkout / "dist").symlink_to(wheel.parent)
    env = {
        "PATH": os.pathsep.join((str(installed), os.environ["PATH"])),
        "MELTANO_SEND_ANONYMOUS_USAGE_STATS": "false",
        "MELTANO_CLI_DISABLE_VERSION_CHECK": "1",
    }
    meltano = installed / "meltano"
    ran(meltano, "init", "books", "--no-usage-stats", cwd=tmp_path, env=env)
    project = tmp_path / "books"
    shown = [block for block in blocks("") if re.search("^meltano add|meltano install$", block, re.MULTILINE)]
    assert len(shown) == 2
    for block in shown:
        ran("sh", "-euc", block, cwd=project, env=env)
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


def test_what_the_image_is_made_of_exists_and_is_sent_to_its_build() -> None:
    copied = {
        name for line in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.MULTILINE) for name in line.split()[:-1]
    }
    sent = {line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line.startswith("!")}
    assert copied == sent
    assert not [name for name in copied if not (ROOT / name).exists()]


@pytest.fixture(scope="session")
def pod() -> dict[str, Any]:
    """The pod of the CronJob in docs/deployment.md."""
    (job,) = (one for one in map(yaml.safe_load, blocks("yaml")) if "kind" in one)
    for version in KUBERNETES:
        kubernetes_validate.validate(job, version, strict=True)
    found: dict[str, Any] = job["spec"]["jobTemplate"]["spec"]["template"]["spec"]
    return found


def test_the_pod_mounts_what_it_has_and_sets_what_the_plugins_know(pod: dict[str, Any]) -> None:
    volumes = {one["name"] for one in pod["volumes"]}
    known = set()
    for plugin, kind in PLUGINS.items():
        definition = yaml.safe_load((ROOT / "plugins" / f"{kind}s" / f"{plugin}.yml").read_text("utf-8"))
        known |= {f"{plugin}_{one['name']}".replace("-", "_").upper() for one in definition["settings"]}
    containers = [*pod["initContainers"], *pod["containers"]]
    assert {one["name"] for container in containers for one in container["volumeMounts"]} == volumes
    assert {one["name"] for container in containers for one in container.get("env", [])} <= known
    for container in containers:
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }


def test_compose_mounts_what_it_has() -> None:
    mounted = {one.split(":")[0] for service in COMPOSE["services"].values() for one in service["volumes"]}
    assert mounted == COMPOSE["volumes"].keys()


def test_every_place_gives_a_container_the_same_time_to_stop(pod: dict[str, Any]) -> None:
    given = {int(one) for text in (DOCKERFILE, DEPLOYMENT) for one in re.findall(r"--stop-timeout (\d+)", text)}
    given |= {int(one["stop_grace_period"].removesuffix("s")) for one in COMPOSE["services"].values()}
    assert given == {pod["terminationGracePeriodSeconds"]}
    process = (ROOT / "stripe_economic" / "running" / "process.py").read_text("utf-8")
    (killed,) = re.findall(r"^_PATIENCE = ([\d.]+)$", process, re.MULTILINE)
    assert min(given) > float(killed)


def test_every_extra_that_is_named_exists() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    texts = [path.read_text("utf-8") for path in (*ROOT.glob("docs/*.md"), ROOT / "README.md", ROOT / "Makefile")]
    texts.append(DOCKERFILE)
    named = {
        extra
        for text in texts
        for extras in re.findall(r"EXTRAS=([\w,]+)|(?:\.|stripe-economic|whl)\[([\w,]+)\]", text)
        for extra in "".join(extras).split(",")
    }
    assert "meltano" in named
    assert named <= project["optional-dependencies"].keys()


def shown_commands(pod: dict[str, Any]) -> Iterator[list[str]]:
    """Give the arguments of `stripe-economic` in each command line of the container files and of the page on them."""
    yield from (json.loads(words) for words in re.findall(r"^CMD (\[.+\])$", DOCKERFILE, re.MULTILINE))
    yield from (json.loads(words)[1:] for words in re.findall(r" CMD (\[.+\])$", DOCKERFILE, re.MULTILINE))
    yield from (one["command"] for one in COMPOSE["services"].values() if "command" in one)
    yield from (one["args"] for one in (*pod["initContainers"], *pod["containers"]))
    lines = [line for block in blocks("") for line in block.splitlines()]
    lines += re.findall(r"^#   (.+)$", DOCKERFILE, re.MULTILINE)
    for words in map(shlex.split, lines):
        if words[:2] == ["docker", "run"] and "--entrypoint" not in words:
            yield words[words.index("stripe-economic") + 1 :]
    yield from map(shlex.split, re.findall(r"`stripe-economic (.+?)`", DEPLOYMENT))


def test_every_command_line_that_is_shown_is_understood(installed: Path, pod: dict[str, Any], tmp_path: Path) -> None:
    shown = {tuple(words) for words in shown_commands(pod)}
    assert {("run",), ("init", "/books"), ("doctor",), ("mappings", "lint", "--quiet")} <= shown
    for words in shown:
        ran(installed / "stripe-economic", *words, "--help", cwd=tmp_path)
