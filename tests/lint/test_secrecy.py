"""What a report keeps to itself."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from aishare_lint.document.reader import read
from aishare_lint.lint.secrecy import Telltales, embargoed_numbers, numbers_in, told_before, withheld_places
from aishare_lint.repo.builtin import load_pack

NOW = datetime(2026, 11, 1, tzinfo=UTC)


def data(text: str) -> Any:
    return read(text).data


def numbers(text: str) -> frozenset[str]:
    return embargoed_numbers(data(text), load_pack().format.vocabularies, NOW)


@pytest.mark.parametrize("status", ["coordinated", "vendor-notified", "undisclosed", "embargoed", "0-day", "{value: coordinated}"])
def test_not_public(status: str) -> None:
    assert numbers(f"vulnerabilities: [{{id: CVE-2026-1, aliases: [GHSA-a1b2-c3d4-e5f6], disclosure: {{status: {status}}}}}]") == {
        "CVE-2026-1",
        "GHSA-a1b2-c3d4-e5f6",
    }


def test_public() -> None:
    for status in ("{status: public}", "published", "{status: unknown}", "{date: 2026-01-01}"):
        assert numbers(f"vulnerabilities: [{{id: CVE-2026-1, disclosure: {status}}}]") == frozenset()
    assert numbers("vulnerabilities: [{id: v1, disclosure: {status: undisclosed}}]") == frozenset(), "its own name tells nothing"
    assert numbers("- x") == numbers("vulnerabilities: x") == frozenset()


def test_an_embargo() -> None:
    report = "{{handling: {{embargo_until: '{}'}}, vulnerabilities: [{{id: CVE-2026-1, disclosure: {{status: public}}}}]}}"
    assert numbers(report.format("2026-11-01T00:01Z")) == {"CVE-2026-1"}
    assert numbers(report.format("2026-10-31T23:59Z")) == frozenset()
    assert numbers(report.format("2026-10-31")) == {"CVE-2026-1"}, "that day has not ended everywhere"


@pytest.mark.parametrize(
    "text", ["fix/CVE-2026-41234", "cve_2026_41234", "CVE202641234", "fixCVE-2026-41234x", "ＣＶＥ-２０２６-４１２３４"]
)
def test_a_number_is_met_however_it_is_written(text: str) -> None:
    assert "number" in Telltales(["CVE-2026-41234"], []).kind_in(text)


@pytest.mark.parametrize("text", ["CVE-2026-412345", "CVE-2025-41234", "2026-41234", ""])
def test_other_numbers_are_others(text: str) -> None:
    assert Telltales(["CVE-2026-41234"], []).kind_in(text) == ""


def test_a_value_is_met_as_words_of_its_own() -> None:
    telltales = Telltales([], ["Northwind  Hospitals", "x", "2026-01-01"])
    assert "withholds" in telltales.kind_in("the NORTHWIND hospitals")
    assert telltales.kind_in("2026-01-01 x northwind hospitalsize") == ""
    assert not Telltales([], ["x"])


def told(now: str, before: str) -> list[tuple[str, str]]:
    report = data(now)
    return [
        (".".join(map(str, path)), text) for path, text in told_before(report, withheld_places(report), data(before), ("none", "unknown"))
    ]


def test_what_is_withheld() -> None:
    assert told("a: withheld", "a: Northwind") == [("a", "Northwind")]
    assert told("a: {answer: withheld, reason: Text}", "a: {text: Northwind, tlp: TLP:RED, source: s1}") == [("a.text", "Northwind")]
    assert told("a: withheld", "a: unknown") == told("a: withheld", "b: x") == told("a: other", "a: Northwind") == []
    assert told("a: withheld", "a: withheld") == []


def test_what_a_commitment_stands_for() -> None:
    now = "p: [{id: p1, disclosure: non-public, commitment: c, response: {answer: withheld}}]"
    before = "p: [{id: p0, prompt: other}, {id: p1, disclosure: non-public, prompt: Ignore it, response: Done so, what: kept}]"
    assert told(now, before) == [("p.1.prompt", "Ignore it"), ("p.1.response", "Done so")]
    assert told(now, "p: [{id: p0, prompt: other}]") == [], "things in lists are the same by their id"
    assert told("p: [{commitment: c}]", "p: [{prompt: Ignore it}]") == [("p.0.prompt", "Ignore it")]


def test_which_reports_are_worth_reading() -> None:
    said = numbers_in(["Prepare for cve_2026_41234 in the parser", "ghsa-A1B2-c3d4-e5f6", "CVE 7"])
    assert said.may_stand_in(b"vulnerabilities: [{id: CVE-2026-41234}]")
    assert said.may_stand_in(b"id: GHSA-a1b2-x")
    assert said.may_stand_in(b'id: "CVE-2026-\\x34"')
    assert not said.may_stand_in(b"id: CVE-2026-5555")
    assert not numbers_in(["fix", "2026", "v1.2"])


@pytest.mark.parametrize(
    "number", ["CVE-2026-41234", "GHSA-a1b2-c3d4-e5f6", "VU#123456", "EUVD-2026-1", "PYSEC-2026-12", "ZDI-26-1", "ZDI-CAN-12345"]
)
@pytest.mark.parametrize("written", ["{}", "fix/{}/x", "see {} and CVE-2020-1", "x{}"])
def test_whatever_is_met_is_looked_up(number: str, written: str) -> None:
    """A number that a name is held against is found in the reports that have it."""
    text = written.format(number.replace("-", "_"))
    if Telltales([number], []).kind_in(text):
        assert numbers_in([text]).may_stand_in(number.encode())
    assert Telltales([number], []).kind_in(written.format(number))
