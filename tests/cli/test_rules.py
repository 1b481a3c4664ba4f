"""`explain`, `rules`, `config`, `coverage`, `completion`."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from aishare_lint.repo.builtin import data_folder, load_pack, rule_files

from .conftest import CLEAN, Ran, write

Cli = Callable[..., Ran]


def test_explain(cli: Cli) -> None:
    ran = cli("explain", "tlp/retired-label")
    assert ran.code == 0
    assert ran.out.startswith("tlp/retired-label\n")
    for part in ("severity: error", "fix: ", "guards against over-sharing", "Flagged", "becomes", "Fine", "References"):
        assert part in ran.out


@pytest.mark.parametrize("id_", [id_ for id_, _ in rule_files(data_folder() / "rules")])
def test_every_rule_explains_itself(cli: Cli, id_: str) -> None:
    ran = cli("explain", id_)
    assert ran.code == 0
    assert "\x1b" not in ran.out
    assert len(ran.out.splitlines()) > 8


def test_explain_a_category(cli: Cli) -> None:
    ran = cli("explain", "tlp")
    assert "tlp/retired-label" in ran.out
    assert "yaml/" not in ran.out


def test_explain_as_json(cli: Cli) -> None:
    (rule,) = json.loads(cli("explain", "tlp/retired-label", "--format", "json").out)["rules"]
    assert rule["id"] == "tlp/retired-label"
    assert rule["examples"]["fail"]


@pytest.mark.parametrize(
    ("name", "meant"), [("tlp/retird-label", "tlp/retired-label"), ("retired-label", "tlp/retired-label"), ("tpl", "tlp"), ("zzz", "")]
)
def test_explain_nothing(cli: Cli, name: str, meant: str) -> None:
    ran = cli("explain", name)
    assert ran.code == 2
    assert f"`{name}` is neither a rule nor a category" in ran.err
    assert (f"did you mean `{meant}`?" if meant else "categories: ") in ran.err


def test_list(cli: Cli) -> None:
    ran = cli("rules", "list")
    ids = [rule.id for rule in load_pack().rules]
    assert [line.split()[0] for line in ran.out.splitlines()[: len(ids)]] == sorted(ids)
    assert len(json.loads(cli("rules", "list", "--format", "json").out)["rules"]) == len(ids)


def test_a_rule_of_ones_own(cli: Cli, repository: Path) -> None:
    ran = cli("rules", "new", "our-style/vendor-in-title")
    assert ran.code == 0
    assert ran.out == "wrote our-rules/our-style/vendor-in-title.yaml\n"
    assert "add `packs: [./our-rules]`" in ran.err
    assert "next: aishare-lint rules test our-rules\n" in ran.err, "without the pack in the configuration its id is unknown"
    assert "`aishare-lint rules test our-rules` runs" in (repository / "our-rules/our-style/vendor-in-title.yaml").read_text()
    assert cli("rules", "new", "our-style/vendor-in-title").code == 2
    assert cli("rules", "test", "our-rules").out == "2 examples of 1 rule, 0 failed\n", "what it writes works as it stands"
    write(repository, "aishare-lint.yaml", "packs: [./our-rules]\n")
    assert "next: aishare-lint rules test our-style/other\n" in cli("rules", "new", "our-style/other").err
    assert "our-style/vendor-in-title" in cli("rules", "list").out
    assert cli("explain", "our-style/vendor-in-title").code == 0
    write(repository, "reports/a.yaml", CLEAN.replace("An agent", "An Example Corp agent"))
    assert "warning[our-style/vendor-in-title]" in cli("check").out


def test_an_example_that_does_not_come_true(cli: Cli, repository: Path) -> None:
    cli("rules", "new", "our/x", "--pack", "pack")
    path = repository / "pack" / "our" / "x.yaml"
    path.write_text(path.read_text().replace("title: Agent deletes files", "title: Example Corp deletes files"))
    ran = cli("rules", "test", "pack")
    assert ran.code == 1
    assert "our/x: pass 1: passes in the rule file, but is flagged at $.title" in ran.out


def test_test_some(cli: Cli) -> None:
    assert cli("rules", "test", "tlp/retired-label").code == 0
    assert cli("rules", "test", "tlp").code == 0
    assert cli("rules", "test", "tpl").code == 2


@pytest.mark.parametrize("name", ["Upper/case", "no-category", "a/b/c", "../x/y", "a/"])
def test_no_ids(cli: Cli, name: str) -> None:
    assert cli("rules", "new", name).code == 2


def test_config(cli: Cli, repository: Path) -> None:
    write(repository, "aishare-lint.yaml", "fail_on: warning\n")
    out = cli("config").out
    assert f"configuration: {repository / 'aishare-lint.yaml'}" in out
    assert any(line.startswith("fail_on: warning ") and line.endswith("# aishare-lint.yaml:1") for line in out.splitlines())
    assert any(line.startswith("limits.file: 2MB ") and line.endswith("# default") for line in out.splitlines())
    data = json.loads(cli("config", "--format", "json").out)
    assert {"name": "fail_on", "value": "warning", "origin": "aishare-lint.yaml:1"} in data["settings"]


def test_coverage(cli: Cli, repository: Path) -> None:
    write(repository, "reports/a.yaml")
    write(repository, "reports/b.yaml")
    ran = cli("coverage")
    assert ran.code == 0
    assert "reports/a.yaml" in ran.out
    data = json.loads(cli("coverage", "--format", "json").out)
    assert [report["path"] for report in data["reports"]] == ["reports/a.yaml", "reports/b.yaml"]
    assert len(data["reports"][0]["questions"]) == 59
    assert data["total"]["answered"] == 6


def test_coverage_of_what_cannot_be_read(cli: Cli, repository: Path) -> None:
    write(repository, "reports/a.yaml")
    write(repository, "reports/b.yaml", "a: [")
    ran = cli("coverage", "reports", "missing")
    assert ran.code == 2
    assert "reports/a.yaml" in ran.out
    assert "reports/b.yaml cannot be read" in ran.err
    assert cli("coverage").code == 1


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion(cli: Cli, shell: str) -> None:
    ran = cli("completion", shell)
    assert ran.code == 0
    assert "_AISHARE_LINT_COMPLETE" in ran.out
    if shutil.which(shell):
        done = subprocess.run([shell, "-n"], input=ran.out.encode(), capture_output=True, check=False)
        assert done.returncode == 0, done.stderr


def test_completion_completes(repository: Path) -> None:
    from .conftest import process

    ran = process(cwd=repository, _AISHARE_LINT_COMPLETE="bash_complete", COMP_WORDS="aishare-lint check --stat", COMP_CWORD="2")
    assert ran.out == "plain,--statistics\n"
    ran = process(cwd=repository, _AISHARE_LINT_COMPLETE="bash_complete", COMP_WORDS="aishare-lint ex", COMP_CWORD="1")
    assert ran.out == "plain,explain\n"
    ran = process(cwd=repository, _AISHARE_LINT_COMPLETE="bash_complete", COMP_WORDS="aishare-lint explain tlp/ret", COMP_CWORD="2")
    assert ran.out == "plain,tlp/retired-label\n"


def test_what_only_a_final_report_makes_an_error(cli: Cli) -> None:
    lines = {line.split()[0]: line for line in cli("rules", "list").out.splitlines() if "/" in line.split(" ")[0]}
    for name in ("completeness/unanswered-question", "completeness/needs-a-value"):
        assert " W (final: E) " in lines[name]
        assert "severity: warning, error when ready and final\n" in cli("explain", name).out
    assert " W→E " in lines["completeness/contradicted-answer"]
    assert "severity: warning in a draft, error when ready\n" in cli("explain", "completeness/contradicted-answer").out


@pytest.mark.parametrize(
    ("check", "meant"),
    [
        ("marks.looser_than_contnt", "did you mean `marks.looser_than_content`?"),
        ("mark.looser_than_content", "did you mean `marks.looser_than_content`?"),
        ("os.system", ""),
        ("answers.coverage_of", ""),
        ("zzz.zzz", "modules: answers, "),
    ],
)
def test_a_check_that_there_is_not(cli: Cli, repository: Path, check: str, meant: str) -> None:
    cli("rules", "new", "our/x")
    path = repository / "our-rules" / "our" / "x.yaml"
    before, _, after = path.read_text().partition("  detect:")
    path.write_text(f"{before}  check: {check}\n{after[after.index('examples:') :]}")
    write(repository, "aishare-lint.yaml", "packs: [./our-rules]\n")
    write(repository, "reports/a.yaml")
    for arguments in (("check",), ("rules", "test"), ("rules", "test", "our-rules"), ("explain", "our/x")):
        ran = cli(*arguments)
        assert ran.code == 2, arguments
        assert f"there is no check `{check}`" in ran.err
        assert meant in ran.err
        assert "^" * len(check) in ran.err
        assert "bug" not in ran.err


def test_a_check_that_there_is(cli: Cli, repository: Path) -> None:
    cli("rules", "new", "our/x")
    path = repository / "our-rules" / "our" / "x.yaml"
    before, _, after = path.read_text().partition("  detect:")
    path.write_text(f"{before}  check: marks.looser_than_content\n{after[after.index('examples:') :]}")
    assert "1 failed" in cli("rules", "test", "our-rules").out


@pytest.mark.parametrize(
    ("then", "meant"),
    [
        ("across: repository.id_uniqe", "did you mean `repository.id_unique`?"),
        ("across: marks.looser_than_content", "modules: loosening, repository"),  # a check of one report
        ("ignores: ignores.unusd", "did you mean `ignores.unused`?"),
        ("check: repository.id_unique", "there is no check"),
    ],
)
def test_a_check_of_another_kind(cli: Cli, repository: Path, then: str, meant: str) -> None:
    cli("rules", "new", "our/x")
    path = repository / "our-rules" / "our" / "x.yaml"
    before, _, after = path.read_text().partition("  detect:")
    path.write_text(f"{before}  {then}\n{after[after.index('examples:') :]}")
    ran = cli("rules", "test", "our-rules")
    assert ran.code == 2
    assert meant in ran.err


def test_a_pack_may_judge_many_reports_together(cli: Cli, repository: Path) -> None:
    """What `given` names is compared, whatever that is."""
    cli("rules", "new", "our/case")
    path = repository / "our-rules" / "our" / "case.yaml"
    before = path.read_text().partition("\ngiven:")[0]
    then = "given: $.id\nthen: {across: repository.id_unique}\n"
    examples = 'examples: {pass: ["id: a"], fail: [{report: "id: a", reports: {b.yaml: "id: a"}, marks: [$.id]}]}\n'
    path.write_text(f"{before}\n{then}{examples}")
    write(repository, "aishare-lint.yaml", "packs: [./our-rules]\nselect: [our]\n")
    ran = cli("rules", "test", "our/case")
    assert (ran.code, ran.out) == (0, "2 examples of 1 rule, 0 failed\n"), ran.err
    for name in "ab":
        write(repository, f"reports/{name}.yaml")
    assert [line.split(": ")[0] for line in cli("check", "--format", "concise").out.splitlines()[:1]] == ["reports/b.yaml:2:5"]


def test_a_rule_says_what_may_stand_there(cli: Cli, repository: Path) -> None:
    cli("rules", "new", "our/x")
    path = repository / "our-rules" / "our" / "x.yaml"
    path.write_text(path.read_text().replace("\nsince:", "\nstatus: stabel\nsince:"))
    err = cli("rules", "test", "our-rules").err
    assert "$.status must be one of stable, preview, deprecated; did you mean `stable`?" in err


@pytest.mark.parametrize("key", ["when", "fix"])
def test_what_stands_as_a_comment_in_a_new_rule_can_be_used(cli: Cli, repository: Path, key: str) -> None:
    cli("rules", "new", "our/x")
    write(repository, "aishare-lint.yaml", "packs: [./our-rules]\n")
    path = repository / "our-rules" / "our" / "x.yaml"
    path.write_text(path.read_text().replace(f"\n# {key}: ", f"\n{key}: "))
    assert f"\n{key}: " in path.read_text()
    ran = cli("explain", "our/x")
    assert (ran.code, ran.err) == (0, "")
