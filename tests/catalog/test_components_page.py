import re

import lxml.html
import pytest

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
    assert len(page.xpath("//*[@id='states']/..//*[@data-state]")) == 11
    assert "no-store" in answer["Cache-Control"]


def test_everybody_sees_it_while_developing(client, settings):
    settings.DEBUG = True
    assert client.get(ADDRESS).status_code == 200
