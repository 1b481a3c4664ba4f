"""`new` and `init`: a report is begun in under a minute, and nothing is ever overwritten."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

import aishare_lint
from aishare_lint.cli import new
from aishare_lint.cli.main import program
from aishare_lint.document.answers import coverage
from aishare_lint.document.reader import read
from aishare_lint.document.skeleton import Facts, skeleton, title_of
from aishare_lint.repo.builtin import load_pack

from .conftest import Ran, write

Cli = Callable[..., Ran]

FIVE = ("--summary", "A coding agent deleted files", "--obtained", "direct", "--confidence", "high", "--tlp", "amber")


@pytest.mark.parametrize("status", ["draft", "ready"])
@pytest.mark.parametrize(
    "facts",
    [
        ("incident", "--activity", "incident"),
        ("incident", "--activity", "Attempted Attack"),
        ("incident", "--activity", "scanning", "--malicious", "confirmed", "--basis", "we replayed it"),
        ("vulnerability", "--vulnerability", "CVE-2026-12345"),
        ("vulnerability", "--vulnerability", "unassigned"),
        ("proactive",),
    ],
)
def test_an_early_warning_is_clean_at_once(cli: Cli, repository: Path, facts: tuple[str, ...], status: str) -> None:
    ran = cli("new", *facts, *FIVE, "--stage", "early", "--status", status)
    assert ran.code == 0, ran.err
    name = ran.out.removeprefix("wrote ").strip()
    assert re.fullmatch(r"reports/ORG-\d{4}-0001\.yaml", name)
    checked = cli("check", "--fail-on", "info", name)
    assert checked.code == 0, checked.out


@pytest.mark.parametrize("kind", ["incident", "vulnerability", "proactive"])
@pytest.mark.parametrize("stage", ["update", "final"])
def test_a_draft_has_open_questions_and_nothing_else(cli: Cli, repository: Path, kind: str, stage: str) -> None:
    extra = {"incident": ("--activity", "incident"), "vulnerability": ("--vulnerability", "CVE-2026-12345")}.get(kind, ())
    ran = cli("new", kind, *extra, *FIVE, "--stage", stage)
    assert ran.code == 0, ran.err
    path = repository / ran.out.removeprefix("wrote ").strip()
    rules = {finding.rule for _, finding in aishare_lint.check_paths([path]).findings()}
    assert rules <= {"completeness/unanswered-question", "completeness/needs-a-value"}


@pytest.mark.parametrize("kind", ["incident", "vulnerability", "proactive"])
def test_every_owed_question_is_asked(kind: str) -> None:
    """Each question that is owed stands in the skeleton once, answered or as a comment, in the order of the sections."""
    format_ = load_pack().format
    fields: dict[str, Any] = new._fields()
    facts = Facts("X-2026-0001", "T", kind, "draft", "final", "TLP:AMBER", "2026-11-24", "S", obtained="direct", level="high")
    text = skeleton(facts, format_.tear_sheet, format_.vocabularies, fields, schema="x")
    document = read(text)
    assert document.problems == []
    covered = coverage(document, format_.tear_sheet, format_.vocabularies)
    asked = re.findall(r"^[ #]*# (\d\.\d{1,2}) (\* )?", text, re.MULTILINE)
    for question in covered.questions:
        mark = "* " if question.owed == "value" else ""
        times = asked.count((question.id, mark))
        assert times == (1 if question.owed != "silent" and question.state == "open" else 0), question.id
    assert [int(number) for number in re.findall(r"^# (\d)\. ", text, re.MULTILINE)] == sorted(
        {int(number) for number in re.findall(r"^# (\d)\. ", text, re.MULTILINE)}
    )


@pytest.mark.parametrize("kind", ["incident", "vulnerability", "proactive"])
def test_the_comments_are_a_report(kind: str) -> None:
    """Taking the leading `# ` away from everything leaves a report whose keys the format knows."""
    format_ = load_pack().format
    facts = Facts("X-2026-0001", "T", kind, "draft", "final", "TLP:AMBER", "2026-11-24", "S", obtained="direct", level="high")
    text = skeleton(facts, format_.tear_sheet, format_.vocabularies, new._fields(), schema="x")
    head, body = text.split("# answer.\n", 1)
    bare = "\n".join(re.sub(r"^( *)# (?!\d\. |What the)", r"\1", line) for line in body.split("\n"))
    result = aishare_lint.check_text(head + bare)
    wrong = [
        f"{finding.at}: {finding.message}" for _, finding in result.findings() if finding.rule in ("schema/unknown-key", "yaml/syntax")
    ]
    assert wrong == []


@settings(max_examples=150, deadline=None)
@given(st.text(min_size=1).filter(lambda text: text.split()), st.text(min_size=1).filter(lambda text: text.strip()))
def test_what_was_said_is_what_is_written(summary: str, name: str) -> None:
    summary, name = (" ".join(text.encode("utf-8", "replace").decode().split()) for text in (summary, name))
    if not summary or not name:
        return
    facts = Facts(
        id="X-2026-0001",
        title=title_of(summary) or "T",
        kind="incident",
        status="draft",
        stage="early",
        tlp="TLP:AMBER",
        created="2026-11-24",
        summary=summary,
        obtained="indirect",
        obtained_via=(name,),
        organization=name,
        contact=summary,
    )
    format_ = load_pack().format
    document = read(skeleton(facts, format_.tear_sheet, format_.vocabularies, new._fields(), schema="x"))
    assert document.problems == []
    data: Any = document.data
    assert data["description"]["summary"] == summary
    assert data["description"]["obtained_via"] == name
    assert data["reporter"] == {"organization": name, "contact": summary}


def test_everything_that_is_missing_is_said(cli: Cli) -> None:
    ran = cli("new", "incident")
    assert ran.code == 2
    missing = re.findall(r"--([a-z-]+) is missing", ran.err)
    assert missing == ["summary", "activity", "obtained", "confidence", "tlp"]
    assert "one of high, moderate, low" in ran.err


def test_words(cli: Cli) -> None:
    ran = cli("new", "incident", *FIVE, "--activity", "incidnet", "--malicious", "maybe")
    assert ran.code == 2
    assert "`incidnet` is no word for --activity" in ran.err
    assert "did you mean `incident`?" in ran.err
    assert "one of confirmed, unconfirmed" in ran.err


def test_confirmed_needs_a_basis(cli: Cli) -> None:
    ran = cli("new", "incident", *FIVE, "--activity", "incident", "--malicious", "confirmed")
    assert ran.code == 2
    assert "--basis is missing" in ran.err


def test_ids(cli: Cli, repository: Path) -> None:
    def begin(*more: str) -> str:
        ran = cli("new", "incident", "--activity", "incident", *FIVE, "--stage", "early", *more)
        return Path(ran.out.removeprefix("wrote ").strip()).stem

    year = begin().split("-")[1]
    assert begin() == f"ORG-{year}-0002"
    assert begin("--organization", "Example Analysts") == f"EA-{year}-0001"
    assert begin("--organization", "Acme") == f"ACME-{year}-0001"
    write(repository, f"reports/sub/ACME-{year}-0041.yaml")
    write(repository, f"reports/ACME-{int(year) - 1}-0099.yaml")
    write(repository, "reports/notes.yaml")
    assert begin() == f"ACME-{year}-0042", "as most reports are called"
    assert begin("--id", "CUSTOM.1") == "CUSTOM.1"
    assert cli("new", "incident", "--activity", "incident", *FIVE, "--id", "../x").code == 2


def test_nothing_is_overwritten(cli: Cli, repository: Path) -> None:
    arguments = ("new", "incident", "--activity", "incident", *FIVE, "--out", "reports/a.yaml")
    write(repository, "reports/a.yaml", "mine")
    ran = cli(*arguments)
    assert ran.code == 2
    assert "reports/a.yaml exists already" in ran.err
    assert (repository / "reports/a.yaml").read_text() == "mine"
    assert cli(*arguments, "--force").code == 0
    assert (repository / "reports/a.yaml").read_text().startswith("# yaml-language-server: $schema=../.aishare/report.schema.json\n")


def test_to_standard_output(cli: Cli, repository: Path) -> None:
    ran = cli("new", "incident", "--activity", "incident", *FIVE, "--out", "-")
    assert ran.out.startswith("# yaml-language-server: $schema=../.aishare/report.schema.json\nschema: aishare/1\n")
    assert not (repository / "reports").exists()


def test_a_person_is_asked(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(new, "watches", lambda _: True)
    answers = ["An agent deleted files.", "outage", "incident", "indirect", "Example CERT", "high", "", "TLP:GREEN"]
    result = CliRunner().invoke(program, ["new", "incident", "--stage", "early"], input="\n".join(answers) + "\n", catch_exceptions=False)
    assert result.exit_code == 0
    (path,) = (repository / "reports").iterdir()
    data: Any = read(path.read_bytes()).data
    assert (data["title"], data["tlp"]) == ("An agent deleted files", "TLP:GREEN")
    assert data["description"] == {
        "summary": "An agent deleted files.",
        "activity": "incident",
        "obtained": "indirect",
        "obtained_via": "Example CERT",
        "confidence": {"level": "high", "malicious": "unconfirmed"},
    }


@pytest.mark.parametrize(
    ("summary", "title"),
    [
        ("An agent deleted files. Then more.", "An agent deleted files"),
        ("An agent deleted files.", "An agent deleted files"),
        ("Version 1.2 fails", "Version 1.2 fails"),
        ("Did it fail? Yes. It did", "Did it fail?"),
        ("word " * 40, ("word " * 14).strip() + "…"),
        (f"{'word ' * 12}here, {'word ' * 9}", f"{'word ' * 12}here…"),
        ("x" * 200, "x" * 69 + "…"),
    ],
)
def test_title(summary: str, title: str) -> None:
    assert title_of(summary) == title


def test_countries_are_codes(cli: Cli) -> None:
    """Three countries that have other spellings are not the three that are allowed."""
    out = cli("new", "incident", *FIVE, "--activity", "incident", "--out", "-").out
    assert "locations: []  # two capital letters, ISO 3166-1: US, DE\n" in out


# init


def test_init(cli: Cli, repository: Path) -> None:
    (repository / "aishare-lint.yaml").unlink()
    ran = cli("init")
    assert ran.code == 0
    assert ran.out == "wrote aishare-lint.yaml\nwrote reports/.gitkeep\nwrote .aishare/report.schema.json\n"
    assert not (repository / ".pre-commit-config.yaml").exists()
    assert cli("config").code == 0, "what it wrote is a configuration"
    again = cli("init", "--pre-commit")
    assert again.out.startswith(
        "kept aishare-lint.yaml\nkept reports/.gitkeep\nkept .aishare/report.schema.json\nwrote .pre-commit-config.yaml\n"
    )


def test_init_says_nothing_that_does_not_hold(cli: Cli, repository: Path) -> None:
    """Every commented setting of the file is a setting, and what is given as a default is the default."""
    from aishare_lint.cli.init import CONFIGURATION
    from aishare_lint.repo.configuration import DEFAULTS, find

    lines = [re.sub(r"^# (?=[a-z_]+: )", "", line) for line in CONFIGURATION.split("\n")]
    cli("rules", "new", "ours/x")
    write(repository, "aishare-lint.yaml", "\n".join(lines))
    write(repository, "reports/a.yaml")
    assert cli("baseline").code == 0
    assert cli("check").code == 0, "the rules, the pack and the baseline that it names exist"
    configuration = find()
    shown = {key: configuration.settings[key] for key in ("reports", "select", "ignore", "fail_on", "limits")}
    assert shown == {key: DEFAULTS[key] for key in shown}
    assert configuration.settings["repository"] == {"ceiling": "TLP:AMBER", "visibility": "private"}


def test_init_changes_nothing(cli: Cli, repository: Path) -> None:
    write(repository, "aishare-lint.yaml", "fail_on: info\n")
    write(repository, "reports/a.yaml")
    write(repository, ".pre-commit-config.yaml", "repos: []\n")
    write(repository, ".aishare/report.schema.json", "{}")
    ran = cli("init", "--pre-commit")
    assert "updated .aishare/report.schema.json" in ran.out, "the schema belongs to the tool"
    assert "id: aishare-lint" in ran.err
    assert (repository / "aishare-lint.yaml").read_text() == "fail_on: info\n"
    assert (repository / ".pre-commit-config.yaml").read_text() == "repos: []\n"
    assert [path.name for path in (repository / "reports").iterdir()] == ["a.yaml"]


def test_init_elsewhere(cli: Cli, repository: Path) -> None:
    assert cli("init", "other").code == 0
    assert (repository / "other" / ".aishare" / "report.schema.json").exists()
    write(repository, "file")
    assert cli("init", "file").code == 2
