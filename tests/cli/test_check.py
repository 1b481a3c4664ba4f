"""`check`: what it says, what it changes, how it ends."""

from __future__ import annotations

import io
import json
import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from aishare_lint.lint.findings import Failure, Judged

from .conftest import CLEAN, RETIRED, Ran, process, write

Cli = Callable[..., Ran]

SECRET_FREE = RETIRED + "# aishare-lint\n"
WARNED = CLEAN.replace("stage: early", "stage: update")


def test_clean(cli: Cli, repository: Path) -> None:
    write(repository, "reports/ORG-2026-0001.yaml")
    assert cli("check") == Ran(0, "1 file, 0 errors, 0 warnings, 0 infos, 0 ignored\n", "")


def test_findings(cli: Cli, repository: Path) -> None:
    write(repository, "reports/a.yaml", RETIRED)
    ran = cli()
    assert ran.code == 1
    assert "reports/a.yaml:7:6" in ran.out
    assert "tlp/retired-label" in ran.out
    assert ran.err == ""


@pytest.mark.parametrize(
    ("fail_on", "text", "code"),
    [
        ("error", WARNED, 0),
        ("warning", WARNED, 1),
        ("info", WARNED, 1),
        ("never", RETIRED, 0),
        ("error", RETIRED, 1),
        ("info", CLEAN, 0),
    ],
)
def test_fail_on(cli: Cli, repository: Path, fail_on: str, text: str, code: int) -> None:
    write(repository, "reports/ORG-2026-0001.yaml", text)
    assert cli("check", "--fail-on", fail_on).code == code
    write(repository, "aishare-lint.yaml", f"fail_on: {fail_on}\n")
    assert cli("check").code == code


def test_select_and_ignore(cli: Cli, repository: Path) -> None:
    write(repository, "reports/a.yaml", RETIRED)
    assert cli("check", "--select", "completeness,yaml").code == 0
    assert cli("check", "--select", "completeness", "--select", "tlp").code == 1
    assert cli("check", "--ignore", "tlp/retired-label,schema").code == 0
    write(repository, "aishare-lint.yaml", "ignore: [tlp, schema]\n")
    assert cli("check").code == 0
    # What the command line selects is what runs: the configuration does not take from it.
    assert cli("check", "--select", "tlp").code == 1


@pytest.mark.parametrize(
    ("arguments", "said", "meant"),
    [
        (("--select", "tlp/retired"), "`tlp/retired` in select", "did you mean `tlp/retired-label`?"),
        (("--ignore", "retired-label"), "`retired-label` in ignore", "did you mean `tlp/retired-label`?"),
        (("--select", "completness"), "`completness` in select", "did you mean `completeness`?"),
        (("--select", "zzz"), "`zzz` in select", "categories: "),
        (("--unsafe-fixes",), "--unsafe-fixes needs --fix or --diff", ""),
        (("--stdin-filename", "x"), "--stdin-filename needs `-`", ""),
        (("--output", "jsn:x"), "'jsn:x' is not FORMAT:FILE", ""),
        (("--output", "json:"), "'json:' is not FORMAT:FILE", ""),
        (("--format", "jsn"), "'jsn' is not one of", ""),
    ],
)
def test_mistakes(cli: Cli, repository: Path, arguments: tuple[str, ...], said: str, meant: str) -> None:
    write(repository, "reports/a.yaml")
    ran = cli("check", *arguments)
    assert ran.code == 2
    assert ran.out == ""
    assert said in ran.err
    assert meant in ran.err


def test_a_missing_path_comes_after_the_others(cli: Cli, repository: Path) -> None:
    write(repository, "reports/a.yaml", RETIRED)
    ran = cli("check", "reports/b.yaml", "reports/a.yaml")
    assert ran.code == 2
    assert "tlp/retired-label" in ran.out
    assert ran.err.splitlines()[0] == "error: reports/b.yaml: there is no such file or folder"
    assert "did you mean `reports/a.yaml`?" in ran.err


def test_nothing_to_check(cli: Cli, repository: Path) -> None:
    ran = cli()
    assert ran.code == 2
    assert "nothing to check" in ran.err
    assert "aishare-lint new" in ran.err
    (repository / "empty").mkdir()
    assert "nothing to check in empty" in cli("empty").err


def test_a_rule_that_raises(cli: Cli, repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(repository, "reports/a.yaml", RETIRED)
    from aishare_lint import terms

    def broken(document: object, *_: object) -> Judged:
        return Judged("reports/a.yaml", (), failures=(Failure("tlp/x", "reports/a.yaml", "KeyError at marks.py:3"),))

    monkeypatch.setattr(terms, "check", broken)
    ran = cli("check", "missing.yaml", "reports/a.yaml", "--format", "json")
    assert ran.code == 3, "a bug goes before a mistake"
    assert "failed: tlp/x in reports/a.yaml: KeyError at marks.py:3" in ran.err
    assert "missing.yaml" in ran.err


def test_an_engine_that_raises_ends_no_run(cli: Cli, repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(repository, "reports/a.yaml", RETIRED)
    write(repository, "reports/b.yaml", RETIRED)
    from aishare_lint import terms

    true = terms.check

    def broken(document: object, *rest: object) -> Judged:
        if getattr(document, "name", "") == "reports/a.yaml":
            raise KeyError("text of a report")
        return true(document, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(terms, "check", broken)
    ran = cli("check")
    assert ran.code == 3
    assert "reports/b.yaml:7:6" in ran.out
    assert "text of a report" not in ran.out + ran.err


# What is written


def test_json_and_outputs(cli: Cli, repository: Path) -> None:
    write(repository, "reports/a.yaml", RETIRED)
    ran = cli("check", "--format", "json", "--output", "sarif:out.sarif", "--output", "markdown:sum:mary.md")
    data = json.loads(ran.out)
    assert [finding["path"] for finding in data["findings"]] == ["reports/a.yaml"] * len(data["findings"])
    assert json.loads((repository / "out.sarif").read_text())["version"] == "2.1.0"
    assert "tlp/retired-label" in (repository / "sum:mary.md").read_text()


def test_an_output_that_cannot_be_written(cli: Cli, repository: Path) -> None:
    write(repository, "reports/a.yaml", RETIRED)
    ran = cli("check", "--output", "json:no/such/folder.json", "--output", "json:good.json")
    assert ran.code == 2
    assert "cannot write no/such/folder.json" in ran.err
    assert "tlp/retired-label" in ran.out
    assert (repository / "good.json").exists()


def test_github_by_itself(cli: Cli, repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(repository, "reports/a.yaml", RETIRED)
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    assert cli("check").out.startswith("::error ")
    assert not cli("check", "--format", "concise").out.startswith("::")


def test_colour(cli: Cli, repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(repository, "reports/a.yaml", RETIRED)
    assert "\x1b" not in cli("check").out
    assert "\x1b" in cli("check", "--color", "always").out
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b" in cli("check").out
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in cli("check").out


def test_quiet_and_hook(cli: Cli, repository: Path) -> None:
    write(repository, "reports/ORG-2026-0001.yaml")
    assert cli("check", "-q") == Ran(0, "", "")
    assert cli("check", "--hook") == Ran(0, "", "")
    assert json.loads(cli("check", "-q", "--format", "json").out)["findings"] == []
    write(repository, "reports/ORG-2026-0001.yaml", WARNED)
    assert "completeness" in cli("check", "-q").out


def test_infos_are_silent_in_hooks(cli: Cli, repository: Path) -> None:
    write(repository, "aishare-lint.yaml", "severity: {tlp/retired-label: info}\n")
    write(repository, "reports/a.yaml", RETIRED)
    assert "info" in cli("check", "--select", "tlp/retired-label").out
    assert cli("check", "--select", "tlp/retired-label", "--hook") == Ran(0, "", "")


def test_verbose_says_each_question(cli: Cli, repository: Path) -> None:
    write(repository, "reports/a.yaml", WARNED)
    short, long = cli("check"), cli("check", "-v")
    assert len(long.out) > len(short.out)
    assert long.err == f"configuration: {repository / 'aishare-lint.yaml'}\n"


def test_ignored_and_statistics(cli: Cli, repository: Path) -> None:
    text = RETIRED.replace("tlp: TLP:WHITE", "tlp: TLP:WHITE  # aishare-lint: ignore[tlp, schema] it came so")
    write(repository, "reports/a.yaml", text)
    ran = cli("check")
    assert ran.code == 0
    assert "1 ignored" in ran.out
    assert "it came so" not in ran.out
    assert "it came so" in cli("check", "--show-ignored").out
    write(repository, "reports/a.yaml", RETIRED)
    assert "1 * error" in cli("check", "--statistics").out.replace("\x1b", "")


# Standard input


def _feed(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))


def test_stdin(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    _feed(monkeypatch, RETIRED)
    ran = cli("-", "--format", "concise", "--stdin-filename", "reports/x.yaml")
    assert ran.code == 1
    assert ran.out.startswith("reports/x.yaml:7:6:")


def test_stdin_is_fixed_to_stdout(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    _feed(monkeypatch, RETIRED)
    ran = cli("check", "-", "--fix")
    assert ran.code == 0
    assert ran.out == RETIRED.replace("TLP:WHITE", "TLP:CLEAR")
    assert "0 errors" in ran.err


# Fixes


def test_fix(cli: Cli, repository: Path) -> None:
    path = write(repository, "reports/a.yaml", "# ü\r\n" + RETIRED.replace("\n", "\r\n"))
    os.chmod(path, 0o640)
    before = path.read_bytes()
    ran = cli("check", "--fix", "--select", "tlp")
    assert ran.code == 0
    assert "1 fixed" in ran.err
    assert path.read_bytes() == before.replace(b"TLP:WHITE", b"TLP:CLEAR")
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    again = path.read_bytes()
    assert cli("check", "--fix", "--select", "tlp").err == ""
    assert path.read_bytes() == again
    assert [entry.name for entry in path.parent.iterdir()] == ["a.yaml"]


def test_fix_keeps_a_link(cli: Cli, repository: Path) -> None:
    target = write(repository, "elsewhere/a.yaml", RETIRED)
    (repository / "reports").mkdir()
    (repository / "reports" / "a.yaml").symlink_to(target)
    assert cli("check", "--fix").code == 0
    assert (repository / "reports" / "a.yaml").is_symlink()
    assert "TLP:CLEAR" in target.read_text()


def test_a_file_that_cannot_be_written(cli: Cli, repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(repository, "reports/a.yaml", RETIRED)
    write(repository, "reports/b.yaml", RETIRED)

    def refuse(draft: str, target: str) -> None:
        if target.endswith("a.yaml"):
            raise PermissionError(13, "Permission denied")
        Path(draft).rename(target)

    monkeypatch.setattr(os, "replace", refuse)
    ran = cli("check", "--fix")
    assert ran.code == 2
    assert "cannot write reports/a.yaml: permission denied" in ran.err.replace(str(repository) + "/", "")
    assert "reports/a.yaml:7:6" in ran.out, "what could not be fixed is still said"
    assert path.read_text() == RETIRED
    assert "TLP:CLEAR" in (repository / "reports/b.yaml").read_text()
    assert sorted(entry.name for entry in path.parent.iterdir()) == ["a.yaml", "b.yaml"]


def test_diff(cli: Cli, repository: Path) -> None:
    path = write(repository, "reports/a.yaml", RETIRED)
    write(repository, "reports/b.yaml")
    ran = cli("check", "--diff")
    assert ran.code == 1
    assert path.read_text() == RETIRED
    assert ran.out.splitlines()[:2] == ["--- reports/a.yaml", "+++ reports/a.yaml"]
    assert "-tlp: TLP:WHITE" in ran.out
    assert "+tlp: TLP:CLEAR" in ran.out
    assert "b.yaml" not in ran.out
    write(repository, "reports/a.yaml")
    assert cli("check", "--diff") == Ran(0, "", "")


def test_diff_is_a_patch(cli: Cli, repository: Path) -> None:
    """GNU patch, or git, makes of the old file what --fix makes of it."""
    import subprocess

    path = write(repository, "reports/a.yaml", RETIRED + "\n# end\n")
    patch = cli("check", "--diff").out
    done = subprocess.run(["git", "apply", "-p0", "-"], input=patch.encode(), cwd=repository, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    patched = path.read_bytes()
    path.write_text(RETIRED + "\n# end\n")
    assert cli("check", "--fix").code == 0
    assert path.read_bytes() == patched


def test_as_a_process(repository: Path) -> None:
    write(repository, "reports/a.yaml", RETIRED)
    ran = process("reports", cwd=repository)
    assert ran.code == 1
    assert "\x1b" not in ran.out
    assert ran.err == ""


def test_a_diff_shows_nothing_sensitive_whatever_is_selected(cli: Cli, repository: Path) -> None:
    """The rule that finds a secret is not selected, and nothing remains to be found: the secret is still not shown."""
    rule = repository / "our-rules" / "our" / "secret.yaml"
    write(repository, "aishare-lint.yaml", "packs: [./our-rules]\n")
    assert cli("rules", "new", "our/secret").code == 0
    text = rule.read_text()
    for old, new in (
        ("severity: warning", "sensitive: true\nseverity: warning"),
        ("given: $.title", "given: $"),
        ("(?i)example corp", "EXAMPLE[0-9]{8}"),
        ("[example]", "[EXAMPLE]"),
        ("of Example Corp", "EXAMPLE12345678"),
    ):
        assert old in text
        text = text.replace(old, new)
    rule.write_text(text)
    write(repository, "reports/a.yaml", RETIRED.replace("summary: A", "summary: EXAMPLE99999999"))
    ran = cli("check", "--diff", "--select", "tlp")
    assert ran.code == 1, ran.err
    assert "+tlp: TLP:CLEAR" in ran.out
    assert "99999999" not in ran.out
    assert "•" in ran.out
    assert "99999999" not in cli("coverage").out


@pytest.mark.parametrize("name", ["full", "concise", "json", "sarif", "github", "gitlab", "junit", "markdown"])
def test_every_format_names_the_safety_rules_that_are_switched_off(cli: Cli, repository: Path, name: str) -> None:
    write(repository, "reports/a.yaml")
    ran = cli("check", "--ignore", "tlp", "--format", name)
    assert ran.code == 0
    assert "tlp/*" in ran.out
    assert "switched off by --ignore" in ran.out.replace("`", "")


def test_who_switched_a_safety_rule_off(cli: Cli, repository: Path) -> None:
    write(repository, "reports/a.yaml")
    write(repository, "aishare-lint.yaml", "ignore: [tlp/retired-label]\n")
    out = cli("check", "-q", "--ignore", "tlp/looser-than-content").out
    assert "not run: tlp/retired-label (switched off by `ignore` of the configuration)" in out
    assert "not run: tlp/looser-than-content (switched off by --ignore)" in out
    assert "not run" not in cli("check", "--select", "tlp/looser-than-content").out
    assert cli("check", "--fix", "--ignore", "tlp").out.count("tlp/*") == 1


def test_standard_output_is_no_file(cli: Cli, repository: Path) -> None:
    write(repository, "reports/a.yaml")
    ran = cli("check", "--output", "json:-")
    assert ran.code == 2
    assert "use --format json" in ran.err
    assert not (repository / "-").exists()
