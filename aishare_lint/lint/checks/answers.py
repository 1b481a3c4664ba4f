"""Is the tear sheet answered, and are the answers whole?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from aishare_lint.document.answers import Coverage, coverage, has_reason, is_value, non_answer, plain, stands_in
from aishare_lint.document.memory import once
from aishare_lint.document.paths import look_up
from aishare_lint.document.places import Path, Value
from aishare_lint.document.reader import Document
from aishare_lint.document.tear_sheet import TearSheet
from aishare_lint.document.vocabularies import Vocabularies
from aishare_lint.lint.checks import Case, Hit, Shown
from aishare_lint.lint.detection import locate_in_value, reading_of
from aishare_lint.lint.findings import Group

#: Keys under which no non-answer may stand and no placeholder is looked for: other rules own them, and more strictly.
_OWNED = frozenset({"tlp", "default_tlp", "disclosure", "origin"})
#: Keys whose value is never a non-answer, so that no word is proposed for it.
_NO_WORDS = frozenset({"id", "source", "references", "note", "reason"})
#: Word for word what was seen: `<name>` or `see …` in it is the evidence itself.
_EVIDENCE: Final[Mapping[Path, tuple[str, ...]]] = {
    ("technical", "prompts"): ("prompt", "response", "turns"),
    ("detection", "indicators"): ("value",),
}


def coverage_of(case: Case) -> Coverage:
    """The report of a case held against the tear sheet; counted once for all checks that ask."""
    return _held_against(case.document, case.circumstances.format.tear_sheet, case.circumstances.format.vocabularies)


@once
def _held_against(document: Document, tear_sheet: TearSheet, vocabularies: Vocabularies) -> Coverage:
    return coverage(document, tear_sheet, vocabularies)


# The questions


def unanswered_question(case: Case) -> Iterator[Hit]:
    """Each question that is owed and open, at the place where an answer belongs."""
    tear_sheet = case.circumstances.format.tear_sheet
    for question in coverage_of(case).questions:
        if question.owed != "silent" and question.state == "open":
            section = tear_sheet.sections[question.section]
            values = {"question": question.id, "ask": tear_sheet.questions[question.id].ask}
            yield Hit(question.at, values=values, group=Group(section.key, question.id, section.size))


def needs_a_value(case: Case) -> Iterator[Hit]:
    """Each question that is owed a value and has a bare word; and what the kind needs besides its questions."""
    tear_sheet = case.circumstances.format.tear_sheet
    for question in coverage_of(case).questions:
        if question.owed == "value" and question.state not in ("answered", "open") and not question.reasoned:
            ask = tear_sheet.questions[question.id].ask
            what = f"a value, or a reason beside `{question.state}`: {ask}"
            yield Hit(question.at, values={"who": f"question {question.id}", "what": what})
    kind, stage = plain(case.report.get("kind")), plain(case.report.get("stage"))
    for path in tear_sheet.needs(kind, stage) if stage != "early" else ():
        key = path.removeprefix("$.")
        if not case.report.get(key):
            yield Hit((key,), values={"who": f"a report of kind `{kind}`", "what": f"`{key}`"})


def contradicted_answer(case: Case) -> Iterator[Hit]:
    """Each entry of `answers` that says a word where a value is written."""
    answers = case.report.get("answers")
    if not isinstance(answers, dict):
        return
    for question in coverage_of(case).questions:
        if question.id in answers and question.state == "answered":
            entry = answers[question.id]
            word = plain(entry.get("answer")) if isinstance(entry, dict) else plain(entry)
            at: Path = ("answers", question.id)
            yield Hit(at, values={"question": question.id, "word": word}, show=(Shown(question.at, "and here is a value"),))


# Words and what stands in for them


def withheld_without_reason(case: Case) -> Iterator[Hit]:
    """Each `withheld` in the nine sections and in `answers` that gives no reason."""
    vocabularies = case.circumstances.format.vocabularies
    for path, text in _texts(case.document):
        if len(text) > 20 or non_answer(text, path, vocabularies) != "withheld":
            continue
        if path[-1] not in _NO_WORDS and _may_say_a_word(case, path) and not has_reason(case.report, path):
            yield Hit(path)


def see_elsewhere(case: Case) -> Iterator[Hit]:
    """Each value in the nine sections that only points to another place."""
    for path, _, how in _stand_ins(case.document):
        if (
            how == "pointer"
            and path[: len(case.at)] == case.at
            and path[-1] not in _NO_WORDS
            and path[-1] != "basis"
            and _may_say_a_word(case, path)
        ):
            yield Hit(path)


def placeholder(case: Case) -> Iterator[Hit]:
    """Each value that a writer meant to fill in later; a word is proposed where one may stand."""
    words = case.circumstances.format.vocabularies.vocabulary("non-answer")
    placeholders = set()
    for path, text, how in _stand_ins(case.document):
        if how == "placeholder" and _is_looked_at(path):
            placeholders.add(path)
            may = path[-1] not in _NO_WORDS and _may_say_a_word(case, path)
            yield Hit(path, values={"match": text.strip()} | ({"new": words.nearest(text) or "unknown"} if may else {}))
    if any(sign in reading_of(case.document).text for sign in ("TODO", "FIXME", "TB")):
        for path, text in _texts(case.document):
            if _is_looked_at(path) and path not in placeholders:
                yield from _reminders(case, path, text)


def _is_looked_at(path: Path) -> bool:
    return path[0] not in ("internal", "obligations") and _OWNED.isdisjoint(path)


def _reminders(case: Case, path: Path, text: str) -> Iterator[Hit]:
    """`TODO` and the like within a longer text. Only in capitals: as ordinary words they have other meanings."""
    for found in re.finditer(r"\b(?:TODO|FIXME|TB[ACD])\b", text):
        span = locate_in_value(case.document, path, text, found.start(), found.end())
        yield Hit(path, span=span, values={"match": found.group()})


@once
def _texts(document: Document) -> tuple[tuple[Path, str], ...]:
    """Every text of a report, evidence left out."""
    return tuple((path, value) for path, value in document.values.items() if isinstance(value, str) and path and not _is_evidence(path))


def _is_evidence(path: Path) -> bool:
    return len(path) > 3 and path[3] in _EVIDENCE.get(path[:2], ())


@once
def _stand_ins(document: Document) -> tuple[tuple[Path, str, str], ...]:
    """Every text of a report that is no answer, and what it is instead."""
    return tuple((path, text, how) for path, text in _texts(document) if (how := stands_in(text, path)))


def _may_say_a_word(case: Case, path: Path) -> bool:
    """Whether a non-answer may stand here: inside the nine sections, and in `answers`."""
    sections = case.circumstances.format.tear_sheet.sections.values()
    return path[0] == "answers" or any(section.key == path[0] for section in sections)


# Answers that lack a part


def missing_parts(case: Case) -> Iterator[Hit]:
    """A map that lacks some of `parts`; `a|b` asks for one of the two, a bare `true` lacks all.

    With `if_any` only where one of these has a value; with `items` only of items of a list.
    """
    value, options = ({} if case.value is True else case.value), case.options
    # A map where a list belongs is the schema's to say; its entries are no items.
    if not isinstance(value, dict) or "answer" in value or (options.get("items") and not isinstance(case.at[-1], int)):
        return
    vocabularies = case.circumstances.format.vocabularies
    begun = options.get("if_any")
    if begun and not any(is_value(value.get(key), (*case.at, key), vocabularies) for key in begun):
        return
    missing = [part for part in options["parts"] if not any(_is_there(value.get(key)) for key in part.split("|"))]
    if missing:
        names = [f"`{part.partition('|')[0]}`" for part in missing]
        listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
        called = next((name for key in ("name", "title", "id", "text", "category") if (name := plain(value.get(key)))), "")
        yield Hit(case.at, values={"missing": listed, "name": called, "first": missing[0].partition("|")[0]})


def _is_there(value: Value | None) -> bool:
    return value is not None and value not in ("", [], {})


def agent_reach(case: Case) -> Iterator[Hit]:
    """An agentic platform in a report that leaves open what the model could reach."""
    platforms = case.circumstances.format.vocabularies.vocabulary("platform-type")
    value = case.value if isinstance(case.value, dict) else {}
    type_ = platforms.canonical(plain(value.get("type")))
    acts = type_ in case.options["types"] and plain(value.get("relation")) != "used-by-actor"
    if acts and type_ is not None and coverage_of(case)["5.7"].state == "open":
        yield Hit((*case.at, "type"), values={"type": type_, "name": plain(value.get("name")) or "this platform"})


def none_secondhand(case: Case) -> Iterator[Hit]:
    """`none` where somebody would have had to look, in a report that came through others and does not say that they looked."""
    if plain(case.value) != "indirect":
        return
    via = look_up(case.report, ("description", "obtained_via"))
    named = ", ".join(plain(one) for one in (via if isinstance(via, list) else [via]) if plain(one))
    for question in coverage_of(case).questions:
        if question.id not in case.options["questions"] or question.state != "none" or question.reasoned:
            continue
        holder = look_up(case.report, question.at[:-1])
        if question.at[-1] == "answer" and isinstance(holder, dict) and _is_there(holder.get("source")):
            continue
        yield Hit(question.at, values={"question": question.id, "via": named or "others"})


def out_of_scope(case: Case) -> Iterator[Hit]:
    """A harm that the playbook sends elsewhere, and whether harm that belongs here stands beside it."""
    categories = case.circumstances.format.vocabularies.vocabulary("harm-category")
    harms = case.value if isinstance(case.value, list) else []
    words = [categories.canonical(plain(harm.get("category"))) if isinstance(harm, dict) else None for harm in harms]
    outside = [word is not None and categories.values[word].get("scope") == "out" for word in words]
    mixed = any(word is not None and not out for word, out in zip(words, outside, strict=True))
    advice = "report that part to them, and keep the rest here" if mixed else "start the process of your own for it"
    for index, word in enumerate(words):
        if word is not None and outside[index]:
            yield Hit((*case.at, index, "category"), values={"category": word, "means": categories.means(word), "advice": advice})


def withdrawal_incomplete(case: Case) -> Iterator[Hit]:
    """A withdrawn report without date and reason, a revoked indicator without reason."""
    if case.at == ():
        withdrawn = case.report.get("withdrawn")
        parts = withdrawn if isinstance(withdrawn, dict) else {}
        missing = [key for key in ("at", "reason") if not _is_there(parts.get(key))]
        if plain(case.report.get("status")) == "withdrawn" and missing:
            at: Path = ("withdrawn",) if len(missing) == 2 else ("withdrawn", missing[0])
            asked = " and ".join({"at": "when", "reason": "why"}[key] for key in missing)
            yield Hit(
                at, values={"what": "a withdrawn report", "asked": asked, "keys": " and ".join(f"`withdrawn.{key}`" for key in missing)}
            )
        return
    revoked = case.value
    if revoked is False or (isinstance(revoked, dict) and (_is_there(revoked.get("reason")) or "answer" in revoked)):
        return
    yield Hit(case.at, values={"what": "a revoked indicator", "asked": "why", "keys": "`revoked.reason`"})
