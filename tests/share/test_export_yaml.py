"""The YAML of an edition: our reader reads the same data, and it is a report that the rules know."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aishare_lint.document.places import Value
from aishare_lint.document.reader import read
from aishare_lint.share.exports import export

from .export_samples import EVERYTHING, EXAMPLES, of_data, of_file, small

TEXTS = st.text(max_size=200) | st.sampled_from(
    [
        "true",
        "no",
        "~",
        "1e3",
        "- a",
        "a: b",
        "a #b",
        "'",
        '"',
        "|",
        "> ",
        "\n",
        "\n\na\n",
        " a",
        "a ",
        "a\n  b\n",
        "\t",
        "\x00",
        "\x85",
        "\u2028",
        "x" * 2000,
    ]
)
VALUES: st.SearchStrategy[Value] = st.recursive(
    TEXTS | st.booleans(),
    lambda inner: st.lists(inner, min_size=1, max_size=3) | st.dictionaries(TEXTS, inner, min_size=1, max_size=3),
    max_leaves=12,
)


@pytest.mark.parametrize("path", [*sorted(EXAMPLES.glob("*.yaml")), EVERYTHING], ids=lambda path: path.stem)
@pytest.mark.parametrize("ceiling", ["TLP:AMBER", "TLP:RED"])
def test_the_same_data_is_read_back(path: Path, ceiling: str) -> None:
    edition, context = of_file(path, ceiling)
    written = export("yaml", edition, context)
    again = read(written)
    assert (again.problems, again.data) == ([], edition.data)
    assert "<<" not in written.decode()
    if path != EVERYTHING:
        assert context.format.screen(again.data)


@given(VALUES)
def test_whatever_it_says(value: Value) -> None:
    try:
        canonical_size = str(value).encode()
    except UnicodeEncodeError:
        return  # a lone surrogate is in no report that was read
    assert canonical_size is not None
    edition, context = of_data(small(x_own={"k": value}))
    again = read(export("yaml", edition, context))
    assert (again.problems, again.data) == ([], edition.data)


def test_sentences_are_blocks_and_the_order_is_that_of_the_format() -> None:
    edition, context = of_data({**dict(reversed(small().items())), "asks": [{"text": "one line\nand another\n", "type": "other"}]})
    lines = export("yaml", edition, context).decode().splitlines()
    assert lines[0] == lines[-1] == "# TLP:AMBER"
    assert [line.partition(":")[0] for line in lines[1:] if line[0].isalpha()] == [
        *("schema", "id", "title", "kind", "status", "tlp", "asks", "description"),
    ]
    assert "    text: |" in lines
