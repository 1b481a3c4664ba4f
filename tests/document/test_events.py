"""PyYAML's own parser, taken where there is no C library, leads to the same document as libyaml."""

from __future__ import annotations

import random
import subprocess
import sys

import pytest
import yaml

from aishare_lint.document import events
from aishare_lint.document.reader import Document, read
from tools.yaml_texts import Grammar, corpus, mutate_text, window

#: What only one of the two reads: libyaml minds fewer tabs at ends and more at beginnings of lines, question marks and colons in
#: braces, commas in tags, comments right behind the header of a block scalar.
C_ONLY = {
    "expected chomping or indentation indicators, but found '#'",
    "found character '\\t' that cannot start any token",
    "expected ',' or '}', but got '?'",
    "expected ',' or ']', but got '?'",
}
PURE_ONLY = {
    "found a tab character where an indentation space is expected",
    "found unexpected ':'",
    "did not find expected whitespace or line break",
}


def both(text: str, monkeypatch: pytest.MonkeyPatch) -> tuple[Document, Document]:
    one = read(text)
    with monkeypatch.context() as patch:
        patch.setattr(events, "_open", yaml.SafeLoader)
        other = read(text)
    return one, other


def same(text: str, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether both read it; what they say then is the same."""
    one, other = both(text, monkeypatch)
    if one.data is None and other.data is None:
        return False
    if other.data is None:
        assert other.problems[-1].detail in C_ONLY, (text, other.problems)
        return False
    if one.data is None:
        assert one.problems[-1].detail in PURE_ONLY, (text, one.problems)
        return False
    assert one.data == other.data, text
    assert list(one.places.items()) == list(other.places.items()), text
    assert (one.problems, one.unheard, one.scalars, one.comments) == (other.problems, other.unheard, other.scalars, other.comments), text
    return True


def many(seed: int, count: int, monkeypatch: pytest.MonkeyPatch) -> int:
    rng, texts = random.Random(seed), corpus()
    read_by_both = 0
    for number in range(count):
        text = mutate_text(rng, window(rng, rng.choice(texts))) if number % 3 == 2 else Grammar(rng).text()
        read_by_both += same(mutate_text(rng, text) if number % 3 == 1 else text, monkeypatch)
    return read_by_both


def test_libyaml_is_what_the_tests_run_on() -> None:
    assert events._open.__name__ == "CParser"


def test_whole_files(monkeypatch: pytest.MonkeyPatch) -> None:
    assert sum(same(text, monkeypatch) for text in corpus()) >= 1


def test_some_hundred_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    assert many(1, 300, monkeypatch) > 100


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10, 14))
def test_some_thousand_texts(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    assert many(seed, 2_500, monkeypatch) > 800


@pytest.mark.parametrize("text", ["a: [b", "a: b: c", "a: 'b", "a: *b", "a: @b", "%x\n", "a: \x07", "- a\nb: c"])
def test_both_name_the_same_place_of_a_mistake(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = both(text, monkeypatch)
    assert one.data is None
    assert other.data is None
    assert [problem.kind for problem in one.problems] == [problem.kind for problem in other.problems]
    assert abs(one.problems[0].span.start - other.problems[0].span.start) <= 1


def test_a_later_import_of_yaml_is_whole() -> None:
    """The reader loads a part of PyYAML; who imports `yaml` behind it gets all of it, and the same classes."""
    program = (
        "from aishare_lint.document.reader import read\n"
        "import yaml\n"
        "from aishare_lint.document import events\n"
        "assert read('a: b').data == {'a': 'b'} == yaml.safe_load('a: b')\n"
        "assert events.ScalarEvent is yaml.ScalarEvent\n"
        "try:\n"
        "    yaml.safe_load('a: [')\n"
        "except yaml.YAMLError:\n"
        "    print('refused')\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("refused\n", "")


def test_without_the_c_library() -> None:
    program = (
        "import sys\n"
        "sys.modules['yaml._yaml'] = None\n"
        "from aishare_lint.document import events\n"
        "from aishare_lint.document.reader import read\n"
        "print(events._open.__name__, read('a: [b, true]').data, read('a: [').problems[0].kind)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("SafeLoader {'a': ['b', True]} syntax\n", "")
