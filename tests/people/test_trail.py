"""Everything that is done leaves who, when, how and what: a session of thirty acts, at the desk and by commands."""

import json

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from advisor.models import Questionnaire
from catalog.history.documents import after_of, before_of, document_of
from catalog.history.edits import server_account, watches_commands
from catalog.history.putting_back import seen_as
from catalog.models import Event, Guide
from tests.advisor.rows import make_questionnaire, make_studio_tools
from tests.catalog.desk import Desk
from tests.factories import PASSWORD, make_person, make_term, make_tool

pytestmark = pytest.mark.django_db

LINE = {"slug": "brought", "name": "Brought", "maker": "Acme", "entry_type": "app", "tagline": "Brought in."}


@pytest.fixture
def session(tmp_path):
    return Session(tmp_path)


@pytest.fixture
def watched():
    """As outside of tests, where what nobody speaks for is a command's."""
    token = watches_commands.set(True)
    yield
    watches_commands.reset(token)


class Session:
    """Ada the administrator works; each act returns the events that it left: action, route, who, kind and key."""

    def __init__(self, folder):
        self.folder = folder
        make_person("ada", "Administrator")
        self.client = Client()
        self.desk = Desk(self.client)

    def left_by(self, act):
        last = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        act()
        found = Event.objects.filter(pk__gt=last).order_by("pk")
        return [(event.action, event.route, event.by_name, f"{event.kind} {event.key}") for event in found]

    def log_in(self, password=PASSWORD):
        self.client.post("/admin/login/", {"username": "ada", "password": password})

    def change(self, page, entry, button="_save", **changes):
        self.desk.open(page, entry.pk)
        self.desk.send(button, **changes)

    def post(self, page, /, *args, **sent):
        return self.client.post(reverse(f"admin:{page}", args=args), sent)

    def act_on(self, model, action, *entries):
        confirmed = {"post": "yes"} if action == "delete_selected" else {}
        chosen = [entry.pk for entry in entries]
        self.post(f"catalog_{model}_changelist", action=action, _selected_action=chosen, index=0, **confirmed)

    def import_lines(self, *lines):
        file = self.folder / "tools.jsonl"
        file.write_text("\n".join(json.dumps(line) for line in lines))
        call_command("import_tools", str(file), verbosity=0)


def test_a_session_of_thirty_acts_leaves_every_one(session, monkeypatch):
    kind = make_term("kind:agent")
    tool = make_tool(name="Inkwell", editorial_state="draft", terms=["kind:agent"], plans=[{"amount": 3}])
    other, maker = make_tool(name="Other", terms=["kind:agent"]), tool.maker
    guide = Guide.objects.create(slug="g", title="G", tagline="T", body="B", editorial_state="draft")
    make_studio_tools()
    questionnaire = make_questionnaire(published=False)
    bob = make_person("bob", "Viewer")
    desk, by_ada = session.desk, ("admin", "ada")

    def add_maker():
        session.post("catalog_maker_add", name="Bolt", slug="bolt")

    def add_tool():
        desk.open("tool_add")
        source = {"sources__0__type": "vendor", "sources__0__url": "https://example.org/"}
        filled = {"name": "New", "slug": "new", "maker": str(maker.pk), "entry_type": "app", "tagline": "New."}
        desk.send(**filled, **source, terms__kind=[str(kind.pk)])

    def add_reading():
        read = {"tool": tool.pk, "subject": "maker", "url": "https://example.org/", "source_type": "vendor"}
        session.post("catalog_reading_add", **read, read_on="2026-01-02", outcome="confirmed")

    def rate_bob(**changes):
        filled = {"username": "bob", "email": "bob@example.org", "role": "Viewer", "is_active": "on"}
        session.post("auth_user_change", bob.pk, **{name: value for name, value in (filled | changes).items() if value})

    def rank(position):
        rows = {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 1, "form-0-id": guide.pk, "form-0-position": position}
        session.post("catalog_guide_changelist", **rows, _save="Save")

    def put_back():
        event = Event.objects.filter(key="inkwell", action="change").order_by("pk").first()
        seen = seen_as(document_of("tool", "inkwell"))
        session.post("catalog_event_change", event.pk, _version=seen)

    def change_password():
        fields = {
            "old_password": PASSWORD,
            "new_password1": "another-horse-battery",
            "new_password2": "another-horse-battery",
        }
        session.post("password_change", **fields)

    def publish_questionnaire():
        session.post("advisor_questionnaire_changelist", action="publish", _selected_action=questionnaire.pk, index=0)

    acts = [
        (lambda: session.log_in("wrong"), [("refused", "admin", "", "user ada")]),
        (session.log_in, [("log-in", *by_ada, "user ada")]),
        (add_maker, [("create", *by_ada, "maker bolt")]),
        (lambda: session.change("maker_change", maker, country="Peru"), [("change", *by_ada, "maker acme")]),
        (add_tool, [("create", *by_ada, "tool new")]),
        (lambda: session.change("tool_change", tool, tagline="Changed."), [("change", *by_ada, "tool inkwell")]),
        (lambda: session.change("tool_change", tool, plans__0__amount="4"), [("change", *by_ada, "tool inkwell")]),
        (add_reading, [("change", *by_ada, "tool inkwell")]),
        (lambda: session.change("tool_change", tool, "_publish"), [("publish", *by_ada, "tool inkwell")]),
        (lambda: session.change("tool_change", tool, "_unpublish"), [("unpublish", *by_ada, "tool inkwell")]),
        (lambda: session.act_on("tool", "publish", tool, other), [("publish", *by_ada, "tool inkwell")]),
        (lambda: session.change("tool_change", other, "_archive"), [("archive", *by_ada, "tool other")]),
        (put_back, [("put-back", *by_ada, "tool inkwell")]),
        (lambda: session.change("guide_change", guide, body="Changed."), [("change", *by_ada, "guide g")]),
        (lambda: session.act_on("guide", "publish", guide), [("publish", *by_ada, "guide g")]),
        (lambda: rank(7), [("change", *by_ada, "guide g")]),
        (lambda: session.change("term_change", kind, label="Agents"), [("change", *by_ada, "term kind:agent")]),
        (lambda: session.change("facet_change", kind.facet, help="Short."), [("change", *by_ada, "facet kind")]),
        (lambda: session.import_lines(LINE), [("create", "import", server_account(), "tool brought")]),
        (
            lambda: session.import_lines(LINE | {"tagline": "Again."}),
            [("change", "import", server_account(), "tool brought")],
        ),
        (lambda: session.import_lines(LINE | {"tagline": "Again."}), []),
        (lambda: session.post("catalog_tool_delete", other.pk, post="yes"), [("delete", *by_ada, "tool other")]),
        (lambda: session.act_on("guide", "delete_selected", guide), [("delete", *by_ada, "guide g")]),
        (lambda: rate_bob(role="Editor"), [("change", *by_ada, "user bob")]),
        (lambda: rate_bob(role="Editor", is_active=""), [("change", *by_ada, "user bob")]),
        (lambda: rate_bob(), [("change", *by_ada, "user bob")]),
        (lambda: session.post("auth_user_link", bob.pk), [("invite", *by_ada, "user bob")]),
        (change_password, [("password", *by_ada, "user ada")]),
        (publish_questionnaire, [("publish", *by_ada, f"questionnaire {questionnaire.slug}")]),
        (lambda: session.post("logout"), [("log-out", *by_ada, "user ada")]),
    ]
    assert len(acts) == 30
    for number, (act, wanted) in enumerate(acts, start=1):
        left = session.left_by(act)
        assert left == wanted, number
    for event in Event.objects.filter(action="change"):
        assert before_of(event) != after_of(event)
    assert "another-horse" not in str(list(Event.objects.values()))


def test_what_a_shell_does_to_accounts_and_questionnaires_is_told(session, watched):
    bob, questionnaire = make_person("bob", "Viewer"), make_questionnaire(published=False)
    group, question = Group.objects.get(name="Publisher"), questionnaire.questions.first()
    draft = Questionnaire(slug="new", title="New?", intro="Short.")
    bob.email = "new@example.org"
    question.title = "Reworded?"
    of_bob = [("change", "command", server_account(), "user bob")]
    of_questionnaire = [("change", "command", server_account(), f"questionnaire {questionnaire.slug}")]
    acts = [
        *((act, of_bob) for act in (bob.save, lambda: bob.groups.add(group), lambda: group.user_set.remove(bob))),
        (lambda: bob.user_permissions.add(Permission.objects.first()), of_bob),
        (bob.user_permissions.clear, of_bob),
        (bob.save, []),
        (question.save, of_questionnaire),
        (lambda: questionnaire.warnings.all().delete(), of_questionnaire),  # with all that hangs on them
        (draft.save, [("create", "command", server_account(), "questionnaire new")]),
        (draft.delete, [("delete", "command", server_account(), "questionnaire new")]),
        (bob.delete, [("delete", *of_bob[0][1:])]),
    ]
    for number, (act, wanted) in enumerate(acts, start=1):
        assert session.left_by(act) == wanted, number


def test_a_save_that_failed_is_no_beginning_of_the_next_one(watched):
    make_person("ada")
    bob = make_person("bob")
    bob.username = "ada"
    with pytest.raises(IntegrityError), transaction.atomic():
        bob.save()
    User.objects.filter(pk=bob.pk).update(first_name="Robert")  # by somebody else meanwhile
    bob.username, bob.first_name, bob.email = "bob", "Robert", "new@example.org"
    bob.save()
    assert set(Event.objects.filter(action="change").latest("pk").changes) == {"email"}
