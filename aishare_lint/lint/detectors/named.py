"""Values that the words around them call a secret: assignments, sentences, command lines, URLs, headers.

Linear in the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

from aishare_lint.document.patterns import lazy
from aishare_lint.document.places import Span
from aishare_lint.lint.detectors.values import (
    STOCK,
    UUID,
    is_made_up,
    is_made_up_word,
    is_mixed,
    is_opaque,
    is_password,
    is_random,
    is_word,
)


class Secret(NamedTuple):
    """A credential that was found.

    kind   words for it, with an article
    span   where it stands
    level  `strong`, or `weak` where its form says little or its checksum is wrong
    """

    kind: str
    span: Span
    level: Literal["weak", "strong"]


def names_a_secret(key: str) -> bool:
    """Whether what stands under a key may be a credential by its name."""
    lowered = key.lower()
    return any(word in lowered for word in _ASSIGNABLE)


_ASSIGNABLE: Final = (
    *("pass", "pwd", "kennwort", "contrase", "senha", "mot de passe", "secret", "token", "key", "auth", "credential", "cookie", "session"),
    "signature",
)
_SPEAKABLE: Final = (
    "passw",
    "passp",
    "passc",
    "pwd",
    "kennwort",
    "contrase",
    "senha",
    "mot de passe",
    "api key",
    "access key",
    "secret",
    "token",
    "pin",
    "credential",
    "login",
    "creds",
)
_PROGRAMS: Final = (
    *(
        "psexec",
        "sshpass",
        "docker login",
        "mysql",
        "smbclient",
        "wmic",
        "winexe",
        "az login",
        "ldapsearch",
        "xfreerdp",
        "redis-cli",
        "mosquitto_",
        " use ",
    ),
)
_CALLS: Final = ("credential", "auth(", "auth=(", "auth = (", "directoryentry(", "login(", "authenticate(", "principalcontext(")
_PASSED: Final = r"pass(?:wor[dt]|wd|phrase|code)?|pwd|kennwort|contrase[nñ]a|senha|mot de passe"
_PASSED_NOUN: Final = r"pass(?:wor[dt]|wd|phrase|code)|pwd|kennwort|contrase[nñ]a|senha|mot de passe"
_VALUE: Final = r"(?:\"(?P<d>[^\"\n]{1,300})\"|'(?P<s>[^'\n]{1,300})'|`(?P<b>[^`\n]{1,300})`|(?P<p>[^\s\"'`<>,;&()]{4,400}))"

#: `password = …`, `"api_key": "…"`, `key="dbPassword" value="…"`, `<password>…<`, `?token=…`.
_ASSIGNED = lazy(
    rf"(?P<word>{_PASSED}|secret|token|key|auth(?:orization)?|credentials?|cookie|session|signature)(?P<rest>[\w.$-]{{0,30}})"
    r"(?:\\?[\"'`\])*}]){0,4}(?:\s{1,6}value)?[ \t]{0,12}"
    rf"(?P<op>=>|:?:?:?={{1,3}}|!={{1,2}}|:{{1,2}}|>|,(?=\s?[\"'])|(?<=[\"'])[ \t]\(?)\s{{0,12}}(?:[a-z]{{1,2}}(?=[\"'])|\\)?{_VALUE}",
    re.IGNORECASE,
)
#: `the password for x is '…'`, `login `svc` / `…``.
_SPOKEN = lazy(
    rf"\b(?P<word>{_PASSED_NOUN}|api key|access key|secret key|secret|token|pin|credentials?|login|creds)s?\b(?P<between>[^\n.;=]{{0,60}}?)"
    rf"(?P<verb>\b(?:is|was|are|were|being|to|of|used)\b:?|[:/](?=\s)|(?<=ord)|(?<=hrase))\s{{0,3}}{_VALUE}",
    re.IGNORECASE,
)
_OPTION = lazy(
    rf"(?<![\w-])(?:--?(?:password|passwd|passphrase|pass|pw|token|secret|api-?key|access-?key|auth-?token|auth|key"
    rf"|credential)s?)(?:\s{{1,3}}|=){_VALUE}",
    re.IGNORECASE,
)
_SIGN_ON = lazy(
    r"(?:\b(?:psexec|sshpass|docker login|mysql|mysqldump|smbclient|wmic|winexe|az login|ldapsearch|xfreerdp"
    r"|redis-cli|mosquitto_(?:pub|sub))\b[^\n]{0,120}?"
    r"\s[-/](?:p|a|w):?\s?|\bnet1? use\b[^\n]{0,120}?/user:\S{1,80}\s{1,3})[\"']?(?P<p>[^\s\"'`<>]{4,120})",
    re.IGNORECASE,
)
_USER_OPTION = lazy(r"(?<![\w-])(?:-u|--user|--userpwd|--proxy-user|-U)[ =]?[\"']?[^\s:\"'/]{1,60}:(?P<p>[^\s\"'`<>]{4,200})")
_CALL = lazy(
    r"(?:Credentials?|BasicAuth|DirectoryEntry|basic_auth|auth|login|authenticate|SetCredentials|PrincipalContext)\s{0,2}=?\s{0,2}\("
    r"(?:\s{0,20}[\"'][^\"'\n]{0,120}[\"'],\s{0,20}){1,2}[\"'](?P<p>[^\"'\n]{4,120})[\"']",
    re.IGNORECASE,
)
_USER_INFO = lazy(r"://(?P<user>[^\s/:@\"'<>`?#]{0,64}):(?P<p>[^\s/@\"'<>`]{3,160})@(?P<host>[A-Za-z0-9\[{$%_.-]{1,100})")
_SCHEME = lazy(r"\b(?P<scheme>Basic|Bearer|Token|ApiKey|SSWS|GenieKey)\s{1,3}(?P<p>[A-Za-z0-9._~+/=:|-]{8,1500})", re.IGNORECASE)
_COOKIE = lazy(r"\b(?:set-)?cookie[\"']?\s{0,3}[:=]\s{0,3}[\"']?(?P<p>[^\n]{10,2000})", re.IGNORECASE)
_CRUMB = lazy(r"(?<![\w.-])(?P<name>[\w.-]{1,64})=(?P<p>[A-Za-z0-9%._~+/=|:-]{16,1000})")
_SESSION = lazy(r"sess|sid|auth|token|jwt|remember|login|csrf|id", re.IGNORECASE)
#: Behind these a word that means a secret means something else.
_OTHER_REST = lazy(
    r"[_.-]?(?:id|ids|type|name|names|len|length|size|count|limit|file|path|url|uri|endpoint|expir\w*|ttl|hash"
    r"|digest|sum|field|column|store|alg\w*"
    r"|prefix|format|izer|ize|ization|board|word|words|phrase|frame|stroke|ring|note|up|usage|policy|manager|chain"
    r"|pair|less|version|scope|info"
    r"|or|ors|ored|entication|enticated|ority|server|method|mode|provider|required|s?_?per_\w*|storage|service|address)\Z",
    re.IGNORECASE,
)
_OTHER_BEFORE = lazy(
    r"(?:mon|tur|don|hot|whis|hoc|joc)\Z|(?<![A-Za-z])(?:public|registry|primary|foreign|partition|sort|host|short"
    r"|cache|object|s3|row|dict|json|yaml|map|index|by|max|min|num|total|input|output"
    r"|stop|eos|bos|pad|unk|mask|special|content|request|trace|commit|file|image|data|hash|sha\d*|md5|fingerprint"
    r"|thumb\w*|idempotency|site|tab|lookup|next|page)[\s_.-]?\Z",
    re.IGNORECASE,
)


_ARCHIVE = lazy(
    r"\b(?:zip|rar|7z|7-zip|archives?|iso|attach(?:ment|ed)|infected|unpack|extract|protected (?:file|document|pdf))\b", re.IGNORECASE
)
#: Any name with a value that has no meaning.
_NAMED = lazy(
    r"(?<![\w.@/&?#%:+=~-])(?:[\"'])?(?P<name>[A-Za-z][\w.-]{0,40})[\"']?\s{0,3}(?:=|:|:="
    r"|=>)\s{0,3}[\"'`]?(?P<p>[A-Za-z0-9_+/-]{24,128}={0,2})(?![\w/+.:@-])"
)
_LONG = lazy(r"[A-Za-z0-9_+/-]{24}")
_HASHED = lazy(
    r"sha|md5|hash|digest|sum|checksum|integrity|commit|id|etag|ssdeep|tlsh|ja3|imphash|cert|serial|signature|thumb"
    r"|finger|url|uri|path|file|name|encoded|base64|payload|data|body|hex",
    re.IGNORECASE,
)
#: A short name, then what has no meaning: how most services write their tokens now.
_BRANDED = lazy(r"(?<![\w/.@:+=%-])(?P<p>[a-z][a-z0-9]{1,11}(?:[_-][a-z0-9]{1,10}){0,2}[_-][A-Za-z0-9]{24,80})(?![\w/.@:+=%-])")


def find_named(text: str, lowered: str) -> Iterator[Secret]:
    """Every value that is called a credential. `lowered` is the text in lower case, each character where it was."""
    if _LONG.search(text):
        yield from _unnamed(text)
    yield from _assignments(text, lowered)
    yield from _sentences(text, lowered)
    if "-" in lowered:
        yield from _taken(_OPTION, text, "a credential in a command line")
        if "-u" in lowered:
            yield from _taken(_USER_OPTION, text, "a password in a command line", words=True)
    if any(word in lowered for word in _PROGRAMS):
        yield from _taken(_SIGN_ON, text, "a password in a command line", words=True)
    if any(word in lowered for word in _CALLS):
        yield from _taken(_CALL, text, "a password in a call", words=True)
    if "://" in text:
        yield from _user_info(text)
    yield from _headers(text, lowered)


def _at(words: tuple[str, ...], pattern: re.Pattern[str], text: str, lowered: str) -> Iterator[re.Match[str]]:
    """Matches of a pattern that can only begin at one of a few words: finding the words first is many times faster."""
    for word in words:
        at = lowered.find(word)
        while at >= 0:
            match = pattern.match(text, at)
            if match:
                yield match
            at = lowered.find(word, match.end() if match else at + len(word))


def _unnamed(text: str) -> Iterator[Secret]:
    for match in _NAMED.finditer(text):
        before = text[max(0, match.start() - 24) : match.start()]
        if not _HASHED.search(match["name"]) and not _OTHER_BEFORE.search(before) and is_random(match["p"]):
            yield Secret("a value without a meaning", Span(*match.span("p")), "weak")
    for match in _BRANDED.finditer(text):
        body = re.split(r"[_-]", match["p"])[-1]
        if is_random(body) and not is_made_up(match["p"]):
            yield Secret("a token by its form", Span(*match.span("p")), "weak")


def _group(match: re.Match[str]) -> tuple[str, bool]:
    """The name of the group that holds the value, and whether it was quoted."""
    for name in ("d", "s", "b"):
        if name in match.re.groupindex and match[name] is not None:
            return name, True
    return "p", False


def _taken(pattern: re.Pattern[str], text: str, kind: str, *, words: bool = False) -> Iterator[Secret]:
    for match in pattern.finditer(text):
        name, _ = _group(match)
        start, value = match.start(name), match[name].rstrip(".,;)")
        sure = is_password(value) or is_opaque(value)
        if sure or (words and is_word(value)):
            yield Secret(kind, Span(start, start + len(value)), "strong" if sure else "weak")


def _assignments(text: str, lowered: str) -> Iterator[Secret]:
    for match in _at(_ASSIGNABLE, _ASSIGNED, text, lowered):
        name, quoted = _group(match)
        op, rest, word = match["op"], match["rest"], match["word"].lower()
        start, value = match.start(name), match[name]
        if quoted:
            start, value = start + len(value) - len(value.lstrip("\"'\\")), value.strip("\"'\\")
        else:
            value = value.rstrip(".,;)]}\\")
        before = text[max(0, match.start() - 24) : match.start()]
        if len(value) < 4 or _OTHER_REST.match(rest) or (op.startswith((",", " ", "\t", ">")) and not (quoted or op == ">")):
            continue
        by_password = re.match(_PASSED, word, re.IGNORECASE) is not None
        if by_password:
            if (
                word == "pass"
                and (rest[:1].isalpha() or before[-1:].isalpha())
                and not rest.startswith(("Key", "Field"))
                and not before.endswith(("_", "-", "."))
            ):
                continue
            strength = is_password(value, quoted=quoted) or (quoted and "=" in op and is_word(value))
            strength = strength and not _of_archive(text, match.start())
        else:
            if _OTHER_BEFORE.search(before) or (word == "key" and not _is_key_name(before, rest)):
                continue
            strength = is_opaque(value) or (
                quoted and word == "secret" and (is_password(value, quoted=True) or ("=" in op and is_word(value)))
            )
            strength = strength and not (before.endswith(("?", "&", ";")) and UUID.match(value))
        if strength:
            kind = (
                "a password"
                if by_password
                else f"a value that is called a {'key' if word == 'key' else 'cookie' if word == 'cookie' else 'secret or token'}"
            )
            yield Secret(kind, Span(start, start + len(value)), "strong")


def _of_archive(text: str, at: int) -> bool:
    """Whether it is the password of a malicious attachment, which those who analyse it need."""
    return _ARCHIVE.search(text, max(0, at - 160), at + 60) is not None


def _is_key_name(before: str, rest: str) -> bool:
    """Whether `key` in the name of something means a credential: `api_key`, `SECRET_KEY_BASE`, or plain `Key=`."""
    return bool(before) or not rest


def _sentences(text: str, lowered: str) -> Iterator[Secret]:
    for match in _at(_SPEAKABLE, _SPOKEN, text, lowered):
        name, quoted = _group(match)
        start, value = match.start(name), match[name]
        if not quoted:
            value = value.rstrip(".,;:)]}!?")
        if (
            is_password(value, quoted=True) or (is_word(value) and match["verb"][:1].isalpha()) if quoted else is_mixed(value)
        ) and not _of_archive(text, match.start()):
            yield Secret("a password in a sentence", Span(start, start + len(value)), "strong" if quoted else "weak")


def _user_info(text: str) -> Iterator[Secret]:
    for match in _USER_INFO.finditer(text):
        value = match["p"]
        if value.lower() in STOCK or value.lower() == match["user"].lower() or is_made_up_word(value) or match["host"][0] in "{$%":
            continue
        yield Secret("a password in a URL", Span(*match.span("p")), "strong")


def _headers(text: str, lowered: str) -> Iterator[Secret]:
    if any(word in lowered for word in ("basic ", "bearer ", "token ", "apikey ", "ssws ", "geniekey ")):
        for match in _SCHEME.finditer(text):
            value = match["p"].rstrip(".:,")
            span = Span(match.start("p"), match.start("p") + len(value))
            if match["scheme"].lower() == "basic":
                if _is_basic(value):
                    yield Secret("a password in a header", span, "strong")
            elif len(value) >= 16 and is_opaque(value):
                yield Secret("a bearer token", span, "strong")
    if "cookie" in lowered:
        for match in _COOKIE.finditer(text):
            for crumb in _CRUMB.finditer(text, *match.span("p")):
                if _SESSION.search(crumb["name"]) and is_opaque(crumb["p"]):
                    yield Secret("a session cookie", Span(*crumb.span("p")), "strong")


def _is_basic(value: str) -> bool:
    """Whether it is base64 of a user and a password."""
    import base64
    import binascii

    try:
        decoded = base64.b64decode(value + "=" * (-len(value) % 4), validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        return False
    user, colon, password = decoded.partition(":")
    return bool(colon) and len(user) + len(password) > 2 and decoded.isprintable() and password.lower() not in STOCK
