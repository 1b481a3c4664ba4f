"""The tables of docs/exports-machine.md: every cell is tried on an export, and no key of `handling` is missing."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from aishare_lint.document.marks import LABELS
from aishare_lint.document.reader import read
from aishare_lint.share.exports import ExportRefusedError

from .machine_samples import MACHINE, everything, exported

TOP = Path(__file__).parents[2]
PAGE = (TOP / "docs" / "exports-machine.md").read_text(encoding="utf-8")


def table(heading: str) -> list[dict[str, str]]:
    """The first table below a heading, row by row."""
    lines = PAGE.partition(f"## {heading}\n")[2].split("\n")
    start = next(number for number, line in enumerate(lines) if line.startswith("|"))
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[start:] if line.startswith("|") or not line]
    end = next(number for number, row in enumerate(rows) if row == [""])
    head, _, *body = rows[:end]
    return [dict(zip(head, row, strict=True)) for row in body]


MARKS = table("Marks")
RESTRICTIONS = table("Restrictions")


def remarked(value: Any, label: str) -> Any:
    if isinstance(value, dict):
        return {key: label if key in ("tlp", "default_tlp") else remarked(child, label) for key, child in value.items()}
    return [remarked(one, label) for one in value] if isinstance(value, list) else value


def labels_of(name: str, content: bytes) -> set[str]:
    """The words for marks that an export of one mark uses."""
    if name == "csv":
        return {row["tlp"] for row in csv.DictReader(io.StringIO(content.decode(), newline=""))}
    data = json.loads(content)
    if name == "csaf":
        return {data["document"]["distribution"]["tlp"]["label"]}
    if name == "misp":
        event = data["Event"]
        tagged = [event, *event["Attribute"], *(one for object_ in event["Object"] for one in object_["Attribute"])]
        return {tag["name"] for one in tagged for tag in one["Tag"] if tag["name"].startswith("tlp:")}
    statements = {one["id"] for one in data["objects"] if "definition" in one}
    return {ref for one in data["objects"] for ref in one.get("object_marking_refs", ())} - statements


def test_the_tables_are_whole() -> None:
    assert [row["mark"] for row in MARKS] == list(LABELS)
    assert set(MARKS[0]) == {"mark", *MACHINE}
    fields = read((TOP / "schemas" / "report.fields.yaml").read_text(encoding="utf-8")).data
    assert isinstance(fields, dict)
    keys: Any = fields["keys"]["handling"]["keys"]  # type: ignore[index,call-overload]
    expected = {f"onward.{part}" for part in keys["onward"]["keys"]} | keys.keys() - {"onward"} | {"x_desk"}
    assert {row["key"].strip("`") for row in RESTRICTIONS} == expected


@pytest.mark.parametrize("name", MACHINE)
@pytest.mark.parametrize("row", MARKS, ids=lambda row: row["mark"])
def test_a_mark_is_said_as_the_table_says(row: dict[str, str], name: str) -> None:
    report = remarked(everything(), row["mark"])
    if row[name] == "refused":
        with pytest.raises(ExportRefusedError):
            exported(name, report, row["mark"])
        return
    assert labels_of(name, exported(name, report, row["mark"])) == {row[name]}


@pytest.mark.parametrize("name", MACHINE)
@pytest.mark.parametrize("row", RESTRICTIONS, ids=lambda row: row["key"].strip("`"))
def test_a_restriction_is_said_as_the_table_says(row: dict[str, str], name: str) -> None:
    report = everything()
    top, _, part = row["key"].strip("`").partition(".")
    kept = report["handling"][top]
    report["handling"] = {top: {part: kept[part]} if part else kept}
    content = exported(name, report, "TLP:AMBER")
    said, how = row["sentence"], row[name]
    if how == "column":
        cells = [each["handling"] for each in csv.DictReader(io.StringIO(content.decode(), newline=""))]
        assert cells
        assert all(said in cell for cell in cells)
        return
    data = json.loads(content)
    if how == "note":
        notes = [note for note in data["document"]["notes"] if note["category"] == "legal_disclaimer"]
        assert said in [note["text"] for note in notes]
        assert said in data["document"]["distribution"]["text"].split("\n")
    elif how == "statement":
        (statement,) = [one for one in data["objects"] if one.get("definition", {}).get("statement") == said]
        assert statement["object_marking_refs"]
        others = [one for one in data["objects"] if one["type"] != "marking-definition"]
        assert all(statement["id"] in one["object_marking_refs"] for one in others)
    else:
        assert how in ("attribute", "tag and attribute")
        attributes = [one for one in data["Event"]["Attribute"] if one["comment"] == "Handling"]
        (attribute,) = [one for one in attributes if one["value"] == said]
        assert attribute["type"] == "text"
        tags = [[tag["name"] for tag in one["Tag"]] for one in [data["Event"], *data["Event"]["Attribute"]]]
        assert all(("PAP:AMBER" in names) is (how == "tag and attribute") for names in tags)


def test_nothing_under_handling_is_passed_over() -> None:
    """Whatever stands there, in whatever shape, is said."""
    report = everything()
    report["handling"] = "Only for the duty officer"
    for name in MACHINE:
        assert b"Handling: Only for the duty officer" in exported(name, report, "TLP:AMBER")
    report["handling"] = {
        "pap": "PAP:PURPLE",
        "onward": {"industry": "maybe", "friends": "no"},
        "consent": "some",
        "onward_x": ["one thing"],
    }
    for name in MACHINE:
        content = exported(name, report, "TLP:AMBER").decode()
        for said in ("PAP: PAP:PURPLE", "industry: maybe", "must not be passed on to friends", "Consent: some", "Onward x: - one thing"):
            assert said in content, (name, said)
