"""The baseline: what is known is counted and not shown, whatever moves around it; safety rules are never part of it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import aishare_lint

from .conftest import CLEAN, Ran, write

Cli = Callable[..., Ran]
REPORT = "reports/ORG-2026-0001.yaml"
FILE = ".aishare/baseline.yaml"
#: Two warnings: a date without a form, and an identifier that is none.
WARNED = CLEAN.replace('"2026-11-01"', "last week") + "related: [CVE-26-1]\n"


@pytest.fixture
def old(cli: Cli, repository: Path) -> Cli:
    """A repository that has findings, and a baseline of them."""
    write(repository, "aishare-lint.yaml", f"baseline: {FILE}\nfail_on: warning\n")
    write(repository, REPORT, WARNED)
    ran = cli("baseline")
    assert (ran.code, ran.err) == (0, "")
    assert re.fullmatch(rf"wrote {FILE}: [1-9] findings known\n", ran.out)
    return cli


def shown(cli: Cli, *arguments: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(cli("check", "--format", "json", *arguments).out)["findings"]
    return [finding for finding in found if finding["ignored"] is None]


def test_what_is_known_is_counted_and_not_shown(old: Cli, repository: Path) -> None:
    ran = old("check")
    assert ran.code == 0
    known = len((repository / FILE).read_text().splitlines()) - 3
    assert known >= 2
    assert re.search(rf" 0 warnings, 0 infos, {known} ignored\n", ran.out)
    assert old("check", "--show-ignored").out.count("known: it stands in the baseline") == known
    assert aishare_lint.check_paths().ignored == known
    assert old("check", REPORT).code == 0


def test_lines_may_move_and_places_may_not_change(old: Cli, repository: Path) -> None:
    moved = WARNED.replace("kind: incident\n", "# a comment\n\n# another\nkind:   incident\n").replace(
        "[CVE-26-1]", "[AML.CS0001, CVE-26-1]"
    )
    write(repository, REPORT, moved)
    assert shown(old) == []
    write(repository, REPORT, moved.replace("last week", "last month"))
    (finding,) = [one for one in shown(old) if one["at"] == "$.created"]
    assert finding["rule"].startswith("time/")
    assert old("check").code == 1


def test_a_second_one_like_a_known_one_is_new(old: Cli, repository: Path) -> None:
    write(repository, REPORT, WARNED.replace("[CVE-26-1]", "[CVE-26-1, CVE-26-1]"))
    assert any(one["at"] == "$.related[1]" for one in shown(old))
    write(repository, "reports/ORG-2026-0002.yaml", WARNED.replace("ORG-2026-0001", "ORG-2026-0002"))
    assert {one["path"] for one in shown(old)} == {REPORT, "reports/ORG-2026-0002.yaml"}


def test_safety_rules_are_never_part_of_it(cli: Cli, repository: Path) -> None:
    write(repository, "aishare-lint.yaml", f"baseline: {FILE}\n")
    secret = "sk-" + "proj-" + "a1B2c3D4" * 5
    write(repository, REPORT, CLEAN.replace("TLP:AMBER", "TLP:WHITE") + f"x_note: api_key={secret}\n")
    ran = cli("baseline")
    assert "of rules that guard against over-sharing stay: no baseline hides them" in ran.out
    text = (repository / FILE).read_text()
    assert "tlp/" not in text
    assert "redaction/" not in text
    assert secret not in text + ran.out + ran.err
    assert cli("check").code == 1
    # Nor does it help to write them in by hand.
    write(repository, FILE, f"version: 1\nknown: [{{path: {REPORT}, rule: tlp/retired-label, place: {'0' * 64}, count: 9}}]\n")
    assert any(one["rule"] == "tlp/retired-label" for one in shown(cli))


def test_what_is_masked_is_no_part_of_what_a_finding_is_known_by(cli: Cli, repository: Path) -> None:
    """Otherwise whoever has the file could try out what was withheld."""
    write(repository, "aishare-lint.yaml", f"baseline: {FILE}\n")
    places = []
    for secret in ("a1B2c3D4" * 5, "e5F6g7H8" * 5):
        write(repository, REPORT, CLEAN + f"x_note: TODO key sk-proj-{secret}\n")
        cli("baseline")
        places.append(re.findall(r"rule: (\S+), place: (\w+)", (repository / FILE).read_text()))
    assert places[0] == places[1]
    assert places[0]


def test_pruning(old: Cli, repository: Path) -> None:
    before = (repository / FILE).read_text()
    assert old("baseline", "--prune").out.endswith("0 taken out\n")
    assert (repository / FILE).read_text() == before
    write(repository, REPORT, WARNED.replace("last week", "'2026-11-01'") + "x_a: [CVE-26-2]\ntitle2: x\n")
    ran = old("baseline", "--prune")
    assert re.search(r": [1-9] findings? known, [1-9] taken out\n", ran.out)
    after = (repository / FILE).read_text()
    assert set(after.splitlines()) < set(before.splitlines()), "nothing is added"
    assert shown(old) != []
    (repository / REPORT).unlink()
    write(repository, "reports/ORG-2026-0003.yaml", CLEAN.replace("ORG-2026-0001", "ORG-2026-0003"))
    old("baseline", "--prune")
    assert (repository / FILE).read_text().endswith("known: []\n")
    assert old("check").code == 0


def test_with_paths_only_what_is_known_of_them_changes(old: Cli, repository: Path) -> None:
    before = (repository / FILE).read_text()
    second = "reports/ORG-2026-0002.yaml"
    write(repository, second, WARNED.replace("ORG-2026-0001", "ORG-2026-0002"))
    old("baseline", second)
    after = (repository / FILE).read_text()
    assert set(before.splitlines()) < set(after.splitlines())
    write(repository, second, CLEAN.replace("ORG-2026-0001", "ORG-2026-0002"))
    old("baseline", "--prune", second)
    assert (repository / FILE).read_text() == before


def test_without_a_setting_it_is_written_and_the_next_step_named(cli: Cli, repository: Path) -> None:
    write(repository, REPORT, WARNED)
    ran = cli("baseline")
    assert ran.code == 0
    assert f"add `baseline: {FILE}` to aishare-lint.yaml" in ran.err
    assert shown(cli) != []
    write(repository, "aishare-lint.yaml", f"baseline: {FILE}\n")
    assert shown(cli) == []


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("version: 1\nknown: [\n", ":3:1", "not YAML"),
        ("version: 1\nknown: []\nknown: []\n", ":3:1", "a second time"),
        ("version: 2\nknown: []\n", ":1:10", "version: 1"),
        ("known: []\n", ":1:1", "version: 1"),
        ("", "", "version: 1"),
        ("version: 1\nknown:\n  - {path: a, rule: t/x, place: 12}\n", ":3:33", "no place of a finding"),
        (f"version: 1\nknown:\n  - {{path: a, rule: t/x, place: {'0' * 64}, count: 0}}\n", "", "no count of a finding"),
        (f"version: 1\nknown:\n  - {{path: a, rule: t/x, place: {'0' * 64}, line: 3}}\n", ":3:5", "an entry of a baseline is a map of"),
        ("version: 1\nknown:\n  - x\n", ":3:5", "an entry of a baseline is a map of"),
        ("<<<<<<< ours\nversion: 1\n", ":2:8", "not YAML"),
    ],
)
def test_a_broken_baseline_is_the_users_mistake(cli: Cli, repository: Path, text: str, place: str, words: str) -> None:
    write(repository, "aishare-lint.yaml", f"baseline: {FILE}\n")
    write(repository, REPORT)
    write(repository, FILE, text)
    ran = cli("check")
    assert ran.code == 2
    assert words in ran.err
    assert f"{FILE}{place}" in ran.err or not text
    assert "aishare-lint baseline" in ran.err
    assert cli("baseline").code == 0, "it is written anew"
    assert cli("check").code == 0


def test_a_baseline_that_is_not_there_or_not_here(cli: Cli, repository: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    write(repository, REPORT)
    write(repository, "aishare-lint.yaml", f"baseline: {FILE}\n")
    ran = cli("check")
    assert ran.code == 2
    assert "there is no such file" in ran.err
    assert "aishare-lint.yaml:1:11" in ran.err
    assert cli("baseline", "--prune").code == 2
    outside = tmp_path_factory.mktemp("outside")
    for said in ("../baseline.yaml", str(outside / "b.yaml"), "link/b.yaml"):
        (repository / "link").unlink(missing_ok=True)
        (repository / "link").symlink_to(outside)
        write(repository, "aishare-lint.yaml", f"baseline: {said}\n")
        for command in ("check", "baseline"):
            ran = cli(command)
            assert ran.code == 2, said
            assert "lies outside of the repository" in ran.err
    assert list(outside.iterdir()) == []
