"""What images carry is found and taken out, and every pixel stays."""

from __future__ import annotations

import io
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from aishare_lint.lint.media.exif import orientation_only, read_exif
from aishare_lint.lint.media.images import READERS, bare

from .pictures import PROMPT, chunk, exif_with_gps, jpeg_with_gps, picture, pixels, png_with_prompt, saved

PNG, JPEG, WEBP = "PNG image", "JPEG image", "WebP image"


def assert_stripped(content: bytes, kind: str, *holds: str) -> bytes:
    """What it held is said, nothing of it is left, and the picture is the same."""
    done = bare(content, kind)
    assert not done.broken
    assert set(done.holds) == set(holds)
    for told in (b"Jane Roe", b"Phonemaker", PROMPT.encode(), b"behind the end"):
        assert told not in done.content
    assert pixels(done.content) == pixels(content)
    again = bare(done.content, kind)
    assert again.holds == ()
    assert again.content == done.content
    return done.content


GPS = "EXIF: a camera or device, an author or owner, a GPS position"


def test_a_png_with_a_generation_prompt() -> None:
    content = assert_stripped(
        png_with_prompt(), PNG, "a prompt for an image generator (PNG text)", "XMP", GPS, "18 bytes after the end of the image"
    )
    with Image.open(io.BytesIO(content)) as image:
        image.load()
        assert {key for key in image.info if key not in ("dpi", "gamma")} == set()


def test_a_jpeg_with_gps() -> None:
    content = assert_stripped(jpeg_with_gps() + b"behind the end", JPEG, GPS, "a comment", "14 bytes after the end of the image")
    with Image.open(io.BytesIO(content)) as image:
        assert not dict(image.getexif())


@pytest.mark.parametrize("options", [{"progressive": True}, {"optimize": True}, {"subsampling": 0}, {"restart_marker_rows": 1}])
def test_jpegs_of_every_make(options: dict[str, Any]) -> None:
    assert_stripped(jpeg_with_gps(**options), JPEG, GPS, "a comment")
    cmyk = saved(picture("CMYK"), "JPEG", exif=exif_with_gps(), quality=95)
    assert_stripped(cmyk, JPEG, GPS)  # its colours need the Adobe segment


@pytest.mark.parametrize("orientation", range(2, 9))
def test_a_turned_jpeg_stays_turned(orientation: int) -> None:
    content = assert_stripped(jpeg_with_gps(orientation), JPEG, GPS, "a comment")
    with Image.open(io.BytesIO(content)) as image:
        assert dict(image.getexif()) == {0x0112: orientation}


@pytest.mark.parametrize("lossless", [True, False])
def test_a_webp(lossless: bool) -> None:
    content = saved(picture(), "WEBP", exif=exif_with_gps(), xmp=b"<x>Jane Roe</x>", lossless=lossless) + b"behind the end"
    assert_stripped(content, WEBP, GPS, "XMP", "14 bytes after the end of the image")


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_pngs_of_every_make(mode: str) -> None:
    image = picture("L").convert("I;16") if mode == "I;16" else picture(mode)
    content = saved(
        image, "PNG", dpi=(72, 72), icc_profile=b"a profile", exif=exif_with_gps(), **({"transparency": 3} if mode == "P" else {})
    )
    assert_stripped(content, PNG, GPS)


def test_an_animation_keeps_its_frames() -> None:
    frames = [picture().rotate(angle) for angle in (0, 90, 180)]
    content = saved(frames[0], "PNG", save_all=True, append_images=frames[1:], duration=50)
    content = content.replace(b"IDAT", b"IDAT", 1)[:33] + chunk(b"tEXt", b"Software\0Jane Roe") + content[33:]
    done = assert_stripped(content, PNG, "PNG text")
    with Image.open(io.BytesIO(done)) as image:
        assert image.n_frames == 3  # type: ignore[attr-defined]


def test_ordinary_screenshots_hold_nothing() -> None:
    for kind, content in (
        (PNG, saved(picture(), "PNG", dpi=(96, 96))),
        (JPEG, saved(picture(), "JPEG", icc_profile=b"a profile")),
        (WEBP, saved(picture(), "WEBP")),
    ):
        assert bare(content, kind) == ((), content, "")


def test_a_thumbnail_in_the_header() -> None:
    content = saved(picture(), "JPEG")
    header = b"\xff\xe0" + (16 + 3).to_bytes(2, "big") + b"JFIF\0\1\1\0\0\1\0\1\1\1" + b"\1\2\3"
    assert_stripped(content[:2] + header + content[2 + 2 + 16 :], JPEG, "a thumbnail")


def test_what_is_cut_is_said_to_be() -> None:
    for kind, content in ((PNG, png_with_prompt()[:-30]), (JPEG, jpeg_with_gps()[:-200]), (WEBP, saved(picture(), "WEBP")[:-9])):
        done = bare(content, kind)
        assert done.broken == f"the {kind} is cut or broken"
        assert done.content == content


@given(st.sampled_from(sorted(READERS)), st.binary(max_size=400), st.integers(0, 60))
def test_no_bytes_break_the_readers(kind: str, noise: bytes, keep: int) -> None:
    whole = {PNG: saved(picture(), "PNG"), JPEG: jpeg_with_gps(), WEBP: saved(picture(), "WEBP")}[kind]
    for content in (noise, whole[:keep] + noise, whole[:keep] + noise + whole[keep + len(noise) :]):
        done = bare(content, kind)
        assert len(done.content) <= len(content) + 40


@given(st.binary(max_size=300))
def test_no_bytes_break_exif(block: bytes) -> None:
    for start in (b"", b"II*\0\x08\0\0\0", b"MM\0*\0\0\0\x08"):
        assert 1 <= read_exif(start + block).orientation <= 8


def test_orientation_only() -> None:
    assert read_exif(orientation_only(6)) == ((), 6)


@pytest.mark.parametrize(
    ("kind", "start", "piece"),
    [
        (PNG, b"\x89PNG\r\n\x1a\n", b"\0\0\0\0tEXt\0\0\0\0"),
        (JPEG, b"\xff\xd8", b"\xff\xfe\0\2"),
        (JPEG, b"\xff\xd8\xff\xda\0\2", b"\xff\0"),
        (JPEG, b"\xff\xd8", b"\xff"),
        (WEBP, b"RIFF\0\0\x40\0WEBP", b"EXIF\0\0\0\0"),
    ],
)
def test_large_hostile_images_take_no_time(kind: str, start: bytes, piece: bytes) -> None:
    before = time.process_time()
    bare(start + piece * (4_000_000 // len(piece)), kind)
    assert time.process_time() - before < 6


@pytest.mark.parametrize(
    "block",
    [
        orientation_only(1) + b"the address of Jane Roe, behind every directory",
        b"II*\0" + (4000).to_bytes(4, "little") + b"Jane Roe, and a directory that is not there",
        # A tag that says how an image is shown, with a text of a hundred bytes for a value.
        b"MM\0*\0\0\0\x08\0\x01\x90\0\0\x07\0\0\0\x64\0\0\0\x1a\0\0\0\0" + b"Jane Roe, ".ljust(100, b"x"),
    ],
)
def test_what_hides_in_an_exif_block_behind_harmless_tags_goes(block: bytes) -> None:
    content = saved(picture(), "JPEG")
    exif = b"Exif\0\0" + block
    done = bare(content[:2] + b"\xff\xe1" + (len(exif) + 2).to_bytes(2, "big") + exif + content[2:], JPEG)
    assert done.holds == ("EXIF: something that cannot be read",)
    assert done.content == content


def test_an_exif_block_that_says_how_an_image_is_shown_is_left() -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x011A], exif[0x011B], exif[0x0128] = 1, 72.0, 72.0, 2
    exif[0x8769] = {0xA001: 1, 0xA002: 61, 0xA003: 47, 0x9000: b"0232", 0x9101: b"\1\2\3\0"}
    content = saved(picture(), "JPEG", exif=exif)
    assert b"Exif\0" in content
    assert bare(content, JPEG).holds == ()


def _segment(marker: int, data: bytes) -> bytes:
    return bytes([0xFF, marker]) + (len(data) + 2).to_bytes(2, "big") + data


@pytest.mark.parametrize(
    ("hidden", "holds"),
    [
        (_segment(0xF0, b"Jane Roe"), "data under reserved markers"),
        (_segment(0x02, b"Jane Roe"), "data under reserved markers"),
        (_segment(0xEE, b"Adobe\0\x64\0\0\0\0\x01Jane Roe"), "data of an application"),
    ],
)
def test_segments_that_no_picture_needs_go(hidden: bytes, holds: str) -> None:
    content = saved(picture(), "JPEG")
    done = bare(content[:2] + hidden + content[2:], JPEG)
    assert done.holds == (holds,)
    assert b"Jane Roe" not in done.content


def test_a_suggested_palette_goes_and_a_chunk_that_nobody_knows_is_not_passed_over() -> None:
    content = saved(picture(), "PNG")
    assert_stripped(content[:33] + chunk(b"sPLT", b"Jane Roe\0\x08") + content[33:], PNG, "unknown PNG chunks")
    assert bare(content[:33] + chunk(b"XXXX", b"Jane Roe") + content[33:], PNG).broken
