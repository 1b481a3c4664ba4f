"""What is wrong is said once, at its exact key, in terms of what the value was meant to be."""

from __future__ import annotations

import json
from typing import Any

import pytest

from aishare_lint.lint.schema.explain import SchemaError, explain
from aishare_lint.repo.builtin import load_schema

REPORT = load_schema("report")
HEAD = {
    "schema": "aishare/1",
    "id": "A-1",
    "title": "T",
    "kind": "incident",
    "status": "draft",
    "tlp": "TLP:GREEN",
    "description": {"summary": "S"},
}
NON_ANSWERS = ("unknown", "none", "not-applicable", "withheld")


def errors(**keys: Any) -> list[tuple[Any, ...]]:
    return [(error.kind, error.path, error.expected) for error in explain({**HEAD, **keys}, REPORT)]


def test_a_whole_report_has_none() -> None:
    assert explain(HEAD, REPORT) == []


def test_each_unknown_key_is_an_error_of_its_own() -> None:
    found = explain({**HEAD, "victims": {"who": "x", "x_who": "x", "how": "y"}}, REPORT)
    assert [(error.kind, error.path, error.key) for error in found] == [
        ("unknown-key", ("victims", "who"), "who"),
        ("unknown-key", ("victims", "how"), "how"),
    ]
    assert found[0].allowed[:2] == ("targets", "locations")


def test_a_missing_key_is_said_of_the_map_that_lacks_it() -> None:
    head = {key: value for key, value in HEAD.items() if key != "status"}
    assert explain(head, REPORT) == [SchemaError("missing-key", (), "status", "a word", ("draft", "ready", "withdrawn"))]


@pytest.mark.parametrize(
    ("keys", "kind", "path", "expected"),
    [
        # text where a map or a list is meant: never a list of the non-answers that might also stand there
        ({"technical": {"novelty": "novel"}}, "wrong-type", ("technical", "novelty"), "a map with status, references"),
        ({"detection": {"indicators": "evil.example"}}, "wrong-type", ("detection", "indicators"), "a list"),
        ({"vulnerabilities": {"id": "CVE-2025-1"}}, "wrong-type", ("vulnerabilities",), "a list"),
        (
            {"description": ["S"]},
            "wrong-type",
            ("description",),
            "a map with summary, activity, outcome, effects, obtained, obtained_via …",
        ),
        # the wrapper is meant where its key is there
        ({"technical": {"registry": {"answer": "nope"}}}, "wrong-value", ("technical", "registry", "answer"), ""),
        ({"ai_systems": {"developer": {"value": {}}}}, "wrong-type", ("ai_systems", "developer", "value"), "text"),
        (
            {"victims": {"locations": [{"value": "us"}]}},
            "wrong-value",
            ("victims", "locations", 0, "value"),
            "two capital letters, ISO 3166-1: US, DE",
        ),
        ({"title": {"text": []}}, "wrong-type", ("title", "text"), "text"),
        # a map that is meant as such is judged as such
        (
            {"attribution": {"defenses_targeted": [{"control": []}]}},
            "wrong-type",
            ("attribution", "defenses_targeted", 0, "control"),
            "text",
        ),
        ({"sources": ["s1"]}, "wrong-type", ("sources",), "a map with a name for each"),
        ({"title": True}, "wrong-type", ("title",), "text or a map with text"),
        ({"reporter": {"anonymous": "yes"}}, "wrong-type", ("reporter", "anonymous"), "true or false"),
    ],
    ids=str,
)
def test_a_choice_is_resolved_to_the_way_that_was_meant(keys: dict[str, Any], kind: str, path: tuple[Any, ...], expected: str) -> None:
    assert errors(**keys) == [(kind, path, expected)]


def test_the_words_of_a_list_come_before_the_non_answers() -> None:
    (error,) = explain({**HEAD, "mitigations": {"status": "implemented"}}, REPORT)
    assert error.allowed == (
        "none",
        "planned",
        "in-progress",
        "partial",
        "fix-available",
        "complete",
        "declined",
        *NON_ANSWERS[:1],
        *NON_ANSWERS[2:],
    )


def test_a_mark_is_never_a_non_answer_and_never_wrapped() -> None:
    for value in ("unknown", {"value": "TLP:RED"}, {"answer": "withheld"}):
        (error,) = explain({**HEAD, "victims": {"tlp": value}}, REPORT)
        assert error.path == ("victims", "tlp")
        assert error.allowed == ("TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT", "TLP:RED")
    assert explain({**HEAD, "description": {"summary": "S", "obtained_tlp": "none"}}, REPORT) == []


def test_errors_come_in_the_order_of_the_document_and_each_once() -> None:
    data = {"zebra": "1", **HEAD, "stage": "late", "victims": {"b": "1", "a": "1"}, "kind": "x"}
    found = explain(data, REPORT)
    assert [error.path for error in found] == [("zebra",), ("kind",), ("stage",), ("victims", "b"), ("victims", "a")]
    assert len(set(found)) == len(found)
    assert explain(json.loads(json.dumps(data)), REPORT) == found


def test_errors_stand_where_the_data_stands() -> None:
    assert explain("x", {"const": "y"}, ("a", 0, "b")) == [SchemaError("wrong-value", ("a", 0, "b"), "b", "", ("y",))]
    assert explain({}, {"required": ["k"]}, ("a",)) == [SchemaError("missing-key", ("a",), "k", "something else", ())]


@pytest.mark.parametrize(
    ("data", "schema", "kind", "expected"),
    [
        ([], {"minItems": 1}, "wrong-value", "at least 1 items"),
        ("abc", {"maxLength": 2}, "wrong-value", "at most 2 characters"),
        (["a", "a"], {"uniqueItems": True}, "wrong-value", "items that differ"),
        ("abc", {"pattern": "^x"}, "wrong-value", "text of another form"),
        ("a", {"type": ["array", "null"]}, "wrong-type", "a list or nothing"),
        ("a", {"oneOf": [{"const": "a"}, {"type": "string"}]}, "wrong-value", "`a` or text"),
        ("a", {"not": {"const": "a"}}, "wrong-value", "something else"),
        ("a", False, "wrong-value", "something else"),
        ({"a": "b"}, {"const": "x"}, "wrong-type", "one word"),
        ({"Bad": "x"}, {"propertyNames": {"pattern": "^[a-z]"}}, "wrong-value", "text of another form"),
    ],
    ids=str,
)
def test_other_keywords_are_said_in_words(data: Any, schema: Any, kind: str, expected: str) -> None:
    assert [(error.kind, error.expected) for error in explain(data, schema)] == [(kind, expected)]
