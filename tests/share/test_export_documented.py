"""`docs/exports.md` says for each mark and each restriction how a format says it, and the formats do as it says."""

from __future__ import annotations

import re

import pytest

from aishare_lint.document.marks import LABELS
from aishare_lint.document.places import Value
from aishare_lint.share.exports import KINDS, ExportRefusedError, export
from aishare_lint.share.exports.order import Order

from .export_samples import TOP, flat, of_data, readable, report_format, small

COLUMNS = ("yaml", "json", "markdown", "html", "pdf", "eml", "sheet")
#: A value for each key of `handling`, and words that must then be found.
HANDLING: dict[str, tuple[Value, str]] = {
    "recipients": ([{"person": "Jo Example", "address": "jo@example.org"}], "Jo Example"),
    "pap": ("PAP:AMBER", "PAP:AMBER: passive look-ups at third parties allowed"),
    "onward": ({"industry": "no"}, "To industry: no: must not be passed on"),
    "restrictions": (["Not to be put into hosted models"], "Not to be put into hosted models"),
    "attribution": ("must-not", "must-not: the submitter must not be named"),
    "consent": ("none", "none: our identity stays with the recipient"),
    "proprietary": (True, "yes: this is the submitter's commercial, financial and proprietary information"),
    "designation": ("Our OWN words --\n  as they are", "Our OWN words -- | as they are"),
    "privileged": (True, "yes: a legal privilege is claimed"),
    "encryption": ("pgp", "pgp: OpenPGP message"),
    "channels": ([{"channel": "incident-form"}], "incident-form: CISA's Incident Reporting Form"),
    "embargo_until": ("2026-05-01T12:00Z", "Not to be published before: 2026-05-01T12:00Z"),
}


def table() -> dict[str, dict[str, str]]:
    """The table of the formats for people: row, format, cell."""
    text = (TOP / "docs" / "exports.md").read_text(encoding="utf-8")
    lines = [line for line in text.split("## Formats for machines")[0].splitlines() if line.startswith("|")]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    head = next(number for number, row in enumerate(rows) if row[1] == "`yaml`, `json`")
    formats = [re.findall(r"`(\w+)`", cell) for cell in rows[head][1:]]
    return {row[0]: {name: cell for names, cell in zip(formats, row[1:], strict=True) for name in names} for row in rows[head + 2 :]}


def bare(text: str) -> str:
    """Without what formats put between words."""
    return flat(re.sub(r"[`*|]", "", text))


def test_every_row_and_column_stands_there() -> None:
    rows = table()
    keys = [key for key in Order(report_format()).keys(("handling",)) if key not in ("tlp", "source", "confidence", "note", "id")]
    named = [row.strip("`").removeprefix("handling.") for row in rows if row.startswith("`handling.")]
    assert named == keys == list(HANDLING)
    assert [row.strip("`") for row in rows if row.startswith("`TLP:")] == list(LABELS)
    for row in rows.values():
        assert list(row) == list(COLUMNS)
        assert all(row.values())
    assert set(COLUMNS) <= set(KINDS)


@pytest.mark.parametrize("name", COLUMNS)
@pytest.mark.parametrize("mark", LABELS)
def test_marks(mark: str, name: str) -> None:
    edition, context = of_data(small(mark))
    if table()[f"`{mark}`"][name].startswith("refused"):
        with pytest.raises(ExportRefusedError):
            export(name, edition, context)
        return
    text = readable(name, export(name, edition, context))
    wanted = re.escape(mark) + r"(?!\+)"
    assert len(re.findall(wanted, text)) >= (1 if name == "json" else 2)
    assert not any(re.search(re.escape(other) + r"(?!\+)", text) for other in LABELS if other != mark)


def test_red_goes_by_mail_to_the_persons_that_are_named() -> None:
    person: Value = {"person": "Jo Example", "address": "Jo@Example.org"}
    edition, context = of_data(small("TLP:RED", handling={"recipients": [person]}), recipients=["jo@example.org"])
    assert b"[TLP:RED]" in export("eml", edition, context)
    for recipients in ([], ["jo@example.org", "desk@example.org"]):
        edition, context = of_data(small("TLP:RED", handling={"recipients": [person]}), recipients=recipients)
        with pytest.raises(ExportRefusedError, match="not all among them"):
            export("eml", edition, context)
    edition, context = of_data(small("TLP:RED", handling={"recipients": [{"address": "jo@example.org"}]}), recipients=["jo@example.org"])
    with pytest.raises(ExportRefusedError, match="not all among them"):
        export("eml", edition, context)


@pytest.mark.parametrize("name", [name for name in COLUMNS if name not in ("yaml", "json")])
@pytest.mark.parametrize("key", HANDLING)
def test_handling(key: str, name: str) -> None:
    value, words = HANDLING[key]
    edition, context = of_data(small(handling={key: value}))
    assert not table()[f"`handling.{key}`"][name].startswith("refused")
    assert bare(words) in bare(readable(name, export(name, edition, context)))


@pytest.mark.parametrize("name", COLUMNS)
def test_a_portion_with_a_mark_of_its_own(name: str) -> None:
    edition, context = of_data(small("TLP:AMBER", impact={"lateral_movement": {"text": "to the control network", "tlp": "TLP:GREEN"}}))
    text = readable(name, export(name, edition, context))
    assert "TLP:GREEN" in text
    if name not in ("yaml", "json"):
        assert 0 < text.index("to the control network") - text.index("TLP:GREEN") < 200


@pytest.mark.parametrize("data", [{"reporter": {"anonymous": True, "role": "adopter"}}, {}])
def test_a_mail_cannot_keep_its_sender_to_itself(data: dict[str, Value]) -> None:
    edition, context = of_data(small(**data), identity="named" if data else "none")
    for name in COLUMNS:
        if table()["the reporter stays unknown (`identity: none`, `reporter.anonymous`)"][name].startswith("refused"):
            assert name == "eml"
            with pytest.raises(ExportRefusedError, match="tells who sends it"):
                export(name, edition, context)
        else:
            export(name, edition, context)
