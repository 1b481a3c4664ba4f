"""The one configuration of a run: `aishare-lint.yaml` at the top of the repository, and what the command line says beside it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from aishare_lint.document.paths import look_up
from aishare_lint.document.places import Path, Span
from aishare_lint.document.reader import DEFAULT_LIMITS, Document, Limits
from aishare_lint.errors import UserError, Where
from aishare_lint.repo.sources import FILE_NAME, REFUSED, Refusal, document_of, is_below, leaves, load, shown, top_of

if TYPE_CHECKING:
    from aishare_lint.lint.schema.explain import SchemaError

__all__ = ["DEFAULTS", "FILE_NAME", "Configuration", "find", "unread", "where", "written"]

#: What holds where nothing is said. Numbers are text here as they are in the file.
DEFAULTS: Final[Mapping[str, Any]] = {
    "reports": ["reports/**/*.yaml", "reports/**/*.yml"],
    "select": ["all"],
    "ignore": [],
    "severity": {},
    "fail_on": "error",
    "packs": [],
    "limits": {"file": "2MB", "depth": "100", "expanded_nodes": "10000"},
}

_SIZE = r"(\d{1,12}) ?(|B|kB|KB|MB|GB|KiB|MiB|GiB)\Z"
_UNITS = {"": 1, "B": 1, "kB": 1000, "KB": 1000, "MB": 1000**2, "GB": 1000**3, "KiB": 1024, "MiB": 1024**2, "GiB": 1024**3}

#: What a machine can bear, whatever a repository asks for.
_MOST: Final = {"file": (50 * 1000**2, "50MB"), "depth": (200, "200"), "expanded_nodes": (1_000_000, "1000000")}


class Configuration(NamedTuple):
    """What a run works with.

    top       the folder that paths are shown relative to and that `reports` is relative to: the nearest one upwards that holds
              `aishare-lint.yaml` or `.git`, else the working directory
    file      the configuration file; empty where there is none
    settings  everything that is set, as plain data (see `config.schema.json`), defaults included
    origins   where each setting comes from, by dotted name: `default`, `aishare-lint.yaml:3` or `command line`
    """

    top: str
    file: str = ""
    settings: Mapping[str, Any] = DEFAULTS
    origins: Mapping[str, str] = {}
    document: Document | None = None

    @property
    def folder(self) -> str:
        """The folder that the paths of packs are relative to: the one of the configuration file."""
        return os.path.dirname(self.file) if self.file else self.top

    @property
    def limits(self) -> Limits:
        """What a file may ask of the reader. Raises UserError where a limit is no number or size."""
        said = self.settings["limits"]
        if said is DEFAULTS["limits"]:
            return DEFAULT_LIMITS
        return Limits(
            file=self._number(said["file"], ("limits", "file"), units=True),
            depth=self._number(said["depth"], ("limits", "depth")),
            expanded_nodes=self._number(said["expanded_nodes"], ("limits", "expanded_nodes")),
        )

    def _number(self, said: str, at: Path, *, units: bool = False) -> int:
        found = re.match(_SIZE, said)
        if found and (units or not found[2]) and int(found[1]) > 0:
            number = int(found[1]) * _UNITS[found[2]]
            most, written = _MOST[str(at[-1])]
            if number <= most:
                return number
            raise UserError(f"`{said}` is too much", hint=f"{'.'.join(map(str, at))} is at most {written}", where=self.where(at))
        hint = "write a number of bytes, or one with kB, MB, GB, KiB, MiB or GiB behind it" if units else "write a whole number above 0"
        raise UserError(f"`{said}` is no {'size' if units else 'number'}", hint=hint, where=self.where(at))

    def where(self, path: Path, part: str = "value") -> Where | None:
        """Where a setting stands in the configuration file; None where it does not stand there."""
        if self.document is None or path not in self.document.places:
            return None
        place = self.document.places[path]
        return where(self.document, place.key if part == "key" and place.key else place.value)

    def origin(self, name: str) -> str:
        """Where a setting comes from; a setting inside another one that was set as a whole comes from there."""
        while name:
            if name in self.origins:
                return self.origins[name]
            name = name.rpartition(".")[0]
        return "default"

    def changed(self, **settings: Any) -> Configuration:
        """The configuration as the command line changes it."""
        if not settings:
            return self
        origins = {**self.origins, **dict.fromkeys(settings, "command line")}
        return self._replace(settings={**self.settings, **settings}, origins=origins)

    def listed(self) -> Iterator[tuple[str, Any, str]]:
        """Every setting with its dotted name, value and origin; maps are opened, lists are not."""
        pending: list[tuple[str, Any]] = list(self.settings.items())[::-1]
        while pending:
            name, value = pending.pop()
            if isinstance(value, dict) and value:
                pending.extend((f"{name}.{key}", child) for key, child in list(value.items())[::-1])
            else:
                yield name, value, self.origin(name)


def find(start: str | None = None, file: str | None = None) -> Configuration:
    """The configuration that holds in a folder (the working directory), or the one in `file`.

    Raises UserError where the file cannot be read or says something that is no setting.
    """
    start = os.path.abspath(start or os.getcwd())
    top = top_of(start)
    if file is not None:
        return _from(top or start, os.path.abspath(file), shown(file))
    if top is not None:
        path = os.path.join(top, FILE_NAME)
        if os.path.lexists(path):
            return _from(top, path, FILE_NAME)
    return Configuration(top or start)


def _from(top: str, path: str, name: str) -> Configuration:
    own = top_of(os.path.dirname(path)) or ""
    source = Refusal("link-outside", {}) if leaves(path, own) else load(path, DEFAULT_LIMITS.file)
    if isinstance(source, Refusal):
        raise UserError(f"cannot read the configuration {name}: {REFUSED.get(source.detail, source.detail)}", hint=_refused_hint(source))
    return written(source, name, top, path)


def written(source: bytes, name: str, top: str, path: str) -> Configuration:
    """The configuration that a file's bytes say; `name` is how it is called, `path` where it lies. Raises UserError as `find` does."""
    document = document_of(source, name, DEFAULT_LIMITS)
    mistakes = list(_mistakes(document))
    if mistakes:
        first, *others = mistakes
        raise UserError(first.message, hint=first.hint, where=first.where, others=tuple(others))
    said: Any = document.data or {}
    settings: dict[str, Any] = dict(DEFAULTS)
    origins: dict[str, str] = {}
    for key, value in said.items():
        default = DEFAULTS.get(key)
        settings[key] = {**default, **value} if isinstance(default, dict) else value
    for at, place in document.places.items():
        # Settings in a map have an origin each, those in a list come with the list.
        if at and all(isinstance(step, str) for step in at) and not (len(at) == 1 and isinstance(DEFAULTS.get(str(at[0])), dict)):
            origins[".".join(map(str, at))] = f"{name}:{document.lines.number((place.key or place.value).start)}"
    configuration = Configuration(top, path, settings, origins, document)
    mistakes = list(_ways_out(configuration))
    if mistakes:
        first, *others = mistakes
        raise UserError(first.message, hint=first.hint, where=first.where, others=tuple(others))
    _ = configuration.limits
    return configuration


def _ways_out(configuration: Configuration) -> Iterator[UserError]:
    """Settings that lead out of the repository: what it says decides about its own files only."""
    for number, glob in enumerate(configuration.settings["reports"]):
        if glob.startswith(("/", "\\")) or re.match(r"[A-Za-z]:", glob) or ".." in re.split(r"[/\\]", glob):
            hint = "patterns are relative to the top of the repository and stay below it; a file that is named is checked wherever it lies"
            yield UserError(f"`{glob}` leads out of the repository", hint=hint, where=configuration.where(("reports", number)))
    # A configuration that was named and lies elsewhere brings its packs with it.
    top = configuration.top if is_below(configuration.file, configuration.top) else configuration.folder
    real = os.path.realpath(top)
    for number, name in enumerate(configuration.settings["packs"]):
        pack = os.path.realpath(os.path.join(configuration.folder, name))
        if pack != real and not is_below(pack, real):
            hint = "a pack lies below the top of the repository: rules from elsewhere are copied, or kept there as a submodule"
            yield UserError(f"the pack `{name}` lies outside of the repository", hint=hint, where=configuration.where(("packs", number)))


def _refused_hint(refusal: Refusal) -> str:
    return "`aishare-lint init` writes one" if refusal.detail == "missing" else ""


def where(document: Document, span: Span) -> Where:
    """A span of a document that was read, ready to be shown."""
    region = document.lines.region(span)
    line = document.lines.line(region.line)
    end_column = region.end_column if region.end_line == region.line else len(line) + 1
    return Where(document.name, region.line, region.column, end_column, line)


_UNREADABLE = {
    "size": "the file is larger than {limit} bytes",
    "nul": "the file holds a NUL byte",
    "surrogate": "the file holds a lone surrogate ({code})",
    "control": "the file holds a control character ({code})",
    "utf-16": "the file is UTF-16; save it as UTF-8",
    "utf-32": "the file is UTF-32; save it as UTF-8",
    "encoding": "the file is not UTF-8 from here on",
    "binary": "the file is binary",
    "depth": "more than {limit} levels deep",
    "nodes": "aliases expand to more than {limit} values",
    "values": "more than {limit} keys, values and comments",
    "problems": "more than {limit} things are wrong",
}
_UNSUPPORTED = {
    "documents": "a second YAML document begins here",
    "directive": "a YAML directive",
    "tag": "a tag (`{tag}`)",
    "merge-key": "a merge key (`<<`)",
    "complex-key": "a key that is a map or a list",
    "cycle": "an alias that holds itself",
}


def unread(document: Document) -> Iterator[UserError]:
    """What reading met in a file that is no report (a configuration, a rule), each as a mistake with its place."""
    for problem in document.problems:
        values = problem.values
        hint = ""
        if problem.kind == "unreadable":
            message = _UNREADABLE.get(problem.detail, problem.detail).format_map(values)
        elif problem.kind == "syntax":
            message = f"not YAML: {problem.detail}"
            hint = "a value with `: `, ` #` or a leading special character needs quotes; a tab may not indent"
        elif problem.kind == "duplicate-key":
            message = f"`{values['key']}` stands here a second time"
        else:
            message = f"{_UNSUPPORTED.get(problem.detail, problem.detail).format_map(values)} is not supported here"
        yield UserError(message, hint=hint, where=where(document, problem.span))


def _mistakes(document: Document) -> Iterator[UserError]:
    """What is wrong with a configuration, by place."""
    if document.problems or document.data is None:
        yield from unread(document)
        return
    if document.data == "":
        return
    # Imported here: who has no configuration judges nothing with it.
    from aishare_lint.repo.builtin import load_pack, load_schema

    if load_pack().screens["config"](document.data):
        return
    from aishare_lint.lint.schema.explain import explain

    for error in explain(document.data, load_schema("config")):
        yield _mistake(document, error)


def _mistake(document: Document, error: SchemaError) -> UserError:
    """One error of the schema: what stands there, what may, and what was probably meant."""
    from difflib import get_close_matches

    said = look_up(document.data or "", error.path)
    written = error.key if error.kind == "unknown-key" else said if isinstance(said, str) else ""
    near = get_close_matches(written, error.allowed, n=1)
    hint = f"did you mean `{near[0]}`?" if near else f"allowed: {', '.join(error.allowed)}" if error.allowed else ""
    at = ".".join(map(str, error.path))
    must = f"must be {error.expected or 'one of ' + ', '.join(error.allowed)}"
    place = document.places.get(document.nearest(error.path))
    if place is None:  # an empty file has no places
        return UserError(f"{at or document.name}: {must}", hint=hint)
    if error.kind == "unknown-key":
        return UserError(f"unknown setting `{at}`", hint=hint, where=where(document, place.key or place.value))
    if error.kind == "missing-key":
        return UserError(f"`{error.key}` is missing in {at or 'the file'}", hint=hint, where=where(document, place.key or place.value))
    if not near and not error.expected:
        hint = ""  # the message lists them
    return UserError(f"{at or 'the file'} {must}", hint=hint, where=where(document, place.value))
