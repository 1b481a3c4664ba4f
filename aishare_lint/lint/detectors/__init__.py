"""Detectors: judgements of one text. Pure: text in, a score with its reasons out; the reasons never hold what the text says.

One module a class of material, each with `judge(text) -> Judgement`. Named checks in `lint/checks` hand them a report's texts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal, NamedTuple, TypeAlias

from aishare_lint.document.places import Span

Level: TypeAlias = Literal["", "weak", "strong"]


class Feature(NamedTuple):
    """One thing that speaks for a judgement, or against it: in words that hold nothing of the text, and what it counts."""

    says: str
    weight: float


class Judgement(NamedTuple):
    """What a detector says of a text.

    score    how much speaks for it; 0 for nothing
    level    `strong`, `weak`, or empty where it is not flagged
    reasons  what speaks for it, in words, without the text
    spans    where
    features everything that was weighed, strongest first, where the detector weighs features
    """

    score: float
    level: Level
    reasons: tuple[str, ...]
    spans: tuple[Span, ...]
    features: tuple[Feature, ...] = ()


#: Said of a text in which there is nothing.
NOTHING = Judgement(0.0, "", (), ())


def weigh(features: Iterable[Feature], spans: Callable[[], Iterable[Span]], *, weak: float, strong: float, shift: float = 0.0) -> Judgement:
    """What features come to: their sum against two thresholds, which `shift` moves both, with those that speak for it as reasons.

    `spans` is asked where only if the text is flagged.
    """
    weighed = tuple(sorted(features, key=lambda feature: -feature.weight))
    score = round(sum(feature.weight for feature in weighed), 2)
    level: Level = "strong" if score >= strong + shift else "weak" if score >= weak + shift else ""
    if not level:
        return Judgement(score, "", (), (), weighed)
    return Judgement(score, level, tuple(feature.says for feature in weighed if feature.weight > 0), tuple(spans()), weighed)
