"""Documents and further images: who wrote them, and what they carry. ZIP-based ones are read here, the others by the extra `media`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from aishare_lint.lint.media.exif import say
from aishare_lint.lint.media.images import READERS, bare
from aishare_lint.lint.media.kinds import Kind, kind_of

#: Bytes of one part of a document, of all its parts, and parts of one document that are looked at: a few bytes may unpack to gigabytes.
_PART: Final = 5_000_000
_ALL: Final = 50_000_000
_PARTS: Final = 2000
_SAID: Final = (
    (r"<dc:creator>\s*[^<\s]", "an author"),
    (r"<meta:initial-creator>\s*[^<\s]", "an author"),
    (r"<cp:lastModifiedBy>\s*[^<\s]", "who changed it last"),
    (r"<(?:Company|Manager)>\s*[^<\s]", "a company or manager"),
)
_ABOUT: Final = ("docProps/core.xml", "docProps/app.xml", "meta.xml")
_CONTENT: Final = ("word/document.xml", "content.xml")
_PICTURES: Final = ("media/", "Pictures/")
_NOT_INSTALLED: Final = "needs the extra `media` (pip install 'aishare-lint[media]')"


class Seen(NamedTuple):
    """What was seen: words for what a file holds, and for what could not be looked at."""

    holds: tuple[str, ...]
    not_seen: tuple[str, ...] = ()


class Unpacked(NamedTuple):
    """A ZIP file: what it is, and what was seen in it."""

    kind: Kind
    seen: Seen


def unpack_zip(content: bytes) -> Unpacked:
    """What a ZIP file is by the names in it, and what an office document tells."""
    import io
    import zipfile

    broken = Unpacked(Kind("ZIP", "archive"), Seen(()))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            kind = _kind(archive, names)
            if kind.group != "document":
                return Unpacked(kind, Seen(()))
            return Unpacked(kind, _office(archive, names))
    except (zipfile.BadZipFile, OSError, ValueError, KeyError, NotImplementedError, RuntimeError, EOFError):
        return broken


def _kind(archive: Any, names: list[str]) -> Kind:
    held = set(names)
    if any(name.endswith("vbaProject.bin") for name in names):
        return Kind("office document with macros", "executable")
    if "[Content_Types].xml" in held:
        return Kind("office document", "document")
    if "mimetype" in held and b"opendocument" in _part(archive, "mimetype"):
        return Kind("OpenDocument", "document")
    if any(name.endswith(("data.pkl", ".pkl", ".npy")) for name in names):
        return Kind("PyTorch or NumPy", "pickle")
    if any(name.endswith((".weights.h5", ".safetensors", ".onnx")) for name in names):
        return Kind("Keras or other", "model")
    if "AndroidManifest.xml" in held or any(name.endswith(".class") for name in names):
        return Kind("Java or Android", "executable")
    return Kind("ZIP", "archive")


def _is_read(name: str) -> bool:
    return name.endswith((*_ABOUT, *_CONTENT)) or any(folder in name for folder in _PICTURES)


def _part(archive: Any, name: str) -> bytes:
    with archive.open(name) as stream:
        return bytes(stream.read(_PART))


def _office(archive: Any, names: list[str]) -> Seen:
    holds: dict[str, None] = {}
    not_seen = ("the text inside office documents is not read",)
    read = 0
    for number, name in enumerate(names):
        read += min(archive.getinfo(name).file_size, _PART) if _is_read(name) else 0
        if number >= _PARTS or read > _ALL:
            return Seen(tuple(holds), (*not_seen, "all parts of a very large office document"))
        if name.endswith(_ABOUT):
            text = _part(archive, name).decode("utf-8", "replace")
            holds |= dict.fromkeys(words for pattern, words in _SAID if re.search(pattern, text))
        elif name == "docProps/custom.xml":
            holds["properties of an organization's own"] = None
        elif "thumbnail" in name.lower():
            holds["a thumbnail"] = None
        elif re.search(r"(?:^|/)(?:comments\w{0,20}|people|persons?/\w{1,40}|commentAuthors)\.xml$", name):
            holds["comments with their authors"] = None
        elif name.endswith(_CONTENT) and re.search(rb"w:author=|<text:tracked-changes", _part(archive, name)):
            holds["tracked changes"] = None
        elif any(folder in name for folder in _PICTURES):
            image = _part(archive, name)
            kind = kind_of(image, name)
            if kind.name in READERS:
                holds |= dict.fromkeys(f"in a picture inside: {words}" for words in bare(image, kind.name).holds)
    return Seen(tuple(holds), not_seen)


def look_into_pdf(content: bytes) -> Seen:
    """Who wrote a PDF, and what is packed into it."""
    try:
        from pypdf import PdfReader
    except ImportError:
        return Seen((), (f"a PDF's author and attachments: {_NOT_INSTALLED}",))
    import io
    import logging

    unread = "the text inside PDF documents is not read"
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it would log what the document says
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted:
            return Seen((), ("an encrypted PDF",))
        return Seen(tuple(_pdf(reader)), (unread,))
    except Exception:  # noqa: BLE001 - a hostile document may make the library raise anything; then nothing of it is known
        return Seen((), ("a broken PDF",))


def _pdf(reader: Any) -> Iterator[str]:
    about = reader.metadata or {}
    if about.get("/Author"):
        yield "an author"
    if any(about.get(key) for key in ("/Creator", "/Producer", "/Company")):
        yield "the software it was made with"
    if any(about.get(key) for key in ("/Title", "/Subject", "/Keywords")):
        yield "a title or keywords"
    if reader.trailer["/Root"].get("/Metadata") is not None:
        yield "XMP"
    if any(True for _ in reader.attachments):
        yield "files packed into it"


def look_into_image(content: bytes) -> Seen:
    """What an image carries whose structure is not known here: GIF, TIFF, AVIF and others."""
    try:
        from PIL import Image
    except ImportError:
        return Seen((), (f"what this kind of image carries: {_NOT_INSTALLED}",))
    import io
    import warnings

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # a decompression bomb is a warning there
            with Image.open(io.BytesIO(content)) as image:
                return Seen(tuple(dict.fromkeys(_image(image))))
    except Exception:  # noqa: BLE001 - as above
        return Seen((), ("a broken image",))


def _image(image: Any) -> Iterator[str]:
    from aishare_lint.lint.media.exif import words_of

    words = words_of(image.getexif())
    if words:
        yield say(words)
    if image.info.get("xmp") or image.info.get("XML:com.adobe.xmp"):
        yield "XMP"
    if image.info.get("comment"):
        yield "a comment"
