"""Editions: the semantics of the report format one by one, and both laws by property-based tests."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aishare_lint.document.marks import LABELS, effective_mark, looser, stricter
from aishare_lint.document.paths import look_up
from aishare_lint.document.places import Path, Value
from aishare_lint.repo.builtin import load_pack
from aishare_lint.repo.configuration import Configuration
from aishare_lint.share import editions
from aishare_lint.share.audiences import Audience, audience
from aishare_lint.share.editions import EmptyEditionError, Omission, edition_of

FORMAT = load_pack().format


def audience_for(ceiling: str, **said: Any) -> Audience:
    return audience(Configuration("", settings={"audiences": {"them": {"ceiling": ceiling, **said}}}), "them")


def head(**more: Any) -> dict[str, Any]:
    return {
        "schema": "aishare/1",
        "id": "ORG-2026-0001",
        "title": "A title",
        "kind": "incident",
        "status": "ready",
        "tlp": "TLP:AMBER",
        "default_tlp": "TLP:GREEN",
        "description": {"summary": "What happened", "activity": "incident"},
        **more,
    }


def green(report: dict[str, Any], **said: Any) -> dict[str, Any]:
    return edition_of(report, audience_for("TLP:GREEN", **said), FORMAT).data


# The semantics


def test_a_leaf_follows_the_nearest_mark_and_may_be_looser_than_its_container() -> None:
    data = green(head(victims={"tlp": "TLP:RED", "products": ["A"], "targets": {"tlp": "TLP:CLEAR", "description": "Everybody"}}))
    assert data["victims"] == {"targets": {"tlp": "TLP:CLEAR", "description": "Everybody"}}


def test_a_container_of_which_only_a_mark_would_stay_goes() -> None:
    assert "victims" not in green(head(victims={"tlp": "TLP:GREEN", "products": [{"value": "A", "tlp": "TLP:RED"}]}))


def test_labels_stay_and_title_and_summary_say_that_they_are_withheld() -> None:
    report = head(default_tlp="TLP:AMBER", impact={"lateral_movement": {"text": "None was seen", "tlp": "TLP:GREEN"}})
    data = green(report)
    withheld = {"answer": "withheld", "reason": "above-ceiling"}
    assert data == {
        "schema": "aishare/1",
        "id": "ORG-2026-0001",
        "title": withheld,
        "kind": "incident",
        "status": "ready",
        "tlp": "TLP:GREEN",
        "impact": {"lateral_movement": {"text": "None was seen", "tlp": "TLP:GREEN"}},
        "description": {"summary": withheld},
    }


def test_the_parts_of_a_title_go_with_its_text() -> None:
    data = green(head(title={"text": "Secret", "tlp": "TLP:RED", "note": {"text": "A note", "tlp": "TLP:CLEAR"}}))
    assert data["title"] == {"answer": "withheld", "reason": "above-ceiling"}


@pytest.mark.parametrize("key", ["internal", "obligations"])
def test_some_keys_are_never_exported(key: str) -> None:
    edition = edition_of(head(**{key: {"tlp": "TLP:CLEAR", "notes": "ours"}}), audience_for("TLP:RED"), FORMAT)
    assert key not in edition.data
    assert Omission((key,), "never-exported") in edition.left_out


def test_references_to_what_is_left_out_go_and_an_emptied_list_too() -> None:
    report = head(
        detection={
            "indicators": [
                {"id": "i1", "type": "domain", "value": "a.example", "tlp": "TLP:RED"},
                {"id": "i2", "type": "domain", "value": "b.example"},
            ],
            "method": {"type": "other", "indicators": ["i1", "i2"]},
        },
        impact={"exfiltration": {"text": "Some", "indicators": ["i1"]}},
    )
    data = green(report)
    assert data["detection"]["indicators"] == [{"id": "i2", "type": "domain", "value": "b.example"}]
    assert data["detection"]["method"] == {"type": "other", "indicators": ["i2"]}
    assert data["impact"] == {"exfiltration": {"text": "Some"}}


def test_a_citation_of_a_source_that_is_left_out_goes() -> None:
    report = head(sources={"s1": {"title": "T", "tlp": "TLP:RED"}, "s2": {"title": "U"}})
    report["impact"] = {"supply_chain": {"text": "Some", "source": ["s1", "s2"]}}
    assert green(report)["impact"] == {"supply_chain": {"text": "Some", "source": ["s2"]}}


@pytest.mark.parametrize(
    ("mark", "ceiling", "expected"),
    [
        ("TLP:RED", "TLP:AMBER", "TLP:AMBER"),
        ("TLP:GREEN", "TLP:AMBER", "TLP:GREEN"),
        ("TLP:AMBER+STRICT", "TLP:AMBER", "TLP:AMBER"),
        ("nonsense", "TLP:AMBER", "TLP:AMBER"),
    ],
)
def test_the_mark_of_an_edition_is_the_looser_of_both(mark: str, ceiling: str, expected: str) -> None:
    edition = edition_of(head(tlp=mark), audience_for(ceiling), FORMAT)
    assert edition.mark == edition.data["tlp"] == expected


def test_a_release_loosens_the_mark_as_far_as_what_stays_allows() -> None:
    report = head(default_tlp="TLP:CLEAR", release={"to": "TLP:CLEAR", "by": "A board", "date": "2026-05-01"})
    assert edition_of(report, audience_for("TLP:AMBER"), FORMAT).mark == "TLP:CLEAR"
    report["victims"] = {"products": ["A"], "tlp": "TLP:GREEN"}
    assert edition_of(report, audience_for("TLP:AMBER"), FORMAT).mark == "TLP:GREEN"


def test_an_edition_without_an_answer_is_refused() -> None:
    with pytest.raises(EmptyEditionError):
        edition_of(head(), audience_for("TLP:CLEAR"), FORMAT)


def test_a_withdrawal_may_be_all_that_is_left() -> None:
    report = head(status="withdrawn", withdrawn={"at": "2026-05-01", "reason": "It was wrong", "tlp": "TLP:CLEAR"})
    assert edition_of(report, audience_for("TLP:CLEAR"), FORMAT).data["withdrawn"]


REPORTER = {"organization": "Example Utility", "role": "adopter", "contact": "soc@example.org", "country": "US"}


@pytest.mark.parametrize(
    ("said", "more", "expected"),
    [
        ("named", {}, REPORTER),
        ("pseudonym", {}, {"role": "adopter", "country": "US"}),
        ("none", {}, None),
        ("named", {"handling": {"attribution": "must-not"}}, None),
        ("named", {"handling": {"consent": "none"}}, None),
        ("named", {"handling": {"attribution": {"value": "may", "tlp": "TLP:RED"}}}, None),
        ("named", {"handling": {"attribution": "may", "consent": "usg"}}, REPORTER),
    ],
)
def test_who_reports_follows_the_audience_and_the_report(said: str, more: dict[str, Any], expected: Any) -> None:
    assert green(head(reporter=dict(REPORTER), **more), identity=said).get("reporter") == expected


def test_an_anonymous_reporter_is_never_named() -> None:
    assert green(head(reporter={**REPORTER, "anonymous": True}))["reporter"] == {"anonymous": True}


def test_a_source_that_may_not_be_named_keeps_what_says_nothing_of_it() -> None:
    report = head(sources={"s1": {"title": "T", "url": "https://a.example", "via": "Org", "access": "non-public", "may_name": False}})
    assert green(report)["sources"] == {"s1": {"access": "non-public", "may_name": False}}


POC = {"disclosure": "non-public", "origin": "own-research", "code": "run(this)", "references": ["https://a.example"]}


@pytest.mark.parametrize("mark", ["TLP:CLEAR", "TLP:GREEN"])
def test_a_private_proof_of_concept_goes_whatever_its_mark(mark: str) -> None:
    data = green(head(kind="vulnerability", vulnerabilities=[{"id": "CVE-2026-12345", "poc": {**POC, "tlp": mark}}]))
    assert data["vulnerabilities"][0]["poc"] == {"disclosure": "non-public", "origin": "own-research", "tlp": mark}


def test_what_was_observed_in_an_attack_travels_by_its_mark() -> None:
    observed = {**POC, "origin": "observed-in-attack"}
    assert green(head(vulnerabilities=[{"id": "CVE-2026-12345", "poc": observed}]))["vulnerabilities"][0]["poc"] == observed


def test_a_proof_of_concept_that_hides_where_it_comes_from_counts_as_private() -> None:
    hiding = {**POC, "origin": {"value": "observed-in-attack", "tlp": "TLP:RED"}}
    assert green(head(vulnerabilities=[{"id": "CVE-2026-12345", "poc": hiding}]))["vulnerabilities"][0]["poc"] == {
        "disclosure": "non-public"
    }


def test_short_withheld_values_are_named_by_their_places() -> None:
    edition = edition_of(head(victims={"products": ["Xy", "Something longer"], "tlp": "TLP:RED"}), audience_for("TLP:GREEN"), FORMAT)
    assert edition.short == (("victims", "products", 0),)
    assert edition.left_out == (Omission(("victims",), "above-ceiling"),)


def test_origins_lead_back_to_the_report() -> None:
    report = head(victims={"products": [{"value": "A", "tlp": "TLP:RED"}, "B"]})
    edition = edition_of(report, audience_for("TLP:GREEN"), FORMAT)
    assert edition.origins["victims", "products", 0] == ("victims", "products", 1)


# The laws

MARK = st.sampled_from(LABELS)
WORD = st.sampled_from(
    ["i1", "i2", "a1", "s1", "a longer text of some words", "unknown", "none", "public", "non-public", "own-research", "x"]
)
KEY = st.sampled_from(
    [*("text", "value", "tlp", "source", "id", "note", "reason", "answer", "disclosure", "origin", "prompt", "code", "path"), "references"]
)


def maps(children: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.dictionaries(KEY, children, max_size=4).flatmap(
        lambda map_: MARK.map(lambda mark: {**map_, "tlp": mark}) if "tlp" in map_ else st.just(map_)
    )


VALUE: st.SearchStrategy[Any] = st.recursive(WORD | st.booleans(), lambda below: maps(below) | st.lists(below, max_size=3), max_leaves=8)
ITEMS = st.lists(maps(VALUE) | WORD, max_size=3)


@st.composite
def reports(draw: st.DrawFn) -> dict[str, Any]:
    """Reports of all kinds of shapes, right and wrong, with marks anywhere."""
    report: dict[str, Any] = head(tlp=draw(MARK), default_tlp=draw(MARK), title=draw(VALUE))
    report["description"] = {"summary": draw(VALUE), "activity": draw(VALUE), **draw(maps(VALUE))}
    for key, strategy in (
        ("reporter", st.fixed_dictionaries({"organization": VALUE}, optional={"anonymous": VALUE, "contact": VALUE, "tlp": MARK})),
        ("handling", st.fixed_dictionaries({}, optional={"attribution": VALUE, "consent": VALUE, "tlp": MARK})),
        ("sources", st.dictionaries(st.sampled_from(["s1", "s2"]), maps(VALUE), max_size=2)),
        ("detection", st.fixed_dictionaries({"indicators": ITEMS, "method": maps(VALUE), "samples": ITEMS})),
        ("vulnerabilities", st.lists(st.fixed_dictionaries({"id": WORD, "poc": VALUE}), max_size=2)),
        ("technical", st.fixed_dictionaries({"prompts": ITEMS})),
        ("impact", st.fixed_dictionaries({"exfiltration": st.fixed_dictionaries({"text": VALUE, "indicators": ITEMS})})),
        ("attachments", ITEMS),
        ("release", st.fixed_dictionaries({"to": MARK | WORD}, optional={"tlp": MARK})),
        ("internal", VALUE),
        ("x_own", VALUE),
    ):
        if draw(st.booleans()):
            report[key] = draw(strategy)
    return report


AUDIENCES = st.builds(
    lambda ceiling, identity: audience_for(ceiling, identity=identity), MARK, st.sampled_from(["named", "pseudonym", "none"])
)


def derived(report: dict[str, Any], whom: Audience) -> editions.Edition | None:
    try:
        return edition_of(report, whom, FORMAT)
    except EmptyEditionError:
        return None


REFERENCES = {"indicators", "samples", "attachment", "vulnerability", "source", "references"}


def put(report: dict[str, Any], path: Path, value: Value) -> None:
    holder: Any = look_up(report, path[:-1])
    holder[path[-1]] = value


@settings(max_examples=4000, deadline=None)
@given(reports(), AUDIENCES, st.data())
def test_law_1_what_is_left_out_changes_nothing(report: dict[str, Any], whom: Audience, data: st.DataObject) -> None:
    first = derived(report, whom)
    other = deepcopy(report)
    for path, _ in editions.withheld(report, whom, FORMAT):
        # Marks are no values: two reports of the law have the same ones. A reference is left out for what it names, and so for its value.
        above = stricter(effective_mark(report, path).label, whom.ceiling)
        if path[-1] not in ("tlp", "default_tlp") and (above or REFERENCES.isdisjoint(path)):
            put(other, path, data.draw(WORD | st.text(max_size=8)))
    second = derived(other, whom)
    assert (first is None) == (second is None)
    if first is not None and second is not None:
        assert first.content == second.content
        assert first.left_out == second.left_out


@settings(max_examples=4000, deadline=None)
@given(reports(), AUDIENCES)
def test_an_edition_of_an_edition_is_itself(report: dict[str, Any], whom: Audience) -> None:
    first = derived(report, whom)
    if first is not None:
        again = edition_of(first.data, whom, FORMAT)
        assert again.content == first.content
        assert again.left_out == ()


@settings(max_examples=4000, deadline=None)
@given(reports(), AUDIENCES, MARK)
def test_a_looser_audience_never_gets_more(report: dict[str, Any], whom: Audience, mark: str) -> None:
    if looser(mark, whom.ceiling):
        more, less = derived(report, whom), derived(report, audience_for(mark, identity=whom.identity))
        if less is not None:
            assert more is not None
            stated = set(more.origins.values())
            assert set(less.origins.values()) <= stated
