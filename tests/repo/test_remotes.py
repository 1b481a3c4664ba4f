"""Addresses of remotes: however they are written, one place is one place, and no credential is shown."""

from __future__ import annotations

import pytest

from aishare_lint.repo.remotes import Allowance, allowance, place, same_place, without_credentials

TOP = "/home/x/work"


@pytest.mark.parametrize(
    "address",
    [
        "git@github.com:org/reports.git",
        "git@github.com:org/reports",
        "github.com:org/reports.git/",
        "GIT@GitHub.com:Org/Reports.git",
        "ssh://git@github.com/org/reports.git",
        "ssh://git@github.com:22/org/reports",
        "ssh://git:secret@github.com:22//org/./x/../reports.git",
        "git+ssh://git@github.com/org/reports",
        "https://github.com/org/reports.git",
        "https://github.com:443/org/reports",
        "https://TOKEN@github.com/org/reports.git?x=y#z",
        "https://user:p%40ss@github.com/org%2freports",
        "HTTPS://github.com/org/reports",
    ],
)
def test_one_place(address: str) -> None:
    assert place(address, TOP) == "github.com/org/reports"
    assert same_place(address, "git@github.com:org/reports.git", TOP)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://github.com:8443/org/reports", "github.com:8443/org/reports"),
        ("ssh://git@[::1]:2222/org/reports", "[::1]:2222/org/reports"),
        ("git@[2001:db8::1]:org/reports", "[2001:db8::1]/org/reports"),
        ("https://github.com@evil.example/org/reports", "evil.example/org/reports"),
        ("https://evil.example/github.com/org/reports", "evil.example/github.com/org/reports"),
        ("https://github.com/org/../evil/reports", "github.com/evil/reports"),
        ("/srv/git/Reports.git", "/srv/git/Reports"),
        ("file:///srv/git/reports.git", "/srv/git/reports"),
        ("../reports.git", "/home/x/reports"),
        ("reports", "/home/x/work/reports"),
        ("./a:b/reports", "/home/x/work/a:b/reports"),
    ],
)
def test_places(address: str, expected: str) -> None:
    assert place(address, TOP) == expected


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://user:secret@forge.example/org/x.git", "https://forge.example/org/x.git"),
        ("https://secret@forge.example:8443/org/x.git?token=secret#secret", "https://forge.example:8443/org/x.git"),
        ("https://forge.example?secret", "https://forge.example/"),
        ("ssh://secret@forge.example/x", "ssh://forge.example/x"),
        ("secret@forge.example:org/x.git", "forge.example:org/x.git"),
        ("https://a@b:secret@forge.example/x", "https://forge.example/x"),
        ("/srv/git/x.git", "/srv/git/x.git"),
    ],
)
def test_no_credential_is_shown(address: str, shown: str) -> None:
    assert without_credentials(address) == shown


def to(address: str, *remotes: tuple[str, str]) -> Allowance:
    return allowance([{"match": match, "ceiling": ceiling} for match, ceiling in remotes], address, TOP)


PRIVATE = ("git@github.com:org/private-*", "TLP:AMBER")


def test_the_first_match_decides() -> None:
    anywhere = ("*", "TLP:CLEAR")
    assert to("https://github.com/org/private-a.git", PRIVATE, anywhere).ceiling == "TLP:AMBER"
    assert to("https://github.com/org/public", PRIVATE, anywhere).ceiling == "TLP:CLEAR"
    assert to("https://github.com/org/private-a.git", anywhere, PRIVATE).ceiling == "TLP:CLEAR"


def test_what_matches_nothing_is_refused() -> None:
    for address in (
        "https://github.com.evil.example/org/private-a",
        "https://evil.example/github.com/org/private-a",
        "https://evil.example/?git@github.com:org/private-a",
        "https://github.com/org/../evil/private-a",
        "https://github.com/org/x%2f..%2f..%2fevil/private-a",
        "/github.com/org/private-a",
        "",
    ):
        assert to(address, PRIVATE).refused, address
    assert not to("anything").refused


@pytest.mark.parametrize(
    ("pattern", "address"),
    [
        ("ssh://*.corp.example:2222/*", "ssh://git@forge.corp.example:2222/reports.git"),
        ("github.com/org/*", "git@github.com:org/x.git"),
        ("https://*.example.org/reports/*", "git@forge.example.org:reports/a/b.git"),
        ("/srv/git/*", "file:///srv/git/x.git"),
        ("../*.git", "/home/x/reports.git"),
        ("*", ""),
        ("git@github.com:Org/*", "https://github.com/oRG/x"),
    ],
)
def test_patterns(pattern: str, address: str) -> None:
    assert to(address, (pattern, "TLP:RED")) == Allowance("TLP:RED", False, f"`remotes` with the pattern `{without_credentials(pattern)}`")


def test_folders_are_told_apart_by_their_letters() -> None:
    assert to("/srv/Git/x", ("/srv/git/*", "TLP:RED")).refused
