"""Every text that can be got out of a file: whatever the exporters write, and what a text in it may be encoded in, one inside another.

Bounded, and never wrong for being broken: what cannot be taken apart is read as the text it is. Text in pictures is not looked for.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from aishare_lint.document.paths import show
from aishare_lint.document.places import Path
from aishare_lint.share.encodings import ENCODINGS, packed_bytes

#: How deep encodings and archives may lie in one another, how many texts one file may give, and how much an archive may unpack to.
_DEEPEST: Final = 4
_MOST: Final = 200_000
_LARGEST: Final = 64 << 20

_PICTURES: Final = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"II*\0", b"MM\0*", b"BM", b"\0\0\0\x1cftyp", b"\0\0\0 ftyp")


class Reading(NamedTuple):
    """A text of a file.

    at   where it was found, in the words of the format: a path, a member, a header
    how  what it was taken out of, the outermost first: `json`, `base64`
    """

    at: str
    how: tuple[str, ...]
    text: str


class _Source(NamedTuple):
    """What is being taken apart: the file's name, where in the outermost file it stands, and what it was taken out of."""

    name: str
    at: str
    how: tuple[str, ...]

    def out_of(self, kind: str) -> _Source:
        return self._replace(how=(*self.how, kind))

    def inside(self, at: str, name: str = "") -> _Source:
        return self._replace(at=f"{self.at} {at}".strip(), name=name or self.name)


class Decoded(NamedTuple):
    """What could be got out of a file; `unread` names what could not be read, and why."""

    readings: tuple[Reading, ...]
    unread: tuple[str, ...]


def decode(name: str, content: bytes) -> Decoded:
    """Every text of a file, by what it holds rather than by its name."""
    decoder = _Decoder()
    decoder.file(_Source(name, "", ()), content)
    while decoder.pending:
        decoder.undo(*decoder.pending.popleft())
    return Decoded(tuple(decoder.readings.values()), tuple(dict.fromkeys(decoder.unread)))


class _Decoder:
    def __init__(self) -> None:
        self.readings: dict[tuple[str, str], Reading] = {}
        self.unread: list[str] = []
        #: Texts in which nothing was undone yet, the least encoded first: none is met too deep before it is met where it can be undone.
        self.pending: deque[tuple[_Source, str]] = deque()

    def miss(self, source: _Source, why: str) -> None:
        self.unread.append(f"{source.name}: {why}")

    def file(self, source: _Source, content: bytes) -> None:
        """A file, or what was packed into one."""
        if len(source.how) > _DEEPEST or len(content) > _LARGEST:
            self.miss(source, "it is too large" if len(content) > _LARGEST else "it is packed too deeply")
            return
        if content.startswith(_SEALED):
            self.miss(source, "it is encrypted")
            return
        take = _binary(content)
        if take:
            take(self, source, content)
            return
        text = None if content.startswith(_PICTURES) else _as_text(content)
        if text is None:
            if not content.startswith(_PICTURES):
                self.miss(source, "it is neither text nor a format that is taken apart")
            self.raw(source, content)
            return
        self.text(source if source.how else source.out_of("text"), text)
        kind = next((kind for kind, endings in _ENDINGS.items() if source.name.lower().endswith(endings)), "")
        if not kind and text.lstrip()[:1] in ("{", "["):
            kind = "json"
        if kind:
            _TEXTUAL[kind](self, source.out_of(kind), text)

    def raw(self, source: _Source, content: bytes) -> None:
        """Bytes of which only what stands in them as text is seen."""
        self.text(source.out_of("bytes"), content.decode("utf-8", "replace"))
        for encoding in ("utf-16-le", "utf-16-be"):
            self.add(source.out_of("bytes"), content.decode(encoding, "replace"))

    def add(self, source: _Source, text: str) -> bool:
        if not text or (source.at, text) in self.readings:
            return False
        if len(self.readings) >= _MOST:
            self.miss(source, "it holds too many texts")
            return False
        self.readings[source.at, text] = Reading(source.at, source.how, text)
        return True

    def text(self, source: _Source, text: str) -> None:
        """A text, in which encodings will be undone."""
        if self.add(source, text) and len(source.how) <= _DEEPEST:
            self.pending.append((source, text))

    def undo(self, source: _Source, text: str) -> None:
        """What a text is when each encoding that it has signs of is undone."""
        for name, sign, undo in ENCODINGS:
            if sign(text) and (plain := undo(text)) != text:
                self.text(source.out_of(name), plain)
        for name, candidates in packed_bytes(text):
            self.bytes(source.out_of(name), candidates)

    def bytes(self, source: _Source, candidates: list[bytes]) -> None:
        """What may be bytes of something, or of nothing."""
        for content in candidates:
            if _binary(content):
                self.file(source, content)
                continue
            text = _as_text(content, most_wrong=0.1)
            if text is not None:
                self.text(source, text)


def _as_text(content: bytes, most_wrong: float = 0.0) -> str | None:
    """Bytes as text; None where they are none."""
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    text = content.decode("utf-8", "replace")
    wrong = text.count("\ufffd") + text.count("\0")
    if wrong <= most_wrong * len(text):
        return text
    if content[1::2].count(0) > len(content) // 3:
        return content.decode("utf-16-le", "replace")
    return content.decode("utf-16-be", "replace") if content[::2].count(0) > len(content) // 3 else None


def _json(decoder: _Decoder, source: _Source, text: str) -> None:
    import json

    try:
        # Of a key that stands twice both values are looked at.
        data = json.loads(text, object_pairs_hook=_Pairs)
    except (ValueError, RecursionError):
        return
    for path, value in _leaves(data, ()):
        decoder.text(source.inside(show(path)), value)


class _Pairs(list[tuple[str, Any]]):
    """The members of a JSON object as they stand."""


def _leaves(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, _Pairs):
        for key, child in value:
            yield (*path, key), key
            yield from _leaves(child, (*path, key))
    elif isinstance(value, list):
        for number, child in enumerate(value):
            yield from _leaves(child, (*path, number))
    elif isinstance(value, dict):
        for key, child in value.items():
            yield (*path, key), key
            yield from _leaves(child, (*path, key))
    elif value is not None and not isinstance(value, bool):
        yield path, str(value)


def _yaml(decoder: _Decoder, source: _Source, text: str) -> None:
    from aishare_lint.document.reader import read

    for path, value in _leaves(read(text, source.name).data, ()):
        decoder.text(source.inside(show(path)), value)


def _csv(decoder: _Decoder, source: _Source, text: str) -> None:
    import csv

    try:
        rows = list(csv.reader(text.splitlines(keepends=True)))
    except csv.Error:
        return
    for number, row in enumerate(rows, 1):
        for column, cell in enumerate(row, 1):
            decoder.text(source.inside(f"row {number}, column {column}"), cell.removeprefix("'"))


def _html(decoder: _Decoder, source: _Source, text: str) -> None:
    from html.parser import HTMLParser

    pieces: list[str] = []

    class Parser(HTMLParser):
        def handle_data(self, data: str) -> None:
            pieces.append(data)

        def handle_comment(self, data: str) -> None:
            decoder.text(source.inside("comment"), data)

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            for key, value in attrs:
                decoder.text(source.inside(f"<{tag} {key}>"), value or "")

    parser = Parser(convert_charrefs=True)
    parser.feed(text)
    parser.close()
    for between in ("", " "):
        decoder.text(source, between.join(pieces))


def _mail(decoder: _Decoder, source: _Source, text: str) -> None:
    from email import message_from_bytes, policy

    message = message_from_bytes(text.encode(), policy=policy.default)
    for part in message.walk():
        for key, value in part.items():
            decoder.text(source.inside(f"header {key}"), str(value))
        if not part.is_multipart():
            content = part.get_payload(decode=True)
            inner = part.get_filename() or {"text/html": "body.html"}.get(part.get_content_type(), "body")
            if isinstance(content, bytes):
                decoder.file(source.inside(f"part {inner}", inner), content)


def _zip(decoder: _Decoder, source: _Source, content: bytes) -> None:
    import io
    import zipfile
    import zlib

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in archive.infolist():
                inner = source.out_of("zip").inside(member.filename, member.filename)
                decoder.text(inner, member.filename)
                if member.file_size > _LARGEST:
                    decoder.miss(inner, "it is too large")
                else:
                    decoder.file(inner, archive.read(member))
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, zlib.error, EOFError):
        decoder.miss(source, "a zip archive that cannot be read")


def _tar(decoder: _Decoder, source: _Source, content: bytes) -> None:
    import io
    import tarfile

    try:
        with tarfile.open(fileobj=io.BytesIO(content), mode="r:") as archive:
            for member in archive:
                inner = source.out_of("tar").inside(member.name, member.name)
                decoder.text(inner, f"{member.name} {member.linkname} {member.uname} {member.gname}")
                taken = archive.extractfile(member) if member.isfile() else None
                if taken:
                    decoder.file(inner, taken.read())
    except (tarfile.TarError, EOFError):
        decoder.miss(source, "a tar archive that cannot be read")


def _gzip(decoder: _Decoder, source: _Source, content: bytes) -> None:
    import zlib

    try:
        plain = zlib.decompressobj(31).decompress(content, _LARGEST)
    except zlib.error:
        decoder.miss(source, "compressed data that cannot be read")
        return
    decoder.file(source.out_of("gzip")._replace(name=source.name.removesuffix(".gz")), plain)


def _pdf(decoder: _Decoder, source: _Source, content: bytes) -> None:
    import io

    decoder.raw(source, content)
    try:
        from pypdf import PdfReader
        from pypdf.errors import PyPdfError
    except ImportError:
        decoder.miss(source, "the text of a PDF is read with pypdf, which is not installed (aishare-lint[media])")
        return
    try:
        reader = PdfReader(io.BytesIO(content))
        for number, page in enumerate(reader.pages, 1):
            decoder.text(source.out_of("pdf").inside(f"page {number}"), page.extract_text())
        for key, value in (reader.metadata or {}).items():
            decoder.text(source.out_of("pdf").inside(str(key)), str(value))
        for inner, contents in reader.attachments.items():
            for one in contents:
                decoder.file(source.out_of("pdf").inside(inner, inner), one)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError):
        decoder.miss(source, "a PDF that cannot be read")


def _binary(content: bytes) -> Callable[[_Decoder, _Source, bytes], None] | None:
    """What takes apart bytes that begin so; None where nothing does."""
    if content[257:262] == b"ustar":
        return _tar
    return next((take for signs, take in _BINARY if content.startswith(signs)), None)


_SEALED: Final = (b"age-encryption.org/v1", b"-----BEGIN AGE ENCRYPTED", b"-----BEGIN PGP MESSAGE")
_BINARY: Final[tuple[tuple[bytes | tuple[bytes, ...], Callable[[_Decoder, _Source, bytes], None]], ...]] = (
    (b"%PDF", _pdf),
    ((b"PK\x03\x04", b"PK\x05\x06"), _zip),
    (b"\x1f\x8b\x08", _gzip),
)
_TEXTUAL: Final[Mapping[str, Callable[[_Decoder, _Source, str], None]]] = {
    "json": _json,
    "yaml": _yaml,
    "csv": _csv,
    "html": _html,
    "mail": _mail,
}
_ENDINGS: Final = {
    "json": (".json",),
    "yaml": (".yaml", ".yml"),
    "csv": (".csv",),
    "html": (".html", ".htm", ".svg", ".xml"),
    "mail": (".eml",),
}
