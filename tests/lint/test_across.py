"""Checks across files: facts, marks that were loosened, and what is said of files that are no reports."""

from __future__ import annotations

import marshal
import time
from collections.abc import Mapping
from typing import Any

import pytest

from aishare_lint.document.reader import Document, read
from aishare_lint.lint.across import Across, check_across, gather, joined
from aishare_lint.lint.checks import Circumstances, Unjudged
from aishare_lint.lint.engine import EVERYTHING, Selection, check
from aishare_lint.lint.findings import Failure, NotRun
from aishare_lint.lint.surroundings import Base, Surroundings
from aishare_lint.repo.builtin import load_pack
from tests.lint.packs import KEY, KEY_RULE, NOW, pack_of, rule

CROSS = {"then": {"across": "repository.id_unique"}, "given": "$.id", "message": "`{value}` is also the id of {other}", "severity": "error"}


def judge(
    texts: Mapping[str, str], *, surroundings: Surroundings | None = None, selection: Selection = EVERYTHING, rules: Any = None
) -> Across:
    pack = load_pack() if rules is None else pack_of(rules)
    documents = {name: read(text, name) for name, text in texts.items()}
    facts = {name: gather(document, pack) for name, document in documents.items()}
    circumstances = Circumstances(pack.format, now=NOW)
    around = surroundings or Surroundings()
    return check_across(facts, pack, circumstances, selection, surroundings=around, document=documents.__getitem__)


def loosened(before: str, after: str) -> list[tuple[str, str]]:
    """Where marks were loosened, and what is said."""
    around = Surroundings(base=lambda: Base({"a.yaml": read(before, "a.yaml")}))
    across = judge({"a.yaml": after}, surroundings=around, selection=Selection(select=frozenset({"tlp/loosened"})))
    assert across.failures == ()
    return [(finding.at, finding.message) for judged in across.files.values() for finding in judged.findings]


def places(before: str, after: str) -> list[str]:
    return [at for at, _ in loosened(before, after)]


def test_facts_are_plain_and_can_be_kept() -> None:
    pack = load_pack()
    text = "{id: X, tlp: TLP:RED, related: [Y], supersedes: Z, attachments: [{path: a/b.png}], reporter: {anonymous: true}}"
    facts = gather(read(text, "a.yaml"), pack)
    assert facts["repository/related-unresolved"] == [(("id",), "X"), (("related", 0), "Y")]
    assert facts["repository/author-identity"] == [(("reporter", "anonymous"), True)]
    assert marshal.loads(marshal.dumps(facts)) == facts
    assert gather(read(text, "elsewhere/b.yaml"), pack) == facts, "they are of the text alone"
    assert gather(read("a: [", "a.yaml"), pack) == {}
    assert "repository/author-identity" not in gather(read("reporter: {anonymous: no}", "a.yaml"), pack)


def test_only_files_to_speak_of_are_read_again() -> None:
    pack = load_pack()
    texts = {f"{name}.yaml": f"id: {name}" for name in "abc"} | {"d.yaml": "id: a"}
    facts = {name: gather(read(text, name), pack) for name, text in texts.items()}
    asked: list[str] = []

    def document(name: str) -> Document:
        asked.append(name)
        return read(texts[name], name)

    around = Surroundings(whole=True, base=lambda: Base({}))
    across = check_across(facts, pack, Circumstances(pack.format, now=NOW), EVERYTHING, surroundings=around, document=document)
    assert set(asked) == {"d.yaml"}
    assert {finding.rule for finding in across.files["d.yaml"].findings} == {"repository/id-unique", "repository/id-matches-file"}


def test_what_is_found_across_files_is_ignored_masked_and_switched_off_like_all_else() -> None:
    rules = {"t/unique": rule(**CROSS), "redaction/key": KEY_RULE}
    texts = {f"{KEY}.yaml": "id: X", "zz.yaml": "id: X # aishare-lint: ignore[t/unique] a copy"}
    (finding,) = judge(texts, rules=rules).files["zz.yaml"].findings
    assert finding.ignored == "a copy"
    assert KEY not in finding.message
    assert finding.region.line == 1
    texts["zz.yaml"] = f"id: X\ntitle: {KEY}\n"
    judged = judge(texts, rules=rules).files["zz.yaml"]
    assert KEY not in "".join(judged.lines)
    for selection in (
        Selection(ignore=frozenset({"t"})),
        Selection(severity={"t/unique": "off"}),
        Selection(select=frozenset({"redaction"})),
    ):
        assert judge(texts, rules=rules, selection=selection).files == {}


def test_an_across_rule_says_nothing_of_one_document() -> None:
    pack = pack_of({"t/unique": rule(**CROSS)})
    assert check(read("id: X", "a.yaml"), pack, Circumstances(pack.format)).findings == ()


def test_a_check_that_raises_is_named_and_the_others_judge(monkeypatch: pytest.MonkeyPatch) -> None:
    from aishare_lint.lint.checks import repository

    def broken(_: object) -> None:
        raise ValueError("secret words")

    monkeypatch.setattr(repository, "id_matches_file", broken)
    from aishare_lint.lint.engine import function_of

    function_of.cache_clear()
    across = judge({"a.yaml": "id: X", "b.yaml": "id: X"})
    function_of.cache_clear()
    assert [failure.rule for failure in across.failures] == ["repository/id-matches-file"]
    assert "secret" not in str(across.failures)
    assert across.files["b.yaml"].findings[0].rule == "repository/id-unique"


def test_what_nobody_asked_is_not_run() -> None:
    across = judge({"a.yaml": "{id: a, supersedes: b, tlp: TLP:RED}"})
    assert {gap.check for gap in across.not_run} == {
        *("repository/attachment-unlisted", "repository/deleted-report", "repository/related-unresolved", "repository/supersedes-chain"),
        "tlp/loosened",
    }
    assert all(gap.routine for gap in across.not_run)
    around = Surroundings(whole=True, base=lambda: Unjudged("the history was cut"))
    loud = [gap for gap in judge({"a.yaml": "id: a"}, surroundings=around).not_run if not gap.routine]
    assert [(gap.check, gap.why) for gap in loud] == [
        ("repository/deleted-report", "the history was cut"),
        ("tlp/loosened", "the history was cut"),
    ]


def test_a_base_that_cannot_be_read_is_said() -> None:
    around = Surroundings(base=lambda: Base({"a.yaml": read("a: [", "a.yaml")}, unread="what 2 of the reports said could not be read"))
    across = judge({"a.yaml": "tlp: TLP:CLEAR"}, surroundings=around)
    said = [gap.why for gap in across.not_run if gap.check == "tlp/loosened"]
    assert said == [
        "what 2 of the reports said could not be read",
        "what a report said in the base revision cannot be read as a report: a.yaml",
    ]


def test_findings_of_one_file_are_put_together() -> None:
    pack = load_pack()
    text = "{schema: aishare/1, id: X, kind: incident, tlp: TLP:WHITE}"
    judged = check(read(text, "a.yaml"), pack, Circumstances(pack.format))
    across = judge({"a.yaml": text})
    both = joined(judged._replace(not_run=(NotRun("t/a", "why"),), failures=(Failure("t/b", "", ""),)), across.files["a.yaml"])
    assert len(both.findings) == len(judged.findings) + 1
    assert [finding.span.start for finding in both.findings] == sorted(finding.span.start for finding in both.findings)
    assert (len(both.not_run), len(both.failures)) == (1, 1)
    assert joined(judged, None) is judged


# Marks


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("tlp: TLP:RED", "tlp: TLP:RED", []),
        ("tlp: TLP:GREEN", "tlp: TLP:RED", []),
        ("tlp: TLP:RED", "tlp: TLP:AMBER+STRICT", ["$.tlp"]),
        ("tlp: TLP:RED", "tlp: TLP:BLACK", []),  # read as the strictest, and flagged by another rule
        ("tlp: TLP:BLACK", "tlp: TLP:GREEN", []),  # nobody knows what it was
        ("tlp: TLP:WHITE", "tlp: TLP:CLEAR", []),
        ("tlp: TLP:AMBER", "title: Text", []),
        ("{tlp: TLP:RED, kind: incident}", "{tlp: TLP:RED, default_tlp: TLP:GREEN, kind: incident}", []),  # a label stays in every edition
        ("{tlp: TLP:RED, impact: {a: Text}}", "{tlp: TLP:RED, default_tlp: TLP:GREEN, impact: {a: Text}}", ["$.default_tlp"]),
        ("{tlp: TLP:RED, impact: {a: Text, tlp: TLP:RED}}", "{tlp: TLP:RED, default_tlp: TLP:GREEN, impact: {a: Text}}", ["$.impact"]),
        ("{tlp: TLP:RED, impact: {a: Text}}", "{tlp: TLP:RED, impact: {a: {text: Text, tlp: TLP:CLEAR}}}", ["$.impact.a.tlp"]),
        ("{tlp: TLP:RED, impact: {a: {text: Text}}}", "{tlp: TLP:RED, impact: {a: Text, tlp: TLP:CLEAR}}", ["$.impact.tlp"]),
        ("{tlp: TLP:RED, impact: {a: {answer: withheld}}}", "{tlp: TLP:RED, impact: {a: {text: Text, tlp: TLP:CLEAR}}}", []),
        (
            "{tlp: TLP:RED, x: [{id: a, v: one, tlp: TLP:RED}, {id: b, v: two, tlp: TLP:GREEN}]}",
            "{tlp: TLP:RED, x: [{id: b, v: two, tlp: TLP:GREEN}, {id: a, v: one, tlp: TLP:RED}]}",
            [],
        ),
        (
            "{tlp: TLP:RED, x: [{v: one, tlp: TLP:RED}, {v: two, tlp: TLP:GREEN}]}",
            "{tlp: TLP:RED, x: [{v: new, tlp: TLP:CLEAR}, {v: one, tlp: TLP:RED}, {v: two, tlp: TLP:GREEN}]}",
            [],
        ),
        (
            "{tlp: TLP:RED, x: [{v: one, tlp: TLP:RED}, {v: two}]}",
            "{tlp: TLP:RED, x: [{v: new, tlp: TLP:CLEAR}, {v: newer}, {v: two}]}",
            [],
        ),
        ("{tlp: TLP:RED, x: [{v: one}, {v: two}]}", "{tlp: TLP:RED, x: [{v: one}, {v: other, tlp: TLP:CLEAR}]}", ["$.x[1].tlp"]),
        (
            "{tlp: TLP:RED, default_tlp: TLP:CLEAR, x: {v: the name of the victim, tlp: TLP:RED}}",
            "{tlp: TLP:RED, default_tlp: TLP:CLEAR, y: {w: The  name of the victim}}",
            ["$.y.w"],
        ),
        (  # it stood there before as well
            "{tlp: TLP:RED, default_tlp: TLP:CLEAR, x: {v: the name of the victim, tlp: TLP:RED}, z: the name of the victim}",
            "{tlp: TLP:RED, default_tlp: TLP:CLEAR, y: {w: the name of the victim}}",
            [],
        ),
    ],
)
def test_where_marks_are_looser(before: str, after: str, expected: list[str]) -> None:
    assert places(before, after) == expected


@pytest.mark.parametrize(
    ("relabel", "lacks"),
    [
        ("{from: TLP:RED, reason: The fix is out}", ""),
        ("{from: TLP:AMBER+STRICT, reason: The fix is out}", ""),
        ("{from: amber, reason: The fix is out}", ""),
        ("{from: TLP:GREEN, reason: The fix is out}", "`relabel.from` must be TLP:AMBER"),
        ("{reason: The fix is out}", "`relabel.from` must be TLP:AMBER"),
        ("{from: TLP:AMBER}", "`relabel.reason` must say why"),
        ("{from: TLP:AMBER, reason: '-'}", "`relabel.reason` must say why"),
        ("{from: TLP:RED, reason: Earlier}", "`relabel` is the record of an earlier loosening: write it anew"),
        ("yes", "`relabel` must say from what it was loosened, and why"),
    ],
)
def test_the_record_of_a_loosening(relabel: str, lacks: str) -> None:
    found = loosened("{tlp: TLP:AMBER, relabel: {from: TLP:RED, reason: Earlier}}", f"{{tlp: TLP:GREEN, relabel: {relabel}}}")
    said = "the report was TLP:AMBER in the base revision and is TLP:GREEN: "
    assert found == ([("$.tlp", said + lacks)] if lacks else [])


def test_an_ignore_of_a_loosened_mark_needs_a_reason() -> None:
    around = Surroundings(base=lambda: Base({"a.yaml": read("tlp: TLP:RED", "a.yaml")}))
    for comment, ignored in (("ignore[tlp]", None), ("ignore[tlp] it was a mistake", "it was a mistake")):
        across = judge({"a.yaml": f"tlp: TLP:GREEN # aishare-lint: {comment}"}, surroundings=around)
        assert [one.ignored for one in across.files["a.yaml"].findings if one.rule == "tlp/loosened"] == [ignored]


# Size


def test_many_reports_are_judged_in_time() -> None:
    number = 5000
    same = "vulnerabilities: [{id: CVE-2026-12345}]"
    texts = {
        f"reports/R-{index:05}.yaml": f"{{id: R-{index:05}, supersedes: R-{(index + 1) % number:05}, related: [R-{index + 7:05}], {same}}}"
        for index in range(number)
    }
    pack = load_pack()
    facts = {name: gather(read(text, name), pack) for name, text in texts.items()}
    around = Surroundings(whole=True, base=lambda: Base({}))
    selection = Selection(select=frozenset({"repository"}), ignore=frozenset({"repository/supersedes-chain"}))
    start = time.process_time()
    circumstances = Circumstances(pack.format, now=NOW)
    across = check_across(facts, pack, circumstances, selection, surroundings=around, document=lambda name: read(texts[name], name))
    assert time.process_time() - start < 5
    assert len(across.files) == 7, "the last ones are related to reports that there are not"


def test_a_large_report_is_compared_in_time() -> None:
    deep = "{a: " * 60 + "[" + ", ".join(f"'it\\\\s {number}'" for number in range(3000)) + "]" + "}" * 60
    items = "\n".join(f"  - {{v: some words of number {number}, tlp: TLP:RED}}" for number in range(3000))
    before = f"tlp: TLP:RED\nx: [[[[{deep}]]]]\nitems:\n{items}\n"
    start = time.process_time()
    assert len(places(before, before.replace("tlp: TLP:RED}", "tlp: TLP:GREEN}").replace("number 7,", "number x,"))) == 500
    assert time.process_time() - start < 10
