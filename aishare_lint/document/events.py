"""The event stream of libyaml, without the half of PyYAML that is not needed for it.

`import yaml` builds loaders, resolvers and representers, which costs as much as all other imports of a run together. Only the parser of
its C extension is needed here. Where there is no C library, the events come from PyYAML's own parser: the same events, many times slower.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib.util import find_spec
from types import ModuleType
from typing import Any

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
    spec = find_spec("yaml")
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


def events(text: str) -> Iterator[Any]:
    """The YAML events of a text, one by one; marks count code points from 0. Raises PyYAML's errors (see `composer`)."""
    parser = _open(text)
    try:
        yield from iter(parser.get_event, None)
    finally:
        parser.dispose()
