"""Images: what PNG, JPEG and WebP files carry beside their pixels, and the same files without it. Nothing is decoded or encoded anew."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final, NamedTuple

from aishare_lint.lint.media.exif import orientation_only, read_exif, say


class Bare(NamedTuple):
    """An image without what it carried.

    holds    what that was, in words
    content  the bytes without it; the same bytes where there was nothing
    broken   why not all of it was looked at; then `content` is as it was
    """

    holds: tuple[str, ...]
    content: bytes
    broken: str = ""


class _Piece(NamedTuple):
    """A part of an image file, whole; `holds` is empty where it belongs to the picture. `instead` stays where it goes."""

    content: bytes
    holds: str = ""
    instead: bytes = b""


class BrokenImageError(Exception):
    """An image whose structure ends before it should."""


def bare(content: bytes, kind: str) -> Bare:
    """An image of a kind in `READERS` without what it carries beside its pixels."""
    try:
        pieces = list(READERS[kind](content))
    except BrokenImageError:
        return Bare((), content, f"the {kind} is cut or broken")
    holds = tuple(dict.fromkeys(piece.holds for piece in pieces if piece.holds))
    if not holds:
        return Bare((), content)
    kept = b"".join(piece.instead if piece.holds else piece.content for piece in pieces)
    return Bare(holds, _with_riff_size(kept) if kind == "WebP image" else kept)


def _trailing(content: bytes, end: int) -> Iterator[_Piece]:
    if end < len(content):
        yield _Piece(content[end:], f"{len(content) - end} bytes after the end of the image")


# PNG

#: What decides how the pixels look, beside the chunks that every reader must know.
_PNG_KEPT: Final = frozenset(b"tRNS gAMA cHRM sRGB iCCP sBIT bKGD pHYs hIST acTL fcTL fdAT cICP mDCV cLLI".split())
_PNG_CRITICAL: Final = frozenset((b"IHDR", b"PLTE", b"IDAT", b"IEND"))
#: Keywords under which image generators store what they were asked for.
_GENERATORS: Final = frozenset(
    {
        "parameters",
        "prompt",
        "negative_prompt",
        "workflow",
        "dream",
        "sd-metadata",
        "invokeai_metadata",
        "invokeai_graph",
        "generation_data",
    }
    | {"generation_time", "source", "sui_image_params", "fooocus_scheme", "comfyui"}
)


def _png(content: bytes) -> Iterator[_Piece]:
    yield _Piece(content[:8])
    at = 8
    while True:
        length, name = int.from_bytes(content[at : at + 4], "big"), content[at + 4 : at + 8]
        end = at + 12 + length
        if end > len(content):
            raise BrokenImageError
        chunk = content[at:end]
        if name[:1].isupper() and name not in _PNG_CRITICAL:
            raise BrokenImageError  # no reader that keeps to the standard shows it, and what is in it nobody knows
        yield _Piece(chunk, "" if name in _PNG_CRITICAL or name in _PNG_KEPT else _png_holds(name, chunk[8:-4]), b"")
        at = end
        if name == b"IEND":
            yield from _trailing(content, at)
            return


def _png_holds(name: bytes, data: bytes) -> str:
    if name in (b"tEXt", b"zTXt", b"iTXt"):
        keyword = data.partition(b"\0")[0].decode("latin-1").lower()
        if keyword.startswith("xml:"):
            return "XMP"
        return "a prompt for an image generator (PNG text)" if keyword in _GENERATORS else "PNG text"
    if name == b"eXIf":
        return say(read_exif(data).words or ("tags",))
    return {b"tIME": "the time of the last change", b"caBX": "content credentials (C2PA)"}.get(name, "unknown PNG chunks")


# JPEG

_NEXT_MARKER: Final = rb"\xff[^\x00\xd0-\xd7\xff]"
#: Bytes of the segment that says how colours are stored.
_ADOBE: Final = 12
_ALONE: Final = frozenset({0x01, *range(0xD0, 0xD8)})


def _jpeg(content: bytes) -> Iterator[_Piece]:
    yield _Piece(content[:2])
    at = 2
    while True:
        start = at
        while content[at : at + 1] == b"\xff" and content[at + 1 : at + 2] == b"\xff":
            at += 1  # padding
        if content[at : at + 1] != b"\xff" or at + 2 > len(content):
            raise BrokenImageError
        marker = content[at + 1]
        if marker == 0xD9:
            yield _Piece(content[start : at + 2])
            yield from _trailing(content, at + 2)
            return
        if marker in _ALONE:
            at += 2
            yield _Piece(content[start:at])
            continue
        end = at + 2 + int.from_bytes(content[at + 2 : at + 4], "big")
        if end > len(content) or end < at + 4:
            raise BrokenImageError
        data = content[at + 4 : end]
        if marker == 0xDA:
            found = re.compile(_NEXT_MARKER).search(content, end)
            if found is None:
                raise BrokenImageError
            end = found.start()
        holds, instead = _jpeg_holds(marker, data)
        yield _Piece(content[start:end], holds, instead)
        at = end


def _jpeg_holds(marker: int, data: bytes) -> tuple[str, bytes]:
    """What a segment carries beside the picture, and what has to stay of it."""
    if marker == 0xFE:
        return "a comment", b""
    if marker < 0xC0 or marker >= 0xF0:
        return "data under reserved markers", b""
    if not 0xE0 <= marker <= 0xEF:
        return "", b""
    if marker == 0xE0 and data.startswith(b"JFIF\0"):
        bare_header = data[:12] + b"\0\0"
        return ("", b"") if len(data) <= 14 else ("a thumbnail", _segment(0xE0, bare_header))
    if marker == 0xE2 and data.startswith(b"ICC_PROFILE\0"):
        return "", b""
    if marker == 0xEE and data.startswith(b"Adobe"):
        return ("", b"") if len(data) <= _ADOBE else ("data of an application", _segment(0xEE, data[:_ADOBE]))
    if marker == 0xE1 and data.startswith(b"Exif\0"):
        exif = read_exif(data[6:])
        turned = _segment(0xE1, b"Exif\0\0" + orientation_only(exif.orientation)) if exif.orientation != 1 else b""
        return (say(exif.words), turned) if exif.words else ("", b"")
    if marker == 0xE1 and data.startswith((b"http://ns.adobe.com/xap/", b"http://ns.adobe.com/xmp/")):
        return "XMP", b""
    named = {0xE0: "a thumbnail", 0xE2: "further pictures", 0xEB: "content credentials (C2PA)", 0xED: "IPTC or Photoshop data"}
    return named.get(marker, "data of an application"), b""


def _segment(marker: int, data: bytes) -> bytes:
    return b"\xff" + bytes([marker]) + (len(data) + 2).to_bytes(2, "big") + data


# WebP

_WEBP_KEPT: Final = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"})
#: Bits of the extended header that announce EXIF and XMP.
_WEBP_ANNOUNCED: Final = 0b0000_1100


def _webp(content: bytes) -> Iterator[_Piece]:
    end_of_image = 8 + int.from_bytes(content[4:8], "little")
    if end_of_image > len(content):
        raise BrokenImageError
    yield _Piece(content[:12])
    at = 12
    while at < end_of_image:
        name, length = content[at : at + 4], int.from_bytes(content[at + 4 : at + 8], "little")
        end = at + 8 + length + length % 2
        if end > end_of_image:
            raise BrokenImageError
        chunk = content[at:end]
        holds = ""
        if name == b"VP8X":
            chunk = chunk[:8] + bytes([chunk[8] & ~_WEBP_ANNOUNCED]) + chunk[9:]
        elif name not in _WEBP_KEPT:
            exif = chunk[8:].removeprefix(b"Exif\0\0")
            holds = say(read_exif(exif).words or ("tags",)) if name == b"EXIF" else "XMP" if name == b"XMP " else "unknown WebP chunks"
        yield _Piece(chunk, holds)
        at = end
    yield from _trailing(content, end_of_image)


def _with_riff_size(content: bytes) -> bytes:
    return content[:4] + (len(content) - 8).to_bytes(4, "little") + content[8:]


READERS: Final[Mapping[str, Callable[[bytes], Iterator[_Piece]]]] = {"PNG image": _png, "JPEG image": _jpeg, "WebP image": _webp}
