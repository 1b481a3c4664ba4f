"""What must not be shared: material by what it says of itself, credentials, personal information."""

from __future__ import annotations

import re
import secrets
import string
import time
from pathlib import Path
from typing import Any

import pytest

from aishare_lint.document.reader import read
from aishare_lint.lint.detectors.secrets import find
from aishare_lint.lint.detectors.tokens import FORMS
from aishare_lint.repo.builtin import data_folder, rule_files
from tests.lint.checks.judging import found, judge

POC = "redaction/non-public-poc"
SECRET = "redaction/secret"
PERSON = "redaction/personal-information"
KINDS = {form.kind for form in FORMS}


def _some(alphabet: str, length: int) -> str:
    return "".join(secrets.choice(alphabet) for _ in range(length))


def _letters(length: int) -> str:
    """No run that could be a placeholder: letters b to h never spell one."""
    return "Q" + _some("bcdfghjkQRTVW", length - 1)


def _hex(length: int) -> str:
    return "b" + _some("bcdef246789", length - 1)


def _upper(length: int) -> str:
    return _some("BCDFGHJKQRTVW", length)


#: One made-up credential for every form, put together here so that none stands in the file.
MADE_UP: dict[str, Any] = {
    "an Anthropic key": lambda: "sk-ant-" + "api03-" + _letters(90),
    "an OpenRouter key": lambda: "sk-or-" + "v1-" + _hex(64),
    "an OpenAI key": lambda: "sk-" + "proj-" + _letters(48),
    "a model provider's key": lambda: "sk-" + _letters(48),
    "a Hugging Face token": lambda: "hf" + "_" + _letters(34),
    "a Groq key": lambda: "gsk" + "_" + _letters(52),
    "an xAI key": lambda: "xai" + "-" + _letters(80),
    "a Replicate token": lambda: "r8" + "_" + _letters(37),
    "a LangSmith key": lambda: "lsv2" + "_pt_" + _hex(32) + "_" + _hex(10),
    "a Perplexity key": lambda: "pplx" + "-" + _letters(48),
    "an NVIDIA key": lambda: "nvapi" + "-" + _letters(64),
    "a Tavily key": lambda: "tvly" + "-" + _letters(32),
    "a Databricks token": lambda: "dapi" + _hex(32),
    "a Google API key": lambda: "AIza" + _letters(35),
    "a Google OAuth token": lambda: "ya29" + "." + _letters(60),
    "an AWS access key": lambda: "AK" + "IA" + _upper(16),
    "a value that is called a secret or token": lambda: "aws_secret_access" + "_key = " + _letters(20) + "7" + _letters(19),
    "an Amazon Bedrock key": lambda: "AB" + "SK" + _letters(120),
    "an Azure storage or bus key": lambda: "Account" + "Key=" + _letters(86) + "==",
    "an Azure client secret": lambda: "abc" + "8Q~" + _letters(34),
    "a signed Azure URL": lambda: "https://x.blob.example/a?sv=1&" + "sig=" + _letters(43) + "%3D",
    "a GitHub token": lambda: "gh" + "p_" + _letters(36),
    "a GitLab token": lambda: "gl" + "pat-" + _letters(20),
    "a Slack token": lambda: "xo" + "xb-" + _letters(40),
    "a Slack webhook": lambda: "https://hooks.slack" + ".com/services/T" + _upper(8) + "/B" + _upper(8) + "/" + _letters(24),
    "a Discord webhook": lambda: "https://discord" + ".com/api/webhooks/" + _some("123456789", 18) + "/" + _letters(68),
    "a Telegram bot token": lambda: _some("23456789", 10) + ":A" + "A" + _letters(33),
    "a Stripe key": lambda: "sk" + "_live_" + _letters(24),
    "an npm token": lambda: "npm" + "_" + _letters(36),
    "a PyPI token": lambda: "pypi" + "-AgEI" + _letters(80),
    "a SendGrid key": lambda: "SG" + "." + _letters(22) + "." + _letters(43),
    "a Vault token": lambda: "hvs" + "." + _letters(90),
    "a DigitalOcean token": lambda: "dop" + "_v1_" + _hex(64),
    "an Atlassian token": lambda: "ATATT" + "3" + _letters(150),
    "a Docker token": lambda: "dckr" + "_pat_" + _letters(27),
    "a Shopify token": lambda: "shpat" + "_" + _hex(32),
    "a Grafana token": lambda: "glsa" + "_" + _letters(32) + "_" + _hex(8),
    "a Supabase token": lambda: "sbp" + "_" + _hex(40),
    "an age identity": lambda: "AGE-SECRET" + "-KEY-1" + _upper(58),
    "a JSON web token": lambda: "ey" + "J" + _letters(20) + ".ey" + "J" + _letters(40) + "." + _letters(43),
    "a private key": lambda: (
        "-----BEGIN RSA PRIVATE" + " KEY-----\n" + _letters(64) + "\n" + _letters(64) + "\n-----END RSA PRIVATE" + " KEY-----"
    ),
    "a bearer token": lambda: "Authorization: Bea" + "rer " + _letters(20) + "7" + _letters(19),
    "a password in a URL": lambda: "postgres://svc:" + _letters(12) + "@db.corp.example/x",
}


@pytest.mark.parametrize("kind", list(MADE_UP))
def test_every_kind_of_credential_is_found_and_never_shown(kind: str) -> None:
    key = MADE_UP[kind]()
    indented = key.replace("\n", "\n    ")
    judged = judge(f"title: Text\ndescription:\n  summary: |\n    they used {indented} there\n  {'x_note'}: again\n", SECRET)
    assert [finding.message.partition(":")[0] for finding in judged.findings] == [kind]
    core = max(re.split(r"[\s:/.=@&%-]+", key), key=len)
    assert core not in repr(judged.findings) + "\n".join(judged.lines)


@pytest.mark.parametrize(
    "text",
    [
        "AKIA" + "IOSFODNN7EXAMPLE",
        "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        "sk-" + "x" * 48,
        "hf_" + "your_token_here",
        "gh" + "p_" + "0" * 36,
        "Authorization: Bearer ${TOKEN_OF_THE_SERVICE_ACCOUNT}",
        "https://user:password@db.example.org",
        "https://user:$PASSWORD@db.example.org",
        "a task-management-system-for-everyone-and-everything",
        "files that begin with -----BEGIN PRIVATE KEY-----",
        "T1195.002, CVE-2025-8217, sha256:" + "ab12" * 16,
    ],
)
def test_placeholders_and_names_are_no_credentials(text: str) -> None:
    assert found(f'description: {{summary: "{text}"}}', SECRET) == []


def test_forms_are_bounded_and_have_words() -> None:
    for form in FORMS:
        assert not re.search(r"\(\?=|\\[1-9]", form.pattern), "no lookahead, no backreference"
        assert all(int(most) <= 8000 for most in re.findall(r",(\d+)\}", form.pattern)), form.kind
        assert form.words, form.kind
        assert all(word == word.lower() and (len(word) > 1 or not form.apart) for word in form.words), form.kind


@pytest.mark.parametrize(
    "hostile",
    [
        "sk-ant-api03-",
        "eyJaaaaaaaa.",
        "eyJ",
        "://a:",
        "://a:b",
        "-----BEGIN PRIVATE " + "KEY-----\\nAAAAAAAAAAAAAAAA",
        "bearer ",
        "A" * 40,
        "a@b.c ",
        "+1 2",
    ],
)
def test_hostile_text_is_judged_in_time(hostile: str) -> None:
    text = f'description: {{summary: "{hostile * (200_000 // len(hostile))}"}}'
    before = time.process_time()
    judge(text, SECRET, PERSON)
    assert time.process_time() - before < 4


def test_no_rule_file_holds_a_credential() -> None:
    for _, path in rule_files(data_folder() / "rules"):
        text = path.read_text(encoding="utf-8")
        tokens = [text[slice(*one.span)] for one in find(text) if one.kind in KINDS]
        assert all("EXAMPLE" in token for token in tokens), path


def test_this_file_holds_no_credential() -> None:
    text = Path(__file__).read_text(encoding="utf-8")
    assert [one.kind for one in find(text) if one.kind in KINDS] == []


# Personal information


@pytest.mark.parametrize(
    "text",
    [
        "reporter: {contact: jane.roe@corp.example}",
        "handling: {recipients: [{address: jane.roe@corp.example}]}",
        "description: {summary: mail to security@corp.example or no-reply@corp.example or dev-talk@lists.corp.example}",
        "description: {summary: user@example.com}",
        "detection: {indicators: [{type: email, value: 'x.y@evil.example', owner: actor}]}",
        "detection: {indicators: [{type: domain, value: evil.example}]}\ndescription: {summary: 'from x.y@evil.example'}",
        "description: {summary: '1294b38b7fade342cfcbaf7cf80e2e5096ea1f9c, 2025-07-13T10:39:00Z, +1 (202) 555-0143, 4111 1111 1111 1111'}",
        "x_numbers: '1721037600000, 950000, 192.0.2.1, CVE-2025-1234567, 4539148803436468'",
        "internal: {notes: jane.roe@corp.example}",
    ],
)
def test_what_is_no_personal_information(text: str) -> None:
    assert found(text, PERSON) == []


@pytest.mark.parametrize(
    "text",
    [
        "description: {summary: jane.roe@corp.example}",
        "description: {summary: 'jane.roe[at]corp[.]example'}",
        "detection: {indicators: [{type: email, value: jane.roe@corp.example, owner: victim}]}",
        "technical: {prompts: [{response: sent to jane.roe@corp.example}]}",
        "title: Text  # ask jane.roe@corp.example\n",
        "jane.roe@corp.example: Text",
        "description: {summary: call +49 30 901820 or so}",
        "description: {summary: '4539 1488 0343 6467'}",
        "description: {summary: DE89370400440532013000}",
    ],
)
def test_what_is_personal_information(text: str) -> None:
    judged = judge(text, PERSON)
    assert len(judged.findings) == 1
    shown = repr(judged.findings[0].message) + "".join(judged.lines) + judged.findings[0].at
    assert not re.search(r"jane|901820|0343|0440", shown)


def test_a_file_that_cannot_be_read_is_looked_through_too() -> None:
    text = "reporter:\n  contact: soc.lead@corp.example\ndescription: {summary: jane.roe@corp.example\n"
    assert read(text).data is None
    judged = judge(text, PERSON)
    assert [finding.region.line for finding in judged.findings if finding.rule == PERSON] == [3]
    assert "jane.roe" not in "".join(judged.lines)


# Proofs of concept


@pytest.mark.parametrize("disclosure", ["lesser-known", "vendor-known", "non-public", "NonPublic", "private", "secret", "hush-hush"])
@pytest.mark.parametrize("origin", ["own-research", "reproduced", "third-party", "research", "somewhere"])
def test_private_material_is_stopped_however_it_is_spelt(disclosure: str, origin: str) -> None:
    text = f"technical: {{prompts: [{{disclosure: {disclosure}, origin: {origin}, prompt: Text of it, x_more: More}}]}}"
    assert found(text, POC) == [(POC, "$.technical.prompts[0].prompt"), (POC, "$.technical.prompts[0].x_more")]


@pytest.mark.parametrize(
    ("disclosure", "origin"),
    [
        ("public", "own-research"),
        ("non-public", "observed-in-attack"),
        ("non-public", "observed"),
        ("none", "own-research"),
        ("published", "third-party"),
    ],
)
def test_material_that_may_travel(disclosure: str, origin: str) -> None:
    assert found(f"technical: {{prompts: [{{disclosure: {disclosure}, origin: {origin}, prompt: Text of it}}]}}", POC) == []


def test_private_material_is_never_shown() -> None:
    judged = judge(
        "title: attachments/that-works.txt\n"
        "attachments: [{disclosure: non-public, origin: own-research, path: attachments/that-works.txt}]\n"
        "technical: {prompts: [{disclosure: non-public, origin: own-research, prompt: A prompt that works}]}\n",
        POC,
    )
    assert "that" not in repr([finding.message for finding in judged.findings]) + "\n".join(judged.lines)
    assert "and text of 19 characters stands here" in judged.findings[1].message
    assert judged.findings[0].fix is not None
    assert (judged.findings[0].fix.safety, judged.findings[0].fix.edits) == ("suggest", ())


def test_characters_of_the_alphabet_of_made_up_keys_spell_no_placeholder() -> None:
    assert not set("xX*0") & set(_letters(200) + _hex(200) + _upper(200)) & set(string.printable)
