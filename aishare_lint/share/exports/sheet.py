"""The tear sheet as blocks to paste into CISA's two web forms, and the note that tells a JCDC representative of it, which holds no content.

How the forms name their fields was not at hand; so each block is named by its question of the tear sheet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from aishare_lint.document.marks import RED
from aishare_lint.share.editions import Edition
from aishare_lint.share.exports import Context, ExportRefusedError, plain
from aishare_lint.share.exports.items import Item
from aishare_lint.share.exports.reading import Answer, Part, Reading, read
from aishare_lint.share.exports.wording import DATA

#: What somebody who coordinates a vulnerability asks first.
_VULNERABILITY: Final = ("1.2", "5.5", "6.7", "3.1", "3.2", "3.3", "4.4", "7.1", "7.2", "7.3")
_PROOF: Final = "3.3"
_NOT_PASTED: Final = (
    "held back from this form, which takes no malicious code: quote the number that the form gives on CISA's malware submission form"
)
_RULE: Final = "-" * plain.WIDTH
_USE: Final = (
    "Each block between two lines goes into the field of the form that asks for it; what no field asks for goes into the free text. "
    "Every block begins with the label, because it must stand directly before the text. The form is the encrypted way; sent by e-mail, "
    "this sheet is not."
)
_ADDRESS: Final = "CISA.JCDC@cisa.dhs.gov"
#: Nothing of it comes from the report.
NOTE: Final = (
    "NOTE TO A JCDC REPRESENTATIVE",
    "Partners of the JCDC tell a representative by e-mail when they have used a web",
    "form. This note holds nothing of the report. Fill in what stands in brackets;",
    "send none where the submission is to stay anonymous.",
    "",
    f"    To: {_ADDRESS}",
    "    Subject: Notice of a submission by web form",
    "",
    "    On [date and time, UTC] we sent a report through CISA's web form for",
    "    [cyber incidents / vulnerabilities]. The form gave it the number [number].",
    "    This note holds nothing of the report; please look there.",
    "",
    "    [name, organization, how to reach us]",
)


def export(edition: Edition, context: Context) -> bytes:
    """Refused above TLP:AMBER+STRICT: a web form names no persons who alone would read it."""
    if edition.mark == RED:
        raise ExportRefusedError(
            f"a web form is read by whoever is on duty, and {RED} is for named persons only",
            hint="take `sheet` out of the audience's `formats`, or ask the representative for a person's own address",
        )
    return "\n".join([*_lines(read(edition, context)), ""]).encode()


def _lines(reading: Reading) -> Iterator[str]:
    yield from plain.opening(reading)
    yield ""
    yield from plain.wrapped(_USE)
    yield ""
    yield from plain.wrapped(DATA)
    yield from _title("A. CISA's form to report a cyber incident voluntarily")
    yield from _blocks(reading, _answers(reading))
    for chapter in reading.chapters:
        if chapter.more:
            yield from _block(f"{chapter.id}. {chapter.title}, beside the questions", reading.mark, plain.items(chapter.more, 1))
    yield from _parts(reading, reading.closing)
    yield from _title('B. CISA\'s form for a vulnerability in a product or service ("Report a Vulnerability")')
    by_id = {answer.id: answer for answer in _answers(reading)}
    known = by_id.get("1.2")
    if known is None or all(item.form == "word" for item in known.items):
        yield "This report names no vulnerability: there is nothing for this form."
    else:
        yield from _blocks(reading, [by_id[id_] for id_ in _VULNERABILITY if id_ in by_id])
    yield from plain.closing(reading)
    yield ""
    yield from NOTE


def _title(title: str) -> Iterator[str]:
    yield ""
    yield ""
    yield title
    yield "=" * len(title)


def _answers(reading: Reading) -> list[Answer]:
    """Every question that is answered, one by one, in the order of the sheet."""
    answers = [answer for chapter in reading.chapters for answer in chapter.answers]
    answers += [
        answer._replace(items=rest.items, mark=rest.mark)
        for chapter in reading.chapters
        for rest in chapter.rests
        for answer in rest.questions
    ]
    return sorted(answers, key=lambda answer: [int(part) for part in answer.id.split(".")])


def _blocks(reading: Reading, answers: Iterable[Answer]) -> Iterator[str]:
    title = plain.wrapped(f"[{reading.title_mark}] {reading.title}" if reading.title_mark else reading.title, "  ")
    yield from _block("Title", reading.mark, title)
    yield from _parts(reading, (reading.facts, reading.withdrawn, reading.handling, *reading.opening))
    for answer in answers:
        if not answer.items:
            continue  # told with another question, whose block holds it
        items = tuple(map(_without_code, answer.items)) if answer.id == _PROOF else answer.items
        yield from _block(f"{answer.id} {answer.ask}", answer.mark or reading.mark, plain.told(answer._replace(items=items)))


def _parts(reading: Reading, parts: Iterable[Part]) -> Iterator[str]:
    for part in parts:
        if part.items:
            yield from _block(part.heading, part.mark or reading.mark, plain.items(part.items, 1))


def _block(name: str, mark: str, lines: Iterable[str]) -> Iterator[str]:
    yield ""
    yield from plain.wrapped(name)
    yield _RULE
    yield f"  {mark}"
    yield from lines
    yield _RULE


def _without_code(item: Item) -> Item:
    """An item of a proof of concept without the code of it."""
    if item.form == "material":
        return item._replace(text=_NOT_PASTED, form="prose", below=())
    return item._replace(below=tuple(map(_without_code, item.below)))
