"""Checks for material that nothing declares: exploits and adversarial prompts outside the places that say where they come from."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from aishare_lint.document.patterns import lazy
from aishare_lint.document.places import Path, Span, Value
from aishare_lint.lint.checks import Case, Hit
from aishare_lint.lint.detection import Passage, locate, reading_with
from aishare_lint.lint.detectors import Judgement, exploits, prompts

#: Keys whose values are addresses, digests, names of versions or references by their nature.
_CODES: Final = frozenset(
    {
        *(
            "$schema",
            "schema",
            "id",
            "aliases",
            "url",
            "urls",
            "references",
            "location",
            "package",
            "contact",
            "address",
            "digest",
            "sha256",
        ),
        *(
            "commitment",
            "reference",
            "cvss",
            "weakness",
            "related",
            "supersedes",
            "replaced_by",
            "media_type",
            "edition_digest",
            "tlp",
            "source",
        ),
    }
)
#: Detection content: it holds what it looks for.
_MEASURES: Final = frozenset({"sigma", "yara", "suricata", "nova", "guardrail", "blocklist"})
#: Spans nearer than this are one finding.
_NEAR: Final = 160
_MOST_HITS: Final = 8
#: Longer pieces are not looked for word by word in the file; the whole place is named.
_LONGEST_SPAN: Final = 8000


class Text(NamedTuple):
    """A text to be judged: one passage, or comments on lines that follow each other.

    pieces  where in the text each passage begins
    """

    text: str
    passages: tuple[Passage, ...]
    pieces: tuple[int, ...]

    @property
    def path(self) -> Path:
        return self.passages[0].path


def undeclared_poc(case: Case) -> Iterator[Hit]:
    """Texts that have the shape of an exploit."""
    texts = [text for text in _texts(case) if not _is_code_field(text)]
    for text in exploits.suspects(texts, lambda text: text.text):
        yield from _hits(case, text, exploits.judge(text.text, shift=_shift(text, mitigations=1.5, vulnerabilities=-0.25)))


def undeclared_prompt(case: Case) -> Iterator[Hit]:
    """Texts that speak to a model to turn it."""
    texts = [text for text in _texts(case) if not _is_code_field(text)]
    for text in prompts.suspects(texts, lambda text: text.text):
        yield from _hits(case, text, prompts.judge_suspect(text.text, shift=_shift(text, mitigations=1.0, vulnerabilities=0.0)))


def hostile_text(case: Case) -> Iterator[Hit]:
    """Adversarial text where a reader's program may take it for an instruction: titles, ids, comments, names of files."""
    texts = [_spelled_out(text) for text in _texts(case, everywhere=True) if _is_read_first(text)]
    for text in prompts.suspects(texts, lambda text: text.text):
        yield from _hits(case, text, prompts.judge_suspect(text.text, shift=-0.5))


# Which texts


def _texts(case: Case, *, everywhere: bool = False) -> Iterator[Text]:
    """Every text that no artefact declares; `everywhere` those too."""
    comments: list[Passage] = []
    for passage in reading_with(case.document, case.circumstances.attachments).passages:
        if passage.part == "comment":
            if comments and not _follows(case, comments[-1], passage):
                yield _joined(comments)
                comments = []
            comments.append(passage)
        elif len(passage.text) >= 8 and (everywhere or not _is_declared(case, passage)):
            yield Text(passage.text, (passage,), (0,))
    if comments:
        yield _joined(comments)


def _follows(case: Case, one: Passage, other: Passage) -> bool:
    between = case.document.text[one.span.end : other.span.start]
    return between.count("\n") == 1 and not between.strip()


def _joined(comments: list[Passage]) -> Text:
    pieces, length = [], 0
    for comment in comments:
        pieces.append(length)
        length += len(comment.text) + 1
    return Text("\n".join(comment.text for comment in comments), tuple(comments), tuple(pieces))


def _is_declared(case: Case, passage: Passage) -> bool:
    """Whether a passage stands where the format has a place for such material, and that place says what it is."""
    path = passage.path
    if passage.part == "key":
        return False
    if len(path) >= 4 and path[:2] == ("technical", "prompts") and path[3] in ("prompt", "response", "turns"):
        return True
    if len(path) >= 4 and path[:2] == ("detection", "indicators") and path[3] == "value":
        return True
    if len(path) >= 4 and path[:2] == ("mitigations", "defensive_measures") and path[3] == "text":
        return _item(case, path[:3]).get("type") in _MEASURES
    if len(path) >= 3 and path[0] == "vulnerabilities" and path[2] == "poc":
        return _says_what(_item(case, path[:3]))
    if path[:1] == ("attachments",):
        return _says_what(_item(case, path[:2]))
    return False


def _says_what(item: Mapping[str, Value]) -> bool:
    return bool(item.get("origin")) and bool(item.get("disclosure"))


def _item(case: Case, path: Path) -> Mapping[str, Value]:
    value: Value | None = case.report
    for key in path:
        if isinstance(value, dict) and isinstance(key, str):
            value = value.get(key)
        elif isinstance(value, list) and isinstance(key, int) and key < len(value):
            value = value[key]
        else:
            return {}
    return value if isinstance(value, dict) else {}


def _is_code_field(text: Text) -> bool:
    """Whether a value is an address, a digest or a reference by its field."""
    passage = text.passages[0]
    return passage.part == "value" and any(key in _CODES for key in passage.path)


def _is_read_first(text: Text) -> bool:
    passage = text.passages[0]
    path = passage.path
    if passage.part in ("comment", "key"):
        return True
    return passage.part == "value" and bool(path) and (path[-1] in ("title", "id", "path", "name") or path[-2:] == ("title", "text"))


#: In names of files and in ids these stand for spaces; what is before a slash is another sentence.
_SPACES: Final = str.maketrans("_-./", "   \n")


def _spelled_out(text: Text) -> Text:
    is_name = " " not in text.text or text.path[-1:] == ("path",)
    return text._replace(text=text.text.translate(_SPACES)) if is_name else text


def _shift(text: Text, *, mitigations: float, vulnerabilities: float) -> float:
    """How far the thresholds move: up where commands belong, down where an exploit is expected, up in files that could not be read."""
    passage = text.passages[0]
    if passage.part == "source":
        return 1.5
    top = passage.path[:1]
    return mitigations if top == ("mitigations",) else vulnerabilities if top == ("vulnerabilities",) else 0.0


# What is said


def _hits(case: Case, text: Text, judgement: Judgement) -> Iterator[Hit]:
    if not judgement.level:
        return
    reasons = "; ".join(judgement.reasons[:4])
    spans = _near(judgement.spans) or [Span(0, len(text.text))]
    if len(spans) > _MOST_HITS:
        spans = [Span(spans[0].start, spans[-1].end)]
    for span in spans:
        values = {"reasons": reasons, "length": str(span.end - span.start)}
        passage = text.passages[0]
        yield Hit(passage.path, "key" if passage.part == "key" else "value", _place(case, text, span), values, level=judgement.level)


def _near(spans: tuple[Span, ...]) -> list[Span]:
    near: list[Span] = []
    for span in spans:
        if near and span.start - near[-1].end < _NEAR:
            near[-1] = Span(near[-1].start, max(near[-1].end, span.end))
        else:
            near.append(span)
    return near


def _place(case: Case, text: Text, span: Span) -> Span:
    """Where a part of a text stands in the file; the whole place where that cannot be told."""
    first = bisect_right(text.pieces, span.start) - 1
    last = bisect_right(text.pieces, max(span.start, span.end - 1)) - 1
    if first != last:
        return Span(text.passages[first].span.start, text.passages[last].span.end)
    passage = text.passages[first]
    if span.end - span.start > _LONGEST_SPAN or passage.part == "attachment":
        return passage.span
    start, end = span.start - text.pieces[first], min(span.end - text.pieces[first], len(passage.text))
    return locate(case.document, passage, start, end)


# System prompts

_SYSTEM_PROMPT: Final = lazy(
    r"(?:^|[.!?:>\"“`'\n]\s{0,4})(?:\[?system\]?\s?:\s{0,4})?you are (?:(?:an?|the|now)\s)?[\w ,'’()/-]{1,80}"
    r"\b(?:assistant|agent|model|bot|chatbot|copilot|ai|llm|helper|expert|engineer|tutor|claude|gpt[\w.-]*|gemini|grok)\b",
    re.IGNORECASE,
)
_ORDER: Final = lazy(
    r"(?:^|[.!?:;\n*-]\s{1,4})(?:you (?:must|should|will|can|are|have|may|do|cannot|always|never)|always|never|do not|don't|your|use|"
    r"respond|answer|avoid|when|if|only|follow|keep|be|provide|refuse|ensure|make sure|remember|knowledge cutoff)\b",
    re.IGNORECASE | re.MULTILINE,
)
_SHORTEST_PROMPT: Final = 200
_FEWEST_ORDERS: Final = 4


def system_prompt(case: Case) -> Iterator[Hit]:
    """Texts that have the shape of a system prompt, and turns that say that they are one."""
    for text in _texts(case, everywhere=True):
        passage = text.passages[0]
        if passage.part not in ("value", "attachment") or len(passage.text) < _SHORTEST_PROMPT:
            continue
        says_so = passage.path[-1:] == ("text",) and _item(case, passage.path[:-1]).get("role") == "system"
        opening = _SYSTEM_PROMPT.search(passage.text)
        if says_so or opening:
            orders = sum(
                1 for _ in zip(range(_FEWEST_ORDERS), _ORDER.finditer(passage.text, opening.end() if opening else 0), strict=False)
            )
            if says_so or orders >= _FEWEST_ORDERS:
                span = Span(opening.start() if opening and not says_so else 0, len(passage.text))
                yield Hit(
                    passage.path,
                    span=_place(case, text, span),
                    values={"length": str(span.end - span.start), "tlp": str(case.report.get("tlp", ""))},
                )
