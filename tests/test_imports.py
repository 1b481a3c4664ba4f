"""What a run on one clean report loads. A process is short; what it imports is most of what it costs."""

from __future__ import annotations

import subprocess
import sys

from .cli.conftest import TOP

#: Libraries and parts of the standard library that explain, compare, fix or talk: a clean report needs none of them.
HEAVY = frozenset(
    {
        *("jsonschema", "jsonschema_rs", "referencing", "regex", "cvss", "packageurl", "publicsuffixlist", "packaging", "ruamel"),
        *("asyncio", "concurrent", "dataclasses", "difflib", "email", "hashlib", "http", "ipaddress", "json", "logging", "multiprocessing"),
        *("pathlib", "socket", "ssl", "subprocess", "tempfile", "textwrap", "tomllib", "traceback", "unittest", "urllib"),
    }
)
#: Rooms of our own that explain, write and look into files.
UNUSED = frozenset(
    f"aishare_lint.{name}"
    for name in (
        *("lint.schema.explain", "lint.media.kinds", "lint.checks.ignores"),
        *("repo.outputs", "repo.attachments", "repo.git", "repo.baseline"),
    )
)
#: Of PyYAML only what its C extension asks for.
YAML = frozenset({"yaml._yaml", "yaml.error", "yaml.events", "yaml.nodes", "yaml.tokens"})


def loaded(*code: str) -> set[str]:
    done = subprocess.run([sys.executable, "-c", "\n".join(code)], capture_output=True, text=True, check=True, cwd=TOP)
    return set(done.stderr.split())


def test_a_clean_run_on_one_report_loads_nothing_heavy() -> None:
    compiled = "from aishare_lint.repo.builtin import load_pack; load_pack()"
    loaded(compiled)  # in a checkout that has changed the rules are compiled first, and that takes everything
    say = "import sys; print(*sys.modules, file=sys.stderr)"
    run = "from aishare_lint.cli.main import run; code = run(['check', 'examples/reports/EX-2024-1005.yaml'])"
    modules = loaded(run, "assert code == 0", say) - loaded("import click", say)
    assert "aishare_lint.lint.engine" in modules
    assert {name for name in modules if name.partition(".")[0] in HEAVY} == set()
    assert modules & UNUSED == set()
    assert {name for name in modules if name.startswith("yaml")} <= YAML
