"""Judging from Python."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import aishare_lint
from aishare_lint.cli.exit_codes import worst

from .cli.conftest import CLEAN, RETIRED, TOP, write


def test_the_package_is_cheap() -> None:
    code = "import sys; before = set(sys.modules); import aishare_lint; aishare_lint.__version__; print(*(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=TOP)
    loaded = set(done.stdout.split())
    assert "aishare_lint" in loaded
    assert not [name for name in loaded if name.startswith(("aishare_lint.", "click", "yaml", "dataclasses", "importlib.metadata"))]


def test_every_name_is_there() -> None:
    for name in aishare_lint.__all__:
        assert getattr(aishare_lint, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'chek_text'"):
        aishare_lint.chek_text  # type: ignore[attr-defined]  # noqa: B018


def test_check_text() -> None:
    assert aishare_lint.check_text(CLEAN).findings() == []
    ((file, finding),) = aishare_lint.check_text(RETIRED, name="a.yaml").findings()
    assert (file.path, finding.rule, finding.severity, finding.region.line) == ("a.yaml", "tlp/retired-label", "error", 7)
    assert [one.rule for _, one in aishare_lint.check_text(b"a: \xff").findings()] == ["yaml/unreadable"]


def test_check_text_reads_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "aishare-lint.yaml", "ignore: [tlp, schema]\n")
    monkeypatch.chdir(tmp_path)
    assert aishare_lint.check_text(RETIRED).count("error") == 1
    assert aishare_lint.check_text(RETIRED, configuration=aishare_lint.configuration()).count("error") == 0


def test_check_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    path = write(tmp_path, "reports/ORG-2026-0001.yaml", RETIRED)
    write(tmp_path, "aishare-lint.yaml", "")
    for paths in ((), (path,), ("reports",)):
        assert [file.path for file, _ in aishare_lint.check_paths(paths).findings()] == ["reports/ORG-2026-0001.yaml"]
    with pytest.raises(aishare_lint.UserError, match="there is no such file") as caught:
        aishare_lint.check_paths(["b.yaml", "c.yaml"])
    assert len(caught.value.others) == 1


def test_a_configuration_that_names_no_rule() -> None:
    configuration = aishare_lint.Configuration("").changed(select=["tlp/retired"], ignore=["nothing"])
    with pytest.raises(aishare_lint.UserError, match="`tlp/retired` in select") as caught:
        aishare_lint.check_text(CLEAN, configuration=configuration)
    assert [one.message for one in caught.value.others] == ["`nothing` in ignore is neither a rule nor a category"]


def test_fix_text() -> None:
    fixed = aishare_lint.fix_text(RETIRED)
    assert fixed.text == RETIRED.replace("TLP:WHITE", "TLP:CLEAR")
    assert fixed.applied == 1
    assert fixed.result.findings() == []
    again = aishare_lint.fix_text(fixed.text)
    assert (again.text, again.applied) == (fixed.text, 0)


def test_fix_text_returns_what_it_cannot_read() -> None:
    for text in ("a\0b", "a: \ud800", "a: [\n"):
        assert aishare_lint.fix_text(text).text == text


def test_coverage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (report,) = aishare_lint.coverage(text=CLEAN, name="a.yaml")
    assert (report.path, report.id, report.kind, report.stage) == ("a.yaml", "ORG-2026-0001", "incident", "early")
    assert report.coverage["1.1"].state == "answered"
    assert report.show(report.coverage["2.1"].at) == "$.detection.initial_access"
    monkeypatch.chdir(tmp_path)
    write(tmp_path, "aishare-lint.yaml", "")
    write(tmp_path, "reports/a.yaml")
    assert [one.path for one in aishare_lint.coverage()] == ["reports/a.yaml"]
    (unread,) = aishare_lint.coverage(text="a: [")
    assert unread.coverage.count()["open"] == 59


def test_worst() -> None:
    assert worst() == 0
    assert worst(0, 1, 2) == 2
    assert worst(3, 2, 1) == 3


def _switched_off(result: aishare_lint.Result) -> dict[str, str]:
    assert not [gap for gap in result.not_run if gap.fault or gap.path]
    return {gap.check: gap.why for gap in result.not_run if not gap.routine}


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ("", {}),
        ("ignore: [tlp]", {"tlp/*": "switched off by `ignore` of the configuration"}),
        ("ignore: [tlp/retired-label]", {"tlp/retired-label": "switched off by `ignore` of the configuration"}),
        ("severity: {tlp/above-repository: off}", {"tlp/above-repository": "switched off by `severity` of the configuration"}),
        ("severity: {tlp: off, tlp/retired-label: warning}", None),
        ("severity: {tlp: warning}", {}),
        ("ignore: [time, completeness/see-elsewhere]", {}),
        ("select: [yaml]\nignore: [tlp]", {}),
        ("select: [yaml]", {}),
    ],
)
def test_a_safety_rule_is_not_switched_off_in_silence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: str, named: dict[str, str] | None
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, "aishare-lint.yaml", settings)
    path = write(tmp_path, "reports/a.yaml")
    configuration = aishare_lint.configuration()
    results = [
        aishare_lint.check_paths(path),
        aishare_lint.check_text(CLEAN, configuration=configuration),
        aishare_lint.fix_text(CLEAN, configuration=configuration).result,
    ]
    for result in results:
        said = _switched_off(result)
        if named is None:
            assert "tlp/retired-label" not in said
            assert "tlp/looser-than-content" in said
        else:
            assert said == named


def test_what_a_category_cannot_switch_off_is_not_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that could not be read is no clean file, whatever is ignored."""
    monkeypatch.chdir(tmp_path)
    write(tmp_path, "aishare-lint.yaml", "ignore: [yaml]")
    said = _switched_off(aishare_lint.check_paths(write(tmp_path, "reports/a.yaml")))
    assert set(said) == {"yaml/duplicate-key", "yaml/hidden-characters", "yaml/unsupported-feature"}


def test_one_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    path = write(tmp_path, "reports/a.yaml", RETIRED)
    for one in (path, str(path), "reports/a.yaml"):
        assert [file.path for file in aishare_lint.check_paths(one).files] == ["reports/a.yaml"]
        assert [report.path for report in aishare_lint.coverage(one)] == ["reports/a.yaml"]


def test_no_text() -> None:
    for function in (aishare_lint.check_text, aishare_lint.fix_text):
        with pytest.raises(TypeError, match="a report is str or bytes, not NoneType"):
            function(None)  # type: ignore[arg-type]
