from __future__ import annotations

import io

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from aishare_lint.document.hidden import find_hidden
from aishare_lint.document.reader import read
from aishare_lint.document.scalars import is_plain, looks_like, quote, survives, write

#: What the rules meet: prose, code, numbers, words that readers convert, characters that YAML gives a meaning.
TRICKY = st.sampled_from(
    [
        "no",
        "NO",
        "y",
        "Off",
        "~",
        "null",
        "0123",
        "1.10",
        "10:39",
        "22:22:22",
        "2026-03-24",
        "2026-03-24T10:39:00Z",
        "12e45678",
        "0x1F",
        "<<",
        "=",
        "TLP: CLEAR",
        "@evil",
        "%TMP%",
        "[.]evil.example",
        "*.h4ck.cfd",
        "`q`",
        "C:\\Users\\x",
        "see #1 and pr # 12",
        "it's",
        'say "no"',
        "- a",
        "a: b",
        "a:",
        "? a",
        "# a",
        "{a}",
        "a, b",
        "---",
        "...",
        "--x",
        " lead",
        "trail ",
        "",
        "\u200bx",
        "e\u0301",
        "می\u200cخواهم",
        "🏴\u200d☠\ufe0f",
        "1_000",
        "+5",
        "08",
        "0o17",
        ".5",
        "5.",
        ".inf",
        "&a b",
        "!t",
        "| x",
        "> x",
        "\tx",
        "a\tb",
        "line one\nline two\n",
        "a\n\n\nb",
        "  a\nb",
    ]
)
TEXTS = st.one_of(
    TRICKY, st.text(max_size=60), st.text(alphabet="ab 01:#-,'\"\\\n[]{}.", max_size=30), st.lists(TRICKY, max_size=4).map(" ".join)
)
STYLES = st.sampled_from(["plain", "'", '"', "|", ">", "map"])


def ours(text: str) -> object:
    document = read(text)
    assert not [problem for problem in document.problems if problem.kind in ("syntax", "unreadable")], document.problems
    return document.data


def theirs(text: str) -> list[object]:
    return [YAML(typ="safe", pure=True).load(io.StringIO(text)), yaml.safe_load(text)]


@settings(max_examples=600, deadline=None)
@given(TEXTS, STYLES)
def test_every_reader_gets_the_text_back_that_was_written(value: str, style: str) -> None:
    block = f"k: {write(value, style)}\nl: end\n"
    flow = f"{{k: {write(value, style, flow=True)}, l: [{write(value, style, flow=True)}]}}\n"
    deep = f"- k:\n    - {write(value, style, indent=8)}\n    - end\n"
    for text, expected in (
        (block, {"k": value, "l": "end"}),
        (flow, {"k": value, "l": [value]}),
        (deep, [{"k": [value, "end"]}]),
    ):
        for data in (ours(text), *theirs(text)):
            assert data == expected


@settings(max_examples=300, deadline=None)
@given(TEXTS, STYLES)
def test_what_is_written_holds_nothing_that_is_not_seen(value: str, style: str) -> None:
    assert list(find_hidden(write(value, style))) == []


@settings(max_examples=400, deadline=None)
@given(TEXTS)
def test_what_looks_like_another_type_is_never_plain_and_the_rest_is_text_for_everybody(value: str) -> None:
    if looks_like(value):
        assert not is_plain(value)
    elif is_plain(value):
        assert theirs(f"k: {value}") == [{"k": value}, {"k": value}]


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("NO", "boolean"),
        ("y", "boolean"),
        ("1.10", "number"),
        ("0", "number"),
        ("10:39", "sexagesimal number"),
        ("0123", "octal number"),
        ("0o17", "octal number"),
        ("0x1F", "hexadecimal number"),
        ("12e45678", "number with an exponent"),
        ("2026-03-24", "date"),
        ("2026-03-24T10:39:00Z", "timestamp"),
        ("~", "null"),
        ("", "null"),
        ("Norway", ""),
        ("2025-06", ""),
        ("2026-03-24T10:39Z", ""),
        ("0.2.71", ""),
        ("::1", ""),
        ("00:11:22:33:44:55", ""),
    ],
)
def test_the_type_that_other_readers_see(value: str, kind: str) -> None:
    assert looks_like(value) == kind


@pytest.mark.parametrize("value", ["2025", "950000", "0", "-3", "1.84", "0.5", "12345678", "text"])
def test_numbers_that_come_back_as_written(value: str) -> None:
    assert survives(value)
    assert [str(data["k"]) for data in theirs(f"k: {value}")] == [value, value]  # type: ignore[index]


@pytest.mark.parametrize("value", ["1.10", "2.0", "0123", "08", "1_000", "+5", "12345678901234567890", "1294e38", "no", "2026-03-24"])
def test_scalars_that_come_back_changed(value: str) -> None:
    assert not survives(value)


@pytest.mark.parametrize(
    ("value", "style", "written"),
    [
        ("plain words", "plain", "plain words"),
        ("TLP:AMBER", "plain", "TLP:AMBER"),
        ("1.10", "plain", '"1.10"'),
        ("it's", "'", "'it''s'"),
        ('C:\\"x"', '"', '"C:\\\\\\"x\\""'),
        ("a\u200bb", "plain", '"a\\u200Bb"'),
        ("\U000e0041", '"', '"\\U000E0041"'),
        ("one\ntwo\n", "|", "|\n  one\n  two"),
        ("one\ntwo", "|", "|-\n  one\n  two"),
        ("one\ntwo\n", ">", ">\n  one\n\n  two"),
        (" lead\nrest\n", "|", '" lead\\nrest\\n"'),
        ("می\u200cخواهم", "plain", "می\u200cخواهم"),
    ],
)
def test_the_style_stays_where_it_can(value: str, style: str, written: str) -> None:
    assert write(value, style) == written


def test_a_folded_text_is_folded_again() -> None:
    value = "word " * 60 + "end\n"
    lines = write(value, ">", indent=4).split("\n")
    assert lines[0] == ">"
    assert all(line.startswith("    ") and len(line) <= 110 for line in lines[1:])
    assert len(lines) > 2


def test_a_lone_surrogate_is_refused() -> None:
    with pytest.raises(ValueError, match="surrogate"):
        quote("\ud800")
