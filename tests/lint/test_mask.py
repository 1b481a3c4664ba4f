"""The mask: what a sensitive rule matches is shown nowhere."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aishare_lint.document.reader import read
from aishare_lint.lint.checks import Circumstances
from aishare_lint.lint.engine import Selection, mask_of
from aishare_lint.lint.findings import Judged
from aishare_lint.lint.mask import Mask
from tests.lint.packs import KEY, KEY_RULE, judge, pack_of, rule

RULES: dict[str, dict[str, Any]] = {"redaction/key": KEY_RULE, "t/x": rule(given="$..*", then={"schema": {"not": {"pattern": "zk-"}}})}


def shown(judged: Judged) -> str:
    """Everything of a result that a renderer may print."""
    parts = [judged.path, *judged.lines]
    for finding in judged.findings:
        parts += [finding.message, finding.at, finding.ignored or "", *(related.label for related in finding.related)]
        if finding.fix:
            parts += [finding.fix.title, *(text for _, text in finding.fix.shown or ())]
    parts += [absent.why + absent.path for absent in judged.not_run] + [failure.error + failure.path for failure in judged.failures]
    return "\n".join(parts)


@pytest.mark.parametrize(
    "text",
    [
        f"note: {KEY}\n",
        f"note: 'before {KEY} behind'\n",
        f'note: "{KEY}"\n',
        'note: "zk\\x2d0123456789abcdef"\n',
        f"note: >-\n  folded\n  {KEY}\n  more\n",
        f"note: |\n  {KEY}\n",
        f"{KEY}: value\n",
        f"a: {{{KEY}: {{note: bad}}}}\n",
        f"note: bad # {KEY}\n",
        f"note: bad # aishare-lint: ignore[t] because of {KEY}\n",
        f"note: bad\nnote: {KEY}\n",
        f"a: 1\n---\nb: {KEY}\n",
        f"a: [{KEY}\n",
        f"a: TLP: {KEY}\n",
        f"list: [{KEY}, {KEY}]\n",
        f"first: &k {KEY}\nsecond: *k\n",
    ],
)
def test_a_key_is_shown_nowhere(text: str) -> None:
    rules = {
        **RULES,
        "t/all": rule(given="$..*", then={"schema": {"const": "never"}}),
        "yaml/broken": rule(given="$", unread=True, then={"schema": False}),
    }
    judged = judge(text, rules)
    assert judged.findings
    assert judged.failures == ()
    assert KEY not in shown(judged)
    assert "0123456789abcdef" not in shown(judged)


def test_also_when_the_sensitive_rule_is_not_selected() -> None:
    judged = judge(f"note: {KEY}\n", RULES, selection=Selection(select=frozenset({"t"})))
    assert [finding.rule for finding in judged.findings] == ["t/x"]
    assert KEY not in shown(judged)


def test_the_file_name_is_masked() -> None:
    judged = judge("note: bad\n", RULES, name=f"reports/{KEY}.yaml")
    assert KEY not in shown(judged)


def test_a_file_without_findings_has_a_masked_name_too() -> None:
    assert KEY not in judge("a: b\n", RULES, name=f"{KEY}.yaml").path


def test_lines_keep_their_length() -> None:
    text = f"note: {KEY} and more\nother: x\n"
    judged = judge(text, RULES)
    assert [len(line) for line in judged.lines] == [len(line) for line in text.split("\n")]
    assert judged.lines[0].startswith("note: •")
    assert judged.lines[0].endswith(" and more")


def test_a_fix_that_touches_it_shows_no_text() -> None:
    fix = {"title": "write good {value}", "safety": "safe", "replace": "good {value} {value}"}
    data = rule(then={"schema": {"pattern": "^good"}}, fix=fix)
    judged = judge(f"note: {KEY}\n", {"redaction/key": KEY_RULE, "t/x": data})
    (offered,) = [finding.fix for finding in judged.findings if finding.fix]
    assert offered.shown is None
    assert offered.edits
    assert KEY not in shown(judged)


def test_when_a_sensitive_rule_fails_nothing_is_shown() -> None:
    broken = {**rule(given="$", then={"check": "marks.no_such_check"}), "sensitive": True}
    judged = judge("note: bad\nsecret: plain words\n", {"redaction/broken": broken, "t/x": rule()})
    assert [failure.rule for failure in judged.failures] == ["redaction/broken"]
    assert judged.findings[0].message == "`[masked, 3 characters]` is bad"
    assert "plain words" not in shown(judged)


@settings(max_examples=150, deadline=None)
@given(before=st.text(max_size=12), after=st.text(max_size=12), style=st.sampled_from(["plain", "'", '"', "|"]))
def test_whatever_stands_around_it(before: str, after: str, style: str) -> None:
    from aishare_lint.document.scalars import write

    value = f"{before} {KEY} {after}"
    try:
        text = f"note: {write(value, style)}\n"
    except ValueError:
        return
    judged = judge(text, RULES)
    assert judged.failures == ()
    assert KEY not in shown(judged)


@pytest.mark.parametrize("length", range(1, len(KEY)))
def test_what_was_shortened_before_it_was_masked(length: int) -> None:
    """A rule that quotes the beginning of a value shows no beginning of something hidden."""
    mask = mask_of_text(f"note: {KEY}\n")
    shown = mask.text(f"`before {KEY[:length]}…` is wrong")
    assert length < 6 or KEY[:length] not in shown


def test_escapes_of_a_file_that_cannot_be_read() -> None:
    text = 'x: ["\\u007ak-0123456789abcdef", a: b: c]\n'
    assert "0123456789abcdef" not in "".join(mask_of_text(text).lines())


@pytest.mark.parametrize(
    "text",
    [
        "vulnerabilities:\n  - poc:\n      content: FIRST\n      content: the second one\n",
        "vulnerabilities:\n  - poc:\n      content: the second one: and more\n",
        "technical:\n  prompts:\n    - prompt: >\n        the second one\n      x: a: b\n",
        "technical: {prompts: [{prompt: the second one, x: a: b}]}\n",
    ],
)
def test_material_that_nobody_could_judge(text: str) -> None:
    judged = judge(text, {**RULES, "yaml/broken": rule(given="$", unread=True, then={"schema": {"const": "never"}})})
    assert "second" not in shown(judged)


def test_a_name_is_masked_where_a_rule_did_not_run() -> None:
    judged = judge("lang: de\nnote: bad\n", {**RULES, "t/x": rule(languages=["en"])}, name=f"{KEY}.yaml")
    assert judged.not_run
    assert KEY not in shown(judged)
    assert KEY not in shown(judge(f"lang: {KEY}\nnote: bad\n", {**RULES, "t/x": rule(languages=["en"])}))


def mask_of_text(text: str) -> Mask:
    pack = pack_of({"redaction/key": KEY_RULE})
    return mask_of(read(text, "r.yaml"), pack, Circumstances(pack.format))
