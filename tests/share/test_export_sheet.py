"""The sheet for the web forms, and the note that holds nothing of a report."""

from __future__ import annotations

from aishare_lint.document.echo import normal
from aishare_lint.document.marks import marked_leaves
from aishare_lint.share.exports import export
from aishare_lint.share.exports.sheet import NOTE

from .export_samples import EVERYTHING, EXAMPLES, of_data, of_file, small


def test_the_note_holds_no_content() -> None:
    edition, context = of_file(EVERYTHING, "TLP:AMBER+STRICT")
    text = export("sheet", edition, context).decode()
    note = text[text.index(NOTE[0]) :]
    assert note == "\n".join([*NOTE, ""])
    for path in (EVERYTHING, *EXAMPLES.glob("*.yaml")):
        edition, _ = of_file(path, "TLP:RED")
        for place, value, _ in marked_leaves(edition.data):
            if isinstance(value, str) and len(value) >= 6 and value not in ("incident", "vulnerability", "reporter"):
                assert normal(value) not in normal(note), place


def test_every_block_begins_with_the_label() -> None:
    edition, context = of_file(EVERYTHING, "TLP:AMBER+STRICT")
    lines = export("sheet", edition, context).decode().splitlines()
    opened = [number for number, line in enumerate(lines) if line and set(line) == {"-"}][::2]
    assert len(opened) > 20
    assert all(lines[number + 1].strip() in ("TLP:AMBER+STRICT", "TLP:GREEN", "TLP:AMBER") for number in opened)


def test_code_of_a_proof_of_concept_is_not_pasted() -> None:
    poc = {"disclosure": "public", "origin": "third-party", "code": "print('the code of it')"}
    edition, context = of_data(small(vulnerabilities=[{"id": "CVE-2026-0001", "poc": poc}]))
    assert b"the code of it" in export("markdown", edition, context)
    sheet = export("sheet", edition, context)
    assert b"the code of it" not in sheet
    assert b"held back from this form" in sheet


def test_sources_attachments_and_what_no_question_asks_for_have_blocks_too() -> None:
    edition, context = of_file(EVERYTHING, "TLP:AMBER+STRICT")
    lines = export("sheet", edition, context).decode().splitlines()
    assert {"Sources", "Attachments", "Further"} <= set(lines)


def test_without_a_vulnerability_its_form_has_no_block() -> None:
    with_none = export("sheet", *of_data(small(vulnerabilities="none"))).decode()
    assert "there is nothing for this form" in with_none
    with_one = export("sheet", *of_data(small(vulnerabilities=[{"id": "CVE-2026-0001", "impact": "runs code"}]))).decode()
    assert with_one.count("1.2 Is a vulnerability involved") == 2
