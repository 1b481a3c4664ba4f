"""Forms of identifiers, scores and package URLs, beyond what the rules' own examples show."""

from __future__ import annotations

import pytest

from tests.lint.checks.judging import first, fixed, found


def _weakness(*values: str) -> str:
    return "vulnerabilities:\n  - weakness: [" + ", ".join(f'"{value}"' for value in values) + "]\n"


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("cve-2025-8217", "CVE-2025-8217"),
        ("CVE\N{EN DASH}2025\N{EN DASH}8217", "CVE-2025-8217"),
        ("CVE:2025-8217", "CVE-2025-8217"),
        ("CVE20258217", "CVE-2025-8217"),
        ("CVE-2025-XXXX", None),
        ("CVE-2025-1234, CVE-2025-1235", None),
        ("CVE-1998-0001", None),
    ],
)
def test_cve(written: str, right: str | None) -> None:
    text = f'vulnerabilities: [{{id: "{written}"}}]\n'
    assert found(text, "identifiers/cve-form")
    assert fixed(text, "identifiers/cve-form") == (text if right is None else text.replace(written, right))


@pytest.mark.parametrize("written", ["GHSA-69fq-xp46-6x23", "unassigned", "PYSEC-2024-1", "MAL-2025-1", "CVE-2025-12345678", "cvent-1"])
def test_no_cve_is_meant(written: str) -> None:
    assert not found(f"vulnerabilities: [{{id: {written}}}]", "identifiers/cve-form")


@pytest.mark.parametrize(
    ("written", "rule", "right"),
    [
        ("AML.T0051.000", None, None),
        ("T1195.002", None, None),
        ("T0817", None, None),
        ("Spearphishing", None, None),
        ("Tampering 2", None, None),
        ("unknown", None, None),
        ("amlt0051", "identifiers/atlas-form", "AML.T0051"),
        ("ATLAS T0051/000", "identifiers/atlas-form", "AML.T0051.000"),
        ("AML.T51", "identifiers/atlas-form", None),
        ("T0051.000", "identifiers/atlas-form", None),
        ("t1195-002", "identifiers/attack-form", "T1195.002"),
        ("ta0001", "identifiers/attack-form", "TA0001"),
        ("T119", "identifiers/attack-form", None),
        ("T1195.02", "identifiers/attack-form", None),
    ],
)
def test_techniques(written: str, rule: str | None, right: str | None) -> None:
    text = f'detection: {{initial_access: {{techniques: ["{written}"]}}}}\n'
    rules = ("identifiers/atlas-form", "identifiers/attack-form")
    assert [one for one, _ in found(text, *rules)] == ([rule] if rule else [])
    assert fixed(text, *rules) == (text.replace(written, right) if right else text)


def test_a_technique_without_the_prefix_of_atlas_is_only_suggested() -> None:
    finding = first("attribution: {techniques: [{id: T0051}]}", "identifiers/atlas-form")
    assert finding.fix is not None
    assert (finding.fix.safety, finding.fix.title) == ("suggest", "write `AML.T0051`")


@pytest.mark.parametrize(
    ("vector", "fault"),
    [
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", None),
        ("CVSS:3.1/AC:L/AV:N/PR:N/UI:N/S:U/C:H/I:H/A:H/E:P", None),
        ("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/E:P", None),
        ("(AV:N/AC:L/Au:N/C:P/I:P/A:P)", None),
        ("unknown", None),
        ("9.8", "a score alone; the vector says what it was made of"),
        ("9.8 (critical)", "a score alone; the vector says what it was made of"),
        ("CVSS:3.1/AV:N/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "duplicate metric `AV`"),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/", "malformed vector, trailing `/`"),
        ("CVSS:9.9/AV:N", "there is no CVSS 9.9 vector of this form; known are CVSS:3.0, CVSS:3.1, CVSS:4.0 and version 2 without prefix"),
        ("critical", "a vector begins with CVSS:3.1/ or CVSS:4.0/"),
    ],
)
def test_cvss(vector: str, fault: str | None) -> None:
    text = f'vulnerabilities: [{{cvss: ["{vector}"]}}]'
    if fault is None:
        assert not found(text, "identifiers/cvss-invalid")
    else:
        assert first(text, "identifiers/cvss-invalid").message == f"not a CVSS vector: {fault}"


@pytest.mark.parametrize(
    ("severity", "vector", "flagged"),
    [
        ("critical", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", False),
        ("Critical", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", False),
        ("low", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", True),
        ("critical", "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", False),
        ("low", "nonsense", False),
        ("odd", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", False),
    ],
)
def test_cvss_severity(severity: str, vector: str, flagged: bool) -> None:
    assert bool(found(f'vulnerabilities: [{{severity: {severity}, cvss: ["{vector}"]}}]', "identifiers/cvss-severity")) == flagged


@pytest.mark.parametrize(
    "package",
    [
        "pkg:pypi/ray",
        "pkg:npm/%40scope/name@1.0.0-rc.1",
        "pkg:golang/github.com/a/b@v1.0#sub",
        "pkg:deb/debian/curl@7.50?arch=i386",
        "unknown",
    ],
)
def test_package_urls(package: str) -> None:
    assert not found(f'ai_systems: {{libraries: [{{package: "{package}"}}]}}', "identifiers/purl-invalid")


@pytest.mark.parametrize("package", ["ray", "pkg:pypi/", "pkg:ray", "pkg://pypi/ray", "pkg:pypi/ray 2.0", "pkg:1x/y", "pkg:npm/a?b"])
def test_no_package_urls(package: str) -> None:
    assert found(f'ai_systems: {{libraries: [{{package: "{package}"}}]}}', "identifiers/purl-invalid")


def test_weaknesses() -> None:
    assert not found(_weakness("CWE-1427", "LLM01:2025", "T0101"), "identifiers/cwe-form", "identifiers/owasp-without-year")
    assert found(_weakness("OWASP-LLM10"), "identifiers/owasp-without-year")
    assert not found(_weakness("LLM11", "LLM"), "identifiers/owasp-without-year")
    assert fixed(_weakness("cwe 79"), "identifiers/cwe-form") == _weakness("CWE-79")


def test_an_unknown_sector_is_left_alone_with_its_nearest_word() -> None:
    text = "reporter: {sector: aviation}\n"
    assert "did you mean `transportation-systems`?" in first(text, "identifiers/sector").message
    assert fixed(text, "identifiers/sector", unsafe=True) == text
