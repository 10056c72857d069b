import re

import lxml.html
import pytest

from catalog.glyphs import DRAWINGS, FILE
from tests.factories import make_person

pytestmark = pytest.mark.django_db
ADDRESS = "/admin/components/"


@pytest.mark.parametrize("name", ["nobody", "stranger"])
def test_it_is_not_there_for_others(client, name):
    if name == "stranger":
        client.force_login(make_person(role=""))
    assert client.get(ADDRESS).status_code == 404


def test_people_of_the_desk_see_every_glyph_and_state_once(client):
    client.force_login(make_person(role="Viewer"))
    answer = client.get(ADDRESS)
    page = lxml.html.fromstring(answer.content)
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {href for href in page.xpath("//a/@href") if re.match("#(?!page-)", href)} <= {f"#{one}" for one in ids}
    assert {"image", "molecules", "state-stale"} <= set(page.xpath("//ul[@class='specimens']/li/text()"))
    assert [drawn for drawn in page.xpath("//ul[@class='specimens']//*[local-name()='svg']") if not len(drawn)] == []
    assert len(page.xpath("//*[@id='states']/..//*[@data-state]")) == 11
    assert "no-store" in answer["Cache-Control"]


def test_everybody_sees_it_while_developing(client, settings):
    settings.DEBUG = True
    assert client.get(ADDRESS).status_code == 200


def test_every_glyph_of_the_file_is_read():
    assert len(DRAWINGS) == FILE.read_text(encoding="utf-8").count("<symbol ") > 40


def test_a_card_writes_a_state_as_every_other_page_does(client):
    client.force_login(make_person(role="Viewer"))
    page = lxml.html.fromstring(client.get(ADDRESS).content)
    words = {}
    for state in page.xpath("//*[@class='state']"):
        in_card = bool(state.xpath("ancestor::article"))
        words.setdefault((state.get("data-state"), in_card), set()).add(state.text_content())
    for name in ("not-known", "unverified"):
        assert words[name, True] == words[name, False] != set()
