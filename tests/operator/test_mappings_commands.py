"""The commands about mapping files, as a bookkeeper meets them."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from sandbox import Sandbox
from tests.operator.command import command
from tests.support import ROOT, Json, clean_environment, run

MAPPINGS = ROOT / "mappings"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project's folder with mappings of its own, which a test may change."""
    shutil.copytree(MAPPINGS, tmp_path / "mappings")
    return tmp_path


def _change(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / "mappings" / f"{name}.yml"
    text = path.read_text("utf-8")
    assert text.count(old) == 1, text.count(old)
    path.write_text(text.replace(old, new), "utf-8")


ROW = "- {country: DK, to: 1}"
NAME = "name: {from: name || id, as: text, max: 300}"


def test_the_shipped_mappings_are_clean_and_pass_their_tests(folder: Path) -> None:
    # As a user has it: a process in a project's folder.
    env = clean_environment(PYTHONPATH=str(ROOT))
    linted = run("stripe_economic", "mappings", "lint", cwd=folder, env=env)
    assert (linted.status, linted.stdout[-1]) == (0, "mappings: 8 mappings and 4 tables, nothing wrong.")
    tested = run("stripe_economic", "mappings", "test", cwd=folder, env=env)
    assert tested.status == 0, tested.stdout
    assert tested.stdout[-1].endswith(" tests, 0 failed.")
    assert "\x1b" not in "".join(tested.stdout)
    listed = json.loads("\n".join(command(folder, "mappings", "show", "--format", "json").stdout))
    assert {one["name"] for one in listed if not one["active"]} == {"orders", "vouchers_by_payout"}
    assert all(one["tests"] >= 4 for one in listed)


def test_a_test_that_fails_shows_what_came_out_and_which_line_and_row_gave_it(folder: Path) -> None:
    _change(folder, "vat_zones", ROW, ROW.replace("1", "4"))
    ended = command(folder, "mappings", "test", "invoices")
    assert ended.status == 1
    start = ended.stdout.index(next(line for line in ended.stdout if "A Danish consumer pays VAT" in line))
    place, expected, got = (line.strip() for line in ended.stdout[start + 1 : start + 4])
    assert place.startswith("body.recipient.vatZone.vatZoneNumber (mappings/invoices.yml:")
    assert expected.split() == ["expected", "1"]
    row = (MAPPINGS / "vat_zones.yml").read_text("utf-8").splitlines().index(f"  {ROW}") + 1
    assert got.split("from")[0].split() == ["got", "4"]
    assert got.endswith(f", row mappings/vat_zones.yml:{row}")
    (failed, *_) = [one for one in _json(folder, "mappings", "test", "mappings/invoices.yml") if not one["passed"]]
    assert failed["differences"][0]["expected"] == "1"


def _json(folder: Path, *arguments: str) -> list[Json]:
    ended = command(folder, *arguments, "--format", "json")
    found: list[Json] = json.loads("\n".join(ended.stdout))
    return found


def test_problems_are_listed_together_for_people_and_programs(folder: Path) -> None:
    _change(folder, "products", NAME, "nam: {form: name, as: text, max: 300}")
    _change(folder, "vat_zones", ROW, "- {country: UK, to: 1}")
    ended = command(folder, "mappings", "lint")
    assert ended.status == 1
    assert ended.stdout[-1] == f"mappings: {len(ended.stdout) - 1} problems."
    line = (MAPPINGS / "products.yml").read_text("utf-8").splitlines().index(f"    {NAME}") + 1
    start = f"mappings/products.yml:{line}:"
    assert any(line.startswith(start) and "did you mean" in line for line in ended.stdout)
    assert any(line.startswith("mappings/vat_zones.yml:") and "write GB" in line for line in ended.stdout)
    found = _json(folder, "mappings", "lint")
    assert len(found) == len(ended.stdout) - 1
    assert {"file", "line", "column", "path", "code", "message", "hint"} <= found[0].keys()
    for arguments in (("mappings", "test"), ("mappings", "show"), ("preview",)):
        refused = command(folder, *arguments)
        assert refused.status == 1
        assert refused.last_words.startswith(f"stripe-economic: mappings_invalid: {start}")


def test_a_sample_that_there_is_not_is_a_problem_of_the_file(folder: Path) -> None:
    _change(folder, "customers", "given: danish consumer", "given: danish konsumer")
    for name in ("lint", "test"):
        ended = command(folder, "mappings", name)
        assert ended.status == 1
        assert "there is no sample 'danish konsumer' of the stream customers" in ended.stdout[0]
        assert "did you mean `danish consumer`?" in ended.stdout[0]


def test_preview_shows_the_document_and_where_every_field_came_from(folder: Path) -> None:
    ended = command(folder, "preview", "german business")
    assert ended.status == 0
    said = "\n".join(ended.stdout)
    assert "german business (invoices, in_GermanBusiness): draft_invoice" in said
    assert "expected  net 40.00, VAT 0.00, gross 40.00 EUR" in said
    assert "VAT       zone 2, row mappings/vat_zones.yml:" in said
    assert "of table vat_zones: country EU, tax false, vat_number true" in said
    assert "because country is 'DE', tax is false, vat_number is true" in said
    (made,) = _json(folder, "preview", "german business")[:1]
    fields = {field["path"]: field for field in made["fields"]}
    (line,) = made["document"]["body"]["lines"]
    assert fields["body.lines[0].net"]["value"] == line["net"] == 4000
    assert fields["body.lines[0].net"]["found"] == [{"expression": "net", "value": 4000}]
    written = (folder / "mappings" / "invoices.yml").read_text("utf-8").splitlines()
    assert "net: {from: net, as: money}" in written[fields["body.lines[0].net"]["line"] - 1]
    leaves = set(_leaves(made["document"]["body"], "body")) | set(_leaves(made["document"]["customer"], "customer"))
    assert {path for path in leaves if "match" not in path} <= fields.keys()


def _leaves(value: object, path: str) -> list[str]:
    if isinstance(value, dict):
        return [leaf for key, inner in value.items() for leaf in _leaves(inner, f"{path}.{key}")]
    if isinstance(value, list):
        return [leaf for index, inner in enumerate(value) for leaf in _leaves(inner, f"{path}[{index}]")]
    return [path]


def test_preview_explains_a_failure_and_lists_all_samples_without_arguments(folder: Path) -> None:
    said = "\n".join(command(folder, "preview", "customer without a country").stdout)
    assert "fails: not_in_table" in said
    assert "failed at body.recipient.vatZone.vatZoneNumber" in said
    assert "because country is missing" in said
    listed = command(folder, "preview").stdout
    assert any(
        "goods with shipping and a discount" in line and "gross 873.75 DKK, VAT zone 1" in line for line in listed
    )
    assert "mappings/orders.yml  (not in use)" in listed


def test_preview_says_what_is_taken_back(folder: Path) -> None:
    said = command(folder, "preview", "credit_notes/voided").stdout
    assert said[0].endswith(
        "taken back: voided: The credit note has been voided in Stripe (a draft: delete, a booked document: report)"
    )
    (made,) = _json(folder, "preview", "credit_notes/voided")
    assert made["document"]["withdraw"]["draft"] == "delete"
    assert made["fields"] == []


def test_preview_reads_ids_from_a_sandbox_and_writes_nothing(folder: Path) -> None:
    with Sandbox(seed=1, invoices=3) as sandbox:
        paid = [one for one in sandbox.stripe.store.all("invoice") if one["status"] == "paid"]
        sandbox.stripe.requests.clear()
        env = {"TAP_STRIPE_INVOICES_API_URL": sandbox.stripe.url}
        ended = command(folder, "preview", paid[0]["id"], "danish business", **env)
        missing = command(folder, "preview", "in_nowhere", **env)
        methods = {request.method for request in sandbox.stripe.requests}
        touched = sandbox.economic.requests.total
    assert ended.status == 0, ended.stderr
    assert ended.stdout[0].startswith(f"{paid[0]['id']} (invoices, {paid[0]['id']}): ")
    assert any(line.startswith("danish business (invoices, in_DanishBusiness)") for line in ended.stdout)
    assert "not_found_in_stripe" in missing.stdout[0]
    assert methods == {"GET"}
    assert touched == 0


def test_preview_of_production_wants_a_key(folder: Path) -> None:
    ended = command(folder, "preview", "in_1", "--environment", "production")
    assert ended.last_words.startswith(
        "stripe-economic: key_missing: There is no Stripe key. Hint: Put STRIPE_API_KEY "
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("preview", "germn business"), "sample_unknown: There is no sample 'germn business'. Hint: Did you mean "),
        (("mappings", "test", "invoice"), "mapping_not_found: There is no mapping file mappings/invoice.yml. Hint: "),
        (("mappings", "show", "--mappings", "nowhere"), "mappings_not_found: "),
        (("mappings", "diff", "nowhere"), "no_such_version: nowhere is neither a folder nor a git revision that "),
    ],
)
def test_what_there_is_not_is_named_in_one_line(folder: Path, arguments: tuple[str, ...], said: str) -> None:
    ended = command(folder, *arguments)
    assert ended.status == 1
    assert ended.last_words.startswith(f"stripe-economic: {said}")


def test_diff_shows_each_document_that_changes_field_by_field(folder: Path) -> None:
    shutil.copytree(folder / "mappings", folder / "old")
    _change(folder, "vat_zones", ROW, ROW.replace("1", "4"))
    found = _json(folder, "mappings", "diff", "old")
    danish = ["danish business", "danish consumer", "deleted customer", "goods with shipping and a discount"]
    assert [one["name"] for one in found if one["stream"] == "invoices"] == sorted(
        [*danish, "known in e-conomic"], key=_place
    )
    change = {"path": "body.recipient.vatZone.vatZoneNumber", "old": 1, "new": 4}
    assert all(one["changes"] == [change] for one in found)
    ended = command(folder, "mappings", "diff", "old", "mappings", "--id", "danish business", "--exit-code")
    assert ended.status == 1
    assert ended.stdout == [
        "danish business (invoices, in_DanishBusiness): invoices",
        "  body.recipient.vatZone.vatZoneNumber: 1 -> 4",
        "1 records compared, 1 document differs.",
    ]
    assert command(folder, "mappings", "diff", "old", "old", "--exit-code").status == 0


def _place(name: str) -> int:
    names = ["danish business", "danish consumer", "known in e-conomic", "goods with shipping and a discount"]
    return names.index(name) if name in names else len(names)


def test_diff_takes_a_git_revision(folder: Path) -> None:
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    git = ["git", "-c", "user.name=x", "-c", "user.email=x@mail.example", "-c", "init.defaultBranch=main"]
    for words in (["init", "-q"], ["add", "mappings"], ["commit", "-qm", "first"]):
        subprocess.run([*git, *words], cwd=folder, check=True)
    _change(folder, "products", "          default: 1\n", "          default: 3\n")
    found = _json(folder, "mappings", "diff", "HEAD", "--id", "products/goods")
    assert [one["changes"] for one in found] == [
        [{"path": "body.productGroup.productGroupNumber", "old": 1, "new": 3}]
    ]


def test_samples_and_fields_are_listed(folder: Path) -> None:
    samples = json.loads("\n".join(command(folder, "mappings", "show", "--samples", "--format", "json").stdout))
    assert "german business" in samples["invoices"]
    shown = command(folder, "mappings", "show", "products").stdout
    assert any(line.split() == ["body.productNumber", "from", *line.split()[2:]] for line in shown)
