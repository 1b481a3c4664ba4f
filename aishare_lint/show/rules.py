"""Rules for people and programs: one as its documentation page, many as a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from aishare_lint.document.text import pad, visible, width, wrap
from aishare_lint.show.style import Style

_SIGNS: Final = {"error": "E", "warning": "W", "info": "I", "off": "–"}
_FIXES: Final = {"safe": "applied by --fix", "unsafe": "applied by --fix --unsafe-fixes", "suggest": "suggested, never applied"}


def page(id_: str, data: Mapping[str, Any], style: Style) -> str:
    """A rule as its documentation page. `data` is its file."""
    lines = [style.paint("strong", id_), *_paragraph(data["title"], style), ""]
    lines += [f"{style.paint('faint', f'{name}:')} {visible(value)}" for name, value in _facts(data)]
    lines += ["", *_paragraph(data["why"], style)]
    if data.get("false_positives"):
        lines += ["", style.paint("strong", "When it is wrong")]
        lines += [line for text in data["false_positives"] for line in _point(text, style)]
    for kind, heading in (("fail", "Flagged"), ("pass", "Fine")):
        for example in data["examples"][kind]:
            lines += ["", style.paint("strong", heading), *_example(example, style)]
    if data.get("references"):
        lines += ["", style.paint("strong", "References"), *(f"  {visible(reference)}" for reference in data["references"])]
    return "\n".join(lines) + "\n"


def _facts(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "severity", severity_in_words(data["severity"])
    yield "message", data["message"]
    yield "fix", f"{data['fix']['title']} ({_FIXES[data['fix']['safety']]})" if "fix" in data else "none"
    if data.get("safety") is True:
        yield "safety", "guards against over-sharing: an ignore counts only with a reason, and no baseline silences it"
    if data.get("sensitive") is True:
        yield "sensitive", "what it matches is never shown"
    if data.get("languages"):
        yield "reads prose in", ", ".join(data["languages"])
    if data.get("instead_of"):
        yield "takes the place of", ", ".join(data["instead_of"])
    status = data.get("status", "stable")
    yield "since", data["since"] + ("" if status == "stable" else f" ({status})")


def severity_in_words(severity: Any) -> str:
    """`error`, or `warning in a draft, error when ready`."""
    if isinstance(severity, str):
        return severity
    if "strong" in severity or "weak" in severity:
        return "; ".join(f"{level} match: {severity_in_words(of)}" for level, of in severity.items())
    if severity.keys() == {"draft", "ready", "final"} and severity["draft"] == severity["ready"]:
        return f"{severity['ready']}, {severity['final']} when ready and final"
    names = {"draft": "in a draft", "ready": "when ready", "final": "when ready and final"}
    return ", ".join(f"{said} {names[when]}" for when, said in severity.items())


def _paragraph(text: str, style: Style) -> list[str]:
    return wrap(visible(" ".join(text.split())), style.width)


def _point(text: str, style: Style) -> list[str]:
    first, *more = wrap(visible(" ".join(text.split())), style.width - 2)
    return [f"- {first}", *(f"  {line}" for line in more)]


def _example(example: Any, style: Style) -> Iterator[str]:
    said: Mapping[str, Any] = {"report": example} if isinstance(example, str) else example
    around: Mapping[str, Any] = said.get("around", {})
    if "path" in said:
        yield f"  {style.paint('faint', visible(said['path']) + ':')}"
    yield from _snippet(said["report"], style)
    for title, texts in (("beside {}:", said.get("reports", {})), ("{} before:", around.get("base", {}))):
        for name, text in texts.items():
            yield f"  {style.paint('faint', title.format(visible(name)))}"
            yield from _snippet(text, style)
    also = {name: said[name] for name in ("settings", "pushed", "now") if name in said} | {
        key: of for key, of in around.items() if key != "base"
    }
    for name, of in also.items():
        yield f"  {style.paint('faint', f'({name}: {_plain(of)})')}"
    if "message" in said:
        yield from (f"  {line}" for line in wrap(f"says: {visible(said['message'])}", style.width - 2))
    if "fixed" in said:
        yield "  becomes"
        yield from _snippet(said["fixed"], style)


def _plain(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_plain(child)}" for key, child in value.items())
    return ", ".join(map(_plain, value)) if isinstance(value, list) else visible(str(value))


def _snippet(text: str, style: Style) -> Iterator[str]:
    bar = style.paint("gutter", "|")
    yield from (f"  {bar} {visible(line)}".rstrip() for line in text.rstrip("\n").split("\n"))


def table(rules: Iterable[tuple[str, Mapping[str, Any]]], style: Style) -> str:
    """A line a rule: id, what it weighs in a draft and when ready, its fix, its title."""
    rows = [(id_, severity_signs(data["severity"]), fix_of(data), "§" if data.get("safety") is True else " ", data) for id_, data in rules]
    if not rows:
        return ""
    first, second = max(width(row[0]) for row in rows), max(width(row[1]) for row in rows)
    lines = []
    for id_, signs, fix, safety, data in rows:
        name = f"{style.paint('strong', id_)}{' ' * (first - width(id_))}"
        lines.append(f"{name}  {pad(signs, second)}  {fix:<7} {safety if style.unicode else ' '} {visible(data['title'])}")
    legend = "E error, W warning, I info, – off; → at status: ready; final: ready and at stage: final; § guards against over-sharing"
    return "\n".join([*lines, "", style.paint("faint", legend)]) + "\n"


def severity_signs(severity: Any) -> str:
    """`E`, `W→E`, `W (final: E)`, or for a detector `E/W`: strong and weak."""
    if isinstance(severity, str):
        return _SIGNS[severity]
    if "strong" in severity or "weak" in severity:
        return "/".join(severity_signs(severity[level]) for level in ("strong", "weak") if level in severity)
    draft, ready = severity.get("draft", "off"), severity.get("ready", severity.get("draft", "off"))
    signs = _SIGNS[draft] if draft == ready else f"{_SIGNS[draft]}→{_SIGNS[ready]}"
    return f"{signs} (final: {_SIGNS[severity['final']]})" if severity.get("final", ready) != ready else signs


def fix_of(data: Mapping[str, Any]) -> str:
    return str(data["fix"]["safety"]) if "fix" in data else ""


def listing(rules: Sequence[tuple[str, Mapping[str, Any]]]) -> str:
    """Rules as JSON, each with what its file says."""
    from aishare_lint.show.json import dump

    return dump({"version": 1, "rules": [{"id": id_, "category": id_.partition("/")[0], **data} for id_, data in rules]})
