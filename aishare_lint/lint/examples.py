"""A rule's examples: its tests and its documentation. The same harness serves the built-in rules and private packs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from aishare_lint.document.reader import Document, read
from aishare_lint.lint.attachments import AttachmentFacts
from aishare_lint.lint.checks import Circumstances
from aishare_lint.lint.engine import Selection, check
from aishare_lint.lint.findings import Judged
from aishare_lint.lint.fixing import fix
from aishare_lint.lint.ignores import find_ignores
from aishare_lint.lint.pack import Pack
from aishare_lint.lint.pushes import Leak, PushFacts
from aishare_lint.lint.surroundings import Authors, Base, Surroundings

#: The moment at which examples are judged that name no other.
NOW = datetime(2026, 11, 1, tzinfo=UTC)


class Example(NamedTuple):
    """One example of a rule.

    name      `pass 1`, `fail 2`
    report    the snippet
    marks     places of the findings that are expected, in short form; None where any place will do
    message   the first finding's message, None where it is not stated
    fixed     the snippet after fixing with everything allowed, None where none is shown
    settings  configuration under which it is judged
    now       when it is judged
    attached  what is known of the files beside it, by name; None where nobody has looked
    pushed    the push that it is judged for; None where there is none
    path      the name of the file that the snippet stands in
    reports   other reports, by name
    around    what is known of the repository around them, as the rule file says it
    """

    name: str
    fails: bool
    report: str
    marks: tuple[str, ...] | None
    message: str | None
    fixed: str | None
    settings: Mapping[str, Any]
    now: datetime
    attached: Mapping[str, AttachmentFacts] | None = None
    pushed: PushFacts | None = None
    path: str = "example.yaml"
    reports: Mapping[str, str] = {}
    around: Mapping[str, Any] = {}


def examples_of(data: Mapping[str, Any]) -> Iterator[Example]:
    """The examples in a rule file's data."""
    for kind in ("pass", "fail"):
        for number, given in enumerate(data.get("examples", {}).get(kind, ()), 1):
            said: dict[str, Any] = {"report": given} if isinstance(given, str) else given
            yield Example(
                name=f"{kind} {number}",
                fails=kind == "fail",
                report=said["report"],
                marks=tuple(said["marks"]) if "marks" in said else None,
                message=said.get("message"),
                fixed=said.get("fixed"),
                settings=said.get("settings", {}),
                now=_moment(said["now"]) if "now" in said else NOW,
                attached={name: _facts(facts) for name, facts in said["attached"].items()} if "attached" in said else None,
                pushed=_push(said["pushed"]) if "pushed" in said else None,
                path=said.get("path", "example.yaml"),
                reports=said.get("reports", {}),
                around=said.get("around", {}),
            )


def _facts(said: Mapping[str, Any]) -> AttachmentFacts:
    """Facts as an example writes them: texts, and lists of texts."""
    given: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in said.items()}
    return AttachmentFacts(**{**given, "size": int(given.get("size", 0))})


def _push(said: Mapping[str, Any]) -> PushFacts:
    leaks = {key: tuple(Leak(**leak) for leak in said.get(key, ())) for key in ("history", "names")}
    return PushFacts(**{**said, **leaks})


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC) if len(text) > 10 else datetime.fromisoformat(text).replace(tzinfo=UTC)


def failures_of(id_: str, example: Example, pack: Pack, circumstances: Circumstances) -> Iterator[str]:
    """What of an example does not come true, each as a sentence."""
    circumstances = Circumstances(circumstances.format, example.now, example.settings, example.attached, example.pushed)
    rule = pack.rule(id_)
    document = read(example.report, example.path)
    # Whether an ignore comment is of use shows when the rules run that it names.
    named = {name for ignore in find_ignores(document) for name in ignore.names} if rule is not None and rule.kind == "ignores" else set()
    selection = Selection(select=frozenset({id_, *named}))
    judged = [check(document, pack, circumstances, selection)]
    if rule is not None and rule.kind == "across":
        judged = _judged_together(example, pack, circumstances, selection)
    findings = [(file.path, finding) for file in judged for finding in file.findings if finding.rule == id_ and finding.ignored is None]
    yield from (f"{failure.rule} raised {failure.error}" for file in judged for failure in file.failures)
    yield from (f"{absent.check} did not run: {absent.why}" for file in judged for absent in file.not_run if absent.check == id_)
    marks = tuple(finding.at if path == example.path else f"{path}: {finding.at}" for path, finding in findings)
    if not example.fails and findings:
        yield f"passes in the rule file, but is flagged at {', '.join(marks)}: {findings[0][1].message}"
    if example.fails and not findings:
        yield "fails in the rule file, but nothing is flagged"
    if example.fails and findings and example.marks is not None and marks != example.marks:
        yield f"flagged at {', '.join(marks)}, expected {', '.join(example.marks)}"
    if example.message is not None and findings and findings[0][1].message != example.message:
        yield f"says: {findings[0][1].message} - expected: {example.message}"
    if example.fails and example.fixed is not None:
        offered = any(finding.fix and finding.fix.edits and finding.fix.safety != "suggest" for _, finding in findings)
        yield from _of_the_fix(fix(document, pack, circumstances, selection, unsafe=True).text, example.fixed, offered)


def _judged_together(example: Example, pack: Pack, circumstances: Circumstances, selection: Selection) -> list[Judged]:
    """The example and the reports beside it, judged together."""
    from aishare_lint.lint.across import check_across, gather

    documents = {name: read(text, name) for name, text in {example.path: example.report, **example.reports}.items()}
    facts = {name: gather(document, pack) for name, document in documents.items()}
    around = _surroundings(example, documents)
    across = check_across(facts, pack, circumstances, selection, surroundings=around, document=documents.__getitem__)
    return [*across.files.values(), Judged("", (), (), across.not_run, across.failures)]


def _surroundings(example: Example, documents: Mapping[str, Document]) -> Surroundings:
    """What an example says of the repository around it; nothing there is what it does not speak of."""
    around = example.around
    before = {name: read(text, name) for name, text in around.get("base", {}).items()}
    base = Base(before, before.keys() - documents.keys(), around.get("shared", ()).__contains__)
    authors = {name: Authors(addresses, around.get("next_author", "")) for name, addresses in around.get("authors", {}).items()}
    return Surroundings(
        whole=around.get("whole") is not False,
        is_kept=lambda name: not name.startswith(around.get("elsewhere", "/")),
        base=lambda: base,
        attached=lambda _: around.get("files", ()),
        authors=lambda _: authors,
    )


def _of_the_fix(fixed: str, expected: str, offered: bool) -> Iterator[str]:
    if not offered:
        yield "shows a fixed report, but no fix is offered"
    elif fixed != expected:
        yield f"fixed to {fixed!r}, expected {expected!r}"
