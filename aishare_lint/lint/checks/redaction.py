"""Checks against over-sharing: proofs of concept by what they say of themselves, their route, and personal information."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from aishare_lint.document.defang import find_indicators
from aishare_lint.document.paths import children
from aishare_lint.document.places import Path, Value
from aishare_lint.lint.checks import Case, Hit, Shown

#: What a proof of concept, a prompt or an attachment may say of itself wherever its content is withheld.
STATE: Final = frozenset(
    {
        *(
            "id",
            "disclosure",
            "origin",
            "reported_via",
            "reference",
            "reported",
            "commitment",
            "reason",
            "note",
            "tlp",
            "source",
            "confidence",
        ),
        *(
            "answer",
            "sha256",
            "media_type",
            "what",
            "size",
            "delivered_via",
            "outcome",
            "model",
            "version",
            "at",
            "encoding",
            "obfuscation",
        ),
    }
)
#: What a non-answer may hold.
_ANSWERS: Final = frozenset({"answer", "reason", "id", "note", "source", "confidence", "tlp"})
_OBSERVED: Final = "observed-in-attack"
_OPENSTATES: Final = frozenset({"coordinated", "vendor-notified", "undisclosed"})


class Artifact(NamedTuple):
    """A proof of concept, a prompt or an attachment of a report.

    disclosure, origin  as the format spells them; as written where no word fits; empty where absent
    item                its map; empty where something else stands there, but a text counts as a disclosure
    """

    path: Path
    what: str
    item: Mapping[str, Value]
    disclosure: str
    origin: str

    @property
    def is_closed(self) -> bool:
        """Whether it is kept from the public. A word that nobody knows counts as closed."""
        return self.disclosure not in ("", "public", "none", "unknown")

    @property
    def is_private(self) -> bool:
        """Whether it belongs on the vulnerability route: kept from the public, and not taken from an attack."""
        return self.is_closed and self.origin not in ("", _OBSERVED)


def artifacts(case: Case) -> Iterator[Artifact]:
    """Everything in a report that has, or should have, an origin and a disclosure. Non-answers are none."""
    words = case.circumstances.format.vocabularies.non_answers
    for path, what, value in _candidates(case.report):
        if value == "" or (isinstance(value, str) and value in words) or _is_answer(value):
            continue
        item = value if isinstance(value, dict) else {}
        if isinstance(value, str) and what == "proof of concept":
            item = {"disclosure": value}  # `poc: public` says one of the two
        yield Artifact(path, what, item, _word(case, "artifact-disclosure", item), _word(case, "artifact-origin", item))


def _is_answer(value: Value) -> bool:
    """Whether a map is a non-answer, and nothing else: with an `answer` beside it, content is still content."""
    return isinstance(value, dict) and "answer" in value and value.keys() <= _ANSWERS


def _candidates(report: Mapping[str, Value]) -> Iterator[tuple[Path, str, Value]]:
    for index, vulnerability in _items(report.get("vulnerabilities")):
        if isinstance(vulnerability, dict) and "poc" in vulnerability:
            yield ("vulnerabilities", index, "poc"), "proof of concept", vulnerability["poc"]
    technical = report.get("technical")
    prompts = technical.get("prompts") if isinstance(technical, dict) else None
    for base, what, listed in ((("technical", "prompts"), "prompt", prompts), (("attachments",), "attachment", report.get("attachments"))):
        if isinstance(listed, list):
            yield from (((*base, index), what, item) for index, item in enumerate(listed))
        elif listed is not None:
            yield base, what, listed


def _items(value: Value | None) -> Iterator[tuple[int, Value]]:
    yield from enumerate(value) if isinstance(value, list) else ()


def _word(case: Case, name: str, item: Mapping[str, Value]) -> str:
    """What a state key says: the format's word also for its usual misspellings."""
    value = item.get(name.removeprefix("artifact-"))
    written = value.get("value") if isinstance(value, dict) else value
    if not isinstance(written, str) or not written or written in case.circumstances.format.vocabularies.non_answers:
        return written if isinstance(written, str) else ""
    list_ = case.circumstances.format.vocabularies.vocabulary(name)
    return list_.canonical(written) or list_.nearest(written) or written


# Material that must not be there


def non_public_poc(case: Case) -> Iterator[Hit]:
    """Content, files and links of what belongs on the vulnerability route, each place once."""
    for one in artifacts(case):
        if not one.is_private:
            continue
        show = tuple(Shown((*one.path, key), f"{key} is said here") for key in ("disclosure", "origin") if key in one.item)
        for key, value in one.item.items():
            holds = _holds(case, key, value)
            if holds:
                values = {"disclosure": one.disclosure, "origin": one.origin, "holds": holds}
                yield Hit((*one.path, key), values=values, show=show)


def material(case: Case, one: Artifact) -> tuple[Path, ...]:
    """The places in which the content of an artifact, its file or a link to it stands."""
    return tuple((*one.path, key) for key, value in one.item.items() if _holds(case, key, value))


def _holds(case: Case, key: str, value: Value) -> str:
    """What of the material stands at a key, in words without the material; empty where nothing does."""
    if _is_answer(value):
        return ""
    texts = [text for text in _texts(value) if text not in case.circumstances.format.vocabularies.non_answers]
    if not texts:
        return ""
    if key in STATE:
        linked = key in ("note", "reason", "what", "obfuscation") and any(
            found.kind == "url" for text in texts for found in find_indicators(text)
        )
        return "a link" if linked else ""
    if key == "path":
        return "a file"
    if key in ("references", "url", "link"):
        return "a link" if len(texts) == 1 else f"{len(texts)} links"
    return f"text of {sum(map(len, texts))} characters"


def _texts(value: Value) -> Iterator[str]:
    """Every text below a value, without keys that say nothing of the material."""
    if isinstance(value, str):
        if value:
            yield value
        return
    for key, child in children(value):
        if key not in ("role", "tlp", "answer"):
            yield from _texts(child)


def state_missing(case: Case) -> Iterator[Hit]:
    """What does not say where it came from or who knows it."""
    for one in artifacts(case):
        missing = [f"`{key}`" for key, said in (("disclosure", one.disclosure), ("origin", one.origin)) if not said]
        if one.disclosure == "none" or (one.disclosure == "unknown" and not _has_content(case, one)):
            continue
        if one.disclosure == "unknown" and one.origin != _OBSERVED:
            missing = ["a `disclosure` that is known"]
        if missing:
            yield Hit(one.path, values={"what": one.what, "missing": " and ".join(missing)})


def _has_content(case: Case, one: Artifact) -> bool:
    return any(_holds(case, key, value) for key, value in one.item.items())


# What else must be said


def observed_evidence(case: Case) -> Iterator[Hit]:
    """Material from an attack that is kept from the public, beside a vulnerability that is not fixed."""
    open_ = next(_unfixed(case.report), None)
    if open_ is None:
        return
    for one in artifacts(case):
        if one.origin == _OBSERVED and one.is_closed and _has_content(case, one):
            yield Hit(one.path, values={"what": one.what}, show=(Shown(open_, "no fix is named for this vulnerability"),))


def _unfixed(report: Mapping[str, Value]) -> Iterator[Path]:
    for index, vulnerability in _items(report.get("vulnerabilities")):
        if not isinstance(vulnerability, dict):
            continue
        affected = [item for _, item in _items(vulnerability.get("affected")) if isinstance(item, dict)]
        unfixed = bool(affected) and not any(item.get("fixed") for item in affected)
        if unfixed or _disclosure_status(vulnerability) in _OPENSTATES:
            yield ("vulnerabilities", index, "id" if "id" in vulnerability else "affected")


def _disclosure_status(vulnerability: Mapping[str, Value]) -> str:
    disclosure = vulnerability.get("disclosure")
    status = disclosure.get("status") if isinstance(disclosure, dict) else disclosure
    return status if isinstance(status, str) else ""


def public_without_reference(case: Case) -> Iterator[Hit]:
    """What is said to be public without a word on where."""
    words = case.circumstances.format.vocabularies.non_answers
    for one in artifacts(case):
        if one.disclosure == "public":
            said = [text for key in ("references", "source", "url") for text in _texts(one.item.get(key, "")) if text not in words]
            if not said:
                yield Hit((*one.path, "disclosure"), values={"what": one.what})


def route(case: Case) -> Iterator[Hit]:
    """Proofs of concept that went no route, and unpublished vulnerabilities that only went by the mail for incidents."""
    unrouted = False
    for one in artifacts(case):
        if one.what != "proof of concept" or not one.is_private:
            continue
        via = [word for word in _texts(one.item.get("reported_via", "")) if word != "unknown"]
        reason = one.item.get("reason") or one.item.get("note")
        if not via or (set(via) <= {"none"} and not reason):
            unrouted = True
            lacks = "`reported_via: none` needs a reason" if via else "it does not say by which route it was reported (`reported_via`)"
            yield Hit((*one.path, "reported_via") if via else one.path, values={"lacks": lacks})
    if not unrouted and _only_mailed(case.report):
        yield Hit(("handling", "channels"), values={"lacks": "it goes by mail alone, and that mailbox is for incidents"})


def _only_mailed(report: Mapping[str, Value]) -> bool:
    handling = report.get("handling")
    channels = [item for _, item in _items(handling.get("channels"))] if isinstance(handling, dict) else []
    if not channels or any(not isinstance(item, dict) or item.get("channel") != "email" for item in channels):
        return False
    return any(
        isinstance(vulnerability, dict) and _disclosure_status(vulnerability) in _OPENSTATES and not _is_coordinated(vulnerability)
        for _, vulnerability in _items(report.get("vulnerabilities"))
    )


def _is_coordinated(vulnerability: Mapping[str, Value]) -> bool:
    disclosure, poc = vulnerability.get("disclosure"), vulnerability.get("poc")
    named = isinstance(disclosure, dict) and (disclosure.get("coordinator") or disclosure.get("case"))
    return bool(named or (isinstance(poc, dict) and poc.get("reported_via")))
