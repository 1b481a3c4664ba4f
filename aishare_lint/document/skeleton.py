"""A new report: the facts that are known, and as comments every question that its kind owes at its stage, ready to be filled in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from aishare_lint.document.paths import Pattern
from aishare_lint.document.patterns import lazy
from aishare_lint.document.places import Path
from aishare_lint.document.scalars import write
from aishare_lint.document.tear_sheet import Question, TearSheet
from aishare_lint.document.vocabularies import Vocabularies

#: So many words of a list are shown; the editor knows them all.
MOST_WORDS: Final = 8
#: Characters of a title that is made from a summary.
LONGEST_TITLE: Final = 70
_SENTENCE_END: Final = lazy(r"(?<=[.!?]) ")
#: Keys without which what answers a question is incomplete, or is taken for an error.
COMPLETING: Final = frozenset({"id", "type", "text", "event", "unit", "kind", "versions", "origin", "disclosure"})


class Facts(NamedTuple):
    """What is known when a report is begun. Empty where it is not known or does not apply.

    vulnerability  an id such as `CVE-2026-0001`, `unassigned`, or `none`
    level          how sure the reporter is of the information
    malicious      whether the activity is confirmed to be malicious
    basis          what that rests on
    """

    id: str
    title: str
    kind: str
    status: str
    stage: str
    tlp: str
    created: str
    summary: str
    activity: str = ""
    vulnerability: str = ""
    obtained: str = ""
    obtained_via: tuple[str, ...] = ()
    obtained_tlp: str = ""
    level: str = ""
    malicious: str = ""
    basis: str = ""
    organization: str = ""
    contact: str = ""


def skeleton(facts: Facts, sheet: TearSheet, vocabularies: Vocabularies, fields: Mapping[str, Any], *, schema: str) -> str:
    """The text of a new report.

    fields  the keys of the format (`report.fields.yaml`)
    schema  where an editor finds the JSON Schema, relative to the file
    """
    writer = _Writer(facts, sheet, vocabularies, fields["keys"])
    lines = [f"# yaml-language-server: $schema={schema}", *_head(facts), ""]
    lines += _legend(facts)
    if facts.kind == "proactive" and facts.stage != "early":
        lines += ["", "# What the assessment says", *_commented(writer.template("assessment", fields["keys"]["assessment"], ()), 0)]
    for section in sheet.sections.values():
        lines += writer.section(section.key, f"# {section.id}. {section.title}")
    return "\n".join(lines) + "\n"


def title_of(summary: str) -> str:
    """A title for a report that has none: the first sentence of its summary; a long one is cut between words, which `…` shows."""
    sentence = _SENTENCE_END.split(" ".join(summary.split()), 1)[0].rstrip(".")
    if len(sentence) <= LONGEST_TITLE:
        return sentence
    room = LONGEST_TITLE - 1
    whole = sentence[: room + 1].rpartition(" ")[0].rstrip(" ,;:–-(")
    return f"{whole or sentence[:room]}…"


def _head(facts: Facts) -> Iterator[str]:
    yield "schema: aishare/1"
    for key in ("id", "title", "kind", "status", "stage", "tlp", "created"):
        yield f"{key}: {write(getattr(facts, key), 'plain')}"
    reporter = [(key, getattr(facts, key)) for key in ("organization", "contact") if getattr(facts, key)]
    if reporter:
        yield f"reporter: {_flow(reporter)}"
    if facts.tlp == "TLP:RED":
        yield "# handling:"
        yield "#   recipients:  # TLP:RED names persons, never a shared mailbox"
        yield "#     - person:"
        yield "#       organization:"
        yield "#       address:"


def _flow(entries: Iterable[tuple[str, str]]) -> str:
    return f"{{{', '.join(f'{key}: ' + write(value, 'plain', flow=True) for key, value in entries)}}}"


def _legend(facts: Facts) -> list[str]:
    if facts.stage == "early":
        return [
            "# An early warning owes no more than this. Everything else of the format is welcome and can wait: with `stage: update` the",
            "# report owes what `aishare-lint coverage` then lists.",
        ]
    return [
        "# What is not known yet is open; nobody is made to invent it. A question can be answered by a word: unknown, none (looked,",
        "# found nothing), not-applicable, or withheld with a reason: {answer: withheld, reason: …}. `rest: unknown` in a section answers",
        "# whatever else is open there. Questions with * need a value, or a word with a reason. Take away the leading `# ` of what you",
        "# answer.",
    ]


class _Writer:
    def __init__(self, facts: Facts, sheet: TearSheet, vocabularies: Vocabularies, fields: Mapping[str, Any]) -> None:
        self.facts = facts
        self.vocabularies = vocabularies
        self.fields = fields
        self.owed = sheet.owed(facts.kind, facts.stage, facts.activity)
        self.sheet = list(sheet.questions.values())
        self.questions = [question for question in self.sheet if self.owed[question.id] != "silent"]

    def section(self, key: str, heading: str) -> Iterator[str]:
        """One section: known facts as they are, owed questions as comments."""
        questions = [question for question in self.questions if question.home == key]
        live = self.known(key)
        if key == "vulnerabilities" and live is None and self.facts.stage == "early":
            return
        if not questions and live is None:
            return
        yield ""
        yield heading
        if isinstance(live, str):
            yield f"{key}: {live}"
            return
        is_list = self.fields[key]["is"] == "list of map"
        wanted = _wanted(questions, self.sheet, 1 + is_list)
        if is_list:
            wanted["id"] = frozenset()
        asked = _asked_at(questions, [name for name in self.fields[key]["keys"] if name in wanted], 1 + is_list)
        body: list[str] = []
        for name, record in self.fields[key]["keys"].items():
            if live and name in live:
                body += [*live[name]]
            elif name in wanted:
                comments = [line for question in asked.get(name, ()) for line in self.question(question)]
                block = [*comments, *self.template(name, record, (key, 0, name) if is_list else (key, name), wanted[name])]
                body += _commented(block, 0) if live else block
        opened = [f"{key}:", *(_item(body) if is_list else [f"  {line}" for line in body])]
        yield from opened if live else _commented(opened, 0)

    def known(self, key: str) -> dict[str, list[str]] | str | None:
        """What is known of a section: lines by key, or a word for the whole, or None."""
        facts = self.facts
        if key == "vulnerabilities":
            if facts.vulnerability in ("", "none"):
                return facts.vulnerability or None
            state = {"cve": ["cve: unknown  # requested | none | unknown"]} if facts.vulnerability == "unassigned" else {}
            return {"id": [f"id: {write(facts.vulnerability, 'plain')}"], **state}
        if key != "description":
            return None
        lines = {"summary": f"summary: {write(facts.summary, '>' if len(facts.summary) > 100 else 'plain', indent=4)}".split("\n")}
        # The lines of a block stand two columns deeper in the file than here.
        lines["summary"] = [line.removeprefix("  ") for line in lines["summary"]]
        for name in ("activity", "obtained", "obtained_tlp"):
            if getattr(facts, name):
                lines[name] = [f"{name}: {write(getattr(facts, name), 'plain')}"]
        if facts.obtained_via:
            one, *more = facts.obtained_via
            names = ", ".join(write(name, "plain", flow=True) for name in facts.obtained_via)
            lines["obtained_via"] = [f"obtained_via: [{names}]" if more else f"obtained_via: {write(one, 'plain')}"]
        sure = [(name, value) for name, value in (("level", facts.level), ("malicious", facts.malicious), ("basis", facts.basis)) if value]
        if sure:
            lines["confidence"] = [f"confidence: {_flow(sure)}"]
        return lines

    def question(self, question: Question) -> list[str]:
        star = "* " if self.owed[question.id] == "value" else ""
        return [f"# {question.id} {star}{question.ask}", f"#     {question.hint}"]

    def template(self, name: str, record: Mapping[str, Any], path: Path, wanted: frozenset[str] | None = None) -> list[str]:
        """A key to fill in, with the keys below it (`wanted` of them) and the words that may stand there."""
        kind, path = record["is"], path or (name,)
        below = record.get("keys", {})
        if kind == "list of prose" and below:
            below = {"text": {"is": "prose"}, **below}
        if kind in ("map", "list of map", "list of prose") and below:
            at = (*path, 0) if kind.startswith("list") else path
            body = [
                line for key, child in below.items() if wanted is None or key in wanted for line in self.template(key, child, (*at, key))
            ]
            return [f"{name}:", *(_item(body) if kind.startswith("list") else [f"  {line}" for line in body])]
        return [f"{name}:{' []' if kind.startswith('list') else ''}{self.words(path, kind)}"]

    def words(self, path: Path, kind: str) -> str:
        """The allowed words as a comment, or as many as are read with one look."""
        vocabulary = self.vocabularies.at((*path, 0) if kind.startswith("list") else path)
        if vocabulary is None or not vocabulary.words():
            return ""
        if vocabulary.form:  # the words are but those of them that have other spellings
            return f"  # {vocabulary.form}"
        words = vocabulary.words(path)
        shown = words if len(words) <= MOST_WORDS else (*words[: MOST_WORDS - 1], "…")
        return f"  # {' | '.join(shown)}"


def _wanted(questions: Iterable[Question], sheet: Iterable[Question], depth: int) -> dict[str, frozenset[str] | None]:
    """By key of a section: the keys below it that answer questions or complete answers; None for all."""
    wanted: dict[str, frozenset[str] | None] = {}
    asked = list(questions)
    home = asked[0].home if asked else ""
    others = {_split(question.answered_by[0], depth)[0] for question in sheet if question.home == home and question not in asked}
    for question in asked:
        for path in question.answered_by:
            name, below = _split(path, depth)
            # A place that belongs to a question which this kind does not owe is not opened for another question's sake.
            if name is None or path[0] != question.home or name in others:
                continue
            known = wanted.get(name, frozenset())
            wanted[name] = None if below is None or known is None else known | {below} | COMPLETING
    return wanted


def _split(pattern: Pattern, depth: int) -> tuple[str | None, str | None]:
    """The key of a section that a path goes through, and the key below that. `depth` is 2 where the section is a list."""
    names = [step for step in pattern[depth:] if isinstance(step, str)]
    return (names[0] if names else None), (names[1] if len(names) > 1 else None)


def _asked_at(questions: list[Question], names: list[str], depth: int) -> dict[str, list[Question]]:
    """Above which key each question stands: the first that answers it and is not the place of another question."""
    asked: dict[str, list[Question]] = {}
    firsts = {question.id: _split(question.answered_by[0], depth)[0] for question in questions}
    for question in questions:
        own = {_split(path, depth)[0] for path in question.answered_by if path[0] == question.home}
        taken = {name for id_, name in firsts.items() if id_ != question.id} - {firsts[question.id]}
        place = next((name for name in names if name in own and name not in taken), None)
        if place is not None:
            asked.setdefault(place, []).append(question)
    return asked


def _item(body: list[str]) -> list[str]:
    """The body of a map as the first item of a list."""
    first = next((number for number, line in enumerate(body) if not line.startswith("#")), None)
    if first is None:
        return [f"    {line}" for line in body]
    return [f"  {'- ' if number == first else '  ' if number > first else ''}{line}" for number, line in enumerate(body)]


def _commented(lines: Iterable[str], indent: int) -> list[str]:
    return [f"{' ' * indent}# {line}" for line in lines]
