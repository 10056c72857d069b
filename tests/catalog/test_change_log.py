"""The change log itself: one transaction, one order, and what can be known of the past."""

import threading
from collections import Counter

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from catalog import changes
from catalog.exchange.reading import refresh_footing
from catalog.models import CatalogueVersion, Change, Maker, Tool, ToolAlias
from catalog.models import changes as log
from catalog.names import name_key
from tests.catalog.noted import EVERYTHING, makers, noted_by, tools
from tests.factories import make_maker, make_term, make_tool

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("known_version")]


# One transaction


def test_an_edit_that_fails_notes_nothing():
    tool = make_tool(tagline="Before.")

    @changes.recorded()
    def fail():
        Tool.objects.update(tagline="After.")
        raise ZeroDivisionError

    before = changes.version()
    with pytest.raises(ZeroDivisionError):
        fail()
    assert changes.version() == before
    assert not Change.objects.filter(version__gt=before).exists()
    tool.refresh_from_db()
    assert tool.tagline == "Before."


@pytest.mark.django_db(transaction=True)
def test_an_edit_that_cannot_be_noted_is_not_made():
    def refuse(execute, sql, params, many, context):
        if sql.startswith("INSERT INTO") and "catalog_change" in sql:
            raise DatabaseError("The disk is full.")
        return execute(sql, params, many, context)

    tool, term = make_tool(slug="brush"), make_term("kind:agent")
    Tool.objects.update(sourced_share=1)
    new = {"slug": "new", "name": "New", "name_key": "new", "maker": tool.maker, "entry_type": "app"}
    edits = [
        lambda: Tool.objects.create(**new),
        lambda: Tool.objects.bulk_create([Tool(**new)]),
        lambda: Tool.objects.update(slug="new"),
        lambda: Tool.objects.all().delete(),
        lambda: Tool.objects.get().delete(),
        tool.unpublish,
        lambda: tool.terms.add(term),
        lambda: term.implies.add(term),
        lambda: refresh_footing(tool),
    ]
    before = changes.version()
    for edit in edits:
        with pytest.raises(DatabaseError, match="disk"), connection.execute_wrapper(refuse):
            edit()
        kept = Tool.objects.get()
        assert (kept.slug, kept.editorial_state, kept.sourced_share) == ("brush", "published", 1)
        assert not term.tools.exists()
        assert not term.implies.exists()
        assert changes.version() == before


def test_a_version_that_was_undone_is_not_met_again():
    tool = make_tool()
    before = changes.version()
    with transaction.atomic():
        tool.save()
        undone = changes.version()
        transaction.set_rollback(True)
    assert undone != before == changes.version()
    assert changes.since(undone) is None
    tool.save()
    assert changes.version() not in {before, undone}
    assert changes.since(undone) is None


def test_every_edit_takes_the_lock_before_it_changes_a_row():
    tool = make_tool(terms=["output:image"])
    term = make_term("output:image")
    edits = [
        tool.save,
        lambda: Tool.objects.update(lifecycle="beta"),
        lambda: term.implies.add(make_term("output:image")),
        lambda: ToolAlias.objects.bulk_create([ToolAlias(tool=tool, name="Other")]),
        tool.aliases.all().delete,
        tool.delete,
    ]
    for edit in edits:
        with CaptureQueriesContext(connection) as queries:
            edit()
        asked = [one["sql"] for one in queries if "SAVEPOINT" not in one["sql"]]
        writes = [sql for sql in asked if sql.startswith(("INSERT", "UPDATE", "DELETE"))]
        locks = [sql for sql in asked if sql.startswith("SELECT") and "catalog_catalogueversion" in sql]
        assert asked.index(locks[0]) < asked.index(writes[0])
        assert ("FOR UPDATE" in locks[0]) == (connection.vendor == "postgresql")


def test_noting_costs_four_small_queries_at_most():
    alias = make_tool().aliases.create(name="Other")
    with CaptureQueriesContext(connection) as queries:
        alias.save()
    asked = [one["sql"] for one in queries if "SAVEPOINT" not in one["sql"]]
    assert len(asked) - 1 <= 4


def test_edits_that_belong_together_are_one():
    def edit():
        with changes.recorded() as change:
            one, two = make_tool(), make_tool()
            with changes.recorded() as inner:
                assert inner is change
            assert changes.version() == before
            expected.update(tools(one, two) | makers(one.maker))

    before, expected = changes.version(), set()
    assert noted_by(edit) == expected


def test_too_many_tools_are_noted_as_everything():
    maker = make_maker()

    def create(number):
        names = [f"Many {number} {place}" for place in range(number)]
        Tool.objects.bulk_create(
            [
                Tool(slug=f"n{number}-{name[-4:].strip()}", name=name, name_key=name_key(name), maker=maker)
                for name in names
            ]
        )

    assert len(noted_by(create, log.MOST_KEYS)) == log.MOST_KEYS
    assert noted_by(create, log.MOST_KEYS + 1) == EVERYTHING
    assert noted_by(Tool.objects.update, lifecycle="beta") == EVERYTHING


# Looking back


def test_the_log_tells_of_several_edits_together():
    one, two = make_tool(), make_tool()
    before = changes.version()
    one.save()
    between = changes.version()
    two.save()
    make_maker("Newcomer")
    assert before < between < changes.version()
    assert changes.since(before).tools == {one.pk, two.pk}
    assert changes.since(between).tools == {two.pk}
    assert changes.since(between).makers == {Maker.objects.get(name="Newcomer").pk}


def test_what_the_log_does_not_know_must_be_read_anew():
    assert changes.since(changes.version() + 1) is None
    assert changes.since(changes.version() - 1) is None
    assert changes.since(0) is None
    told = changes.since(changes.version())
    assert (told.version, told.tools, told.everything) == (changes.version(), frozenset(), False)


def test_old_rows_go_and_the_rest_can_be_relied_on(monkeypatch):
    monkeypatch.setattr(log, "KEPT_ROWS", 31)  # not where a version ends
    monkeypatch.setattr(log, "PRUNED_EVERY", 10)
    rows = {}  # of each version
    for number in range(60):
        with changes.recorded() as change:
            for key in range(number % 3 + 1):
                change.tool(key)
        rows[changes.version()] = number % 3 + 1
        kept = Counter(Change.objects.filter(version__in=rows).values_list("version", flat=True))
        assert kept.total() < 31 + 10 + 3 + 3
        assert all(kept[version] == rows[version] for version in kept)
    versions = list(rows)
    assert changes.since(versions[0]) is None
    assert [version for version in versions if changes.since(version)] == versions[-len(kept) :]
    assert len(kept) > 10


def test_looking_costs_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        version = changes.version()
    with django_assert_num_queries(1):
        changes.since(version)


def test_an_emptied_database_begins_anew():
    CatalogueVersion.objects.all().delete()
    Change.objects.all().delete()
    assert changes.version() == 0
    assert changes.since(0) is None
    maker = make_maker()
    assert changes.version() > 0
    assert noted_by(maker.save) == makers(maker)


# Several at once


class Editor(threading.Thread):
    """Does something with a connection of its own, and keeps what went wrong."""

    def __init__(self, act):
        super().__init__(daemon=True)
        self.act, self.error = act, None

    def run(self):
        try:
            self.act()
        except Exception as error:
            self.error = error
        finally:
            connection.close()


@pytest.mark.django_db(transaction=True)
def test_versions_follow_each_other_as_their_transactions_do():
    slow, quick = make_tool(), make_tool()
    before = changes.version()
    changed, finish = threading.Event(), threading.Event()

    def edit_slowly():
        with changes.recorded():
            slow.save()
            changed.set()
            assert finish.wait(20)

    first, second = Editor(edit_slowly), Editor(quick.save)
    first.start()
    assert changed.wait(20)
    second.start()
    second.join(0.5)
    assert second.is_alive()  # it waits for the lock
    assert changes.version() == before
    finish.set()
    first.join(20)
    second.join(20)
    assert (first.error, second.error) == (None, None)
    rows = list(Change.objects.filter(version__gt=before).order_by("version").values_list("key", flat=True))
    assert rows == [slow.pk, quick.pk]


@pytest.mark.django_db(transaction=True)
def test_many_editors_at_once_lose_nothing_and_never_block_each_other_for_good():
    both = [make_tool(), make_tool()]
    CatalogueVersion.objects.all().delete()  # as in an emptied database, which all find so

    def edit(order):
        def act():
            for number in range(5):
                with transaction.atomic():
                    for tool in order:
                        Tool.objects.filter(pk=tool.pk).update(lifecycle_note=str(number))

        return act

    editors = [Editor(edit(order)) for order in (both, both[::-1], both)]
    for editor in editors:
        editor.start()
    for editor in editors:
        editor.join(30)
    assert [editor.error for editor in editors] == [None, None, None]
    rows = Change.objects.order_by("-id").values_list("version", flat=True)[: 3 * 5 * 2]
    assert list(rows) == sorted(set(rows), reverse=True)
    assert len(rows) == 3 * 5 * 2
