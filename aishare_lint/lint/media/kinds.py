"""What a file is, by its first bytes and, where these say nothing, by its name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple


class Kind(NamedTuple):
    """What a file is.

    name   `PNG image`, or with an article where it is barred: `an ELF program`
    group  `image`, `document`, `zip` (to be looked into), `text`, `executable`, `pickle`, `archive`, `model` or `unknown`
    """

    name: str
    group: str


UNKNOWN: Final = Kind("", "unknown")
TEXT: Final = Kind("text", "text")
ZIP: Final = Kind("a ZIP archive", "zip")

#: Groups that must not lie in a repository of reports.
BARRED: Final[Mapping[str, str]] = {
    "executable": "an executable",
    "pickle": "serialized objects that run code when they are loaded",
    "archive": "an archive",
    "model": "model weights",
}

#: (offset, bytes, name, group)
_MAGIC: Final = (
    (0, b"\x89PNG\r\n\x1a\n", "PNG image", "image"),
    (0, b"\xff\xd8\xff", "JPEG image", "image"),
    (0, b"GIF87a", "GIF image", "image"),
    (0, b"GIF89a", "GIF image", "image"),
    (8, b"WEBP", "WebP image", "image"),
    (0, b"II*\0", "TIFF image", "image"),
    (0, b"MM\0*", "TIFF image", "image"),
    (8, b"avif", "AVIF image", "image"),
    (8, b"heic", "HEIF image", "image"),
    (8, b"mif1", "HEIF image", "image"),
    (0, b"%PDF-", "PDF document", "document"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "OLE document", "document"),
    (0, b"{\\rtf", "RTF document", "document"),
    (0, b"PK\x03\x04", "a ZIP archive", "zip"),
    (0, b"PK\x05\x06", "a ZIP archive", "zip"),
    (0, b"\x7fELF", "ELF", "executable"),
    (0, b"\xfe\xed\xfa\xce", "Mach-O", "executable"),
    (0, b"\xfe\xed\xfa\xcf", "Mach-O", "executable"),
    (0, b"\xce\xfa\xed\xfe", "Mach-O", "executable"),
    (0, b"\xcf\xfa\xed\xfe", "Mach-O", "executable"),
    (0, b"\xca\xfe\xba\xbe", "Java class or Mach-O", "executable"),
    (0, b"\0asm", "WebAssembly", "executable"),
    (0, b"dex\n0", "Dalvik", "executable"),
    (0, b"L\0\0\0\x01\x14\x02\0", "Windows shortcut", "executable"),
    (0, b"ITSF", "compiled help", "executable"),
    (0, b"\x1f\x8b", "gzip", "archive"),
    (0, b"BZh", "bzip2", "archive"),
    (0, b"\xfd7zXZ\0", "xz", "archive"),
    (0, b"7z\xbc\xaf\x27\x1c", "7-Zip", "archive"),
    (0, b"Rar!\x1a\x07", "RAR", "archive"),
    (0, b"\x28\xb5\x2f\xfd", "Zstandard", "archive"),
    (0, b"MSCF", "cabinet", "archive"),
    (0, b"!<arch>\n", "ar", "archive"),
    (0, b"\xed\xab\xee\xdb", "RPM", "archive"),
    (257, b"ustar", "tar", "archive"),
    (32_769, b"CD001", "disk image", "archive"),
    (0, b"GGUF", "GGUF", "model"),
    (0, b"ggjt", "GGML", "model"),
    (0, b"tjgg", "GGML", "model"),
    (0, b"lmgg", "GGML", "model"),
    (4, b"TFL3", "TensorFlow Lite", "model"),
    (0, b"\x89HDF\r\n\x1a\n", "HDF5", "model"),
    (0, b"\x93NUMPY", "NumPy array", "pickle"),
)

#: By name, where the content says nothing or there is none at hand.
_ENDINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "executable": (
        "exe",
        "dll",
        "scr",
        "com",
        "msi",
        "sys",
        "bat",
        "cmd",
        "ps1",
        "vbs",
        "vbe",
        "jse",
        "wsf",
        "hta",
        "lnk",
        "jar",
        "apk",
        "elf",
    ),
    "pickle": ("pkl", "pickle", "joblib", "dill", "npy", "npz"),
    "archive": ("zip", "gz", "tgz", "bz2", "xz", "7z", "rar", "zst", "tar", "cab", "iso", "dmg", "deb", "rpm", "whl"),
    "model": ("pt", "pth", "ckpt", "safetensors", "gguf", "ggml", "onnx", "h5", "hdf5", "keras", "tflite", "pb", "mlmodel"),
}


def kind_of(content: bytes, name: str) -> Kind:
    """What a file is."""
    for offset, magic, said, group in _MAGIC:
        if content.startswith(magic, offset):
            return Kind(said, group)
    if content[:2] == b"MZ" and len(content) > 64:
        header = int.from_bytes(content[60:64], "little")
        return Kind("Windows program" if content[header : header + 4] == b"PE\0\0" else "DOS program", "executable")
    if content[:1] == b"\x80" and content[1:2] in (b"\x02", b"\x03", b"\x04", b"\x05") and content[-1:] == b".":
        return Kind("pickle", "pickle")
    if content[8:10] == b'{"' and 2 <= int.from_bytes(content[:8], "little") <= len(content) - 8:
        return Kind("safetensors", "model")
    by_name = kind_by_name(name)
    if by_name is not UNKNOWN or not content:
        return by_name
    return TEXT if text_of(content) is not None else UNKNOWN


def kind_by_name(name: str) -> Kind:
    """What a file says it is by the end of its name, where that is one that must not be here."""
    ending = name.lower().rpartition(".")[2] if "." in name else ""
    for group, endings in _ENDINGS.items():
        if ending in endings:
            return Kind(f".{ending}", group)
    return UNKNOWN


def text_of(content: bytes) -> str | None:
    """What a file says where it is text: UTF-8, or UTF-16 with a mark."""
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"
    if encoding == "utf-8" and b"\0" in content:
        return None
    try:
        return content.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError:
        return None
