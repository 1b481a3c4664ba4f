"""Everything that lies in a work tree at one moment, and whether it is what the index says."""

from __future__ import annotations

import os
from typing import Final, NamedTuple

from aishare_lint.repo.git import process
from aishare_lint.repo.git.repositories import repository


class Survey(NamedTuple):
    """The files of a repository as git sees them at one moment.

    folder   the top of the work tree
    git_dir  where the work tree's own files lie
    said     what there is, one entry a file with NUL behind it: `H <mode> <id> <stage>\\t<path>` of one that git tracks (another letter
             where it does not look at the file itself), `? <path>` of one that it would add; paths are relative to the top
    changed  the paths of tracked files that may hold something else than the index; None where git was not asked, since an attribute
             may have it run a program over the files before it compares them
    bent     whether files may lie in the work tree otherwise than as objects (line ends, filters), so that an id does not say what is there
    """

    folder: str
    git_dir: str
    said: bytes
    changed: frozenset[bytes] | None
    bent: bool

    @property
    def lines(self) -> list[bytes]:
        """The entries one by one."""
        return self.said.removesuffix(b"\0").split(b"\0") if self.said else []

    @property
    def names(self) -> dict[str, bool]:
        """What `listed` says of the same files."""
        return {os.fsdecode(line[2:] if line[:1] == b"?" else line.partition(b"\t")[2]): line[:1] != b"?" for line in self.lines}


#: Whatever the user chose, a file counts as unchanged only where all that the index knows of it is as it was.
_STRICT: Final = ("-c", "core.checkStat=default", "-c", "core.trustctime=true", "-c", "core.untrackedCache=false")


def survey(folder: str) -> Survey | None:
    """What lies in the repository whose top is `folder`, asked at once. None where git cannot say all of it without doubt.

    Raises UserError where git does not come to an end.
    """
    git_dir = shared = os.path.join(folder, ".git")
    if os.path.islink(git_dir) or not os.path.isdir(git_dir):
        found = repository(folder)
        if found is None or found.bare or os.path.realpath(found.folder) != os.path.realpath(folder):
            return None
        git_dir, shared = found.git_dir, found.common_dir
    attributes = _has_attributes(folder, shared)
    # The user's own configuration counts here: it was by this that files were written.
    settings = process.start(folder, "config", "-z", "--get-regexp", r"^core\.(autocrlf|attributesfile)$", also=process.of_user())
    listing = process.start(folder, *_STRICT, "ls-files", "-z", "-v", "--stage", "--cached", "--others", "--exclude-standard")
    difference = None if attributes else process.start(folder, *_STRICT, "diff-files", "-z", "--name-only", "--ignore-submodules=none")
    said, lines, changed = process.finish(settings), process.finish(listing), None if difference is None else process.finish(difference)
    if lines is None or (difference is not None and changed is None):
        return None
    values = [entry.partition(b"\n") for entry in (said or b"").split(b"\0") if entry]
    # An empty list of attributes is our own, which stands beside whatever the user chose.
    chosen = any(
        bool(value) if name == b"core.attributesfile" else value.lower() not in (b"false", b"no", b"off", b"0") for name, _, value in values
    )
    nested = b"/.gitattributes\0" in lines
    return Survey(
        folder,
        git_dir,
        lines,
        None if changed is None else frozenset(changed.rstrip(b"\0").split(b"\0")) - {b""},
        attributes or chosen or nested,
    )


def _has_attributes(folder: str, shared: str) -> bool:
    """Whether somebody says at the usual places how files are converted on their way into the work tree."""
    own = os.environ.get("XDG_CONFIG_HOME") or os.path.join(os.path.expanduser("~"), ".config")
    places = (
        os.path.join(folder, ".gitattributes"),
        os.path.join(shared, "info", "attributes"),
        os.path.join(own, "git", "attributes"),
        "/etc/gitattributes",
    )
    return any(map(os.path.lexists, places))
