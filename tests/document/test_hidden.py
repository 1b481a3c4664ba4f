from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aishare_lint.document.hidden import SUSPECTS, describe, find_hidden


@pytest.mark.parametrize(
    "text",
    [
        "می‌خواهم",  # ZWNJ, Persian
        "क्‍ष",  # ZWJ, Devanagari
        "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",  # the flag of England
        "\U0001f469‍\U0001f4bb ❤️ 1️⃣",
        "\U0001f3f4‍☠️",
        "שלום\u200f!",
        "葛\U000e0100城",
        "tab\tand\r\nbreaks, na\u00efve\u00a0text",
    ],
)
def test_ordinary_writing_hides_nothing(text: str) -> None:
    assert list(find_hidden(text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "ev\u200bil",
        "ev\u200dil",
        "ev\u200cil",
        "a\u202eb",
        "a\u2066b",
        "a\u200eb",
        "soft\u00adhyphen",
        "a\ue000b",
        "a\u2028b",
        "a\u0085b",
        "a\u3164b",
        "a\ufe0fb",
        "a\U000e0041b",
        "a\U000e0110b",
        "a\ufeffb",
        "flag\U000e0067",
    ],
)
def test_one_hidden_character_is_found_where_it_stands(text: str) -> None:
    (at,) = find_hidden(text)
    assert SUSPECTS.fullmatch(text[at])


def test_tags_that_are_no_flag_are_hidden_one_by_one() -> None:
    text = "ok" + "".join(chr(0xE0000 + ord(letter)) for letter in "ignore")
    assert list(find_hidden(text)) == list(range(2, 8))


def test_selectors_that_carry_bytes_are_hidden() -> None:
    text = "\U0001f600" + "".join(chr(0xE0100 + number) for number in range(5))
    assert len(list(find_hidden(text))) == 5


@given(st.text())
def test_no_format_or_private_use_character_passes_for_latin_text(text: str) -> None:
    latin = "".join(character for character in text if character < "\u0250")
    mixed = "\u200b".join(f"a{character}" for character in latin)
    assert len(list(find_hidden(mixed))) == sum(
        unicodedata.category(character) in ("Cf", "Cc", "Co") and character not in "\t\n\r" and not character < "\x20"
        for character in mixed
    )


@pytest.mark.parametrize(
    ("character", "shown"),
    [
        ("\u200b", "U+200B ZERO WIDTH SPACE"),
        ("\ue000", "U+E000 private use"),
        ("\x85", "U+0085 control"),
        ("\U000e0041", "U+E0041 TAG LATIN CAPITAL LETTER A"),
    ],
)
def test_characters_are_named_never_shown(character: str, shown: str) -> None:
    assert describe(character) == shown
