"""The JSON Schemas: up to date, described throughout, and knowing every path that other data names."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest

from aishare_lint.document.paths import ANY, DEEP, parse
from aishare_lint.document.reader import read
from aishare_lint.lint.schema.explain import explain
from aishare_lint.repo.builtin import data_folder, load_pack, load_schema

NAMES = sorted(path.name.removesuffix(".schema.json") for path in (data_folder() / "schemas").glob("*.schema.json"))
REPORT = load_schema("report")
EXAMPLES = sorted((data_folder() / "examples" / "reports").glob("*.yaml"))
#: Keywords that yaml-language-server does not know or treats otherwise than the specification.
UNKNOWN_TO_EDITORS = {
    "unevaluatedProperties",
    "unevaluatedItems",
    "$dynamicRef",
    "$dynamicAnchor",
    "$anchor",
    "dependentSchemas",
    "prefixItems",
}


def subschemas(schema: Any, at: str = "#") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every map in a schema that is itself a schema."""
    if not isinstance(schema, dict):
        return
    yield at, schema
    for keyword in ("properties", "patternProperties", "$defs"):
        for name, child in schema.get(keyword, {}).items():
            yield from subschemas(child, f"{at}/{keyword}/{name}")
    for keyword in ("items", "additionalProperties", "propertyNames", "not", "if", "then", "else"):
        yield from subschemas(schema.get(keyword), f"{at}/{keyword}")
    for keyword in ("anyOf", "oneOf", "allOf"):
        for number, child in enumerate(schema.get(keyword, ())):
            yield from subschemas(child, f"{at}/{keyword}/{number}")


def test_the_report_schema_is_what_its_sources_make() -> None:
    path = data_folder() / "tools" / "build_schema.py"
    spec = spec_from_file_location("build_schema", path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.text() == (data_folder() / "schemas" / "report.schema.json").read_text(encoding="utf-8"), "run `make schemas`"


@pytest.mark.parametrize("name", NAMES)
def test_schema_is_one(name: str) -> None:
    from jsonschema import Draft202012Validator

    schema = load_schema(name)
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"].endswith(f"/{name}.schema.json")


@pytest.mark.parametrize("name", NAMES)
def test_every_property_has_a_description(name: str) -> None:
    """Editors show it."""
    bare = [
        f"{at}/{key}"
        for at, schema in subschemas(load_schema(name))
        for key, child in schema.get("properties", {}).items()
        if not (isinstance(child, dict) and child.get("description", "").strip())
    ]
    assert bare == []


@pytest.mark.parametrize("name", NAMES)
def test_every_reference_leads_somewhere_and_every_definition_is_used(name: str) -> None:
    schema = load_schema(name)
    used = {child["$ref"] for _, child in subschemas(schema) if "$ref" in child}
    assert used == {f"#/$defs/{definition}" for definition in schema.get("$defs", {})}


@pytest.mark.parametrize("name", NAMES)
def test_every_map_says_which_keys_it_takes(name: str) -> None:
    """A map with named keys that takes any other would let a misspelt one pass."""
    opened = [
        at
        for at, schema in subschemas(load_schema(name))
        if "properties" in schema and schema.get("additionalProperties") is not False and "/allOf/" not in at
    ]
    assert opened == []


def test_editors_know_every_keyword_of_the_report_schema() -> None:
    assert {keyword for _, schema in subschemas(REPORT) for keyword in schema} & UNKNOWN_TO_EDITORS == set()


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_the_example_reports_are_valid(path: Path) -> None:
    assert EXAMPLES
    assert explain(read(path.read_bytes()).data, REPORT) == []


# Paths that other data names


def ways(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    while "$ref" in schema:
        schema = REPORT["$defs"][schema["$ref"].removeprefix("#/$defs/")]
    yield schema
    for keyword in ("anyOf", "allOf"):
        for branch in schema.get(keyword, ()):
            yield from ways(branch)


def schemas_at(path: str) -> list[dict[str, Any]]:
    """What the report schema says of a path, in every way to write what is above it."""
    found = [REPORT]
    for step in parse(path):
        below: list[Any] = []
        for way in (way for schema in found for way in ways(schema)):
            if step is ANY:
                below += [way[keyword] for keyword in ("items", "additionalProperties") if isinstance(way.get(keyword), dict)]
                below += [child for key, child in way.get("properties", {}).items() if key[:1].isdigit()]
            elif step in way.get("properties", {}):
                below.append(way["properties"][step])
        found = below
    return found


def test_schemas_at_tells_known_paths_from_unknown_ones() -> None:
    assert schemas_at("$.detection.indicators[*].type")
    assert schemas_at("$.answers.*")
    assert not schemas_at("$.detection.indicators[*].typ")
    assert not schemas_at("$.detection[*]")


def test_the_schema_knows_every_place_of_a_list() -> None:
    words = load_pack().format.vocabularies
    unknown = [
        (name, path)
        for name in words.names
        for path in words.vocabulary(name).data["at"]
        if not (schemas_at(f"$.description.{parse(path)[1]}") if parse(path)[0] is DEEP else schemas_at(path))
    ]
    assert unknown == []


def test_the_schema_knows_every_place_of_the_tear_sheet() -> None:
    data = load_pack().format.tear_sheet.data
    paths = [path for question in data["questions"].values() for path in (*question["answered_by"], *question.get("details", ()))]
    paths += [path for stage in data["stages"].values() for path in stage["needs"]] + data["note"]["at"]
    assert [path for path in paths if not schemas_at(path)] == []
    assert {section["key"] for section in data["sections"].values()} <= REPORT["properties"].keys()


def test_the_tear_sheet_names_rules_that_are_planned() -> None:
    """`poc-state-missing` is the catalogue's name; a first version of the note had another."""
    assert load_pack().format.tear_sheet.data["note"]["rules"] == [
        "redaction/non-public-poc",
        "redaction/poc-state-missing",
        "redaction/poc-route",
    ]


def test_every_rename_leads_to_a_known_key_and_from_an_unknown_one() -> None:
    data = load_pack().format.vocabularies.data
    wrong = []
    for parent, table in data["synonyms"].items():
        if parent == "*":
            continue
        closed = [way for schema in schemas_at(parent) for way in ways(schema) if "answer" not in way.get("properties", {})]
        keys = {key for way in closed for key in way.get("properties", {})} - {"value"}
        wrong += [f"{parent}: {new} is no key" for new in table.values() if new not in keys and new != "value"]
        wrong += [f"{parent}: {old} is a key" for old in table if old in keys]
    wrong += [f"no such place: {entry['to']}" for entry in data["elsewhere"] if not schemas_at(entry["to"])]
    wrong += [f"a known place: {entry['from']}" for entry in data["elsewhere"] if schemas_at(entry["from"])]
    assert wrong == []


def test_a_list_in_the_schema_is_the_list_of_the_vocabulary() -> None:
    """Closed lists reject other words, open ones complete and do not reject."""
    from aishare_lint.lint.schema.explain import is_valid

    words = load_pack().format.vocabularies
    for name in words.names:
        vocabulary = words.vocabulary(name)
        paths = [path for path in vocabulary.data["at"] if parse(path)[0] is not DEEP]
        for path in paths:
            at = tuple(0 if step is ANY else str(step) for step in parse(path))
            found = [{**schema, "$defs": REPORT["$defs"]} for schema in schemas_at(path)]

            def accepts(value: object, schemas: list[dict[str, Any]] = found) -> bool:
                return any(is_valid(value, schema) for schema in schemas)

            if vocabulary.form:
                assert not accepts("Elsewhere"), path
                continue
            if name != "boolean":
                assert all(accepts(word) for word in vocabulary.words(at)), path
            free = vocabulary.open or vocabulary.names or "external" in vocabulary.data
            assert accepts("a word of nobody") is free, path


def test_open_vocabulary_looks_at_every_open_list() -> None:
    words = load_pack().format.vocabularies
    rule = load_pack().rule("schema/open-vocabulary")
    assert rule is not None
    places = {
        path
        for name in words.names
        for path in words.vocabulary(name).data["at"]
        if words.vocabulary(name).open and not words.vocabulary(name).names
    }
    assert set(rule.data["given"]) == places


# What the small schemas must catch


@pytest.mark.parametrize(
    ("name", "data", "kind", "at"),
    [
        ("config", {"repositry": {}}, "unknown-key", ("repositry",)),
        ("config", {"audiences": {"jcdc": {"ceiling": "AMBER"}}}, "wrong-value", ("audiences", "jcdc", "ceiling")),
        ("config", {"audiences": {"jcdc": {}}}, "missing-key", ("audiences", "jcdc")),
        (
            "config",
            {"audiences": {"j": {"ceiling": "TLP:RED", "approve": {"expires": "soon"}}}},
            "wrong-value",
            ("audiences", "j", "approve", "expires"),
        ),
        ("config", {"fail_on": "never", "limits": {"depth": "deep"}}, "wrong-value", ("limits", "depth")),
        ("config", {"severity": {"tlp": "fatal"}}, "wrong-value", ("severity", "tlp")),
    ],
)
def test_a_mistake_in_a_configuration_is_found(name: str, data: Any, kind: str, at: tuple[str, ...]) -> None:
    found = explain(data, load_schema(name))
    assert [(error.kind, error.path) for error in found] == [(kind, at)]


def test_the_configuration_of_the_design_is_valid() -> None:
    text = """
reports: ["reports/**/*.yaml", "reports/**/*.yml"]
repository: {ceiling: TLP:AMBER, visibility: private}
remotes: [{match: "git@github.com:org/private-*", ceiling: TLP:AMBER}, {match: "*", ceiling: TLP:CLEAR}]
defaults: {attribution: may, consent: usg, proprietary: false, pap: PAP:AMBER, ai_assistance: {used: none}}
select: [all]
ignore: []
severity: {indicators/weak-hash-only: off}
fail_on: error
packs: [./our-rules]
limits: {file: 2MB, depth: 100, expanded_nodes: 10000}
approvals: {allowed_signers: .aishare/allowed_signers}
audiences:
  jcdc:
    ceiling: TLP:AMBER
    recipients: [CISA.JCDC@cisa.dhs.gov]
    channel: email
    encryption: {age: [age1x], pgp: []}
    formats: [yaml, json, markdown, html, eml, stix]
    identity: named
    min_coverage: 0
    required_checks: [attachments]
    approve: {count: 2, roles: [analyst, disclosure-lead], privacy: true, author_alone: false, expires: 30d,
              emergency: {stages: [early], max_mark: TLP:AMBER, roles: [duty-officer], second_review_within: 24h}}
"""
    assert explain(read(text).data, load_schema("config")) == []


def test_schemas_are_indented_and_end_with_a_line() -> None:
    for name in NAMES:
        text = (data_folder() / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8")
        assert json.loads(text)
        assert text.endswith("}\n")
        assert "\t" not in text
