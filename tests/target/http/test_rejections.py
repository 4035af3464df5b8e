"""e-conomic's error bodies, in all their shapes, become words that say what is wrong and where."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from target_economic.http.rejections import code, log_id, problems

RECORDED = Path(__file__).parents[4] / "shared" / "economic" / "real-errors"


def test_a_tree_names_the_line_and_the_property() -> None:
    body = {
        "message": "Validation failed. 1 error found.",
        "errorCode": "E04300",
        "errors": {
            "lines": {
                "items": [
                    {
                        "arrayIndex": 8,
                        "product": {
                            "errors": [
                                {
                                    "propertyName": "product",
                                    "errorMessage": "Product 'X' is barred.",
                                    "errorCode": "E06600",
                                    "inputValue": "X",
                                }
                            ]
                        },
                    }
                ]
            }
        },
    }
    assert [str(one) for one in problems(body)] == ["lines[8].product: Product 'X' is barred. (E06600)"]


def test_a_list_of_texts_keeps_each() -> None:
    body = {"message": "Could not parse.", "errors": ["Expected String but got Null", "Second"]}
    assert [str(one) for one in problems(body)] == ["Expected String but got Null", "Second"]


def test_a_plain_message_is_used_when_there_is_nothing_better() -> None:
    assert [str(one) for one in problems({"message": "Resource not found."})] == ["Resource not found."]
    changed = {"title": "Content must be the same.", "errorCode": "PayloadChanged"}
    assert [str(one) for one in problems(changed)] == ["Content must be the same. (PayloadChanged)"]


def test_the_offending_value_is_kept_and_shown_unless_the_message_has_it() -> None:
    error = {"propertyName": "date", "errorMessage": "Perioden er spærret.", "errorCode": "E04041"}
    (problem,) = problems({"errors": {"date": {"errors": [{**error, "inputValue": "2026-08-27"}]}}})
    assert (problem.code, problem.path, problem.value) == ("E04041", "date", "2026-08-27")
    assert str(problem) == 'date: Perioden er spærret. (E04041), given "2026-08-27"'
    (long,) = problems({"errors": [{**error, "inputValue": {"text": "x" * 500}}]})
    assert str(long).startswith('date: Perioden er spærret. (E04041), given {"text": "xxx')
    assert len(str(long)) < 150


def test_the_newer_services_speak_problem_json() -> None:
    body = {
        "title": "Missing modules: Project",
        "status": 403,
        "errorCode": "AccessDeniedAgreementMissingModules",
        "traceId": "abc-1",
    }
    assert [str(one) for one in problems(body)] == ["Missing modules: Project (AccessDeniedAgreementMissingModules)"]
    assert (code(body), log_id(body)) == ("AccessDeniedAgreementMissingModules", "abc-1")
    several = {**body, "errors": [{"message": "Too long.", "errorCode": "TextTooLong", "property": "text"}]}
    assert [str(one) for one in problems(several)] == ["text: Too long. (TextTooLong)"]
    assert (code([]), log_id("x")) == (None, None)


@pytest.mark.skipif(not RECORDED.exists(), reason="the recorded error bodies are not beside this checkout")
def test_every_recorded_body_says_something_and_codes_survive() -> None:
    for path in sorted(RECORDED.glob("*.json")):
        body = json.loads(path.read_text("utf-8"))["body"]
        found = problems(body)
        assert found, path.name
        assert all(one.message for one in found), path.name
    barred = json.loads((RECORDED / "400-voucher-barred-period.json").read_text("utf-8"))["body"]
    assert any("spærret" in one.message for one in problems(barred))


_JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=10),
    lambda children: (
        st.lists(children, max_size=4)
        | st.dictionaries(
            st.sampled_from(["errors", "items", "arrayIndex", "errorMessage", "x"]), children, max_size=4
        )
    ),
    max_leaves=20,
)


@given(_JSON)
def test_no_body_is_too_odd_to_read(body: object) -> None:
    assert all(str(one) for one in problems(body))
