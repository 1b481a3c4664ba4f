"""Credentials in parts of the text that say nothing: anchors, tags, directives, and texts that are cut in two."""

from __future__ import annotations

import pytest

from aishare_lint.document.reader import read
from aishare_lint.lint.checks import Circumstances
from aishare_lint.lint.engine import check, mask_of
from aishare_lint.repo.builtin import load_pack

TOKEN = "gh" + "p_" + "Zq8Lr3Vn7Xw2Tb5Yc9Hd1Mf6Gj4Kp0Sa3uIo"


@pytest.mark.parametrize(
    "text",
    [
        f"x_a: &{TOKEN} x\nx_b: *{TOKEN}\n",
        f"x_a: !{TOKEN} x\n",
        f"x_a: !<tag:{TOKEN}> x\n",
        f"x_a: [!{TOKEN} x, y]\n",
        f"%TAG !e! tag:{TOKEN}:\n---\nx_a: y\n",
        f"%FOO {TOKEN}\n---\nx_a: y\n",
    ],
)
def test_a_credential_in_what_nobody_hears_is_found_and_not_shown(text: str) -> None:
    pack = load_pack()
    document = read(f"{text}kind: incident\n")
    judged = check(document, pack, Circumstances(pack.format))
    assert [finding.rule for finding in judged.findings if finding.rule == "redaction/secret"]
    assert TOKEN not in "\n".join((*judged.lines, *(finding.message for finding in judged.findings)))


def test_what_stands_in_a_value_is_found_once() -> None:
    pack = load_pack()
    document = read(f"x_a: 'so &{TOKEN} and'\n")
    judged = check(document, pack, Circumstances(pack.format))
    assert [finding.rule for finding in judged.findings].count("redaction/secret") == 1


def test_a_text_that_was_cut_in_a_file_that_cannot_be_read_is_not_shown() -> None:
    pack = load_pack()
    document = read(f'x_a: [b\n@@ c: "{TOKEN[:20]}\\\n    {TOKEN[20:]}"\n')
    assert document.data is None
    shown = "\n".join(mask_of(document, pack, Circumstances(pack.format)).lines())
    assert TOKEN[:20] not in shown
    assert TOKEN[20:] not in shown
