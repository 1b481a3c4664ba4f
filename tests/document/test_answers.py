"""The counting rule, sentence by sentence, and on the three real cases."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aishare_lint.document.answers import STATES, Coverage, coverage, stands_in
from aishare_lint.document.paths import show
from aishare_lint.document.reader import read
from aishare_lint.repo.builtin import data_folder, load_pack

FORMAT = load_pack().format
CASES = data_folder() / "examples" / "reports"


def held(text: str) -> Coverage:
    return coverage(read(text), FORMAT.tear_sheet, FORMAT.vocabularies)


def state(text: str, question: str) -> str:
    return held(text)[question].state


@pytest.mark.parametrize(
    ("name", "counts", "still_open"),
    [
        ("EX-2025-0002", (43, 3, 4, 8, 0), ["2.6"]),
        ("EX-2024-0005", (36, 1, 2, 16, 4), []),
        ("EX-2025-0006", (10, 1, 30, 14, 0), ["3.2", "6.7", "7.2", "7.3"]),
    ],
)
def test_real_cases(name: str, counts: tuple[int, ...], still_open: list[str]) -> None:
    held_against = coverage(read((CASES / f"{name}.yaml").read_bytes()), FORMAT.tear_sheet, FORMAT.vocabularies)
    assert tuple(held_against.count()[state] for state in STATES[:5]) == counts
    assert [question.id for question in held_against.questions if question.state == "open"] == still_open
    assert sum(held_against.count().values()) == 59


def test_counts_of_sections_add_up() -> None:
    path = Path(CASES / "EX-2025-0006.yaml")
    held_against = coverage(read(path.read_bytes()), FORMAT.tear_sheet, FORMAT.vocabularies)
    sections = [held_against.count(section) for section in FORMAT.tear_sheet.sections]
    assert {state: sum(section[state] for section in sections) for state in STATES} == held_against.count()


# What is written


@pytest.mark.parametrize("word", ["none", "not-applicable", "unknown", "withheld"])
def test_four_words_count_as_themselves(word: str) -> None:
    assert state(f"impact: {{exfiltration: {word}}}", "6.3") == word
    assert state(f"impact: {{exfiltration: {{answer: {word}, reason: because, tlp: TLP:RED}}}}", "6.3") == word
    assert state(f"impact: {{exfiltration: '{word.upper()}'}}", "6.3") == word


def test_a_word_at_a_parent_answers_everything_below() -> None:
    one = held("detection: {indicators: unknown}")
    assert {id_: one[id_].state for id_ in ("2.3", "2.6", "2.7", "2.8")} == dict.fromkeys(("2.3", "2.6", "2.7", "2.8"), "unknown")
    whole = held("attribution: {answer: withheld, reason: legal review}")
    assert {whole[id_].state for id_ in ("8.1", "8.2", "8.11", "9.1")} == {"withheld"}
    assert whole["8.1"].reasoned
    assert held("attribution: not-applicable")["8.7"].state == "not-applicable"


def test_one_real_leaf_answers_and_asides_do_not() -> None:
    assert state("attribution: {ai_attack: {type: none, procedure: the key was bought}}", "8.7") == "answered"
    asides = "id: x, confidence: high, source: s, note: n, tlp: TLP:RED, reason: r, references: [a], basis: b"
    assert state(f"impact: {{exfiltration: {{text: unknown, {asides}}}}}", "6.3") == "unknown"
    assert state(f"impact: {{exfiltration: {{{asides}}}}}", "6.3") == "open"


def test_mixed_words_count_as_unknown() -> None:
    assert state("impact: {critical_infrastructure: {sectors: none, us_federal: not-applicable}}", "6.6") == "unknown"
    assert state("impact: {critical_infrastructure: {sectors: none, us_federal: none}}", "6.6") == "none"


def test_over_a_list_one_answering_item_answers() -> None:
    assert state("vulnerabilities: [{id: CVE-2026-1234, critical_concern: unknown}, {critical_concern: 'no'}]", "3.2") == "answered"
    assert state("vulnerabilities: [{critical_concern: unknown}, {critical_concern: unknown}, {}]", "3.2") == "unknown"


def test_nothing_written_is_open() -> None:
    for empty in ("''", "[]", "{}", "~x: 1"):
        assert state(f"impact: {{lateral_movement: {empty}}}" if "~" not in empty else "impact: {}", "6.1") == "open"
    assert all(question.state == "open" for question in held("just text").questions)
    assert all(question.state == "open" for question in held("a: [").questions)


def test_lists_say_whether_a_word_of_theirs_is_a_non_answer() -> None:
    assert state("description: {activity: none}", "1.1") == "none"
    assert state("mitigations: {status: none}", "7.1") == "none"
    assert state("vulnerabilities: [{exploited: {status: unknown}}]", "3.1") == "unknown"
    # `none` is a technique of its own, no non-answer.
    assert state("mitigations: {actions: [{technique: none}]}", "7.3") == "answered"
    assert state("mitigations: {actions: [{technique: {answer: none}}]}", "7.3") == "none"


def test_values_may_be_wrapped() -> None:
    assert state("mitigations: {status: {value: partial, tlp: TLP:RED}}", "7.1") == "answered"
    assert state("mitigations: {status: {value: unknown, tlp: TLP:RED}}", "7.1") == "unknown"
    assert state("detection: {timeline: {value: [{at: '2026'}], tlp: TLP:RED}}", "2.7") == "answered"


def test_addresses_and_hashes_answer_2_6_and_commits_do_not() -> None:
    def of(type_: str) -> str:
        return state(f"detection: {{indicators: [{{type: {type_}, value: x}}]}}", "2.6")

    assert {of(type_) for type_ in ("ipv4", "ipv6", "domain", "url", "email", "sha256", "md5", "ssdeep", "hostname")} == {"answered"}
    assert {of(type_) for type_ in ("git-commit", "account", "file-path", "model", "something-else")} == {"open"}
    assert state("detection: {indicators: [{type: domain, value: withheld}]}", "2.6") == "withheld"
    assert state("detection: {indicators: [{type: account, value: x}], rest: none}", "2.6") == "none"


def test_a_pointer_or_a_placeholder_is_no_answer() -> None:
    for text in ("see 2.1", "as above", "TBD", "?", "n/a", "-", "<who>"):
        assert state(f"impact: {{lateral_movement: '{text}'}}", "6.1") == "open"


# Order


def test_written_before_answers_before_rest() -> None:
    assert state("answers: {'6.1': none}\nimpact: {lateral_movement: unknown, rest: withheld}", "6.1") == "unknown"
    assert state("answers: {'6.1': none}\nimpact: {rest: withheld}", "6.1") == "none"
    assert state("answers: {'6.1': {answer: none, reason: searched}}", "6.1") == "none"
    assert state("impact: {rest: {answer: not-applicable, reason: a drill}}", "6.1") == "not-applicable"
    assert state("impact: {lateral_movement: to the build server, rest: none}", "6.1") == "answered"


def test_rest_holds_where_the_first_path_lies() -> None:
    assert state("impact: {rest: unknown}", "6.7") == "open"
    assert state("attribution: {rest: unknown}", "9.1") == "unknown"
    assert state("technical: {rest: unknown}", "9.1") == "open"
    assert state("vulnerabilities: {rest: unknown}", "3.1") == "open"


# What is owed, and where


def test_early_lets_one_of_two_go() -> None:
    both = held("{kind: incident, stage: early, vulnerabilities: [{id: CVE-2026-1234}]}")
    assert (both["1.1"].owed, both["1.2"].owed) == ("silent", "answer")
    neither = held("{kind: incident, stage: early}")
    assert [question.id for question in neither.questions if question.owed != "silent"] == ["1.1", "1.3", "1.5"]


def test_attempts_owe_less_and_a_second_nature_adds_nothing() -> None:
    assert held("{kind: incident, description: {activity: attempted-attack}}")["5.1"].owed == "silent"
    assert held("{kind: incident, description: {activity: {value: scanning}}}")["8.3"].owed == "silent"
    assert held("{kind: proactive, also: [incident]}")["2.1"].owed == "silent"


@pytest.mark.parametrize(
    ("report", "question", "at"),
    [
        ("{}", "6.1", "$.impact.lateral_movement"),
        ("{}", "2.3", "$.detection.indicators"),
        ("vulnerabilities: [{id: CVE-2026-1234}]", "3.2", "$.vulnerabilities[0].critical_concern"),
        ("detection: {indicators: [{type: account, value: x}]}", "2.6", "$.detection.indicators"),
        ("impact: {lateral_movement: {text: yes}}", "6.1", "$.impact.lateral_movement.text"),
        ("impact: {rest: none}", "6.1", "$.impact.rest"),
        ("answers: {'6.1': {answer: none}}", "6.1", "$.answers['6.1'].answer"),
    ],
)
def test_places(report: str, question: str, at: str) -> None:
    assert show(held(report)[question].at) == at


@pytest.mark.parametrize(
    ("report", "reasoned"),
    [
        ("description: {obtained: unknown}", False),
        ("description: {obtained: unknown, note: a note on the whole section}", False),
        ("description: {obtained: {answer: unknown, reason: the mail had no sender}}", True),
        ("description: {obtained: {answer: unknown, reason: TBD}}", False),
        ("description: {rest: {answer: unknown, reason: nobody asked yet}}", True),
        ("answers: {'1.3': {answer: unknown, reason: nobody asked yet}}", True),
    ],
)
def test_reasons(report: str, reasoned: bool) -> None:
    assert held(report)["1.3"].reasoned is reasoned


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("TBD", "placeholder"), ("t.b.d.", "placeholder"), ("to be determined", "placeholder"), ("???", "placeholder"),
        ("--", "placeholder"),
        ("N/A", "placeholder"), ("xxx", "placeholder"), ("<name>", "placeholder"), ("{{ victim }}", "placeholder"), ("...", "placeholder"),
        ("[insert name]", "placeholder"), ("lorem ipsum dolor", "placeholder"),
        ("see above", "pointer"), ("See attribution.techniques[0].use.", "pointer"), ("as described in 2.1", "pointer"),
        ("ditto", "pointer"),
        ("seen by the SOC", ""), ("see the log. It shows an attacker.", ""), ("<script>alert(1)</script>", ""), ("<https://a.example>", ""),
        ("-v", ""), ("as an agent reads it", ""), ("to steal keys", ""), ("nothing", ""), ("unknown", ""), ("", ""), ("0", ""), ("no", ""),
    ],
)  # fmt: skip
def test_stand_ins(text: str, what: str) -> None:
    assert stands_in(text) == what


# Whatever is written

values = st.recursive(
    st.sampled_from(["unknown", "none", "withheld", "text", "", "TBD", "see above"]) | st.booleans() | st.text(max_size=30),
    lambda below: (
        st.lists(below, max_size=3)
        | st.dictionaries(
            st.sampled_from(["answer", "value", "text", "rest", "id", "type", "at", "name", "reason"]) | st.text(max_size=5),
            below,
            max_size=3,
        )
    ),
    max_leaves=12,
)
heads = ["kind", "stage", "answers", "description", "detection", "vulnerabilities", "ai_systems", "victims", "impact", "technical"]


@given(st.dictionaries(st.sampled_from(heads), values, max_size=6))
def test_never_raises_and_always_counts_59(report: dict[str, object]) -> None:
    held_against = coverage(report, FORMAT.tear_sheet, FORMAT.vocabularies)  # type: ignore[arg-type]
    assert sum(held_against.count().values()) == 59
    assert [question.id for question in held_against.questions] == list(FORMAT.tear_sheet.questions)


@given(values)
def test_a_value_beside_it_never_makes_an_answer_worse(value: object) -> None:
    with_value = coverage({"victims": {"products": [value, "Example Chat"]}}, FORMAT.tear_sheet, FORMAT.vocabularies)  # type: ignore[list-item]
    assert with_value["5.5"].state == "answered"
