"""Text made safe to show."""

from __future__ import annotations

import json
import re
from xml.etree import ElementTree

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from aishare_lint.document import text
from aishare_lint.document.hidden import SUSPECTS

HIDDEN = re.compile(f"[{text.HIDDEN}]")
ANYTHING = st.text(
    st.one_of(
        st.sampled_from(
            "\x00\x07\x1b\t\n\r\x85\xad\u200b\u200d\u202e\u2066\u2028\ufe0f\ufeff\ud800\udcff\ue000\U000e0041`|@<&[]()\\*_#:%,漢é\u0301🙂"
        ),
        st.characters(exclude_categories=()),
    ),
    max_size=60,
)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("plain", "plain"),
        ("naïve 漢字 🙂", "naïve 漢字 🙂"),
        ("a\x1b[2Jb", "a<U+001B>[2Jb"),
        ("user\u202egnp.exe", "user<U+202E>gnp.exe"),
        ("pass\u200bword", "pass<U+200B>word"),
        ("tag \U000e0041", "tag <U+E0041>"),
        ("half \ud83d", "half <U+D83D>"),
        ("a\tb\n", "a<U+0009>b<U+000A>"),
        ("##[add-mask]x", "<U+0023>#[add-mask]x"),
        ("###vso[task.x]", "#<U+0023>#vso[task.x]"),
        ("## [a link]", "## [a link]"),
    ],
)
def test_what_hides_is_shown(written: str, shown: str) -> None:
    assert text.visible(written) == shown


@given(ANYTHING)
def test_nothing_hidden_is_left(written: str) -> None:
    assert not HIDDEN.search(text.visible(written))
    assert "##[" not in text.visible(written)


def test_all_that_the_rule_on_hidden_characters_finds_is_made_visible() -> None:
    drawn = {"\ufffc", "\ufffd"}
    found = [character for code in range(0x110000) if SUSPECTS.match(character := chr(code)) and character not in drawn]
    assert [character for character in found if not HIDDEN.match(character)] == []


@given(ANYTHING)
def test_columns_agree_with_the_width_of_what_is_shown(written: str) -> None:
    starts = text.columns(written, tab=text.TAB)
    assert starts[-1] == text.width(text.visible(written, tab=text.TAB))
    assert len(starts) == len(written) + 1
    assert starts == sorted(starts)


def test_wide_and_combining_characters_are_measured_as_terminals_draw_them() -> None:
    assert text.width("漢字") == 4
    assert text.width("e\u0301") == 1
    assert text.columns("漢a") == [0, 2, 3]
    assert text.columns("\u202ea") == [0, 8, 9]


@given(ANYTHING.map(text.visible), st.integers(2, 40))
def test_fitted_text_fits(shown: str, limit: int) -> None:
    fitted = text.fit(shown, limit)
    assert text.width(fitted) <= limit
    assert fitted == shown or fitted.endswith("…")


@given(ANYTHING, st.integers(1, 40))
def test_shortened_text_is_short(written: str, limit: int) -> None:
    assert len(text.shorten(written, limit)) <= limit
    if len(written) <= limit:
        assert text.shorten(written, limit) == written


@given(st.text("ab 漢:", max_size=200), st.integers(20, 40), st.integers(0, 15))
def test_wrapped_text_loses_nothing_and_speaks_to_no_runner(shown: str, limit: int, first: int) -> None:
    lines = text.wrap(shown, limit, first=first)
    assert all(not line.startswith("::") for line in lines[1:])
    restored = "".join(lines).replace("<U+003A>", ":").replace(" ", "")
    assert restored == shown.replace(" ", "")
    for number, line in enumerate(lines):
        assert text.width(line.replace("<U+003A>", ":")) <= limit - (first if number == 0 else 0) + 1


@given(st.recursive(ANYTHING, lambda inner: st.lists(inner) | st.dictionaries(ANYTHING, inner), max_leaves=5))
def test_json_keeps_its_value_and_hides_nothing(data: object) -> None:
    written = text.json_text(json.dumps(data, ensure_ascii=False, indent=1))
    assert json.loads(written) == data
    assert not HIDDEN.search(written.replace("\n", ""))
    assert "##" not in written


@given(ANYTHING)
def test_xml_is_read_back(written: str) -> None:
    shown = text.xml(written)
    element = ElementTree.fromstring(f'<a b="{shown}">{shown}</a>')
    assert element.text == element.get("b") == text.visible(written) or (not written and element.text is None)


@given(ANYTHING)
def test_uri_holds_only_what_a_uri_may(written: str) -> None:
    assert re.fullmatch(r"(?:[A-Za-z0-9\-._~/]|%[0-9A-F]{2})*", text.uri(written))


def test_uri_keeps_bytes_that_are_no_utf_8() -> None:
    assert text.uri("a b/é%\udcff.yaml") == "a%20b/%C3%A9%25%FF.yaml"


@given(ANYTHING)
def test_workflow_command_is_one_line_and_ends_no_property(written: str) -> None:
    data, value = text.command_data(written), text.command_property(written)
    assert "\n" not in data
    assert "\r" not in data
    assert not set(value) & set(":,\n\r")
    restored = value.replace("%3A", ":").replace("%2C", ",").replace("%25", "%")
    assert restored == data.replace("%25", "%") == text.visible(written)


SAFE = re.compile(r"""["'(]?(?:[A-Za-z]+(?:[-'][a-z]+)*|[0-9]{1,6})["')]?[.,;:?]?""")


def outside_code(markdown: str) -> tuple[str, list[str]]:
    """What stands outside code spans, and the contents of these, by CommonMark's rule: a span ends at the next run of as many backticks."""
    outside, codes, at = [], [], 0
    while at < len(markdown):
        if markdown[at] != "`":
            outside.append(markdown[at])
            at += 1
            continue
        fence = re.match("`+", markdown[at:])[0]
        end = re.search(f"(?<!`){fence}(?!`)", markdown[at + len(fence) :])
        assert end, f"a code span is not closed in {markdown!r}"
        content = markdown[at + len(fence) : at + len(fence) + end.start()]
        if content.startswith(" ") and content.endswith(" ") and content.strip(" "):
            content = content[1:-1]
        codes.append(content)
        at += 2 * len(fence) + end.start()
    return "".join(outside), codes


@given(ANYTHING)
@example("see @everyone and https://evil.example or a@b.example, #1 GH-2 deadbeef1")
@example("`code` <img src=x> ``two`` | `a|b` ` \\`")
@example("`` ` ``")
def test_markdown_has_only_plain_words_outside_of_code(written: str) -> None:
    outside, codes = outside_code(text.markdown(written))
    assert all(SAFE.fullmatch(word) for word in outside.split())
    assert not re.search(r"(?<![A-Za-z0-9])[0-9a-f]{7,}", outside)
    words = text.visible(written).replace("`", "").split(" ")
    assert sorted("".join(words)) == sorted((outside + "".join(codes)).replace("`", "").replace(" ", ""))


@given(ANYTHING)
def test_code_holds_the_text(written: str) -> None:
    code = text.markdown_code(written)
    if written:
        outside, codes = outside_code(code)
        assert outside == ""
        assert codes == [text.visible(written)]


@given(ANYTHING)
def test_a_cell_stays_one_cell(written: str) -> None:
    for cell in (text.markdown(written, table=True), text.markdown_code(written, table=True)):
        assert not re.search(r"(?<!\\)\|", cell)
        assert "\n" not in cell
