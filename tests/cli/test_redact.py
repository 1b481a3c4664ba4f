"""`redact`, and what `check` says of the files beside a report."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.lint.media.pictures import PROMPT as GENERATED
from tests.lint.media.pictures import jpeg_with_gps, pixels, png_with_prompt
from tests.share.reports import CODE, OBSERVED, PAYLOAD, PROMPT, REPORT, RESPONSE, make_key, make_repository

from .conftest import CLEAN, SPEAKING, Ran, write

Cli = Callable[..., Ran]
NAME = "reports/ORG-2026-0001.yaml"


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository whose user signs with an SSH key, and a state folder outside of it."""
    for name in SPEAKING:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    make_repository(tmp_path / "repo", make_key(tmp_path / "keys"))
    monkeypatch.chdir(tmp_path / "repo")
    return tmp_path / "repo"


def sealed_files(repository: Path) -> list[Path]:
    return sorted(path for path in (repository.parent / "state").rglob("*") if path.is_file())


def test_round_trip(cli: Cli, repository: Path) -> None:
    ran = cli("redact", NAME)
    assert ran.code == 0
    text = (repository / NAME).read_text()
    for value in (PROMPT, RESPONSE, CODE.splitlines()[1], "gist/1234", PAYLOAD.decode().strip()):
        assert value not in text + ran.out + ran.err
        assert all(value.encode() not in path.read_bytes() for path in sealed_files(repository))
    assert OBSERVED in text
    assert "next: write into `reported_via`" in ran.err
    assert "commits that hold it already" in ran.err
    assert not (repository / "reports" / "attachments" / "poc.txt").exists()
    assert len(sealed_files(repository)) == 3
    shown = ""
    for path in sealed_files(repository):
        ran = cli("redact", "--open", str(path), NAME)
        assert ran.code == 0
        assert ran.out.startswith("matches: ")
        assert PROMPT not in ran.out
        shown += cli("redact", "--open", str(path), NAME, "--show").out
    for value in (PROMPT, RESPONSE, CODE.splitlines()[1], "gist/1234", PAYLOAD.decode().strip()):
        assert value in shown
    assert cli("redact", NAME) == Ran(0, f"{NAME}: nothing to take out; --place takes out whatever it names\n", "")
    assert len(sealed_files(repository)) == 3


def test_a_moved_place_still_matches(cli: Cli, repository: Path) -> None:
    cli("redact", NAME)
    text = (repository / NAME).read_text().replace("  prompts:\n", "  prompts:\n    - {id: p0, prompt: Text}\n")
    (repository / NAME).write_text(text)
    assert [cli("redact", "--open", str(path), NAME).code for path in sealed_files(repository)] == [0, 0, 0]


def test_another_report_does_not_match(cli: Cli, repository: Path) -> None:
    cli("redact", NAME)
    write(repository, "reports/other.yaml")
    ran = cli("redact", "--open", str(sealed_files(repository)[0]), "reports/other.yaml", "--show")
    assert ran.code == 1
    assert ran.out.startswith("does not match: ")
    assert ran.out.count("\n") == 1


def test_tampered_files_are_refused(cli: Cli, repository: Path) -> None:
    cli("redact", NAME, "--plain")
    path = sealed_files(repository)[0]
    data = json.loads(path.read_bytes())
    for key, value in (("value", "another value"), ("path", "$.x"), ("nonce", "00" * 32)):
        path.write_text(json.dumps({**data, key: value}))
        ran = cli("redact", "--open", str(path), NAME, "--show")
        assert ran.code == 2
        assert ran.out == ""
        assert "proves nothing" in ran.err


def test_output_writes_what_was_withheld(cli: Cli, repository: Path, tmp_path: Path) -> None:
    cli("redact", NAME, "--place", "$.attachments[0]", "--plain")
    path, target = sealed_files(repository)[0], tmp_path / "out.txt"
    assert cli("redact", "--open", str(path), NAME, "--output", str(target)).code == 0
    assert target.read_bytes() == PAYLOAD
    assert "is there already" in cli("redact", "--open", str(path), NAME, "--output", str(target)).err


def test_shown_material_is_fenced_and_its_hidden_characters_are_seen(cli: Cli, repository: Path) -> None:
    write(repository, NAME, CLEAN + 'x_a: "first\\n::error::x\\u202E\\u001B[31m"\n')
    cli("redact", NAME, "--place", "$.x_a", "--plain")
    out = cli("redact", "--open", str(sealed_files(repository)[0]), NAME, "--show").out
    assert "  | first\n  | ::error::x<U+202E><U+001B>[31m\n" in out


def test_places_and_routes(cli: Cli, repository: Path) -> None:
    ran = cli("redact", NAME, "--place", "$.technical.prompts[*].prompt", "--plain", "--reported-via", "CISA", "--reported-via", "vendor")
    assert ran.code == 0
    assert "next:" not in ran.err
    text = (repository / NAME).read_text()
    assert OBSERVED not in text
    assert RESPONSE in text
    assert text.count("reported_via: [cisa-cvd, vendor]") == 2


def test_what_is_left_elsewhere_is_said(cli: Cli, repository: Path) -> None:
    (repository / NAME).write_text(REPORT + f"x_note: {PROMPT}\n")
    ran = cli("redact", NAME, "--plain")
    assert ran.code == 1
    assert "still stands at $.x_note" in ran.err
    assert PROMPT not in ran.err


def test_credentials_are_not_kept(cli: Cli, repository: Path) -> None:
    key = "hf" + "_" + "QwErTyUiOpAsDfGhJkLzXcVbNmQwErTyUi"
    (repository / NAME).write_text(REPORT.replace(PROMPT, f"{PROMPT} {key}"))
    ran = cli("redact", NAME, "--plain")
    assert "1 credential" in ran.err or "a credential was masked" in ran.err
    assert all(key.encode() not in path.read_bytes() for path in sealed_files(repository))
    (repository / NAME).write_text(REPORT.replace(PROMPT, f"{PROMPT} {key}"))
    (repository / "reports" / "attachments" / "poc.txt").write_bytes(PAYLOAD)
    assert cli("redact", NAME, "--plain", "--keep-secrets").code == 0
    assert any(key.encode() in path.read_bytes() for path in sealed_files(repository))


def test_names_that_a_terminal_would_obey_are_shown_as_they_are(cli: Cli, repository: Path) -> None:
    write(repository, NAME, CLEAN + '"x_\\e[31m\\u202E": {x_b: some text}\n')
    ran = cli("redact", NAME, "--place", "$..x_b", "--plain")
    ran_open = cli("redact", "--open", str(sealed_files(repository)[0]), NAME)
    for out in (ran.out, ran_open.out):
        assert "x_<U+001B>[31m<U+202E>" in out
        assert "\x1b" not in out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("redact", "reports"), "is no file"),
        (("redact", "-"), "is no file"),
        (("redact", "nothing.yaml"), "no such file"),
        (("redact", NAME, "--place", "x"), "--place is no path"),
        (("redact", NAME, "--place", "$.x"), "nothing stands at $.x"),
        (("redact", NAME, "--place", "$.id"), "must stay"),
        (("redact", NAME, "--reported-via", "pigeon"), "`pigeon` is no route"),
        (("redact", NAME, "--show"), "--show and --output need --open"),
        (("redact", NAME, "--open", "x", "--plain"), "--open only reads"),
        (("redact", NAME, "--attachments", "--place", "$.x"), "--attachments goes with"),
        (("redact", NAME, "--open", "nothing"), "cannot read the sealed file"),
        (("redact", NAME, "--open", NAME), "no sealed file"),
    ],
)
def test_mistakes_change_nothing(cli: Cli, repository: Path, arguments: tuple[str, ...], said: str) -> None:
    ran = cli(*arguments)
    assert ran.code == 2
    assert said in ran.err
    assert (repository / NAME).read_text() == REPORT
    assert sealed_files(repository) == []


def test_what_cannot_be_sealed_stays(cli: Cli, repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setitem(sys.modules, "pyrage", None)
        assert "aishare-lint[encrypt]" in cli("redact", NAME).err
    with monkeypatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(repository / "state"))
        assert "inside the git work tree" in cli("redact", NAME, "--plain").err
    (repository / "reports" / "attachments" / "poc.txt").unlink()
    assert "cannot be sealed: missing" in cli("redact", NAME).err
    write(repository, NAME, "a: [")
    assert "cannot be read" in cli("redact", NAME).err
    assert sealed_files(repository) == []


# Attachments


def _with_pictures(repository: Path) -> dict[str, bytes]:
    pictures = {"shot.png": png_with_prompt(), "photo.jpg": jpeg_with_gps(6)}
    for name, content in pictures.items():
        (repository / "reports" / "attachments" / name).write_bytes(content)
    text = CLEAN + "attachments:\n"
    for number, (name, content) in enumerate(pictures.items(), 1):
        digest = hashlib.sha256(content).hexdigest()
        text += f"  - {{id: a{number}, path: attachments/{name}, sha256: {digest}, size: {len(content)}, what: screenshot, "
        text += "origin: observed-in-attack, disclosure: public}  # c\n"
    write(repository, NAME, text)
    return pictures


def test_pictures_that_tell_are_found_and_stripped(cli: Cli, repository: Path) -> None:
    before = _with_pictures(repository)
    ran = cli("check", NAME, "--select", "redaction/attachment-metadata,repository/attachment-hash")
    assert ran.code == 1
    assert "a GPS position" in ran.out
    assert "a prompt for an image generator" in ran.out
    assert GENERATED not in ran.out
    assert "Jane Roe" not in ran.out
    ran = cli("redact", NAME, "--attachments")
    assert ran.code == 0
    assert "Jane Roe" not in ran.out + ran.err
    for name, content in before.items():
        after = (repository / "reports" / "attachments" / name).read_bytes()
        assert b"Jane Roe" not in after
        assert pixels(after) == pixels(content)
    assert cli("check", NAME, "--select", "redaction/attachment-metadata,repository,redaction/commitment-malformed,schema").code == 0
    assert cli("redact", NAME, "--attachments").out == f"{NAME}: no attached image carries anything beside its pixels\n"
    originals = sealed_files(repository)
    assert len(originals) == 2
    for number, path in enumerate(originals):
        target = repository.parent / f"original{number}"
        assert cli("redact", "--open", str(path), NAME, "--output", str(target)).code == 0
        assert target.read_bytes() in before.values()


def test_stripping_that_was_interrupted_is_finished_by_the_next_run(cli: Cli, repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from aishare_lint.share import handover

    before = _with_pictures(repository)
    real, calls = handover.replace_file, []

    def once(path: str, content: bytes) -> None:
        calls.append(path)
        if len(calls) > 1:
            raise KeyboardInterrupt
        real(path, content)

    monkeypatch.setattr(handover, "replace_file", once)
    assert cli("redact", NAME, "--attachments").code == 130
    assert (repository / "reports" / "attachments" / "shot.png").read_bytes() == before["shot.png"]
    monkeypatch.setattr(handover, "replace_file", real)
    assert cli("redact", NAME, "--attachments").code == 0
    assert cli("check", NAME, "--select", "redaction/attachment-metadata,repository/attachment-hash").code == 0


def test_what_cannot_be_stripped_is_said(cli: Cli, repository: Path) -> None:
    from tests.lint.media.pictures import office

    (repository / "reports" / "attachments" / "a.docx").write_bytes(office())
    write(repository, NAME, CLEAN + "attachments: [{id: a1, path: attachments/a.docx}]\n")
    ran = cli("redact", NAME, "--attachments")
    assert ran.code == 1
    assert "$.attachments[0].path carries something that cannot be taken out here" in ran.err
    assert sealed_files(repository) == []


def test_an_original_that_is_ignored_with_a_reason_stays(cli: Cli, repository: Path) -> None:
    before = _with_pictures(repository)
    text = (
        (repository / NAME).read_text().replace("  # c", "  # aishare-lint: ignore[redaction/attachment-metadata] the prompt is evidence")
    )
    (repository / NAME).write_text(text)
    assert cli("redact", NAME, "--attachments").code == 0
    assert (repository / "reports" / "attachments" / "shot.png").read_bytes() == before["shot.png"]


def test_a_text_attachment_is_read_like_prose(cli: Cli, repository: Path) -> None:
    key = "hf" + "_" + "QwErTyUiOpAsDfGhJkLzXcVbNmQwErTyUi"
    (repository / "reports" / "attachments" / "a.log").write_text(f"first line\nwith {key} in it\n")
    write(repository, NAME, CLEAN + f"attachments: [{{id: a1, path: attachments/a.log}}]\nx_again: {key[:10]}\n")
    for format_ in ("full", "concise", "json", "sarif", "markdown", "github"):
        ran = cli("check", NAME, "--select", "redaction/secret", "--format", format_)
        assert ran.code == 1
        assert "in the attached file, line 2" in ran.out or format_ == "markdown"  # which counts, and says no messages
        assert key not in ran.out + ran.err
    (repository / "reports" / "attachments" / "a.log").write_text("mail from\n\njane.roe@corp-of-victim.com\n")
    ran = cli("check", NAME, "--select", "redaction/personal-information", "--format", "concise")
    assert "in the attached file, line 3" in ran.out
    assert "jane" not in ran.out
    assert cli("check", NAME, "--fix", "--unsafe-fixes", "--select", "redaction/personal-information").code == 1
    assert "attachments/a.log" in (repository / NAME).read_text()


def test_what_could_not_be_looked_at_is_said(cli: Cli, repository: Path) -> None:
    write(repository, NAME, CLEAN + "attachments: [{id: a1, path: ../../keys/id_test}, {id: a2, path: attachments/none.png}]\n")
    ran = cli("check", NAME, "--select", "redaction/attachment-metadata")
    assert "it leads out of the report's folder" in ran.out
    assert "there is no such file" in ran.out
    assert "not run" in ran.out
