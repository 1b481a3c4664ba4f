"""Archives: the same bytes anywhere, and nothing that strangers put into one gets out of it."""

from __future__ import annotations

import io
import tarfile
import zipfile
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aishare_lint.share import archive
from aishare_lint.share.archive import DamagedError

FILES = {"a.json": b"{}", "folder/b.txt": b"text\n", "empty": b""}
WRITERS = {"tar": archive.write_tar, "zip": archive.write_zip}

NAMES = st.from_regex(r"[A-Za-z0-9_][A-Za-z0-9._+-]{0,20}", fullmatch=True).filter(lambda name: not name.endswith("."))


@pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)
@settings(max_examples=60, deadline=None)
@given(st.dictionaries(NAMES, st.binary(max_size=600), min_size=1, max_size=5))
def test_what_is_written_is_read(write: Callable[[dict[str, bytes]], bytes], files: dict[str, bytes]) -> None:
    try:
        content = write(files)
    except DamagedError:
        return  # a name that is a device on some systems
    if len({name.lower() for name in files}) == len(files):
        assert archive.read(content) == files
    assert write(dict(reversed(files.items()))) == content


@pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)
@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_changed_byte_goes_unseen(write: Callable[[dict[str, bytes]], bytes], data: st.DataObject) -> None:
    content = bytearray(write(FILES))
    at = data.draw(st.integers(0, len(content) - 1))
    content[at] ^= data.draw(st.integers(1, 255))
    with suppress(DamagedError):
        assert archive.read(bytes(content)) != FILES


def tar(*members: tuple[tarfile.TarInfo, bytes], format_: int = tarfile.USTAR_FORMAT) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=format_) as made:
        for about, content in members:
            about.size = len(content)
            made.addfile(about, io.BytesIO(content))
    return buffer.getvalue()


def about(name: str, **said: object) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.mtime = 315532800
    for key, value in said.items():
        setattr(info, key, value)
    return info


def zipped(name: str, content: bytes, compression: int = zipfile.ZIP_STORED, attributes: int = 0o100644 << 16) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as made:
        info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
        info.create_system, info.external_attr, info.compress_type = 3, attributes, compression
        made.writestr(info, content)
    return buffer.getvalue()


CHEATS = {
    "a symlink": (tar((about("a", type=tarfile.SYMTYPE, linkname="/etc/passwd"), b"")), "a link"),
    "a hard link": (tar((about("a"), b"x"), (about("b", type=tarfile.LNKTYPE, linkname="a"), b"")), "a link"),
    "a folder": (tar((about("a", type=tarfile.DIRTYPE), b"")), "a folder"),
    "a device": (tar((about("a", type=tarfile.CHRTYPE), b"")), "a device"),
    "a named pipe": (tar((about("a", type=tarfile.FIFOTYPE), b"")), "files and nothing else"),
    "a way up": (tar((about("../a"), b"x")), "leads elsewhere"),
    "an absolute path": (tar((about("/etc/cron.d/a"), b"x")), "leads elsewhere"),
    "a backslash": (tar((about("..\\a"), b"x")), "leads elsewhere"),
    "a drive": (tar((about("C:a"), b"x")), "leads elsewhere"),
    "a hidden file": (tar((about(".bashrc"), b"x")), "leads elsewhere"),
    "an option for a name": (tar((about("-rf"), b"x")), "leads elsewhere"),
    "a device for a name": (tar((about("aux.txt"), b"x")), "device on some systems"),
    "a name twice": (tar((about("a"), b"x"), (about("a"), b"y")), "two files of one name"),
    "a name in other letters": (tar((about("a"), b"x"), (about("A"), b"y")), "two files of one name"),
    "an owner": (tar((about("a", uid=1000, uname="alice"), b"x")), "not part of any file"),
    "another mode": (tar((about("a", mode=0o4755), b"x")), "not part of any file"),
    "another time": (tar((about("a", mtime=1), b"x")), "not part of any file"),
    "a comment in a header": (
        tar((about("a", pax_headers={"comment": "hello"}), b"x"), format_=tarfile.PAX_FORMAT),
        "not part of any file",
    ),
    "another order": (tar((about("b"), b"x"), (about("a"), b"y")), "not part of any file"),
    "something behind the end": (archive.write_tar(FILES) + b"something", "not part of any file"),
    "half of it": (archive.write_tar(FILES)[:700], "cut or damaged|not part of any file"),
    "no archive": (b"hello", "no archive"),
    "nothing": (b"", "no archive|not part of any file"),
    "a compressed zip": (zipped("a", b"x" * 1000, zipfile.ZIP_DEFLATED), "compressed"),
    "a link in a zip": (zipped("a", b"/etc/passwd", attributes=0o120777 << 16), "a link"),
    "a way up in a zip": (zipped("../a", b"x"), "leads elsewhere"),
    "something before a zip": (b"PK" + archive.write_zip(FILES), "no archive|not part of any file"),
    "something behind a zip": (archive.write_zip(FILES) + b"x", "no archive|not part of any file"),
}


@pytest.mark.parametrize("cheat", CHEATS)
def test_cheats_are_refused(cheat: str) -> None:
    content, why = CHEATS[cheat]
    with pytest.raises(DamagedError, match=why):
        archive.read(content)


def test_a_bomb_does_not_unfold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_BYTES", 100_000)
    with pytest.raises(DamagedError, match="larger than"):
        archive.read(tar((about("a"), bytes(200_000))))
    with pytest.raises(DamagedError, match="compressed"):
        archive.read(zipped("a", bytes(10_000_000), zipfile.ZIP_DEFLATED))


def test_more_files_than_a_package_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_FILES", 3)
    with pytest.raises(DamagedError, match="more than 3 files"):
        archive.read(archive.write_tar({f"f{number}": b"" for number in range(4)}))


@pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)
@pytest.mark.parametrize("name", ["", "a/../b", "a//b", "a/.b", "b.", "ü", "con", "x" * 101])
def test_no_such_name_is_written(write: Callable[[dict[str, bytes]], bytes], name: str) -> None:
    with pytest.raises(DamagedError):
        write({name: b""})
