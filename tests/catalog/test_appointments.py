"""Entries that are published at a set time, by whichever request comes first after it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone

from catalog import appointments, changes, live
from catalog.history.edits import editing
from catalog.models import Appointment, Event, Guide, Tool
from tests.catalog.desk import Desk
from tests.factories import make_person, make_tool

NOON = datetime(2027, 3, 4, 12, tzinfo=UTC)
TIME = "catalog-appointment-content_type-object_id-0-at"


@pytest.fixture(autouse=True)
def patience(monkeypatch):
    """A busy machine is no reason for a page to go on without what is due."""
    monkeypatch.setattr(appointments, "PATIENCE", 30)


@pytest.fixture
def as_desk(clock):
    """The desk, for somebody of a role."""

    def desk_of(role):
        client = Client()
        client.force_login(make_person(f"a-{role.lower()}", role))
        return Desk(client)

    return desk_of


@pytest.fixture
def clock(monkeypatch):
    """The site's clock, at noon; `clock(minutes=5)` moves it on."""
    now = [NOON]
    monkeypatch.setattr(timezone, "now", lambda: now[0])
    monkeypatch.setattr(appointments, "PATIENCE", 10)  # a busy machine is no reason to fail

    def move(**by):
        now[0] += timedelta(**by)

    return move


def make_draft(name="Inkwell", **fields):
    return make_tool(name=name, editorial_state="draft", terms=["kind:agent"], **fields)


def make_guide(**fields):
    state = Guide.EditorialState.DRAFT
    fields = {"slug": "a-guide", "title": "A guide", "tagline": "Short.", "body": "Text.", **fields}
    return Guide.objects.create(editorial_state=state, **fields)


def set_time(entry, **after):
    return Appointment.objects.create(entry=entry, at=NOON + timedelta(**after))


def is_public(entry):
    return type(entry).objects.published().filter(pk=entry.pk).exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("make", [make_draft, make_guide])
def test_the_first_request_after_its_time_shows_it_and_none_before(clock, client, make):
    entry = make()
    set_time(entry, minutes=10)
    clock(minutes=9, seconds=59)
    before = client.get("/tools/")
    assert client.get(entry.get_absolute_url()).status_code == 404
    clock(seconds=1)
    after = client.get("/tools/", headers={"if-none-match": before["ETag"]})
    assert client.get(entry.get_absolute_url()).status_code == 200
    assert not Appointment.objects.exists()
    if make is make_draft:
        assert "Inkwell" not in before.text
        assert "Inkwell" in after.text


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "address",
    [
        *(
            "/",
            "/tools/",
            "/tools/inkwell/",
            "/compare/?tool=inkwell",
            "/kinds/",
            "/kinds/agent/",
            "/search/?q=inkwell",
        ),
        *("/guides/", "/guides/a-guide/", "/industries/", "/workflows/", "/glossary/", "/questions/", "/terms/"),
        *("/method/", "/api/v1/tools/", "/api/v1/tools/inkwell/", "/api/v1/facets/", "/readyz"),
    ],
)
def test_whatever_page_is_asked_for_first(clock, client, address):
    """Of each kind of page that says something of tools or texts: it is the one that finds the time reached."""
    tool, guide = make_draft(), make_guide()
    for entry in (tool, guide):
        set_time(entry, minutes=1)
    live.forget()
    clock(minutes=1)
    assert client.get(address).status_code == 200
    assert is_public(tool)
    assert is_public(guide)


@pytest.mark.django_db
def test_the_time_of_the_next_stands_beside_the_version(clock):
    tool, guide = make_draft(), make_guide()
    version = changes.version()
    later, sooner = set_time(tool, hours=2), set_time(guide, hours=1)
    assert changes.present() == (version, sooner.at.timestamp())  # nothing public has changed
    sooner.delete()
    assert changes.present()[1] == later.at.timestamp()
    tool.delete()
    assert changes.present()[1] is None
    assert not appointments.are_due(None)


@pytest.mark.django_db
def test_what_cannot_be_published_says_why_and_keeps_nothing_else_from_it(clock):
    without_source, archived, fine = make_draft(sources=0), make_draft("Old"), make_draft("Fine")
    Tool.objects.filter(pk=archived.pk).update(editorial_state="archived")
    missed = [set_time(entry, minutes=number) for number, entry in enumerate((without_source, archived))]
    set_time(fine, minutes=2)
    clock(minutes=3)
    appointments.keep_all()
    assert [is_public(tool) for tool in (without_source, archived, fine)] == [False, False, True]
    problems = [Appointment.objects.get(pk=one.pk).problem for one in missed]
    assert "source" in problems[0]
    assert "archived" in problems[1]
    assert changes.present()[1] is None  # they are not tried again with every request


@pytest.mark.django_db
def test_with_four_eyes_somebody_else_sets_the_time(clock, settings):
    settings.FOUR_EYES = True
    pia, paul = make_person("pia", "Publisher"), make_person("paul", "Publisher")
    tool = make_draft()
    with editing(route=Event.Route.DESK, by=pia):
        Tool.objects.filter(pk=tool.pk).update(tagline="By Pia.")
    for person, shown in ((pia, False), (paul, True)):
        Appointment.objects.all().delete()
        Appointment.objects.create(entry=tool, at=NOON, by=person)
        appointments.keep_all()
        assert is_public(tool) == shown
    assert Event.objects.latest("pk").route == "schedule"


@pytest.mark.django_db
def test_a_fault_of_ours_is_not_met_again_with_every_request(clock, monkeypatch):
    monkeypatch.setattr(Tool, "publish", lambda tool: 1 / 0)
    missed = set_time(make_draft(), minutes=0)
    appointments.keep_all()
    missed.refresh_from_db()
    assert "fault of ours" in missed.problem
    assert changes.present()[1] is None


@pytest.mark.django_db
def test_the_desk_tells_what_is_set_and_what_was_missed(clock, admin_client, django_assert_max_num_queries):
    missed, ahead = make_draft("Quill", sources=0), make_guide()
    set_time(missed, minutes=1)
    set_time(ahead, hours=2)
    clock(minutes=5)
    appointments.keep_all()
    first = " ".join(admin_client.get("/admin/").text.split())
    assert first.index("Missed:") < first.index("Quill") < first.index("at least one source") < first.index("A guide")
    assert "4 Mar 2027, 14:00 UTC" in first
    assert "could not be published at" in admin_client.get("/admin/catalog/tool/?appointment=missed").text
    assert "publishes itself on" in admin_client.get("/admin/catalog/guide/?appointment=set").text
    assert "A guide" not in admin_client.get("/admin/catalog/guide/?appointment=missed").text
    for number in range(30):
        set_time(make_draft(f"More {number}"), hours=3)
    with django_assert_max_num_queries(20):
        admin_client.get("/admin/")


@pytest.mark.django_db
def test_a_set_time_is_checked_and_only_a_publisher_sets_it(as_desk):
    tool = make_draft()
    desk = as_desk("Publisher")
    for given, said in (("2027-03-04T11:59", "This has passed"), ("2027-02-30T10:00", "valid date")):
        desk.open("tool_change", tool.pk)
        desk.send(**{TIME: given})
        assert said in desk.errors
    desk.send(**{TIME: "2027-03-04T12:01"})
    assert Appointment.objects.get().by.username == "a-publisher"
    Appointment.objects.all().delete()
    editor = as_desk("Editor")
    editor.open("tool_change", tool.pk)
    editor.send(**{TIME: "2027-03-04T12:01"})
    assert not Appointment.objects.exists()


@pytest.mark.django_db
def test_the_trail_says_whose_time_it_was(clock):
    tool, ada = make_draft(), make_person("ada", "Publisher")
    Appointment.objects.create(entry=tool, at=NOON, by=ada)
    appointments.keep_all()
    event = Event.objects.of("tool", tool.slug).get()
    assert (event.action, event.route, event.by) == (Event.Action.PUBLISH, Event.Route.SCHEDULE, ada)


@pytest.mark.django_db
@pytest.mark.parametrize("four_eyes", [True, False])
def test_with_four_eyes_a_time_set_by_the_writer_does_not_publish(clock, settings, four_eyes):
    settings.FOUR_EYES = four_eyes
    ada, bob = make_person("ada", "Publisher"), make_person("bob", "Publisher")
    drafts = [make_draft(), make_draft("Quill")]
    for draft, setter in zip(drafts, (ada, bob), strict=True):
        with editing(route=Event.Route.DESK, by=ada):
            draft.tagline = "Written by Ada."
            draft.save()
        Appointment.objects.create(entry=draft, at=NOON, by=setter)
    appointments.keep_all()
    assert [is_public(draft) for draft in drafts] == [not four_eyes, True]


@pytest.mark.django_db
def test_published_by_hand_before_it_is_not_published_again_later(clock):
    tool = make_draft()
    set_time(tool, minutes=1)
    tool.publish()
    tool.unpublish()
    clock(minutes=2)
    appointments.keep_all()
    assert not is_public(tool)


@pytest.mark.django_db
def test_a_text_published_by_its_form_and_taken_back_does_not_publish_itself(clock, as_desk):
    guide, desk = make_guide(), as_desk("Publisher")
    set_time(guide, minutes=1)
    for state in ("published", "draft"):
        desk.open("guide_change", guide.pk)
        desk.send(editorial_state=state)
        guide.refresh_from_db()
        assert guide.editorial_state == state
    clock(minutes=2)
    appointments.keep_all()
    assert not is_public(guide)


@pytest.mark.django_db
@pytest.mark.parametrize("make", [make_draft, make_guide])
@pytest.mark.parametrize(("role", "four_eyes", "appears"), [
    ("Editor", False, False),
    ("Publisher", False, True),
    ("Publisher", True, False),
])  # fmt: skip
def test_a_set_time_publishes_no_words_that_its_setter_may_not_have_seen(
    clock, as_desk, settings, make, role, four_eyes, appears
):
    settings.FOUR_EYES = four_eyes
    entry, setter = make(), as_desk("Administrator")
    setter.open(f"{entry._meta.model_name}_change", entry.pk)
    setter.send(**{TIME: "2027-03-04T12:01"}, tagline="As it was when the time was set.")
    later = as_desk(role)
    later.open(f"{entry._meta.model_name}_change", entry.pk)
    later.send(tagline="Slipped in later.")
    entry.refresh_from_db()
    assert entry.tagline == "Slipped in later."
    clock(minutes=2)
    appointments.keep_all()
    assert is_public(entry) == appears
    assert appears or "after the time was set" in Appointment.objects.get().problem


@pytest.mark.django_db
def test_a_time_set_together_with_words_publishes_them(clock, as_desk):
    tool, desk = make_draft(), as_desk("Publisher")
    desk.open("tool_change", tool.pk)
    desk.send(**{TIME: "2027-03-04T12:01"}, tagline="Written with it.")
    clock(minutes=2)
    appointments.keep_all()
    assert is_public(tool)


@pytest.mark.django_db
def test_a_form_that_comes_twice_sets_one_time_and_the_trail_tells_it_once(as_desk):
    tool, desk = make_draft(), as_desk("Publisher")
    desk.open("tool_change", tool.pk)
    sent = desk.filled() | {TIME: ["2027-03-04T12:01"], "_save": "1"}
    for _press in range(2):
        assert desk.client.post(desk.address, sent).status_code == 302
    assert Appointment.objects.count() == 1
    desk.open("tool_change", tool.pk)
    desk.send(**{TIME.replace("-at", "-DELETE"): "on"})
    events = Event.objects.of("tool", tool.slug).order_by("pk")
    assert [(one.action, one.by_name) for one in events] == [
        (Event.Action.SET_TIME, "a-publisher"),
        (Event.Action.CANCEL_TIME, "a-publisher"),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("first", [None, "2027-03-04T13:00"])
def test_a_time_that_somebody_else_set_is_overwritten_knowingly_only(as_desk, first):
    tool, pia, ben = make_draft(), as_desk("Publisher"), as_desk("Administrator")
    if first:
        set_time(tool, hours=1)
    for desk in (pia, ben):
        desk.open("tool_change", tool.pk)
    pia.send(**{TIME: "2027-03-04T14:00"})
    ben.send(**{TIME: "2027-03-04T15:00"})
    assert "4 March, 14:00 UTC is set by now" in ben.errors
    assert Appointment.objects.get().at.hour == 14
    ben.send()
    assert (Appointment.objects.get().at.hour, Appointment.objects.get().by.username) == (15, "a-administrator")


@pytest.mark.django_db(transaction=True)
def test_a_reader_does_not_wait_for_a_long_edit(clock, client, monkeypatch):
    """As when an import holds the lock of all editing."""
    started = []
    monkeypatch.setattr(appointments, "PATIENCE", 0.05)
    monkeypatch.setattr(appointments, "keep_all", lambda: started.append(1) or appointments.time.sleep(1))
    set_time(make_draft(), minutes=0)
    clock(minutes=1)
    for _ in range(5):
        assert client.get("/tools/").status_code == 200
    assert started == [1]
    assert appointments._at_work.acquire(timeout=10)  # it has ended by itself
    appointments._at_work.release()


@pytest.mark.django_db
def test_one_that_the_database_refuses_does_not_keep_the_next_from_being_published(clock, monkeypatch):
    refused, next_one = make_draft(), make_guide()
    set_time(refused, minutes=1)
    set_time(next_one, minutes=2)

    def refuse(tool):
        raise IntegrityError

    monkeypatch.setattr(Tool, "publish", refuse)
    clock(minutes=3)
    appointments.keep_all()
    assert is_public(next_one)
    assert "operator" in Appointment.objects.get().problem
