"""Checks of the files that a report lists, by facts that were gathered outside: the engine opens no file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from aishare_lint.document.paths import show
from aishare_lint.document.places import Path, Value
from aishare_lint.lint.attachments import AttachmentFacts
from aishare_lint.lint.checks import Case, Hit, Unjudged

_NOBODY: Final = "nobody has looked at the files beside this report"
_MEDIA_TYPES: Final[Mapping[str, str]] = {
    "PNG image": "image/png",
    "JPEG image": "image/jpeg",
    "GIF image": "image/gif",
    "WebP image": "image/webp",
    "PDF document": "application/pdf",
}


class _Listed(NamedTuple):
    """An attachment as the report lists it, with what is known of its file; `facts` is None where nobody has looked."""

    path: Path
    item: Mapping[str, Value]
    name: str
    facts: AttachmentFacts | None

    def at(self, key: str) -> Path:
        return (*self.path, key)

    @property
    def unseen(self) -> str:
        """Why nothing is known of the file; empty where something is."""
        if self.facts is None:
            return _NOBODY
        return f"{show(self.at('path'))}: {self.facts.refusal}" if self.facts.refusal else ""


def _listed(case: Case) -> Iterator[_Listed]:
    attachments = case.report.get("attachments")
    known = case.circumstances.attachments
    for index, item in enumerate(attachments if isinstance(attachments, list) else ()):
        name = item.get("path") if isinstance(item, dict) else None
        if isinstance(item, dict) and isinstance(name, str) and name not in ("", *case.circumstances.format.vocabularies.non_answers):
            yield _Listed(("attachments", index), item, name, None if known is None else known.get(name))


def metadata(case: Case) -> Iterator[Hit | Unjudged]:
    """What files carry beside their content."""
    for one in _listed(case):
        if one.facts is None or one.unseen:
            yield Unjudged(one.unseen)
            continue
        for what in one.facts.not_seen:
            yield Unjudged(f"{show(one.at('path'))}: {what}")
        if one.facts.holds:
            # The key is pointed at: what a sensitive rule points at is hidden, and the name of the file is no secret.
            yield Hit(one.at("path"), "key", values={"holds": _joined(one.facts.holds)})


def _joined(words: tuple[str, ...]) -> str:
    *first, last = words
    return f"{'; '.join(first)} and {last}" if first else last


def missing(case: Case) -> Iterator[Hit | Unjudged]:
    """Files that the report lists and that do not lie beside it."""
    for one in _listed(case):
        if one.facts is None:
            yield Unjudged(one.unseen)
        elif one.facts.missing:
            yield Hit(one.at("path"))


def barred(case: Case) -> Iterator[Hit | Unjudged]:
    """Files that must not lie beside reports; where nobody could look, by their names."""
    for one in _listed(case):
        what = one.facts.barred if one.facts is not None else ""
        if one.facts is None or one.unseen:
            from aishare_lint.lint.media.kinds import BARRED, kind_by_name

            kind = kind_by_name(one.name)
            what = f"{BARRED[kind.group]} ({kind.name})" if kind.group in BARRED else ""
            if not what:
                yield Unjudged(one.unseen)
        if what:
            yield Hit(one.at("path"), values={"what": what})


def listed(case: Case) -> Iterator[Hit | Unjudged]:
    """What the report says of a file and the file does not."""
    for one in _listed(case):
        facts = one.facts
        if facts is None or one.unseen:
            yield Unjudged(one.unseen)
            continue
        digest, size, media_type = (_text(one.item.get(key)) for key in ("sha256", "size", "media_type"))
        if not digest:
            yield Hit(one.path, values={"wrong": "the hash of this file is not listed", "new": facts.sha256}, level="weak")
        elif digest.lower().removeprefix("sha256:") != facts.sha256:
            wrong = "this is not the hash of the file beside the report: it was changed after it was listed, or another one is meant"
            yield Hit(one.at("sha256"), values={"wrong": wrong}, level="strong", safety="none")
        if size and size != str(facts.size):
            wrong = f"the file beside the report has {facts.size} bytes"
            yield Hit(one.at("size"), values={"wrong": wrong}, level="strong", safety="none")
        said = _MEDIA_TYPES.get(facts.kind)
        if media_type and said and media_type.lower() != said:
            yield Hit(one.at("media_type"), values={"wrong": f"the file beside the report is `{said}`"}, level="weak", safety="none")


def _text(value: Value | None) -> str:
    return value.strip() if isinstance(value, str) else ""
