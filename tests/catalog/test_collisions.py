"""Two people on one form, and one person who presses twice: nothing is overwritten, lost or made twice."""

import lxml.html
import pytest
from django.urls import reverse

from advisor.models import Question
from catalog.history.putting_back import put_back
from catalog.models import Event, FormerSlug, Guide, Maker, Proposal, Tool, Workflow
from tests.advisor.rows import make_questionnaire
from tests.catalog.desk import Desk
from tests.catalog.test_proposals import at_the_desk, choose_here, places_of
from tests.factories import make_term, make_tool

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada():
    return at_the_desk("ada", "Editor")


@pytest.fixture
def ben():
    return at_the_desk("ben", "Editor")


def make_draft(**fields):
    return make_tool(name="Inkwell", editorial_state="draft", terms=["kind:agent"], **fields)


def test_changes_of_different_places_are_put_together_by_one_press(ada, ben):
    tool = make_draft()
    for desk in (ada, ben):
        desk.open("tool_change", tool.pk)
    ben.send(tagline="By Ben.", sources__0__title="Ben’s source")
    shown = ada.send(summary="By Ada.", aliases__0__name="Ada’s name")
    assert "fit together" in shown
    assert not Tool.objects.get().summary
    ada.send("_accept")
    tool.refresh_from_db()
    assert (tool.tagline, tool.summary) == ("By Ben.", "By Ada.")
    assert (tool.sources.get().title, tool.aliases.get().name) == ("Ben’s source", "Ada’s name")


@pytest.mark.parametrize(("choice", "stands"), [("take", "By Ada."), ("keep", "By Ben."), ("By both.", "By both.")])
def test_a_place_that_both_changed_is_asked_about(ada, ben, choice, stands):
    tool = make_draft()
    for desk in (ada, ben):
        desk.open("tool_change", tool.pk)
    ben.send(tagline="By Ben.")
    shown = ada.send(tagline="By Ada.", summary="By Ada.")
    assert all(words in shown for words in ("By Ben.", "By Ada.", "Before: “Makes things.”"))
    choose_here(ada, Tagline=choice)
    tool.refresh_from_db()
    assert (tool.tagline, tool.summary) == (stands, "By Ada.")


def test_what_was_typed_in_a_row_that_is_gone_can_be_had_back(ada, ben):
    tool = make_draft(sources=2)
    tool.sources.filter(pk=tool.sources.last().pk).update(url="https://example.org/two")
    for desk in (ada, ben):
        desk.open("tool_change", tool.pk)
    ben.send(sources__1__DELETE="on")
    assert tool.sources.count() == 1
    ada.send(sources__1__as_of="2026-05", tagline="By Ada.")
    place = next(title for title in places_of(ada) if title.startswith("Source"))
    choose_here(ada, **{place: "take"})
    tool.refresh_from_db()
    assert [source.as_of for source in tool.sources.order_by("url")] == ["", "2026-05"]
    assert tool.tagline == "By Ada."


def test_a_form_fits_an_entry_that_was_put_back_while_it_was_open(ada, ben):
    workflow = Workflow.objects.create(slug="film", title="Film", tagline="Short.", editorial_state="draft")
    workflow.steps.create(label="Write", kind=make_term("kind:agent"))
    ada.open("workflow_change", workflow.pk)
    ben.open("workflow_change", workflow.pk)
    ben.send(tagline="By Ben.")
    put_back(Event.objects.latest("pk"), by=None)
    ada.send(summary="By Ada.", steps__0__note="First of all.")
    workflow.refresh_from_db()
    assert (workflow.tagline, workflow.summary) == ("Short.", "By Ada.")
    assert [step.note for step in workflow.steps.all()] == ["First of all."]


def test_a_form_that_is_old_and_wrong_keeps_what_was_typed_and_says_what_changed(ada, ben):
    tool = make_draft()
    for desk in (ada, ben):
        desk.open("tool_change", tool.pk)
    ben.send(tagline="By Ben.")
    shown = ada.send(homepage="nowhere", summary="By Ada.")
    assert "Changed meanwhile by ben" in shown
    assert "Tagline: Makes things. → By Ben." in shown
    assert ada.value("summary") == "By Ada."
    ada.send(homepage="https://example.org/")
    ada.send("_accept")
    tool.refresh_from_db()
    assert (tool.tagline, tool.summary, tool.homepage) == ("By Ben.", "By Ada.", "https://example.org/")


def test_a_persons_own_two_pages_are_put_together_unasked(ada):
    tool = make_draft()
    other = Desk(ada.client)
    for desk in (ada, other):
        desk.open("tool_change", tool.pk)
    ada.send(tagline="One page.")
    other.send(summary="Another page.")
    tool.refresh_from_db()
    assert (tool.tagline, tool.summary) == ("One page.", "Another page.")
    assert "together" in other.messages


def test_a_persons_own_two_pages_that_do_not_fit_together_are_kept(ada):
    tool, again = make_draft(), Desk(ada.client)
    ada.open("tool_change", tool.pk)
    again.open("tool_change", tool.pk)
    ada.send(knowledge_cutoff="2026-05")
    assert "does not fit together" in again.send(released="2024")
    tool.refresh_from_db()
    assert (tool.knowledge_cutoff, tool.released) == ("2026-05", "")
    proposal = Proposal.objects.get()
    assert (proposal.state, proposal.document["released"]) == ("open", "2024")


def test_a_text_is_put_together_line_by_line(ada, ben):
    fields = {"title": "Basics", "tagline": "Short.", "body": "One.\n\nTwo.\n\nThree.", "editorial_state": "draft"}
    guide = Guide.objects.create(slug="basics", **fields)
    for desk in (ada, ben):
        desk.open("guide_change", guide.pk)
    ben.send(body="One!\n\nTwo.\n\nThree.")
    ada.send(body="One.\n\nTwo.\n\nThree!")
    ada.send("_accept")
    guide.refresh_from_db()
    assert guide.body.split() == ["One!", "Two.", "Three!"]


def test_an_entry_published_meanwhile_takes_an_editors_change_as_a_proposal(ada):
    tool = make_draft()
    ada.open("tool_change", tool.pk)
    tool.publish()
    ada.send(tagline="By Ada.")
    assert Tool.objects.get().tagline == "Makes things."
    assert Proposal.objects.get().document["tagline"] == "By Ada."


def test_a_form_sent_twice_makes_one_entry_and_leads_to_it(ada):
    maker = Maker.objects.create(slug="acme", name="Acme")
    ada.open("tool_add")
    filled = {"name": "New", "slug": "new", "maker": str(maker.pk), "entry_type": "app", "_continue": "1"}
    sent = {**ada.filled(), **filled}
    first, second = (ada.client.post(ada.address, sent) for _ in range(2))
    assert first["Location"] == second["Location"] == reverse("admin:catalog_tool_change", args=[Tool.objects.get().pk])
    page = ada.client.get(second["Location"])
    assert "saved already" in page.text


def test_a_form_that_is_saved_while_it_is_checked_again_leads_to_its_entry_too(ada, monkeypatch):
    ada.open("guide_add")
    sent = ada.filled() | {"title": "Once", "slug": "once", "tagline": "Short.", "body": "Text.", "_continue": "1"}
    check, first = Guide.clean_fields, []

    def press_before(guide, *args, **options):
        monkeypatch.setattr(Guide, "clean_fields", check)
        first.append(ada.client.post(ada.address, sent)["Location"])
        check(guide, *args, **options)

    monkeypatch.setattr(Guide, "clean_fields", press_before)
    second = ada.client.post(ada.address, sent)
    assert [second.get("Location")] == first == [reverse("admin:catalog_guide_change", args=[Guide.objects.get().pk])]


def test_a_change_sent_twice_is_no_collision_with_oneself(ada):
    tool = make_draft()
    ada.open("tool_change", tool.pk)
    sent = {**ada.filled(), "tagline": "Once.", "aliases-0-name": "Ink", "aliases-TOTAL_FORMS": "1", "_save": "1"}
    sent |= {"aliases-0-id": "", "aliases-0-tool": str(tool.pk)}
    for _ in range(2):
        assert ada.client.post(ada.address, sent).status_code == 302
    assert not Proposal.objects.exists()
    assert (Tool.objects.get().tagline, tool.aliases.count()) == ("Once.", 1)


def test_what_is_no_entry_of_its_own_is_not_overwritten_unasked():
    question = make_questionnaire().questions.first()
    pia, paul = at_the_desk("pia", "Publisher"), at_the_desk("paul", "Publisher")
    page = reverse("admin:advisor_question_change", args=[question.pk])
    for desk in (pia, paul):
        desk.address, desk.response = page, desk.client.get(page)
    pia.send(title="By Pia?", choices__0__label="Pia's", choices__1__DELETE="on")
    shown = paul.send(title="By Paul?", choices__0__label="Paul's", choices__1__help="Typed in a row that is gone.")
    assert "Somebody changed this while you had it open" in shown
    for stored in ("By Pia?", "Pia's"):
        assert f"By now it is: “{stored}”" in shown
    assert (Question.objects.get(pk=question.pk).title, paul.value("title")) == ("By Pia?", "By Paul?")
    paul.send()
    question.refresh_from_db()
    assert (question.title, question.choices.first().label) == ("By Paul?", "Paul's")
    assert question.choices.filter(help="Typed in a row that is gone.").exists()


def test_what_no_document_holds_is_not_left_out_silently():
    tool = make_draft()
    pia, paul = at_the_desk("pia", "Publisher"), at_the_desk("paul", "Publisher")
    for desk in (pia, paul):
        desk.open("tool_change", tool.pk)
    pia.send(tagline="By Pia.")
    sent = {"catalog__appointment__content_type__object_id__0__at": "2999-01-01T10:00", "slug": "inkpot"}
    paul.send(summary="By Paul.", **sent)
    assert "“Appointment” was not kept" in paul.messages
    assert "The address was not kept" in paul.messages


def test_a_form_that_asks_for_a_copy_saves_what_it_is_of(ada):
    tool = make_draft()
    ada.open("tool_change", tool.pk)
    ada.send("_saveasnew", tagline="Anew.")
    assert [found.tagline for found in Tool.objects.all()] == ["Anew."]
    assert ada.client.post(ada.address, {"_saveasnew": "1", "_version": "x"}).status_code == 200


def test_what_was_typed_for_an_entry_that_is_deleted_meanwhile_can_be_saved_as_a_new_one(ada):
    tool = make_draft()
    ada.open("tool_change", tool.pk)
    tool.delete()
    assert "Somebody deleted this" in ada.send(summary="By Ada.", sources__0__title="Ada’s source")
    assert not Tool.objects.exists()
    ada.address = reverse("admin:catalog_tool_add")
    ada.send()
    tool = Tool.objects.get()
    assert (tool.summary, tool.sources.get().title, tool.editorial_state) == ("By Ada.", "Ada’s source", "draft")


def test_a_row_of_a_list_that_nobody_touched_is_not_written_and_one_that_two_did_is_refused():
    pia, paul = at_the_desk("pia", "Publisher"), at_the_desk("paul", "Publisher")
    fields = {"tagline": "Short.", "body": "Text."}
    for number in (1, 2):
        Guide.objects.create(slug=f"guide-{number}", title=f"{number}", position=number, **fields)
    page = reverse("admin:catalog_guide_changelist")
    held = {"form-TOTAL_FORMS": 2, "form-INITIAL_FORMS": 2, "_save": "1"}
    for place, guide in enumerate(Guide.objects.all()):
        held |= {f"form-{place}-id": guide.pk}
        held |= {f"form-{place}-position": guide.position, f"initial-form-{place}-position": guide.position}
    assert held.keys() >= {name for name in fields_of_list(pia.client.get(page)) if name.endswith("-position")}
    pia.client.post(page, {**held, "form-0-position": 7})
    paul.client.post(page, {**held, "form-1-position": 9})
    assert [guide.position for guide in Guide.objects.order_by("slug")] == [7, 9]
    held |= {"form-0-id": Guide.objects.get(position=7).pk, "form-1-id": Guide.objects.get(position=9).pk}
    page = paul.client.post(page, {**held, "form-0-position": 8})
    assert "Somebody set this to “7” meanwhile" in page.text
    assert [guide.position for guide in Guide.objects.order_by("slug")] == [7, 9]


def fields_of_list(response):
    return lxml.html.fromstring(response.content.decode()).get_element_by_id("changelist-form").fields


def test_parts_with_pages_of_their_own_are_saved_and_not_overwritten_unasked():
    tool, other = make_draft(), make_tool(name="Quill")
    former = FormerSlug.objects.create(tool=tool, slug="once")
    pia, paul = at_the_desk("pia", "Publisher"), at_the_desk("paul", "Publisher")
    for desk in (pia, paul):
        desk.open("formerslug_change", former.pk)
    pia.send(tool=str(other.pk))
    assert FormerSlug.objects.get().tool == other
    assert f"By now it is: “{other}”" in paul.send(tool=str(tool.pk), slug="twice")
    assert FormerSlug.objects.get().tool == other
