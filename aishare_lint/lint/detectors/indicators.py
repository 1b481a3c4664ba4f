"""Live indicators in a text: addresses that lead to an actor, told from those that a report points its readers to.

An address that stands in a sentence says little by itself; its host, its path and the words around it say whose it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from functools import lru_cache
from typing import Final, NamedTuple

from aishare_lint.document.defang import Indicator, find_indicators
from aishare_lint.document.patterns import lazy
from aishare_lint.document.places import Span
from aishare_lint.lint.detectors import NOTHING, Judgement

#: From this score an address is taken for an actor's; from the second there is no doubt.
WEAK: Final = 2.25
STRONG: Final = 3.5

#: Where reports point readers to: authorities, identifiers, standards, code and model hubs, large vendors, news and research. A host covers
#: what lies below it. Hosts of files that anybody can put there (raw content, paste sites, object stores) do not belong here.
REFERRED: Final = frozenset(
    """
    gov mil europa.eu gov.uk gov.au gc.ca bund.de gouv.fr go.jp gov.il govt.nz edu ac.uk ac.jp ac.at cve.org mitre.org
    first.org cert.org osv.dev owasp.org avidml.org incidentdatabase.ai oasis-open.org ietf.org rfc-editor.org w3.org
    iso.org json-schema.org spdx.org doi.org arxiv.org acm.org ieee.org usenix.org openreview.net wikipedia.org
    wikimedia.org github.com gitlab.com bitbucket.org huggingface.co pypi.org npmjs.com crates.io docs.rs rubygems.org
    packagist.org nuget.org hub.docker.com marketplace.visualstudio.com open-vsx.org python.org apache.org kernel.org
    debian.org ubuntu.com redhat.com mozilla.org gnu.org rust-lang.org golang.org go.dev nodejs.org php.net ruby-lang.org
    readthedocs.io readthedocs.org pytorch.org tensorflow.org scikit-learn.org kubernetes.io docker.com jenkins.io
    microsoft.com windows.com office.com azure.com google.com android.com apple.com amazon.com ibm.com oracle.com
    cisco.com vmware.com intel.com amd.com nvidia.com siemens.com openai.com anthropic.com meta.com mistral.ai cohere.com
    langchain.com x.com twitter.com linkedin.com facebook.com youtube.com reddit.com medium.com stackoverflow.com
    stackexchange.com slack.com ycombinator.com nytimes.com bbc.co.uk bbc.com cnn.com reuters.com theguardian.com
    washingtonpost.com wired.com theregister.com bleepingcomputer.com thehackernews.com krebsonsecurity.com exploit-db.com
    packetstormsecurity.com huntr.dev huntr.com snyk.io hackerone.com bugcrowd.com virustotal.com any.run urlscan.io
    shodan.io abuse.ch malpedia.caad.fkie.fraunhofer.de attackerkb.com tenable.com rapid7.com paloaltonetworks.com
    crowdstrike.com mandiant.com fireeye.com securelist.com kaspersky.com sentinelone.com trendmicro.com sophos.com
    symantec.com broadcom.com welivesecurity.com eset.com checkpoint.com proofpoint.com talosintelligence.com trellix.com
    mcafee.com zscaler.com fortinet.com cloudflare.com akamai.com trailofbits.com schneier.com ipify.org ip-api.com
    ipinfo.io icanhazip.com ifconfig.me ifconfig.co whatismyipaddress.com checkip.amazonaws.com iplogger.org 8.8.8.8
    8.8.4.4 1.1.1.1 1.0.0.1 9.9.9.9
    """.split()  # noqa: SIM905 - words are read more easily than quoted ones
)
#: On these a page belongs to whoever made it.
_ANYBODYS = lazy(
    r"(?:\A|\.)(?:raw\.githubusercontent\.com|gist\.github\.com|sites\.google\.com|docs\.google\.com"
    r"|drive\.google\.com|storage\.googleapis\.com|firebasestorage\.\w+\.com"
    r"|blob\.core\.windows\.net|onedrive\.live\.com|1drv\.ms|sharepoint\.com|azurewebsites\.net|web\.app|pages\.dev"
    r"|workers\.dev|r2\.dev|netlify\.app|vercel\.app|herokuapp\.com"
    r"|ngrok(?:-free)?\.(?:io|app)|trycloudflare\.com|glitch\.me|repl\.co|weebly\.com|blogspot\.com|wordpress\.com"
    r"|dropbox\.com|mega\.nz|mediafire\.com|discordapp\.com|cdn\.discordapp\.com"
    r"|pastebin\.com|transfer\.sh|duckdns\.org|no-ip\.\w+|ddns\.net|hopto\.org|zapto\.org|dyndns\.\w+|servebbs\.\w+"
    r"|homelinux\.\w+|amazonaws\.com|digitaloceanspaces\.com|ipfs\.io|t\.me"
    r"|bit\.ly|tinyurl\.com|is\.gd|cutt\.ly|feedproxy\.google\.com|oast\.\w+|interact\.sh|burpcollaborator\.net"
    r"|webhook\.site|requestbin\.\w+|dnslog\.cn|ceye\.io)\Z"
)
#: Hosts that lead nowhere, or stand for the reader's own machine.
_INERT = lazy(
    r"(?:\A|\.)(?:example\.(?:com|net|org|edu)|localhost|local|internal|lan|home\.arpa|corp|intranet)\Z|(?:your|my"
    r"|target|server|some|vulnerable)[-_]?(?:ip|host|server|domain|site|instance|app|target|company)\b"
)
_EVIL = lazy(r"(?:\A|[.-])(?:evil|attacker|malicious|malware|hacker|phish\w*|c2|cnc|exfil|badguy|rogue)", re.IGNORECASE)
_ABUSED_ENDING = lazy(
    r"\.(?:top|xyz|icu|shop|club|online|site|live|click|buzz|rest|cfd|sbs|cyou|monster|quest|fun|gdn|bid|loan|win"
    r"|men|stream|surf|baby|garden|courses|gifts|pw|tk|ml|ga|cf|gq|su|ru|cn|za\.com)\Z"
)

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
_REFERRING = lazy(
    r"(?:\b(?:see|refer(?:ence)?s?|advisor(?:y|ies)|blog|post|article|documentation|docs|according to|source"
    r"|report(?:ed)?|read|more information|details|available (?:at|from|here)|homepage|website|repository"
    r"|published|write-?up|wiki|guide|official|patch|fix(?:ed)?|upgrade|author|license|project|issue|commit"
    r"|pull request)\b[^\n]{0,60}|\]\(|\]: ?|<|\[\d{1,3}\] ?:? ?|\b(?:reference|url|author|source"
    r"|href)\s?[=:]\s?[\"']?)\Z",
    re.IGNORECASE,
)
_HEADING = lazy(r"^(?:#{1,6} |\*\*)?(?P<words>[A-Z][^\n.]{2,100}?):?(?:\*\*)?[ \t]*$", re.MULTILINE)
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
    r"\b(?:urls?|domains?|ips?|ip addresses|addresses|hosts?|hostnames|servers?|sites?|traffic|parked|seen|observed"
    r"|examples?|infrastructure|network|landing pages?)\b",
    re.IGNORECASE,
)
_LOADED = lazy(
    r"\.(?:exe|dll|ps1|hta|zip|js|vbs|vbe|bat|cmd|msi|iso|lnk|jar|rar|7z|scr|apk|dmg|elf|sh|bin|cab|img|wsf|docm"
    r"|xlsm|one|png|dat)(?:\Z|\?)|/gate\.php|/panel/",
    re.IGNORECASE,
)
_RULE = lazy(
    r"(?m)^\s{0,8}(?:private |global )?rule\s+\w{1,80}[^\n]{0,80}\{|^\s{0,8}(?:logsource|detection):\s*$"
    r"|^\s{0,8}(?:meta|strings|condition)\s?:\s*$|^title: .{1,200}\n(?:id|status|description): "
)
_ALONE_BEFORE = lazy(
    r"(?:\A|\n)[ \t]*(?:[-*•–]|\d{1,3}[.)])?[ \t]*[\"'`]?(?:(?:port \d{1,5}|tcp|udp|https?|url|domain|ip)[ :-]{1,3})?\Z", re.IGNORECASE
)
_ALONE_AFTER = lazy(r"[\"'`]?[ \t]*(?:\Z|\n|[–—]|\((?!http)|-{1,2}[> ]|port \d|:\d{2,5}\b|,)")
_PORT = lazy(r":\d{2,5}\b|[ ,]{1,2}(?:tcp |udp )?port \d{1,5}|[ ,]{1,2}over port|:?\d{0,5} -+ |\s-+>|/(?:tcp|udp)", re.IGNORECASE)


_LINE = lazy(
    r"(?m)^[ \t]*[-*•–]?[ \t]*(?P<host>[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}\.){1,8}[A-Za-z0-9-]{2,24}"
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


def find(text: str, known: Set[str] = REFERRED) -> list[Live]:
    """The live addresses of a text that lead outside, each with its score. Those on known hosts, and e-mail addresses, are left out."""
    found = [one for one in find_indicators(text) if one.state == "live"]
    live = [one for one in (*found, *_listed(text, found)) if not is_known(one, known)]
    if not live:
        return []
    context = _Context(text, len({one.host for one in live}))
    return [Live(one, *context.score(one)) for one in live]


def _listed(text: str, found: list[Indicator]) -> Iterator[Indicator]:
    """Names and addresses alone on a line of a list, which in a sentence could be a product, a file or a version."""
    if "." not in text:
        return
    starts = {one.span.start for one in found}
    for match in _LINE.finditer(text):
        host = match["host"].lower()
        numeric = host.replace(".", "").isdigit()
        if match.start("host") in starts or (numeric and (host.count(".") != 3 or any(int(part) > 255 for part in host.split(".")))):
            continue
        if numeric or (_LISTED_ENDING.search(host) and not _FILE_ENDING.search(host)):
            span = Span(match.start("host"), match.end("host"))
            yield Indicator("ipv4" if numeric else "domain", span, match["host"], host, host, "live")


def judge(text: str) -> Judgement:
    """Whether a text holds live addresses of an actor."""
    flagged = [one for one in find(text) if one.score >= WEAK]
    if not flagged:
        return NOTHING
    best = max(flagged, key=lambda one: one.score)
    return Judgement(best.score, "strong" if best.score >= STRONG else "weak", best.reasons, tuple(one.indicator.span for one in flagged))


def is_known(one: Indicator, known: Set[str] = REFERRED) -> bool:
    """Whether an address is one that may stand live whatever is said around it: a known page, an example, the reader's own network."""
    host = one.host.rstrip(".")
    if one.kind == "email" or _INERT.search(host) or _is_inner(host):
        return True
    shared = _ANYBODYS.search(host)
    if shared:
        # The service itself is named, not something that somebody put there.
        return shared.group().lstrip(".") == host and not one.live.partition(host)[2].strip("/")
    labels = host.split(".")
    return any(".".join(labels[index:]) in known for index in range(len(labels)))


@lru_cache(maxsize=512)
def _is_inner(host: str) -> bool:
    """Whether a host is no name and no address on the internet. Documentation addresses stand for real ones and count as such."""
    if not re.match(r"[\d.]+\Z|[0-9a-f:]*:[0-9a-f:.]*\Z", host):
        return "." not in host
    from ipaddress import ip_address, ip_network

    try:
        address = ip_address(host)
    except ValueError:
        return True
    documentation = ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32", "3fff::/20")
    return not address.is_global and not any(
        address in ip_network(one) for one in documentation if ip_network(one).version == address.version
    )


class _Context:
    """What a text says as a whole, for judging each of its addresses."""

    def __init__(self, text: str, hosts: int) -> None:
        self.text = text
        self.hosts = hosts
        self.is_rule = _RULE.search(text) is not None
        self.headings = [(match.start(), match["words"]) for match in _HEADING.finditer(text)]
        self.hostile = sum(1 for _ in zip(_HOSTILE.finditer(text), range(12), strict=False))

    def score(self, one: Indicator) -> tuple[float, tuple[str, ...]]:
        start, end = one.span
        line_start = self.text.rfind("\n", 0, start) + 1
        before = self.text[max(0, start - 120) : start]
        reasons = [*self._form(one), *self._words(one, line_start)]
        if _ALONE_BEFORE.search(before) and _ALONE_AFTER.match(self.text, end):
            reasons.append((1.0, "it stands alone, as in a list"))
        speaks = sum(weight for weight, _ in self._form(one)) >= 1.5
        if not speaks and _REFERRING.search(self.text[max(line_start, start - 100) : start]):
            reasons.append((-2.0, "readers are referred to it"))
        if self.is_rule:
            reasons.append((-3.0, "a detection rule"))
        total = sum(weight for weight, _ in reasons)
        return total, tuple(reason for weight, reason in reasons if weight > 0)

    def _form(self, one: Indicator) -> Iterator[tuple[float, str]]:
        numeric = one.host.replace(".", "").isdigit() or ":" in one.host
        tail = one.live.partition(one.host)[2] if one.kind in ("url", "domain") else ""
        if numeric:
            # Versions of four numbers are small ones with one that is larger.
            yield (2.25 if ":" in one.host or sum(int(part) >= 32 for part in one.host.split(".")) > 1 else 1.25), "an address in numbers"
        elif one.kind == "url":
            yield 0.5, "a URL"
        elif "/" in tail:
            yield 0.5, "a domain with a path"
        if _PORT.match(self.text, one.span.end) or re.search(r":\d{2,5}\b", one.text.partition("://")[2] or one.text):
            yield 0.5, "a port"
        if _EVIL.search(one.host):
            yield 2.0, "a host that is called hostile"
        if _ANYBODYS.search(one.host):
            yield 1.0, "a host where anybody can put things"
        elif not numeric and _ABUSED_ENDING.search(one.host):
            yield 0.75, "an ending that is often abused"
        yield from self._path(one, tail)

    def _path(self, one: Indicator, tail: str) -> Iterator[tuple[float, str]]:
        if _LOADED.search(tail):
            yield 1.0, "a file that is run or unpacked"
        elif _READ_PATH.search(tail):
            yield -1.0, "a page to read"
        if _READ_HOST.match(one.host):
            yield -0.5, "a host of pages to read"

    def _words(self, one: Indicator, line_start: int) -> Iterator[tuple[float, str]]:
        start, end = one.span
        line = self.text[max(line_start, start - 160) : start] + " " + self.text[end : end + 80].partition("\n")[0]
        near = len({found.group().lower() for found in _HOSTILE.finditer(line)})
        if near:
            yield min(1.5, 0.5 + 0.5 * near), "words of an attack on the line"
        heading = self._heading(start)
        if _REFERENCES.match(heading):
            yield -3.0, "a list of references"
        elif _HOSTILE.search(heading):
            yield 1.0, "a heading that speaks of an attack"
        elif _ANNOUNCED.search(heading):
            yield 0.75, "a heading that announces addresses"
        if _HEADER.search(line):
            yield 1.5, "a header of a mail"
        if self.hostile >= 6 and self.hosts >= 1:
            yield 0.5, "a text that speaks of an attack"
        if self.hosts >= 4:
            yield 0.5 if self.hosts < 10 else 1.5, f"{self.hosts} unknown hosts"

    def _heading(self, at: int) -> str:
        """The last line before a place that reads like a heading."""
        import bisect

        index = bisect.bisect_left(self.headings, (at, "")) - 1
        return self.headings[index][1] if index >= 0 and at - self.headings[index][0] < 1500 else ""
