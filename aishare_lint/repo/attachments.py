"""The files beside a report that it lists as attachments: read safely, and told to the engine as facts."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple, TypeAlias

from aishare_lint.document.places import Value
from aishare_lint.lint.attachments import AttachmentFacts
from aishare_lint.repo.sources import Refusal, load

#: Bytes of an attachment that are read; a larger one is named as not judged.
LIMIT: Final = 20_000_000
#: Attachments of one report that are read.
MOST: Final = 200

#: A refusal in words, where a report names the file.
WORDS: Final[Mapping[str, str]] = {
    "missing": "there is no such file",
    "permission": "no permission",
    "link-loop": "its links lead in a circle",
    "folder": "it is a folder",
    "special-file": "it is no regular file",
    "size": f"it is larger than {LIMIT // 1_000_000} MB",
    "input-output": "it cannot be read",
    "outside": "it leads out of the report's folder",
    "link": "git keeps a link there",
    "submodule": "a submodule stands there",
    "lfs-pointer": "a pointer of Git LFS stands there; the file itself lies elsewhere",
    "object": "git cannot read it",
    "unmerged": "its merge is not finished",
}


class Beside(NamedTuple):
    """A file beside a report: where it really lies, and its bytes."""

    path: str
    content: bytes


#: Reads the files that a report lists, by the names it gives, in their order.
Reader: TypeAlias = "Callable[[Sequence[str]], Iterator[Beside | Refusal]]"


def attachment_names(data: Value | None) -> tuple[str, ...]:
    """The files that a report lists, as it names them."""
    listed = data.get("attachments") if isinstance(data, dict) else None
    names = [item.get("path") for item in listed if isinstance(item, dict)] if isinstance(listed, list) else []
    return tuple(dict.fromkeys(name for name in names if isinstance(name, str) and name))


def read_beside(folder: str, name: str, limit: int = LIMIT) -> Beside | Refusal:
    """A file by the name that a report in `folder` gives it. What leads out of the folder, by `..` or by a link, is not opened."""
    top = os.path.realpath(folder)
    if leads_out(name):
        return Refusal("outside", {})
    try:
        path = os.path.realpath(os.path.join(top, name), strict=True)
    except (OSError, ValueError):
        path = os.path.join(top, name)
    if os.path.commonpath([top, os.path.realpath(path)]) != top:
        return Refusal("outside", {})
    content = load(path, limit)
    return content if isinstance(content, Refusal) else Beside(path, content)


def leads_out(name: str) -> bool:
    """Whether a name could lead out of the report's folder, on whatever system.

    Reports are written on one and read on another: a backslash separates, or hides a way out, on some of them.
    """
    parts = name.replace("\\", "/").split("/")
    return "\0" in name or os.path.isabs(name) or parts[0].endswith(":") or name.startswith(("\\", "~")) or ".." in parts


def on_disk(folder: str) -> Reader:
    """Reads what lies below a folder of the work tree."""
    return lambda names: (read_beside(folder, name) for name in names)


def gather(data: Value | None, read: Reader) -> Mapping[str, AttachmentFacts]:
    """What is known of every file that a report lists, by the name it gives."""
    names = attachment_names(data)
    if not names:
        return {}
    from aishare_lint.lint.media.inspection import inspect

    facts = {name: AttachmentFacts(refusal=f"more than {MOST} files are listed") for name in names[MOST:]}
    for name, found in zip(names[:MOST], read(names[:MOST]), strict=True):
        if isinstance(found, Refusal):
            facts[name] = AttachmentFacts(refusal=WORDS[found.detail], missing=found.detail == "missing")
        else:
            facts[name] = inspect(found.content, name)
    return facts
