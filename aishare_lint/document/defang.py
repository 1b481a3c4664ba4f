"""Live and defanged writing of URLs, domains, addresses and e-mail, and finding them in prose.

Only the scheme and the authority are ever changed; path, query and fragment stay as they are, so that what was defanged can be refanged
exactly. Every expression is bounded and runs in linear time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from aishare_lint.document.patterns import lazy
from aishare_lint.document.places import Span

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList

#: live      nothing is defanged: a click or a gateway may follow it
#: defanged  scheme and host are out of order, in one notation
#: mixed     out of order, but unevenly: a live scheme before a defanged host, two notations, dots left over
#: broken    notation is there, yet the host still works, or a bracket has no partner
State = Literal["live", "defanged", "mixed", "broken"]
Kind = Literal["url", "domain", "ipv4", "ipv6", "email"]


class Indicator(NamedTuple):
    """Something that names a place on the network, found in a text.

    kind   what it is; a URL with an address as its host is a `url`
    span   where it stands in the text that was searched
    text   as written
    live   refanged
    host   the host, refanged and in lower case, without port and brackets
    state  how it is written
    """

    kind: Kind
    span: Span
    text: str
    live: str
    host: str
    state: State


# How separators are written. The unbalanced brackets come last: they are mistakes that are understood.
_DOT = r"(?:\[\.\]|\(\.\)|\{\.\}|\[dot\]|\(dot\)|\{dot\}|\.\]|\[\.|\.)"
_AT = r"(?:\[@\]|\(@\)|\{@\}|\[at\]|\(at\)|\{at\}|@)"
_COLON = r"(?:\[:\]|:)"
_BETWEEN = r"(?:://|\[://\]|\(://\)|\[:\]//|\(:\)//|:\[//\]|\[:/\]/)"
_SCHEMES = r"h(?:tt|xx|tx|xt|\*\*)ps?|f[tx]ps?|sftp|wss?|tcp|udp|ssh|ldaps?|rmi|smb|telnet|rdp|git"
_LABEL = r"\w[\w-]{0,62}"
_NAME = rf"{_LABEL}(?:{_DOT}{_LABEL}){{1,12}}"
_SIX = rf"(?:[0-9A-Fa-f]{{0,4}}{_COLON}){{2,7}}[0-9A-Fa-f]{{0,4}}"
_PORT = r":\d{1,5}"
_END = r"""\s<>"`|^\\“”„‘’«»。，、；）"""
_TAIL = rf"[/?#][^{_END}]{{0,4000}}"

_URL_FORM = (
    rf"(?<![\w+.-])(?P<scheme>{_SCHEMES})(?P<between>{_BETWEEN})(?P<user>[\w.~%+:-]{{1,128}}@)?"
    rf"(?P<host>\[{_SIX}\]|{_NAME}|{_LABEL})(?P<port>{_PORT})?(?P<tail>{_TAIL})?"
)
_URL = lazy(_URL_FORM, re.IGNORECASE)
_EMAIL = lazy(rf"(?<![\w.+/@-])(?P<local>[\w+-][\w.+-]{{0,63}})(?P<at>{_AT})(?P<host>{_NAME})(?![\w@-])", re.IGNORECASE)
_HOST = lazy(rf"(?<![\w@.$%\\/])(?<![^\n]-)(?P<host>{_NAME})(?P<port>{_PORT})?(?P<tail>/[^'{_END}]{{0,4000}})?", re.IGNORECASE)
_ADDRESS = lazy(rf"(?<![\w:.-]){_SIX}(?![\w:.-]|\[:)")
_DOTS = lazy(_DOT, re.IGNORECASE)
_COLONS = lazy(r"\[:\]")
_PLAIN_DOTS = frozenset((".",))
_BRACKET = lazy(r"[\[\](){}]")
_PLAIN_SCHEMES = frozenset(("http", "https", "ftp", "ftps", "ws", "wss"))
_UNBALANCED = frozenset(("[.", ".]"))
_FOUR = lazy(r"\d{1,3}(?:\.\d{1,3}){3}\Z")

# One pass over any text: a URL as a whole, so that its path stays out of reach, or a separator that stands alone.
_LIVE = lazy(
    rf"(?P<url>{_URL_FORM})"
    r"|(?P<dot>\[\.\]|\{\.\}|\[dot\]|\{dot\}|(?<=\w)\((?:\.|dot)\)(?=\w)|(?<=\w)(?:\[\.|\.\])(?=\w))"
    r"|(?P<at_sign>\[@\]|\{@\}|\[at\]|\{at\}|(?<=\w)\((?:@|at)\)(?=\w))"
    r"|(?P<separator>\[://\]|\(://\))|(?P<colon>\[:\](?=[0-9A-Fa-f/\[:]|\Z))",
    re.IGNORECASE,
)
_HINTS = ("[", "(", "{", "xx", "XX", "Xx", "xX", "tx", "xt", "xp", "**", "XP", ".]")


def live(text: str) -> str:
    """A text with everything in it refanged: an indicator alone, or prose. Paths, queries and fragments of URLs stay as they are."""
    if not any(hint in text for hint in _HINTS):
        return text
    return _LIVE.sub(_refang, text)


def _refang(match: re.Match[str]) -> str:
    if match["url"] is None:
        return "." if match["dot"] else "@" if match["at_sign"] else "://" if match["separator"] else ":"
    host = _COLONS.sub(":", _DOTS.sub(".", match["host"]))
    return f"{_live_scheme(match['scheme'])}://{match['user'] or ''}{host}{match['port'] or ''}{match['tail'] or ''}"


def _live_scheme(scheme: str) -> str:
    """`hxxp` and its kin as the scheme they stand for; capitals are kept only where the whole word is in capitals."""
    lower = scheme.lower()
    plain = re.sub(r"\Ah(?:xx|tx|xt|\*\*)p", "http", re.sub(r"\Afxp", "ftp", lower))
    if plain == lower:
        return scheme
    return plain.upper() if scheme.isupper() else plain


def defang(text: str) -> str:
    """A URL, domain, address or e-mail address so that nothing follows it. What is already defanged, in whatever notation, is evened out.

    `live(defang(text)) == live(text)` for everything; a text that is no indicator comes back unchanged.
    """
    stripped = live(text)
    url = _URL.fullmatch(stripped)
    if url:
        scheme, between = _inert_scheme(url["scheme"])
        return f"{scheme}{between}{url['user'] or ''}{_inert_host(url['host'])}{url['port'] or ''}{url['tail'] or ''}"
    email = _EMAIL.fullmatch(stripped)
    if email:
        return f"{email['local']}[@]{_inert_host(email['host'])}"
    if _ADDRESS.fullmatch(stripped):
        return stripped.replace(":", "[:]")
    host = _HOST.fullmatch(stripped)
    if host:
        return f"{_inert_host(host['host'])}{host['port'] or ''}{host['tail'] or ''}"
    return text


def _inert_scheme(scheme: str) -> tuple[str, str]:
    if scheme.islower() or scheme.isupper():
        inert = re.sub(r"(?i)\A(h)tt(p)", lambda found: f"{found[1]}{'xx' if scheme.islower() else 'XX'}{found[2]}", scheme)
        inert = re.sub(r"(?i)\A(f)t(p)", lambda found: f"{found[1]}{'x' if scheme.islower() else 'X'}{found[2]}", inert)
        if inert != scheme:
            return inert, "://"
    return scheme, "[://]"


def _inert_host(host: str) -> str:
    return host.replace(":", "[:]") if host.startswith("[") else host.replace(".", "[.]")


def state(text: str) -> State:
    """How one indicator is written. Text that is no indicator counts as live."""
    for pattern in (_URL, _EMAIL, _ADDRESS, _HOST):
        found = pattern.fullmatch(text)
        if found:
            return _state(found)
    return "live"


def _state(found: re.Match[str]) -> State:
    groups = found.groupdict()
    scheme = groups.get("scheme")
    if _BRACKET.search(found.string, found.start(), found.end("host") if "host" in groups else found.end()) is None and (
        scheme is None or scheme.lower() in _PLAIN_SCHEMES
    ):
        return "live"
    host = groups.get("host") or found.group()
    outer = []  # scheme and separator, or the at sign: is each out of order?
    if groups.get("scheme"):
        outer.append(_live_scheme(groups["scheme"]) != groups["scheme"] or groups["between"] != "://")
    if groups.get("at"):
        outer.append(groups["at"] != "@")
    if ":" in host:
        return _even(outer, [colon == "[:]" for colon in re.findall(r"\[:\]|:", host)], email=False)
    dots = [dot.lower() for dot in _DOTS.findall(host)]
    inert = [dot not in _PLAIN_DOTS for dot in dots]
    if not any(inert) and not any(outer):
        return "live"
    if _UNBALANCED.intersection(dots):
        return "broken"
    kinds = {dot for dot in dots if dot not in _PLAIN_DOTS}
    verdict = _even(outer, inert, email="at" in groups, numbers=bool(_FOUR.match(_DOTS.sub(".", host))))
    return "mixed" if verdict == "defanged" and len(kinds) > 1 else verdict


def _even(outer: list[bool], inner: list[bool], *, email: bool, numbers: bool = False) -> State:
    """From which separators are out of order to a state. The last dot alone is a usual way of writing and counts as all of them."""
    if not any(inner) and not any(outer):
        return "live"
    if not inner:
        return "defanged"
    if all(inner) or (inner[-1] and sum(inner) == 1):
        return "defanged" if email or all(outer) else "mixed"
    if inner[-1] or (numbers and any(inner)):
        return "mixed"
    return "mixed" if email and all(outer) and not any(inner) else "broken"


#: Endings of which people make domains, and that are hardly ever the end of a file name: no need to look into the public suffix list.
_COMMON_ENDINGS: Final = (
    " com net org edu gov mil io ai dev ru cn de fr uk nl eu us ca au jp kr br co xyz top site online club shop live space website "
    "biz pro icu cyou vip lol fun cfd sbs rest buzz monster onion example invalid "
)
#: Endings that are as often a file extension or a name in code: taken where a second dot or a path makes it a host.
_ENDINGS_WITH_MORE: Final = " app info link run zip page id name host cc me to in pl store case date group help place watch "
#: Top-level domains that in prose are nearly always file extensions, methods or attributes: `README.md`, `setup.py`, `requests.post`.
_OTHER_ENDINGS: Final = (
    " md py rs sh fish so pm ps mov cat bz is call open read style show map select search new now today post do int prod foo bar box "
    "cool data stream vi java js ts c h cpp cs go rb php "
)
_CODE_NAME = lazy(r"(?:(?:asp|vb|ado|ml)\.net|(?:java|scipy|skimage|torchvision|socket|std)\.io)\Z", re.IGNORECASE)
_VERSION_BEFORE = lazy(
    r"(?:\b(?:versions?|ver|v|releases?|build|firmware|before|prior to|rev)\.?\s{0,3}|[<>=~^]\s{0,3}|[-_/=v])\Z", re.IGNORECASE
)
#: Any sign of an address; most texts have none, and cost no more than this.
#: Each branch begins with a sign of its own, so that a search leaps from sign to sign.
_POSSIBLE = lazy(r"\.(?:\]|(?<=\w\.)\w)|:(?://|[0-9A-Fa-f]{0,4}:)|@|\[(?:[.:@/]|\w)|\((?:[.:@/]|dot|at)|\{(?:[.:@/]|dot|at)", re.IGNORECASE)
_VERSION_AFTER = lazy(r"[-_+]?[A-Za-z_]|[.-]\d")


def find_indicators(text: str) -> list[Indicator]:
    """Every URL, domain, address and e-mail address of a text in its order, live or defanged, with exact spans that do not overlap.

    File names, versions, package and module names, method calls and product names (`Character.ai`) are left out; a defanged
    separator leaves no doubt, whatever the name ends in.
    """
    if not _POSSIBLE.search(text):
        return []
    found: list[Indicator] = []
    taken = 0
    for indicator in sorted(_candidates(text), key=lambda one: (one.span.start, -one.span.end)):
        if indicator.span.start >= taken:
            found.append(indicator)
            taken = indicator.span.end
    return found


def _candidates(text: str) -> Iterator[Indicator]:
    if "/" in text and (":" in text or "/]/" in text):
        yield from _urls(text)
    yield from _emails(text)
    if text.count(":") > 1:
        yield from (_indicator("ipv6", match, 0) for match in _ADDRESS.finditer(text) if _is_six(match.group()))
    for match in _HOST.finditer(text):
        indicator = _host(text, match)
        if indicator:
            yield indicator


def _emails(text: str) -> Iterator[Indicator]:
    if "@" in text or "at)" in text or "at]" in text or "at}" in text:
        for match in _EMAIL.finditer(text):
            # `git@host:path` is an address of a repository.
            if text[match.end() : match.end() + 1] != ":" and _is_domain(_plain(match["host"]), sure=True):
                yield _indicator("email", match, 0)


def find_emails(text: str) -> list[Indicator]:
    """Every e-mail address of a text in its order, live or defanged; nothing else is looked for, and no user of a URL is taken for one."""
    return [one for one in _emails(text) if "://" not in text[max(0, one.span.start - 80) : one.span.start].rpartition(" ")[2]]


def _urls(text: str) -> Iterator[Indicator]:
    for match in _URL.finditer(text):
        end = _trim(text, match.start("tail"), match.end()) if match["tail"] else match.end()
        whole = _URL.fullmatch(text[match.start() : end])
        if whole:
            yield _indicator("url", whole, match.start())


def _host(text: str, match: re.Match[str]) -> Indicator | None:
    written = match["host"]
    inert = any(dot != "." for dot in _DOTS.findall(written))
    host = _plain(written)
    after = text[match.end("host") : match.end("host") + 2]
    if _FOUR.match(host):
        if not _is_four(host) or not (inert or _is_address_here(text, match, host)):
            return None
        kind: Kind = "ipv4"
    elif inert:
        if host.rpartition(".")[2].isdigit() or "_" in host.rpartition(".")[2]:
            return None
        kind = "domain"
    elif after.startswith(("(", "[", "\\", "=", "_")) or not _is_domain(written, sure=False, more=bool(match["tail"])):
        return None
    else:
        kind = "domain"
    end = match.end()
    if match["tail"]:
        # A path makes sense only behind a domain that was meant as a link; behind an address it is most often a network.
        end = _trim(text, match.start("tail"), end) if kind == "domain" else match.start("tail")
        network = re.match(r"/\d{1,2}(?![\w/.])", match["tail"])
        if kind == "ipv4" and network:
            end = match.start("tail") + network.end()
    whole = match if end == match.end() else _HOST.fullmatch(text[match.start() : end])
    if whole is None:
        return None
    return _indicator(kind, whole, 0 if whole is match else match.start())


def _indicator(kind: Kind, match: re.Match[str], shift: int) -> Indicator:
    written, host = match.group(), match.groupdict().get("host") or match.group()
    span = Span(match.start() + shift, match.end() + shift)
    return Indicator(kind, span, written, live(written), _COLONS.sub(":", _plain(host)).strip("[]").lower(), _state(match))


def _plain(host: str) -> str:
    return _DOTS.sub(".", host) if _BRACKET.search(host) else host


def _trim(text: str, start: int, end: int) -> int:
    """Where a path ends when it stands in a sentence: before closing punctuation and brackets that were opened outside."""
    unopened = {close: text.count(close, start, end) - text.count(opening, start, end) for opening, close in ("()", "[]", "{}")}
    while end > start:
        last = text[end - 1]
        if unopened.get(last, 0) > 0:
            unopened[last] -= 1
        elif last not in ".,;:!?'*_":
            break
        end -= 1
    return end


def _is_four(host: str) -> bool:
    return all(len(part) == 1 or (part[0] != "0" and int(part) < 256) for part in host.split("."))


def _is_six(written: str) -> bool:
    plain = _COLONS.sub(":", written)
    groups = [group for group in plain.split(":") if group]
    if len(groups) < 3 or len(plain) < 7:
        return False
    from ipaddress import AddressValueError, IPv6Address

    try:
        IPv6Address(plain)
    except AddressValueError:
        return False
    return True


def _is_address_here(text: str, match: re.Match[str], host: str) -> bool:
    """Whether four numbers in prose are an address rather than a version."""
    before = text[max(0, match.start() - 24) : match.start()].removesuffix("\n-")
    after = text[match.end("host") : match.end("host") + 3]
    if host.startswith("0.") or _VERSION_BEFORE.search(before) or _VERSION_AFTER.match(after):
        return False
    return bool(match["port"] or match["tail"]) or any(int(part) >= 32 for part in host.split("."))


def _is_domain(host: str, *, sure: bool, more: bool = False) -> bool:
    """Whether a name with live dots is a domain. `sure` where its surroundings say so (e-mail), `more` where a path follows."""
    ending = host.rpartition(".")[2].lower()
    word = f" {ending} "
    if not ending.isalpha() or "_" in host:
        return ending.startswith("xn--") and "_" not in host
    if not sure:
        if host != host.lower() or _CODE_NAME.search(host) or word in _OTHER_ENDINGS:
            return False
        if word in _ENDINGS_WITH_MORE and not more and host.count(".") < 2:
            return False
    return word in _COMMON_ENDINGS or _is_ending(ending)


@lru_cache(maxsize=256)
def _is_ending(ending: str) -> bool:
    """Whether the public suffix list knows a top-level domain."""
    return _suffixes().publicsuffix(f"x.{ending}") is not None


@lru_cache(maxsize=1)
def _suffixes() -> PublicSuffixList:
    from publicsuffixlist import PublicSuffixList

    return PublicSuffixList(accept_unknown=False)
