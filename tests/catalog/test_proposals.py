"""An editor's change to what visitors see: proposed, compared place by place, and decided by a publisher."""

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from catalog import changes
from catalog.history.edits import editing
from catalog.models import Event, Guide, Proposal, Tool
from config.sitemap import last_changes
from tests.catalog.desk import Desk
from tests.factories import make_person, make_term, make_tool

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return at_the_desk("eve", "Editor")


@pytest.fixture
def publisher():
    return at_the_desk("pia", "Publisher")


def at_the_desk(name, role):
    client = Client()
    client.force_login(make_person(name, role))
    return Desk(client)


def make_public_tool(**fields):
    plan = {"name": "Pro", "amount": 20, "unit": "month"}
    return make_tool(name="Inkwell", terms=["kind:agent"], plans=[plan], **fields)


def propose(editor, entry, **changed):
    """Change an entry's form as an editor, and press the only button."""
    editor.open(f"{entry._meta.model_name}_change", entry.pk)
    editor.send("_propose", **changed)
    return Proposal.objects.latest("pk")


def choose(desk, proposal, button="_accept", **chosen):
    """Open a proposal, choose by the titles of its places, and press a button."""
    desk.open("proposal_change", proposal.pk)
    return choose_here(desk, button, **chosen)


def choose_here(desk, button="_accept", answer="", **chosen):
    sent = {}
    for title, choice in chosen.items():
        name = name_of_place(desk, title)
        if choice in {"take", "keep"}:
            sent[f"choice-{name}"] = choice
        else:
            sent |= {f"choice-{name}": "own", f"text-{name}": choice}
    return desk.send(button, answer=answer, **sent)


def name_of_place(desk, title):
    rows = desk._document().find_class("matter")
    row = next(row for row in rows if " ".join(row.find("legend").text_content().split()) == title.replace("_", " "))
    return row.xpath(".//input[@type='radio']")[0].get("name").removeprefix("choice-")


def places_of(desk):
    return [" ".join(row.find("legend").text_content().split()) for row in desk._document().find_class("matter")]


def test_a_proposal_changes_nothing_but_is_kept(editor):
    tool = make_public_tool()
    before = changes.version(), Event.objects.edits().count(), LogEntry.objects.count(), Tool.objects.get()
    proposal = propose(editor, tool, tagline="Writes letters.", _why="The old one says little.")
    after = Tool.objects.get()
    assert before[:3] == (changes.version(), Event.objects.edits().count(), LogEntry.objects.count())
    assert (after.tagline, after.updated_at) == (tool.tagline, tool.updated_at)
    assert (proposal.document["tagline"], proposal.base["tagline"]) == ("Writes letters.", tool.tagline)
    assert (proposal.by.username, proposal.why, proposal.state) == ("eve", "The old one says little.", "open")
    assert "proposed" in editor.messages


def test_a_publisher_takes_a_proposal_over(editor, publisher, client):
    tool = make_public_tool()
    proposal = propose(editor, tool, tagline="Writes letters.", sources__0__title="Its page", _why="Clearer.")
    choose(publisher, proposal)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.decided_by_name) == ("accepted", "pia")
    assert "Writes letters." in client.get(tool.get_absolute_url()).text
    assert tool.sources.get().title == "Its page"
    event = Event.objects.latest("pk")
    assert (event.route, event.by.username, event.note) == ("proposal", "pia", "Proposed by eve: Clearer.")


def test_each_place_is_taken_kept_or_put_in_other_words(editor, publisher):
    tool = make_public_tool(summary="Old summary.", best_for="Old use.")
    new = {"tagline": "Proposed.", "summary": "Proposed summary.", "best_for": "Proposed use."}
    proposal = propose(editor, tool, **new)
    choose(publisher, proposal, Summary="keep", Best_for="My own words.")
    tool.refresh_from_db()
    assert (tool.tagline, tool.summary, tool.best_for) == ("Proposed.", "Old summary.", "My own words.")


def test_relations_are_proposed_and_taken_over_too(editor, publisher):
    make_term("output:image")
    tool = make_public_tool()
    term = make_term("output:text")
    changed = {"terms__output": [str(term.pk)], "aliases__0__name": "Ink", "plans__0__amount": "25"}
    new = {"plans__1__name": "Max", "plans__1__price_kind": "subscription", "plans__1__amount": "90"}
    proposal = propose(editor, tool, **changed, **new)
    assert not tool.aliases.exists()
    choose(publisher, proposal)
    assert [alias.name for alias in tool.aliases.all()] == ["Ink"]
    assert {plan.name: int(plan.amount) for plan in tool.plans.all()} == {"Pro": 25, "Max": 90}
    assert term in tool.terms.all()


def test_a_declined_proposal_needs_an_answer_which_its_editor_reads(editor, publisher):
    proposal = propose(editor, make_public_tool(), tagline="Proposed.")
    assert "Say why" in choose(publisher, proposal, "_decline")
    choose(publisher, proposal, "_decline", answer="The maker says otherwise.")
    proposal.refresh_from_db()
    assert (proposal.state, Tool.objects.get().tagline) == ("declined", "Makes things.")
    assert "The maker says otherwise." in editor.open("proposal_change", proposal.pk)


def test_what_becomes_of_a_proposal_is_told_at_the_desk_alone(editor, publisher):
    tool = make_public_tool()
    days = last_changes()
    last = Event.objects.latest("pk").pk
    first = propose(editor, tool, tagline="Proposed.", _why="Clearer.")
    choose(publisher, first, "_decline", answer="Wrong.")
    choose(editor, propose(editor, tool, tagline="Again."), "_withdraw")
    assert [(event.action, event.by_name, event.note) for event in Event.objects.filter(pk__gt=last)] == [
        ("withdraw", "eve", "Withdrawn, a proposal by eve."),
        ("hand-in", "eve", ""),
        ("send-back", "pia", "Declined, a proposal by eve: Wrong."),
        ("hand-in", "eve", "Clearer."),
    ]
    assert last_changes() == days


def test_nobody_but_a_publisher_accepts_and_nobody_else_withdraws(editor):
    proposal = propose(editor, make_public_tool(), tagline="Proposed.")
    other = at_the_desk("ned", "Editor")
    page = reverse("admin:catalog_proposal_change", args=[proposal.pk])
    editor.open("proposal_change", proposal.pk)
    sent = {**editor.filled(), "answer": "Yes."}
    for desk, button in [(editor, "_accept"), (editor, "_decline"), (other, "_withdraw"), (other, "_accept")]:
        assert desk.client.post(page, {**sent, button: "1"}).status_code == 403
    assert Proposal.objects.get().is_open
    assert Tool.objects.get().tagline == "Makes things."
    choose(editor, proposal, "_withdraw")
    assert Proposal.objects.get().state == "withdrawn"


def test_what_others_changed_meanwhile_is_put_together_or_asked_about(editor, publisher):
    tool = make_public_tool(summary="Old.")
    proposal = propose(editor, tool, tagline="Proposed.", summary="Proposed summary.")
    publisher.open("tool_change", tool.pk)
    publisher.send(summary="Mended.", best_for="Letters.")
    assert "Also changed meanwhile by you" in publisher.open("proposal_change", proposal.pk)
    assert sorted(places_of(publisher)) == ["Summary", "Tagline"]
    assert "Choose what shall stand here" in choose_here(publisher)
    tool.refresh_from_db()
    assert tool.tagline == "Makes things."
    choose_here(publisher, Summary="take")
    tool.refresh_from_db()
    assert (tool.tagline, tool.summary, tool.best_for) == ("Proposed.", "Proposed summary.", "Letters.")


def test_a_decision_on_an_entry_that_changed_while_it_was_looked_at_is_asked_again(editor, publisher):
    tool = make_public_tool()
    proposal = propose(editor, tool, tagline="Proposed.", best_for="Letters.")
    publisher.open("proposal_change", proposal.pk)
    Tool.objects.filter(pk=tool.pk).update(tagline="Mended.")
    shown = choose_here(publisher, Best_for="Notes.")
    assert "changed again while you looked" in shown
    assert publisher.value(f"text__{name_of_place(publisher, 'Best_for')}") == "Notes."
    tool.refresh_from_db()
    assert (tool.tagline, tool.best_for) == ("Mended.", "")


def test_what_would_not_be_fit_to_be_public_is_refused_and_kept_on_the_screen(editor, publisher):
    tool = make_public_tool(best_for="Old.")
    proposal = propose(editor, tool, tagline="Proposed.", best_for="Letters.")
    publisher.open("proposal_change", proposal.pk)
    shown = choose_here(publisher, Tagline="x" * 141, Best_for="Notes.")
    assert "cannot be saved like this" in shown
    assert publisher.value(f"text__{name_of_place(publisher, 'Best_for')}") == "Notes."
    assert Proposal.objects.get().is_open
    tool.refresh_from_db()
    assert (tool.tagline, tool.best_for) == ("Makes things.", "Old.")


def test_what_a_public_entry_always_lacked_is_no_reason_to_refuse_a_change(editor, publisher):
    tool = make_tool(name="Imported without a kind", terms=())
    choose(publisher, propose(editor, tool, tagline="Proposed."))
    assert Tool.objects.get().tagline == "Proposed."


def test_what_a_public_entry_had_it_keeps(editor, publisher):
    tool = make_public_tool()
    proposal = propose(editor, tool, tagline="Proposed.")
    del proposal.document["terms"]
    proposal.save()
    assert "Give it at least one kind" in choose(publisher, proposal)
    assert Tool.objects.get().tagline == "Makes things."


def test_a_second_proposal_goes_on_with_the_first(editor, publisher):
    tool = make_public_tool()
    propose(editor, tool, tagline="First.", best_for="Letters.")
    proposal = propose(editor, tool, tagline="Second.", not_for="Novels.")
    assert Proposal.objects.count() == 1
    choose(publisher, proposal)
    tool.refresh_from_db()
    assert (tool.tagline, tool.best_for, tool.not_for) == ("Second.", "Letters.", "Novels.")


def test_a_form_without_a_change_proposes_nothing(editor):
    tool = make_public_tool()
    editor.open("tool_change", tool.pk)
    editor.send("_propose")
    assert not Proposal.objects.exists()
    assert "You changed nothing" in editor.messages


def test_a_form_with_a_mistake_keeps_what_was_typed(editor):
    tool = make_public_tool()
    editor.open("tool_change", tool.pk)
    editor.send("_propose", tagline="", summary="A long text.", _why="Because.")
    assert "keeps a tagline" in editor.errors
    assert (editor.value("summary"), editor.value("_why")) == ("A long text.", "Because.")
    assert not Proposal.objects.exists()


@pytest.mark.parametrize(("words", "told"), [("w" * 501, "at most 500"), ("\0", "Null")])
def test_what_is_said_of_a_change_is_short_and_without_invisible_letters(editor, publisher, words, told):
    tool = make_public_tool()
    editor.open("tool_change", tool.pk)
    assert told in editor.send("_propose", tagline="Proposed.", _why=words)
    assert (editor.value("tagline"), Proposal.objects.count()) == ("Proposed.", 0)
    proposal = propose(editor, tool, tagline="Proposed.", _why="w" * 500)
    for button in ("_accept", "_decline"):
        assert told in choose(publisher, proposal, button, answer=words)
    assert "invisible" in choose(publisher, proposal, Tagline="Mine.\0")
    assert (Proposal.objects.get().is_open, Tool.objects.get().tagline) == (True, "Makes things.")


def test_a_texts_state_is_not_the_editors_to_propose(editor, publisher):
    fields = {"title": "Basics", "tagline": "Short.", "body": "One.\nTwo.\n", "editorial_state": "published"}
    guide = Guide.objects.create(slug="basics", **fields)
    proposal = propose(editor, guide, body="One.\nTwo, better.\n", editorial_state="draft")
    choose(publisher, proposal)
    guide.refresh_from_db()
    assert (guide.body.split(), guide.editorial_state) == (["One.", "Two,", "better."], "published")


def test_a_proposal_for_an_entry_that_is_gone_can_be_read_and_declined(editor, publisher):
    tool = make_public_tool()
    proposal = propose(editor, tool, tagline="Proposed.")
    tool.delete()
    shown = choose(publisher, proposal, "_decline", answer="It is gone.")
    assert "Proposed." in shown
    assert Proposal.objects.get().state == "declined"


def test_a_proposal_stays_with_its_entry_and_comes_to_no_other(editor, publisher):
    proposal = propose(editor, make_public_tool(), tagline="For Inkwell.")
    with editing(route="admin"):
        tool = Tool.objects.get()
        tool.slug = "ink"
        tool.save()
    with editing(route="admin"):
        make_tool(name="Other", slug="inkwell")
    choose(publisher, proposal)
    assert dict(Tool.objects.values_list("slug", "tagline")) == {"ink": "For Inkwell.", "inkwell": "Makes things."}

    proposal = propose(editor, Tool.objects.get(slug="ink"), tagline="For the one that goes.")
    with editing(route="admin"):
        tool.delete()
    with editing(route="admin"):
        new = make_tool(name="New", slug="ink")
    assert "another has its address" in publisher.open("proposal_change", proposal.pk)
    assert not Proposal.objects.open().exists()
    assert propose(editor, new, tagline="For the new one.") != proposal


def test_the_screen_costs_the_same_whatever_a_proposal_holds(editor, publisher, django_assert_max_num_queries):
    tool = make_public_tool(sources=5)
    changed = {f"sources__{number}__title": "Page" for number in range(5)}
    proposal = propose(editor, tool, tagline="Proposed.", aliases__0__name="Ink", **changed)
    publisher.open("proposal_change", proposal.pk)
    for number in range(12):
        with editing(route="admin", by=make_person(f"p{number}", "Publisher")):
            Tool.objects.update(summary=f"No. {number}")
    with django_assert_max_num_queries(40) as asked:
        assert "p0 and p1 and" in publisher.open("proposal_change", proposal.pk)
    assert sum("auth_user" in query["sql"] for query in asked.captured_queries) < 5


def test_open_proposals_are_on_the_first_page_of_the_desk(editor, publisher):
    propose(editor, make_public_tool(), tagline="Proposed.")
    assert "1 proposal waits" in publisher.client.get(reverse("admin:index")).text
    assert "1 proposal waits" not in editor.client.get(reverse("admin:index")).text


def test_with_four_eyes_a_publisher_proposes_and_another_accepts(publisher, settings):
    settings.FOUR_EYES = True
    tool = make_public_tool()
    proposal = propose(publisher, tool, tagline="Proposed.")
    page = reverse("admin:catalog_proposal_change", args=[proposal.pk])
    publisher.open("proposal_change", proposal.pk)
    assert publisher.client.post(page, {**publisher.filled(), "_accept": "1"}).status_code == 403
    publisher.client.post(reverse("admin:catalog_tool_change", args=[tool.pk]), {"tagline": "Mine.", "_save": "1"})
    assert Tool.objects.get().tagline == "Makes things."
    choose(at_the_desk("paul", "Publisher"), proposal)
    assert Tool.objects.get().tagline == "Proposed."


def test_with_four_eyes_a_proposal_is_taken_or_left_as_it_is(editor, publisher, settings):
    settings.FOUR_EYES = True
    proposal = propose(editor, make_public_tool(), tagline="Proposed.")
    assert "Use these words" not in choose(publisher, proposal, Tagline="Seen by one.")
    assert Tool.objects.get().tagline == "Makes things."
    choose(publisher, proposal, Tagline="take")
    assert Tool.objects.get().tagline == "Proposed."


def test_with_four_eyes_what_is_written_with_a_change_of_state_is_written_too(publisher, settings):
    settings.FOUR_EYES = True
    tool = make_public_tool(editorial_state="draft")
    publisher.open("tool_change", tool.pk)
    publisher.send("_archive", tagline="Written by me.")
    publisher.open("tool_change", tool.pk)
    assert "somebody else has to publish it" in publisher.send("_publish")
    assert not Tool.objects.get().is_public


def test_with_four_eyes_nobody_publishes_what_he_wrote_last(publisher, settings):
    settings.FOUR_EYES = True
    tool = make_public_tool(editorial_state="draft")
    publisher.open("tool_change", tool.pk)
    assert "somebody else has to publish it" in publisher.send("_publish", tagline="Written by me.")
    publisher.open("tool_change", tool.pk)
    assert "somebody else has to publish it" in publisher.send("_publish")
    assert not Tool.objects.get().is_public
    paul = at_the_desk("paul", "Publisher")
    paul.open("tool_change", tool.pk)
    paul.send("_publish")
    assert Tool.objects.get().is_public
