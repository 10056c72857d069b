"""The pages of the kinds of tool, and the map of them."""

import re

import lxml.html
import pytest
from pytest_django.asserts import assertContains, assertNotContains

from catalog.kind_map import MappedKind, Named, drawn
from catalog.models import KindGuide, Term
from catalog.templatetags.kinds import first_sentence
from tests.factories import make_term, make_tool

WORDS, SOUND = Named(slug="text", label="Text"), Named(slug="voice", label="Voice")


def make_kind_guide(kind="kind:painter", *, terms=("input:text", "output:image"), **fields):
    guide = KindGuide.objects.create(kind=make_term(kind), slug=kind.split(":")[1], **fields)
    guide.terms.set([make_term(name) for name in terms])
    return guide


def mapped(label, takes=(), makes=()):
    return MappedKind(label=label, url=f"/{label}/", takes=tuple(takes), makes=tuple(makes))


@pytest.mark.django_db
def test_a_kind_says_when_to_use_it_and_what_else_there_is(client):
    make_kind_guide(
        use_for=["a picture must come out"],
        avoid_for=["a chart is wanted: draw it from data"],
        example="A shop uses [Brush](/tools/brush/).",
        cautions=["Count the fingers."],
        criteria=["A file comes out."],
    )
    make_tool(name="Brush", terms=["kind:painter"])
    page = client.get("/kinds/painter/")
    for text in ("a picture must come out", "a chart is wanted", "Count the fingers", "A file comes out", "Brush"):
        assertContains(page, text)
    inside = lxml.html.fromstring(page.content).xpath("//dl[@class='in-and-out']//a/@href")
    assert inside == ["/tools/?input=text", "/tools/?output=image"]


@pytest.mark.django_db
def test_a_draft_about_a_kind_is_seen_nowhere(client):
    make_kind_guide(cautions=["Secretword."], on_map=True, editorial_state="draft")
    for address in ("/kinds/painter/", "/kinds/"):
        page = client.get(address)
        assertContains(page, "Painter")
        assertNotContains(page, "Secretword")
        assertNotContains(page, "What goes in")
    assertNotContains(client.get("/search/?q=secretword"), "/kinds/painter/")


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("One. Two.", "One."),
        ("A model, e.g. GPT 3.5, that writes. It does not draw.", "A model, e.g. GPT 3.5, that writes."),
        ("No full stop", "No full stop"),
        ("", ""),
    ],
)
def test_a_list_tells_the_first_sentence(text, first):
    assert first_sentence(text) == first


@pytest.mark.django_db
def test_the_map_draws_the_kinds_that_belong_on_it_and_the_table_names_all(client):
    make_kind_guide(on_map=True)
    make_kind_guide("kind:speaker", terms=["output:voice"])
    page = lxml.html.fromstring(client.get("/kinds/").content)
    assert page.xpath("//*[@class='map__kind']/a/@href") == ["/kinds/painter/"]
    assert page.xpath("//*[@class='map__kind']/a/@aria-label") == ["Painter. Takes: Text. Makes: Image."]
    assert page.xpath("//tbody/tr/th/a/@href") == ["/kinds/painter/", "/kinds/speaker/"]


def test_kinds_stand_near_what_they_make_and_no_two_share_a_row():
    speaker = mapped("Speaker", takes=[WORDS], makes=[SOUND])
    writer = mapped("Writer", takes=[SOUND, WORDS], makes=[WORDS])
    typist = mapped("Typist", takes=[SOUND], makes=[WORDS])
    found = drawn([writer, speaker, typist])
    assert [one.kind.label for one in found.kinds] == ["Writer", "Typist", "Speaker"]
    assert [one.named for one in found.outputs] == [WORDS, SOUND]
    assert [one.named for one in found.inputs] == [SOUND, WORDS]
    middles = [one.middle for one in found.kinds]
    assert middles == sorted(set(middles))
    assert all(0 < one.middle < found.height for one in (*found.kinds, *found.things))


def test_a_line_leads_from_each_thing_that_goes_in_and_to_each_that_comes_out():
    found = drawn([mapped("Dubber", takes=[WORDS, SOUND], makes=[SOUND])])
    (box,), (words, sound), (out,) = found.kinds, found.inputs, found.outputs
    lines = re.findall(r"M(\d+) (\d+)C[\d ]+ (\d+) (\d+)(?=M|$)", box.path)
    ends = {(int(y1), int(y2)) for _, y1, _, y2 in lines}
    assert ends == {(words.middle, box.middle), (sound.middle, box.middle), (box.middle, out.middle)}


def test_a_map_of_nothing_is_drawn_as_nothing():
    assert drawn([]).kinds == ()


def test_every_kind_that_we_ship_is_described_whole(shipped):
    guides = {guide.kind_id: guide for guide in KindGuide.objects.published().with_terms()}
    kinds = Term.objects.kinds()
    assert {kind.pk for kind in kinds} == {*guides}
    for guide in guides.values():
        lines = [guide.use_for, guide.avoid_for, guide.cautions, guide.criteria]
        assert all(len(several) >= 2 for several in lines), guide.slug
        assert guide.slug == guide.kind.slug
        assert len(guide.example.split()) > 30, guide.slug
    without_ends = {guide.slug for guide in guides.values() if not (guide.takes() and guide.makes())}
    assert without_ends == {"vector-database"}  # no facet has a word for what it stores and finds


def test_what_the_shipped_kinds_link_to_is_there(shipped):
    cases = KindGuide.objects.values_list("example", flat=True)
    linked = {href for text in cases for href in re.findall(r"\]\((/[^)]*)\)", text)}
    assert len(linked) > 40
    answers = {href: shipped.head(href).status_code for href in linked}
    assert {href: status for href, status in answers.items() if status != 200} == {}


def test_every_kind_that_we_ship_has_a_guide_and_a_way_to_the_advisor(shipped):
    without = {}
    for kind in Term.objects.kinds():
        page = lxml.html.fromstring(shipped.get(kind.get_absolute_url()).content)
        found = {
            "guide": page.xpath("//section[@aria-labelledby='reading']//a[starts-with(@href, '/guides/')]"),
            "advisor": page.xpath("//section[@aria-labelledby='asked']//a[starts-with(@href, '/advisor/')]"),
        }
        if missing := [name for name, links in found.items() if not links]:
            without[kind.slug] = missing
    assert without == {}
