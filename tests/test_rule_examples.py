"""Every example in every rule file is a test by itself; and what every rule file must hold."""

from __future__ import annotations

import functools
import re
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from aishare_lint.lint.checks import Circumstances
from aishare_lint.lint.examples import Example, examples_of, failures_of
from aishare_lint.lint.pack import read_rule
from aishare_lint.lint.rules import holes
from aishare_lint.repo.builtin import data_folder, load_pack, load_packs, load_schema, rule_files

FILES = dict(rule_files(data_folder() / "rules"))


@functools.cache
def rule_data(id_: str) -> dict[str, Any]:
    path: Path = FILES[id_]
    return read_rule(id_, path.as_posix(), path.read_bytes(), load_schema("rule"), trusted=True)


def cases() -> Iterator[Any]:
    for id_ in FILES:
        for example in examples_of(rule_data(id_)):
            yield pytest.param(id_, example, id=f"{id_}: {example.name}")


@pytest.mark.parametrize(("id_", "example"), list(cases()))
def test_example(id_: str, example: Example) -> None:
    pack = load_pack()
    assert list(failures_of(id_, example, pack, Circumstances(pack.format))) == []


@pytest.mark.parametrize("id_", list(FILES))
def test_rule_is_whole(id_: str) -> None:
    data = rule_data(id_)
    kinds = {kind: list(data["examples"][kind]) for kind in ("pass", "fail")}
    assert kinds["pass"], "a rule shows at least one snippet that passes"
    assert kinds["fail"], "a rule shows at least one snippet that fails"
    assert len(data["title"]) <= 72
    assert not data["message"].endswith("."), "a message has no full stop"
    assert data["why"].strip()
    shown = any(isinstance(example, dict) and "fixed" in example for example in kinds["fail"])
    applicable = "fix" in data and data["fix"]["safety"] != "suggest"
    assert shown == applicable, "a rule has a fix that applies exactly when an example shows it"
    others = {other for other in data.get("instead_of", ()) if other not in load_pack().names}
    assert not others, f"replaces rules that do not exist: {others}"


def test_no_hole_stays_open() -> None:
    """A message of a failing example never shows a hole that nothing filled."""
    from aishare_lint.document.reader import read
    from aishare_lint.lint.engine import Selection, check

    pack = load_pack()
    open_holes = []
    for id_ in FILES:
        names = holes(rule_data(id_)["message"])
        for example in examples_of(rule_data(id_)):
            circumstances = Circumstances(pack.format, now=example.now, settings=example.settings)
            judged = check(read(example.report, "example.yaml"), pack, circumstances, Selection(select=frozenset({id_})))
            open_holes += [(id_, finding.message) for finding in judged.findings for name in names if f"{{{name}}}" in finding.message]
    assert open_holes == []


def test_the_rule_of_the_contributing_page(tmp_path: Path) -> None:
    """It does not exist yet, and works as it is written there."""
    text = (Path(__file__).parent.parent / "CONTRIBUTING.md").read_text(encoding="utf-8")
    (id_,) = re.findall(r"^   `rules/([a-z/-]+)\.yaml`", text, re.MULTILINE)
    assert id_ not in FILES
    path = tmp_path / f"{id_}.yaml"
    path.parent.mkdir()
    path.write_text(textwrap.dedent(text.partition("```yaml\n")[2].partition("   ```\n")[0]), encoding="utf-8")
    pack = load_packs((tmp_path,))
    data = read_rule(id_, path.as_posix(), path.read_bytes(), load_schema("rule"), trusted=True)
    examples = list(examples_of(data))
    assert {example.fails for example in examples} == {True, False}
    for example in examples:
        assert list(failures_of(id_, example, pack, Circumstances(pack.format))) == []
    for command in re.findall(r"`([^`\n]*aishare-lint (?:explain|rules)[^`]*)`", text):
        assert command.startswith(".venv/bin/"), "who has a checkout has it there"
        assert command.endswith(id_)
