"""What reports answer of the tear sheet: nine bars for people, JSON for programs.

In the bar of a report each question has a cell of its own, in the order of the sheet; over several reports the cells are shares. The
signs tell the states apart without colour.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, Literal, NamedTuple

from aishare_lint.document import paths
from aishare_lint.document.answers import STATES, Coverage, State
from aishare_lint.document.places import Path
from aishare_lint.document.tear_sheet import Owed, TearSheet
from aishare_lint.document.text import fit, pad, visible, width, wrap
from aishare_lint.show.folding import plural
from aishare_lint.show.style import Style

#: A state, and what is open although it is owed.
Sign = Literal["answered", "none", "not-applicable", "unknown", "withheld", "open", "owed"]
SIGNS: Final[tuple[Sign, ...]] = (*STATES, "owed")
BLOCKS: Final[Mapping[Sign, str]] = dict(zip(SIGNS, "█▁–?▒·!", strict=True))
PLAIN: Final[Mapping[Sign, str]] = dict(zip(SIGNS, "#_-?x.!", strict=True))
WORDS: Final[Mapping[Sign, str]] = {"not-applicable": "not applicable", "owed": "open and owed"}
OWED: Final[Mapping[Owed, str]] = {
    "value": "open, owes a value or a word with a reason",
    "answer": "open, owes an answer",
    "silent": "open, not owed",
}
#: The columns of a bar: eleven questions with a blank between them.
BAR: Final = 21
#: Of more reports than this each has one line, unless everything is asked for.
SINGLY: Final = 4


class Answer(NamedTuple):
    """How a report answers one question; `at` is the place, ready to be shown."""

    id: str
    section: str
    state: State
    owed: Owed
    at: str

    @property
    def sign(self) -> Sign:
        return "owed" if self.state == "open" and self.owed != "silent" else self.state


class Covered(NamedTuple):
    """One report held against the tear sheet. Its texts are masked."""

    path: str
    id: str
    kind: str
    stage: str
    answers: tuple[Answer, ...]


def covered(path: str, head: Mapping[str, str], coverage: Coverage, show_path: Callable[[Path], str] = paths.show) -> Covered:
    """A report for showing. `head` holds its `id`, `kind` and `stage`; `show_path` masks the paths of places."""
    answers = tuple(Answer(one.id, one.section, one.state, one.owed, show_path(one.at)) for one in coverage.questions)
    return Covered(path, head.get("id", ""), head.get("kind", ""), head.get("stage", "") or "update", answers)


def text(reports: Sequence[Covered], sheet: TearSheet, style: Style) -> str:
    """The nine bars of each report, and of all of them where there are several."""
    lines: list[str] = []
    singly = style.verbose or len(reports) <= SINGLY
    for report in reports:
        lines += [*_report(report, sheet, style), ""] if singly else []
    if not singly:
        lines += [*_list(reports, style), ""]
    if len(reports) > 1:
        lines += [*_total(reports, sheet, style), ""]
    return "".join(f"{line}\n" for line in [*lines, *_legend(style)])


def json(reports: Sequence[Covered]) -> str:
    """The same as `schemas/coverage.schema.json` describes it."""
    from aishare_lint.show.json import dump

    entries: list[dict[str, Any]] = [
        {
            "path": report.path,
            "id": report.id,
            "kind": report.kind,
            "stage": report.stage,
            "questions": [answer._asdict() for answer in report.answers],
            "counts": counts(report.answers),
        }
        for report in reports
    ]
    every = [answer for report in reports for answer in report.answers]
    return dump({"version": 1, "reports": entries, "total": counts(every)}, depth=4)


def counts(answers: Iterable[Answer]) -> dict[State, int]:
    """How many questions are in each state."""
    found = Counter(answer.state for answer in answers)
    return {state: found[state] for state in STATES}


def _report(report: Covered, sheet: TearSheet, style: Style) -> Iterator[str]:
    about = ", ".join(visible(word) for word in (report.id, report.kind, report.stage) if word)
    yield f"{style.paint('strong', visible(report.path))}  {about}"
    by_section = {section: [answer for answer in report.answers if answer.section == section] for section in sheet.sections}
    yield from _bars(sheet, by_section, style, lambda answers: _cells(answers, style))
    yield from _sum(report.answers, style)
    if style.verbose:
        yield from _open(report, sheet, style)


def _total(reports: Sequence[Covered], sheet: TearSheet, style: Style) -> Iterator[str]:
    yield style.paint("strong", f"all {len(reports)} reports")
    every = [answer for report in reports for answer in report.answers]
    by_section = {section: [answer for answer in every if answer.section == section] for section in sheet.sections}
    yield from _bars(sheet, by_section, style, lambda answers: _shares(answers, style), total=True)
    yield from _sum(every, style)


def _bars(
    sheet: TearSheet,
    by_section: Mapping[str, Sequence[Answer]],
    style: Style,
    bar: Callable[[Sequence[Answer]], str],
    *,
    total: bool = False,
) -> Iterator[str]:
    """A line a section: title (its key where there is no room), bar, how many have an answer, and which are open."""
    titles = {section: entry.title for section, entry in sheet.sections.items()}
    if max(map(width, titles.values())) + BAR + 30 > style.width:
        titles = {section: entry.key.replace("_", " ") for section, entry in sheet.sections.items()}
    longest = max(map(width, titles.values()))
    shares = {section: f"{sum(answer.state != 'open' for answer in found)}/{len(found)}" for section, found in by_section.items()}
    digits = max(map(len, shares.values()))
    for section, found in by_section.items():
        line = f"{section:>2} {pad(titles[section], longest)}  {bar(found)}  {shares[section]:>{digits}}"
        if missing := [] if total else [answer for answer in found if answer.state == "open"]:
            role = "open" if any(answer.sign == "owed" for answer in missing) else "faint"
            line += f"  {style.paint(role, 'open:')} {_ids(missing, style.width - longest - BAR - digits - 15)}"
        yield line.rstrip()


def _ids(answers: Sequence[Answer], room: int) -> str:
    """`2.1! 2.6 +3`: ids, owed ones with a mark, and how many more there was no room for."""
    ids = [f"{answer.id}!" if answer.sign == "owed" else answer.id for answer in answers]
    for shown in range(len(ids), 0, -1):
        line = " ".join(ids[:shown] if shown == len(ids) else [*ids[:shown], f"+{len(ids) - shown}"])
        if len(line) <= room:
            return line
    return f"{len(ids)}"


def _cells(answers: Sequence[Answer], style: Style) -> str:
    """A cell a question."""
    cells = " ".join(_sign(answer.sign, style) for answer in answers)
    return cells + " " * (BAR - 2 * len(answers) + 1)


def _shares(answers: Sequence[Answer], style: Style) -> str:
    """As many cells of each state as is its share; at least one of each that occurs."""
    found = Counter(answer.sign for answer in answers)
    if not found:
        return " " * BAR
    exact = {sign: found[sign] * BAR / len(answers) for sign in SIGNS if found[sign]}
    cells = {sign: max(int(share), 1) for sign, share in exact.items()}
    while sum(cells.values()) != BAR:
        step = 1 if sum(cells.values()) < BAR else -1
        candidates = [sign for sign in cells if step > 0 or cells[sign] > 1]
        cells[max(candidates, key=lambda sign: step * (exact[sign] - cells[sign]))] += step
    return "".join(_sign(sign, style, times) for sign, times in cells.items())


def _sign(sign: Sign, style: Style, times: int = 1) -> str:
    return style.paint("open" if sign == "owed" else sign, (BLOCKS if style.unicode else PLAIN)[sign] * times)


def _sum(answers: Sequence[Answer], style: Style) -> Iterator[str]:
    """`43 answered, 3 none, …`."""
    parts = [(f"{number} {WORDS.get(state, state)},", "") for state, number in counts(answers).items()]
    parts[-1] = (parts[-1][0].rstrip(","), "")
    if owed := sum(answer.sign == "owed" for answer in answers):
        parts.append((f"({owed} owed)", "open"))
    return _flow([(text, style.paint(role, text) if role else text) for text, role in parts], " ", style)


def _flow(parts: Iterable[tuple[str, str]], between: str, style: Style) -> Iterator[str]:
    """Parts (plain, painted) on as few lines as they fit on."""
    line, taken = "", 0
    for plain, painted in parts:
        if line and taken + len(between) + width(plain) > style.width - 3:
            yield f"   {line}"
            line, taken = "", 0
        line += (between if line else "") + painted
        taken += len(between) + width(plain)
    yield f"   {line}"


def _open(report: Covered, sheet: TearSheet, style: Style) -> Iterator[str]:
    """The open questions: what is owed first."""
    for owed, heading in OWED.items():
        missing = [answer for answer in report.answers if answer.state == "open" and answer.owed == owed]
        if missing:
            yield ""
            yield f"   {style.paint('faint' if owed == 'silent' else 'open', heading)}"
        for answer in missing:
            question = sheet.questions[answer.id]
            first, *more = wrap(question.ask, style.width - 9)
            yield f"   {style.paint('strong', f'{answer.id:<5}')} {first}"
            yield from (f"{'':9}{piece}" for piece in more)
            yield from (
                f"{'':9}{style.paint('faint', piece)}" for piece in wrap(f"{question.hint} ({visible(answer.at)})", style.width - 9)
            )


def _list(reports: Sequence[Covered], style: Style) -> Iterator[str]:
    """A line a report."""
    room = max(style.width - BAR - 26, 20)
    names = [fit(visible(report.path), room) for report in reports]
    longest = max(map(width, names))
    for name, report in zip(names, reports, strict=True):
        owed = sum(answer.sign == "owed" for answer in report.answers)
        given = sum(answer.state != "open" for answer in report.answers)
        line = f"{pad(name, longest)}  {_shares(report.answers, style)}  {given}/{len(report.answers)}"
        yield line + (style.paint("open", f"  {plural(owed, 'answer')} owed") if owed else "")


def _legend(style: Style) -> Iterator[str]:
    words = ((sign, WORDS.get(sign, sign)) for sign in SIGNS)
    return _flow([(f"x {word}", f"{_sign(sign, style)} {word}") for sign, word in words], "  ", style)
