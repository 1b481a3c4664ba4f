"""`aishare-lint redact`: take out of a report what must not be shared, without losing it, and prove later what it was."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Final, TextIO

import click

from aishare_lint.cli.exit_codes import CLEAN, FINDINGS
from aishare_lint.cli.terminal import say
from aishare_lint.errors import UserError
from aishare_lint.repo.configuration import find
from aishare_lint.repo.files import STDIN, find_files
from aishare_lint.repo.sources import shown

if TYPE_CHECKING:
    from aishare_lint.document.places import Path, Value
    from aishare_lint.document.reader import Document
    from aishare_lint.repo.attachments import Beside
    from aishare_lint.repo.files import Source
    from aishare_lint.share import redaction
    from aishare_lint.share.handover import FileChange
    from aishare_lint.share.sealing import Sealed
    from aishare_lint.terms import Terms

_HISTORY: Final = "commits that hold it already still do: rewrite those that were never pushed, treat the others as disclosed\n"


@click.command("redact", short_help="Take out what must not be shared, seal it, leave a commitment.")
@click.argument("path", metavar="REPORT", type=click.Path(readable=False))
@click.option("--place", "places", multiple=True, metavar="$.PATH", help="Take this place out, whatever it is; repeatable.")
@click.option("--attachments", is_flag=True, help="Take metadata out of the attached images instead; the pixels stay as they are.")
@click.option("--reported-via", "routes", multiple=True, metavar="ROUTE", help="By which route it was reported; repeatable.")
@click.option("--plain", is_flag=True, help="Seal without encryption.")
@click.option("--keep-secrets", is_flag=True, help="Seal credentials in it as they are instead of masking them.")
@click.option("--open", "sealed_file", metavar="SEALED", help="Prove that a sealed file holds what the report withholds.")
@click.option("--show", "show_content", is_flag=True, help="With --open: show what was withheld.")
@click.option("--output", metavar="FILE", help="With --open: write what was withheld to a new file.")
@click.option("--config", "config_file", metavar="FILE", help="Use this configuration instead of the repository's.")
def command(
    *,
    path: str,
    places: tuple[str, ...],
    attachments: bool,
    routes: tuple[str, ...],
    plain: bool,
    keep_secrets: bool,
    sealed_file: str | None,
    show_content: bool,
    output: str | None,
    config_file: str | None,
) -> int:
    """Take what is not public, and was not observed in an attack, out of a report; or the places that --place names.

    It is sealed in the state directory, outside of every repository, encrypted to the SSH key that git signs with; the report keeps a
    commitment, by which `aishare-lint redact --open SEALED REPORT` proves later that what is shown is what was withheld.
    """
    from aishare_lint.terms import terms_of

    if (show_content or output) and sealed_file is None:
        raise UserError("--show and --output need --open")
    if sealed_file is not None and (places or attachments or routes or plain or keep_secrets):
        raise UserError("--open only reads: it goes with --show and --output alone")
    if attachments and (places or routes or keep_secrets):
        raise UserError("--attachments goes with --plain alone", hint="run the command twice")
    configuration = find(file=config_file)
    terms = terms_of(configuration)
    if path == STDIN or os.path.isdir(path):
        raise UserError(f"{shown(path)} is no file", hint="name one report")
    found = find_files([path], configuration)
    if found.mistakes:
        raise found.mistakes[0]
    source = found.sources[0]
    document = terms.read(source)
    if document.data is None:
        raise UserError(f"{source.name} cannot be read", hint="`aishare-lint check` says where and why")
    work = _Work(source, document, terms.beside(source, document))
    if sealed_file is not None:
        return work.open(sealed_file, show_content=show_content, output=output)
    return work.strip(plain=plain) if attachments else work.redact(places, routes, plain=plain, keep_secrets=keep_secrets)


class _Work:
    """One report, and what is done to it."""

    def __init__(self, source: Source, document: Document, terms: Terms) -> None:
        self.source = source
        self.document = document
        self.terms = terms
        self.mask = terms.mask(document)
        self.name = self.mask.text(source.name)
        self.folder = os.path.dirname(os.path.abspath(source.path))

    def redact(self, places: tuple[str, ...], routes: tuple[str, ...], *, plain: bool, keep_secrets: bool) -> int:
        from aishare_lint.share import redaction
        from aishare_lint.share.handover import FileChange

        files: dict[str, Beside] = {}
        terms = self._terms(files, self._routes(routes), keep_secrets=keep_secrets)
        wanted = self._places(places) if places else redaction.private_places(self.document, terms)
        if not wanted:
            _tell(f"{self.name}: nothing to take out; --place takes out whatever it names\n")
            return CLEAN
        done = redaction.redact(self.document, redaction.takings(self.document, wanted, terms), terms)
        removed = tuple(FileChange(beside.path, beside.content, None) for beside in files.values())
        self._hand_over(done.text, done.sealed, removed, plain=plain)
        if done.text.count("reported_via: unknown") > self.document.text.count("reported_via: unknown"):
            _tell("next: write into `reported_via` by which route it was reported\n", sys.stderr)
        if done.masked:
            what = "a credential was" if done.masked == 1 else f"{done.masked} credentials were"
            _tell(f"note: {what} masked and not kept; have it revoked by its owner (--keep-secrets would have kept it)\n", sys.stderr)
        _tell(f"note: {_HISTORY}", sys.stderr)
        for place in done.echoes:
            _tell(f"warning: what was taken out, or a line of it, still stands at {self.mask.text(place)}\n", sys.stderr)
        return FINDINGS if done.echoes else CLEAN

    def strip(self, *, plain: bool) -> int:
        from aishare_lint.document.paths import show
        from aishare_lint.share.stripping import strip

        done = strip(self.document, self.folder, self._terms({}, (), keep_secrets=True))
        if done.sealed:
            self._hand_over(done.text, done.sealed, done.files, plain=plain)
            _tell(f"note: {_HISTORY}", sys.stderr)
        elif not done.undone:
            _tell(f"{self.name}: no attached image carries anything beside its pixels\n")
        for path in done.undone:
            _tell(f"warning: {show(path)} carries something that cannot be taken out here; export the file anew without it\n", sys.stderr)
        return FINDINGS if done.undone else CLEAN

    def open(self, sealed_file: str, *, show_content: bool, output: str | None) -> int:
        from aishare_lint.document.paths import show
        from aishare_lint.share.commitments import find_commitment
        from aishare_lint.share.sealing import open_sealed

        sealed = open_sealed(sealed_file, self.folder)
        at = find_commitment(self.document.data or "", sealed.commitment)
        if at is None:
            _tell(f"does not match: {self.name} makes no commitment to what {shown(sealed_file)} holds\n")
            return FINDINGS
        _tell(f"matches: what {shown(sealed_file)} holds is what {self.name} withholds at {self.mask.text(show(at[:-1]))}\n")
        _tell(f"it stood at {self.mask.text(sealed.path)} and was sealed at {sealed.at}\n")
        if show_content:
            _tell(_content(sealed))
        if output is not None:
            _write(output, sealed)
        return CLEAN

    def _terms(self, files: dict[str, Beside], routes: tuple[str, ...], *, keep_secrets: bool) -> redaction.Terms:
        from aishare_lint.repo.attachments import read_beside
        from aishare_lint.repo.sources import Refusal
        from aishare_lint.share import redaction

        def read_file(name: str) -> bytes:
            beside = read_beside(self.folder, name)
            if isinstance(beside, Refusal):
                hint = "take the entry out by hand if there is no such file any more"
                raise UserError(f"an attached file cannot be sealed: {beside.detail}; nothing was changed", hint=hint)
            files[name] = beside
            return beside.content

        return redaction.Terms(self.terms.pack, self.terms.circumstances, self.terms.limits, read_file, routes, keep_secrets)

    def _places(self, said: tuple[str, ...]) -> tuple[Path, ...]:
        from aishare_lint.document.paths import find as find_places
        from aishare_lint.document.paths import parse

        places: dict[Path, None] = {}
        for text in said:
            try:
                pattern = parse(text)
            except ValueError:
                raise UserError("--place is no path", hint="places are written `$.technical.prompts[0].prompt`") from None
            found = [path for path, _ in find_places(self.document.data or "", pattern)]
            if not found:
                raise UserError(f"nothing stands at {self.mask.text(text)} of {self.name}")
            places |= dict.fromkeys(found)
        return tuple(places)

    def _routes(self, said: tuple[str, ...]) -> tuple[str, ...]:
        known = self.terms.pack.format.vocabularies.vocabulary("reported-via")
        routes = []
        for word in said:
            route = known.canonical(word)
            if route is None:
                raise UserError(f"`{word}` is no route", hint=f"routes: {', '.join(known.values)}")
            routes.append(route)
        return tuple(routes)

    def _hand_over(self, text: str, sealed: tuple[Sealed, ...], files: tuple[FileChange, ...], *, plain: bool) -> None:
        from aishare_lint.share.handover import Change, hand_over
        from aishare_lint.share.sealing import signing_key, state_folder

        folder = state_folder()
        key = None if plain else signing_key(self.folder)
        change = Change(self.source.path, self.document.text.encode(), text.encode(), files)
        paths = hand_over(change, sealed, folder, key)
        how = "not encrypted" if key is None else f"encrypted to {shown(key.private_file)}.pub"
        for one, path in zip(sealed, paths, strict=True):
            _tell(f"sealed {self.mask.text(one.path)} ({_measure(one)}) in {shown(path)}, {how}\n")
        for file in files:
            _tell(f"{'removed' if file.new is None else 'stripped'} {self.mask.text(shown(os.path.relpath(file.path, self.folder)))}\n")
        if change.new != change.old:
            _tell(f"wrote {self.name}\n")


def _tell(text: str, stream: TextIO | None = None) -> None:
    """Say something with names in it that somebody else has chosen: keys of a report, file names."""
    from aishare_lint.document.text import visible

    say("\n".join(map(visible, text.split("\n"))), stream)


def _measure(sealed: Sealed) -> str:
    if sealed.file:
        return f"a file of {len(sealed.content)} bytes"
    return f"{sum(map(len, _texts(sealed.value)))} characters"


def _texts(value: Value) -> list[str]:
    if isinstance(value, str):
        return [value]
    below = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return [text for child in below for text in _texts(child)]


def _plain(sealed: Sealed) -> bytes:
    """What was withheld as bytes: the file, the text, or canonical JSON of several."""
    from aishare_lint.share.canonical import canonical

    if sealed.file:
        return sealed.content
    return sealed.value.encode() if isinstance(sealed.value, str) else canonical(sealed.value) + b"\n"


def _content(sealed: Sealed) -> str:
    """What was withheld, fenced line by line and with everything invisible made visible: it may speak to whoever reads it."""
    from aishare_lint.document.text import visible
    from aishare_lint.lint.media.kinds import text_of

    several = sealed.value if isinstance(sealed.value, dict) and not sealed.file else {}
    texts: list[tuple[str, str | None]] = [(f"{key}:", "\n".join(_texts(value))) for key, value in several.items()]
    lines: list[str] = []
    for title, text in texts or [("", text_of(_plain(sealed)))]:
        if text is None:
            return f"it is no text but {len(sealed.content)} bytes; --output writes them to a file\n"
        lines += [f"  {visible(title)}"] if title else []
        lines += [f"  | {visible(line)}" for line in text.splitlines()]
    return "\n".join(["withheld material, for people to read and not for machines to follow:", *lines, "end of what was withheld\n"])


def _write(path: str, sealed: Sealed) -> None:
    from aishare_lint.repo.outputs import create_file

    if not create_file(path, _plain(sealed)):
        raise UserError(f"{shown(path)} is there already; nothing was written")
    _tell(f"wrote {shown(path)}\n")
