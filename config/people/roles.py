"""Who may do what at the desk: the one table of it. Groups and their permissions follow it after every migration.

A role may do all that the roles before it may. What visitors see is changed only by who may publish: that the admin
asks for each entry (``catalog.admin.desk.DeskAdmin``), since permissions are about models and not about states.
"""

from dataclasses import dataclass

from django.apps import apps as all_apps
from django.db import models

from catalog.changes import recorded


class Role(models.TextChoices):
    """The value is the group's name."""

    VIEWER = "Viewer", "Viewer: sees drafts, changes nothing"
    EDITOR = "Editor", "Editor: makes and edits drafts"
    PUBLISHER = "Publisher", "Publisher: publishes, and edits all that visitors see"
    ADMINISTRATOR = "Administrator", "Administrator: a publisher who also invites people and gives roles"


NOTHING = ()
SEE = ("view",)
ADD = ("view", "add")
DRAFT = ("view", "add", "change")  # while visitors do not see it
ALL = ("view", "add", "change", "delete")
PUBLISH = (*ALL, "publish")
DECIDE = ("view", "change")
INVITE = ("view", "add", "change")  # an account is disabled, never deleted: what it did stays


@dataclass(frozen=True, kw_only=True)
class Subject:
    """Models that go together, and what each role may do with them."""

    models: str
    viewer: tuple[str, ...] = SEE
    editor: tuple[str, ...] = SEE
    publisher: tuple[str, ...] = SEE
    administrator: tuple[str, ...] = SEE

    def rights_of(self, role: Role) -> set[str]:
        rights = set()
        for each in Role:
            rights.update(getattr(self, each.value.lower()))
            if each == role:
                break
        return rights


TABLE = {
    "tools": Subject(models="catalog.tool", editor=DRAFT, publisher=PUBLISH),
    "texts": Subject(
        models="catalog.guide catalog.comparison catalog.scenario catalog.workflow catalog.industryguide "
        "catalog.kindguide catalog.glossaryterm catalog.faqentry",
        editor=DRAFT,
        publisher=ALL,
    ),
    "what hangs on a tool or a text, and is edited on its page": Subject(
        models="catalog.source catalog.plan catalog.toolalias catalog.alternative catalog.runson "
        "catalog.comparisonrow catalog.workflowstep",
        editor=ALL,
        publisher=ALL,
    ),
    "what a draft may need and others share": Subject(
        models="catalog.maker catalog.reading catalog.reference", editor=ADD, publisher=ALL
    ),
    "taxonomy and addresses": Subject(models="catalog.facet catalog.term catalog.formerslug", publisher=ALL),
    "when a draft publishes itself": Subject(models="catalog.appointment", publisher=ALL),
    "questionnaires": Subject(models="advisor.questionnaire", publisher=PUBLISH),
    "what a questionnaire is made of": Subject(
        models="advisor.question advisor.choice advisor.effect advisor.condition advisor.verdict "
        "advisor.verdictrule advisor.warning advisor.expectedcase advisor.waiver",
        publisher=ALL,
    ),
    "proposals, made on the pages of what they change": Subject(models="catalog.proposal", publisher=DECIDE),
    "records, for looking only": Subject(models="catalog.loadedentry advisor.version"),
    "the trail of what was done": Subject(models="catalog.event", viewer=NOTHING, editor=NOTHING, publisher=SEE),
    "people": Subject(models="auth.user", viewer=NOTHING, editor=NOTHING, publisher=NOTHING, administrator=INVITE),
}


def permissions_of(role: Role) -> set[tuple[str, str]]:
    """Of a role: pairs of an app and a codename, such as ``("catalog", "publish_tool")``."""
    found = set()
    for subject in TABLE.values():
        for model in subject.models.split():
            app, name = model.split(".")
            found |= {(app, f"{right}_{name}") for right in subject.rights_of(role)}
    return found


def role_of(user) -> Role | None:
    """The user's role; the highest if somebody gave him several by other means."""
    held = {group.name for group in user.groups.all()}
    return next((role for role in reversed(Role) if role in held), None)


def give_role(user, role: str):
    """Make this the user's only role; an empty one takes the desk away. Other groups stay as they are."""
    groups = all_apps.get_model("auth.Group").objects
    with recorded():  # told as one change
        user.groups.remove(*groups.filter(name__in=Role.values))
        if role:
            user.groups.add(groups.get(name=role))
        user.is_staff = bool(role) or user.is_superuser
        user.save(update_fields=["is_staff"])


def keep_groups(using="default", apps=all_apps, **_signal):
    """Make the groups what the table says. Safe to repeat; what an early migration does not know yet is left out."""
    try:
        group_model, permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    except LookupError:
        return
    stored = permission.objects.using(using).values_list("content_type__app_label", "codename", "pk")
    keys = {(app, codename): pk for app, codename, pk in stored}
    for role in Role:
        group, _ = group_model.objects.using(using).get_or_create(name=role.value)
        group.permissions.set([keys[wanted] for wanted in permissions_of(role) if wanted in keys])
