"""Detectors: judgements of one text. Pure: text in, a score with its reasons out; the reasons never hold what the text says.

One module a class of material, each with `judge(text) -> Judgement`. Named checks in `lint/checks` hand them a report's texts.
"""

from __future__ import annotations

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
