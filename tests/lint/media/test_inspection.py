"""What files are, and what they tell."""

from __future__ import annotations

import io
import pickle
import sys
import time
import zipfile

import pytest
from PIL import Image

from aishare_lint.lint.media.inspection import inspect

from .pictures import jpeg_with_gps, office, pdf, picture, saved, zipped


@pytest.mark.parametrize(
    ("content", "name", "barred"),
    [
        (b"\x7fELF" + bytes(60), "a.png", "an executable (ELF)"),
        (b"MZ" + bytes(58) + (64).to_bytes(4, "little") + b"PE\0\0", "a.txt", "an executable (Windows program)"),
        (b"MZ" + bytes(80), "a", "an executable (DOS program)"),
        (pickle.dumps({"a": [1]}), "a.dat", "serialized objects that run code when they are loaded (pickle)"),
        (b"cos\nsystem\n(S'id'\ntR.", "a.pkl", "serialized objects that run code when they are loaded (.pkl)"),
        (zipped(**{"x/data.pkl": b"\x80\x02."}), "a.bin", "serialized objects that run code when they are loaded (PyTorch or NumPy)"),
        (zipped(**{"a.txt": "x"}), "a.png", "an archive (ZIP)"),
        (zipped(**{"A.class": "x"}), "a.zip", "an executable (Java or Android)"),
        (b"PK\x03\x04 broken", "a", "an archive (ZIP)"),
        (office(**{"word/vbaProject.bin": b"x"}), "a.docm", "an executable (office document with macros)"),
        (b"\x1f\x8b\x08\0", "a", "an archive (gzip)"),
        (bytes(257) + b"ustar\x0000", "a", "an archive (tar)"),
        (b"GGUF\3\0\0\0", "a", "model weights (GGUF)"),
        ((20).to_bytes(8, "little") + b'{"__metadata__":{}}  ' + bytes(20), "a", "model weights (safetensors)"),
        (b"\x08\x07\x12\x07pytorch\xff", "a.onnx", "model weights (.onnx)"),
        (b"@echo off", "a.bat", "an executable (.bat)"),
        (b"import os\n", "a.py", ""),
        (b"text", "notes.txt", ""),
        (saved(picture(), "PNG"), "a.png", ""),
        (office(), "a.docx", ""),
        (pdf(), "a.pdf", ""),
    ],
)
def test_what_must_not_be_here(content: bytes, name: str, barred: str) -> None:
    assert inspect(content, name).barred == barred


def test_office_documents() -> None:
    facts = inspect(office(), "a.docx")
    assert set(facts.holds) == {"an author", "who changed it last"}
    more = inspect(
        office(
            **{
                "docProps/app.xml": "<Company>Roe Ltd</Company>",
                "docProps/thumbnail.jpeg": b"x",
                "word/comments.xml": "<w:comments/>",
                "word/document.xml": '<w:ins w:author="Jane Roe">',
                "word/media/image1.jpg": jpeg_with_gps(),
            }
        ),
        "a.docx",
    )
    assert {"a company or manager", "a thumbnail", "comments with their authors", "tracked changes"} <= set(more.holds)
    assert any(words.startswith("in a picture inside: EXIF") for words in more.holds)
    assert "Roe" not in repr(more._replace(sha256=""))


def test_open_documents() -> None:
    content = zipped(mimetype="application/vnd.oasis.opendocument.text", **{"meta.xml": "<dc:creator>Jane Roe</dc:creator>"})
    assert inspect(content, "a.odt").holds == ("an author",)


def test_pdf() -> None:
    assert inspect(pdf(Author="Jane Roe", Title="On it"), "a.pdf").holds == (
        "an author",
        "the software it was made with",
        "a title or keywords",
    )
    assert inspect(b"%PDF-1.7 broken", "a.pdf").not_seen == ("a broken PDF",)


def test_further_images() -> None:
    assert inspect(saved(picture("P"), "GIF", comment=b"Jane Roe"), "a.gif").holds == ("a comment",)
    stream = io.BytesIO()
    exif = Image.Exif()
    exif[0x0110], exif[0x013B] = "Phone 12", "Jane Roe"
    picture().save(stream, "TIFF", exif=exif)
    assert inspect(stream.getvalue(), "a.tif").holds == ("EXIF: a camera or device, an author or owner",)
    assert inspect(saved(picture(), "TIFF"), "a.tif").holds == ()
    assert inspect(b"GIF89a", "a.gif").not_seen == ("a broken image",)


def test_without_the_extra_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    photo = jpeg_with_gps()
    gif, document = saved(picture("P"), "GIF"), pdf(Author="Jane Roe")
    monkeypatch.setitem(sys.modules, "PIL", None)
    monkeypatch.setitem(sys.modules, "pypdf", None)
    for content in (gif, document):
        facts = inspect(content, "a")
        assert facts.holds == ()
        assert "aishare-lint[media]" in facts.not_seen[0]
    assert inspect(photo, "a.jpg").holds  # needs nothing


def test_texts() -> None:
    assert inspect("Größe".encode(), "a.txt").text == "Größe"
    assert inspect("\ufeffText".encode("utf-16-le"), "a.txt").text == "Text"
    assert inspect(b"a\0b", "a.txt").text is None
    assert inspect(b"a\0b", "a.txt").not_seen == ("what kind of file it is, and so what it holds",)
    assert inspect(b"", "a.txt").not_seen == ()
    long = inspect(b"a" * 2_000_001, "a.txt")
    assert long.text == "a" * 2_000_000
    assert long.not_seen == ("what it says after 2 MB",)


def test_zip_bombs_take_no_time() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "")
        for number in range(40):
            archive.writestr(f"{number}/meta.xml", bytes(20_000_000))
    before = time.process_time()
    facts = inspect(stream.getvalue(), "a.docx")
    assert time.process_time() - before < 5
    assert "all parts of a very large office document" in facts.not_seen
