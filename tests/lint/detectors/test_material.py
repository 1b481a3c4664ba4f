"""Exploits and prompts: the repository's own examples, where in a text they are, and that no text takes long."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aishare_lint.lint.detectors import Judgement, exploits, prompts
from aishare_lint.lint.detectors.normal import Normal
from aishare_lint.lint.detectors.phrases import ELSEWHERE, PHRASES
from aishare_lint.lint.detectors.signatures import SIGNATURES

DATA = Path(__file__).parents[2] / "data" / "detection"
PROSE = (
    "The endpoint joins a parameter to a path before it is checked, and anybody who reaches the port can read what the service can read. "
    "The vendor was told in March and released a version that resolves the path first."
)


def rot47(text: str) -> str:
    return "".join(chr(33 + (ord(one) + 14) % 94) if "!" <= one <= "~" else one for one in text)


def rows(name: str) -> list[tuple[str, str, str]]:
    lines = (DATA / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [(row["id"], row["label"], rot47(row["rot47"])) for row in map(json.loads, lines)]


def cases(name: str) -> list[object]:
    return [pytest.param(text, id=id_) for id_, _, text in rows(name)]


@pytest.mark.parametrize("text", cases("exploits"))
def test_exploits_are_found(text: str) -> None:
    assert exploits.judge(text).level


@pytest.mark.parametrize("text", cases("prompts"))
def test_prompts_are_found(text: str) -> None:
    assert prompts.judge(text).level


@pytest.mark.parametrize("text", cases("material-hard"))
def test_what_is_neither_is_left_alone(text: str) -> None:
    assert (exploits.judge(text).level, prompts.judge(text).level) == ("", "")


@pytest.mark.parametrize("text", cases("exploits") + cases("prompts"))
def test_reasons_do_not_hold_the_text(text: str) -> None:
    for judgement in (exploits.judge(text), prompts.judge(text)):
        for reason in judgement.reasons:
            assert not any(reason in line or (len(line) > 6 and line in reason) for line in text.splitlines())


def test_exploits_are_suspected_among_other_texts() -> None:
    exploits_here = [text for _, _, text in rows("exploits")]
    many = [piece for text in exploits_here for piece in (PROSE, text, "generative_ai")]
    suspected = list(exploits.suspects(many, str))
    assert [text for text in suspected if text in exploits_here] == exploits_here
    assert PROSE not in suspected


def test_every_pattern_compiles_and_counts_less_in_prose() -> None:
    for signature in SIGNATURES:
        assert signature.pattern.groups >= 0
        assert signature.weight > signature.prose >= 0
    for phrase in (*PHRASES, *ELSEWHERE):
        assert phrase.pattern.groups >= 0
    assert len({signature.pattern.pattern for signature in SIGNATURES}) == len(SIGNATURES)


# Where


def covered(judgement: Judgement, start: int, end: int) -> float:
    marked = {at for span in judgement.spans for at in range(*span)}
    return sum(at in marked for at in range(start, end)) / max(1, end - start)


@pytest.mark.parametrize("text", [case for case in cases("exploits") if "\n" in case.values[0]])  # type: ignore[attr-defined]
def test_spans_cover_an_exploit_between_paragraphs(text: str) -> None:
    judgement = exploits.judge(f"{PROSE}\n\n{text}\n\n{PROSE}")
    first, last = len(PROSE) + 2, len(PROSE) + 2 + len(text)
    assert judgement.level
    assert covered(judgement, 0, len(PROSE)) <= 0.1
    assert covered(judgement, last + 2, last + 2 + len(PROSE)) <= 0.1
    assert covered(judgement, first, last) >= 0.6


def test_spans_of_decoded_text_are_those_of_what_is_written() -> None:
    text = "See http://host/a?f=%2e%2e%2f%2e%2e%2f%2e%2e%2fetc%2fpasswd for it"
    start, end = exploits.judge(text).spans[0]
    assert text[start:end].startswith("http://host/a?f=%2e")
    assert text[start:end].endswith("%2fpasswd")


@settings(max_examples=200)
@given(st.text(alphabet=st.sampled_from("ab%25e&#;x41\\u0\n <>\u200b+="), max_size=80))
def test_decoded_forms_map_into_the_text(text: str) -> None:
    for form in Normal(text).forms:
        for start in range(len(form.text)):
            span = form.span(start, start + 1)
            assert 0 <= span.start < span.end <= len(text)


@settings(max_examples=150)
@given(st.text(max_size=400))
def test_no_text_is_too_much(text: str) -> None:
    for judgement in (exploits.judge(text), prompts.judge(text)):
        for span in judgement.spans:
            assert 0 <= span.start <= span.end <= len(text)


# How long

HOSTILE = {
    "words of signatures": " ".join(word for signature in SIGNATURES for word in signature.words),
    "words of phrases": "\n".join(word.decode() for phrase in PHRASES for word in phrase.words),
    "braces": "{{",
    "addresses": "http://a/",
    "lines of code": "x=1\n",
    "empty lines": "\n",
    "percent": "%2525",
    "hidden": "a\u200b",
    "fences": "```\n",
    "requests": ". write a ",
    "overrides": "ignore all the ",
    "base64": "aGVsbG8gd29ybGQ",
    "quotes": "'; ",
}


def seconds(judge: Callable[[str], Judgement], text: str) -> float:
    started = time.process_time()
    judge(text)
    return time.process_time() - started


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("judge", [exploits.judge, prompts.judge], ids=["exploits", "prompts"])
def test_time_grows_with_length_and_no_faster(judge: Callable[[str], Judgement], piece: str) -> None:
    long = (piece * (400_000 // len(piece) + 1))[:400_000]
    judge(long[:1000])  # patterns are compiled on first use
    assert seconds(judge, long) < 8  # far below what work that grows with the square would take
