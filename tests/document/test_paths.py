from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aishare_lint.document.paths import ANY, DEEP, children, find, look_up, matches, parse, show
from aishare_lint.document.places import Path, Value

DATA: Value = {"a": [{"b": "1"}, {"b": "2", "c": {"b": "3"}}], "b": True, "odd key": {"": "4"}}

KEYS = st.text(max_size=4) | st.sampled_from(["a", "b", "c"])
VALUES = st.recursive(
    st.text(max_size=3) | st.booleans(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=12,
)
STEPS = st.sampled_from(["a", "b", "c", 0, 1, ANY])


@st.composite
def patterns(draw: st.DrawFn) -> tuple[object, ...]:
    steps: list[object] = draw(st.lists(STEPS, max_size=3))
    if draw(st.booleans()):
        steps.insert(draw(st.integers(0, len(steps))), DEEP)
    return tuple(steps)


def everything(data: Value, path: Path = ()) -> Iterator[Path]:
    yield path
    for key, child in children(data):
        yield from everything(child, (*path, key))


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("$", ()),
        ("@", ()),
        ("$.a.b", ("a", "b")),
        ("@.a-b_c", ("a-b_c",)),
        ("$.a[0][12]", ("a", 0, 12)),
        ("$.a[*].*", ("a", ANY, ANY)),
        ("$..b", (DEEP, "b")),
        ("$.a..*", ("a", DEEP, ANY)),
        ("$..[0]", (DEEP, 0)),
        ("$['odd key'][\"it's\"]", ("odd key", "it's")),
        (r"$['it\'s \\ here']", ("it's \\ here",)),
        ("$['']", ("",)),
        ("$['0']", ("0",)),
        ("$.größe", ("größe",)),
    ],
)
def test_parse(text: str, steps: tuple[object, ...]) -> None:
    assert parse(text) == steps


@pytest.mark.parametrize(
    "text", ["", "a", "$a", "$.", "$.a.", "$..", "$...a", "$[", "$[-1]", "$['a]", "$.a[?b]", "$.0", "$ .a", f"$[{'9' * 5000}]"]
)
def test_what_is_no_path_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse(text)


@given(st.lists(KEYS | st.integers(0, 10**6), max_size=5).map(tuple))
def test_a_shown_path_is_that_path(path: Path) -> None:
    assert parse(show(path)) == path


@pytest.mark.parametrize(
    ("path", "shown"),
    [((), "$"), (("a", 3, "b_1"), "$.a[3].b_1"), (("a-b", "1", "it's"), r"$['a-b']['1']['it\'s']")],
)
def test_show(path: Path, shown: str) -> None:
    assert show(path) == shown


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("$.a[*].b", ["$.a[0].b", "$.a[1].b"]),
        ("$..b", ["$.b", "$.a[0].b", "$.a[1].b", "$.a[1].c.b"]),
        ("$.a[1]", ["$.a[1]"]),
        ("$.a[7]", []),
        ("$.a.b", []),
        ("$.b.c", []),
        ("$[0]", []),
        ("$.*", ["$.a", "$.b", "$['odd key']"]),
        ("$['odd key'].*", ["$['odd key']['']"]),
    ],
)
def test_find(pattern: str, found: list[str]) -> None:
    assert [show(path) for path, _ in find(DATA, parse(pattern))] == found


@given(VALUES, patterns())
def test_find_and_matches_agree(data: Value, pattern: tuple[object, ...]) -> None:
    found = [path for path, value in find(data, pattern) if value is look_up(data, path)]  # type: ignore[arg-type]
    assert sorted(found, key=repr) == sorted((path for path in everything(data) if matches(path, pattern)), key=repr)  # type: ignore[arg-type]


@given(VALUES)
def test_look_up_finds_everything(data: Value) -> None:
    for path in everything(data):
        assert look_up(data, path) is not None


@pytest.mark.parametrize("path", [("x",), ("a", 2), ("a", "b"), ("b", "c"), ("a", 0, "b", 0), (0,)])
def test_look_up_of_nothing(path: Path) -> None:
    assert look_up(DATA, path) is None
