"""`aishare-lint new`: start a report from the tear sheet."""

from __future__ import annotations

import os
import re
import sys
from collections import Counter
from datetime import UTC, datetime
from typing import Final, cast

import click

from aishare_lint.cli.exit_codes import CLEAN
from aishare_lint.cli.terminal import say, watches
from aishare_lint.document.patterns import lazy
from aishare_lint.document.reader import Limits, read
from aishare_lint.document.skeleton import Facts, skeleton, title_of
from aishare_lint.document.vocabularies import Vocabularies
from aishare_lint.errors import UserError
from aishare_lint.lint.checks import Format
from aishare_lint.repo.configuration import Configuration, find
from aishare_lint.repo.files import find_files
from aishare_lint.repo.globs import folder_of
from aishare_lint.repo.outputs import create_file, replace_file
from aishare_lint.repo.sources import shown

SCHEMA_FILE: Final = ".aishare/report.schema.json"

_ID: Final = lazy(r"[A-Za-z0-9][A-Za-z0-9._-]{0,80}\Z")


@click.command("new", short_help="Start a report from the tear sheet.")
@click.argument("kind", type=click.Choice(["incident", "vulnerability", "proactive"]))
@click.option(
    "--stage",
    type=click.Choice(["early", "update", "final"]),
    default="update",
    show_default=True,
    help="What is owed: early owes five facts.",
)
@click.option("--status", type=click.Choice(["draft", "ready"]), default="draft", show_default=True)
@click.option("--summary", metavar="TEXT", help="What happened or could happen, in a paragraph.")
@click.option("--activity", metavar="WORD", help="incident, attempted-attack, scanning, suspicious-activity or none.")
@click.option("--vulnerability", metavar="ID", help="A CVE or other id; `unassigned` while there is none.")
@click.option("--obtained", metavar="WORD", help="direct or indirect.")
@click.option("--obtained-via", metavar="NAME", multiple=True, help="Through which organization, if indirectly; repeatable.")
@click.option("--obtained-tlp", metavar="LABEL", help="The mark it came under; `none` where it carried none.")
@click.option("--confidence", metavar="WORD", help="How sure you are of the information: high, moderate or low.")
@click.option("--malicious", metavar="WORD", help="Whether it is confirmed to be malicious: confirmed or unconfirmed (if not said).")
@click.option("--basis", metavar="TEXT", help="What that rests on; needed where it is confirmed.")
@click.option("--tlp", metavar="LABEL", help="The mark of the report: TLP:CLEAR, TLP:GREEN, TLP:AMBER, TLP:AMBER+STRICT or TLP:RED.")
@click.option("--title", metavar="TEXT", help="One line; without it the first sentence of the summary.")
@click.option("--id", "id_", metavar="ID", help="Without it ORG-YEAR-NNNN, the next that is free.")
@click.option("--organization", metavar="NAME", help="Who reports.")
@click.option("--contact", metavar="ADDRESS", help="How to reach you.")
@click.option("--out", metavar="FILE", help="Where to write it; `-` for standard output. Without it ID.yaml in the folder of reports.")
@click.option("--force", is_flag=True, help="Overwrite the file if there is one.")
@click.option("--config", "config_file", metavar="FILE", help="Use this configuration instead of the repository's.")
def command(
    *,
    kind: str,
    stage: str,
    status: str,
    summary: str | None,
    activity: str | None,
    vulnerability: str | None,
    obtained: str | None,
    obtained_via: tuple[str, ...],
    obtained_tlp: str | None,
    confidence: str | None,
    malicious: str | None,
    basis: str | None,
    tlp: str | None,
    title: str | None,
    id_: str | None,
    organization: str | None,
    contact: str | None,
    out: str | None,
    force: bool,
    config_file: str | None,
) -> int:
    """Start a report: the facts you give, and as comments every question that this kind owes at this stage.

    Asks for what is missing when a person watches.

    \b
    aishare-lint new incident --stage early --summary "An agent deleted files" --activity incident \\
        --obtained direct --confidence high --tlp amber
    """
    from aishare_lint.repo.builtin import load_pack

    configuration = find(file=config_file)
    format_ = load_pack().format
    ask = _Questions(format_.vocabularies)
    tells_of_event = kind == "incident"
    summary = ask.text("summary", summary, "What happened or could happen, in a sentence or two")
    if tells_of_event:
        activity = ask.word("activity", activity, "What kind of event", "activity")
    elif kind == "vulnerability":
        vulnerability = ask.text("vulnerability", vulnerability, "Its CVE or other id (`unassigned` while there is none)")
    obtained = ask.word("obtained", obtained, "How you obtained the information", "obtained")
    if obtained == "indirect" and not obtained_via:
        obtained_via = (ask.text("obtained-via", None, "Through which organization"),)
    confidence = ask.word("confidence", confidence, "How sure you are of the information", "confidence")
    if tells_of_event or malicious is not None:
        malicious = ask.word("malicious", malicious, "Whether it is confirmed to be malicious", "malicious", default="unconfirmed")
    if malicious == "confirmed":
        basis = ask.text("basis", basis, "What that rests on")
    tlp = ask.word("tlp", tlp, "The mark of the report", "tlp", without="none")
    ask.complain()
    id_ = id_ or _next_id(configuration, organization)
    if not _ID.match(id_):
        raise UserError(f"`{id_}` is no id for a report", hint="letters, digits, `-`, `_` and `.`: ORG-2026-0001")
    facts = Facts(
        id=id_,
        title=" ".join(title.split()) if title else title_of(summary),
        kind=kind,
        status=status,
        stage=stage,
        tlp=tlp,
        created=datetime.now(UTC).date().isoformat(),
        summary=" ".join(summary.split()),
        activity=ask.said("activity", activity, "activity"),
        vulnerability=vulnerability or "",
        obtained=obtained,
        obtained_via=obtained_via,
        obtained_tlp=ask.said("obtained-tlp", obtained_tlp, "tlp"),
        level=confidence,
        malicious=malicious or "",
        basis=" ".join((basis or "").split()),
        organization=organization or "",
        contact=contact or "",
    )
    ask.complain()
    return _write(facts, format_, configuration, out, force=force)


def _write(facts: Facts, format_: Format, configuration: Configuration, out: str | None, *, force: bool) -> int:
    path = out or os.path.join(_folder(configuration), f"{facts.id}.yaml")
    beside = os.path.relpath(configuration.top, os.path.dirname(os.path.abspath(path)) if path != "-" else _folder(configuration))
    schema = os.path.join(beside, SCHEMA_FILE).replace(os.sep, "/")
    text = skeleton(facts, format_.tear_sheet, format_.vocabularies, _fields(), schema=schema)
    if path == "-":
        say(text)
        return CLEAN
    if force and os.path.lexists(path):
        replace_file(path, text.encode())
    elif not create_file(path, text.encode()):
        raise UserError(f"{shown(path)} exists already", hint="--id or --out names another one, --force overwrites it")
    name = shown(os.path.relpath(path))
    say(f"wrote {name}\n")
    if not os.path.lexists(os.path.join(configuration.top, SCHEMA_FILE)):
        say(f"hint: `aishare-lint init` writes {SCHEMA_FILE}, which lets editors complete and check reports\n", sys.stderr)
    say(f"next: aishare-lint check {name}\n", sys.stderr)
    return CLEAN


def _fields() -> dict[str, object]:
    from aishare_lint.repo.builtin import data_folder

    path = data_folder() / "schemas" / "report.fields.yaml"
    return cast("dict[str, object]", read(path.read_bytes(), path.name, Limits(expanded_nodes=100_000)).data)


def _folder(configuration: Configuration) -> str:
    """The first folder in which the configuration looks for reports."""
    globs = configuration.settings["reports"]
    return os.path.join(configuration.top, *folder_of(globs[0]).split("/")) if globs else configuration.top


def _next_id(configuration: Configuration, organization: str | None) -> str:
    """`ORG-YEAR-NNNN`, numbered on from the reports that are there; ORG as they have it, else from the organization's name."""
    stems = [os.path.splitext(os.path.basename(source.path))[0] for source in find_files((), configuration).sources]
    known = [found for stem in stems if (found := re.match(r"([A-Za-z][A-Za-z0-9]{0,15})-([0-9]{4})-([0-9]{1,6})\Z", stem))]
    year = datetime.now(UTC).strftime("%Y")
    prefix: str = "ORG"
    if organization:
        prefix = _initials(organization)
    elif known:
        prefix = Counter(str(found[1]) for found in known).most_common(1)[0][0]
    numbers = [int(found[3]) for found in known if found[1].upper() == prefix.upper() and found[2] == year]
    number = max(numbers, default=0) + 1
    return f"{prefix}-{year}-{number:04}"


def _initials(name: str) -> str:
    words: list[str] = re.findall(r"[A-Za-z0-9]{1,40}", name)
    if len(words) == 1:
        return words[0][:12].upper()
    return "".join(word[0] for word in words)[:8].upper() or "ORG"


class _Questions:
    """The facts a report begins with: from options, else from the person who watches; what is missing is said in one go."""

    def __init__(self, vocabularies: Vocabularies) -> None:
        self.vocabularies = vocabularies
        self.asks = watches(sys.stdin) and watches(sys.stderr)
        self.mistakes: list[UserError] = []

    def text(self, option: str, said: str | None, question: str) -> str:
        if said is None and self.asks:
            said = click.prompt(question, err=True)
        if said is None or not said.strip():
            self.mistakes.append(UserError(f"--{option} is missing", hint=question[0].lower() + question[1:]))
            return ""
        return said.strip()

    def word(self, option: str, said: str | None, question: str, vocabulary: str, *, without: str = "", default: str | None = None) -> str:
        words = [word for word in self.vocabularies.vocabulary(vocabulary).words() if word != without]
        if said is None and self.asks:
            while True:
                answer = click.prompt(f"{question} ({', '.join(words)})", default=default, err=True)
                word = self._canonical(vocabulary, answer)
                if word in words:
                    return word
                click.echo(f"  one of: {', '.join(words)}", err=True)
        if said is None and default is not None:
            return default
        if said is None:
            self.mistakes.append(UserError(f"--{option} is missing", hint=f"one of {', '.join(words)}"))
            return ""
        word = self._canonical(vocabulary, said)
        if word not in words:
            near = self.vocabularies.vocabulary(vocabulary).nearest(said)
            hint = f"did you mean `{near}`?" if near in words else f"one of {', '.join(words)}"
            self.mistakes.append(UserError(f"`{said}` is no word for --{option}", hint=hint))
        return word

    def said(self, option: str, said: str | None, vocabulary: str) -> str:
        """A word that need not be said."""
        return self.word(option, said, "", vocabulary) if said else ""

    def _canonical(self, vocabulary: str, said: str) -> str:
        known = self.vocabularies.vocabulary(vocabulary)
        word = known.canonical(said)
        if word is None and vocabulary == "tlp":
            word = known.canonical(f"TLP:{said}")
        return word or ""

    def complain(self) -> None:
        """Raise what is missing or wrong, all of it."""
        if self.mistakes:
            first, *others = self.mistakes
            raise UserError(first.message, hint=first.hint, others=tuple(others))
