"""The reading of an edition: everything once, in the order of the tear sheet, each portion with its mark."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from aishare_lint.document.defang import live
from aishare_lint.document.marks import marked_leaves
from aishare_lint.document.places import Value
from aishare_lint.share.canonical import canonical
from aishare_lint.share.editions import edition_of
from aishare_lint.share.exports import KINDS, ExportRefusedError, export
from aishare_lint.share.exports.items import Item, hoist
from aishare_lint.share.exports.reading import Part, Reading, read

from .export_samples import EVERYTHING, EXAMPLES, flat, of_data, of_file, small

FILES = [*sorted(EXAMPLES.glob("*.yaml")), EVERYTHING]


def parts(reading: Reading) -> Iterator[tuple[str, str, tuple[Item, ...]]]:
    """Every group of items with its heading and the mark around it."""
    for part in (reading.withdrawn, reading.handling, reading.facts, *reading.opening, *reading.closing):
        yield part.heading, part.mark or reading.mark, part.items
    for chapter in reading.chapters:
        for answer in chapter.answers:
            yield answer.id, answer.mark or reading.mark, answer.items
        for rest in chapter.rests:
            yield ", ".join(one.id for one in rest.questions), rest.mark or reading.mark, rest.items
        yield chapter.id, reading.mark, chapter.more


def texts(items: tuple[Item, ...], mark: str) -> Iterator[tuple[str, str]]:
    """Every text with the mark that a reader sees govern it."""
    for item in items:
        own = item.mark or mark
        for text in (item.tag, item.text):
            if text:
                yield text, own
        yield from texts(item.below, own)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_everything_is_told_with_its_mark(path: Path) -> None:
    edition, context = of_file(path, "TLP:RED")
    reading = read(edition, context)
    told = [(flat(live(text)), mark) for _, around, items in parts(reading) for text, mark in texts(items, around)]
    told += [(flat(reading.title), reading.title_mark or reading.mark), (reading.id, reading.mark)]
    for place, value, mark in marked_leaves(edition.data):
        if place[-1] in ("tlp", "default_tlp") or isinstance(value, bool) or place == ("id",):
            continue
        wanted = flat(live(value)).replace("\u200b", "<U+200B>").replace("\u202e", "<U+202E>")
        assert any(wanted in text and shown == mark.label for text, shown in told), place


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_question_stands_once_and_in_order(path: Path) -> None:
    edition, context = of_file(path, "TLP:RED")
    for chapter in read(edition, context).chapters:
        answered = [answer.id for answer in chapter.answers]
        assert answered == sorted(answered, key=lambda id_: int(id_.partition(".")[2]))
        shared = [answer.id for rest in chapter.rests for answer in rest.questions]
        every = [*answered, *shared, *(answer.id for answer in chapter.open)]
        assert sorted(every) == sorted(id_ for id_, one in context.format.tear_sheet.questions.items() if one.section == chapter.id)


def test_a_pointer_leads_to_where_it_is_told() -> None:
    reading = read(*of_file(EXAMPLES / "EX-2025-1002.yaml"))
    answers = {answer.id: answer for chapter in reading.chapters for answer in chapter.answers}
    assert {id_: answer.see for id_, answer in answers.items() if answer.see} == {"2.8": "2.3", "7.3": "7.2"}
    assert answers["2.3"].items
    assert answers["7.2"].items


def test_marks_stand_where_the_largest_portion_is_that_bears_them() -> None:
    below = (Item("", "b", mark="TLP:GREEN"), Item("", "c", mark="TLP:AMBER"))
    (item,) = hoist([Item("", "a", mark="TLP:GREEN", below=below)], "TLP:AMBER")
    # What stands under a looser mark and is stricter says so, even where its mark is that of the whole.
    assert (item.mark, item.below[0].mark, item.below[1].mark) == ("TLP:GREEN", "", "TLP:AMBER")


def test_what_is_stricter_than_the_whole_is_refused() -> None:
    data = small("TLP:GREEN", impact={"lateral_movement": {"text": "to the control network", "tlp": "TLP:AMBER"}})
    edition, context = of_data(data, "TLP:AMBER")
    for name in ("markdown", "html", "pdf", "eml", "sheet"):
        with pytest.raises(ExportRefusedError, match="stricter than the edition"):
            export(name, edition, context)


def test_nobody_is_passed_over() -> None:
    odd: dict[str, Value] = {"vulnerabilities": "the word of a list", "x_own": {"deep": [[{"deeper": "down there"}]]}, "unheard": "of this"}
    reading = read(*of_data(small(**odd, victims=["not", {"what": "belongs here"}])))
    told = {text for _, mark, items in parts(reading) for text, _ in texts(items, mark)}
    assert {"the word of a list", "down there", "of this", "not", "belongs here"} <= told


def test_the_order_of_keys_changes_nothing() -> None:
    """In the canonical form, which is what was approved, maps have no order."""

    def shuffled(value: Value) -> Value:
        if isinstance(value, dict):
            keys = list(value)
            random.Random(7).shuffle(keys)
            return {key: shuffled(value[key]) for key in keys}
        return [shuffled(item) for item in value] if isinstance(value, list) else value

    edition, context = of_file(EVERYTHING, "TLP:AMBER+STRICT")
    other = shuffled(edition.data)
    assert isinstance(other, dict)
    assert list(other) != list(edition.data)
    again = edition_of(other, context.audience, context.format)
    assert canonical(again.data) == edition.content
    for name in KINDS:
        try:
            expected = export(name, edition, context)
        except ExportRefusedError:
            with pytest.raises(ExportRefusedError):
                export(name, again, context)
        else:
            assert export(name, again, context) == expected, name


def test_a_withdrawn_report_says_so_first() -> None:
    data = small(withdrawn={"at": "2026-05-01", "reason": "it was a drill"})
    edition, context = of_data(data)
    reading = read(edition, context)
    assert reading.withdrawn.items
    assert b"WITHDRAWN: ORG-2026-0001" in export("eml", edition, context)
    for name in ("markdown", "html"):
        text = export(name, edition, context).decode()
        assert text.index("no longer stands") < text.index("What happened")


def test_words_are_explained() -> None:
    reading = read(*of_data(small(impact={"rest": "unknown"}, victims="not-applicable")))
    assert [word for word, _ in reading.legend] == ["unknown", "not-applicable"]


def test_hosts_of_indicators_are_defanged_in_sentences() -> None:
    data = small(
        detection={
            "indicators": [
                {"id": "i1", "type": "domain", "value": "bad.example"},
                {"id": "i2", "type": "domain", "value": "good.example", "legitimate_service": True},
            ]
        },
        sources={"s": {"title": "Seen at bad.example and good.example", "url": "https://bad.example/post"}},
    )
    (source,) = next(part for part in read(*of_data(data)).closing if part.heading == "Sources").items
    assert source.text == "Seen at bad[.]example and good.example"
    assert [(item.text, item.form) for item in source.below] == [("hxxps://bad[.]example/post", "code")]
    assert Part("", ()).mark == ""
