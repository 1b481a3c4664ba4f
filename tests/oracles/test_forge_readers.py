"""JUnit and Markdown through the libraries that others read them with."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

sys.path.append(str(Path(__file__).parents[1] / "show"))
from show_hostile import TEXT, results

from aishare_lint.document.text import markdown, markdown_code, visible
from aishare_lint.lint.findings import Result
from aishare_lint.show import render
from aishare_lint.show.style import Style

pytestmark = pytest.mark.slow
OFTEN = settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=300)


@OFTEN
@given(results())
def test_junitparser_reads_what_is_written(result: Result) -> None:
    junitparser = pytest.importorskip("junitparser", reason="junitparser is not installed: JUnit is read back by ElementTree only")
    read = junitparser.JUnitXml.fromstring(render("junit", result).encode())
    cases = [case for suite in read for case in suite]
    assert read.tests == len(cases)
    assert read.failures == sum(any(isinstance(one, junitparser.Failure) for one in case.result) for case in cases)


@pytest.fixture(scope="module")
def commonmark():
    """Markdown as forges read it: tables, HTML, and everything that looks like an address made a link."""
    library = pytest.importorskip("markdown_it", reason="markdown-it-py is not installed: Markdown is checked by our own reading only")
    pytest.importorskip("linkify_it", reason="linkify-it-py is not installed: autolinks are not looked for")
    return library.MarkdownIt("gfm-like")


@OFTEN
@given(text=TEXT)
def test_text_in_markdown_is_words_and_code(commonmark, text: str) -> None:
    tokens = commonmark.parseInline(markdown(text))[0].children or []
    assert {token.type for token in tokens} <= {"text", "code_inline"}
    code = commonmark.parseInline(f"x {markdown_code(text)}")[0].children
    assert [token.content for token in code if token.type == "code_inline"] == ([visible(text)] if text else [])


@OFTEN
@given(result=results())
def test_a_summary_holds_nothing_but_its_own_markup(commonmark, result: Result) -> None:
    written = render("markdown", result, Style(verbose=True, show_ignored=True))
    kinds = {"heading_open", "heading_close", "paragraph_open", "paragraph_close", "inline", "html_block", "bullet_list_open"}
    kinds |= {"bullet_list_close", "list_item_open", "list_item_close"}
    kinds |= {f"{part}_{end}" for part in ("table", "thead", "tbody", "tr", "th", "td") for end in ("open", "close")}
    tokens = commonmark.parse(written)
    assert {token.type for token in tokens} <= kinds
    assert {child.type for token in tokens for child in token.children or []} <= {"text", "code_inline", "softbreak"}
    unfolded = sum("<details>" in token.content for token in tokens if token.type == "html_block")
    assert unfolded == sum(bool(file.findings) for file in result.files)
