"""Addresses of remotes, however they are written, and which marks may go where (`remotes` of the configuration)."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from aishare_lint.document import marks

#: Ports that need not be said.
_PORTS: Final = {"ssh": "22", "git+ssh": "22", "ssh+git": "22", "https": "443", "http": "80", "git": "9418"}
_SCHEME: Final = re.compile(r"([a-z][a-z0-9+.-]{0,30})://(.*)\Z", re.IGNORECASE | re.DOTALL)
#: `host:path` without a scheme, as scp writes it: no slash before the colon, and more than a drive letter.
_SCP: Final = re.compile(r"(?:([^@/:]*)@)?(\[[^\]/]+\]|[^@/:\[\]]{2,}):(?!//)(.*)\Z", re.DOTALL)


class Allowance(NamedTuple):
    """What may go to a remote.

    ceiling  the strictest mark, one of `marks.LABELS`; empty where the configuration sets no limit
    refused  whether the configuration lists remotes and this is none of them, so that nothing may go there
    why      the pattern that decided, or why none did
    """

    ceiling: str
    refused: bool
    why: str


def allowance(remotes: Sequence[Mapping[str, Any]], address: str, top: str) -> Allowance:
    """What a configuration's `remotes` let go to an address: the first pattern that matches decides.

    `top` is the folder that relative addresses are relative to. Without any pattern everything may go anywhere; with some, only where one
    matches.
    """
    if not remotes:
        return Allowance("", False, "no `remotes` in the configuration")
    said = place(address, top)
    for remote in remotes:
        pattern = str(remote["match"])
        if _matches(pattern, said, top):
            ceiling = marks.parse_mark(str(remote["ceiling"])).label
            return Allowance(ceiling or marks.CLEAR, False, f"`remotes` with the pattern `{without_credentials(pattern)}`")
    return Allowance("", True, "no pattern in `remotes` of the configuration matches it")


def place(address: str, top: str) -> str:
    """An address as it is compared: `host/path` in small letters, without user, password, usual port, `.git` and what follows `?` or `#`.

    `git@github.com:Org/a.git`, `ssh://git@github.com:22/Org/a` and `https://TOKEN@github.com/org/a` are the same place. That of a folder
    is its absolute path.
    """
    scheme, host, path = _parts(address)
    if not host:
        folder = path if scheme == "file" else address
        # A pattern may name a host without saying how it is reached.
        return _trimmed(os.path.normpath(folder if os.path.isabs(folder) else os.path.join(top, folder)).replace(os.sep, "/"))
    name, colon, port = host.rpartition(":") if re.search(r":\d+\Z", host) else (host, "", "")
    host = name if colon and port == _PORTS.get(scheme) else host
    return f"{host.lower()}/{_trimmed(_straight(path)).lower()}"


def without_credentials(address: str) -> str:
    """An address as it may be shown: without user and password, and without what follows `?` or `#`, which may hold a token."""
    scheme, host, path = _parts(address)
    if not host:
        return re.split(r"[?#]", address, maxsplit=1)[0] if scheme else address
    return f"{scheme}://{host}/{path.lstrip('/')}" if scheme != "scp" else f"{host}:{path}"


def same_place(address: str, other: str, top: str) -> bool:
    """Whether two addresses lead to one repository."""
    return place(address, top) == place(other, top)


def _matches(pattern: str, said: str, top: str) -> bool:
    scheme, host, _ = _parts(pattern)
    folder = scheme == "file" or pattern.startswith(("/", "./", "../"))
    # What is neither an address nor a folder is compared as it stands: `*`, `*.example.org/reports/*`, `github.com/org/*`.
    wanted = place(pattern, top) if host or folder else _trimmed(pattern).lower()
    expression = ".*".join(re.escape(part) for part in wanted.split("*"))
    return re.fullmatch(expression, said if folder else said.lower(), re.DOTALL) is not None


def _parts(address: str) -> tuple[str, str, str]:
    """Scheme (`scp` where there is none), host with port, and path; without host for folders. User and password are dropped."""
    found = _SCHEME.match(address)
    if found:
        scheme = found[1].lower()
        authority, slash, path = found[2].partition("/")
        path = re.split(r"[?#]", path, maxsplit=1)[0]
        return scheme, re.split(r"[?#]", authority.rpartition("@")[2], maxsplit=1)[0], (slash + path if scheme == "file" else path)
    found = _SCP.match(address)
    return ("scp", found[2], found[3]) if found else ("", "", address)


def _trimmed(path: str) -> str:
    trimmed = path.strip("/") if not path.startswith("/") else path.rstrip("/")
    return trimmed[:-4] if trimmed.lower().endswith(".git") and trimmed.lower() != ".git" else trimmed


def _straight(path: str) -> str:
    """A path on a server without detours and escapes: `a/../b`, `%2e`. A leading slash says nothing there."""
    from urllib.parse import unquote

    return os.path.normpath("/" + unquote(path)).replace(os.sep, "/").lstrip("/")
