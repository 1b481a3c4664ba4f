from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aishare_lint.document.reader import read
from aishare_lint.document.syntax import find_mistakes
from aishare_lint.lint.findings import Edit
from aishare_lint.lint.fixes import apply

from .test_reader import unparsable

#: What the message about each unparsable input says, and what quotes make of it.
CAUSES = {
    "tlp-with-space": ("write the label without the space, `TLP:CLEAR`", {"tlp": "TLP:CLEAR"}),
    "leading-at": ("`@` cannot begin a plain value", {"account": "@evilcorp"}),
    "leading-percent": ("`%` cannot begin a plain value", {"path": "%PROGRAMDATA%\\info\\info.txt"}),
    "leading-bracket": ("is taken for a list", {"host": "[.]evil.example"}),
    "leading-asterisk": ("is taken for an alias", {"domain": "*.h4ck.cfd"}),
    "leading-backtick": ("a backtick cannot begin a plain value", {"command": "`q --trust-all-tools --no-interactive`"}),
    "windows-path-in-double-quotes": ("a backslash in double quotes", {"path": "C:\\Users\\x"}),
    "tab-indentation": ("a tab stands in the indentation", None),
    "unclosed-quote": ("the quote that opens here is not closed", None),
}


@pytest.mark.parametrize("name", CAUSES)
def test_every_unparsable_trap_is_explained_and_mended_where_quotes_are_enough(name: str) -> None:
    text = unparsable()[name]
    (mistake,) = find_mistakes(read(text))
    cause, data = CAUSES[name]
    assert cause in mistake.cause
    assert mistake.sure == (data is not None)
    if data is not None:
        assert mistake.edit is not None
        assert read(apply(text, [Edit(*mistake.edit)])).data == data


@pytest.mark.parametrize(
    ("text", "place", "cause"),
    [
        ('title: "Wiper\nkind: incident\n', (1, 8), "the quote that opens here is not closed"),
        ("kind:incident\ntitle: x\n", (1, 5), "a space is missing behind the colon of `kind:`"),
        ("- a\n-b\n- c\n", (2, 1), "a space is missing behind the dash"),
        ("a:\n   b: c\n  d: e\n", (3, 3), "the indentation of 2 spaces fits nothing above"),
        ("x: [a, b\ny: 1\n", (1, 4), "the `[` that opens here is not closed"),
        ('a: "x" y\nb: c\n', (1, 8), "the value has ended before this"),
        ("a: 'it's'\n", (1, 4), "a `'` inside single quotes ends them"),
        ("key value\nother: x\n", (1, 1), "this line is neither `key: value` nor `- item`"),
        ("a: one\n\tb: two\n", (2, 1), "a tab stands in the indentation"),
    ],
)
def test_what_quotes_do_not_mend_is_explained_where_it_began(text: str, place: tuple[int, int], cause: str) -> None:
    document = read(text)
    (mistake,) = find_mistakes(document)
    assert document.lines.region(mistake.span)[:2] == place
    assert mistake.cause.startswith(cause)
    assert not mistake.sure


def test_several_mistakes_are_found_and_mended_at_once() -> None:
    text = 'tlp: TLP: AMBER + STRICT\naccount: @evil # seen\npath: "C:\\Users\\x"\nx: {a: *foo, b: %b%, c: see #12}\n'
    mistakes = find_mistakes(read(text))
    assert all(mistake.sure for mistake in mistakes)
    mended = apply(text, [Edit(*mistake.edit) for mistake in mistakes if mistake.edit])
    assert read(mended).data == {
        "tlp": "TLP:AMBER+STRICT",
        "account": "@evil",
        "path": "C:\\Users\\x",
        "x": {"a": "*foo", "b": "%b%", "c": "see #12"},
    }


def test_nothing_is_sure_while_something_remains() -> None:
    mistakes = find_mistakes(read('a: @x\nb: "open\nc: d\n'))
    assert [mistake.sure for mistake in mistakes] == [False, False]


PIECES = st.sampled_from(
    [
        "a: b\n",
        "tlp: TLP: CLEAR\n",
        "x: @y\n",
        "- z\n",
        '"',
        "'",
        "{",
        "}",
        "[",
        "]",
        "\t",
        "# c\n",
        " ",
        "\n",
        ": ",
        "*",
        "&q ",
        "|\n",
        ">",
        "%",
        "`",
        "k:",
        ",",
        "C:\\U",
        "é",
    ]
)


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES, max_size=14).map("".join) | st.text(alphabet="ab:-#'\"[]{},*|> \n@", max_size=50))
def test_every_text_is_explained_and_what_is_sure_can_be_read(text: str) -> None:
    document = read(text)
    mistakes = find_mistakes(document)
    assert bool(mistakes) == any(problem.kind == "syntax" for problem in document.problems)
    for mistake in mistakes:
        assert 0 <= mistake.span.start <= mistake.span.end <= len(text)
        assert mistake.cause
    edits = [Edit(*mistake.edit) for mistake in mistakes if mistake.edit and mistake.sure]
    if edits and len(edits) == len(mistakes):
        assert not any(problem.kind == "syntax" for problem in read(apply(text, edits)).problems)


@pytest.mark.parametrize(
    "text",
    [
        "a: @x\n" * 30_000,
        "a: [" * 10_000,
        'a: "' + "x\n" * 100_000,
        "- @" * 60_000,
        "x: {" + "a: @b, " * 20_000,
        "a" * 500_000 + "\nb: c\n",
    ],
)
def test_large_texts_are_explained_in_time(text: str) -> None:
    document = read(text)
    start = time.monotonic()
    assert find_mistakes(document) or not any(problem.kind == "syntax" for problem in document.problems)
    assert time.monotonic() - start < 2
