"""Nothing that a file holds makes reading raise, hang or take much memory; what it yields is consistent."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from aishare_lint.document.reader import Limits, Problem, read
from tools.fuzz_reader import smallest, wrong_with
from tools.yaml_texts import corpus, inputs

SECONDS, MEGABYTES = 2, 200
#: Reads what stands on standard input under hard limits, so that a fault here ends the child and not the machine.
CHILD = """
import json, resource, sys, time
resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
resource.setrlimit(resource.RLIMIT_AS, (1_500_000_000, 1_500_000_000))
from aishare_lint.document.reader import read
source = sys.stdin.buffer.read()
began = time.process_time()
document = read(source)
comments = len(document.comments)
seconds = time.process_time() - began
found = [(problem.kind, problem.detail) for problem in document.problems]
try:  # what `getrusage` says begins with what the process that started this one had
    status = open("/proc/self/status").read()
    memory = int(status.partition("VmHWM:")[2].split()[0]) / 1024
except OSError:
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)
json.dump({"read": document.data is not None, "found": found, "comments": comments, "seconds": seconds, "megabytes": memory}, sys.stdout)
"""
UNREADABLE = "unreadable"


def deep(opening: str, levels: int, closing: str = "") -> str:
    return opening * levels + closing * levels


def bomb(levels: int, width: int) -> str:
    lines = [f"a0: &a0 [{', '.join('x' * width)}]"]
    lines += [f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * width)}]" for level in range(1, levels)]
    return "\n".join(lines) + "\n"


#: What the file holds, and what reading it must say: the kind and detail of its last problem, or None when it is read.
BAD: dict[str, tuple[Callable[[], str | bytes], tuple[str, str | None] | None]] = {
    "not YAML": (lambda: "{]", ("syntax", None)),
    "empty": (lambda: "", None),
    "binary": (lambda: bytes(range(256)) * 7_000, (UNREADABLE, "binary")),
    "UTF-16": (lambda: ("a: b\n" * 1_000).encode("utf-16"), (UNREADABLE, "utf-16")),
    "UTF-16, big end first": (lambda: b"\xfe\xff" + ("a: b\n" * 1_000).encode("utf-16-be"), (UNREADABLE, "utf-16")),
    "UTF-16 without a mark": (lambda: ("a: b\n" * 1_000).encode("utf-16-le"), (UNREADABLE, "nul")),
    "UTF-32": (lambda: ("a: b\n" * 1_000).encode("utf-32"), (UNREADABLE, "utf-32")),
    "Latin-1": (lambda: "a: é\n".encode("latin-1"), (UNREADABLE, "encoding")),
    "50 MB": (lambda: "a: b\n" * 10_000_000, (UNREADABLE, "size")),
    "100,000 lists in one line": (lambda: deep("[", 100_000, "]"), (UNREADABLE, "depth")),
    "100,000 lists on lines of their own": (lambda: deep("[\n", 100_000), (UNREADABLE, "depth")),
    "100,000 maps in one line": (lambda: deep("{a: ", 100_000, "}"), (UNREADABLE, "depth")),
    "100,000 dashes": (lambda: deep("- ", 100_000), (UNREADABLE, "depth")),
    "question marks": (lambda: deep("? ", 900_000), (UNREADABLE, "depth")),
    "deep block maps": (lambda: "".join(f"{' ' * level}a:\n" for level in range(1_900)), (UNREADABLE, "depth")),
    "depth through aliases": (
        lambda: "a0: &a0 [x]\n" + "".join(f"a{level}: &a{level} [*a{level - 1}]\n" for level in range(1, 200)),
        (UNREADABLE, "depth"),
    ),
    "81 aliases": (lambda: bomb(10, 9), (UNREADABLE, "nodes")),
    "a cycle": (lambda: "&a [*a]", ("unsupported-feature", "cycle")),
    "cycles": (lambda: "&a [" + "*a ," * 400_000 + "]", (UNREADABLE, "problems")),
    "unknown aliases": (lambda: "[" + "*a ," * 400_000 + "]", (UNREADABLE, "problems")),
    "a lone surrogate": (lambda: b"a: \xed\xa0\x80", (UNREADABLE, "encoding")),
    "NUL at the end": (lambda: "a" * 1_999_990 + "\0", (UNREADABLE, "nul")),
    "a line of 2 MB": (lambda: "a: " + "x" * 1_999_000, None),
    "4,301 digits": (lambda: "a: " + "9" * 4_301, None),
    "a million comments": (lambda: "#\n" * 999_990, (UNREADABLE, "values")),
    "as many comments as allowed": (lambda: "a: [b,\n" + "#\n" * 99_000 + "]", None),
    "a million keys": (lambda: "".join(f"{number:x}:\n" for number in range(280_000)), (UNREADABLE, "values")),
    "a million items": (lambda: "[" + "a," * 990_000 + "]", (UNREADABLE, "values")),
    "as many items as allowed, deep": (lambda: deep("[", 98) + "a," * 99_000 + deep("]", 98), None),
    "the same key 400,000 times": (lambda: "a: 1\n" * 390_000, (UNREADABLE, "problems")),
    "100,000 tags": (lambda: "- !a b\n" * 99_000, (UNREADABLE, "problems")),
    "%TAG lines": (lambda: "".join(f"%TAG !a{number}! x:\n" for number in range(100_000)) + "--- a\n", ("syntax", None)),
    "%TAG lines that end with CR": (lambda: "".join(f"%TAG !a{number}! x:\r" for number in range(100_000)) + "--- a\n", ("syntax", None)),
    "%TAG with a long prefix": (lambda: "%TAG !e! " + "a" * 900_000 + "\n---\n[\n" + "!e!a x,\n" * 100_000 + "]", ("syntax", None)),
    "a tag of 1 MB": (lambda: "a: !" + "b" * 1_000_000 + " c", ("unsupported-feature", "tag")),
    "documents": (lambda: "---\n" * 490_000, (UNREADABLE, "values")),
    "anchors": (lambda: "- &a\n" * 390_000, (UNREADABLE, "values")),
    "blank lines in a block scalar": (lambda: "a: |+\n" + "\n" * 1_990_000, None),
    "lines of blanks in a block scalar": (lambda: "a: |2\n  x\n" + "   \n" * 490_000, None),
    "lines in a block scalar": (lambda: "a: >\n" + " x\n" * 660_000, None),
    "comments behind a block scalar": (lambda: "a: |\n x\n" + "#\n" * 99_000, None),
    "block scalars": (lambda: "- |\n x\n" * 45_000, None),
    "block scalars of all depths": (lambda: "".join(f"- |\n{' ' * depth}x\n" for depth in range(1, 1_950)), None),
    "lines in a plain scalar": (lambda: "a: " + "b\n " * 660_000, None),
    "escaped line breaks": (lambda: 'a: "' + "\\\n" * 990_000 + '"', None),
    "carriage returns": (lambda: "\r" * 1_999_000, None),
    "line separators": (lambda: "a: " + "\x85" * 990_000, None),
    "a key of 2 MB": (lambda: "? " + "a" * 1_990_000 + "\n: b", None),
    "a key of 2 MB in one line": (lambda: "a" * 1_990_000 + ": b", ("syntax", None)),
    "blanks": (lambda: " " * 1_990_000, None),
    "number signs in a value": (lambda: "a: " + "x#" * 900_000, None),
    "number signs in a comment": (lambda: "? a\n" + "# " * 900_000 + "\n? b\n", None),
    "comments between an anchor and its value": (lambda: "a: &x " + "#c\n" * 99_000 + " b", None),
    "values that do not count": (lambda: "a: 1\na: " + deep("[", 95) + "b," * 99_000 + deep("]", 95), ("duplicate-key", "")),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_read_within_limits(name: str) -> None:
    make, expected = BAD[name]
    source = make()
    data = source.encode() if isinstance(source, str) else source
    for _ in range(3):  # a machine that is busy is given three tries
        done = subprocess.run([sys.executable, "-c", CHILD], input=data, capture_output=True, check=False, timeout=60)
        assert (done.returncode, done.stderr) == (0, b"")
        told = json.loads(done.stdout)
        if told["seconds"] < SECONDS:
            break
    if expected is None:
        assert (told["read"], told["found"]) == (True, [])
    else:
        kind, detail = told["found"][-1]
        assert kind == expected[0]
        assert expected[1] is None or detail == expected[1]
        assert told["read"] == (kind not in (UNREADABLE, "syntax"))
    assert told["seconds"] < SECONDS
    assert told["megabytes"] < MEGABYTES


@pytest.mark.parametrize("text", ["a: \ud800", "\udfff", "a: \ud83d\ude00", "# \udc80"])
def test_a_lone_surrogate_in_a_text(text: str) -> None:
    document = read(text)
    assert document.data is None
    assert [(problem.kind, problem.detail) for problem in document.problems] == [(UNREADABLE, "surrogate")]
    assert document.text.encode()


@pytest.mark.parametrize(
    ("limits", "text", "detail"),
    [
        (Limits(file=5), "a: bcd", "size"),
        (Limits(depth=2), "a: {b: {c: d}}", "depth"),
        (Limits(expanded_nodes=3), "a: &a [b, c]\nd: [*a, *a]", "nodes"),
        (Limits(values=4), "a: [b, c, d]", "values"),
        (Limits(values=4), "a: b #\n#\n#\n#\n#\n", "values"),
    ],
)
def test_limits(limits: Limits, text: str, detail: str) -> None:
    (problem,) = read(text, limits=limits).problems
    assert (problem.kind, problem.detail, problem.values["limit"]) == (
        UNREADABLE,
        detail,
        str(limits[Limits._fields.index(_field(detail))]),
    )
    assert not read(text).problems


def _field(detail: str) -> str:
    return {"size": "file", "nodes": "expanded_nodes"}.get(detail, detail)


@pytest.mark.parametrize(("levels", "expected"), [(100, True), (101, False)])
def test_depth_is_counted_to_the_level(levels: int, expected: bool) -> None:
    assert (read(deep("[", levels, "]")).data is not None) == expected
    half = levels // 2
    text = f"a: &a {deep('[', half, ']')}\nb: {deep('[', levels - half - 1)}*a {deep(']', levels - half - 1)}"
    assert (read(text).data is not None) == expected


def test_written_values_are_not_those_that_aliases_add() -> None:
    assert read("a: [" + "b, " * 20_000 + "]").data is not None


def test_a_syntax_error_as_the_thousandth_problem() -> None:
    document = read("a: 1\n" * 1_000 + "b: [")
    assert len(document.problems) == 1_000
    assert document.problems[-1].kind == "syntax"


def test_inputs_of_all_kinds_hold() -> None:
    """A part of `python -m tools.fuzz_reader`."""
    for _, source in inputs(1, 1_500, corpus()):
        wrong = wrong_with(source)
        assert not wrong, (wrong, smallest(source, wrong_with))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2, 6))
def test_more_inputs_of_all_kinds_hold(seed: int) -> None:
    for _, source in inputs(seed, 10_000, corpus()):
        wrong = wrong_with(source)
        assert not wrong, (wrong, smallest(source, wrong_with))


TEXTS = st.text(max_size=60) | st.binary(max_size=60) | st.text(st.sampled_from(":-#?&*!|>'\"{}[], \n\t\\ab"), max_size=30)


@given(TEXTS)
@example("&0:0")
@example("- &a:b")
@example("a: &b:c d")
@example("&a?b")
@example("tlp: &x:TLP:CLEAR")
@example("- &a,b\n- *a\n")
@example("&a:b: c")
@settings(suppress_health_check=list(HealthCheck), max_examples=100)
def test_any_text_and_any_bytes(source: str | bytes) -> None:
    assert wrong_with(source) == ""


@pytest.mark.slow
@settings(suppress_health_check=list(HealthCheck), max_examples=2_000, derandomize=False)
@given(TEXTS)
def test_more_texts_and_bytes(source: str | bytes) -> None:
    assert wrong_with(source) == ""


@pytest.mark.parametrize(
    ("text", "value"), [("tlp: &x:TLP:CLEAR", ":TLP:CLEAR"), ("tlp: &x?y", "?y"), ("tlp: &x y", "y"), ("tlp: !a&b y", "y")]
)
def test_a_value_begins_where_the_name_of_its_anchor_ends(text: str, value: str) -> None:
    document = read(text)
    assert document.data == {"tlp": value}
    assert text[slice(*document.places["tlp",].value)] == value


@pytest.mark.parametrize(
    ("mark", "text"),
    [
        ("\x85", "# a\x85tlp: TLP:RED\nb: 1\n"),
        ("\u2028", "b: 1 # a\u2028tlp: TLP:RED\n"),
        ("\u2029", "b: a\u2029tlp\n"),
        ("\ufeff", "b: 1\n\ufefftlp: x\n"),
    ],
)
def test_what_only_yaml_1_1_takes_for_a_line_break_is_a_character(mark: str, text: str) -> None:
    document = read(text)
    assert isinstance(document.data, dict)
    assert "tlp" not in document.data
    assert mark in text
    assert list(document.data) == (["b", "\ufefftlp"] if mark == "\ufeff" else ["b"])


def test_a_stand_in_that_is_written_as_an_escape_stays_itself() -> None:
    taken = "".join(f"\\U{code:08x}" for code in range(0x10FFFD, 0x10FFF0, -1))
    document = read(f'a: "\x85{taken}"\n')
    assert document.data == {"a": "\x85" + "".join(map(chr, range(0x10FFFD, 0x10FFF0, -1)))}


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("? [a]\n: b\n", [("unsupported-feature", "complex-key")]),
        ("a: &a [b]\n? *a\n: c\n", [("unsupported-feature", "complex-key")]),
        ("{[a]: b, c: d}", [("unsupported-feature", "complex-key")]),
    ],
)
def test_a_key_that_is_no_text_is_no_part_of_the_data(text: str, problems: list[tuple[str, str]]) -> None:
    document = read(text)
    found: list[Problem] = document.problems
    assert [(problem.kind, problem.detail) for problem in found] == problems
    assert isinstance(document.data, dict)
    assert "" not in document.data
    assert [value for _, _, value in document.unheard][-1] in ("b", "c")
