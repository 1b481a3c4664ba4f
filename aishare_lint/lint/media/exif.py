"""Which kinds of things an EXIF block tells, by the numbers of its tags; their values are not read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, Literal, NamedTuple

#: How an image is to be shown, and nothing of where it comes from.
_HARMLESS: Final = frozenset(
    {0x0100, 0x0101, 0x0102, 0x0103, 0x0106, 0x0112, 0x0115, 0x011A, 0x011B, 0x011C, 0x0128, 0x013E, 0x013F, 0x0211, 0x0212, 0x0213, 0x0214}
    | {0x8769, 0x9000, 0x9101, 0xA000, 0xA001, 0xA002, 0xA003, 0xA005}
)
_WORDS: Final[Mapping[int, str]] = {
    0x8825: "a GPS position",
    **dict.fromkeys((0x010F, 0x0110, 0xA433, 0xA434), "a camera or device"),
    **dict.fromkeys((0x0131, 0x000B, 0x013C), "software or a computer's name"),
    **dict.fromkeys((0x013B, 0x8298, 0x9C9D, 0xA430), "an author or owner"),
    **dict.fromkeys((0x0132, 0x9003, 0x9004, 0x9010, 0x9011, 0x9012), "dates"),
    **dict.fromkeys((0xA431, 0xA435, 0xA420, 0xC62F), "serial numbers"),
    **dict.fromkeys((0x010E, 0x9286, 0x9C9B, 0x9C9C, 0x9C9E, 0x9C9F), "a description or comment"),
    0x927C: "a maker's note",
    0x0201: "a thumbnail",
}
_ORIENTATION: Final = 0x0112
#: Tags that lead to further directories.
_DIRECTORIES: Final = frozenset({0x8769, 0xA005})
#: Bytes of one value by its type.
_SIZES: Final[Mapping[int, int]] = {3: 2, 8: 2, 4: 4, 9: 4, 11: 4, 13: 4, 5: 8, 10: 8, 12: 8}
#: A value that says how an image is to be shown is no longer; what is longer is no such value, whatever its tag.
_SMALL: Final = 64
#: So many bytes of a block may belong to no value: some writers leave gaps.
_SLACK: Final = 16
#: Tags of one directory and directories of one block that are looked at.
_MOST: Final = 1000


class Exif(NamedTuple):
    """What an EXIF block tells: words for it, and the orientation (1 to 8), 1 where it is not said."""

    words: tuple[str, ...]
    orientation: int


def read_exif(block: bytes) -> Exif:
    """An EXIF block (a TIFF header and its directories). One that cannot be read tells something unknown."""
    order: Literal["little", "big"] | None = {b"II*\0": "little", b"MM\0*": "big"}.get(block[:4])  # type: ignore[assignment]
    if order is None:
        return Exif(("something that cannot be read",), 1)
    words: dict[str, None] = {}
    orientation = 1
    accounted = 8
    pending = [int.from_bytes(block[4:8], order)]
    seen: set[int] = set()
    while pending and len(seen) < 8:
        at = pending.pop()
        if at in seen or not 8 <= at <= len(block) - 2:
            continue
        seen.add(at)
        accounted += 6
        for tag, value, size in _entries(block, at, order):
            accounted += 12 + (size + size % 2 if 4 < size <= _SMALL else 0)
            if tag == _ORIENTATION and len(seen) == 1:
                orientation = int.from_bytes(value[:2], order)
            elif tag in _DIRECTORIES:
                pending.append(int.from_bytes(value, order))
            if tag not in _HARMLESS:
                words[_WORDS.get(tag, "other tags")] = None
        behind = at + 2 + 12 * int.from_bytes(block[at : at + 2], order)
        if len(seen) == 1 and int.from_bytes(block[behind : behind + 4], order):
            pending.append(int.from_bytes(block[behind : behind + 4], order))
            words["a thumbnail"] = None
    if not words and len(block) > accounted + _SLACK:
        words["something that cannot be read"] = None
    return Exif(tuple(words), orientation if 1 <= orientation <= 8 else 1)


def _entries(block: bytes, at: int, order: Literal["little", "big"]) -> Iterator[tuple[int, bytes, int]]:
    """Each entry of a directory: its tag, its four bytes of value or address, and how many bytes its value has."""
    count = int.from_bytes(block[at : at + 2], order)
    for number in range(min(count, _MOST)):
        entry = block[at + 2 + 12 * number : at + 14 + 12 * number]
        if len(entry) < 12:
            return
        size = _SIZES.get(int.from_bytes(entry[2:4], order), 1) * int.from_bytes(entry[4:8], order)
        yield int.from_bytes(entry[:2], order), entry[8:12], size


def words_of(tags: Iterable[int]) -> tuple[str, ...]:
    """What tags tell that another reader found, by their numbers. Where the pixels of a TIFF lie is one of its tags."""
    told = (tag for tag in tags if tag in _WORDS or not (tag in _HARMLESS or 0x00FE <= tag <= 0x0145))
    return tuple(dict.fromkeys(_WORDS.get(tag, "other tags") for tag in told))


def orientation_only(orientation: int) -> bytes:
    """An EXIF block that says how an image is turned, and nothing else."""
    entry = _ORIENTATION.to_bytes(2, "big") + (3).to_bytes(2, "big") + (1).to_bytes(4, "big") + orientation.to_bytes(2, "big") + b"\0\0"
    return b"MM\0*" + (8).to_bytes(4, "big") + (1).to_bytes(2, "big") + entry + (0).to_bytes(4, "big")


def say(words: tuple[str, ...]) -> str:
    return f"EXIF: {', '.join(words)}"
