"""The words of the format, and the data behind them."""

from __future__ import annotations

import pytest

from aishare_lint.document.paths import parse
from aishare_lint.document.vocabularies import Hint, Vocabularies, fold
from aishare_lint.repo.builtin import load_pack


@pytest.fixture(scope="module")
def words() -> Vocabularies:
    return load_pack().format.vocabularies


@pytest.mark.parametrize(
    ("name", "text", "word"),
    [
        ("tlp", "tlp: amber + strict", "TLP:AMBER+STRICT"),
        ("tlp", "AMBER_STRICT", "TLP:AMBER+STRICT"),
        ("tlp", "TLP:WHITE", None),
        ("tlp", "UNCLEAR", None),
        ("activity", "Suspicious Activity", "suspicious-activity"),
        ("reporter-role", "AI_Developer", "developer"),
        ("users-unit", "organisations", "organizations"),
        ("exploited", "true", "yes"),
        ("country", "uk", "GB"),
        ("country", "de", "DE"),
        ("country", "Germany", None),
        ("admiralty", "b2", "B2"),
        ("admiralty", "A", None),
        ("action-technique", "aml.m0015", "AML.M0015"),
    ],
)
def test_canonical_looks_through_case_spelling_and_aliases(words: Vocabularies, name: str, text: str, word: str | None) -> None:
    assert words.vocabulary(name).canonical(text) == word


def test_a_word_that_holds_at_some_places_only_is_none_elsewhere(words: Vocabularies) -> None:
    tlp, disclosure = words.vocabulary("tlp"), words.vocabulary("artifact-disclosure")
    assert "none" in tlp.words(("description", "obtained_tlp"))
    assert "none" not in tlp.words(("tlp",))
    assert tlp.canonical("none", ("tlp",)) is None
    assert disclosure.canonical("no-poc", ("vulnerabilities", 3, "poc", "disclosure")) == "none"
    assert disclosure.canonical("no-poc", ("attachments", 0, "disclosure")) is None


def test_retired_labels_are_told_apart(words: Vocabularies) -> None:
    assert words.vocabulary("tlp").retired("Tlp: White") == "TLP:CLEAR"
    assert words.vocabulary("tlp").retired("TLP:CLEAR") is None
    assert words.vocabulary("pap").retired("white") == "PAP:CLEAR"


@pytest.mark.parametrize(
    ("path", "name"),
    [
        (("detection", "indicators", 7, "type"), "indicator-type"),
        (("detection", "indicators", 7, "type", "value"), "indicator-type"),
        (("detection", "indicators", 7, "value"), None),
        (("detection", "indicators", 7, "tlp"), "tlp"),
        (("sources", "s1", "access"), "access"),
        (("attribution", "confidence"), "attribution-confidence"),
        (("attribution", "actors", 0, "confidence"), "confidence"),
        (("impact", "rest"), "non-answer"),
        (("answers", "2.6"), "non-answer"),
        ((), None),
    ],
)
def test_which_list_holds_where(words: Vocabularies, path: tuple[str | int, ...], name: str | None) -> None:
    found = words.at(path)
    assert (found.name if found else None) == name


def test_a_word_of_a_list_is_a_non_answer_only_where_the_list_says_so(words: Vocabularies) -> None:
    assert words.non_answer("none", ("description", "activity")) == "none"
    assert words.non_answer("none", ("mitigations", "actions", 0, "technique")) is None
    assert words.non_answer("none", ("impact", "lateral_movement")) == "none"
    assert words.non_answer("nothing", ("impact", "lateral_movement")) is None


@pytest.mark.parametrize(
    ("parent", "key", "known", "hint"),
    [
        (("detection", "indicators", 0), "First-Seen", {"first_seen"}, Hint("first_seen", "spelling")),
        (("detection",), "behaviours", {"behaviors"}, Hint("behaviors", "spelling")),
        (("detection",), "iocs", {"indicators"}, Hint("indicators", "synonym")),
        (("victims",), "notes", {"note"}, Hint("note", "synonym")),
        ((), "iocs", {"detection"}, Hint("$.detection.indicators", "elsewhere", "belongs to section 2")),
        (("detection",), "indcators", {"indicators", "method"}, Hint("indicators", "nearest")),
        (("detection",), "x", {"indicators"}, None),
        (("detection",), "i" * 100_000, {"indicators"}, None),
    ],
)
def test_what_an_unknown_key_may_mean(
    words: Vocabularies, parent: tuple[str | int, ...], key: str, known: set[str], hint: Hint | None
) -> None:
    assert words.hint(parent, key, known) == hint


def test_nearest_is_by_hint_then_by_distance(words: Vocabularies) -> None:
    assert words.vocabulary("status").nearest("Done") == "ready"
    assert words.vocabulary("status").nearest("drafd") == "draft"
    assert words.vocabulary("status").nearest("zebra") is None
    assert words.vocabulary("status").nearest("d" * 100_000) is None


def test_orders_and_scales(words: Vocabularies) -> None:
    labels = words.vocabulary("tlp").words(("tlp",))
    assert [words.order(label) for label in labels] == [0, 1, 2, 3, 4]
    assert words.order("PAP:RED") == 3
    assert words.order("TLP:WHITE") is None
    assert words.scale("none-low-med-high").write("moderate") == 50
    assert words.scale("none-low-med-high").read(70) == "high"
    assert words.scale("admiralty-credibility").write("6") is None
    assert words.scale("none-low-med-high").read(101) is None


def test_scales_leave_no_gap_and_overlap_nowhere(words: Vocabularies) -> None:
    for name, scale in words.data["confidence_scales"].items():
        covered = [range(int(one["read"][0]), int(one["read"][1]) + 1) for one in scale["values"].values() if "read" in one]
        numbers = [number for band in covered for number in band]
        assert not numbers or sorted(numbers) == list(range(101)), name
        for word, record in scale["values"].items():
            if "read" in record:
                assert words.scale(name).read(int(record["write"])) == word


def test_no_alias_has_two_meanings(words: Vocabularies) -> None:
    """Else a fix would depend on the order of the file."""
    wrong = []
    for name in words.names:
        vocabulary = words.vocabulary(name)
        meaning: dict[str, str] = {words.fold(word): word for word in vocabulary.values}
        assert len(meaning) == len(vocabulary.values), name
        for word, record in vocabulary.values.items():
            others = (*record.get("aliases", ()), *record.get("retired", ()))
            wrong += [f"{name}: {text}" for text in others if meaning.setdefault(words.fold(text), word) != word]
            wrong += [f"{name}: near {text}" for text in record.get("near", ()) if words.fold(text) in vocabulary._meanings]
    assert wrong == []


def test_every_word_says_what_it_means(words: Vocabularies) -> None:
    assert [(name, word) for name in words.names for word in words.vocabulary(name).values if not words.vocabulary(name).means(word)] == []


def test_every_path_in_the_data_parses(words: Vocabularies) -> None:
    paths = [path for name in words.names for path in words.vocabulary(name).data["at"]]
    paths += [parent for parent in words.data["synonyms"] if parent != "*"]
    paths += [entry[end] for entry in words.data["elsewhere"] for end in ("from", "to")]
    assert all(parse(path) for path in paths if path != "$")


def test_no_key_has_two_hints(words: Vocabularies) -> None:
    """A rename in place goes before a hint to another place, so the same key in both would never reach the second."""
    places = {entry["from"] for entry in words.data["elsewhere"]}
    assert len(places) == len(words.data["elsewhere"])
    renamed = {f"{parent}.{key}" for parent, table in words.data["synonyms"].items() for key in table}
    assert places & renamed == set()


def test_our_own_spelling_is_left_alone(words: Vocabularies) -> None:
    for part, ours in words.spelling.items():
        assert fold(ours, words.spelling) == ours, part
    keys = {key for table in words.data["synonyms"].values() for key in table.values()}
    assert {key for key in keys if words.spelt(key) != key} == set()
