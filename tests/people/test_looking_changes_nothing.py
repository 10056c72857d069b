"""What is done at the desk is done by sending a form: opening any of its pages changes nothing."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import User
from django.urls import NoReverseMatch, get_resolver, reverse

from catalog.models import Guide, PreviewLink, Tool
from tests.advisor.rows import make_questionnaire
from tests.factories import make_tool

LEFT_OUT = {"Session", "LogEntry", "Permission", "ContentType", "Migration"}


def everything():
    """Every row of every table that the desk could change."""
    models = [model for model in apps.get_models(include_auto_created=True) if model.__name__ not in LEFT_OUT]
    return {model._meta.label: sorted(map(repr, model.objects.order_by().values_list())) for model in models}


def pages(entries):
    """The address of each page of the desk, where it is about an entry for one of that model."""
    for pattern in _named(get_resolver()):
        found = next((entry for entry in entries if pattern.startswith(f"{_name(type(entry))}_")), None)
        for arguments in ([], [found.pk] if found else []):
            try:
                yield reverse(f"admin:{pattern}", args=arguments)
            except NoReverseMatch:
                continue


def _name(model):
    return f"{model._meta.app_label}_{model._meta.model_name}"


def _named(resolver):
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            if getattr(pattern, "namespace", "admin") in {None, admin.site.name}:
                yield from _named(pattern)
        elif pattern.name:
            yield pattern.name


@pytest.mark.django_db
def test_no_page_of_the_desk_changes_anything_by_being_opened(admin_client):
    questionnaire = make_questionnaire()
    tool = make_tool(name="Inkwell", editorial_state=Tool.EditorialState.DRAFT, terms=["kind:agent"])
    guide = Guide.objects.create(slug="ink", title="Ink", tagline="Short.", body="Text.", editorial_state="draft")
    link = PreviewLink.make(tool, by=User.objects.get(), days=1)
    asked = {
        *pages([tool, guide, tool.maker, tool.terms.first(), questionnaire, questionnaire.live, User.objects.get()])
    }
    assert {reverse("admin:catalog_tool_links", args=[tool.pk]), reverse("admin:logout")} <= asked
    assert len(asked) > 70
    before = everything()
    for address in asked - {reverse("admin:logout")}:
        asking = f"{address}?_publish=1&action=publish&post=yes&end=1"
        assert admin_client.get(asking).status_code < 500, address
    assert admin_client.get(reverse("admin:logout")).status_code == 405
    assert admin_client.get(f"/preview/{link}/").status_code == 200
    assert everything() == before
