"""Credentials: in every notation that tells one, and not where something only looks like it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from aishare_lint.lint.detectors.candidates import runs_of
from aishare_lint.lint.detectors.secrets import find, judge
from aishare_lint.lint.detectors.tokens import FORMS
from aishare_lint.lint.detectors.values import is_from_a_guide, is_unspeakable

ROWS = Path(__file__).parents[2] / "data" / "detection" / "secrets.jsonl"
#: What a scanner of this repository would take for a password stands in two pieces.
VALUE = "kD92mXq" + "11Zt"


def _rows(label: str) -> list[tuple[str, str]]:
    rows = [json.loads(line) for line in ROWS.read_text(encoding="utf-8").splitlines()]
    turned = "".join(chr(33 + (one - 33 + 47) % 94) for one in range(33, 127))
    table = str.maketrans("".join(map(chr, range(33, 127))), turned)
    return [(row["id"], row["rot47"].translate(table)) for row in rows if row["label"] == label]


def test_credentials_are_found_in_every_notation() -> None:
    rows = _rows("secret")
    assert len(rows) > 100
    assert [name for name, text in rows if not judge(text).level] == []


def test_tokens_with_a_form_say_whose_they_are() -> None:
    kinds = {form.kind for form in FORMS}
    rows = [(name, judge(text)) for name, text in _rows("secret") if name.startswith("secret-token")]
    assert [name for name, said in rows if not kinds.intersection(said.reasons)] == []


def test_what_guides_rules_and_addresses_hold_is_left_alone() -> None:
    assert [name for name, text in _rows("neg") if judge(text).level] == []


def test_what_stands_behind_a_rule_is_found_again() -> None:
    rule = f'rule x {{\n strings:\n  $a = "password={VALUE}"\n condition: $a\n}}\n'
    assert find(rule) == []
    assert len(find(f"{rule}\n\nthe agent ran with password={VALUE}\n")) == 1
    assert len(find(f"rule x {{\0password={VALUE}\0 condition: $a")) == 1, "a rule does not reach over the end of a passage"


def test_runs_say_where_they_stand() -> None:
    text = "short " + "a" * 20 + " words in between " + "b" * 30
    runs = runs_of(text)
    assert [text[runs.source(at)] for at in (1, 22)] == ["a", "b"]
    assert [runs.around(place) for place in (0, 6, 25, 26, len(text) - 1)] == [-1, 0, 0, -1, 1]
    assert runs.run(1) == "b" * 30


@pytest.mark.parametrize("word", ["mysecretpassword", "Admin@123", "p4ssw0rd!", "postgres", "changeme", "super_secret_2024", "elastic123"])
def test_words_of_guides_are_known(word: str) -> None:
    assert is_from_a_guide(word)


def test_chance_does_not_speak() -> None:
    assert is_unspeakable("xqkzrdvbnwtj")
    assert not any(map(is_unspeakable, ("organisation", "strengthens", "knowledgebase", "implementation", "hyperparameter")))
    assert not is_from_a_guide(VALUE)


def test_credentials_that_stand_close_together_are_all_found() -> None:
    first, second = "gh" + "p_" + "Zq8Lr3Vn7Xw2Tb5Yc9Hd1Mf6Gj4Kp0Sa3uIo", "AKIA" + "Q3EGRTZ5YVLKP2HM"
    for gap in (",", " ", "\n\0\n", ": "):
        for text in (first + gap + second, second + gap + first):
            assert {text[slice(*one.span)] for one in find(text)} == {first, second}
