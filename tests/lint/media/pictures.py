"""Pictures and documents that tell more than they show, made here."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import Any

from PIL import Image
from PIL.PngImagePlugin import PngInfo

PROMPT = "a cat on the desk of Jane Roe, steps: 20, sampler: Euler"
PLACE = (48.0, 51.0, 29.6)


def pixels(content: bytes) -> tuple[str, tuple[int, int], bytes]:
    """Mode, size and every pixel."""
    with Image.open(io.BytesIO(content)) as image:
        image.load()
        return image.mode, image.size, image.tobytes()


def picture(mode: str = "RGB") -> Image.Image:
    values = bytes((row * column * channel + row) % 256 for row in range(47) for column in range(61) for channel in (1, 7, 3))
    return Image.frombytes("RGB", (61, 47), values).convert(mode)


def exif_with_gps(orientation: int = 1) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F], exif[0x0110], exif[0x013B] = "Phonemaker", "Phone 12", "Jane Roe"
    exif[0x8825] = {1: "N", 2: PLACE, 3: "E", 4: (2.0, 17.0, 40.2)}
    return exif


def saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png_with_prompt(keyword: str = "parameters") -> bytes:
    text = PngInfo()
    text.add_text(keyword, PROMPT)
    text.add_itxt("XML:com.adobe.xmp", "<x:xmpmeta>Jane Roe</x:xmpmeta>")
    return saved(picture(), "PNG", pnginfo=text, exif=exif_with_gps()) + b"PK\x03\x04behind the end"


def jpeg_with_gps(orientation: int = 1, **options: Any) -> bytes:
    return saved(picture(), "JPEG", exif=exif_with_gps(orientation), comment=b"Jane Roe was here", quality=90, **options)


def zipped(**parts: bytes | str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def office(**parts: bytes | str) -> bytes:
    core = "<cp:coreProperties><dc:creator>Jane Roe</dc:creator><cp:lastModifiedBy>J. Doe</cp:lastModifiedBy></cp:coreProperties>"
    return zipped(**{"[Content_Types].xml": "<Types/>", "docProps/core.xml": core, **parts})


def pdf(**about: str) -> bytes:
    from pypdf import PdfWriter

    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.add_metadata({f"/{key}": value for key, value in about.items()})
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()
