"""What is kept and sent of a judged file is all of it that is shown, exactly as it was."""

from __future__ import annotations

import json

import pytest

from aishare_lint.document.places import Region, Span
from aishare_lint.document.reader import Document, read
from aishare_lint.lint.across import gather
from aishare_lint.lint.findings import Edit, Failure, Finding, Fix, Group, Judged, NotRun, Related
from aishare_lint.lint.mask import Mask
from aishare_lint.lint.records import changes, facts_from, judged_from, record, record_facts, trimmed
from aishare_lint.lint.surroundings import Facts
from aishare_lint.repo.builtin import load_pack

FINDING = Finding(
    rule="tlp/retired-label",
    severity="error",
    safety=True,
    message="a message — with signs",
    region=Region(3, 1, 3, 4),
    at="$.tlp",
    path=(),
    span=Span(10, 14),
    fix=Fix("mend it", "safe", (Edit(Span(0, 0), ""),), ((Region(3, 1, 3, 4), "new"),)),
    related=(Related(Region(5, 1, 5, 2), "beside"),),
    ignored="for a reason",
    group=Group("section", "name", "detail"),
    known_by="0" * 64,
)
JUDGED = Judged(
    "reports/\udcff.yaml",
    (FINDING, FINDING._replace(fix=None, related=(), ignored=None, group=None, known_by="")),
    tuple(f"line {number}" for number in range(1, 9)),
    (
        NotRun("tlp/loosened", "there is no commit", "", routine=True),
        NotRun("ours/slow", "its pattern never ends", "reports/a.yaml", fault=True),
    ),
    (Failure("ours/broken", "reports/a.yaml", "KeyError at a.py:1"),),
)


def sent(data: object) -> object:
    return json.loads(json.dumps(data))


def test_a_record_is_the_judgement() -> None:
    judged = trimmed(JUDGED)
    assert judged_from(sent(record(judged))) == judged  # type: ignore[arg-type]
    assert judged.lines[2] == "line 3"
    assert judged.lines[7] == "", "nothing shows it"


def test_every_field_is_kept() -> None:
    """A field that is added and not kept would be lost without a word."""
    for field in Finding._fields:
        default = Finding._field_defaults.get(field)
        if field != "path":
            assert getattr(FINDING, field) != default, f"the example says nothing of {field}"
    assert {gap.routine for gap in JUDGED.not_run} == {gap.fault for gap in JUDGED.not_run} == {True, False}


REPORT = """\
id: ORG-2026-0001
tlp: {a: [TLP:RED, true], b: "x"}
supersedes: "1"
related: [A, "true", B]
reporter: {anonymous: true}
vulnerabilities: [{id: CVE-2026-1234, aliases: [a, b]}]
attachments: [{path: a.txt}]
"""


@pytest.mark.parametrize("text", ["", "a: b\n", REPORT])
def test_facts_are_exactly_as_they_were(text: str) -> None:
    facts = gather(read(text), load_pack())
    again = facts_from(sent(record_facts(facts)))  # type: ignore[arg-type]
    assert again == facts
    assert all(type(place) is tuple and type(place[0]) is tuple for places in (again or {}).values() for place in places)
    assert bool(facts) == (text == REPORT)
    assert facts_from(sent(record_facts(None))) is None  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("facts", "tells"),
    [
        ({"a/b": [(("id",), "ORG-2026-0001")]}, False),
        ({"a/b": [(("id",), "secretly")]}, True),
        ({"a/b": [(("id",), ["x", {"y": "a secretly b"}])]}, True),
        ({"a/b": [(("id",), {"secretly": True})]}, True),
        ({"a/b": [(("a", "secretly", 0), "x")]}, True),
    ],
)
def test_facts_that_tell(facts: Facts, *, tells: bool) -> None:
    mask = Mask(Document("a.yaml", ""), ())
    mask.hide_text("secretly")
    assert changes(mask, facts) is tells
