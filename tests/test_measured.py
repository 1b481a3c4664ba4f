"""What a package says of the detectors is what the documentation says, which the benchmark has written."""

from __future__ import annotations

from aishare_lint.share.manifest import measured as carried
from tools.measured import DOCS, RULES, measured


def test_packages_carry_the_figures_of_the_documentation() -> None:
    said = measured(DOCS.read_text(encoding="utf-8"))
    assert set(said["rules"]) == set(RULES.values())
    assert carried() == said
