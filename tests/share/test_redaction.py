"""What is taken out of a report, and that nothing else of it changes."""

from __future__ import annotations

import re
from typing import Any

import pytest

from aishare_lint.document.paths import look_up, parse
from aishare_lint.document.places import Path
from aishare_lint.errors import UserError
from aishare_lint.share.commitments import file_value
from aishare_lint.share.redaction import Redaction, private_places, redact, takings
from tests.lint.checks.judging import found

from .reports import CODE, OBSERVED, PAYLOAD, PROMPT, REPORT, RESPONSE, document, terms

HASH = r'"sha256:[0-9a-f]{64}"'


def path(text: str) -> Path:
    return tuple(step for step in parse(text) if isinstance(step, (str, int)))


def taken(text: str = REPORT, *places: str, routes: tuple[str, ...] = (), keep_secrets: bool = False) -> Redaction:
    read, with_ = document(text), terms(*routes, keep_secrets=keep_secrets)
    wanted = tuple(map(path, places)) or private_places(read, with_)
    return redact(read, takings(read, wanted, with_), with_)


def numbered(text: str) -> str:
    """The text with every commitment as `"C"`."""
    return re.sub(HASH, '"C"', text)


def test_everything_private_is_taken_and_nothing_else_changes() -> None:
    done = taken()
    expected = REPORT.replace(
        "      references:\n        - https://example.org/gist/1234\n"
        '      code: |\n        import os\n        os.system("id of the host")\n',
        '      commitment: "C"\n      reported_via: unknown\n',
    )
    withheld = "{answer: withheld, reason: sealed before sharing}"
    expected = expected.replace(f'prompt: "{PROMPT}"', f'prompt: {withheld}, commitment: "C", reported_via: unknown')
    expected = expected.replace(f"response: {RESPONSE}", f"response: {withheld}")
    expected = expected.replace("    path: attachments/poc.txt  # tail", '    commitment: "C"  # tail')
    assert numbered(done.text) == expected
    assert OBSERVED in done.text
    assert found(done.text, "redaction/non-public-poc") == []
    assert found(done.text, "redaction/commitment-malformed", "schema/wrong-type", "schema/unknown-key", "schema/wrong-value") == []
    assert done.echoes == ()
    assert [one.path for one in done.sealed] == ["$.vulnerabilities[0].poc", "$.technical.prompts[0]", "$.attachments[0].path"]
    assert [one.value for one in done.sealed] == [
        {"references": ["https://example.org/gist/1234"], "code": CODE},
        {"prompt": PROMPT, "response": RESPONSE},
        file_value(PAYLOAD),
    ]
    assert [one.commitment for one in done.sealed] == [text.strip('"') for text in re.findall(HASH, done.text)]
    assert done.sealed[2].content == PAYLOAD
    assert done.sealed[0].written[0].startswith("references:")
    assert private_places(document(done.text), terms()) == ()


def test_routes_are_written() -> None:
    done = taken(REPORT, routes=("vendor", "cert-cc"))
    assert done.text.count("reported_via: [vendor, cert-cc]") == 3
    assert found(done.text, "redaction/poc-route", "schema/wrong-type", "schema/wrong-value") == []


def test_what_an_ignore_covers_stays() -> None:
    text = REPORT.replace("    poc:\n", "    poc:  # aishare-lint: ignore[redaction/non-public-poc] published tomorrow\n")
    assert {place[0] for place in private_places(document(text), terms())} == {"technical", "attachments"}


@pytest.mark.parametrize(
    ("text", "place", "new"),
    [
        ("a: {x_b: secret text}\n", "$.a.x_b", "a: {x_b: W}\n"),
        ("a:\n- one\n- two words\n- three\n", "$.a[1]", "a:\n- one\n- W\n- three\n"),
        ("a:\n- one\n- k: 1\n  l: 2  # c\n- three\n", "$.a[1]", "a:\n- one\n- W  # c\n- three\n"),
        ("a:\n- one\n# c\nb: 1\n", "$.a", "a: W\n# c\nb: 1\n"),
        ("a:   # gone with it\n  - one\nb: 1\n", "$.a", "a: W\nb: 1\n"),
        ("a: >-\n  x\n  y\n\nb: 1\n", "$.a", "a: W\n\nb: 1\n"),
        ("\"a b\": 'x'\r\nb: 1\r\n", "$['a b']", '"a b": W\r\nb: 1\r\n'),
        ("a: [x, y, z]\n", "$.a[1]", "a: [x, W, z]\n"),
        ("a: &anchor x\nb: 1\n", "$.a", "a: W\nb: 1\n"),
        ("a: x", "$.a", "a: W"),
        ("\ufeffa: x\n", "$.a", "\ufeffa: W\n"),
    ],
)
def test_a_named_place_is_replaced_in_every_layout(text: str, place: str, new: str) -> None:
    done = taken(text, place)
    withheld = re.compile(r"\{answer: withheld, reason: sealed before sharing, commitment: " + HASH + r"\}")
    assert withheld.sub("W", done.text) == new
    assert done.sealed[0].path == place
    assert done.sealed[0].value == look_up(document(text).data or "", path(place))


def test_a_mark_stays_with_what_was_marked() -> None:
    done = taken("description: {summary: {text: Text of it, tlp: TLP:RED}}\n", "$.description.summary")
    assert re.search(r'commitment: "[^"]+", tlp: TLP:RED\}', done.text)


POC = "vulnerabilities:\n- poc:\n    disclosure: non-public\n    origin: own-research\n"


@pytest.mark.parametrize(
    ("layout", "new"),
    [
        ("    code: a b c\n    more: d\n    tlp: TLP:RED\n", '    commitment: "C"\n    reported_via: unknown\n    tlp: TLP:RED\n'),
        ("    code: a b c\n    # on it\n    more: d", '    commitment: "C"\n    reported_via: unknown\n    # on it'),
        ("    code: a  # one\n    more: d  # two\n", '    commitment: "C"\n    reported_via: unknown  # one\n      # two\n'),
        ("    reported_via: [vendor]\n    code: |-\n      a\n\n      b\n", '    reported_via: [vendor]\n    commitment: "C"\n'),
        (
            "    code: |\n      a\n    more: |\n      b\n    reference: x\n",
            '    commitment: "C"\n    reported_via: unknown\n    reference: x\n',
        ),
    ],
)
def test_a_proof_of_concept_leaves_its_keys_in_every_layout(layout: str, new: str) -> None:
    assert numbered(taken(POC + layout).text) == POC + new


def test_flow_maps() -> None:
    text = "vulnerabilities: [{poc: {code: a, disclosure: non-public, origin: own-research, more: b, last: c}}]\n"
    expected = 'vulnerabilities: [{poc: {commitment: "C", reported_via: unknown, disclosure: non-public, origin: own-research}}]\n'
    assert numbered(taken(text).text) == expected


def test_the_first_key_of_an_item() -> None:
    text = "technical:\n  prompts:\n  - prompt: Text of it\n    disclosure: non-public\n    origin: own-research\n"
    new = (
        "technical:\n  prompts:\n  - prompt: {answer: withheld, reason: sealed before sharing}\n"
        '    commitment: "C"\n    reported_via: unknown\n    disclosure: non-public\n    origin: own-research\n'
    )
    assert numbered(taken(text).text) == new


def test_a_second_taking_gets_a_commitment_of_its_own() -> None:
    once = taken(REPORT, "$.technical.prompts[0].response")
    assert once.sealed[0].path == "$.technical.prompts[0].response"
    twice = taken(once.text, "$.technical.prompts[0].prompt")
    data: Any = document(twice.text).data
    assert data["technical"]["prompts"][0]["prompt"]["commitment"] == twice.sealed[0].commitment
    assert data["technical"]["prompts"][0]["commitment"] == once.sealed[0].commitment


def test_evidence_is_taken_only_when_it_is_named() -> None:
    assert OBSERVED in taken().text
    done = taken(REPORT, "$.technical.prompts[1]")
    assert OBSERVED not in done.text
    assert done.sealed[0].path == "$.technical.prompts[1].prompt"


@pytest.mark.parametrize(
    "place", ["$", "$.id", "$.tlp", "$.technical.prompts[0].id", "$.technical.prompts[0].disclosure", "$.kind", "$.nowhere"]
)
def test_what_must_stay(place: str) -> None:
    with pytest.raises(UserError):
        taken(REPORT, place)


def test_what_an_alias_needs_is_not_taken() -> None:
    with pytest.raises(UserError, match="nothing was changed"):
        taken("a: &x secret text\nb: *x\n", "$.a")


def test_what_still_stands_elsewhere_is_named() -> None:
    text = REPORT.replace("title: A thing", f"title: They sent “{PROMPT.upper()}”") + "x_note: 'as in os.system(\"id of the host\")'  \n"
    assert set(taken(text).echoes) == {"$.title", "$.x_note"}


@pytest.mark.parametrize("place", ["$.title", "$.title.answer", "$.title.commitment"])
def test_what_is_withheld_already_keeps_its_commitment(place: str) -> None:
    once = taken(REPORT, "$.title").text
    with pytest.raises(UserError):
        taken(once, place)


def test_a_map_that_holds_a_commitment_is_not_taken_whole() -> None:
    with pytest.raises(UserError, match="proved no more"):
        taken(taken(REPORT, "$.description.summary").text, "$.description")


def test_all_attachments_are_taken_one_by_one_with_their_files() -> None:
    done = taken(REPORT, "$.attachments")
    assert [one.path for one in done.takings] == [("attachments", 0, "path")]
    assert done.sealed[0].content == PAYLOAD
    assert "poc.txt" not in done.text


def _key() -> str:
    return "hf" + "_" + "QwErTyUiOpAsDfGhJkLzXcVbNmQwErTyUi"


@pytest.mark.parametrize("keep", [True, False])
def test_credentials_are_masked_unless_they_are_to_be_kept(keep: bool) -> None:
    text = REPORT.replace("        import os\n", f"        import os  # {_key()}\n")
    done = taken(text, keep_secrets=keep)
    held = repr(done.sealed[0].value) + "".join(done.sealed[0].written)
    assert (_key() in held) == keep
    assert done.masked == (0 if keep else 1)
    assert "os.system" in held
    assert _key() not in done.text
    assert done.sealed[0].commitment in done.text
