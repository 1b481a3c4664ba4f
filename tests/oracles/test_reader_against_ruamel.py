"""ruamel.yaml, another reader of YAML 1.2, says the same of a text as ours: data, and where everything stands.

Where both accept a text, the data are the same without exception. What is not compared, and where places differ:

| class | what ruamel.yaml does | what ours does, and why |
|---|---|---|
| special | ends lines at U+0085, U+2028, U+2029 and skips U+FEFF, as in YAML 1.1 | takes them for characters; not compared |
| unreadable | reads what YAML forbids, or has no limits | refuses; not compared |
| documents | refuses a second document | reads the first and reports the second; not compared |
| cycle | makes data that hold themselves | reports the alias; not compared |
| properties | a value begins with its anchor or tag | behind them, at the value itself: a fix replaces that |
| alias | gives the marks of what it stands for | stands where the alias is |
| names | ends anchors and tags at a blank, takes any directive | libyaml ends them earlier: `&a: b` is a map with an empty key |
| unwritten | an absent value stands where the next token begins | behind the colon or key |
| block ends | a block, and a pair in a list without braces, ends where the next token begins | with its last entry, before comments |
| refusals | see `OURS_ONLY` and `RUAMEL_ONLY` | |
"""

from __future__ import annotations

import random
import re
import warnings
from collections import Counter
from pathlib import Path as File

import pytest
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, ReusedAnchorWarning
from ruamel.yaml.nodes import MappingNode, ScalarNode

from aishare_lint.document.places import Path, Place, Span, Value
from aishare_lint.document.reader import Document, read
from tools.yaml_texts import Grammar, corpus, mutate_text, window

#: What libyaml accepts and ruamel.yaml does not, by a part of ruamel.yaml's message.
OURS_ONLY = {
    "cannot start any token": "a tab at the end of a line, behind a plain scalar or a colon",
    "more indented follow up line": "a block scalar whose first blank lines are longer than its content",
    "expected chomping or indentation indicators, but found '#'": "a comment right behind the header of a block scalar",
    "expected ',' or '}', but got '<scalar>'": "a tab inside a plain scalar in braces",
    "expected ',' or ']', but got '<scalar>'": "a tab inside a plain scalar in brackets",
    "expected ',' or '}', but got '?'": "a plain scalar in braces that ends with a question mark",
    "expected ',' or ']', but got '?'": "a plain scalar in brackets that ends with a question mark",
}
#: What ruamel.yaml accepts and libyaml does not, by libyaml's message.
RUAMEL_ONLY = {
    "found a tab character where an indentation space is expected": "a block scalar that begins with a tab",
    "did not find expected key": "an empty key: a line that begins with a colon",
    "did not find expected node content": "an empty key in braces or brackets",
    "found unexpected ':'": "a colon before a comma or brace",
    "did not find expected <document start>": "a block scalar at the top that is not indented",
}
_SPECIAL = re.compile("[\x85\u2028\u2029\ufeff]")
_ODD_NAME = re.compile(
    r"[&*][A-Za-z0-9_-]*[^A-Za-z0-9_\s,\[\]{}-]|(?<![^\s,\[{-])!\S*[^A-Za-z0-9_\s-]|^%(?!YAML [0-9.]+(?:\s|\Z))", re.MULTILINE
)
_NOTHING = re.compile(r"(?:[ \t\r\n:?]|#[^\r\n]*+)*+\Z")


def paths_and_nodes(node: object, nodes: dict[Path, tuple[object, object]], path: Path = (), key: object = None) -> Value:
    """The data of a node as our reader gives them: text as written, the first of equal keys; and the nodes of every path."""
    nodes[path] = (node, key)
    if isinstance(node, ScalarNode):
        return node.value == "true" if not node.style and node.value in ("true", "false") else str(node.value)
    if isinstance(node, MappingNode):
        found: dict[str, Value] = {}
        for name, child in node.value:
            if isinstance(name, ScalarNode) and name.value not in found:
                found[name.value] = paths_and_nodes(child, nodes, (*path, name.value), name)
        return found
    return [paths_and_nodes(child, nodes, (*path, index)) for index, child in enumerate(node.value)]  # type: ignore[attr-defined]


def compared(text: str) -> str:
    """`same`, `both refuse` or one of the classes above; an assertion where the two differ otherwise."""
    document = read(text)
    details = {problem.detail for problem in document.problems}
    if _SPECIAL.search(text):
        return "special"
    if any(problem.kind == "unreadable" for problem in document.problems):
        return "unreadable"
    if details & {"documents", "cycle"}:
        return "documents" if "documents" in details else "cycle"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ReusedAnchorWarning)
            node = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        if document.data is None:
            return "both refuse"
        said = str(error)
        if "expected a single document" in said:  # `...` twice is one to ruamel.yaml
            return "documents"
        return refused(text, "ours only", any(known in said for known in OURS_ONLY), said)
    if document.data is None:
        (problem,) = [problem for problem in document.problems if problem.kind == "syntax"][-1:]
        return refused(text, "ruamel only", problem.detail in RUAMEL_ONLY, problem.detail)
    nodes: dict[Path, tuple[object, object]] = {}
    data = "" if node is None else paths_and_nodes(node, nodes)
    if data != document.data:
        assert _ODD_NAME.search(text), text
        return "names"
    if node is not None:
        for path, place in document.places.items():
            same_place(document, path, place, nodes)
    return "same"


def refused(text: str, who: str, known: bool, said: str) -> str:
    if not known:
        assert _ODD_NAME.search(text), f"{who}: {text!r}: {said}"
        return "names"
    return who


def same_place(document: Document, path: Path, place: Place, nodes: dict[Path, tuple[object, object]]) -> None:
    text = document.text
    node, key = nodes[path]
    if place.style == "alias":
        assert text[place.value.start] == "*", (text, path)
        return
    if place.key and text[place.key.start] != "*":
        same_span(text, place.key, key, path, exact=text[place.key.start] not in "|>")
    exact = place.style not in ("map", "list", "|", ">") and not (place.style == "flow-map" and text[place.value.start] != "{")
    same_span(text, place.value, node, path, exact=exact)
    start = node.start_mark  # type: ignore[attr-defined]
    if text[start.index : start.index + 1] not in ("&", "!") and place.value.start < place.value.end:
        region = document.lines.region(place.value)
        assert (region.line, region.column) == (start.line + 1, start.column + 1), (text, path)


def same_span(text: str, ours: Span, node: object, path: Path, *, exact: bool) -> None:
    start, end = node.start_mark.index, node.end_mark.index  # type: ignore[attr-defined]
    if ours.start == ours.end:
        first, last = min(ours.start, start), max(ours.start, start)
        assert text[start : start + 1] in ("&", "!") or _NOTHING.match(text, first, last), (text, path)
        return
    if ours.start != start:
        assert text[start] in "&!", (text, path, ours, start)
        assert start < ours.start < end, (text, path)
    if exact:
        assert ours.end == end, (text, path, ours, end)
    else:
        assert ours.end <= end, (text, path)
        assert _NOTHING.match(text, ours.end, end), (text, path, text[ours.end : end])


def compare_many(seed: int, count: int) -> Counter[str]:
    rng, texts = random.Random(seed), corpus()
    found: Counter[str] = Counter()
    for number in range(count):
        if number % 3 == 2:
            text = mutate_text(rng, window(rng, rng.choice(texts)))
        else:
            text = Grammar(rng).text()
            text = mutate_text(rng, text) if number % 3 == 1 else text
        found[compared(text)] += 1
    return found


def test_whole_reports() -> None:
    found = Counter(compared(text) for text in corpus())
    assert found["same"] >= 3, found
    assert found.keys() <= {"same", "both refuse", "special"}


def test_some_hundred_texts() -> None:
    found = compare_many(1, 400)
    assert found["same"] > 100, found


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 108))
def test_twenty_thousand_texts(seed: int) -> None:
    found = compare_many(seed, 2_500)
    assert found["same"] > 600, found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: &x\n  b: c\nd: *x\ne: !t 1\n", "same"),
        ("a:\nb: # c\n\n- d\n# e\nf: |\n x\n\n# g\n", "same"),
        ("a: [b: c , d]\n? e\n# f\n? g\n", "same"),
        ("a\t\n", "ours only"),
        (": a\n", "ruamel only"),
        ("|\n\ta\n", "ruamel only"),
        ("a: b\u2028c\n", "special"),
        ("a: 1\n---\nb: 2\n", "documents"),
        ("&a [*a]\n", "cycle"),
        ("&a: b\n", "names"),
    ],
)
def test_classes(text: str, expected: str) -> None:
    assert compared(text) == expected


def test_the_table_names_every_class() -> None:
    table = File(__file__).read_text(encoding="utf-8").partition('"""\n')[0]
    assert all(
        f"| {name} |" in table
        for name in ("special", "unreadable", "documents", "cycle", "names", "properties", "alias", "unwritten", "block ends", "refusals")
    )
