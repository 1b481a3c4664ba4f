"""Values that the words around them call a secret: assignments in any notation, sentences, and what has a name and no meaning.

Linear in the length of the text.
"""

# Lists of words are written as they are read.
# ruff: noqa: SIM905

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from aishare_lint.document.patterns import lazy
from aishare_lint.document.places import Span
from aishare_lint.lint.detectors.candidates import VALUE, Runs, Secret, at, value_of
from aishare_lint.lint.detectors.sign_ons import is_basic
from aishare_lint.lint.detectors.values import (
    UUID,
    is_coded,
    is_from_a_guide,
    is_made_up,
    is_mixed,
    is_opaque,
    is_password,
    is_random,
    is_random_hex,
    is_word,
)

_ASSIGNABLE: Final = (
    *(
        "pass",
        "pwd",
        "kennwort",
        "contrase",
        "senha",
        "mot de passe",
        "secret",
        "token",
        "key",
        "auth",
        "credential",
        "cookie",
        "session",
        "bearer",
    ),
    "signature",
)
_SPEAKABLE: Final = (
    *("passw", "passp", "passc", "pwd", "kennwort", "contrase", "senha", "mot de passe", "api key", "access key", "secret", "token", "pin"),
    *("credential", "login", "creds"),
)
_PASSED: Final = r"pass(?:wor[dt]|wd|phrase|code)?|pwd|kennwort|contrase[nñ]a|senha|mot de passe"
_PASSED_NOUN: Final = r"pass(?:wor[dt]|wd|phrase|code)|pwd|kennwort|contrase[nñ]a|senha|mot de passe"
_IS_PASSED = lazy(_PASSED, re.IGNORECASE)

#: `password = …`, `"api_key": "…"`, `key="dbPassword" value="…"`, `<password>…<`, `?token=…`.
_ASSIGNED = lazy(
    rf"(?P<word>{_PASSED}|secret|token|key|auth(?:orization)?|credentials?|cookie|session|signature|bearer)(?P<rest>[\w.$-]{{0,30}}+)"
    r"(?:\\?[\"'`\])*}]){0,4}+"
    r"(?:[,;]?\s{1,20}[\"'<]?value[\"']?|</\w{1,12}>\s{0,20}<value|\s\w{1,12}=\"[^\"<>\n]{0,30}\"(?=>))?[ \t]{0,12}+"
    r"(?P<op>=>|:?:?:?={1,3}|!={1,2}|:{1,2}|>|,(?=\s{0,12}[\"'])|(?<=[\"'])[ \t]\(?|\((?=[\"']))\s{0,12}(?:[a-z]{1,2}(?=[\"'])|\\)?"
    + VALUE,
    re.IGNORECASE,
)
#: `the password for x is '…'`, `login `svc` / `…``.
_SPOKEN = lazy(
    rf"(?P<word>{_PASSED_NOUN}|api key|access key|secret key|secret|token|pin|credentials?|login|creds)s?\b(?P<between>[^\n.;=]{{0,60}}?)"
    r"(?P<verb>\b(?:is|was|are|were|being|to|of|used)\b:?|[:/](?=\s)|(?<=ord)|(?<=hrase))\s{0,3}" + VALUE,
    re.IGNORECASE,
)
#: Behind these a word that means a secret means something else.
_OTHER_REST = lazy(
    r"[_.-]?(?:id|ids|type|name|names|len|length|size|count|limit|file|path|url|uri|endpoint|expir\w*|ttl|hash"
    r"|digest|sum|field|column|store|alg\w*"
    r"|prefix|format|izer|ize|ization|board|word|words|phrase|frame|stroke|ring|note|up|usage|policy|manager|chain"
    r"|pair|less|version|scope|info|class|label|title|state|status|time|date|date?time|index|order|regex|pattern|rule"
    r"|or|ors|ored|entication|enticated|ority|server|method|mode|provider|required|s?_?per_\w*|storage|service|address)\Z",
    re.IGNORECASE,
)
_OTHER_BEFORE: Final = frozenset(
    (
        "public registry primary foreign partition sort host short cache object s3 row dict json yaml map index by max min num total input "
        "output stop eos bos pad unk mask special content request trace commit file image data hash sha md5 fingerprint thumb thumbprint "
        "thumbnail idempotency site tab lookup next page publishable csrf xsrf forgery antiforgery verification nonce captcha state hkey "
        "reg ssh gpg pgp signing"
    ).split()
)
#: `monkey`, `turkey`, `donkey`, `hotkey`, `whiskey`, `hockey`, `jockey`.
_OTHER_BEGINNING: Final = ("mon", "tur", "don", "hot", "whis", "hoc", "joc")
_LAST_WORD = lazy(r"[A-Za-z0-9]{1,20}\Z")
_ARCHIVE = lazy(
    r"\b(?:zip|rar|7z|7-zip|archives?|iso|attach(?:ment|ed)|infected|unpack|extract|protected (?:file|document|pdf))\b", re.IGNORECASE
)
#: Names that stand in one word with what they belong to, in the query of a URL: `api`, but not `rl` of `rlkey`.
_JOINED_NAME = lazy(
    r"(?:[?&;](?:[\w.-]{0,40}[_.-])?|(?:api|access|auth|secret|private|client|session|user|app|id|refresh|bearer|account|subscription))\Z",
    re.IGNORECASE,
)
_QUERY = lazy(r"[?&;][\w.-]{0,40}\Z")
#: What everybody who installs the product knows.
_BY_DEFAULT = lazy(r"\bdefault (?:\w{1,10} )?\Z", re.IGNORECASE)
_DEFANGED = lazy(r"\[\.\]|\[:\]|\(\.\)|\{\.\}|\barn:aws|\[dot\]|hxxp|h\*\*p|meow://", re.IGNORECASE)

#: Where a query goes on at the next line, as long addresses are set.
_WRAPPED = lazy(r"[?&](?:amp;){0,2}\s{1,40}\Z")

_BEFORE_SETTING = lazy(
    r"\s{0,40}(?:[-+*>]\s{1,4})?(?:export |set |const |var |let |ENV |(?:key|name): ?[\"']?"
    r"|[^<>\n]{0,60}<(?:\w{1,12}>)?)?[\"'$]?[\w.-]{0,40}",
    re.IGNORECASE,
)
_BEHIND_SETTING = lazy(r"[\"'`]?[ \t]{0,8}[,;]?[ \t]{0,8}(?:</|\r|\n|\Z|#|//)")
#: Any name, and what gives it a value.
_NAME = lazy(
    r"(?<![\w.@/&?#%:+=~$-])(?:[\"'])?(?P<name>(?!sub\b|jti\b|kid\b|iss\b)[A-Za-z][\w.-]{2,40})[\"']?\s{0,3}(?:=|:|:=|=>)\s{0,3}(?P<quote>[\"'`]?)\Z"
)
_LONG = lazy(r"(?<![\w/+.@-])[A-Za-z0-9_+/-]{24,128}={0,2}(?![\w/+.:@-])")
_HASHED = lazy(
    r"sha|md5|hash|digest|sum|checksum|integrity|commit|id|etag|ssdeep|tlsh|ja3|imphash|cert|serial|signature|thumb"
    r"|finger|sitekey|captcha|url|uri|path|file|name|encoded|base64|payload|data|body|hex|nonce|salt|iv\Z|rev|version|build|image|icon|css|sample|public|address"
    r"|wallet|txn|transaction|contract|block|sri|pdb|blob|tree|parent|ref|branch|layer|value|manifest|artifact|bytes|content|buffer|shellcode|string",
    re.IGNORECASE,
)
#: A short name, then what has no meaning: how most services write their tokens now.
_BRANDED = lazy(
    r"(?<![\w/.@:+=%-])(?P<p>(?!sha\d|(?:file|ses[ns]\w{0,4}|msg\w{0,6}|req|run|thread|asst|resp|call|toolu|user|org|proj\w{0,4}|model|agent|env|chatcmpl|cmpl|evt|cus|price|acct|job|task|trace|span|batch|item|rs|vs)_)[a-z][a-z0-9]{1,11}(?:[_-][a-z0-9]{1,10}){0,2}[_-](?P<body>[A-Za-z0-9]{24,80}))(?![\w/.@:+=%-])"
)
#: `acme SECRET 4f2a…`, `acmeKEY-4f2a…`, `acme-access-token: 4f2a…`: a label, and right behind it a value that no word is.
_LABELLED = lazy(
    r"(?P<label>secret|token|private|access|key|login)(?:[ _-]?(?:key|token|secret|access))?[\"']?"
    r"(?P<op>[ \t]{0,2}(?::?[-_:=,]|is\b)[ \t]{0,2}|[ \t]{1,2})[\"']?"
    r"(?P<p>(?![A-Za-z]{1,40}\b(?![-_]))[A-Za-z0-9][A-Za-z0-9_+=-]{13,200}+)(?![\w(\[./])",
    re.IGNORECASE,
)
_LABELS: Final = ("secret", "token", "private", "access", "key", "login")
#: What such a label names when it names no secret.
_OTHER_LABEL = lazy(
    r"\b(?:public|host|registry|reg|primary|foreign|ssh|gpg|pgp|fingerprint|sha\d*|md5|hash|commit|cve|remote|local|unauthori[sz]ed|initial"
    r"|network|direct|web|file|physical|admin\w*|root|user|guest|improper)[ _-]?\Z",
    re.IGNORECASE,
)
#: A line that is nothing but a run of letters and digits, as a token is noted down or pasted; not the boundary of a form.
_ALONE = lazy(r"^[ \t]{0,8}(?:[-*] )?[\"'`]?(?P<p>[A-Za-z0-9][A-Za-z0-9_~-]{19,99}+)[\"'`,;]{0,3}[ \t]*$", re.MULTILINE)
_NO_TOKEN = lazy(r"eyJ|(?:file|sesn|msg|req|run|thread|asst|resp|call|toolu)_|[0-9a-fA-F]+\Z")
#: What a key is for, as services write it ahead of it: `sk_live_…`, `acme_pat_…`.
_ROLED = lazy(
    r"(?<![A-Za-z0-9./=@%&?])(?:sk|rk|pat|api|live|secret|token|apikey|auth|priv(?:ate)?)[_-](?P<body>[A-Za-z0-9]{20,80}+)(?![\w/.@:+=%-])",
    re.IGNORECASE,
)
_ROLES: Final = (
    "sk_",
    "sk-",
    "rk_",
    "pat_",
    "pat-",
    "api_",
    "api-",
    "live_",
    "secret_",
    "secret-",
    "token_",
    "token-",
    "apikey_",
    "auth_",
    "priv_",
    "private_",
    "private-",
)


@lru_cache(maxsize=1024)  # a report has few keys, and each of them often
def names_a_secret(key: str) -> bool:
    """Whether what stands under a key may be a credential by its name."""
    lowered = key.lower()
    return any(word in lowered for word in _ASSIGNABLE)


def find_named(text: str, lowered: str, runs: Runs) -> Iterator[Secret]:
    """Every value that is called a credential. `lowered` is the text in small letters, each character where it was."""
    yield from _unnamed(text, runs)
    yield from _assignments(text, lowered, runs)
    yield from _labelled(text, lowered)
    yield from _sentences(text, lowered)


def _is_of_defanged(text: str, start: int) -> bool:
    """Whether a name belongs to the query of an address that was defanged not far ahead, on the same line or on wrapped ones."""
    before = text[max(0, start - 48) : start]
    return (_QUERY.search(before) or _WRAPPED.search(before)) is not None and _DEFANGED.search(text, max(0, start - 400), start) is not None


class _Addresses:
    """Which runs of a text are defanged addresses, or addresses at all; each is looked at once."""

    def __init__(self, runs: Runs) -> None:
        self._runs = runs
        self._known: dict[int, tuple[bool, bool]] = {}

    def hold(self, text: str, start: int, value: int) -> bool:
        """Whether a value is a part of a defanged address, or of a query whose name only ends like that of a secret."""
        number = self._runs.around(value)
        if number < 0:
            return False
        if number not in self._known:
            run = self._runs.run(number)
            self._known[number] = (_DEFANGED.search(run) is not None, "://" in run)
        is_defanged, is_address = self._known[number]
        before = text[max(0, start - 44) : start]
        return is_defanged or (is_address and _QUERY.search(before) is not None and _JOINED_NAME.search(before) is None)


def _unnamed(text: str, runs: Runs) -> Iterator[Secret]:
    for match in _LONG.finditer(runs.text):
        value, start = match[0], runs.source(match.start())
        if not text[max(0, start - 5) : start].rstrip("\"'`").rstrip().endswith(("=", ":", ">")):
            continue  # nothing names it
        by_chance = is_random(value)
        if not by_chance and not is_random_hex(value):
            continue
        name = _NAME.search(text, max(0, start - 64), start)
        if name is None or _HASHED.search(name["name"]) or is_made_up(value) or _is_of_defanged(text, name.start()):
            continue
        if (by_chance or name["quote"]) and not _is_other(text[max(0, name.start() - 24) : name.start()]):
            yield Secret("a value without a meaning", Span(start, start + len(value)), "weak")
    for match in _BRANDED.finditer(runs.text):
        if is_random(match["body"]) and not is_made_up(match["p"]):
            start = runs.source(match.start())
            yield Secret("a token by its form", Span(start, start + len(match["p"])), "weak")
    yield from _formed(text, runs)


def _formed(text: str, runs: Runs) -> Iterator[Secret]:
    """Tokens that only their form gives away: alone on a line, or with what they are for ahead of them."""
    for match in _ALONE.finditer(text) if runs.begins else ():
        if is_random(match["p"]) and not is_made_up(match["p"]) and not _NO_TOKEN.match(match["p"]):
            if text[max(0, match.start() - 6) : match.start()].strip() == "-----":
                continue  # of a key or certificate, which its frame tells
            yield Secret("a line that is nothing but a token", Span(*match.span("p")), "weak")
    for match in at(_ROLES, _ROLED, runs.text, runs.lowered):
        if is_coded(match["body"]) and not is_made_up(match[0]) and not _HASHED.search(match["body"]):
            start = runs.source(match.start())
            if _DEFANGED.search(text, max(0, start - 120), start + len(match[0]) + 40) is None:
                yield Secret("a token by its form", Span(start, start + len(match[0])), "weak")


def _assignments(text: str, lowered: str, runs: Runs) -> Iterator[Secret]:
    addresses = _Addresses(runs)
    for match in at(_ASSIGNABLE, _ASSIGNED, text, lowered):
        op, rest, word = match["op"], match["rest"], match["word"].lower()
        start, value, quoted = value_of(match)
        if len(value) < 4 or _OTHER_REST.match(rest) or (op.startswith((",", " ", "\t", ">", "(")) and not (quoted or op == ">")):
            continue
        if not quoted and text[start + len(value) : start + len(value) + 1] == "(":
            continue
        before, span = text[max(0, match.start() - 24) : match.start()], Span(start, start + len(value))
        if _IS_PASSED.match(word):
            if not _is_passed(word, rest, before):
                continue
            sure = is_password(value, quoted=quoted) or (quoted and "=" in op and is_word(value))
            found = sure or _is_a_setting(text, lowered, match.start(), span)
            found = found and not is_from_a_guide(value) and not _of_archive(text, match.start())
            kind = "a password"
        else:
            if _is_other(before) or (word == "key" and not before and rest) or (word == "cookie" and "=" in value):
                continue
            sure = (
                is_opaque(value) or (word == "auth" and is_basic(value)) or (word == "secret" and quoted and _is_quoted_secret(value, op))
            )
            found = sure = sure and not (before.endswith(("?", "&", ";")) and UUID.match(value) is not None) and not is_from_a_guide(value)
            kind = f"a value that is called a {word if word in ('key', 'cookie') else 'secret or token'}"
        if found and not addresses.hold(text, match.start(), start) and not _is_of_defanged(text, match.start()):
            yield Secret(kind, span, "strong" if sure else "weak")


def _labelled(text: str, lowered: str) -> Iterator[Secret]:
    """Values right behind a label in capitals, or joined to the name of a service: how people note a key down."""
    for match in at(_LABELS, _LABELLED, text, lowered):
        value = match["p"].rstrip(".,-_/=")
        label, before = match["label"], text[max(0, match.start() - 24) : match.start()]
        joined = before[-1:].isalnum() or before.endswith(("_", "-", "."))
        if not (label.isupper() or joined or any(sign in match["op"] for sign in "=:-,")):
            continue
        if "/" in text[max(0, match.start() - 200) : match.start()].rpartition(" ")[2].rpartition("\n")[2]:
            continue  # the words of an address
        if is_made_up(value) or is_from_a_guide(value) or not is_coded(value) or _OTHER_LABEL.search(before) or _is_other(before):
            continue
        if _DEFANGED.search(text, max(0, match.start() - 80), match.end() + 40) is None and not _is_of_defanged(text, match.start()):
            yield Secret("a value behind the label of a secret", Span(match.start("p"), match.start("p") + len(value)), "weak")


def _is_passed(word: str, rest: str, before: str) -> bool:
    """Whether `pass` is a password and not a part of another word, as in `bypass`."""
    if word != "pass" or not (rest[:1].isalpha() or before[-1:].isalpha()):
        return True
    return rest.startswith(("Key", "Field")) or before.endswith(("_", "-", "."))


def _is_a_setting(text: str, lowered: str, start: int, value: Span) -> bool:
    """Whether a word can only be a password: its name and it are all that stands on a line, or in an element of XML.

    Where the text uses the word otherwise too, it is the name of a product with the password that every guide gives.
    """
    word = lowered[value.start : value.end]
    if len(word) < 6 or not is_word(word):
        return False
    line = text.rfind("\n", max(0, start - 80), start) + 1
    if not _BEFORE_SETTING.fullmatch(text, max(line, start - 80), start) or not _BEHIND_SETTING.match(text, value.end):
        return False
    return word not in lowered[max(0, start - 1000) : start] and word not in lowered[value.end : value.end + 1000]


def _is_quoted_secret(value: str, op: str) -> bool:
    return not is_from_a_guide(value) and (is_password(value, quoted=True) or ("=" in op and is_word(value)))


def _is_other(before: str) -> bool:
    """Whether the word ahead of a word that means a secret makes it mean something else: `primary_key`, `monkey`, `sha256 key`."""
    if before[-1:] in " \t\n_.-":
        before = before[:-1]
    last = _LAST_WORD.search(before)
    if last is None:
        return False
    word = last[0].lower()
    return word in _OTHER_BEFORE or word.rstrip("0123456789") in _OTHER_BEFORE or word.endswith(_OTHER_BEGINNING)


def _of_archive(text: str, place: int) -> bool:
    """Whether it is the password of a malicious attachment, which those who analyse it need."""
    return _ARCHIVE.search(text, max(0, place - 160), place + 60) is not None


def _sentences(text: str, lowered: str) -> Iterator[Secret]:
    for match in at(_SPEAKABLE, _SPOKEN, text, lowered):
        if text[match.start() - 1 : match.start()].isalnum():
            continue
        start, value, quoted = value_of(match)
        value = value if quoted else value.rstrip(":!?")
        if value.startswith(("-", ".")) or (value.endswith(")") and "(" in value):
            continue  # the rest of a name or of the sentence, or a call
        if match["word"].lower() in ("credential", "credentials", "creds", "login") and _BY_DEFAULT.search(
            text, max(0, match.start() - 16), match.start()
        ):
            continue
        found = is_mixed(value) if not quoted else is_password(value, quoted=True) or (is_word(value) and match["verb"][:1].isalpha())
        if found and not is_from_a_guide(value.rpartition(":")[2]) and not _of_archive(text, match.start()):
            yield Secret("a password in a sentence", Span(start, start + len(value)), "strong" if quoted else "weak")
