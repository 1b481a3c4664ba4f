"""Credentials where programs are told them: command lines, calls, URLs, headers, cookies, files of logins.

Linear in the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from aishare_lint.document.patterns import lazy
from aishare_lint.document.places import Span
from aishare_lint.lint.detectors.candidates import VALUE, Secret, at, value_of
from aishare_lint.lint.detectors.values import STOCK, is_from_a_guide, is_made_up_word, is_opaque, is_password, is_word

_OPTION_WORDS: Final = ("-pass", "-pw", "-token", "-secret", "-api", "-access", "-auth", "-key", "-cred", "-client", "-account")
_OPTION = lazy(
    r"-(?:(?:account|client|access|auth|api)-?)?(?:password|passwd|passphrase|pass|pw|token|secret|key|auth|credential)s?(?:\s{1,3}|[=:]\s?)"
    + VALUE,
    re.IGNORECASE,
)
_USER_OPTION_WORDS: Final = ("-u", "--user", "--proxy-user")
_USER_OPTION = lazy(r"(?:-u|--user(?:pwd)?|--proxy-user)[ =]?[\"']?[^\s:\"'/]{1,60}:(?P<p>[^\s\"'`<>]{4,200})", re.IGNORECASE)
_PROGRAMS: Final = (
    *("psexec", "sshpass", "docker login", "podman login", "helm registry login", "az login", "mysql", "smbclient", "smbexec", "wmiexec"),
    *("wmic", "winexe", "ldapsearch", "ldapadd", "xfreerdp", "rdesktop", "redis-cli", "mosquitto_", "sqlcmd", "mongo", "evil-winrm"),
    *("crackmapexec", "netexec", "nxc", "plink", "pscp", "rabbitmqadmin", "bcp", "osql"),
)
#: How those programs take a password.
_PASSING: Final = (" -p", " -a", " -w", " /p")
_PROGRAM = lazy(
    r"(?:psexec|sshpass|(?:docker|podman|helm registry|az) login|mysql|smbclient|smbexec|wmiexec|wmic|winexe|ldapsearch|ldapadd|xfreerdp"
    r"|rdesktop|redis-cli|mosquitto_(?:pub|sub)|sqlcmd|mongo|evil-winrm|crackmapexec|netexec|nxc|plink|pscp|rabbitmqadmin|bcp|osql)"
    r"[^\n]{0,160}?\s[-/](?:p(?!ass)|a|w|pw|pass(?:word)?\b):?\s?[\"']?(?P<p>[^\s\"'`<>]{4,120})",
    re.IGNORECASE,
)
_TOLD = lazy(
    r"(?:net1? use\b[^\n]{0,120}?/user:\S{1,80}\s{1,3}|(?:cmdkey|schtasks)\b[^\n]{0,160}?\s/(?:pass:|rp\s|p\s)\s?"
    r"|net1? user\s{1,3}[\w.$-]{1,40}\s{1,3}(?=[^/\s])|identified by\s{1,3}(?=[\"'])"
    r"|wandb login\s{1,3}|convertto-securestring\s{1,3}(?:-string\s{1,3})?(?=[\"'])"
    r"|with password\s{1,3}(?=[\"']))"
    r"[\"']?(?P<p>[^\s\"'`<>]{4,120})",
    re.IGNORECASE,
)
_TOLD_WORDS: Final = (
    "net use",
    "net1 use",
    "cmdkey",
    "schtasks",
    "net user",
    "net1 user",
    "identified by",
    "wandb login",
    "convertto-securestring",
    "with password",
)
#: `echo 'x' | sudo -S`, `chpasswd`.
_PIPED = lazy(
    r"echo\s{1,3}(?:-n\s)?[\"']?(?:[\w.-]{1,32}:)?(?P<p>[^\s\"'`<>|:$]{5,80})[\"']?"
    r"\s{0,3}\|\s{0,3}(?:sudo|chpasswd|passwd|docker login|kinit)\b",
    re.IGNORECASE,
)
_CALLS: Final = ("credential", "auth(", "auth=(", "auth = (", "directoryentry(", "login(", "authenticate(", "principalcontext(")
_CALL_WORDS: Final = ("credential", "basicauth", "directoryentry", "basic_auth", "auth", "login", "principalcontext")
_CALL = lazy(
    r"(?:Credentials?|BasicAuth|DirectoryEntry|basic_auth|auth|login|authenticate|PrincipalContext)\s{0,2}=?\s{0,2}\("
    r"(?:\s{0,20}[\"'][^\"'\n]{0,120}[\"'],\s{0,20}){1,2}[\"'](?P<p>[^\"'\n]{4,120})[\"']",
    re.IGNORECASE,
)
_NETRC = lazy(
    r"(?:machine\s{1,4}\S{1,120}|default)\s{1,8}login\s{1,8}(?P<user>\S{1,80})\s{1,8}password\s{1,8}(?P<p>[^\s\"'`<>]{4,120})",
    re.IGNORECASE,
)
#: `host:5432:database:user:password`.
_PGPASS = lazy(r":(?:5432|\*):[\w*.-]{1,64}:[\w.@*-]{1,64}:(?P<p>[^\s:\"'`<>]{5,120})(?=\s|\Z)")
_USER_INFO = lazy(r"://(?P<user>[^\s/:@\"'<>`?#]{0,64}):(?P<p>[^\s/@\"'<>`]{3,160})@(?P<host>[A-Za-z0-9\[{$%_.-]{1,100})")
_SCHEMES: Final = ("basic ", "bearer ", "token ", "apikey ", "ssws ", "geniekey ")
_SCHEME = lazy(r"(?P<scheme>Basic|Bearer|Token|ApiKey|SSWS|GenieKey)\s{1,3}(?P<p>[A-Za-z0-9._~+/=:|-]{8,1500})", re.IGNORECASE)
_COOKIE = lazy(r"cookie[\"']?\s{0,3}[:=]\s{0,3}[\"']?(?P<p>[^\n]{10,2000})", re.IGNORECASE)
_CRUMB = lazy(r"(?<![\w.-])(?P<name>[\w.-]{1,64})=(?P<p>[A-Za-z0-9%._~+/|:-]{16,1000}={0,2})")
_SESSION = lazy(r"sess|sid|auth|token|jwt|remember|login|csrf|id", re.IGNORECASE)


def find_sign_ons(text: str, lowered: str) -> Iterator[Secret]:
    """Every credential that a program is told. `lowered` is the text in small letters, each character where it was."""
    yield from _options(text, lowered)
    yield from _programs(text, lowered)
    yield from _logins(text, lowered)
    if "://" in text:
        yield from _user_info(text)
    yield from _headers(text, lowered)


def _options(text: str, lowered: str) -> Iterator[Secret]:
    if "-" not in text:
        return
    for match in at(_OPTION_WORDS, _OPTION, text, lowered):
        if _begins_an_option(text, match.start()):
            yield from _told(match, "a credential in a command line")
    for match in at(_USER_OPTION_WORDS, _USER_OPTION, text, lowered):
        if not (text[match.start() - 1 : match.start()] or " ").isalnum():
            yield from _told(match, "a password in a command line", words=True)


def _begins_an_option(text: str, start: int) -> bool:
    """Whether a hyphen stands where an option begins: `-p`, `--p`, but not in `by-pass`."""
    before = text[max(0, start - 2) : start]
    before = before.removesuffix("-")
    return not before or not (before[-1].isalnum() or before[-1] in "_-")


def _programs(text: str, lowered: str) -> Iterator[Secret]:
    if any(word in lowered for word in _PASSING):
        for match in at(_PROGRAMS, _PROGRAM, text, lowered):
            yield from _told(match, "a password in a command line", words=True)
    for match in at(_TOLD_WORDS, _TOLD, text, lowered):
        yield from _told(match, "a password in a command line", words=True)
    if "|" in text:
        for match in at(("echo",), _PIPED, text, lowered):
            yield from _told(match, "a password in a command line")
    if any(word in lowered for word in _CALLS):
        for match in at(_CALL_WORDS, _CALL, text, lowered):
            yield from _told(match, "a password in a call", words=True)


def _logins(text: str, lowered: str) -> Iterator[Secret]:
    if "login" in lowered and "password" in lowered:
        for match in at(("machine", "default"), _NETRC, text, lowered):
            yield from _told(match, "a password in a file of logins", words=True, stock=True)
    for match in at((":5432:", ":*:"), _PGPASS, text, lowered):
        yield from _told(match, "a password in a file of logins", words=True)


def _told(match: re.Match[str], kind: str, *, words: bool = False, stock: bool = False) -> Iterator[Secret]:
    start, value, _ = value_of(match)
    sure = (
        is_password(value, quoted=words or stock)
        or is_opaque(value)
        or (stock and not is_made_up_word(value) and any(one.isdigit() for one in value))
    )
    if (sure or (words and is_word(value))) and (stock or not is_from_a_guide(value)):
        yield Secret(kind, Span(start, start + len(value)), "strong" if sure else "weak")


def _user_info(text: str) -> Iterator[Secret]:
    for match in _USER_INFO.finditer(text):
        value = match["p"]
        if value.lower() in STOCK or value.lower() == match["user"].lower() or is_made_up_word(value) or match["host"][0] in "{$%":
            continue
        if not is_from_a_guide(value):
            yield Secret("a password in a URL", Span(*match.span("p")), "strong")


def _headers(text: str, lowered: str) -> Iterator[Secret]:
    for match in at(_SCHEMES, _SCHEME, text, lowered):
        value = match["p"].rstrip(".:,")
        span = Span(match.start("p"), match.start("p") + len(value))
        if match["scheme"].lower() == "basic":
            if is_basic(value):
                yield Secret("a password in a header", span, "strong")
        elif (len(value) >= 16 and is_opaque(value)) or _is_short_bearer(text, match.start(), value):
            yield Secret("a bearer token", span, "strong")
    if "cookie" in lowered:
        for match in at(("cookie",), _COOKIE, text, lowered):
            for crumb in _CRUMB.finditer(text, *match.span("p")):
                if _SESSION.search(crumb["name"]) and is_opaque(crumb["p"]):
                    yield Secret("a session cookie", Span(*crumb.span("p")), "strong")


def _is_short_bearer(text: str, start: int, value: str) -> bool:
    """Whether a short token follows the header that only credentials follow."""
    return (
        text[max(0, start - 18) : start].lower().rstrip(" \"'`:=").endswith("authorization")
        and is_password(value)
        and not is_from_a_guide(value)
    )


def is_basic(value: str) -> bool:
    """Whether it is base64 of a user and a password."""
    import base64
    import binascii

    try:
        decoded = base64.b64decode(value + "=" * (-len(value) % 4), validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        return False
    user, colon, password = decoded.partition(":")
    return bool(colon) and len(user) + len(password) > 2 and decoded.isprintable() and password.lower() not in STOCK
