"""Checks of `tlp/`: how labels are written, and whether they fit what they stand on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from aishare_lint.document import marks
from aishare_lint.document.echo import Echoes, is_telling, normal
from aishare_lint.document.echo import words as words_of
from aishare_lint.document.memory import once
from aishare_lint.document.paths import children, show
from aishare_lint.document.patterns import lazy
from aishare_lint.document.places import Path, Span, Value
from aishare_lint.document.reader import Document
from aishare_lint.document.scalars import write
from aishare_lint.document.text import shorten
from aishare_lint.document.times import embargo_end
from aishare_lint.lint.checks import Case, Hit, Shown
from aishare_lint.lint.detection import locate_in_value
from aishare_lint.lint.findings import Edit

_NON_ANSWERS: Final = frozenset({"unknown", "none", "not-applicable", "withheld"})


def label(case: Case) -> Iterator[Hit]:
    """A text that stands where a label belongs, with the fault that the rule asks for: `spelling`, `retired` or `unknown`."""
    if not isinstance(case.value, str):
        return
    if case.at == ("description", "obtained_tlp") and case.value.strip().lower() in _NON_ANSWERS:
        return
    reading = marks.parse_mark(case.value)
    if reading.fault == case.options["fault"]:
        said = f"`{shorten(case.value, 40)}` is" if case.value else "nothing is written here, and that is"
        yield Hit(case.at, values={"new": reading.label, "said": said})


def looser_than_content(case: Case) -> Iterator[Hit]:
    """The report's mark, where something in the report is marked stricter."""
    if not _has_inner_mark(case.document):
        return
    own = marks.report_mark(case.report)
    inner = [mark for mark in marks.inner_marks(case.report) if mark.known]
    if not own.known or not inner:
        return
    strictest = max(inner, key=lambda mark: marks.order(mark.label))
    if marks.stricter(strictest.label, own.label) and strictest.at:
        others = sum(marks.stricter(mark.label, own.label) for mark in inner) - 1
        more = f" (and {others} more)" if others else ""
        values = {"own": own.label, "new": strictest.label, "where": show(strictest.at) + more}
        yield Hit(("tlp",), values=values, show=(Shown(strictest.at, f"marked {strictest.label}"),))


@once
def _has_inner_mark(document: Document) -> bool:
    """Whether anything in a report bears a mark of its own."""
    return any(path[-1] == "tlp" for path in document.values if len(path) > 1) or ("default_tlp",) in document.values


def red_without_recipients(case: Case) -> Iterator[Hit]:
    """A report that is TLP:RED and names nobody who may see it."""
    if _is_red(case) and not any(_person(recipient) for recipient in _recipients(case.report)):
        yield Hit(("tlp",))


def red_to_mailbox(case: Case) -> Iterator[Hit]:
    """A recipient of a TLP:RED report that is not one person."""
    if not _is_red(case):
        return
    recipient: dict[str, Value] = case.value if isinstance(case.value, dict) else {"address": case.value}
    person, address = _person(recipient), recipient.get("address")
    address = address if isinstance(address, str) else ""
    at = (*case.at, "address") if isinstance(case.value, dict) and address else case.at
    if person and _TEAM.search(person):
        yield Hit((*case.at, "person"), values={"who": f"`{shorten(person, 60)}`", "what": "a team or a role"})
    elif _is_shared(address, person):
        yield Hit(at, values={"who": f"`{shorten(address, 60)}`", "what": "a shared mailbox"})
    elif not person and address:
        yield Hit(at, values={"who": f"`{shorten(address, 60)}`", "what": "an address without the name of its reader"})
    elif not person:
        yield Hit(case.at, values={"who": "an entry without `person`", "what": "an organization"})


def amber_but_internal(case: Case) -> Iterator[Hit]:
    """Words that keep clients out, under TLP:AMBER, which lets them in."""
    if not isinstance(case.value, str):
        return
    in_handling = case.at[:1] == ("handling",)
    mark = marks.report_mark(case.report) if in_handling else marks.effective_mark(case.report, case.at)
    place = case.document.places.get(case.at)
    if place is None or not mark.known or mark.label != marks.AMBER or mark.at is None:
        return
    found = (_INTERNAL if in_handling else _NOT_FOR_CLIENTS).search(case.value)
    if not found:
        return
    span = locate_in_value(case.document, case.at, case.value, found.start(), found.end())
    shown = (Shown(mark.at, "TLP:AMBER includes the clients of the recipient"),)
    yield Hit(case.at, span=span, values={"match": found.group()}, show=shown, edits=_write(case, mark.at, marks.STRICT))


def above_ceiling(case: Case) -> Iterator[Hit]:
    """A mark that is stricter than what this repository may hold."""
    repository = case.circumstances.settings.get("repository")
    if not isinstance(repository, Mapping) or not isinstance(case.value, str):
        return
    own = marks.parse_mark(case.value).label
    ceiling = marks.parse_mark(str(repository.get("ceiling", ""))).label
    why = "its `repository.ceiling` says so"
    if repository.get("visibility") == "public" and ceiling != marks.CLEAR:
        ceiling, why = marks.CLEAR, "it is public"
    if own and ceiling and marks.stricter(own, ceiling):
        yield Hit(case.at, values={"own": own, "ceiling": ceiling, "why": why})


def looser_than_source(case: Case) -> Iterator[Hit]:
    """A place that is looser than the mark under which the whole, or the source it cites, came to us."""
    report = case.report
    yield from _looser_than_received(case)
    sources = report.get("sources")
    received = {}
    for name, source in sources.items() if isinstance(sources, dict) else ():
        stated = source.get("tlp") if isinstance(source, dict) else None
        if isinstance(stated, str) and (label_ := marks.parse_mark(stated).label):
            received[name] = label_
    if not received:
        return
    for at, cited in _citations(report, ()):
        mark = marks.effective_mark(report, at)
        name = max((name for name in cited if name in received), key=lambda name: marks.order(received[name]), default="")
        if name and mark.known and marks.looser(mark.label, received[name]):
            span = case.document.places[(*at, "source")].value if (*at, "source") in case.document.places else None
            edits = _write(case, (*at, "tlp"), received[name])
            values = {"own": mark.label, "new": received[name], "source": f"source `{name}`"}
            shown = [Shown(("sources", name, "tlp"), f"`{name}` came under {received[name]}")]
            if mark.at is not None:
                shown.append(Shown(mark.at, "the mark that governs the place"))
            yield Hit(at or ("source",), span=span, values=values, show=tuple(shown), edits=edits)


def _looser_than_received(case: Case) -> Iterator[Hit]:
    description = case.report.get("description")
    stated = description.get("obtained_tlp") if isinstance(description, dict) else None
    received = marks.parse_mark(stated).label if isinstance(stated, str) else ""
    if not received or _is_permitted(case.report, received):
        return
    for key in ("tlp", "default_tlp"):
        own = case.report.get(key)
        label_ = marks.parse_mark(own).label if isinstance(own, str) else ""
        if label_ and marks.looser(label_, received):
            shown = (Shown(("description", "obtained_tlp"), f"it came under {received}"),)
            values = {"own": label_, "new": received, "source": "what was received"}
            yield Hit((key,), values=values, show=shown, edits=_write(case, (key,), received))


def _is_permitted(report: Mapping[str, Value], received: str) -> bool:
    """Whether the source's permission for a looser mark is on record."""
    relabel = report.get("relabel")
    if not isinstance(relabel, dict) or not isinstance(relabel.get("permission"), str):
        return False
    before = relabel.get("from")
    former = marks.parse_mark(before).label if isinstance(before, str) else ""
    permission = str(relabel["permission"]).strip().lower()
    return permission not in ("", *_NON_ANSWERS) and bool(former) and not marks.looser(former, received)


def _citations(value: Value, at: Path) -> Iterator[tuple[Path, list[str]]]:
    """Every map that cites sources, with their names."""
    if isinstance(value, dict) and "source" in value:
        cited = value["source"]
        yield at, [name for name in (cited if isinstance(cited, list) else [cited]) if isinstance(name, str)]
    for key, child in children(value):
        if at or key != "sources":
            yield from _citations(child, (*at, key))


def clear_under_embargo(case: Case) -> Iterator[Hit]:
    """TLP:CLEAR on what may not be public yet: during an embargo, or for a vulnerability that is not disclosed."""
    report = case.report
    handling = report.get("handling")
    until = _plain(handling.get("embargo_until")) if isinstance(handling, dict) else ""
    # Without an offset the day counts, which ends last: an embargo is not shortened by how it is written.
    ends = embargo_end(until) or embargo_end(until.strip()[:10])
    if ends is not None and not case.circumstances.has_come(ends + 1):
        for key in ("tlp", "default_tlp"):
            own = report.get(key)
            if isinstance(own, str) and marks.parse_mark(own).label == marks.CLEAR:
                shown = (Shown(("handling", "embargo_until"), "the embargo"),)
                yield Hit((key,), values={"why": f"an embargo holds until {until}"}, show=shown)
    vulnerabilities = report.get("vulnerabilities")
    for number, vulnerability in enumerate(vulnerabilities if isinstance(vulnerabilities, list) else ()):
        disclosure = vulnerability.get("disclosure") if isinstance(vulnerability, dict) else None
        at: Path = ("vulnerabilities", number, "disclosure")
        if isinstance(disclosure, dict) and "status" in disclosure:
            at, disclosure = (*at, "status"), disclosure["status"]
        words = case.circumstances.format.vocabularies.vocabulary("vulnerability-disclosure")
        status = words.canonical(_plain(disclosure))
        mark = marks.effective_mark(report, at)
        if status in ("coordinated", "vendor-notified", "undisclosed") and mark.known and mark.label == marks.CLEAR and mark.at is not None:
            yield Hit(at, values={"why": f"this vulnerability is `{status}`"}, show=(Shown(mark.at, "the mark that governs the place"),))


def quoted_across_marks(case: Case) -> Iterator[Hit]:
    """A place that holds a value which is marked stricter somewhere else."""
    if not _has_inner_mark(case.document):
        return  # everything bears the same mark
    leaves = [
        (path, value, mark.label)
        for path, value, mark in marks.marked_leaves(case.report)
        if isinstance(value, str) and mark.known and not is_structural(path)
    ]
    if len({label_ for _, _, label_ in leaves}) < 2:
        return
    words = words_of(case.circumstances.format.vocabularies)
    texts = [(path, normal(value), label_, value) for path, value, label_ in leaves]
    names = _local_names(case.report)
    strict: dict[str, tuple[str, Path]] = {}
    for path, text, label_, _ in texts:
        known = strict.get(text)
        if is_telling(text) and text not in words and text not in names and (known is None or marks.stricter(label_, known[0])):
            strict[text] = (label_, path)
    echoes = Echoes((number, text) for number, (_, text, _, _) in enumerate(texts))
    for secret, (stricter, at) in strict.items():
        for number in echoes.of(secret):
            path, _, label_, value = texts[number]
            if marks.stricter(stricter, label_):
                span = _words_of(case, path, value, secret)
                yield Hit(path, span=span, values={"own": label_, "stricter": stricter, "where": show(at)}, hide=(at,))


def _words_of(case: Case, path: Path, value: str, secret: str) -> Span | None:
    """Where exactly the words stand; None, which means the whole value, where they are written otherwise."""
    found = re.search(r"\s+".join(re.escape(word) for word in secret.split()), value, re.IGNORECASE)
    return locate_in_value(case.document, path, value, found.start(), found.end()) if found else None


def over_marked(case: Case) -> Iterator[Hit]:
    """RED or AMBER+STRICT on what anyone can read elsewhere."""
    own, report = marks.report_mark(case.report), case.report
    if own.label not in (marks.RED, marks.STRICT) or not own.known:
        return
    sources = report.get("sources")
    entries = list(sources.values()) if isinstance(sources, dict) else []
    description = report.get("description")
    described = description if isinstance(description, dict) else {}
    came_under = _plain(described.get("obtained_tlp", "none"))
    if (
        entries
        and all(isinstance(source, dict) and source.get("access") == "public" for source in entries)
        and described.get("source_access", "public") == "public"
        and described.get("obtained", "indirect") == "indirect"
        and (came_under == "none" or marks.parse_mark(came_under).label == marks.CLEAR)
        and not _says_something(report.get("victims", ""))
    ):
        yield Hit(("tlp",), values={"own": own.label})


# What labels stand on

_TEAM = lazy(
    r"\b(?:teams?|soc|noc|csirt|cert|psirt|isac|desk|helpdesk|office|department|group|unit|cent(?:er|re)|staff|members?|analysts|operations"
    r"|everyone|all|duty|on-call|mailing list|distribution list|tbd)\b",
    re.IGNORECASE,
)
_ROLES = lazy(
    r"abuse|admin|administrator|alerts|all|analysts|cert|certs|cirt|ciso|contact|csirt|cti|cyber|defense|disclosure|dpo|duty"
    r"|feedback|hello|help|helpdesk|hostmaster|incident|incidents|info|inquiries|intel|intelligence|ir|isac|it|jcdc|legal"
    r"|list|mail|mailbox|news|no-reply|noc|office|operations|ops|postmaster|press|privacy|psirt|report|reports|research|root"
    r"|sales|secops|secure|security|service|servicedesk|sharing|siem|soc|staff|submissions|support|team|threat|threatintel"
    r"|threats|tlp|vulnerabilities|vulnerability|vulns|webmaster"
)
_INTERNAL = lazy(
    r"\binternal(?:ly)?(?:[- ]use)?[- ]only\b|\bfor internal (?:use|distribution|circulation)\b"
    r"|\b(?:organi[sz]ation|company|employees?|staff)[- ]only\b"
    r"|\b(?:only )?(?:with)?in (?:your|the|our|their|its)(?: own)? (?:organi[sz]ation|company) only\b"
    r"|\bonly within (?:your|the|our|their|its|the recipient's)(?: own)? (?:organi[sz]ation|company)\b"
    r"|\bnot (?:for|to) (?:any |your |the |our |their )?(?:clients?|customers?)\b"
    r"|\b(?:not|never)(?: to)?(?: be)? (?:shared?|pass(?:ed)?|forward(?:ed)?|given?|distributed?|disclosed?|released?|sen[dt])"
    r"(?: (?:on|it|this|them)){0,2} (?:to|with) (?:any |your |the |our |their )?(?:clients?|customers?)\b",
    re.IGNORECASE,
)
#: Outside `handling`, where "internal only" may well describe a system.
_NOT_FOR_CLIENTS = lazy(
    r"\bnot for (?:your |the |our )?(?:clients|customers)\b|\binternal (?:use|distribution|circulation) only\b"
    r"|\b(?:do not|don't|must not|may not|never) (?:share|pass|forward|give|distribute|disclose|release|send)"
    r"(?: (?:on|it|this|them)){0,2} (?:to|with) (?:any |your |the |our )?(?:clients?|customers?)\b",
    re.IGNORECASE,
)
#: Keys that hold no statement of their own.
_STRUCTURAL: Final = frozenset(
    {
        *("tlp", "default_tlp", "obtained_tlp", "schema", "kind", "also", "status", "stage", "version", "created", "updated", "lang"),
        *("source", "indicators", "references", "samples", "attachment", "answer"),
    }
)


def _is_red(case: Case) -> bool:
    own = marks.report_mark(case.report)
    return own.known and own.label == marks.RED


def _recipients(report: Mapping[str, Value]) -> list[Value]:
    handling = report.get("handling")
    recipients = handling.get("recipients") if isinstance(handling, dict) else None
    return recipients if isinstance(recipients, list) else []


def _person(recipient: Value) -> str:
    person = recipient.get("person") if isinstance(recipient, dict) else None
    return person.strip() if isinstance(person, str) and person.strip().lower() not in _NON_ANSWERS else ""


def _is_shared(address: str, person: str) -> bool:
    """Whether an address is that of a role, and none that is made of its reader's name."""
    local = address.partition("@")[0].lower()
    if "@" not in address:
        return False
    names = [name for name in re.split(r"[^\w]+", person.lower()) if len(name) > 2]
    return not any(name in local for name in names) and is_role(local)


def is_role(local: str) -> bool:
    """Whether what stands before the `@` of an address, in lower case, is that of a role or a team."""
    return any(_ROLES.fullmatch(part) for part in (local, *re.split(r"[._+-]", local)))


def _plain(value: Value | None) -> str:
    """A scalar as text, also where it is written `{value: …}`."""
    if isinstance(value, dict):
        value = value.get("value")
    return value if isinstance(value, str) else ""


def is_structural(path: Path) -> bool:
    """Whether what stands at a path is no statement of its own."""
    key = next((step for step in reversed(path) if isinstance(step, str)), "")
    return key in _STRUCTURAL or (key == "id" and path[:1] != ("vulnerabilities",))


def _local_names(report: Mapping[str, Value]) -> frozenset[str]:
    """Ids of things and names of sources: they may be referred to from anywhere."""
    sources = report.get("sources")
    names = {normal(name) for name in sources} if isinstance(sources, dict) else set()
    pending: list[Value] = [value for key, value in report.items() if key != "vulnerabilities"]
    while pending:
        value = pending.pop()
        if isinstance(value, dict) and isinstance(value.get("id"), str):
            names.add(normal(str(value["id"])))
        pending.extend(child for _, child in children(value))
    return frozenset(names)


def _says_something(value: Value) -> bool:
    """Whether anything below is more than a non-answer."""
    if isinstance(value, dict) and "answer" in value:
        return False
    if isinstance(value, str):
        return value not in ("", *_NON_ANSWERS)
    return isinstance(value, bool) or any(_says_something(child) for _, child in children(value))


def _write(case: Case, at: Path, new: str) -> tuple[Edit, ...]:
    """A label in place of the one that stands there; nothing where none stands."""
    place = case.document.places.get(at)
    return (Edit(place.value, write(new, place.style)),) if place is not None and place.style != "alias" else ()
