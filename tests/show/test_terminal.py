"""The formats that people read at a terminal: nothing of a report reaches it unseen, and carets stand under what they mean."""

from __future__ import annotations

import re

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from show_hostile import LINE, results
from show_samples import INCIDENT, RESULT, TITLES, lines, region

from aishare_lint.document.places import Region, Span
from aishare_lint.document.text import ELLIPSIS, HIDDEN, TAB, visible, width
from aishare_lint.lint.findings import Edit, Finding, Fix, Group, Judged, NotRun, Related, Result
from aishare_lint.show import render
from aishare_lint.show.style import Style

UNSEEN = re.compile(f"[{HIDDEN}]")
OURS = re.compile(r"\x1b\[[0-9;]*m|\x1b\]8;;(?:https://rules\.example/[a-z/-]+)?\x1b\\")
CONCISE = re.compile(
    r"(?P<path>(?:[^:]|:(?=[/\\]))*):(?P<line>\d+):(?P<column>\d+): "
    r"(?P<level>error|warning|info|ignored) (?P<rule>[\w.-]+/[\w.-]+) (?P<message>.*)"
)
PLAIN = Style()
SLOW = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], max_examples=60)


def finding(where: Region, **more: object) -> Finding:
    return Finding("a/b", "error", False, "no", where, "$", (), Span(0, 0))._replace(**more)


def rows(text: str, where: Region, style: Style = PLAIN, **more: object) -> list[str]:
    """The lines of the one finding of a text."""
    shown = render("full", Result((Judged("r.yaml", (finding(where, **more),), lines(text)),)), style)
    return shown.split("\n\n", maxsplit=1)[0].splitlines()


@SLOW
@given(results(), st.booleans(), st.booleans(), st.integers(20, 120))
def test_nothing_reaches_the_terminal_unseen(result: Result, colour: bool, verbose: bool, columns: int) -> None:
    style = Style(colour=colour, links=colour, width=columns, verbose=verbose, show_ignored=True, statistics=True)
    for name in ("full", "concise"):
        shown = render(name, result, style, explain_url=lambda rule: f"https://rules.example/{rule}")
        plain = OURS.sub("", shown) if colour else shown
        assert not UNSEEN.search(plain.replace("\n", ""))
        assert "##[" not in plain
        assert not any(line.lstrip().startswith("::") and not line.lstrip().startswith(":::") for line in plain.split("\n"))


@SLOW
@given(results())
def test_concise_keeps_its_grammar(result: Result) -> None:
    written = render("concise", result, Style(show_ignored=True, verbose=True)).split("\n")
    every = result.findings(ignored=True)
    for text, (file, one) in zip(written, every, strict=False):
        found = CONCISE.fullmatch(text)
        assert found, text
        assert int(found["line"]) == one.region.line
        assert found["rule"] == one.rule
        assert found["level"] == (one.severity if one.ignored is None else "ignored")
        assert found["path"].replace("<U+003A>", ":") == visible(file.path).replace("<U+003A>", ":")
    assert written[-1] == ""
    assert re.fullmatch(r"\d+ files?, \d+ errors?, \d+ warnings?, \d+ infos?, \d+ ignored(; .*)?", written[-2])


def test_concise_lets_no_path_pass_for_a_place_or_a_command() -> None:
    for path, shown in (
        ("a:1:1: error a/b c", "a<U+003A>1<U+003A>1<U+003A> error a/b c"),
        ("::error::x", "<U+003A><U+003A>error<U+003A><U+003A>x"),
        ("C:/r", "C:/r"),
    ):
        result = Result((Judged(path, (finding(Region(2, 3, 2, 4)),)),))
        assert render("concise", result).splitlines()[0] == f"{shown}:2:3: error a/b no"


def under(rows_: list[str], stroke: str = "^") -> str:
    """What stands over the carets, by columns of a terminal."""
    below = next(number for number, row in enumerate(rows_) if stroke in row.partition("|")[2])
    begin = rows_[below].index(stroke)
    end = begin + rows_[below].count(stroke)
    taken, at = "", 0
    for character in rows_[below - 1]:
        if begin <= at < end:
            taken += character
        at += width(character)
    return taken


@SLOW
@given(LINE.filter(lambda line: len(line) > 3), st.data(), st.integers(30, 90))
def test_carets_stand_under_what_they_mean(line: str, data: st.DataObject, columns: int) -> None:
    start = data.draw(st.integers(0, len(line) - 1))
    end = data.draw(st.integers(start + 1, len(line)))
    meant = visible(line[start:end], tab=TAB)
    shown = render("full", Result((Judged("r", (finding(Region(1, start + 1, 1, end + 1)),), (line,)),)), Style(width=columns))
    block = shown.split("\n")[:5]
    assert all(width(row) <= columns for row in block[3:])
    cut = end < len(line) and width(line[end]) == 0  # a mark that belongs to the last character goes with it
    if "##" in line or "\t" in line or width(meant) == 0 or "^" in block[3] or cut:
        return
    over = under(block)
    if meant not in over:
        # The window is narrower than what is meant.
        assert ELLIPSIS in block[3]
        assert over.strip(ELLIPSIS)[:3] in meant


def test_a_long_line_is_cut_around_the_caret() -> None:
    text = f"key: {'x' * 300} here {'y' * 300}"
    shown = rows(text, region(text, "here"), Style(width=60))
    assert under(shown) == "here"
    assert shown[3].count(ELLIPSIS) == 2
    assert max(map(width, shown)) <= 60


def test_a_second_mark_far_away_on_a_long_line_is_shown_by_itself() -> None:
    text = f"a: [first, {'x' * 200}, second, {'y' * 200}]"
    shown = rows(text, region(text, "second"), Style(width=60), related=(Related(region(text, "first"), "the first"),))
    assert under(shown) == "second"
    assert under(shown, "-").strip() == "first", shown
    assert sum(row.startswith("1 |") for row in shown) == 2
    assert max(map(width, shown)) <= 60


def test_two_marks_that_fit_a_cut_line_are_shown_in_one() -> None:
    text = f"a: [{'x' * 200}, first, {'z' * 12}, second, {'y' * 200}]"
    shown = rows(text, region(text, "second"), Style(width=60), related=(Related(region(text, "first"), "the first"),))
    assert sum(row.startswith("1 |") for row in shown) == 1
    assert "first, " in shown[3]
    assert under(shown) == "second"


@SLOW
@given(st.integers(0, 300), st.integers(0, 300), st.integers(0, 300), st.integers(30, 100))
def test_every_mark_stands_under_what_it_means(before: int, between: int, behind: int, columns: int) -> None:
    text = f"{'x' * before}first{'y' * between}second{'z' * behind}"
    style = Style(width=columns)
    one, other = region(text, "first"), region(text, "second")
    for where, second, meant in ((one, other, "second"), (other, one, "first")):
        shown = rows(text, where, style, related=(Related(second, ""),))
        number = next(number for number, row in enumerate(shown) if "-" in row.partition("|")[2])
        at = shown[number].index("-", shown[number].index("|"))
        line = next(row for row in reversed(shown[:number]) if row.startswith("1 |"))
        assert line[at : at + len(meant)] == meant


def test_the_end_of_a_long_line_is_shown_when_it_is_meant() -> None:
    text = f"key: {'x' * 300} here"
    shown = rows(text, region(text, "here"), Style(width=60))
    assert under(shown) == "here"
    assert shown[3].endswith("here")


def test_a_wide_line_is_cut_by_columns() -> None:
    text = f"key: {'漢' * 100} here"
    shown = rows(text, region(text, "here"), Style(width=60))
    assert under(shown) == "here"
    assert width(shown[3]) <= 60


def test_a_place_without_length_has_a_caret() -> None:
    assert rows("tlp:", Region(1, 5, 1, 5))[-1] == "  |     ^"


def test_a_region_that_ends_at_the_start_of_a_line_ends_on_the_line_before() -> None:
    shown = rows("a: |\n  b\n  c\nd: e\n", Region(1, 4, 4, 1))
    assert [row[:5] for row in shown[3:]] == ["1 | /", "2 | |", "3 | |", "  | |"]


def test_a_tall_region_is_shortened() -> None:
    text = "".join(f"line{number}: x\n" for number in range(1, 40))
    shown = rows(text, Region(2, 1, 38, 8))
    assert [row for row in shown if "..." in row] == ["..."]
    assert len(shown) == 8


def test_near_places_share_a_frame_and_far_ones_have_their_own() -> None:
    text = "".join(f"line{number}: x\n" for number in range(1, 40))
    shown = rows(text, Region(5, 1, 5, 6), related=(Related(Region(8, 1, 8, 6), "near"), Related(Region(30, 1, 30, 7), "far")))
    assert [row.strip() for row in shown if "-- " in row or "::: " in row] == ["| ----- near", "::: r.yaml:30:1", "| ------ far"]
    assert "..." in shown


def test_a_gap_of_one_line_is_filled() -> None:
    shown = rows("a: 1\nb: 2\nc: 3\n", Region(1, 1, 1, 2), related=(Related(Region(3, 1, 3, 2), "too"),))
    assert [row for row in shown if row.startswith("2 |")] == ["2 | b: 2"]


def test_a_fix_shows_the_line_it_makes() -> None:
    where = region("a: 1\ntlp: WHITE\n", "WHITE")
    fix = Fix("write it", "safe", (Edit(Span(0, 0), "CLEAR"),), ((where, "CLEAR"),))
    assert rows("a: 1\ntlp: WHITE\n", where, fix=fix)[-2:] == ["  = help: write it (--fix)", "2 + tlp: CLEAR"]


def test_a_fix_that_takes_a_line_out_shows_it() -> None:
    text = "a: 1\nb: 2\nc: 3\n"
    fix = Fix("take it out", "unsafe", (Edit(Span(5, 10), ""),), ((Region(2, 1, 3, 1), ""),))
    assert rows(text, Region(2, 1, 2, 2), fix=fix)[-2:] == ["  = help: take it out (--fix --unsafe-fixes)", "2 - b: 2"]


def test_a_fix_that_adds_a_line_shows_it() -> None:
    text = "a: 1\nb: 2\n"
    fix = Fix("add it", "safe", (Edit(Span(4, 4), "\nx: 9"),), ((Region(1, 5, 1, 5), "\nx: 9"),))
    assert rows(text, Region(1, 1, 1, 2), fix=fix)[-1] == "2 + x: 9"


def test_a_masked_fix_is_told_by_its_title_only() -> None:
    fix = Fix("take it out", "unsafe", (Edit(Span(0, 0), "SECRET"),), None)
    shown = rows("a: 1\n", Region(1, 1, 1, 2), fix=fix)
    assert shown[-1] == "  = help: take it out (--fix --unsafe-fixes)"


def test_a_suggestion_names_no_option() -> None:
    fix = Fix("ask the owner", "suggest", (), None)
    assert rows("a: 1\n", Region(1, 1, 1, 2), fix=fix)[-1] == "  = suggestion: ask the owner"


def test_groups_are_one_line_each_in_one_block_after_the_findings() -> None:
    open_ = [
        finding(Region(1, 1, 1, 2), rule="c/q", group=Group(name, unit, 8))
        for name, unit in (("two", "3.1"), ("one", "2.10"), ("one", "2.9"))
    ]
    result = Result((Judged("r.yaml", (*open_, finding(Region(1, 1, 1, 2))), ("a: 1",)),))
    shown = render("full", result, Style())
    assert shown.index("error[a/b]") < shown.index("error[c/q]: 3 of 16 open")
    assert "  | one  2 of 8 open  2.9 2.10\n  | two  1 of 8 open  3.1\n" in shown
    assert shown.count("error[c/q]") == 1
    assert render("full", result, Style(verbose=True)).count("error[c/q]") == 3


def test_what_did_not_run_is_always_said() -> None:
    gaps = (
        NotRun("a/b", "no parser"),
        NotRun("a/c", "no parser"),
        NotRun("a/d", "German", "one.yaml"),
        NotRun("a/d", "German", "two.yaml"),
    )
    for name in ("full", "concise"):
        shown = render(name, Result((), gaps), Style())
        assert "not run: a/b, a/c (no parser)\n" in shown
        assert "not run: a/d (German) in one.yaml, two.yaml\n" in shown


def test_ignored_findings_are_counted_and_shown_on_request() -> None:
    assert "documentation example" not in render("full", RESULT, Style())
    assert "1 ignored" in render("full", RESULT, Style())
    shown = render("full", RESULT, Style(show_ignored=True))
    assert "ignored error[redaction/personal-information]" in shown
    assert "= ignored: the address is a documentation example" in shown


def test_statistics_count_every_finding_once() -> None:
    shown = render("full", RESULT, Style(statistics=True), titles=TITLES)
    counts = re.findall(r"^(\d+) [* +] (?:error|warning|info) ", shown, re.MULTILINE)
    assert sum(map(int, counts)) == len(RESULT.findings())


def test_the_region_helper_of_these_tests_finds_what_it_says() -> None:
    assert region(INCIDENT, "TLP:WHITE") == Region(6, 6, 6, 15)
