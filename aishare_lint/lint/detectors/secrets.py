"""Credentials in a text: tokens that say whose they are, and values that the words around them call a secret.

Linear in the length of the text. What is found is said by kind and place, never by what it says.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Final, Literal, NamedTuple

from aishare_lint.document.patterns import lazy
from aishare_lint.document.places import Span
from aishare_lint.lint.detectors import NOTHING, Judgement
from aishare_lint.lint.detectors.tokens import FORMS


class Secret(NamedTuple):
    """A credential that was found.

    kind   words for it, with an article
    span   where it stands
    level  `strong`, or `weak` where its form says little or its checksum is wrong
    """

    kind: str
    span: Span
    level: Literal["weak", "strong"]


_WORDS_OF_FORMS: Final = tuple((word, index) for index, form in enumerate(FORMS) for word in form.words)
_PATTERNS: Final = tuple(lazy(form.pattern) for form in FORMS)

#: What documentation writes in place of a secret.
_PLACEHOLDER = lazy(
    r"example|redacted|placeholder|removed|masked|censored|\byour|your[_-]|dummy|sample|change_?-?me|replace_?me"
    r"|insert|lorem|x{5}|\*{3}|•{3}|\.{3}|…|0{8}|a{8}"
    r"|\$\{|\{\{|%[a-z_]{3,20}%|<[a-z]|\$\(|#\{",
    re.IGNORECASE,
)
#: Values that are words of a language, or name where the secret is kept.
_NO_VALUE = lazy(
    r"(?:null|none|nil|true|false|undefined|unknown|empty|secret|token|password|passwd|passwort|pass|string|required|optional|bearer|basic"
    r"|username|admin|root|user|default|hidden|plaintext|cleartext|encrypted|invalid|unset|n/a|tbd|todo|foo|bar|baz|abc|test|testing)\d?\Z"
    r"|(?:base|sha|aes|rsa|utf|md|hs|rs|es|ps|oauth|hmac|ed|x|ecdsa|tls|ssl|win|mp|ipv|http|h)[-_]?\d{1,5}(?:[-_/]\w{1,12}){0,4}\Z"
    r"|(?:process\.|os\.|env[.(\[]|environ|getenv|secrets?\.|config[.(\[]|settings\.|var\.|vault[:/]|ssm:|arn:"
    r"|self\.|this\.|request\.|params?\.|args?\.|data\.|op://"
    r"|file:|https?:|ldaps?:|\.{0,2}/|~/|[a-z]:\\|\\\\|hk[lc][mu]|-----|\$[a-z_{(]|%\w+%|<|&|@[a-z]|!\w+\b|\[)",
    re.IGNORECASE,
)
_DATE = lazy(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|v?\d{1,4}(?:\.\d{1,6}){1,4}\Z|CVE-|CWE-|GHSA-|AML\.|T\d{4}", re.IGNORECASE)
_MAIL = lazy(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}\Z")
_HEX = lazy(r"[0-9a-fA-F]+\Z")
_UUID = lazy(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\Z")
_CALLED = lazy(r"[A-Za-z_$@][\w.:>-]{0,80}[(\[{]")
_WORDS = lazy(r"[A-Za-z_]+(?:\.[A-Za-z_]+){1,6}\Z|[A-Za-z_]+(?:[-_/:][A-Za-z_]+){0,12}\d{0,1}\Z|[^\w]*\Z")
_OPAQUE = lazy(r"[A-Za-z0-9_+/=.~:|!@^*$%&#-]{1,400}\Z")


def find(text: str) -> list[Secret]:
    """Every credential of a text, in its order; where two overlap, the surer one."""
    lowered = _lowered(text)
    taken: list[Secret] = []
    found = sorted((*_tokens(text, lowered), *_said(text, lowered)), key=lambda one: (one.level != "strong", one.span.start, -one.span.end))
    ends: set[int] = set()
    for one in found:
        # A cell of 16 characters cannot hold two credentials; that keeps the comparison linear.
        cells = range(one.span.start // 16, one.span.end // 16 + 1)
        if not any(cell in ends for cell in cells):
            ends.update(cells)
            taken.append(one)
    return sorted(taken, key=lambda one: one.span)


def _lowered(text: str) -> str:
    """The text in lower case, each character where it was."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else "".join(one.lower() if one.isascii() else one for one in text)


def judge(text: str) -> Judgement:
    """Whether a text holds a credential."""
    found = find(text)
    if not found:
        return NOTHING
    kinds = tuple(dict.fromkeys(one.kind for one in found))
    strong = any(one.level == "strong" for one in found)
    return Judgement(1.0 if strong else 0.5, "strong" if strong else "weak", kinds, tuple(one.span for one in found))


def names_a_secret(key: str) -> bool:
    """Whether what stands under a key may be a credential by its name."""
    lowered = key.lower()
    return any(word in lowered for word in _ASSIGNABLE)


# Tokens with a form of their own


def _tokens(text: str, lowered: str) -> Iterator[Secret]:
    for index in sorted({index for word, index in _WORDS_OF_FORMS if word in lowered}):
        form, pattern = FORMS[index], _PATTERNS[index]
        for match in pattern.finditer(text):
            start = match.start() - form.before
            written = text[start : match.end()]
            if form.kind != "a private key" and _is_made_up(written):
                continue
            sure = form.checksum != "crc32-base62" or _has_checksum(written)
            yield Secret(form.kind, Span(start, match.end()), "strong" if sure else "weak")


def _is_made_up(written: str) -> bool:
    """Whether a token is a placeholder: it says so, or repeats a few characters over and over."""
    return _PLACEHOLDER.search(written) is not None or len(set(written[-20:])) < 6


def _has_checksum(token: str) -> bool:
    """Whether the last six characters are the CRC-32 of those before, in base 62, as GitHub and npm write it."""
    from zlib import crc32

    body = token.partition("_")[2]
    if len(body) != 36:
        return True
    digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    value, written = crc32(body[:-6].encode()), ""
    while value:
        value, rest = divmod(value, 62)
        written = digits[rest] + written
    return written.rjust(6, "0") == body[-6:]


# Values that are called a secret


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


def _said(text: str, lowered: str) -> Iterator[Secret]:
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
        if not _HASHED.search(match["name"]) and not _OTHER_BEFORE.search(before) and _is_random(match["p"]):
            yield Secret("a value without a meaning", Span(*match.span("p")), "weak")
    for match in _BRANDED.finditer(text):
        body = re.split(r"[_-]", match["p"])[-1]
        if _is_random(body) and not _is_made_up(match["p"]):
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
        sure = _is_password(value) or _is_opaque(value)
        if sure or (words and _is_word(value)):
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
        is_password = re.match(_PASSED, word, re.IGNORECASE) is not None
        if is_password:
            if (
                word == "pass"
                and (rest[:1].isalpha() or before[-1:].isalpha())
                and not rest.startswith(("Key", "Field"))
                and not before.endswith(("_", "-", "."))
            ):
                continue
            strength = _is_password(value, quoted=quoted) or (quoted and "=" in op and _is_word(value))
            strength = strength and not _of_archive(text, match.start())
        else:
            if _OTHER_BEFORE.search(before) or (word == "key" and not _is_key_name(before, rest)):
                continue
            strength = _is_opaque(value) or (
                quoted and word == "secret" and (_is_password(value, quoted=True) or ("=" in op and _is_word(value)))
            )
            strength = strength and not (before.endswith(("?", "&", ";")) and _UUID.match(value))
        if strength:
            kind = (
                "a password"
                if is_password
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
            _is_password(value, quoted=True) or (_is_word(value) and match["verb"][:1].isalpha()) if quoted else _is_mixed(value)
        ) and not _of_archive(text, match.start()):
            yield Secret("a password in a sentence", Span(start, start + len(value)), "strong" if quoted else "weak")


def _user_info(text: str) -> Iterator[Secret]:
    for match in _USER_INFO.finditer(text):
        value = match["p"]
        if value.lower() in _STOCK or value.lower() == match["user"].lower() or _is_made_up_word(value) or match["host"][0] in "{$%":
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
            elif len(value) >= 16 and _is_opaque(value):
                yield Secret("a bearer token", span, "strong")
    if "cookie" in lowered:
        for match in _COOKIE.finditer(text):
            for crumb in _CRUMB.finditer(text, *match.span("p")):
                if _SESSION.search(crumb["name"]) and _is_opaque(crumb["p"]):
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
    return bool(colon) and len(user) + len(password) > 2 and decoded.isprintable() and password.lower() not in _STOCK


# What a value looks like

_STOCK: Final = frozenset(
    {
        *(
            "pass",
            "passwd",
            "password",
            "pwd",
            "secret",
            "token",
            "user",
            "username",
            "xxx",
            "***",
            "...",
            "pw",
            "key",
            "port",
            "foo",
            "bar",
        ),
        *(
            "pass123",
            "password123",
            "hunter2",
            "admin",
            "guest",
            "test",
            "p@ssw0rd",
            "p4ssw0rd",
            "changeme",
            "credentials",
            "apikey",
            "api_key",
        ),
    }
)


_WORD = lazy(
    r"(?!(?:\w{0,30}[_-])?(?:pass|pwd|secret|token|key|cred|auth|user|name|value|string"
    r"|text)\w{0,20}\Z)[A-Za-z][A-Za-z_$!#@-]{3,40}\d{0,4}[!$]?\Z",
    re.IGNORECASE,
)


def _is_made_up_word(value: str) -> bool:
    return _PLACEHOLDER.search(value) is not None or _NO_VALUE.match(value) is not None


def _is_password(value: str, *, quoted: bool = False) -> bool:
    """Whether a value that is called a password may be one: no word, no code, no placeholder, no reference to where it is kept."""
    if not 5 <= len(value) <= 200 or any(one.isspace() for one in value) or value.lower() in _STOCK:
        return False
    if _is_made_up_word(value) or _DATE.match(value) or _MAIL.match(value):
        return False
    if _WORDS.match(value):
        return _is_shuffled(value)
    if not quoted and _CALLED.match(value):
        return False
    digits, letters = sum(one.isdigit() for one in value), sum(one.isalpha() for one in value)
    others = len(value) - digits - letters
    if not letters or not (digits or others):
        return False
    return quoted or digits > 1 or (digits > 0 and others > 0) or (others > 0 and not re.fullmatch(r"[\w./:-]+", value))


def _is_word(value: str) -> bool:
    """Whether a value may be a password that is a word: where nothing else can stand."""
    return 4 <= len(value) <= 40 and value.lower() not in _STOCK and not _is_made_up_word(value) and _WORD.match(value) is not None


def _is_mixed(value: str) -> bool:
    """Whether an unquoted word in a sentence can only be a password: letters in both cases with digits or signs in between."""
    if not 6 <= len(value) <= 100 or not _is_password(value) or re.search(r"[/\\(){}\[\]=<>|:]", value):
        return False
    digits = sum(one.isdigit() for one in value)
    both = any(one.islower() for one in value) and any(one.isupper() for one in value)
    strange = sum(one in "!@#$%^&*~+?" for one in value)
    return (
        (both and digits > 0 and _turns(value) >= 4)
        or (strange > 0 and digits > 0)
        or (digits > 1 and _turns(value) >= 5 and "-" not in value)
    )


def _is_random(value: str) -> bool:
    """Whether small letters, capitals and digits alternate as only chance has it."""
    digits = sum(one.isdigit() for one in value)
    both = any(one.islower() for one in value) and any(one.isupper() for one in value)
    return both and digits >= 2 and _turns(value) * 5 >= len(value) * 2 and value.count("/") <= len(value) / 24 and _entropy(value) > 3.6


def _is_shuffled(value: str) -> bool:
    """Whether letters alone are too restless to be words, also words in `camelCase`."""
    return len(value) >= 10 and "_" not in value and _turns(value) * 5 >= len(value) * 2


def _turns(value: str) -> int:
    """How often a value changes between small letters, capitals, digits and signs. Random ones do so at nearly every second character."""
    kinds = ["a" if one.islower() else "A" if one.isupper() else "0" if one.isdigit() else "-" for one in value]
    return sum(one != other for one, other in pairwise(kinds))


def _is_opaque(value: str) -> bool:
    """Whether a value has no meaning to a reader, as tokens and keys have: entropy, and no words, code or addresses."""
    if len(value) < 14 or not _OPAQUE.match(value) or _is_made_up_word(value) or _DATE.match(value) or _MAIL.match(value):
        return False
    if _HEX.match(value):
        return len(value) >= 16 and _entropy(value) > 2.5 and not value.isdigit()
    if _UUID.match(value):
        return _entropy(value) > 2.5
    if _CALLED.match(value) or _WORDS.match(value) or not any(one.isalpha() for one in value):
        return False
    digits = sum(one.isdigit() for one in value)
    return digits >= 1 and _entropy(value) >= 3.0 and _turns(value) >= max(3, len(value) // 6)


def _entropy(value: str) -> float:
    """Shannon's, in bits a character."""
    return -sum(count / len(value) * math.log2(count / len(value)) for count in Counter(value).values())
