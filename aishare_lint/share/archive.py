"""Archives that are the same bytes wherever they are made, and reading those of strangers.

An archive is believed only if writing its contents again gives the same bytes: links, devices, odd names, double entries, padding with a
message in it and whatever else a format can hide cannot be written by this module, so they cannot be read by it either.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Final

from aishare_lint.errors import UserError

#: What a package may hold at most: reports are texts, attachments are pictures.
MOST_BYTES: Final = 200_000_000
MOST_FILES: Final = 2000
#: 1980-01-01, the first moment that a zip can say; a package has no other moment.
_MOMENT: Final = 315_532_800
_ZIP_MOMENT: Final = (1980, 1, 1, 0, 0, 0)


class DamagedError(UserError):
    """An archive that is not as we write them: damaged, made by another program, or made to do harm."""


def write_tar(files: Mapping[str, bytes]) -> bytes:
    """A tar archive (ustar) of files by name: sorted, owned by nobody, of one moment."""
    import tarfile

    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT, encoding="ascii", errors="strict") as archive:
        for name in sorted(files):
            about = tarfile.TarInfo(_checked(name))
            about.size, about.mtime, about.mode = len(files[name]), _MOMENT, 0o644
            try:
                archive.addfile(about, io.BytesIO(files[name]))
            except ValueError:
                raise DamagedError("the name of a file is too long for a tar archive") from None
    return buffer.getvalue()


def write_zip(files: Mapping[str, bytes]) -> bytes:
    """The same as a zip archive, stored and not compressed: compressors differ between machines."""
    import zipfile

    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED, allowZip64=False) as archive:
        for name in sorted(files):
            about = zipfile.ZipInfo(_checked(name), _ZIP_MOMENT)
            about.create_system, about.external_attr = 3, 0o100644 << 16
            archive.writestr(about, files[name])
    return buffer.getvalue()


def read(content: bytes) -> dict[str, bytes]:
    """The files of an archive by name. Raises DamagedError where it is not bit for bit as this module writes it."""
    if len(content) > MOST_BYTES:
        raise DamagedError(f"it is larger than {MOST_BYTES // 1_000_000} MB: no package is")
    is_zip = content.startswith(b"PK")
    try:
        files = _read_zip(content) if is_zip else _read_tar(content)
        again = write_zip(files) if is_zip else write_tar(files)
    except DamagedError:
        raise
    except Exception:  # noqa: BLE001 - the libraries raise many things over what strangers send, and all mean the same
        raise DamagedError("it is no archive of a package, or it was cut or damaged on its way") from None
    if again != content:
        raise DamagedError("it was not written by this tool as it is: something in the archive is not part of any file")
    return files


def _read_tar(content: bytes) -> dict[str, bytes]:
    import tarfile

    files: dict[str, bytes] = {}
    with tarfile.open(fileobj=io.BytesIO(content), mode="r:", format=tarfile.USTAR_FORMAT, encoding="ascii", errors="strict") as archive:
        for about in archive:
            if not about.isreg():
                raise DamagedError(f"it holds {_kind(about)}: a package holds files and nothing else")
            # What holds more than was sent unfolds: a sparse file.
            if about.size > len(content):
                raise DamagedError("it says that it holds more than it does")
            stream = archive.extractfile(about)
            _add(files, about.name, stream.read() if stream else b"")
    return files


def _read_zip(content: bytes) -> dict[str, bytes]:
    import zipfile

    files: dict[str, bytes] = {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        told = 0
        for about in archive.infolist():
            if about.compress_type != zipfile.ZIP_STORED or about.file_size != about.compress_size:
                raise DamagedError("it is compressed: packages are stored, so that nothing unfolds in the hands of their readers")
            if about.external_attr >> 28 not in (0, 8) or about.is_dir():
                raise DamagedError("it holds a link, a folder or a device: a package holds files and nothing else")
            # Entries may lie in each other, each of them as large as the whole.
            told += about.file_size
            if told > len(content):
                raise DamagedError("it says that it holds more than it does")
            _add(files, about.filename, archive.read(about))
    return files


def _add(files: dict[str, bytes], name: str, content: bytes) -> None:
    _checked(name)
    if name in files or any(name.lower() == other.lower() for other in files):
        raise DamagedError("it holds two files of one name")
    if any(other.startswith(f"{name}/") or name.startswith(f"{other}/") for other in files):
        raise DamagedError("it holds a file that is also a folder")
    if len(files) >= MOST_FILES:
        raise DamagedError(f"it holds more than {MOST_FILES} files")
    files[name] = content


def is_name(name: str) -> bool:
    """Whether a file of an archive may be called so."""
    try:
        _checked(name)
    except DamagedError:
        return False
    return True


def _checked(name: str) -> str:
    """A name that is harmless on every system. Raises DamagedError for any other."""
    import re

    parts = name.split("/")
    if len(name) > 255 or not all(re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9._+-]{0,99}", part) and not part.endswith(".") for part in parts):
        raise DamagedError("it holds a file whose name leads elsewhere or means something to a system")
    if any(part.split(".")[0].lower() in _RESERVED for part in parts):
        raise DamagedError("it holds a file whose name is a device on some systems")
    return name


_RESERVED: Final = frozenset({"con", "prn", "aux", "nul", *(f"{device}{number}" for device in ("com", "lpt") for number in range(1, 10))})


def _kind(about: object) -> str:
    for name, word in (("issym", "a link"), ("islnk", "a link"), ("isdir", "a folder"), ("isdev", "a device")):
        if getattr(about, name)():
            return word
    return "something that is no file"
