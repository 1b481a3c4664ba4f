"""The checks of `tlp/` and `yaml/` on whatever a file may hold: none raises, none takes long, whatever it is fixed to can be read."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aishare_lint.document.marks import LABELS
from aishare_lint.document.reader import read
from aishare_lint.lint.checks import Circumstances
from aishare_lint.lint.engine import Selection, check
from aishare_lint.repo.builtin import load_pack

OURS = Selection(select=frozenset({"tlp", "yaml"}))
SETTINGS = {"repository": {"ceiling": "TLP:GREEN", "visibility": "private"}}


def judge(text: str | bytes) -> Any:
    pack = load_pack()
    judged = check(read(text), pack, Circumstances(pack.format, settings=SETTINGS), OURS)
    assert judged.failures == ()
    return judged


KEYS = st.sampled_from(
    [
        "tlp",
        "default_tlp",
        "description",
        "obtained_tlp",
        "handling",
        "recipients",
        "person",
        "address",
        "sources",
        "source",
        "s1",
        "access",
        "relabel",
        "from",
        "permission",
        "vulnerabilities",
        "disclosure",
        "status",
        "embargo_until",
        "detection",
        "indicators",
        "value",
        "id",
        "note",
        "x_y",
        "victims",
    ]
)
WORDS = st.sampled_from(
    [
        *LABELS,
        "tlp:white",
        "RED",
        "",
        "~",
        "none",
        "unknown",
        "public",
        "coordinated",
        "s1",
        "evil.example",
        "hxxp://evil[.]example",
        "soc@example.org",
        "2026-12-01",
        "9999-12-31",
        "0000-00-00",
        "internal use only",
        "NO",
        "1.10",
        "\u200b",
        "e\u0301",
        "[]",
        "true",
        "Ada Muster",
    ]
)
VALUES: Any = st.recursive(WORDS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=5), max_leaves=20)


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(KEYS, VALUES, max_size=8))
def test_no_shape_of_a_report_makes_a_check_raise(report: Any) -> None:
    import json

    judge(json.dumps(report, ensure_ascii=False))


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="ab:-#'\"[]{},*&!|> \n\t@~0\u200b\u0301\r", max_size=60))
def test_no_text_makes_a_check_raise(text: str) -> None:
    judge(text)


@pytest.mark.parametrize(
    "text",
    [
        "x: {" + ", ".join(f"k{number}" for number in range(9000)) + "}",
        "\n".join(f"k{number}: see #{number}" for number in range(9000)),
        "\n".join(f"k{number}: a\u200bb" for number in range(9000)),
        "x: " + "1" * 500_000,
        "a: b" + " " * 500_000 + "c: d",
        "x: " + "\u200b" * 100_000,
        "tlp: TLP:RED\ndefault_tlp: TLP:GREEN\n"
        + "\n".join(f"k{number}: {{v: secret word {number}, tlp: TLP:RED}}\nl{number}: word secret" for number in range(3000)),
    ],
)
def test_large_files_are_judged_in_time(text: str) -> None:
    document = read(text)
    pack = load_pack()
    start = time.process_time()
    for rule in (rule for rule in pack.single if rule.category in ("tlp", "yaml")):
        from aishare_lint.lint.checks import Case, characters, marks, pushes, source

        kind, _, name = rule.data["then"]["check"].partition(".")
        module = {"marks": marks, "pushes": pushes, "source": source, "characters": characters}[kind]
        case = Case(
            document, (), document.data if document.data is not None else "", rule.data["then"].get("with", {}), Circumstances(pack.format)
        )
        if "$" in rule.data["given"] and rule.data["given"] == "$":
            sum(1 for _ in getattr(module, name)(case))
    assert time.process_time() - start < 2
