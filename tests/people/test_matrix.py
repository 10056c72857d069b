"""Role by action by state, tried by address and by POST, whatever the menus show."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.db import transaction
from django.urls import reverse

from advisor.models import Version
from catalog.models import Guide, Maker, Reading, Tool
from tests.advisor.rows import make_questionnaire
from tests.catalog.desk import Desk
from tests.factories import NO_APPOINTMENT, make_person, make_term, make_tool

pytestmark = pytest.mark.django_db

OUTSIDE = ["nobody", "stranger"]
ROLES = [*OUTSIDE, "Viewer", "Editor", "Publisher", "Administrator"]
PUBLISHERS = {"Publisher", "Administrator"}
STATES = ["draft", "in-review", "published", "archived"]


def edits(role, state):
    return role in PUBLISHERS or (role == "Editor" and state != "published")


def publishes(role, state):
    return role in PUBLISHERS


def sees(role, state):
    return role not in OUTSIDE


# What is done to a tool or a text. Each says whether it had its effect.


class Form:
    """What an entry's form held before anything was done to it, to be sent by somebody with changes."""

    def __init__(self, admin_client, client, entry):
        self.client, self.entry = client, entry
        desk = Desk(admin_client)
        desk.open(f"{entry._meta.model_name}_change", entry.pk)
        self.held = desk.filled()

    def send(self, button="_save", **changes):
        changes = {name.replace("__", "-"): value for name, value in changes.items()}
        self.client.post(address(self.entry, "change", self.entry.pk), {**self.held, **changes, button: "1"})


def act_on(form, action):
    chosen = {"action": action, "_selected_action": [form.entry.pk], "index": 0}
    confirmed = {"post": "yes"} if action == "delete_selected" else {}
    form.client.post(address(form.entry, "changelist"), chosen | confirmed)


def page(name):
    def opens(form):
        return form.client.get(address(form.entry, name, form.entry.pk)).status_code == 200

    return opens


def address(entry, page, *args):
    return reverse(f"admin:catalog_{entry._meta.model_name}_{page}", args=args)


def stored(entry):
    return type(entry).objects.filter(pk=entry.pk).first()


def edit(form):
    form.send(tagline="Changed.")
    return stored(form.entry).tagline == "Changed."


def edit_a_part(form):
    form.send(sources__0__title="Changed.")
    return form.entry.sources.get().title == "Changed."


def change_state(form):
    before = form.entry.editorial_state
    form.send(editorial_state="draft" if before == "archived" else "archived")
    return stored(form.entry).editorial_state != before


def press_publish(form):
    form.send("_publish")
    return is_public(form.entry)


def press_unpublish(form):
    form.send("_unpublish")
    return not is_public(form.entry)


def publish_by_field(form):
    form.send(editorial_state="published")
    return is_public(form.entry)


def publish_by_action(form):
    act_on(form, "publish")
    return is_public(form.entry)


def unpublish_by_action(form):
    act_on(form, "unpublish")
    return not is_public(form.entry)


def delete(form):
    form.client.post(address(form.entry, "delete", form.entry.pk), {"post": "yes"})
    return stored(form.entry) is None


def delete_by_action(form):
    act_on(form, "delete_selected")
    return stored(form.entry) is None


def edit_in_the_list(form):
    rows = {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 1, "form-0-id": form.entry.pk, "form-0-position": 7}
    answer = form.client.post(address(form.entry, "changelist"), {**rows, "_save": "Save"})
    is_saved = stored(form.entry).position == 7
    assert answer.status_code == (302 if is_saved else 403)
    return is_saved


def is_public(entry):
    return stored(entry).editorial_state == "published"


LOOKING = [(page(name), sees) for name in ("change", "history")]
TOOL_ACTIONS = [
    *LOOKING,
    (page("preview"), sees),
    (edit, edits),
    (edit_a_part, edits),
    (change_state, lambda role, state: edits(role, state) and state != "published"),
    (publish_by_field, lambda role, state: state == "published"),  # by nobody: publishing checks more
    (press_publish, lambda role, state: state == "published" or publishes(role, state)),
    (press_unpublish, lambda role, state: state != "published" or publishes(role, state)),
    (publish_by_action, lambda role, state: state == "published" or publishes(role, state)),
    (unpublish_by_action, lambda role, state: state != "published" or publishes(role, state)),
    (delete, publishes),
    (delete_by_action, publishes),
]
GUIDE_ACTIONS = [
    *LOOKING,
    (edit, edits),
    (edit_in_the_list, publishes),
    (publish_by_field, lambda role, state: state == "published" or publishes(role, state)),
    (publish_by_action, lambda role, state: state == "published" or publishes(role, state)),
    (unpublish_by_action, lambda role, state: state != "published" or publishes(role, state)),
    (delete, publishes),
    (delete_by_action, publishes),
]


def try_all(actions, make, admin_client, client, role, state):
    """Each action on an entry as it was made: whatever it did is undone before the next."""
    form = Form(admin_client, client, make(state))
    for action, allowed in actions:
        with transaction.atomic():
            assert action(form) == allowed(role, state), action.__name__
            transaction.set_rollback(True)


def make_guide(state):
    return Guide.objects.create(slug="a-guide", title="A", tagline="Short.", body="Text.", editorial_state=state)


def make_entry(state):
    return make_tool(name="Inkwell", editorial_state=state, terms=["kind:agent"])


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("role", ROLES)
def test_what_can_be_done_to_a_tool(admin_client, as_role, role, state):
    try_all(TOOL_ACTIONS, make_entry, admin_client, as_role(role), role, state)


@pytest.mark.parametrize("state", ["draft", "published"])
@pytest.mark.parametrize("role", ROLES)
def test_what_can_be_done_to_a_text(admin_client, as_role, role, state):
    try_all(GUIDE_ACTIONS, make_guide, admin_client, as_role(role), role, state)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("asked_for", ["draft", "published", ""])
def test_a_new_text_is_public_only_by_who_may_publish(as_role, role, asked_for):
    filled = {"title": "New", "slug": "new", "group": "basics", "tagline": "Short.", "body": "Text.", "position": 1}
    filled |= NO_APPOINTMENT
    as_role(role).post(reverse("admin:catalog_guide_add"), {**filled, "editorial_state": asked_for})
    made = [*Guide.objects.values_list("editorial_state", flat=True)]
    if (asked_for and role in PUBLISHERS) or (asked_for == "draft" and role == "Editor"):
        assert made == [asked_for]
    else:
        assert made == []


@pytest.mark.parametrize("role", ROLES)
def test_a_new_tool_is_public_only_by_who_may_publish(admin_client, as_role, role):
    maker = Maker.objects.create(slug="acme", name="Acme")
    kind = make_term("kind:agent")
    desk = Desk(admin_client)
    desk.open("tool_add")
    desk.client = as_role(role)
    filled = {"name": "New", "slug": "new", "maker": str(maker.pk), "entry_type": "app", "tagline": "Short."}
    source = {"sources__0__type": "vendor", "sources__0__url": "https://example.org/"}
    desk.send("_publish", **filled, **source, terms__kind=[str(kind.pk)])
    assert Tool.objects.filter(slug="new").exists() == (role in PUBLISHERS)
    if role == "Editor":
        desk.client = admin_client
        desk.open("tool_add")
        desk.client = as_role("Viewer")
        desk.send(**filled)
        assert not Tool.objects.exists()


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("state", STATES)
def test_a_fact_is_confirmed_by_who_may_change_its_tool(as_role, role, state):
    tool = make_tool(editorial_state=state)
    read = {"tool": tool.pk, "subject": "maker", "url": "https://example.org/", "source_type": "vendor"}
    day = {"read_on": "2026-01-02", "outcome": "confirmed"}
    as_role(role).post(reverse("admin:catalog_reading_add"), {**read, **day})
    assert Reading.objects.exists() == edits(role, state)


# Every other model of the desk, by its addresses alone


def is_open(response):
    """Whether a page was shown, or a form was looked at. All else must be a refusal."""
    if response.status_code == 200:
        return True
    assert response.status_code == 403 or "/admin/login/" in response["Location"], response
    return False


@pytest.mark.parametrize("role", ROLES)
def test_lists_and_forms_open_to_whom_the_table_says(as_role, role):
    client = as_role(role)
    user = User.objects.filter(username=f"a-{role.lower()}").first()
    for model in admin.site._registry:
        app, name = model._meta.app_label, model._meta.model_name
        may_see, may_add = (bool(user) and user.has_perm(f"{app}.{verb}_{name}") for verb in ("view", "add"))
        assert is_open(client.get(reverse(f"admin:{app}_{name}_changelist"))) == may_see, name
        for ask in (client.get, client.post):
            assert is_open(ask(reverse(f"admin:{app}_{name}_add"))) == may_add, name
        actions = ["delete_selected", ""]  # a list has two menus, and sends both
        deletion = client.post(reverse(f"admin:{app}_{name}_changelist"), {"action": actions, "index": 0})
        may_delete = bool(user) and user.has_perm(f"{app}.delete_{name}")
        assert deletion.status_code == (302 if may_delete else 403), name


@pytest.mark.parametrize("role", ROLES)
def test_entries_are_changed_and_deleted_by_whom_the_table_says(as_role, role):
    client = as_role(role)
    user = User.objects.filter(username=f"a-{role.lower()}").first()
    questionnaire = make_questionnaire()
    tool = make_tool(terms=["output:video"])
    term = tool.terms.get()
    entries = [
        *(tool.maker, term, term.facet, questionnaire, questionnaire.questions.first()),
        *(questionnaire.questions.first().choices.first(), questionnaire.verdicts.first()),
        *(questionnaire.warnings.first(), questionnaire.live),
    ]
    for entry in entries:
        app, name = entry._meta.app_label, entry._meta.model_name
        rights = {verb for verb in ("view", "change", "delete") if user and user.has_perm(f"{app}.{verb}_{name}")}
        change, deletion = (reverse(f"admin:{app}_{name}_{page}", args=[entry.pk]) for page in ("change", "delete"))
        assert is_open(client.get(change)) == ("view" in rights), name
        assert is_open(client.post(change)) == ("change" in rights), name
        assert is_open(client.get(deletion)) == ("delete" in rights), name


@pytest.mark.parametrize("role", ROLES)
def test_a_questionnaire_is_tried_by_all_at_the_desk_and_published_by_some(as_role, role):
    questionnaire = make_questionnaire(published=False)
    client = as_role(role)
    assert is_open(client.get(reverse("admin:advisor_questionnaire_try", args=[questionnaire.pk]))) == sees(role, "")
    listing = reverse("admin:advisor_questionnaire_changelist")
    client.post(listing, {"action": "publish", "_selected_action": questionnaire.pk, "index": 0})
    assert Version.objects.exists() == (role in PUBLISHERS)


def test_a_role_without_access_to_the_desk_opens_nothing(client):
    user = make_person(role="Publisher")
    User.objects.filter(pk=user.pk).update(is_staff=False)
    client.force_login(user)
    assert not is_open(client.get(reverse("admin:catalog_tool_changelist")))


@pytest.mark.parametrize("query", ["", "?q=Inkwell"])
def test_what_is_offered_fits_what_is_allowed(as_role, query):
    """Menus are no protection, but they should not promise what is refused."""
    make_tool(name="Inkwell", editorial_state="draft")
    listing = reverse("admin:catalog_tool_changelist") + query
    assert "Publish selected" not in as_role("Editor").get(listing).text
    assert "Publish selected" in as_role("Publisher").get(listing).text
