"""The detectors on the repository's labelled texts, on hostile ones, and what their judgements may not say."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from aishare_lint.document.patterns import lazy
from aishare_lint.lint.detectors import indicators, national, persons, secrets
from aishare_lint.lint.detectors.tokens import FORMS
from tools.bench_rows import read_rows, rot47

ROOT = Path(__file__).parents[3]
JUDGES: dict[str, Any] = {"secret": secrets.judge, "pii": persons.judge, "ioc": indicators.judge}


ROWS = read_rows([ROOT / "tests" / "data" / "detection" / "secrets-persons-indicators.jsonl"])


@pytest.mark.parametrize("label", list(JUDGES))
def test_what_is_labelled_is_found(label: str) -> None:
    wanted = [row for row in ROWS if row.label == label]
    missed = [row.id for row in wanted if not JUDGES[label](row.text).level]
    assert len(wanted) >= 10
    assert missed == []


@pytest.mark.parametrize("label", list(JUDGES))
def test_what_belongs_in_reports_is_left_alone(label: str) -> None:
    assert [row.id for row in ROWS if row.label == "neg" and JUDGES[label](row.text).level] == []


@pytest.mark.parametrize("label", list(JUDGES))
def test_judgements_say_where_and_not_what(label: str) -> None:
    for row in ROWS:
        said = JUDGES[label](row.text)
        assert all(0 <= start < end <= len(row.text) for start, end in said.spans)
        for start, end in said.spans:
            assert row.text[start:end] not in " ".join(said.reasons)
        assert bool(said.level) == bool(said.spans)


def test_the_stored_form_is_no_text_that_anything_takes_for_real() -> None:
    stored = (ROOT / "tests" / "data" / "detection" / "secrets-persons-indicators.jsonl").read_text(encoding="utf-8")
    assert [one.kind for one in secrets.find(stored) if one.level == "strong"] == []
    assert [one.kind for one in persons.find(stored) if one.level == "strong"] == []
    assert all(rot47(rot47(row.text)) == row.text for row in ROWS)


@pytest.mark.parametrize("label", list(JUDGES))
@pytest.mark.parametrize(
    "piece",
    [
        "key=",
        "password is ",
        "eyJ",
        "://a:",
        "cookie: sid=a",
        "a@",
        "a.b.",
        "+1 (2",
        "1-",
        "AB12 ",
        "-----BEGIN PRIVATE " + "KEY-----AAAA",
        "\n- a.com",
    ],
)
def test_hostile_texts_take_no_longer_than_others(label: str, piece: str) -> None:
    text = piece * (100_000 // len(piece))
    before = time.process_time()
    JUDGES[label](text)
    assert time.process_time() - before < 8


def test_every_form_is_linear() -> None:
    for form in FORMS:
        pattern = lazy(form.pattern)
        before = time.process_time()
        for word in form.words:
            for piece in (word + "aA0", word.upper() + "A0-", word):
                pattern.search(piece * (20_000 // len(piece)))
        assert time.process_time() - before < 8, form.kind


def test_a_checksum_tells_what_github_wrote_from_what_looks_like_it() -> None:
    body, wrong = "gh" + "p_" + "bcdfBCDF0123bcdfBCDF0123bcdfBC", "000000"
    found = secrets.find(f"it was {body}{wrong} then")
    assert [one.level for one in found] == ["weak"]


def test_national_numbers_count_with_their_checksum() -> None:
    pytest.importorskip("stdnum")
    right, wrong = national.find_candidates("PESEL: 44051401359 and PESEL: 44051401358")
    assert national.is_valid(right)
    assert not national.is_valid(wrong)
