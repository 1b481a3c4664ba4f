"""Live and defanged writing: the round trip, the four states, and what is an indicator in prose."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aishare_lint.document.defang import defang, find_indicators, live, state

LABELS = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?", fullmatch=True)
HOSTS = st.lists(LABELS, min_size=2, max_size=4).map(".".join)
TAILS = st.one_of(st.just(""), st.from_regex(r"[/?#][A-Za-z0-9._~!$&'()*+,;=:@%\[\]{}/?#-]{0,30}", fullmatch=True))
URLS = st.builds(
    lambda scheme, user, host, port, tail: f"{scheme}://{user}{host}{port}{tail}",
    st.sampled_from(["http", "https", "HTTP", "hTTps", "ftp", "tcp", "ldap", "ws"]),
    st.sampled_from(["", "user@", "user:pass@"]),
    st.one_of(HOSTS, st.ip_addresses(v=4).map(str), st.ip_addresses(v=6).map(lambda ip: f"[{ip}]")),
    st.sampled_from(["", ":80", ":8443"]),
    TAILS,
)
PIECES = st.sampled_from(
    ["hxxp", "http", "://", "[:]", "[.]", "(.)", ".", "[dot]", "[at]", "@", "[", "]", "evil", "com", "1", ":", "/", "?", " "]
)


@given(URLS)
def test_a_url_comes_back_exactly(url: str) -> None:
    assert live(defang(url)) == url
    assert state(defang(url)) == "defanged"


@given(URLS)
def test_defanging_leaves_path_and_query_alone(url: str) -> None:
    authority_end = next((at for at, one in enumerate(url) if one in "/?#" and at > url.index("://") + 2), len(url))
    assert defang(url).endswith(url[authority_end:])
    assert live(defang(url)[: -len(url[authority_end:]) or None]) == url[:authority_end]


@given(st.one_of(HOSTS, st.ip_addresses().map(str), HOSTS.map(lambda host: f"a.b@{host}")))
def test_hosts_addresses_and_mail_come_back_exactly(value: str) -> None:
    assert live(defang(value)) == value


@given(st.lists(PIECES, max_size=12).map("".join))
def test_any_text_means_the_same_after_defanging(text: str) -> None:
    assert live(defang(text)) == live(text)


@given(st.text(max_size=60))
def test_text_without_notation_is_left_alone(text: str) -> None:
    if not any(mark in text for mark in "[({*]") and "x" not in text.lower():
        assert live(text) == text


@given(st.lists(PIECES, max_size=20).map("".join))
def test_spans_are_exact_and_do_not_overlap(text: str) -> None:
    end = 0
    for found in find_indicators(text):
        assert text[found.span.start : found.span.end] == found.text
        assert found.span.start >= end
        end = found.span.end
        assert found.live == live(found.text)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("https://evil.example/a?b", "live"),
        ("evil.example", "live"),
        ("198.51.100.7", "live"),
        ("hxxps://evil[.]example/a.b?c=d.e", "defanged"),
        ("hXXps[:]//evil(dot)example", "defanged"),
        ("http[://]evil{.}example", "defanged"),
        ("www.evil[.]example", "defanged"),
        ("198.51.100[.]7", "defanged"),
        ("198[.]51[.]100[.]7:8080", "defanged"),
        ("2001[:]db8[:][:]1", "defanged"),
        ("a.b@evil[.]example", "defanged"),
        ("a[at]evil[dot]example", "defanged"),
        ("https://evil[.]example", "mixed"),
        ("cdn[.]evil(.)example", "mixed"),
        ("198[.]51.100.7", "mixed"),
        ("hxxp://evil.example", "broken"),
        ("hxxp://198.51.100.7/x", "broken"),
        ("cdn[.]evil.example", "broken"),
        ("evil[.example", "broken"),
    ],
)
def test_states(written: str, expected: str) -> None:
    assert state(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("hxxp://evil[.]example/a[.]b", "http://evil.example/a[.]b"),
        ("HXXPS://EVIL[.]EXAMPLE", "HTTPS://EVIL.EXAMPLE"),
        ("h**p://evil[dot]example", "http://evil.example"),
        ("fxp://evil(.)example", "ftp://evil.example"),
        ("user[at]evil(dot)example", "user@evil.example"),
        ("from hxxps[:]//a[.]example/x.y and b[.]example", "from https://a.example/x.y and b.example"),
        ("evil[.example", "evil.example"),
        ("2001[:]db8[:][:]1", "2001:db8::1"),
    ],
)
def test_refanging(written: str, expected: str) -> None:
    assert live(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("https://evil.example/a.b", "hxxps://evil[.]example/a.b"),
        ("hxxp://evil.example", "hxxp://evil[.]example"),
        ("tcp://198.51.100.7:4444", "tcp[://]198[.]51[.]100[.]7:4444"),
        ("hTTp://evil.example", "hTTp[://]evil[.]example"),
        ("a.b@evil.example", "a.b[@]evil[.]example"),
        ("2001:db8::1", "2001[:]db8[:][:]1"),
        ("no indicator at all", "no indicator at all"),
    ],
)
def test_defanging(written: str, expected: str) -> None:
    assert defang(written) == expected


@pytest.mark.parametrize(
    "prose",
    [
        "see README.md, setup.py, main.rs, exploit.pl and configure.in",
        "version 1.2.3.4, v10.20.30.40, before 98.1.2.3, litellm==45.2.3.4 and Chrome/120.0.6099.71",
        "build 120.0.6099.71-beta",
        "torch.load, os.system, os.read, click.style, activate.fish, requests.post(url), np.int, java.io, socket.io, node.js, ASP.NET",
        "Character.ai and Booking.com are names of products",
        "at 10:39:00, std::string, e.g. this, i.e. that. And so on.",
        "AmazonWebServices.amazon-q-vscode@1.84.0 and git@github.com:org/x",
        ".vscode/settings.json, model.safetensors, data.csv, a.tar.gz",
        "techniques T1195.002 and AML.T0051.000",
        "/home/user/evil.com.txt, C:\\dir\\evil.com",
    ],
)
def test_prose_without_indicators(prose: str) -> None:
    assert find_indicators(prose) == []


@pytest.mark.parametrize(
    ("prose", "expected"),
    [
        ("It called evil.example.", [("domain", "evil.example")]),
        ("(https://evil.example/a(b)c.php?x=1).", [("url", "https://evil.example/a(b)c.php?x=1")]),
        ("Loader at hxxps://a[.]example/x, then b[.]zip", [("url", "hxxps://a[.]example/x"), ("domain", "b[.]zip")]),
        ("traffic to 198.51.100.7:8443 and 203.0.113.0/24", [("ipv4", "198.51.100.7:8443"), ("ipv4", "203.0.113.0/24")]),
        ("beacon to 2001:db8:0:1::5;", [("ipv6", "2001:db8:0:1::5")]),
        ("mail from a.b@evil.example!", [("email", "a.b@evil.example")]),
        ("mail from a[at]evil[dot]example", [("email", "a[at]evil[dot]example")]),
        ("stage at evil.ai/x and foo.co.uk", [("domain", "evil.ai/x"), ("domain", "foo.co.uk")]),
        ("\u201chttps://evil.example/x\u201d", [("url", "https://evil.example/x")]),
    ],
)
def test_indicators_in_prose(prose: str, expected: list[tuple[str, str]]) -> None:
    assert [(found.kind, found.text) for found in find_indicators(prose)] == expected


def test_host_is_live_without_port_and_brackets() -> None:
    found = find_indicators("tcp://[2001:db8::1]:4444 and hxxp://EVIL[.]example:80/x")
    assert [one.host for one in found] == ["2001:db8::1", "evil.example"]


@pytest.mark.parametrize("hostile", ["a.", "http://", "x[.]", "a@", "((", "1.1.1.1.", "http://a.b/)", "a:", "[:]", "a-"])
def test_hostile_text_is_read_in_linear_time(hostile: str) -> None:
    text = hostile * 25_000
    before = time.process_time()
    find_indicators(text)
    live(text)
    defang(text)
    assert time.process_time() - before < 2
