"""The files of a repository by what git says of them, so that nobody has to look into its folders.

Whatever is not plain (links, repositories in the repository, files that git was told not to look at) is left to who walks the folders.
"""

from __future__ import annotations

import os
import stat
from bisect import bisect_left
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from aishare_lint.repo.git import Survey

_REGULAR: Final = (b"H 100644 ", b"H 100755 ")


class Files(NamedTuple):
    """Files: their paths below the top of their repository, with `/`, and of each the entry of the index where that says what it holds."""

    paths: list[str]
    entries: list[bytes]


class Listing:
    """What a survey says, by file."""

    def __init__(self, survey: Survey) -> None:
        self.survey = survey

    @cached_property
    def _parted(self) -> tuple[dict[bytes, bytes], list[bytes]]:
        entries, others = {}, []
        changed = self.survey.changed or frozenset()
        for line in self.survey.lines:
            about, _, path = line.partition(b"\t")
            if line.startswith(_REGULAR) and about.endswith(b" 0") and path not in changed:
                entries[path] = line
            else:
                others.append(line)
        return entries, others

    @property
    def entries(self) -> dict[bytes, bytes]:
        """The entries of every regular file that git tracks and that has not changed since, by path."""
        return self._parted[0]

    @property
    def others(self) -> list[bytes]:
        """Everything else that git lists."""
        return self._parted[1]

    def entry(self, path: str) -> bytes:
        """The entry of a file by its path below the top; empty where there is none, or it does not say what the file holds."""
        return self.entries.get(os.fsencode(path), b"")

    @cached_property
    def names(self) -> list[str]:
        """The paths of all files that git tracks, changed or not."""
        changed = [line.partition(b"\t")[2] for line in self.others if line[:1] != b"?"]
        return _texts([*self.entries, *changed])

    def below(self, folder: str) -> Files | None:
        """The files below a folder, which is given by its path below the top, hidden ones that git tracks included.

        None where git does not know all that whoever walks the folder would meet.
        """
        paths, entries = list(self.entries), list(self.entries.values())
        if folder:
            first, last = bisect_left(paths, os.fsencode(f"{folder}/")), bisect_left(paths, os.fsencode(f"{folder}0"))  # `0` follows `/`
            paths, entries = paths[first:last], entries[first:last]
        unsure = self._others_below(os.fsencode(f"{folder}/") if folder else b"")
        if unsure is None:
            return None
        if self.survey.changed is None:
            unsure += zip(paths, entries, strict=True)
            paths, entries = [], []
        for path, entry in unsure:
            try:
                mode = os.lstat(os.path.join(self.survey.folder, os.fsdecode(path))).st_mode
            except FileNotFoundError:
                continue
            except OSError:
                return None
            if not stat.S_ISREG(mode):
                return None
            paths.append(path)
            entries.append(entry)
        if any(self._leads_elsewhere(above) for above in {path.rpartition(b"/")[0] for path, _ in unsure}):
            return None
        # A folder that is called like a report is spoken of by who walks.
        said = b"\0".join(paths).lower()
        return None if b".yaml/" in said or b".yml/" in said else Files(_texts(paths), entries)

    def _others_below(self, beginning: bytes) -> list[tuple[bytes, bytes]] | None:
        """What else lies below a folder, without entries; None where one of them is more than a file."""
        found = []
        for line in self.others:
            path = line[2:] if line[:1] == b"?" else line.partition(b"\t")[2]
            if path.startswith(beginning):
                if not self._is_plain(line, path):
                    return None
                found.append((path, b""))
            elif beginning.startswith(path.rstrip(b"/") + b"/"):
                return None  # the folder lies in something that git does not look into
        return found

    def _is_plain(self, line: bytes, path: bytes) -> bool:
        """Whether something that is not as the index has it is still a file like any other."""
        if line[:1] == b"?":
            return not path.endswith(b"/") and not path.startswith(b".") and b"/." not in path
        return line.startswith(_REGULAR) and line.partition(b"\t")[0].endswith(b" 0")

    def _leads_elsewhere(self, folder: bytes) -> bool:
        top = os.path.realpath(self.survey.folder)
        path = os.path.normpath(os.path.join(top, os.fsdecode(folder)))
        return os.path.realpath(path) != path


def _texts(paths: list[bytes]) -> list[str]:
    """Paths as text, all at once."""
    return os.fsdecode(b"\0".join(paths)).split("\0") if paths else []
