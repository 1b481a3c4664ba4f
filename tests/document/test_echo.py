from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aishare_lint.document.echo import Echoes, is_telling, normal, stands_in


@pytest.mark.parametrize(
    "text", ["hxxps://Evil[.]example/Path", "https://evil.example/path", "HTTPS://EVIL.EXAMPLE/PATH", " https://evil[.]example/path\n"]
)
def test_ways_of_writing_one_thing_are_one(text: str) -> None:
    assert normal(text) == "https://evil.example/path"


@pytest.mark.parametrize(
    "text", ["2026-03-24", "2026-03-24t10:39z", "950000", "1.84.0", "aml.t0051.000", "t1195.002", "cwe-506", "llm01:2025", "short"]
)
def test_what_says_nothing_by_itself(text: str) -> None:
    assert not is_telling(text)


@pytest.mark.parametrize(
    "text", ["192.0.2.10", "evil.example", "contoso", "cve-2026-33634", "1294b38b7fade342cfcbaf7cf80e2e5096ea1f9c", "12345678901"]
)
def test_what_says_something(text: str) -> None:
    assert is_telling(text)


@pytest.mark.parametrize(
    ("value", "text", "there"),
    [
        ("evil.example", "traffic to evil.example, then silence", True),
        ("evil.example", "traffic to notevil.example", False),
        ("evil.example", "notevil.example and evil.example", True),
        ("/tmp/x.log", "wrote /tmp/x.log", True),
        ("contoso", "contosos", False),
    ],
)
def test_a_value_stands_as_words_of_its_own(value: str, text: str, there: bool) -> None:
    assert stands_in(value, text) is there


@given(st.text(), st.text(min_size=1), st.text())
def test_what_was_put_between_spaces_is_found(before: str, value: str, after: str) -> None:
    if normal(value):
        assert stands_in(normal(value), f"{normal(before)} {normal(value)} {normal(after)}")


@given(st.text())
def test_normal_is_stable(text: str) -> None:
    assert normal(normal(text)) == normal(text)


TEXTS = st.lists(st.text(alphabet="ab1 .-é", max_size=12), max_size=8)


@given(TEXTS, st.text(alphabet="ab1 .-é", min_size=1, max_size=6))
def test_looking_by_words_finds_what_looking_everywhere_finds(texts: list[str], value: str) -> None:
    found = list(Echoes(enumerate(texts)).of(value))
    if any(character.isalnum() for character in value):
        assert found == [number for number, text in enumerate(texts) if stands_in(value, text)]
    else:
        assert found == []
