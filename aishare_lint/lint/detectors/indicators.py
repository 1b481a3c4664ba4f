"""Live indicators in a text: addresses that lead to an actor, told from those that a report points its readers to.

An address that stands in a sentence says little by itself; its host, its path and the words around it say whose it is.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Set
from functools import cached_property
from typing import Final, Literal, NamedTuple

from aishare_lint.document.defang import Indicator, find_indicators
from aishare_lint.document.patterns import lazy
from aishare_lint.document.places import Span
from aishare_lint.lint.detectors import NOTHING, Judgement
from aishare_lint.lint.detectors.hosts import (
    ABUSED_ENDING,
    ANYBODYS,
    EVIL,
    LOOKALIKE,
    PLACEHOLDER,
    REFERRED,
    is_documentation,
    is_known,
)

#: From this score an address is taken for an actor's; from the second there is no doubt.
WEAK: Final = 2.25
STRONG: Final = 3.5
#: Live addresses of one text that are judged one by one; nobody reads a longer list.
MOST: Final = 500
#: Longer texts are searched in pieces, so that enough found ends the search.
_PIECE: Final = 60_000

_HOSTILE = lazy(
    r"\b(?:c2s?|c&c|cnc|command[- ]and[- ]control|malicious|malware|payloads?|phish\w*|beacon\w*|callbacks?"
    r"|exfiltrat\w*|infect\w*|iocs?|indicators?|dropp\w+|loader|stealer|rat|botnet"
    r"|trojan|ransom\w*|backdoor|implant|attacker\w*|actor\w*|adversar\w*|hosting|hosted|traffic|compromised|fake"
    r"|fraudulent|scam|lure|typosquat\w*|resolv\w+|registered|stag(?:ing|er|e)"
    r"|download(?:s|ed|ing)? (?:from|url)|fetch(?:ed|es)?|contact(?:ed|s)|connect(?:s|ed|ing)? to|redirect\w*"
    r"|post-infection|dll|exe|zip|lnk|script|spoof\w*|victim\w*|scanning|tunnel\w*"
    r"|cobalt strike|sha256|md5|(?:domains?|urls?|ips?)(?=:)|webdav|panel|exploit kit|injected|visit|campaign|smish\w*|malspam|spam)\b",
    re.IGNORECASE,
)
#: Of these words those that are said of an actor's own things and hardly ever of anything else.
_CULPRIT = lazy(
    r"\b(?:c2s?|c&c|cnc|command[- ]and[- ]control|malware\w*|malicious(?:ly)?|phish\w*|smish\w*|beacon\w*|exfil\w*|stealer|infostealer"
    r"|rats?|botnets?"
    r"|trojan\w*|ransom\w*|backdoor\w*|implants?|droppers?|loaders?|stagers?|threat actors?|fraudulent|scam\w*|lures?|decoys?|typosquat\w*"
    r"|impersonat\w*|masquerad\w*|look-?alikes?|sinkhol\w*|compromised|infected|cobalt strike|malspam|skimmers?|keylogg\w+"
    r"|infections?|second[- ]stage|post-infection|iocs?|indicators of compromise|attacker[- ](?:controlled|owned)|actor[- ](?:controlled"
    r"|owned))\b",
    re.IGNORECASE,
)
#: Right before an address: what somebody's code or victims do with it. The second are said of honest software too.
_LEADS = lazy(
    r"\b(?:beacon\w*(?: out)? to|calls? (?:back|home|out) to|(?:phones?|phoning|calling) home to|c2 (?:server|host|domain|address|url"
    r"|panel)?s?(?: (?:is|at|was|on))?"
    r"|c&c (?:server|host|domain)?s?(?: (?:is|at|was))?|exfiltrat\w+ (?:[\w' -]{0,40} )?(?:to|via|through)|sinkholed (?:at|to)"
    r"|(?:payload|malware|dropper|loader|stager|implant|backdoor|script|binary|executable|archive)s? (?:\w+ ){0,3}(?:from|at|on|by)"
    r"|(?:phishing|fake|fraudulent|malicious|spoofed|lookalike|look-alike|typosquatted|rogue|cloned|decoy) [\w -]{0,40}"
    r"|(?:victims?|users?|targets?|visitors?) (?:\w+ ){0,3}(?:redirected|sent|lured|taken|directed|led) to|lured (?:\w+ ){0,3}to"
    r"|(?:reverse shell|tunnel|stolen|harvested|collected|credentials|keystrokes|tokens|secrets|cookies)[\w ,]{0,40} (?:to|via|at)"
    r"|second[- ]stage (?:\w+ ){0,3}(?:from|at)|staged (?:at|on)|dropped (?:from|by)|(?:discovered|identified|observed|blocked?"
    r"|registered) the (?:\w+ )?(?:domain|site|host|url|ip)s?"
    r"|(?:file |download )?location|led to|leads? to|domains? such as|DownloadString|DownloadFile|DownloadData|Invoke-WebRequest|\biwr"
    r"|Start-BitsTransfer"
    r"|certutil\b[^\n]{0,60}|mshta|regsvr32\b[^\n]{0,40}|bitsadmin\b[^\n]{0,60}|urlopen|urllib2?\.Request|attachedTemplate|WebClient"
    r"|XMLHTTP"
    r"|(?:c2|server|gate|panel|payload|callback|remote|base|host)_?(?:url|host|addr\w*|server|ip|uri)?\b[\"']?\s?[=:]{1,2})"
    r"[\s\"'`(<*:=\[|-]{1,6}(?:(?:the|a|an|its|their|this|our|domains?|hosts?|ip|ips|urls?|sites?|servers?|address(?:es)?|http|https|dns"
    r"|at|on|from|to|via)[\s:\"'`(<-]{1,3}){0,4}\Z",
    re.IGNORECASE,
)
_NEUTRAL_LEADS = lazy(
    r"\b(?:connect\w*(?: back| out)? (?:to|with)|connections? (?:\w+ )?to|resolv\w+ (?:to|as)|(?:re)?download\w* (?:\w+ ){0,4}(?:from|at"
    r"|by)|fetch\w* (?:\w+ ){0,4}(?:from)?"
    r"|retriev\w+ (?:\w+ ){0,4}(?:from)?|pull\w* (?:\w+ ){0,4}from|host(?:ed|ing) (?:\w+ ){0,2}(?:at|on|by|from)"
    r"|redirect\w* (?:\w+ ){0,3}(?:to|through|via)"
    r"|communicat\w+ (?:\w+ ){0,2}with|contact(?:s|ed|ing)|reach\w* (?:out )?to|(?:sends?|sent|sending|posts?|posted|upload\w*"
    r"|forward\w*|leak\w*) (?:[\w' ]{0,40} )?to"
    r"|registered|serv(?:ed|es|ing) (?:\w+ ){0,3}(?:from|by|at)|requests? (?:\w+ ){0,2}(?:to|from)|traffic (?:to|from|with)|quer(?:y|ies"
    r"|ied)|served|visit\w*|delivered (?:\w+ ){0,2}(?:from|via|by)"
    r"|curl|wget)"
    r"(?:\s-\S{1,20}){0,3}[\s\"'`(<*:\[-]{1,6}(?:(?:the|a|an|its|their|this|domains?|hosts?|ip|ips|urls?|sites?|servers?|address(?:es)?"
    r"|http|https|dns)[\s:\"'`(<-]{1,3}){0,4}\Z",
    re.IGNORECASE,
)
#: Right behind an address: what was done with it.
_BEHIND = lazy(
    r"[\"'`)>*\]]{0,3},?[ ]{1,2}(?:\(|which |that |has |have |had |been |also |was |were |is |are |and |previously "
    r"|then ){0,5}(?:associated with (?:the |this |a |an )?"
    r"|sinkholed|seized|registered (?:by|on|in|via|through|with)|operated by|controlled by|acts? as|impersonat\w+|mimic\w*|masquerad\w+"
    r"|spoof\w+|deliver(?:s|ed|ing)\b"
    r"|typosquat\w*|hosted (?:the|a|malicious|phish\w*)|serv(?:es|ed|ing) (?:the|a|as|malicious|payload|malware)|used (?:as"
    r"|for) (?:\w+ ){0,2}(?:c2|command|exfil\w*|phish\w*|staging|payload)"
    r"|(?:c2|c&c|command[- ]and[- ]control|phishing|exfil\w*|staging|payload|malware|malicious|sinkhole|dropper|panel)\b|over (?:tcp "
    r"|udp )?port|on (?:tcp |udp )?port)",
    re.IGNORECASE,
)
_REFERRING = lazy(
    r"(?:\b(?:see|refer(?:ence)?s?|advisor(?:y|ies)|blog|post|article|documentation|docs|according to|source"
    r"|report(?:ed)?|read|more information|details|available (?:at|from|here)|homepage|website|repository"
    r"|published|write-?up|wiki|guide|official|patch|fix(?:ed)?|upgrade|author|license|project|issue|commit"
    r"|pull request)\b[^\n]{0,60}|\]\(|\]: ?|<|\[\d{1,3}\] ?:? ?|\b(?:reference|url|author|source"
    r"|href)\s?[=:]\s?[\"']?)\Z",
    re.IGNORECASE,
)
#: An image that a page shows.
_EMBEDDED = lazy(r"(?:!\[[^\]\n]{0,100}\]\(|<img [^<>\n]{0,100}src=[\"']?|xmlns(?::\w{1,20})?=[\"'])\Z", re.IGNORECASE)
#: A line that stands above others and says what they are; of a bullet only one that ends with a colon.
_HEADING = lazy(
    r"^(?:#{1,6} |={1,6} |\*\*)?(?P<words>[A-Z][^\n.]{2,100}?):?(?:\*\*)?[ \t]*$"
    r"|^[ \t]*[-*•–]{1,2}[ \t]+(?P<bullet>[A-Z][^\n.]{2,100}):[ \t]*$"
    r"|^\|(?P<table>[^\n]{2,200})\|[ \t]*\n[ \t]*\|[ :|-]{3,200}$",
    re.MULTILINE,
)
_REFERENCES = lazy(
    r"\A(?:references?|links?|sources?|further reading|see also|credits?|acknowledg\w+|resources|bibliography"
    r"|original reference)s?(?: (?:and|&|for|to) [^\n]{1,40})?\Z",
    re.IGNORECASE,
)
_READ_PATH = lazy(
    r"/(?:blogs?|posts?|articles?|advisor\w+|docs?|documentation|security|news|research|wiki|support|manual|guides?"
    r"|cve|issues?|releases?|help|learn|tutorials?|papers?|pdf|about|staff|vuls?|threads?|questions"
    r"|status|en|en-us|latest|stable|api|reference|blob|tree|commit|packages?|publications?|whitepapers?|reports?"
    r"|\d{4}/\d{1,2})(?:/|\Z|[?#.-])|#|\.pdf\Z|CVE-\d{4}",
    re.IGNORECASE,
)
#: Words of a title, as addresses of articles have them.
_TITLE = lazy(r"/(?:[a-z]{2,20}-){3,}[a-z]{2,20}(?:/|\Z|[?#.-])")
#: A line that a program wrote into its log: it begins with the time.
_LOGGED = lazy(
    r"[\"'<\[]{0,2}(?:<\d{1,3}>)?(?:\d{4}[-/]\d\d[-/]\d\d[T ]|\d\d[./]\d\d[ ]|\d{2}[/.]\w{2,3}[/.]\d{2,4}[: ]"
    r"|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\w{0,6} {1,2}(?:\w{3} )?\d{1,2} "
    r"|\[\d\d\.\d\d )\d{0,2}:?\d\d:\d\d"
)
#: A list of references in a file: its key, and from there on lines without a blank one.
_KEYED = lazy(
    r"^[ \t#*-]{0,12}[\"']?(?:references?|links|sources?|see also|bibliography)[\"']?\s?[:=]\s?\[?[ \t]*$", re.IGNORECASE | re.MULTILINE
)
#: The name of a field in a query or an event: something is compared with it.
_FIELD = lazy(r"[\"'`]?\s?(?:[:=]{1,2}|!=|=~|~)\s?[\"'(<*]|[\"'`]? (?:in|is|like|matches)\b", re.IGNORECASE)
_NETWORK = lazy(r"/(?:[89]|[12]\d|3[0-2])(?![\w/.])")
_FETCHED = lazy(r"\bexternaldata\s?\(", re.IGNORECASE)
_READ_HOST = lazy(
    r"\A(?:docs?|blogs?|support|developers?|forums?|lists?|wiki|learn|help|security|news|research|labs?|community"
    r"|cert|psirt|paper|xz|live|www)\."
)
_HEADER = lazy(
    r"(?:received|return-path|reply-to|message-id|x-originating-ip|x-sender-ip|received-spf"
    r"|authentication-results)\s?:|received: from|\bfrom \S{1,80} \((?:\S{1,80} )?\[?",
    re.IGNORECASE,
)
_ANNOUNCED = lazy(
    r"\b(?:urls?|links?|domains?|ips?|ip addresses|addresses|hosts?|hostnames|servers?|sites?|websites?|pages?|traffic|parked|seen|observed"
    r"|examples?|infrastructure|network|landing pages?)\b",
    re.IGNORECASE,
)
#: A heading that says of a list what it is.
_LISTING = lazy(
    r"\b(?:iocs?|indicators?(?: of compromise)?|c2s?|c&c|network indicators|malicious|phishing|smishing|malware|payload|exfiltration)\b"
    r"|\b(?:links?|urls?) (?:in|from) (?:the |an? )?(?:\w+ )?(?:e-?mails?|messages?|sms|attachments?|pdf|documents?|shortcuts?|html)"
    r"|\bled to\b|\b(?:fake|compromised|infected|scam)\b",
    re.IGNORECASE,
)
_LOADED = lazy(
    r"\.(?:exe|dll|ps1|hta|zip|js|vbs|vbe|bat|cmd|msi|iso|lnk|jar|rar|7z|scr|apk|dmg|elf|sh|bin|cab|img|wsf|docm"
    r"|xlsm|one|png|dat)(?:\Z|\?)|/gate\.php|/panel/",
    re.IGNORECASE,
)
#: Where compromised sites hold what was put there.
_PLANTED = lazy(r"/wp-(?:content|includes|admin)/(?!admin-ajax|admin\.php)", re.IGNORECASE)
_RULE = lazy(
    r"(?m)^\s{0,8}(?:private |global )?rule\s+\w{1,80}[^\n]{0,80}\{|^\s{0,8}(?:logsource|detection):\s*$"
    r"|^\s{0,8}(?:meta|strings|condition)\s?:\s*$|^title: .{1,200}\n(?:id|status|description): "
)
_ALONE_BEFORE = lazy(
    r"(?:\A|\n)[ \t]*(?:[-*•–]{1,2}|\d{1,3}[.)])?[ \t]*(?:\|[ \t]*)?[\"'`]?\+{0,2}"
    r"(?:(?:port \d{1,5}|tcp|udp|https?|url|domain|ip)[ :-]{1,3})?\Z",
    re.IGNORECASE,
)
_ALONE_AFTER = lazy(r"\+{0,2}[\"'`]?[ \t]*(?:\Z|\n|\||[–—]|\((?!http)|-{1,2}[> ]|port \d|:\d{2,5}\b|,)")
_PORT = lazy(r":\d{2,5}\b|[ ,]{1,2}(?:tcp |udp )?port \d{1,5}|[ ,]{1,2}over port|:?\d{0,5} -+ |\s-+>|/(?:tcp|udp)", re.IGNORECASE)
#: A share that Windows opens over the internet.
_SHARE = lazy(r"(?<!\w)(?:file://|\\\\)(?P<host>[\w-]{1,63}(?:\.[\w-]{1,63}){1,8})(?:@(?:SSL|\d{2,5})){0,2}[\\/]", re.IGNORECASE)
_ADDRESS_LINE = lazy(
    r"[ \t]{0,40}[-*•]?[ \t]{0,40}[\"'`]?(?:h(?:tt|xx)ps?(?:\[?:\]?|\[://\])?(?://)?)?[\w\[\].-]{4,200}(?:[:/?#]\S*)?[\"'`]?[ \t]*\Z",
    re.IGNORECASE,
)
_LINE = lazy(
    r"(?m)^[ \t]{0,40}[-*•–]?[ \t]{0,40}(?P<host>[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}\.){1,8}[A-Za-z0-9-]{2,24}"
    r"|\d{1,3}(?:\.\d{1,3}){3})(?=[ \t]*(?:$|[-–—(,:/]))"
)
_LISTED_ENDING = lazy(
    r"\.(?:[a-z]{2}|com|net|org|info|biz|app|link|page|name|xyz|top|icu|shop|club|online|site|live|click|store|today"
    r"|world|cloud|space|website|tech|pro|dev|run|vip|fun|lol|cyou|sbs|cfd|zone|life)\Z"
)
_FILE_ENDING = lazy(
    r"\.(?:md|py|rs|sh|js|ts|cs|rb|pl|vb|so|ps|gz|db|go|ko|mo|hs|kt|ml|mm|cc|hh|pm|ui|qt|io|ai|id)\Z|\A(?:asp|vb|ado)\.net\Z"
)


class Live(NamedTuple):
    """A live address with what speaks for its being an actor's."""

    indicator: Indicator
    score: float
    reasons: tuple[str, ...]


def find(text: str, known: Set[str] = REFERRED, found: Iterable[Indicator] | None = None) -> list[Live]:
    """The live addresses of a text that lead outside, each with its score. Those on known hosts, and e-mail addresses, are left out.

    `found` is what `find_indicators` says of the text, where that is known. No more than `MOST` are judged.
    """
    live: list[Indicator] = []
    plain = text.replace("++", "  ")  # marks of AsciiDoc around addresses
    for one in named(plain) if found is None else found:
        if one.state == "live" and not is_known(one, known):
            live.append(one)
            if len(live) >= MOST:
                break
    taken = {one.span.start for one in live}
    alone = list(_listed(plain))
    for one in (*alone, *_shares(text)):
        if one.span.start not in taken and len(live) < 2 * MOST and not is_known(one, known):
            taken.add(one.span.start)
            live.append(one)
    if not live:
        return []
    listed = frozenset(one.span.start for one in alone if not is_known(one, known))
    context = _Context(text, len({one.host for one in live}), listed)
    return [Live(one, *context.score(one)) for one in live]


def named(text: str) -> Iterator[Indicator]:
    """What `find_indicators` finds, piece by piece: who has seen enough need not wait for the rest."""
    at = 0
    while at < len(text):
        end = at + _PIECE
        if end < len(text):
            end = max(text.rfind("\n", at + 1, end), text.rfind(" ", at + 1, end), at) + 1
            end = end if end > at + 1 else at + _PIECE
        for one in find_indicators(text[at:end]):
            yield one._replace(span=Span(one.span.start + at, one.span.end + at)) if at else one
        at = end


def _listed(text: str) -> Iterator[Indicator]:
    """Names and addresses alone on a line of a list, which in a sentence could be a product, a file or a version."""
    for match in _LINE.finditer(text) if "." in text else ():
        host = match["host"].lower()
        numeric = host.replace(".", "").isdigit()
        if numeric and (host.count(".") != 3 or any(int(part) > 255 for part in host.split("."))):
            continue
        if numeric or (_LISTED_ENDING.search(host) and not _FILE_ENDING.search(host)):
            yield _bare(host, match)


def _shares(text: str) -> Iterator[Indicator]:
    """Hosts of shares, as shortcuts of Windows name them. The host is all that a link is made of, and all that is defanged."""
    for match in _SHARE.finditer(text) if "\\\\" in text or "file://" in text else ():
        host = match["host"].lower()
        if host.replace(".", "").isdigit() or _LISTED_ENDING.search(host):
            yield _bare(host, match)


def _bare(host: str, match: re.Match[str]) -> Indicator:
    kind: Literal["ipv4", "domain"] = "ipv4" if host.replace(".", "").isdigit() else "domain"
    return Indicator(kind, Span(*match.span("host")), match["host"], host, host, "live")


def judge(text: str) -> Judgement:
    """Whether a text holds live addresses of an actor."""
    flagged = [one for one in find(text) if one.score >= WEAK]
    if not flagged:
        return NOTHING
    best = max(flagged, key=lambda one: one.score)
    spans = tuple(sorted(one.indicator.span for one in flagged))
    return Judgement(best.score, "strong" if best.score >= STRONG else "weak", best.reasons, spans)


class _Context:
    """What a text says as a whole, for judging each of its addresses."""

    def __init__(self, text: str, hosts: int, listed: Set[int]) -> None:
        self.text = text
        self.hosts = hosts
        self.listed = listed

    @cached_property
    def is_rule(self) -> bool:
        return _RULE.search(self.text) is not None

    @cached_property
    def headings(self) -> list[tuple[int, str]]:
        """Every line that reads like a heading: where it begins, and its words."""
        return [(match.start(), match["words"] or match["bullet"] or match["table"]) for match in _HEADING.finditer(self.text)]

    @cached_property
    def is_list(self) -> bool:
        """Whether a text is nothing but addresses, one a line."""
        lines = [line for line in self.text[:_PIECE].splitlines() if line.strip()]
        return len(lines) >= 2 and all(len(line) < 400 and _ADDRESS_LINE.match(line) for line in lines)

    @cached_property
    def is_hostile(self) -> bool:
        return sum(1 for _ in zip(_HOSTILE.finditer(self.text), range(6), strict=False)) >= 6

    def score(self, one: Indicator) -> tuple[float, tuple[str, ...]]:
        start, end = one.span
        line_start = self.text.rfind("\n", max(0, start - 400), start) + 1 or max(0, start - 400)
        form = list(self._form(one))
        reasons = [*form, *self._words(one, line_start)]
        if _ALONE_BEFORE.search(self.text, max(0, start - 120), start) and _ALONE_AFTER.match(self.text, end):
            reasons.append((1.0, "it stands alone, as in a list"))
        before = self.text[max(line_start, start - 100) : start]
        if sum(weight for weight, _ in form) < 1.5 and _REFERRING.search(before):
            reasons.append((-2.0, "readers are referred to it"))
        if _EMBEDDED.search(before):
            reasons.append((-3.0, "an image, or a name of a format"))
        reasons += self._against(one, line_start)
        total = sum(weight for weight, _ in reasons)
        if WEAK - 0.5 <= total < STRONG and self.is_hostile:
            total += 0.5
            reasons.append((0.5, "a text that speaks of an attack"))
        if total >= WEAK and self.is_rule:
            total -= 3.0
        return total, tuple(reason for weight, reason in reasons if weight > 0)

    def _against(self, one: Indicator, line_start: int) -> Iterator[tuple[float, str]]:
        """What stands in logs, queries, lists of references and networks of providers."""
        start, end = one.span
        if _LOGGED.match(self.text, line_start) and not self._heading(start):
            yield -1.0, "a line of a log"
        if _NETWORK.match(one.live.partition(one.host)[2] or self.text[end : end + 4]):
            yield -3.0, "a network"
        if one.kind == "domain" and "/" not in one.live and _FIELD.match(self.text, end):
            yield -2.0, "the name of a field"
        if _FETCHED.search(self.text, line_start, start):
            yield -2.0, "a list that a query fetches"
        keyed = None
        for keyed in _KEYED.finditer(self.text, max(0, start - 1500), start):  # noqa: B007 - the last one counts
            pass
        if keyed and "\n\n" not in self.text[keyed.end() : start]:
            yield -3.0, "a list of references"

    def _form(self, one: Indicator) -> Iterator[tuple[float, str]]:
        numeric = one.host.replace(".", "").isdigit() or ":" in one.host
        tail = one.live.partition(one.host)[2] if one.kind in ("url", "domain") else ""
        if numeric and is_documentation(one.host):
            yield (2.25 if one.kind == "url" else 1.75), "an address in numbers"
        elif numeric:
            # Versions of four numbers are small ones with one that is larger.
            yield (2.25 if ":" in one.host or sum(int(part) >= 32 for part in one.host.split(".")) > 1 else 1.25), "an address in numbers"
        elif one.kind == "url":
            yield 0.5, "a URL"
        elif "/" in tail:
            yield 0.5, "a domain with a path"
        if _PORT.match(self.text, one.span.end) or re.search(r":\d{2,5}\b", one.text.partition("://")[2] or one.text):
            yield 0.5, "a port"
        if self.text[max(0, one.span.start - 7) : one.span.start].lower().endswith(("file://", "\\\\")):
            yield 1.25, "a share on the internet"
        yield from self._name(one.host, numeric)
        yield from self._path(one, tail)

    def _name(self, host: str, numeric: bool) -> Iterator[tuple[float, str]]:
        if numeric:
            return
        # Names kept for examples stand in for an actor's where a report says so; those that somebody owns are nobody in particular.
        if PLACEHOLDER.search(host) and not (host.endswith(".example") and EVIL.search(host)):
            yield 0.25 if EVIL.search(host) else -0.5, "a host that is called hostile"
            return
        if EVIL.search(host):
            yield 2.0, "a host that is called hostile"
        if host.endswith(".onion"):
            yield 1.75, "a hidden service"
        elif ANYBODYS.search(host):
            yield 1.0, "a host where anybody can put things"
        elif ABUSED_ENDING.search(host):
            yield 0.75, "an ending that is often abused"
        if LOOKALIKE.search(host):
            yield 0.5, "a host that is called like a page of somebody else's"

    def _path(self, one: Indicator, tail: str) -> Iterator[tuple[float, str]]:
        if _LOADED.search(tail):
            yield 1.0, "a file that is run or unpacked"
        elif _PLANTED.search(tail):
            yield 0.5, "a path where things are planted"
        elif _READ_PATH.search(tail):
            yield -1.0, "a page to read"
            if _TITLE.search(tail):
                yield -0.5, "the title of an article"
        if _READ_HOST.match(one.host):
            yield -0.5, "a host of pages to read"

    def _words(self, one: Indicator, line_start: int) -> Iterator[tuple[float, str]]:
        start, end = one.span
        before, after = self.text[max(line_start, start - 160) : start], self.text[end : end + 80].partition("\n")[0]
        line = f"{before} {after}"
        near = len({found.group().lower() for found in _HOSTILE.finditer(line)})
        if near:
            culprit = 0.5 if _CULPRIT.search(line) else 0.0
            yield min(1.5, 0.5 + 0.5 * near) + culprit, "words of an attack on the line"
        lead = 1.0 if _LEADS.search(before) else 0.5 if _NEUTRAL_LEADS.search(before) else 0.0
        if lead:
            yield lead, "what code or victims do with it"
        if _BEHIND.match(after):
            yield 1.0, "what was done with it"
        if _HEADER.search(line):
            yield 1.5, "a header of a mail"
        if start in self.listed and len(self.listed) >= 3:
            yield 1.25, f"{len(self.listed)} hosts one below the other"
        if self.is_list and self.hosts >= 2:
            yield 0.75, "a text of nothing but addresses"
        if self.hosts >= 4:
            yield 0.5 if self.hosts < 10 else 1.5, f"{self.hosts} unknown hosts"
        yield from self._under(self._heading(start))

    def _under(self, heading: str) -> Iterator[tuple[float, str]]:
        if not heading:
            return
        if _REFERENCES.match(heading):
            yield -3.0, "a list of references"
        elif _LISTING.search(heading):
            yield 1.75 if _ANNOUNCED.search(heading) else 1.25, "a heading that lists what is hostile"
        elif _HOSTILE.search(heading):
            yield 1.0, "a heading that speaks of an attack"
        elif _ANNOUNCED.search(heading):
            yield 0.75, "a heading that announces addresses"

    def _heading(self, at: int) -> str:
        """The last line before a place that reads like a heading."""
        index = bisect_left(self.headings, (at, "")) - 1
        return self.headings[index][1] if index >= 0 and at - self.headings[index][0] < 1500 else ""
