"""Whose a host is, as far as its name tells: a page for readers, anybody's space on a service, a name that leads nowhere."""

from __future__ import annotations

import re
from collections.abc import Set
from functools import lru_cache
from typing import Final

from aishare_lint.document.defang import Indicator
from aishare_lint.document.patterns import lazy

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
    unpkg.com jsdelivr.net cdnjs.com publicsuffix.org openwall.com seclists.org zerodayinitiative.com securityfocus.com
    weixin.qq.com cncf.io linuxfoundation.org simonwillison.net invariantlabs.ai
    ipinfo.io icanhazip.com ifconfig.me ifconfig.co whatismyipaddress.com checkip.amazonaws.com iplogger.org 8.8.8.8
    8.8.4.4 1.1.1.1 1.0.0.1 9.9.9.9
    """.split()  # noqa: SIM905 - words are read more easily than quoted ones
)
#: On these a page belongs to whoever made it.
ANYBODYS = lazy(
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
EVIL = lazy(
    r"(?:\A|[.-])(?:evil|attacker|malicious|malware|hacker|phish\w*|(?:c2|cnc)(?=\d{0,3}(?:[.-]|\Z))|exfil|badguy|rogue)", re.IGNORECASE
)
ABUSED_ENDING = lazy(
    r"\.(?:top|xyz|icu|shop|club|online|site|live|click|buzz|rest|cfd|sbs|cyou|monster|quest|fun|gdn|bid|loan|win"
    r"|men|stream|surf|baby|garden|courses|gifts|pw|tk|ml|ga|cf|gq|su|ru|cn|za\.com)\Z"
)
#: Words in a name as pages have it that look like another's: `bank-login`, `secure-mail`.
LOOKALIKE = lazy(
    r"-(?:log-?in|sign-?in|secur\w{1,4}|verif\w{1,8}|account|wallet|update|recover\w{0,2}|unlock|billing|invoice|auth|pay|support|online"
    r"|gov)(?:\b|[.-])"
    r"|(?:\A|[.-])(?:log-?in|sign-?in|secur\w{1,4}|verif\w{1,8}|account|wallet|update|unlock|billing|invoice|auth|com|gov)-"
)
#: Names under which code and prose speak of nobody in particular; as a host of an actor they tell little.
PLACEHOLDER = lazy(
    r"(?:\A|\.)(?:[a-z]|(?:another|your|my|some)?(?:evil|attacker|victim|malicious|hacker|phish\w*|vendor|company|domain|site|website"
    r"|server"
    r"|host|foo|bar|baz|acme|sample|test|target|trusted|internal|legit|safe|good|bad)(?:-(?:evil|attacker|victim|site|server|host"
    r"|domain))?)"
    r"\d{0,2}\.(?:com|net|org|io|tld|co)\Z|\.(?:example|test|invalid|tld|trusted)\Z"
)
#: The networks that are kept for documentation (RFC 5737, 3849, 9637).
_DOCUMENTATION: Final = ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32", "3fff::/20")
#: On these a known host hands out what anybody put there.
_HANDED_OUT = lazy(r"/(?:raw|releases/download|resolve)/|\.(?:exe|dll|ps1|hta|vbs|bat|cmd|msi|iso|lnk|scr|apk|elf|bin)\Z", re.IGNORECASE)
_CODE_HOSTS: Final = ("github.com", "gitlab.com", "bitbucket.org", "huggingface.co")


def is_known(one: Indicator, known: Set[str] = REFERRED) -> bool:
    """Whether an address is one that may stand live whatever is said around it: a known page, an example, the reader's own network."""
    host = one.host.rstrip(".")
    if one.kind == "email" or _INERT.search(host) or _is_inner(host):
        return True
    shared = ANYBODYS.search(host)
    if shared:
        # The service itself is named, not something that somebody put there.
        return shared.group().lstrip(".") == host and not one.live.partition(host)[2].strip("/")
    if host in _CODE_HOSTS and _HANDED_OUT.search(one.live):
        return False
    labels = host.split(".")
    return any(".".join(labels[index:]) in known for index in range(len(labels)))


@lru_cache(maxsize=4096)
def _is_inner(host: str) -> bool:
    """Whether a host is no name and no address on the internet. Documentation addresses stand for real ones and count as such."""
    if not re.match(r"[\d.]+\Z|[0-9a-f:]*:[0-9a-f:.]*\Z", host):
        return "." not in host
    from ipaddress import ip_address

    try:
        address = ip_address(host)
    except ValueError:
        return True
    return (not address.is_global or address.is_multicast or address.is_reserved) and not is_documentation(host)


@lru_cache(maxsize=4096)
def is_documentation(host: str) -> bool:
    """Whether a host is an address that is kept for documentation."""
    from ipaddress import ip_address, ip_network

    try:
        address = ip_address(host)
    except ValueError:
        return False
    return any(address in ip_network(one) for one in _DOCUMENTATION if ip_network(one).version == address.version)
