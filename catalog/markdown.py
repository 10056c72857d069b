"""Editors' Markdown as safe HTML, cut at the places where a table, picture or list is to be put in.

Knows neither Django nor the database: text in, text out.
"""

import math
import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import count

import nh3
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token

from catalog.names import slug_from

WORDS_A_MINUTE = 220
EMBED = re.compile(r"\[\[ *([a-z]+)(?: +([^\[\]]+?))? *\]\]")
# A quotation whose first line is ``[!caution] Title`` is no quotation: it stops the reader for a moment.
CALLOUT = re.compile(r"\[!(note|caution|stop)\][ \t]*(.*)", re.IGNORECASE)
CALLOUTS = {"note": "Note", "caution": "Caution", "stop": "Stop"}

# Names that the page frame gives its own parts; a heading must not take one of them.
RESERVED_IDS = frozenset({"main", "page-notice", "site-q", "contents", "sources"})

TAGS = {
    *("p", "h2", "h3", "h4", "ul", "ol", "li", "blockquote", "pre", "code", "hr", "br"),
    *("em", "strong", "a", "table", "thead", "tbody", "tr", "th", "td", "div", "span"),
}
# Raw HTML is switched off, so ids, classes and rel can only be those that the code below sets.
ATTRIBUTES = {
    "a": {"href", "rel"},
    "h2": {"id"},
    "h3": {"id"},
    "h4": {"id"},
    "ol": {"start"},
    "div": {"role"},
    "th": {"scope"},
    "td": {"data-label"},
}
CLASSES = {
    "th": {"num"},
    "td": {"num"},
    "div": {"callout", *(f"callout--{severity}" for severity in CALLOUTS)},
    "p": {"callout__title"},
    "span": {"visually-hidden"},
}


@dataclass(frozen=True, kw_only=True)
class Heading:
    level: int
    id: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Prose:
    html: str


@dataclass(frozen=True, kw_only=True)
class Embed:
    """A line of its own in double brackets: ``[[comparison quick-5]]`` has that name and argument."""

    name: str
    argument: str = ""

    def __str__(self):
        return f"[[{self.name} {self.argument}]]" if self.argument else f"[[{self.name}]]"


@dataclass(frozen=True, kw_only=True)
class Document:
    parts: tuple[Prose | Embed, ...]
    headings: tuple[Heading, ...]
    words: int  # of running text: embeds and tables apart
    tables: int

    @property
    def embeds(self) -> list[Embed]:
        return [part for part in self.parts if isinstance(part, Embed)]


@lru_cache(maxsize=128)
def parse(text: str) -> Document:
    """A whole text: headings get ids from their words, embeds become parts of their own."""
    environment = {}
    tokens = _parser.parse(text, environment)
    headings = _settle(tokens)
    parts, run, numbers = [], [], count(1)

    def end_run():
        if run:
            html = _cleaner.clean(_parser.renderer.render(list(run), _parser.options, environment))
            parts.append(Prose(html=_frame_tables(html, numbers)))
            run.clear()

    index = 0
    while index < len(tokens):
        embed = _embed_at(tokens, index)
        if embed:
            end_run()
            parts.append(embed)
            index += 3
        else:
            run.append(tokens[index])
            index += 1
    end_run()
    words, tables = _measure(tokens)
    return Document(parts=tuple(parts), headings=headings, words=words, tables=tables)


def render(text: str) -> str:
    """A short text: one piece of HTML, no ids, and nothing where an embed is asked for."""
    html = "".join(part.html for part in parse(text).parts if isinstance(part, Prose))
    return re.sub(r'(<h[234]) id="[^"]*"', r"\1", html)


def minutes_to_read(words: int) -> int:
    return max(1, math.ceil(words / WORDS_A_MINUTE))


def is_allowed_address(address: str) -> bool:
    """http, https and mailto, this site's own paths, and places on the same page."""
    if address.startswith(("http://", "https://", "mailto:", "#")):
        return True
    return address.startswith("/") and not address.startswith(("//", "/\\"))


def _measure(tokens):
    """The words of the running text, and how many tables stand beside it."""
    words = tables = 0
    in_table = False
    for token in tokens:
        if token.type in {"table_open", "table_close"}:
            in_table = token.type == "table_open"
            tables += in_table
        elif token.type in {"inline", "fence", "code_block"} and not in_table:
            words += 0 if EMBED.fullmatch(token.content.strip()) else len(token.content.split())
    return words, tables


def _embed_at(tokens, index):
    """The embed that the paragraph at ``index`` consists of; only outside lists and quotations."""
    if tokens[index].type != "paragraph_open" or tokens[index].level:
        return None
    found = EMBED.fullmatch(tokens[index + 1].content.strip())
    return Embed(name=found[1], argument=found[2] or "") if found else None


def _settle(tokens):
    """Put our own attributes on the tokens, in place, and tell the headings."""
    headings, taken = [], dict.fromkeys(RESERVED_IDS, 1)
    for index, token in enumerate(tokens):
        if token.type in {"heading_open", "heading_close"}:
            # h1 is the page's own title.
            token.tag = f"h{min(max(int(token.tag[1]), 2), 4)}"
        if token.type == "heading_open":
            text = _plain(tokens[index + 1])
            heading = Heading(level=int(token.tag[1]), id=_free_id(text, taken), text=text)
            token.attrs = {"id": heading.id}
            headings.append(heading)
        elif token.type == "table_open":
            _name_cells(tokens, index)
        for child in token.children or ():
            if child.type == "link_open":
                address = child.attrs["href"]
                outside = address.startswith(("http:", "https:"))
                child.attrs = {"href": address} | ({"rel": "nofollow noopener"} if outside else {})
    return tuple(headings)


def _mark_callouts(state):
    """Turn quotations that begin with a severity into callouts: a title of their own, then the text."""
    tokens, index = state.tokens, 0
    while index < len(tokens) - 2:
        opening, inline = tokens[index], tokens[index + 2]
        if opening.type == "blockquote_open" and not opening.level and inline.type == "inline":
            first, _, rest = inline.content.partition("\n")
            if found := CALLOUT.fullmatch(first):
                severity = found[1].lower()
                closing = next(at for at in range(index, len(tokens)) if _closes(tokens[at], opening))
                opening.tag = tokens[closing].tag = "div"
                opening.attrs = {"class": f"callout callout--{severity}", "role": "note"}
                tokens[index + 1 : index + 4] = [*_title(severity, found[2]), *_paragraph(rest)]
        index += 1


def _closes(token, opening):
    return token.type == "blockquote_close" and token.level == opening.level


def _title(severity, text):
    """The severity's word stands before the title for those who do not see the sign, or is the title."""
    opening, inline, closing = _paragraph(text or CALLOUTS[severity])
    opening.attrs = {"class": "callout__title"}
    opening.meta = {"word": CALLOUTS[severity] if text else ""}
    return [opening, inline, closing]


def _paragraph(text):
    if not text:
        return []
    opening, inline, closing = (
        Token("paragraph_open", "p", 1),
        Token("inline", "", 0),
        Token("paragraph_close", "p", -1),
    )
    for token in (opening, inline, closing):
        token.block, token.level = True, 2 if token is inline else 1
    inline.content, inline.children = text, []
    return [opening, inline, closing]


def _paragraph_open(renderer, tokens, index, options, environment):
    word = tokens[index].meta.get("word")
    said = f'<span class="visually-hidden">{word}: </span>' if word else ""
    return renderer.renderToken(tokens, index, options, environment) + said


def _name_cells(tokens, index):
    """Name each cell of the table that begins here by its column; the first cell of a row names the row."""
    heads, column = [], 0
    while tokens[index].type != "table_close":
        token = tokens[index]
        if token.type == "tr_open":
            column = 0
        elif token.type in {"th_open", "td_open"}:
            # An inline style is what the alignment row turns into, and our pages allow none.
            is_figure = "right" in token.attrs.get("style", "")
            token.attrs = {"class": "num"} if is_figure else {}
            if token.type == "th_open":
                heads.append(_plain(tokens[index + 1]))
                token.attrs["scope"] = "col"
            elif column == 0 and not is_figure:
                token.tag = tokens[index + 2].tag = "th"
                token.attrs["scope"] = "row"
            else:
                token.attrs["data-label"] = heads[column]
            column += 1
        index += 1


def _plain(inline):
    return "".join(child.content for child in inline.children if child.type in {"text", "code_inline"})


def _free_id(text, taken: dict[str, int]):
    """``taken`` has ids, each with the last number that was put behind it: a thousand headings alike take no time."""
    base = slug_from(text, max_length=60) or "part"
    chosen, number = base, taken.get(base, 1)
    while chosen in taken:
        number += 1
        chosen = f"{base}-{number}"
    taken |= {chosen: 1, base: number}
    return chosen


def _frame_tables(html, numbers):
    """Let each table scroll in a region of its own that the keyboard reaches, named by its number."""

    def frame(_):
        label = f"Table {next(numbers)}"
        region = f'<div class="table-scroll table-scroll--whole" role="region" aria-label="{label}" tabindex="0">'
        return f'{region}<table class="table table--reading">'

    return re.sub("<table>", frame, html).replace("</table>", "</table></div>")


def _only_allowed(tag, attribute, value):
    return value if attribute != "href" or is_allowed_address(value) else None


def _image_as_words(renderer, tokens, index, options, environment):
    """No picture is ever fetched for a text; its description stands instead."""
    return escapeHtml(renderer.renderInlineAsText(tokens[index].children or [], options, environment))


_parser = MarkdownIt("commonmark", {"html": False, "typographer": True}).enable(["table", "smartquotes"])
_parser.core.ruler.after("block", "callouts", _mark_callouts)
_parser.add_render_rule("image", _image_as_words)
_parser.add_render_rule("paragraph_open", _paragraph_open)
_cleaner = nh3.Cleaner(
    tags=TAGS,
    attributes=ATTRIBUTES,
    allowed_classes=CLASSES,
    attribute_filter=_only_allowed,
    url_schemes={"http", "https", "mailto"},
    link_rel=None,
)
