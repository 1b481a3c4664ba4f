from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aishare_lint.document import marks
from aishare_lint.document.marks import LABELS, Mark, effective_mark, inner_marks, marked_leaves, parse_mark
from aishare_lint.document.paths import look_up
from aishare_lint.document.places import Value
from aishare_lint.document.reader import Limits, read

SCHEMAS = Path(__file__).parent.parent.parent / "schemas"
VOCABULARIES: Any = read((SCHEMAS / "vocabularies.yaml").read_bytes(), limits=Limits(expanded_nodes=100_000)).data
TLP = VOCABULARIES["vocabularies"]["tlp"]


def test_labels_and_their_order_are_those_of_the_vocabulary() -> None:
    assert tuple(sorted(TLP["values"], key=lambda label: int(TLP["values"][label]["order"]))) == LABELS


def test_every_alias_of_the_vocabulary_is_a_spelling_of_its_label() -> None:
    for label, record in TLP["values"].items():
        assert parse_mark(label) == (label, "")
        for alias in (*record["aliases"], record["misp"]):
            assert parse_mark(alias) == (label, "spelling"), alias
        for old in record.get("retired", ()):
            assert parse_mark(old) == (label, "retired"), old
        for near in record.get("near", ()):
            assert parse_mark(near) == ("", "unknown"), near


@pytest.mark.parametrize(
    "text", [*TLP["never"], "", "TLP", "TLP:", "AMBER RED", "clearly", "TLP:AMBER+STRICT+RED", "x" * 10_000, "TLP:GRÜN"]
)
def test_no_other_text_is_a_label(text: str) -> None:
    assert parse_mark(text) == ("", "unknown")


@given(st.sampled_from(LABELS), st.data())
def test_letter_case_and_white_space_never_matter(label: str, data: st.DataObject) -> None:
    text = "".join(
        data.draw(st.sampled_from([letter.upper(), letter.lower()])) + data.draw(st.sampled_from(["", "", " "])) for letter in label
    )
    assert parse_mark(text).label == label


@given(st.text(max_size=30))
def test_what_is_read_as_a_label_names_its_word(text: str) -> None:
    reading = parse_mark(text)
    assert (reading.label in LABELS) == (reading.fault != "unknown")
    assert (text in LABELS) == (reading.fault == "")


@given(st.sampled_from(LABELS), st.sampled_from(LABELS))
def test_the_order_is_total(one: str, other: str) -> None:
    assert [marks.stricter(one, other), one == other, marks.looser(one, other)].count(True) == 1
    assert marks.stricter(one, other) == marks.looser(other, one)
    assert {marks.strictest(one, other), marks.loosest(one, other)} == {one, other}
    assert not marks.stricter(marks.loosest(one, other), marks.strictest(one, other))


REPORT: Value = {
    "tlp": "TLP:RED",
    "default_tlp": "TLP:GREEN",
    "title": {"text": "T", "tlp": "TLP:CLEAR"},
    "description": {"tlp": "TLP:AMBER", "summary": "S", "confidence": {"level": "high"}},
    "detection": {"indicators": [{"value": "v", "tlp": "amber+strict"}, {"value": "w"}]},
    "x_mine": {"tlp": "TLP:BLACK", "more": {"text": "x"}},
}


@pytest.mark.parametrize(
    ("path", "label", "at"),
    [
        (("title", "text"), "TLP:CLEAR", ("title", "tlp")),
        (("description", "summary"), "TLP:AMBER", ("description", "tlp")),
        (("description", "confidence", "level"), "TLP:AMBER", ("description", "tlp")),
        (("detection", "indicators", 0, "value"), "TLP:AMBER+STRICT", ("detection", "indicators", 0, "tlp")),
        (("detection", "indicators", 1, "value"), "TLP:GREEN", ("default_tlp",)),
        (("detection", "indicators", 9, "value"), "TLP:GREEN", ("default_tlp",)),
        ((), "TLP:GREEN", ("default_tlp",)),
    ],
)
def test_a_leaf_is_governed_by_its_own_map_then_the_nearest_above_then_the_defaults(path: Any, label: str, at: Any) -> None:
    assert effective_mark(REPORT, path) == Mark(label, at, True)


def test_without_a_default_the_report_governs() -> None:
    assert effective_mark({"tlp": "TLP:AMBER", "title": "T"}, ("title",)) == Mark("TLP:AMBER", ("tlp",), True)


@pytest.mark.parametrize(
    "report", [{}, {"tlp": "TLP:BLACK"}, {"tlp": ["TLP:CLEAR"]}, {"tlp": True}, {"tlp": "TLP:CLEAR", "default_tlp": ""}, "", []]
)
def test_what_is_no_label_counts_as_the_strictest(report: Value) -> None:
    mark = effective_mark(report, ("title",))
    assert (mark.label, mark.known) == ("TLP:RED", False)


def test_an_unknown_nested_label_does_not_fall_back_to_a_looser_default() -> None:
    assert effective_mark(REPORT, ("x_mine", "more", "text")) == Mark("TLP:RED", ("x_mine", "tlp"), False)


def test_inner_marks_are_all_but_the_reports_own() -> None:
    assert [(mark.at, mark.label) for mark in inner_marks(REPORT)] == [
        (("default_tlp",), "TLP:GREEN"),
        (("title", "tlp"), "TLP:CLEAR"),
        (("description", "tlp"), "TLP:AMBER"),
        (("detection", "indicators", 0, "tlp"), "TLP:AMBER+STRICT"),
        (("x_mine", "tlp"), "TLP:RED"),
    ]


KEYS = st.sampled_from(["tlp", "default_tlp", "a", "b", "title"])
REPORTS = st.recursive(
    st.sampled_from([*LABELS, "text", "tlp:green"]) | st.booleans(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=15,
)


@given(REPORTS)
def test_walking_and_looking_up_agree(report: Value) -> None:
    leaves = list(marked_leaves(report))
    assert all(look_up(report, path) == value and effective_mark(report, path) == mark for path, value, mark in leaves)


@given(REPORTS)
def test_every_mark_in_force_is_written_somewhere(value: Value) -> None:
    report: Value = {"x_mine": value, "title": "T"}
    written = {mark.at for mark in inner_marks(report)} | {("tlp",), None}
    assert {mark.at for _, _, mark in marked_leaves(report)} <= written


@pytest.mark.parametrize(
    "text",
    [
        "tlp: TLP:CLEAR",
        'tlp: "TLP:CLEAR"\nobtained_tlp: none\nx: AT&T, 2 * 3\ny: "C:\\\\x"\n',
        "schema: aishare/1\ntlp: TLP:GREEN\ndefault_tlp: TLP:CLEAR\n",
        'title: "x"\ntlp: TLP:AMBER\nvictims: {tlp: TLP:AMBER, x: y}\na:\n  tlp: TLP:CLEAR  # as agreed\n',
    ],
)
def test_what_the_text_alone_shows(text: str) -> None:
    assert marks.plainly_within(text.encode(), "TLP:AMBER")
    assert not marks.plainly_within((text + "\nb: {tlp: TLP:RED}").encode(), "TLP:AMBER")


@pytest.mark.parametrize(
    "text",
    [
        "title: x",
        "tlp: TLP:AMBER+STRICT",
        "tlp: TLP:CLEARER",
        "tlp: none",
        "tlp: tlp:clear",
        "{tlp: TLP:CLEAR}",
        "a:\n  tlp: TLP:CLEAR",
        "default_tlp: TLP:CLEAR",
        'tlp: TLP:CLEAR\n"tlp": TLP:RED',
        "tlp: TLP:CLEAR\n'tlp' : TLP:RED",
        'tlp: TLP:CLEAR\n"\\x74lp": TLP:RED',
        "tlp: TLP:CLEAR\na: &x {b: c}\n",
        "tlp: TLP:CLEAR\n? tl\n: x",
        "tlp: TLP:CLEAR\ntitle: not TLP:RED",
        'title: "a\ntlp: TLP:CLEAR\nb"',
        "tlp: TLP:CLEAR\n---\ntlp: TLP:CLEAR",
    ],
)
def test_what_has_to_be_read(text: str) -> None:
    assert not marks.plainly_within(text.encode(), "TLP:AMBER")


def test_what_cannot_be_decoded_has_to_be_read() -> None:
    assert not marks.plainly_within(b"tlp: TLP:CLEAR\nx: \xff", "TLP:RED")


#: Pieces that a report with marks may be made of, in any order.
PIECES = (
    *("tlp: TLP:CLEAR\n", "tlp: TLP:RED\n", 'tlp: "TLP:AMBER"\n', "default_tlp: TLP:GREEN\n", "obtained_tlp: TLP:RED\n", "a:\n  "),
    *(
        "b: |\n  ",
        "c: {",
        "}\n",
        ", ",
        "tlp",
        ": ",
        "TLP:RED",
        '"',
        "'",
        "\n",
        "  ",
        "- ",
        "# ",
        "&x ",
        "*x",
        "? ",
        "\\x74lp",
        "<<: ",
        "---\n",
    ),
)


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join), st.sampled_from(LABELS))
def test_the_text_alone_never_shows_what_a_reader_does_not(text: str, label: str) -> None:
    if marks.plainly_within(text.encode(), label):
        document = read(text)
        if document.data is not None:
            found = [marks.report_mark(document.data), *inner_marks(document.data)]
            assert not any(marks.stricter(mark.label, label) for mark in found)
