"""The PDF, and the HTML as a browser prints it: the label on every page."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from aishare_lint.document.places import Value
from aishare_lint.errors import UserError
from aishare_lint.share.exports import ExportRefusedError, export

from .export_samples import EVERYTHING, EXAMPLES, flat, of_data, of_file, small

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--no-pdf-header-footer"),
)


def every_page_is_labelled(content: bytes, mark: str, at_least: int) -> str:
    pages = [page.extract_text() for page in PdfReader(BytesIO(content)).pages]
    assert len(pages) >= at_least
    for number, text in enumerate(pages, 1):
        # Once at the head and once at the foot, beside what the text says of it.
        assert text.count(mark) >= 2, number
        assert flat(text).endswith((f"Page{number}of{len(pages)}", mark)), number
    return "".join(pages)


@pytest.mark.parametrize(("path", "ceiling"), [(EVERYTHING, "TLP:AMBER+STRICT"), (EXAMPLES / "EX-2025-1002.yaml", "TLP:AMBER")])
def test_each_page_has_its_label(path: Path, ceiling: str) -> None:
    edition, context = of_file(path, ceiling)
    text = every_page_is_labelled(export("pdf", edition, context), edition.mark, 5)
    assert flat(str(edition.data["title"])) in flat(text)


def test_the_same_bytes_at_any_time() -> None:
    edition, context = of_file(EVERYTHING, "TLP:AMBER+STRICT")
    first = export("pdf", edition, context)
    time.sleep(1.1)
    assert export("pdf", edition, context) == first
    assert b"CreationDate" not in first
    assert b"ModDate" not in first


def test_letters_that_the_fonts_lack_are_refused_and_signs_are_named() -> None:
    edition, context = of_data(small(impact={"lateral_movement": "to \u4e2d\u6587"}))
    with pytest.raises(ExportRefusedError, match=r"U\+4E2D") as refusal:
        export("pdf", edition, context)
    assert "html" in refusal.value.hint
    edition, context = of_data(small(impact={"lateral_movement": "well \U0001f642"}))
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(export("pdf", edition, context))).pages)
    assert "well <U+1F642>" in text


def test_what_typst_cannot_set_is_refused() -> None:
    deep: Value = "down there"
    for _ in range(90):
        deep = {"below": deep, "beside": "x"}
    edition, context = of_data(small(x_ours=deep))
    with pytest.raises(ExportRefusedError, match="could not set the pages"):
        export("pdf", edition, context)
    assert b"down there" in export("html", edition, context)


def test_without_typst_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(UserError) as mistake:
        export("pdf", *of_data(small()))
    assert "aishare-lint[pdf]" in mistake.value.hint


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
@pytest.mark.parametrize(("path", "ceiling"), [(EVERYTHING, "TLP:AMBER+STRICT"), (EXAMPLES / "EX-2025-1002.yaml", "TLP:AMBER")])
def test_a_browser_prints_the_label_on_each_page(path: Path, ceiling: str, tmp_path: Path) -> None:
    edition, context = of_file(path, ceiling)
    (tmp_path / "report.html").write_bytes(export("html", edition, context))
    printed = tmp_path / "printed.pdf"
    assert CHROMIUM is not None
    command = [
        CHROMIUM,
        *FLAGS,
        f"--user-data-dir={tmp_path / 'profile'}",
        f"--print-to-pdf={printed}",
        f"file://{tmp_path / 'report.html'}",
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    text = every_page_is_labelled(printed.read_bytes(), edition.mark, 5)
    assert "no instruction" in text
