"""The pictures that go with links to our pages."""

import struct

import lxml.html
import pytest

from catalog.link_cards import EDGE, HEIGHT, WIDTH, card
from catalog.link_cards.letters import STEPS, Face, Letter, Plane, faces
from catalog.link_cards.png import read, written
from tests.factories import make_tool


def pixels_of(picture):
    """Of a card: the grey reader takes its rows whatever the palette makes of them."""
    return read(picture)


def face(**widths):
    return Face(10, {sign: Letter(width, (b"\xff" * width,)) for sign, width in {" ": 1, **widths}.items()})


def test_what_is_written_is_read_and_is_a_png_of_its_size():
    data = written(3, 2, b"\x00\x01\x02\x03\x04\xff")
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", data[16:24]) == (3, 2)
    assert read(data) == (3, 2, b"\x00\x01\x02\x03\x04\xff")


def test_a_card_shows_its_title_within_its_edges():
    width, height, pixels = pixels_of(card("ChatGPT", above="App · OpenAI", glyph="text"))
    assert (width, height) == (WIDTH, HEIGHT)
    rows = [pixels[start : start + width] for start in range(0, width * height, width)]
    assert any(rows[y][x] for y in range(140, 250) for x in range(EDGE, 600))
    assert not any(any(row[: EDGE - 5]) or any(row[WIDTH - EDGE + 5 :]) for row in rows)
    assert pixels_of(card("Claude"))[2] != pixels_of(card("ChatGPT"))[2]


@pytest.mark.parametrize("title", ["", " ", "日本語", "Ł" * 400, "a " * 900, "\x00", "…"])
def test_no_title_is_too_odd(title):
    assert pixels_of(card(title, above=title, glyph=title))[0] == WIDTH


def test_lines_are_filled_and_a_long_word_is_broken():
    letters = face(a=3, b=3)
    assert letters.lines("aa bb a", room=13) == ["aa bb", "a"]
    assert letters.lines("aaaaa b", room=7) == ["aa", "aa", "a b"]
    assert letters.lines("  ", room=7) == []


def test_a_letter_without_its_accent_is_better_than_none():
    letters = face(e=3)
    assert letters.letter("é") is letters.letter("e")
    assert letters.letter("語") is None


def test_ink_and_accent_lie_on_paper_and_the_darker_stays():
    plane = Plane(2, 1)
    half = Letter(2, (b"\x80\x00",))
    plane.put(half, 0, 0)
    plane.put(Letter(2, (b"\x10\xff",)), 0, 0)
    assert list(plane.pixels) == [64, STEPS - 1]
    plane.put(half, 0, 0, accent=True)
    assert list(plane.pixels) == [64 + STEPS, STEPS - 1]


def test_every_glyph_that_stands_for_what_tools_make_is_there():
    assert {"text", "code", "image", "video", "molecules", "mark"} <= set(faces()["glyphs"].letters)


@pytest.mark.django_db
def test_a_page_names_its_card_and_a_draft_has_none(client, settings):
    settings.SITE_URL = "https://wayfinder.example"
    make_tool(name="Painter", terms=["output:image"])
    make_tool(name="Secret", editorial_state="draft")
    page = lxml.html.fromstring(client.get("/tools/painter/").content)
    (address,) = page.xpath("//meta[@property='og:image']/@content")
    assert address == "https://wayfinder.example/cards/tools/painter.png"
    answer = client.get(address.removeprefix("https://wayfinder.example"))
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    assert not answer.cookies
    for missing in ("tools/secret", "tools/nothing", "nothing/painter", "kinds/painter"):
        assert client.get(f"/cards/{missing}.png").status_code == 404
