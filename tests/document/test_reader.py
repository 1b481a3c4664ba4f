"""The reader: what is written is what is read, everything has its place, and nothing makes it raise."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from aishare_lint.document.reader import Limits, read

DATA = Path(__file__).parent.parent / "data"


def unparsable() -> dict[str, str]:
    """The blocks of `yaml-traps-unparsable.yaml`: a name behind `#: `, the lines of the input behind `#| `."""
    blocks: dict[str, str] = {}
    name = ""
    for line in (DATA / "yaml-traps-unparsable.yaml").read_text(encoding="utf-8").splitlines():
        if line.startswith("#: "):
            name = line[3:]
            blocks[name] = ""
        elif line.startswith("#| "):
            blocks[name] += line[3:] + "\n"
    return blocks


#: What every line of `yaml-traps.yaml` says, in its order.
TRAPS = {
    "first_seen": "2026-03-24",
    "year_only": "2025",
    "month_only": "2025-06",
    "minutes": "2026-03-24 10:39",
    "minutes_t": "2026-03-24T10:39Z",
    "full": "2026-03-24T10:39:00Z",
    "time_only": "10:39",
    "version_a": "1.10",
    "version_b": "2.0",
    "version_c": "0.2.71",
    "vuln_flag": "no",
    "country": "NO",
    "asn": "0123",
    "commit_a": "12345678",
    "commit_b": "1294e38",
    "commit_c": "12e45678",
    "sha": "0000000000000000000000000000000012345678901234567890123456789012",
    "port_pair": "22:22",
    "mac": "00:11:22:33:44:55",
    "ipv6": "::1",
    "tilde": "~",
    "empty": "",
    "winpath": "C:\temp\new",
    "flow": {"event": "first disclosure", "credentials rotated": "", "source": "s3"},
    "hash_comment": "see",
    "colon": "a: b",
    "anchor_like": "*.h4ck.cfd",
    "tlp": "TLP:AMBER",
}


def test_every_trap_is_read_as_it_is_written() -> None:
    document = read((DATA / "yaml-traps.yaml").read_bytes())
    assert isinstance(document.data, dict)
    assert list(document.data.items()) == list(TRAPS.items())


def test_the_second_of_a_duplicate_key_is_reported_with_both_places_and_heard() -> None:
    document = read((DATA / "yaml-traps.yaml").read_bytes())
    (problem,) = document.problems
    assert (problem.kind, problem.at, problem.values) == ("duplicate-key", ("tlp",), {"key": "tlp"})
    ((first, _),) = problem.related
    assert [document.lines.number(first.start), document.lines.number(problem.span.start)] == [28, 29]
    assert [(path, text) for path, _, text in document.unheard] == [(("tlp",), "TLP:CLEAR")]


def test_what_a_comment_cut_off_is_a_comment() -> None:
    document = read((DATA / "yaml-traps.yaml").read_bytes())
    (comment,) = document.comments
    assert (comment.path, comment.text, comment.alone) == (("hash_comment",), "24518 and pr # 12", False)


#: Where each unparsable input stops being YAML: line and column.
STOPS = {
    "tlp-with-space": (1, 9),
    "leading-at": (1, 10),
    "leading-percent": (1, 7),
    "leading-bracket": (1, 10),
    "leading-asterisk": (1, 10),
    "leading-backtick": (1, 10),
    "windows-path-in-double-quotes": (1, 12),
    "tab-indentation": (2, 1),
    "unclosed-quote": (3, 1),
}


def test_the_data_holds_the_inputs_that_are_expected() -> None:
    assert unparsable().keys() == STOPS.keys()


@pytest.mark.parametrize("name", STOPS)
def test_what_does_not_parse_has_no_data_and_one_place(name: str) -> None:
    document = read(unparsable()[name])
    assert document.data is None
    assert document.places == {}
    (problem,) = document.problems
    region = document.lines.region(problem.span)
    assert (problem.kind, region.line, region.column) == ("syntax", *STOPS[name])


def test_scalars_are_text_but_for_true_and_false() -> None:
    document = read("a: true\nb: 'true'\nc: True\nd: 1\ne: null\nf: [false, \"false\"]\n")
    assert document.data == {"a": True, "b": "true", "c": "True", "d": "1", "e": "null", "f": [False, "false"]}


def test_places_are_exact() -> None:
    text = "a: one # c\nb:\n  - 'two'\n  - {c: \"th\\u0072ee\", d: [x, y]}\ne: |\n  four\n\n# end\nf: five\n six\n"
    document = read(text)
    assert {path: document.written(path) for path in document.places if path} == {
        ("a",): "one",
        ("b",): "- 'two'\n  - {c: \"th\\u0072ee\", d: [x, y]}",
        ("b", 0): "'two'",
        ("b", 1): '{c: "th\\u0072ee", d: [x, y]}',
        ("b", 1, "c"): '"th\\u0072ee"',
        ("b", 1, "d"): "[x, y]",
        ("b", 1, "d", 0): "x",
        ("b", 1, "d", 1): "y",
        ("e",): "|\n  four",
        ("f",): "five\n six",
    }
    styles = [document.places[path].style for path in ((), ("b",), ("b", 0), ("b", 1), ("b", 1, "c"), ("b", 1, "d"), ("e",), ("f",))]
    assert styles == ["map", "list", "'", "flow-map", '"', "flow-list", "|", "plain"]
    keys = [text[slice(*place.key)] for place in document.places.values() if place.key]
    assert keys == ["a", "b", "c", "d", "e", "f"]
    assert isinstance(document.data, dict)
    assert (document.data["e"], document.data["f"]) == ("four\n", "five six")


def test_a_byte_order_mark_moves_no_place() -> None:
    document = read(b"\xef\xbb\xbfa: one\n")
    assert document.data == {"a": "one"}
    assert document.written(("a",)) == "one"


def test_an_alias_says_what_its_anchor_says() -> None:
    document = read("a: &x {b: one}\nc: *x\n")
    assert document.data == {"a": {"b": "one"}, "c": {"b": "one"}}
    assert document.places["c", "b"].style == "alias"
    assert document.written(("c", "b")) == "*x"


@pytest.mark.parametrize(
    ("source", "detail"),
    [
        (b"a: \xff\n", "encoding"),
        (b"\x7fELF\x00\xff\x00", "binary"),
        ("a: one".encode("utf-16"), "utf-16"),
        ("a: one".encode("utf-32"), "utf-32"),
        (b"\x00\x00\xfe\xff\x00\x00\x00a", "utf-32"),
        (b"a: \0\n", "nul"),
        (b"a: \x07\n", "control"),
        ("a: \ud800\n", "surrogate"),
        (b"a: " + b"x" * 2_000_000, "size"),
        ("[" * 100_000, "depth"),
        ("- " * 100_000, "depth"),
        ("a: [" + "x, " * 100_000 + "]", "values"),
        (
            "a: &a [x,x,x,x,x,x,x,x,x,x]\n"
            + "".join(f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join([f'*{chr(97 + n)}'] * 10)}]\n" for n in range(9)),
            "nodes",
        ),
    ],
)
def test_what_cannot_be_read_says_why(source: bytes | str, detail: str) -> None:
    document = read(source)
    assert document.data is None
    assert [(problem.kind, problem.detail) for problem in document.problems] == [("unreadable", detail)]


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        ("a: one\n---\nb: two\n", "documents"),
        ("%TAG ! tag:x,2000:\n---\na: one\n", "directive"),
        ("a: !!python/object:os.system x\n", "tag"),
        ("a: &a {b: c}\nd: {<<: *a}\n", "merge-key"),
        ("? [a, b]\n: c\n", "complex-key"),
        ("a: &a [*a]\n", "cycle"),
    ],
)
def test_what_reports_do_not_use_is_named(text: str, detail: str) -> None:
    document = read(text)
    assert [(problem.kind, problem.detail) for problem in document.problems] == [("unsupported-feature", detail)]
    assert document.data is not None


def test_a_further_document_is_heard() -> None:
    document = read("a: one\n---\nb: secret\n")
    assert document.data == {"a": "one"}
    assert [text for _, _, text in document.unheard] == ["b", "secret"]


@pytest.mark.parametrize("text", ["", "\n", "# only a comment\n", "---\n"])
def test_an_empty_file_is_empty_text(text: str) -> None:
    document = read(text)
    assert (document.data, document.problems) == ("", [])


def test_limits_can_be_set() -> None:
    assert read("a: {b: {c: d}}", limits=Limits(depth=2)).data is None
    assert read("a: {b: {c: d}}", limits=Limits(depth=3)).data == {"a": {"b": {"c": "d"}}}


YAMLISH = st.text(alphabet="ab:-#'\"\\[]{},&*!|>?%@`~ \n\t\r\u00e9\u2028\ufeff01.", max_size=80)


@settings(max_examples=500, deadline=None)
@given(st.one_of(YAMLISH, st.text(max_size=60), st.binary(max_size=60)))
@example("&a [*a]")
@example("? ? a\n: b\n: c")
@example("\ufeff\ufeffa: b")
def test_reading_never_raises_and_either_understands_or_says_why(source: str | bytes) -> None:
    document = read(source)
    assert (document.data is None) == any(problem.kind in ("unreadable", "syntax") for problem in document.problems)
    for place in document.places.values():
        for start, end in (place.key or place.value, place.value):
            assert 0 <= start <= end <= len(document.text)
    for comment in document.comments:
        assert document.text[comment.span.start] == "#"
    for problem in document.problems:
        assert 0 <= problem.span.start <= problem.span.end <= len(document.text)


#: What JSON and YAML both take as it stands: no controls, no line separators of Unicode.
PLAIN = st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"], exclude_characters="\ufffe\uffff"), max_size=10)


@settings(max_examples=300, deadline=None)
@given(st.recursive(PLAIN, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(PLAIN, inner, max_size=3), max_leaves=12))
def test_json_is_read_as_json(value: object) -> None:
    document = read(json.dumps(value, ensure_ascii=False))
    assert document.data == value
    assert document.problems == []
