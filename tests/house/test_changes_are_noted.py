"""Nothing that the index is made of is written past the change log, by any way of writing that there is."""

import ast
import re

import pytest
from django.apps import apps
from django.db.models.signals import m2m_changed, post_save, pre_delete, pre_save

from catalog.models.logged import Logged, LoggedQuerySet
from tests.house.test_imports import MODULES, imported, is_within

MODELS = {model.__name__: model for app in ("catalog", "advisor") for model in apps.get_app_config(app).get_models()}
LOGGED = {name: model for name, model in MODELS.items() if issubclass(model, Logged)}
# What no page and no index is made of; an event is written with the edit it tells of.
NEVER_SHOWN = {"Appointment", "CatalogueVersion", "Change", "Event", "LoadedEntry", "PreviewLink", "Proposal"}
# What reads catalogue tables into an index, or into the advisor's view of them.
READERS = ["catalog.indexing", "catalog.taxonomy", "catalog.library", "advisor.candidates"]
WATCHED = [
    name
    for name in MODULES
    if any(is_within(name, app) for app in ("catalog", "advisor"))
    and not any(is_within(name, f"{app}.migrations") for app in ("catalog", "advisor"))
    and name != "catalog.models.logged"
]

# Writing many rows at once notes itself, but asks no save() and no validation. These functions have seen to both.
WRITE_MANY = {
    "catalog.exchange.reading:refresh_footing",
    "catalog.exchange.vocabulary:Vocabulary.grow",
    "catalog.exchange.writing:Writer._write_makers",
    "catalog.exchange.writing:Writer._write_parts",
    "catalog.exchange.writing:Writer._write_tools",
    "catalog.exchange.writing:Writer.finish",
}
# Alike to the eye, and yet about something else.
WRITE_OTHERS = {
    "advisor.content:RowWriter.write",
    "advisor.models.questionnaire:Questionnaire.publish",
    "catalog.history.edits:_see_to_proposals",
    "catalog.models.proposals:ProposalQuerySet.give_up",
    "catalog.models.columns:LinesColumn.__init__",
    "catalog.models.columns:PartialDateColumn.__init__",
    "catalog.models.columns:WebAddressColumn.__init__",
}
BULK = {"update", "bulk_create", "bulk_update", "aupdate", "abulk_create", "abulk_update"}
PAST_THE_LOG = {"_base_manager", "_raw_delete", "_update", "_insert", "save_base"}
WRITING_SQL = re.compile(r"\s*(INSERT|UPDATE|DELETE|REPLACE|MERGE|TRUNCATE|COPY)\s", re.IGNORECASE)


def nodes(source, module):
    """Each part of a source, with the function it stands in as “module:Class.function”."""

    def walk(node, where):
        for child in ast.iter_child_nodes(node):
            named = isinstance(child, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef))
            inner = [*where, child.name] if named else where
            yield f"{module}:{'.'.join(inner)}", child
            yield from walk(child, inner)

    return walk(ast.parse(source), [])


def bulk_writes(source, module):
    """Where many rows may be written at once: such a call on a table of the index, or on one that cannot be told."""
    for where, node in nodes(source, module):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or node.func.attr not in BULK:
            continue
        if node.func.attr.endswith("update") and "bulk" not in node.func.attr and (node.args or not node.keywords):
            continue  # a dictionary's or a set's; a queryset takes columns by name
        if root(node.func) not in MODELS.keys() - LOGGED.keys():
            yield where


def root(node):
    """The name that a chain of calls and attributes begins with."""
    while not isinstance(node, ast.Name):
        node = getattr(node, "func", None) or getattr(node, "value", None)
        if node is None:
            return ""
    return node.id


def past_the_log(source, module):
    for where, node in nodes(source, module):
        if isinstance(node, ast.Attribute) and node.attr in PAST_THE_LOG:
            yield f"{where} uses {node.attr}"
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and WRITING_SQL.match(node.value):
            yield f"{where} writes SQL: {node.value}"


def test_what_is_read_into_the_index_is_logged():
    for reader in READERS:
        read = {name.rpartition(".")[2] for name in imported(MODULES[reader]) if is_within(name, "catalog.models")}
        strangers = (read & MODELS.keys()) - LOGGED.keys()
        assert not strangers, (
            f"{reader} reads {', '.join(sorted(strangers))}, whose edits the change log does not note. "
            "Derive the model from catalog.models.logged.Logged and give it a LoggedQuerySet."
        )
    catalogue = {model.__name__ for model in apps.get_app_config("catalog").get_models()}
    assert set(LOGGED) == catalogue - NEVER_SHOWN


@pytest.mark.parametrize("name", LOGGED)
def test_every_way_to_a_logged_table_is_watched(name):
    model = LOGGED[name]
    for manager in model._meta.managers:
        assert isinstance(manager.get_queryset(), LoggedQuerySet), (
            f"{name}.{manager.name} writes past the change log: derive its queryset from LoggedQuerySet."
        )
    assert not hasattr(model.objects, "delete"), f"{name}.objects.delete() would empty the table."
    assert all(signal.has_listeners(model) for signal in (pre_save, post_save, pre_delete))
    for field in model._meta.many_to_many:
        through = field.remote_field.through
        assert through in LOGGED.values() or m2m_changed.has_listeners(through), (
            f"{name}.{field.name} changes without a note: listen to m2m_changed, as catalog.models.taxonomy does."
        )


def test_many_rows_are_written_only_where_that_was_thought_through():
    found = {where for name in WATCHED for where in bulk_writes(MODULES[name].read_text(), name)}
    strangers = sorted(found - WRITE_MANY - WRITE_OTHERS)
    assert not strangers, (
        f"{', '.join(strangers)}: update() and bulk_create() ask neither save() nor validation. Save each row, or see "
        "to name_key, updated_at and what the admin checks, put writes that belong together into one "
        "catalog.changes.recorded(), and add the function to WRITE_MANY."
    )
    assert found >= WRITE_MANY | WRITE_OTHERS  # the lists name nothing that is gone


def test_nothing_goes_past_the_change_log():
    found = [problem for name in WATCHED for problem in past_the_log(MODULES[name].read_text(), name)]
    assert not found, f"{'; '.join(found)}. Other processes would not learn of it: write through models and managers."


def test_the_watch_sees_what_it_should():
    source = """
class Sweeper:
    def sweep(self):
        Tool.objects.filter(pk=1).update(lifecycle="beta")

    def note(self):
        LoadedEntry.objects.update(digest="")
        {}.update({"a": 1})

def move(tools, rows):
    tools.update(maker=1)

async def add(rows):
    await Plan.objects.abulk_create(rows)

def cheat(cursor):
    Tool._base_manager.all()
    cursor.execute("DELETE FROM catalog_tool")
"""
    assert list(bulk_writes(source, "m")) == ["m:Sweeper.sweep", "m:move", "m:add"]
    problems = list(past_the_log(source, "m"))
    assert problems == ["m:cheat uses _base_manager", "m:cheat writes SQL: DELETE FROM catalog_tool"]
