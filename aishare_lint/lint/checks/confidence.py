"""Three confidences, of the information, of its being malicious, of the attribution, and likelihood as a fourth: each by its own words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from aishare_lint.document.answers import activity_of, is_value, leaves, plain
from aishare_lint.document.paths import find, look_up, parse
from aishare_lint.document.patterns import lazy
from aishare_lint.document.places import Path
from aishare_lint.lint.checks import Case, Hit, Shown
from aishare_lint.lint.checks.answers import coverage_of

_LEVEL: Final[Path] = ("description", "confidence")
_ATTRIBUTION: Final[Path] = ("attribution", "confidence")
_ADMIRALTY = lazy(r"[A-F][1-6]", re.IGNORECASE)
_NUMBER = lazy(r"\d{1,3} ?%?")


class Scale(NamedTuple):
    """One scale in words: what it measures, its list in `vocabularies.yaml`, its words."""

    of: str
    vocabulary: str
    words: tuple[str, ...]


_INFORMATION = Scale("confidence in information", "confidence", ("high", "moderate", "low"))
_MALICE = Scale("whether it is malicious", "malicious", ("confirmed", "unconfirmed"))
_ATTRIBUTED = Scale("confidence in the attribution", "attribution-confidence", ("confirmed", "speculative", "unverified"))
#: What a word of another scale may have been meant to be. A guess: it is only proposed.
_MEANT: Final = {
    "confidence": {"confirmed": "high", "unconfirmed": "low", "speculative": "low", "unverified": "low"},
    "malicious": {
        "high": "confirmed",
        "moderate": "unconfirmed",
        "low": "unconfirmed",
        "speculative": "unconfirmed",
        "unverified": "unconfirmed",
    },
    "attribution-confidence": {"high": "confirmed", "moderate": "speculative", "low": "speculative", "unconfirmed": "unverified"},
}


def missing(case: Case) -> Iterator[Hit]:
    """No confidence of the information, or not said whether an activity is malicious. A non-answer at either is an answer."""
    silent = list(_missing(case))
    if silent:
        # Loaded only where something may be missing: it needs the whole schema.
        from aishare_lint.lint.checks.schema import meant_keys

        meant = meant_keys(case)
        how_sure = {_LEVEL, *((*_LEVEL, key) for key in ("level", "admiralty", "score"))}
        yield from (hit for hit in silent if meant.isdisjoint({hit.at} if hit.at[-1] == "malicious" else how_sure))


def _missing(case: Case) -> Iterator[Hit]:
    confidence = look_up(case.report, _LEVEL)
    if coverage_of(case)["1.5"].state == "open":
        yield Hit(_LEVEL, values={"what": "how sure you are of the information", "where": "`description.confidence`"})
    elif isinstance(confidence, dict) and "answer" not in confidence and "value" not in confidence:
        if not any(confidence.get(key) for key in ("level", "admiralty", "score")):
            yield Hit((*_LEVEL, "level"), values={"what": "how sure you are of the information", "where": "`level`: high, moderate or low"})
        vocabularies = case.circumstances.format.vocabularies
        activity = activity_of(case.report)
        seen = bool(activity) and is_value(activity, ("description", "activity"), vocabularies)
        if seen and not confidence.get("malicious"):
            where = "`malicious`: confirmed or unconfirmed"
            yield Hit((*_LEVEL, "malicious"), values={"what": f"whether the {activity} is confirmed to be malicious", "where": where})


def attribution_missing(case: Case) -> Iterator[Hit]:
    """An actor is named and the confidence of the attribution is absent, or said not to exist."""
    vocabularies = case.circumstances.format.vocabularies
    attribution = case.value if isinstance(case.value, dict) else {}
    confidence = attribution.get("confidence")
    words = {leaf.word for leaf in leaves(confidence, _ATTRIBUTION, vocabularies)} if confidence is not None else set()
    if words - {"not-applicable", "none", "unknown"}:
        return
    for at, name in _names(case):
        yield Hit(at, values={"name": name})
        return


def _names(case: Case) -> Iterator[tuple[Path, str]]:
    """The places and names of actors that have one."""
    vocabularies = case.circumstances.format.vocabularies
    for at, name in find(case.report, parse("$.attribution.actors[*].name")):
        if is_value(name, at, vocabularies):
            yield at, plain(name)


def wrong_scale(case: Case) -> Iterator[Hit]:
    """A word of another scale, or an Admiralty code or a number where a word belongs."""
    scale = _MALICE if case.at[-1] == "malicious" else _ATTRIBUTED if case.at == _ATTRIBUTION else _INFORMATION
    vocabularies = case.circumstances.format.vocabularies
    own = vocabularies.vocabulary(scale.vocabulary)
    text = plain(case.value).strip()
    at: Path = (*case.at, "value") if isinstance(case.value, dict) else case.at
    if not text or own.canonical(text) is not None:
        return
    allowed = ", ".join(scale.words)
    for other in (_INFORMATION, _MALICE, _ATTRIBUTED):
        word = vocabularies.vocabulary(other.vocabulary).canonical(text)
        if word is not None:
            values = {"what": f"says {other.of}", "advice": f"here {scale.of} is asked for: {allowed}"}
            new = _MEANT[scale.vocabulary].get(word)
            yield Hit(at, values=values | ({"new": new} if new else {}))
            return
    if scale is _INFORMATION and (_ADMIRALTY.fullmatch(text) or _NUMBER.fullmatch(text)):
        what, key = ("is an Admiralty code", "admiralty") if _ADMIRALTY.fullmatch(text) else ("is a number", "score")
        where = f"it belongs in `{key}`" if case.at == (*_LEVEL, "level") else f"`{key}` in `description.confidence` takes such"
        yield Hit(at, values={"what": what, "advice": f"{where}; here a word is asked for: {allowed}"})


def scales_disagree(case: Case) -> Iterator[Hit]:
    """Word, Admiralty code and number that no number from 0 to 100 fits together, by the scales of STIX 2.1."""
    value = case.value
    if not isinstance(value, dict):
        return
    vocabularies = case.circumstances.format.vocabularies
    word = vocabularies.vocabulary("confidence").canonical(plain(value.get("level")))
    code, score = plain(value.get("admiralty")).upper(), plain(value.get("score"))
    ranges: dict[str, tuple[int, int]] = {}
    scales = vocabularies.data["confidence_scales"]
    if word is not None:
        ranges["level"] = _range(scales["none-low-med-high"]["values"][word])
    if _ADMIRALTY.fullmatch(code) and "read" in scales["admiralty-credibility"]["values"][code[1]]:
        ranges["admiralty"] = _range(scales["admiralty-credibility"]["values"][code[1]])
    if len(score) <= 3 and score.isdecimal() and int(score) <= 100:
        ranges["score"] = (int(score), int(score))
    for second in ("score", "admiralty"):
        for first in ("level", "admiralty"):
            if first != second and first in ranges and second in ranges and not _overlap(ranges[first], ranges[second]):
                values = {"first": plain(value.get(first)), "second": plain(value.get(second)), "range": _shown(ranges[first])}
                yield Hit((*case.at, second), values=values, show=(Shown((*case.at, first), f"{_shown(ranges[first])} of 100"),))
                return


def _range(record: dict[str, list[str]]) -> tuple[int, int]:
    low, high = record["read"]
    return int(low), int(high)


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def _shown(range_: tuple[int, int]) -> str:
    return f"{range_[0]} to {range_[1]}"


def confirmed_without_evidence(case: Case) -> Iterator[Hit]:
    """`confirmed`, of malice or of an attribution, in a report that shows nothing it could rest on."""
    if plain(case.value) != "confirmed":
        return
    vocabularies = case.circumstances.format.vocabularies
    holder = look_up(case.report, case.at[:-1])
    beside = holder if isinstance(holder, dict) else {}
    wrapped = case.value if isinstance(case.value, dict) else {}
    if any(wrapped.get(key) for key in ("basis", "source", "note")):
        return
    if case.at == _ATTRIBUTION:
        what, needs = "the attribution", "a `basis` or `source` on the actor"
        places = ["$.attribution.actors[*].basis", "$.attribution.actors[*].source", "$.attribution.actors[*].note", "$.attribution.source"]
    else:
        what, needs = "malicious activity", "a `basis`, or what was seen: indicators, behaviors, samples, prompts, sources"
        if any(beside.get(key) for key in ("basis", "source", "note")):
            return
        places = [*_SEEN]
    if not any(is_value(value, at, vocabularies) for place in places for at, value in find(case.report, parse(place))):
        yield Hit(case.at, values={"what": what, "needs": needs})


#: What a confirmation of malice can rest on.
_SEEN: Final = (
    "$.detection.indicators[*].value",
    "$.detection.behaviors",
    "$.detection.samples",
    "$.detection.method",
    "$.technical.prompts[*].prompt",
    "$.technical.prompts[*].turns",
    "$.technical.artifacts",
    "$.attachments[*].path",
    "$.sources.*",
    "$.description.source",
)


def confirmed_but_unknown(case: Case) -> Iterator[Hit]:
    """A confirmed attribution to nobody, and a known actor without a name."""
    vocabularies = case.circumstances.format.vocabularies
    if case.at == _ATTRIBUTION:
        if plain(case.value) == "confirmed" and not any(True for _ in _names(case)):
            yield Hit(
                case.at, values={"what": "a confirmed attribution", "advice": "if nobody is known it is `unverified` or `not-applicable`"}
            )
        return
    if plain(case.value) != "known":
        return
    name = look_up(case.report, (*case.at[:-1], "name"))
    if name is None or not is_value(name, (*case.at[:-1], "name"), vocabularies):
        yield Hit(case.at, values={"what": "a known actor", "advice": "without one it is `suspected` or `unknown`"})


def indicator_confidence(case: Case) -> Iterator[Hit]:
    """Indicators that have no confidence, neither their own nor by `detection.confidence`; one finding for all."""
    detection = case.report.get("detection")
    if not isinstance(case.value, list) or not isinstance(detection, dict) or detection.get("confidence"):
        return
    vocabularies = case.circumstances.format.vocabularies
    total = [
        (index, item)
        for index, item in enumerate(case.value)
        if isinstance(item, dict) and is_value(item.get("value"), (*case.at, index, "value"), vocabularies)
    ]
    without = [(index, item) for index, item in total if not item.get("confidence")]
    if not without:
        return
    every = len(without) == len(total)
    who = (
        "this indicator has" if len(total) == 1 else "these indicators have" if every else f"{len(without)} of {len(total)} indicators have"
    )
    at: Path = case.at if every else (*case.at, without[0][0])
    yield Hit(at, values={"who": who})


def likelihood_as_confidence(case: Case) -> Iterator[Hit]:
    """Words of likelihood in a confidence, words of confidence in a likelihood."""
    vocabularies = case.circumstances.format.vocabularies
    text = plain(case.value).strip()
    at: Path = (*case.at, "value") if isinstance(case.value, dict) else case.at
    in_likelihood = case.at[-1] == "likelihood"
    own = vocabularies.vocabulary("likelihood" if in_likelihood else _list_of(case.at))
    other = vocabularies.vocabulary("confidence" if in_likelihood else "likelihood")
    word = other.canonical(text) if own.canonical(text) is None else None
    if word is None and not in_likelihood and own.canonical(text) is None:
        folded = vocabularies.fold(text)
        word = folded if folded in ("possible", "probable", "possibly", "probably", "certain", "improbable") else None
    if word is None:
        return
    allowed = ", ".join(own.values)
    if in_likelihood:
        yield Hit(at, values={"what": "how sure you are", "here": "how likely it is", "allowed": allowed})
    else:
        yield Hit(at, values={"what": "how likely something is", "here": "how sure you are", "allowed": allowed})


def _list_of(at: Path) -> str:
    return "malicious" if at[-1] == "malicious" else "attribution-confidence" if at == _ATTRIBUTION else "confidence"
