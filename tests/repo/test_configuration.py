"""The one configuration of a run: where it is found, what it says, where each setting comes from."""

from __future__ import annotations

from pathlib import Path

import pytest

from aishare_lint.errors import UserError
from aishare_lint.repo.configuration import DEFAULTS, Configuration, find


def test_none(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    configuration = find(str(tmp_path))
    assert configuration == Configuration(str(tmp_path))
    assert configuration.settings == DEFAULTS
    assert configuration.limits[:3] == (2_000_000, 100, 10_000)


def test_the_nearest_folder_upwards(tmp_path: Path) -> None:
    (tmp_path / "aishare-lint.yaml").write_text("fail_on: info\n")
    inner = tmp_path / "inner"
    deep = inner / "a" / "b"
    deep.mkdir(parents=True)
    assert find(str(deep)).top == str(tmp_path)
    assert find(str(deep)).settings["fail_on"] == "info"
    # A repository in the repository is one of its own; a work tree has a file there.
    (inner / ".git").write_text("gitdir: elsewhere\n")
    assert find(str(deep)) == Configuration(str(inner))


def test_a_file_that_is_named(tmp_path: Path) -> None:
    (tmp_path / "aishare-lint.yaml").write_text("fail_on: info\n")
    other = tmp_path / "ci" / "strict.yaml"
    other.parent.mkdir()
    other.write_text("fail_on: warning\n")
    configuration = find(str(tmp_path), str(other))
    assert configuration.settings["fail_on"] == "warning"
    assert configuration.top == str(tmp_path)
    assert configuration.folder == str(other.parent), "packs lie beside the file that names them"
    with pytest.raises(UserError, match="there is no such file"):
        find(str(tmp_path), str(tmp_path / "missing.yaml"))


@pytest.mark.parametrize("text", ["", "# nothing\n", "\n---\n"])
def test_an_empty_file(tmp_path: Path, text: str) -> None:
    (tmp_path / "aishare-lint.yaml").write_text(text)
    assert find(str(tmp_path)).settings == DEFAULTS


def test_origins(tmp_path: Path) -> None:
    (tmp_path / "aishare-lint.yaml").write_text("limits:\n  depth: 7\nrepository: {ceiling: TLP:GREEN}\nselect:\n  - tlp\n")
    configuration = find(str(tmp_path)).changed(fail_on="never")
    listed = {name: (value, origin) for name, value, origin in configuration.listed()}
    assert listed == {
        "reports": (DEFAULTS["reports"], "default"),
        "select": (["tlp"], "aishare-lint.yaml:4"),
        "ignore": ([], "default"),
        "severity": ({}, "default"),
        "fail_on": ("never", "command line"),
        "packs": ([], "default"),
        "limits.file": ("2MB", "default"),
        "limits.depth": ("7", "aishare-lint.yaml:2"),
        "limits.expanded_nodes": ("10000", "default"),
        "repository.ceiling": ("TLP:GREEN", "aishare-lint.yaml:3"),
    }


@pytest.mark.parametrize(
    ("said", "bytes_"),
    [("2MB", 2_000_000), ("512", 512), ("1 kB", 1000), ("1KiB", 1024), ("2MiB", 2 * 1024**2), ("50MB", 50_000_000), ("7B", 7)],
)
def test_sizes(tmp_path: Path, said: str, bytes_: int) -> None:
    (tmp_path / "aishare-lint.yaml").write_text(f"limits: {{file: {said}}}\n")
    assert find(str(tmp_path)).limits.file == bytes_


@pytest.mark.parametrize("said", ["2XB", "0", "-1", "1.5MB", "many", "1e6", "9" * 20])
def test_no_sizes(tmp_path: Path, said: str) -> None:
    (tmp_path / "aishare-lint.yaml").write_text(f"limits:\n  file: {said}\n")
    with pytest.raises(UserError) as caught:
        _ = find(str(tmp_path)).limits
    assert caught.value.where is not None
    assert caught.value.where[:3] == ("aishare-lint.yaml", 2, 9)


def test_all_mistakes_at_once(tmp_path: Path) -> None:
    (tmp_path / "aishare-lint.yaml").write_text("fail-on: x\nrepository: {celing: TLP:AMBER, visibility: open}\nselect: tlp\n")
    with pytest.raises(UserError) as caught:
        find(str(tmp_path))
    mistakes = [caught.value, *caught.value.others]
    assert [(one.where.line, one.where.column) for one in mistakes if one.where] == [(1, 1), (2, 14), (2, 45), (3, 9)]
    assert mistakes[0].message == "unknown setting `fail-on`"
    assert mistakes[0].hint == "did you mean `fail_on`?"
    assert mistakes[1].hint == "did you mean `ceiling`?"
    assert mistakes[2].message == "repository.visibility must be one of private, internal, public"


def test_the_example_of_the_design(tmp_path: Path) -> None:
    """Everything that the documentation shows is a setting."""
    (tmp_path / "aishare-lint.yaml").write_text(
        """\
reports: ["reports/**/*.yaml", "reports/**/*.yml"]
repository: {ceiling: TLP:AMBER, visibility: private}
remotes: [{match: "git@github.com:org/private-*", ceiling: TLP:AMBER}, {match: "*", ceiling: TLP:CLEAR}]
defaults: {attribution: may, consent: usg, proprietary: false, pap: PAP:AMBER, ai_assistance: {used: none}}
select: [all]
ignore: []
severity: {indicators/no-time: off}
fail_on: error
packs: [./our-rules]
limits: {file: 2MB, depth: 100, expanded_nodes: 10000}
approvals: {allowed_signers: .aishare/allowed_signers}
audiences:
  jcdc:
    ceiling: TLP:AMBER
    recipients: [CISA.JCDC@cisa.dhs.gov]
    channel: email
    encryption: {age: [age1xyz], pgp: []}
    formats: [yaml, json, markdown, html, eml, stix]
    identity: named
    min_coverage: 0
    required_checks: [attachments]
    approve: {count: 2, roles: [analyst, disclosure-lead], privacy: true, author_alone: false, expires: 30d,
              emergency: {stages: [early], max_mark: TLP:AMBER, roles: [duty-officer], second_review_within: 24h}}
"""
    )
    assert find(str(tmp_path)).settings["audiences"]["jcdc"]["approve"]["count"] == "2"


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("fail_on: fatal", "fail_on must be one of error, warning, info, never", ""),
        ("fail_on: warnings", "fail_on must be one of error, warning, info, never", "did you mean `warning`?"),
        (
            "repository: {ceiling: AMBER}",
            "repository.ceiling must be one of TLP:CLEAR, TLP:GREEN, TLP:AMBER, TLP:AMBER+STRICT, TLP:RED",
            "did you mean `TLP:AMBER`?",
        ),
        ("fail_on: [error]", "fail_on must be one word", "allowed: error, warning, info, never"),
        ("select: tlp", "select must be a list", ""),
    ],
)
def test_a_mistake_says_what_may_stand_there(tmp_path: Path, text: str, message: str, hint: str) -> None:
    (tmp_path / "aishare-lint.yaml").write_text(text)
    with pytest.raises(UserError) as caught:
        find(str(tmp_path))
    assert (caught.value.message, caught.value.hint) == (message, hint)
