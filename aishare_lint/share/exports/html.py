"""HTML: one file that asks the network for nothing and runs nothing, with its label at the head and foot of every printed page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from aishare_lint.document.marks import LABELS
from aishare_lint.document.text import xml
from aishare_lint.share.editions import Edition
from aishare_lint.share.exports import Context
from aishare_lint.share.exports.items import Item
from aishare_lint.share.exports.reading import Answer, Chapter, Part, Reading, read
from aishare_lint.share.exports.wording import DATA, FENCES

#: Nothing is fetched and nothing runs, whatever should ever get into the page; only our own style sheet holds.
_POLICY: Final = "default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def export(edition: Edition, context: Context) -> bytes:
    """A page in UTF-8."""
    return "\n".join([*_page(read(edition, context), _style(context)), ""]).encode()


def _style(context: Context) -> str:
    labels = context.format.vocabularies.vocabulary("tlp").values
    colours = "".join(
        f".tlp.m{number} {{ color: {labels[label]['colour']}; background: {labels[label]['background']}; }}\n"
        for number, label in enumerate(LABELS)
    )
    return f"\n{Path(__file__).with_name('html.css').read_text(encoding='utf-8')}{colours}"


def _page(reading: Reading, style: str) -> Iterator[str]:
    import base64
    import hashlib

    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    yield from ("<!DOCTYPE html>", '<html lang="en">', "<head>", '<meta charset="utf-8">')
    yield f'<meta http-equiv="Content-Security-Policy" content="{_POLICY.format(digest=digest)}">'
    yield '<meta name="referrer" content="no-referrer">'
    yield '<meta name="robots" content="noindex, nofollow, noarchive">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{xml(f'{reading.mark} {reading.id}: {reading.title}')}</title>"
    yield from (f"<style>{style}</style>", "</head>", "<body>")
    label = f'<span class="tlp m{LABELS.index(reading.mark)}">{reading.mark}</span>'
    yield f'<header class="label head">{label}</header>'
    # In print the labels are laid over every page, and the head and foot of this table keep their place free on each.
    room = '<tr><td><div class="room"></div></td></tr>'
    yield f'<table class="pages" role="presentation"><thead>{room}</thead><tfoot>{room}</tfoot><tbody><tr><td>'
    yield from ("<main>", *_main(reading), "</main>", "</td></tr></tbody></table>")
    yield from (f'<footer class="label foot">{label}</footer>', "</body>", "</html>")


def _main(reading: Reading) -> Iterator[str]:
    yield f'<p class="id">{xml(reading.id)}</p>'
    yield f"<h1>{_mark(reading.title_mark)}{_value(reading.title)}</h1>"
    yield f'<p class="means"><strong>{reading.mark}</strong> means: {xml(reading.means)}.</p>'
    for name, part in (("withdrawn", reading.withdrawn), ("handling", reading.handling)):
        if part.items:
            yield f'<section class="keep {name}"><h2>{_mark(part.mark)}{xml(part.heading)}</h2>'
            yield from (*_items(part.items), "</section>")
    if reading.facts.mark:
        yield f"<p>{_mark(reading.facts.mark)}</p>"
    yield from _items(reading.facts.items)
    yield f'<p class="data">{xml(DATA)}</p>'
    yield '<nav aria-label="Contents"><ol>'
    yield from (f'<li><a href="#s{chapter.id}">{xml(chapter.title)}</a></li>' for chapter in reading.chapters)
    yield "</ol></nav>"
    for part in reading.opening:
        yield from _part(part)
    for chapter in reading.chapters:
        yield from _chapter(chapter)
    for part in reading.closing:
        yield from _part(part)
    if reading.legend:
        yield '<section><h2>Words</h2><dl class="facts legend">'
        yield from (f"<div><dt>{xml(word)}</dt><dd>{xml(means)}</dd></div>" for word, means in reading.legend)
        yield "</dl></section>"
    yield f'<p class="end-of-text">End of the {reading.mark} text of this report.</p>'


def _part(part: Part) -> Iterator[str]:
    yield f"<section><h2>{_mark(part.mark)}{xml(part.heading)}</h2>"
    yield from (*_items(part.items), "</section>")


def _chapter(chapter: Chapter) -> Iterator[str]:
    yield f'<section id="s{chapter.id}"><h2>{chapter.id}. {xml(chapter.title)}</h2>'
    for answer in chapter.answers:
        yield f'<article class="answer" id="{_anchor(answer.id)}">'
        yield f'<h3><span class="number">{answer.id}</span><span>{_mark(answer.mark)}{xml(answer.ask)}</span></h3><div class="body">'
        if answer.see:
            yield f'<p>Told with <a href="#{_anchor(answer.see)}">{answer.see}</a>.</p>'
        yield from (*_items(answer.items), "</div></article>")
    for rest in chapter.rests:
        yield f'<article class="answer together"><h3><span>{_mark(rest.mark)}One word for {_asked(rest.questions)}</span></h3>'
        yield from ('<div class="body">', *_items(rest.items), "</div></article>")
    if chapter.more:
        yield from ('<article class="answer"><h3>Beside the questions</h3><div class="body">', *_items(chapter.more), "</div></article>")
    if chapter.open:
        yield f'<p class="open">Nothing is said to {_asked(chapter.open)}.</p>'
    yield "</section>"


def _anchor(question: str) -> str:
    return f"q{question.replace('.', '-')}"


def _asked(answers: Iterable[Answer]) -> str:
    return xml(", ".join(f"{answer.id} {answer.short}" for answer in answers))


def _items(items: tuple[Item, ...]) -> Iterator[str]:
    yield from _below(Item("", "", below=items))


def _below(item: Item) -> Iterator[str]:
    if item.is_row and item.is_short:
        yield f"<p>{', '.join(_said(one) for one in item.below)}</p>"
        return
    if item.facts:
        yield f'<dl class="facts">{"".join(map(_fact, item.facts))}</dl>'
    if item.rest:
        labelled = all(one.label for one in item.rest)
        yield f'<ul class="{"fields" if labelled else "items alone" if len(item.below) == 1 else "items"}">'
        for one in item.rest:
            yield from ("<li>", *_item(one), "</li>")
        yield "</ul>"


def _fact(item: Item) -> str:
    values = ", ".join(map(_said, item.values))
    return f"<div><dt>{xml(item.label)}:</dt><dd>{values}</dd></div>" if item.label else f"<div><dd>{values}</dd></div>"


def _item(item: Item) -> Iterator[str]:
    tag = f'<span class="tag">{xml(item.tag)}</span>' if item.tag else ""
    label = f'<span class="name">{xml(item.label)}:</span> ' if item.label else ""
    said = _said(item) if item.text and not item.is_fenced else ""
    if item.mark or tag or label or said:
        yield f'<p class="lead">{_mark(item.mark)}{tag}{label}{said}</p>'
    if item.is_fenced:
        before, after = FENCES.get(item.form, ("", ""))
        yield from _below(item._replace(below=item.facts))
        item = item._replace(below=item.rest)
        yield f'<figure class="{item.form}">'
        if before:
            yield f"<figcaption>{before}</figcaption>"
        # A parser takes the first line break in a `pre` away.
        yield f"<pre>\n{_value(item.text)}</pre>"
        if after:
            yield f'<p class="end">{after}</p>'
        yield "</figure>"
    yield from _below(item)


def _said(item: Item) -> str:
    text = _value(item.text)
    if item.form == "code":
        return f"<code>{text}</code>"
    if item.form == "link":
        return f'<a href="{text}" rel="noopener noreferrer nofollow">{text}</a>'
    if item.form == "word":
        return f'<span class="word">{text}</span>'
    return f'<span class="v" dir="auto">{text}</span>'


def _value(text: str) -> str:
    """A text of the report, escaped; its line breaks stay."""
    return "\n".join(map(xml, text.split("\n")))


def _mark(mark: str) -> str:
    return f'<span class="tlp m{LABELS.index(mark)}">{mark}</span> ' if mark else ""
