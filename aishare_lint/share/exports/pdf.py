"""PDF (extra `pdf`): tagged pages with the label at the head and foot of each, the same bytes at any time and on any machine.

The fonts are those inside typst, whatever a machine has beside them. What they have no sign for is named by its number, unless it is a
letter: then the export is refused, because a text without its letters says something else.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, Final

from aishare_lint.document.marks import LABELS
from aishare_lint.errors import UserError
from aishare_lint.share.editions import Edition
from aishare_lint.share.exports import Context, ExportRefusedError
from aishare_lint.share.exports.items import Item
from aishare_lint.share.exports.reading import Part, Reading, read
from aishare_lint.share.exports.wording import DATA, FENCES

_TEMPLATE: Final = "pdf.typ"
#: What typst says of a text that its fonts cannot show; the standard for accessible files makes it an error.
_NO_SIGN: Final = re.compile(r'the text `"(.*)"` could not be displayed with font', re.DOTALL)
_ESCAPED: Final = re.compile(r"\\(?:u\{([0-9a-fA-F]+)\}|(.))")
#: So many signs are replaced one after another; a text with more is none that these fonts are for.
_MOST: Final = 60


def export(edition: Edition, context: Context) -> bytes:
    """Refused where the report is written in letters that the fonts do not have. Raises UserError where typst is not installed."""
    typst = _typst()
    data = json.dumps(_data(read(edition, context), context), ensure_ascii=False)
    template = Path(__file__).with_name(_TEMPLATE).read_bytes()
    for _ in range(_MOST):
        try:
            pages: bytes = typst.compile(
                template, format="pdf", sys_inputs={"reading": data}, ignore_system_fonts=True, pdf_standards=["ua-1"]
            )
        except typst.TypstError as error:
            data = _without(_missing(error), data)
        else:
            return pages
    raise _no_letters("more signs than can be named one by one")


def _typst() -> Any:
    try:
        import typst
    except ImportError:
        raise UserError(
            "PDF is written by typst, which is not installed", hint="pip install 'aishare-lint[pdf]', or take `pdf` out"
        ) from None
    return typst


def _missing(error: Exception) -> str:
    """The text that the fonts have no sign for. Raises ExportRefusedError where typst could not set the pages for another reason."""
    found = _NO_SIGN.search(str(error))
    if not found:
        raise ExportRefusedError(
            "typst could not set the pages of this report: maps or lists in it may be nested too deep", hint="take `html` for this report"
        ) from error
    return _ESCAPED.sub(lambda code: chr(int(code[1], 16)) if code[1] else code[2], found[1])


def _without(missing: str, data: str) -> str:
    """The data with signs named by their numbers."""
    import unicodedata

    for character in missing:
        category = unicodedata.category(character)
        if category[0] in "LMN" and not (category == "Mn" and len(missing) > 1):
            raise _no_letters(f"`{character}` (U+{ord(character):04X})")
    return data.replace(missing, "".join(f"<U+{ord(character):04X}>" for character in missing))


def _no_letters(what: str) -> ExportRefusedError:
    return ExportRefusedError(
        f"the fonts of the PDF have no letter for {what}",
        hint="HTML is shown in the reader's own fonts: take `html` for this report; a browser prints it with its labels",
    )


def _data(reading: Reading, context: Context) -> dict[str, Any]:
    """A reading as plain data for the template."""
    labels = context.format.vocabularies.vocabulary("tlp").values
    return {
        **{key: value for key, value in reading._asdict().items() if isinstance(value, str)},
        "data": DATA,
        "colours": {label: {key: labels[label][key] for key in ("colour", "background")} for label in LABELS},
        "withdrawn": _part(reading.withdrawn),
        "handling": _part(reading.handling),
        "facts": _part(reading.facts),
        "opening": [_part(part) for part in reading.opening],
        "closing": [_part(part) for part in reading.closing],
        "legend": reading.legend,
        "chapters": [
            {
                "id": chapter.id,
                "title": chapter.title,
                "answers": [{**answer._asdict(), "items": _items(answer.items)} for answer in chapter.answers],
                "rests": [
                    {
                        "mark": rest.mark,
                        "items": _items(rest.items),
                        "questions": [{"id": one.id, "short": one.short} for one in rest.questions],
                    }
                    for rest in chapter.rests
                ],
                "more": _part(Part("", chapter.more)),
                "open": [{"id": answer.id, "short": answer.short} for answer in chapter.open],
            }
            for chapter in reading.chapters
        ],
    }


def _part(part: Part) -> dict[str, Any]:
    return {"heading": part.heading, "mark": part.mark, "given": bool(part.items), "items": _items(part.items)}


def _items(items: tuple[Item, ...]) -> dict[str, Any]:
    return {**_item(Item("", "", below=items)), "nested": False}


def _item(item: Item) -> dict[str, Any]:
    before, after = FENCES.get(item.form, ("", ""))
    row = item.below if item.is_row and item.is_short else ()
    return {
        **_value(item),
        "label": item.label,
        "tag": item.tag,
        "mark": item.mark,
        "fenced": item.is_fenced,
        "before": before,
        "after": after,
        "row": [_value(one) for one in row],
        "facts": [{"label": fact.label, "values": [_value(one) for one in fact.values]} for fact in item.facts],
        "rest": [_item(one) for one in item.rest],
        "alone": len(item.below) == 1,
        "nested": True,
    }


def _value(item: Item) -> dict[str, str]:
    return {"text": item.text, "form": item.form}
