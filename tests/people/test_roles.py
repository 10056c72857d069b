"""The table of roles, and the groups that follow it."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, Permission, User
from django.core.management import call_command

from config.people.roles import TABLE, Role, give_role, permissions_of, role_of
from tests.factories import make_person

pytestmark = pytest.mark.django_db
IN_THE_TABLE = [model for subject in TABLE.values() for model in subject.models.split()]


def rights(role, model):
    app, name = model.split(".")
    return {
        codename.removesuffix(f"_{name}")
        for owner, codename in permissions_of(role)
        if owner == app and codename.endswith(f"_{name}")
    }


@pytest.mark.parametrize(
    ("model", "viewer", "editor", "publisher", "administrator"),
    [
        ("catalog.tool", "view", "view add change", "view add change delete publish", "same"),
        ("catalog.guide", "view", "view add change", "view add change delete", "same"),
        ("catalog.source", "view", "view add change delete", "same", "same"),
        ("catalog.maker", "view", "view add", "view add change delete", "same"),
        ("catalog.term", "view", "view", "view add change delete", "same"),
        ("advisor.questionnaire", "view", "view", "view add change delete publish", "same"),
        ("advisor.version", "view", "view", "view", "view"),
        ("auth.user", "", "", "", "view add change"),
    ],
)
def test_what_a_role_may_do(model, viewer, editor, publisher, administrator):
    expected = set()
    for role, words in zip(Role, (viewer, editor, publisher, administrator), strict=True):
        expected = expected if words == "same" else set(words.split())
        assert rights(role, model) == expected


def test_every_model_of_the_desk_is_in_the_table_once():
    shown = {model._meta.label_lower for model in admin.site._registry}
    shown |= {
        part.model._meta.label_lower for desk in admin.site._registry.values() for part in desk.get_inlines(None, None)
    }
    assert sorted(IN_THE_TABLE) == sorted(shown)


@pytest.mark.parametrize("role", Role)
def test_groups_have_exactly_the_permissions_of_their_role(role):
    held = Group.objects.get(name=role).permissions.values_list("content_type__app_label", "codename")
    assert set(held) == permissions_of(role)


def test_a_migration_puts_groups_right_and_leaves_others_alone():
    editors = Group.objects.get(name="Editor")
    editors.permissions.set([Permission.objects.get(codename="publish_tool")])
    Group.objects.filter(name="Viewer").delete()
    friends = Group.objects.create(name="Friends")
    friends.permissions.add(Permission.objects.get(codename="view_tool"))
    for _ in range(2):
        call_command("migrate", verbosity=0)
        held = editors.permissions.values_list("content_type__app_label", "codename")
        assert set(held) == permissions_of(Role.EDITOR)
        assert Group.objects.filter(name__in=Role.values).count() == 4
        assert friends.permissions.count() == 1


def test_a_person_has_one_role_and_with_it_the_desk():
    user = make_person(role="Editor")
    friends = Group.objects.create(name="Friends")
    user.groups.add(friends)
    give_role(user, "Publisher")
    stored = User.objects.get(pk=user.pk)
    assert (role_of(stored), stored.is_staff, stored.groups.count()) == (Role.PUBLISHER, True, 2)
    give_role(stored, "")
    stored = User.objects.get(pk=user.pk)
    assert (role_of(stored), stored.is_staff, [*stored.groups.all()]) == (None, False, [friends])


def test_of_several_groups_the_highest_counts():
    user = make_person(role="Viewer")
    user.groups.add(Group.objects.get(name="Publisher"))
    assert role_of(user) == Role.PUBLISHER
