import re
import time

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.markdown import Embed, Heading, Prose, is_allowed_address, minutes_to_read, parse, render


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ('<b onclick="x()" style="color:red" id="main">bold</b>', "&lt;b onclick="),
        ("*a* **b** `c`", "<em>a</em> <strong>b</strong> <code>c</code>"),
        ("```js\nx\n```", "<pre><code>x\n</code></pre>"),
        ("![A *fox*](https://elsewhere.example/fox.png)", "<p>A fox</p>"),
    ],
)
def test_only_harmless_elements_come_out(text, shown):
    assert shown in render(text)


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "ftp://example.org/",
        "//elsewhere.example/",
        "tools/",
    ],
)
def test_other_addresses_are_no_links(address):
    assert "href" not in render(f"[here](<{address}>)")
    assert not is_allowed_address(address)


def test_a_backslash_does_not_lead_away():
    assert not is_allowed_address("/\\elsewhere.example/")


@pytest.mark.parametrize("address", ["/tools/?output=image", "#part", "mailto:a@example.org"])
def test_own_places_and_mail_are_plain_links(address):
    assert f'<a href="{address}">here</a>' in render(f"[here]({address})")


@pytest.mark.parametrize("address", ["https://example.org/", "http://example.org/"])
def test_links_that_lead_away_say_so(address):
    assert f'<a href="{address}" rel="nofollow noopener">here</a>' in render(f"[here]({address})")


def test_headings_get_ids_from_their_words_and_never_the_page_s_own():
    document = parse("# Top\n\n## What *now*?\n\n### What now\n\n## Main\n\n###### Deep\n\n## ???\n")
    assert document.headings == (
        Heading(level=2, id="top", text="Top"),
        Heading(level=2, id="what-now", text="What now?"),
        Heading(level=3, id="what-now-2", text="What now"),
        Heading(level=2, id="main-2", text="Main"),
        Heading(level=4, id="deep", text="Deep"),
        Heading(level=2, id="part", text="???"),
    )
    assert '<h2 id="what-now">What <em>now</em>?</h2>' in document.parts[0].html
    assert "<h1" not in document.parts[0].html


def test_short_texts_have_no_ids():
    assert render("## Same\n\n## Same") == "<h2>Same</h2>\n<h2>Same</h2>\n"


def test_a_line_of_its_own_in_brackets_is_an_embed():
    document = parse(
        "Before.\n\n[[comparison quick-5]]\n\n[[ scenarios ]]\n\n[[tools output=image&hosting=self-hosted]]"
    )
    assert document.parts[1:] == (
        Embed(name="comparison", argument="quick-5"),
        Embed(name="scenarios"),
        Embed(name="tools", argument="output=image&hosting=self-hosted"),
    )
    assert document.embeds == list(document.parts[1:])


@pytest.mark.parametrize("text", ["See [[scenarios]] here.", "- [[scenarios]]", "> [[scenarios]]", "`[[scenarios]]`"])
def test_brackets_within_a_text_are_text(text):
    document = parse(text)
    assert [type(part) for part in document.parts] == [Prose]
    assert "[[scenarios]]" in document.parts[0].html


def test_short_texts_leave_embeds_out():
    assert render("One.\n\n[[scenarios]]\n\nTwo.") == "<p>One.</p>\n<p>Two.</p>\n"


def test_links_may_be_defined_on_the_other_side_of_an_embed():
    parts = parse("[here][place]\n\n[[scenarios]]\n\n[place]: /tools/").parts
    assert '<a href="/tools/">here</a>' in parts[0].html


def test_tables_scroll_in_named_regions_and_carry_no_styles():
    table = "| a | b |\n|---|--:|\n| 1 | 2 |\n"
    html = parse(f"{table}\n[[scenarios]]\n\n{table}").parts
    assert 'role="region" aria-label="Table 1" tabindex="0"' in html[0].html
    assert 'aria-label="Table 2"' in html[2].html
    assert '<td class="num" data-label="b">2</td>' in html[0].html
    assert "style" not in html[0].html


def test_the_cells_of_a_table_are_named_by_their_row_and_column():
    html = render("| Way | *You* pay |\n|---|---|\n| App | monthly |\n\n| n | m |\n|--:|---|\n| 1 | x |\n")
    assert '<th scope="col">Way</th>\n<th scope="col"><em>You</em> pay</th>' in html
    assert '<th scope="row">App</th>\n<td data-label="You pay">monthly</td>' in html
    assert '<td class="num" data-label="n">1</td>\n<td data-label="m">x</td>' in html


def test_straight_quotation_marks_become_round_ones_except_in_code():
    assert render('It\'s "so" `"x"`') == '<p>It’s “so” <code>"x"</code></p>\n'


@pytest.mark.parametrize(
    "text",
    [
        "> " * 5000 + "deep",
        "- " * 5000 + "deep",
        "[" * 5000,
        "![" * 5000,
        "*a " * 5000 + "b*" * 5000,
        "[a](" * 5000,
        "`" * 5000,
        "<" * 5000,
        "\n".join("  " * depth + "- deep" for depth in range(800)),
        "# alike\n" * 5000,
        "[" * 5000 + "a" + "](b)" * 5000,
        "*_" * 2500 + "deep" + "_*" * 2500,
        "> - " * 2500 + "deep",
    ],
    ids=[
        *("quotes", "lists", "brackets", "images", "emphasis", "links", "ticks", "angles", "indents"),
        *("headings", "links-in-links", "emphasis-in-emphasis", "lists-in-quotes"),
    ],
)
def test_a_nest_of_thousands_is_drawn_in_time(text):
    started = time.process_time()  # others may keep the machine busy
    render(text)
    assert time.process_time() - started < 2


# What has been tried elsewhere, to be put together in any order.
NASTY = [
    *("<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>", "<a href='javascript:x'>"),
    *('<p style="color:red" id="main" name="q" data-hx-get="/x" hx-post="/y">', "<iframe srcdoc='<b>'>", "<!--", "-->"),
    *(
        "[a](javascript:alert)",
        "[a](  JavaScript:x)",
        "[a](java&#115;cript:x)",
        "[a](data:text/html,x)",
        "<vbscript:x>",
    ),
    *("[a](//elsewhere.example)", '[a](https://e.example "t\' onclick=x")', "![a](https://e.example/x.png)", "[a]: x"),
    *("<javascript:alert(1)>", '[a](<https://e.example/"onclick=x>)', "[![a](x)](javascript:x)", "&lt;script&gt;"),
    *(
        "# main {#x onclick=y}",
        "## forms",
        "> [!note] <b onclick=x>",
        "| a | <b> |\n|--:|:-:|\n| <i> | `<u>` |",
        "```html onclick=x",
    ),
    *(
        '[[comparison "><script>]]',
        "\x00",
        "\n\n",
        "\n",
        "> ",
        "- ",
        "    ",
        "*",
        "_",
        "`",
        "\\",
        "[",
        "](",
        ")",
        '"',
        "'",
    ),
]
PLAIN = "ul li blockquote pre code hr br em strong thead tbody tr"
HARMLESS = {tag: set() for tag in PLAIN.split()} | {
    "a": {"href", "rel"},
    "ol": {"start"},
    "h2": {"id"},
    "h3": {"id"},
    "h4": {"id"},
    "p": {"class"},
    "span": {"class"},
    "table": {"class"},
    "th": {"class", "scope"},
    "td": {"class", "data-label"},
    "div": {"class", "role", "aria-label", "tabindex"},
}
ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@given(st.lists(st.sampled_from(NASTY), max_size=12))
def test_whatever_is_written_only_what_is_listed_comes_out(pieces):
    html = "".join(part.html for part in parse("".join(pieces)).parts if isinstance(part, Prose))
    for element in lxml.html.fragment_fromstring(html, create_parent="main").iterdescendants():
        assert element.tag in HARMLESS, html
        assert {*element.attrib} <= HARMLESS[element.tag], html
        assert is_allowed_address(element.get("href", "#")), html
        assert ID.fullmatch(element.get("id", "x")), html
        assert element.get("id") not in {"main", "page-notice", "site-q"}


@pytest.mark.parametrize(("words", "minutes"), [(0, 1), (1, 1), (220, 1), (221, 2), (2200, 10)])
def test_reading_time_is_rounded_up(words, minutes):
    assert minutes_to_read(words) == minutes


def test_of_a_text_the_running_words_are_counted_and_its_tables():
    text = "## Two words\n\nThree *plain* words.\n\n[[comparison one]]\n\n| A | B |\n|---|---|\n| c d | e f |\n"
    document = parse(text)
    assert (document.words, document.tables) == (5, 1)


@pytest.mark.parametrize("severity", ["note", "caution", "stop"])
def test_a_quotation_with_a_severity_is_a_callout(severity):
    assert render(f"> [!{severity}]\n> Mind *this*.") == (
        f'<div class="callout callout--{severity}" role="note">\n'
        f'<p class="callout__title">{severity.title()}</p>\n<p>Mind <em>this</em>.</p>\n</div>\n'
    )


def test_the_title_of_a_callout_is_said_with_its_severity():
    html = render("> [!CAUTION] The *free* plan\n>\n> - one\n> - two\n\nAfter.")
    title = '<p class="callout__title"><span class="visually-hidden">Caution: </span>The <em>free</em> plan</p>'
    rest = "<ul>\n<li>one</li>\n<li>two</li>\n</ul>"
    assert html == f'<div class="callout callout--caution" role="note">\n{title}\n{rest}\n</div>\n<p>After.</p>\n'


@pytest.mark.parametrize("text", ["> Plain", "> [!evil] x", "- > [!note] x", "> > [!note] x", "[!note] x"])
def test_what_is_no_callout_stays_what_it_is(text):
    assert "callout" not in render(text)
