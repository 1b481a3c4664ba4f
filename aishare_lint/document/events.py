"""The event stream of libyaml, without the half of PyYAML that is not needed for it.

`import yaml` builds loaders, resolvers and representers, which costs as much as all other imports of a run together. Only the parser of
its C extension is needed here. Where there is no C library, the events come from PyYAML's own parser: the same events, many times slower.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib.machinery import PathFinder
from types import ModuleType
from typing import Any, Final

from aishare_lint.document.patterns import lazy

#: Modules that the C extension asks for only to know their exceptions.
_EXCEPTIONS_OF = {
    "reader": "ReaderError",
    "scanner": "ScannerError",
    "parser": "ParserError",
    "composer": "ComposerError",
    "constructor": "ConstructorError",
    "emitter": "EmitterError",
    "serializer": "SerializerError",
    "representer": "RepresenterError",
}


def _c_extension() -> Any:
    """PyYAML's C extension, or None where this machine has none."""
    if "yaml" in sys.modules:
        try:
            from yaml import _yaml
        except ImportError:
            return None
        return _yaml
    spec = PathFinder.find_spec("yaml")
    if spec is None or not spec.submodule_search_locations:
        return None
    package = ModuleType("yaml")
    package.__path__ = list(spec.submodule_search_locations)
    stand_ins = {"yaml": package}
    sys.modules["yaml"] = package
    try:
        from yaml import error, events, nodes, tokens

        for module in (error, events, nodes, tokens):
            setattr(package, module.__name__.rpartition(".")[2], module)
        for name, exception in _EXCEPTIONS_OF.items():
            module = ModuleType(f"yaml.{name}")
            kind = type(exception, (error.MarkedYAMLError,), {})
            setattr(module, exception, kind)
            setattr(package, name, module)
            stand_ins[module.__name__] = module
            sys.modules[module.__name__] = module
        from yaml import _yaml
    except (ImportError, AttributeError):
        return None
    finally:
        # A later `import yaml` of somebody else gets the real package.
        for name, module in stand_ins.items():
            if sys.modules.get(name) is module:
                del sys.modules[name]
    return _yaml


def _library() -> Any:
    extension = _c_extension()
    if extension is not None:
        return extension
    import yaml

    return yaml


_yaml: Any = _library()
_open: Any = getattr(_yaml, "CParser", None) or _yaml.SafeLoader
ScalarEvent: Any = _yaml.ScalarEvent
AliasEvent: Any = _yaml.AliasEvent
MappingStartEvent: Any = _yaml.MappingStartEvent
MappingEndEvent: Any = _yaml.MappingEndEvent
SequenceStartEvent: Any = _yaml.SequenceStartEvent
SequenceEndEvent: Any = _yaml.SequenceEndEvent
DocumentStartEvent: Any = _yaml.DocumentStartEvent


#: YAML 1.1, and so libyaml, ends lines at the first three too, and skips the fourth where it begins one. For YAML 1.2 and every editor
#: they are characters like others: text behind one of them in a comment is part of the comment, not a key.
_SPECIAL = "\x85\u2028\u2029\ufeff"
_SPECIALS: Final = lazy(f"[{_SPECIAL}]")
_ESCAPED: Final = lazy(r"\\U([0-9A-Fa-f]{8})")


def parsable(text: str) -> tuple[str, dict[int, str]]:
    """The text for the parser, as long as the original, and what stand-ins in it stand for.

    Characters that the parser would take for more than characters have stand-ins; a byte order mark becomes a line break.
    """
    if text.isascii() or not _SPECIALS.search(text):
        return text, {}
    if text[0] == "\ufeff":
        text = "\n" + text[1:]
    taken = set(text) | {chr(code) for code in (int(found, 16) for found in _ESCAPED.findall(text)) if code <= 0x10FFFF}
    free = (character for character in map(chr, range(0x10FFFD, 0x10000, -1)) if character not in taken)
    stand_ins = {ord(character): next(free) for character in _SPECIAL}
    return text.translate(stand_ins), {ord(stand_in): chr(code) for code, stand_in in stand_ins.items()}


def events(text: str) -> Iterator[Any]:
    """The YAML events of a text, one by one; marks count code points from 0. Raises PyYAML's errors (see `composer`)."""
    parser = _open(text)
    try:
        yield from iter(parser.get_event, None)
    finally:
        parser.dispose()
