"""The process's index follows edits, days and undone transactions; a large one is kept in a file."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.utils import timezone

from catalog import live, snapshot
from catalog.changes import recorded
from catalog.directory import answer
from catalog.index.figures import Figures
from catalog.models import CatalogueVersion, Maker, Plan, Tool
from catalog.query import Query
from tests.factories import make_maker, make_term, make_tool

pytestmark = pytest.mark.django_db


def names(**asked):
    return [tool.name for tool in answer(Query(**asked), live.current()).tools()]


def test_an_edit_is_in_the_next_answer():
    tool = make_tool(name="Aurora", terms=["output:image"])
    assert names(q="aurora") == ["Aurora"]
    tool.name = "Borealis"
    tool.save()
    assert names(q="aurora") == []
    assert names(q="borealis") == ["Borealis"]
    tool.unpublish()
    assert names() == []
    tool.editorial_state = Tool.EditorialState.PUBLISHED
    tool.save()
    assert names() == ["Borealis"]
    tool.delete()
    assert names() == []


def test_only_what_changed_is_read_again(django_assert_num_queries):
    tool = make_tool()
    make_tool()
    first = live.current()
    with django_assert_num_queries(1):
        assert live.current() is first
    tool.save()
    assert live.current() is first


def test_a_cards_version_changes_with_its_tool_only():
    tool, other = make_tool(), make_tool()
    before = answer(Query(), live.current()).versions
    Plan.objects.create(tool=tool, name="Pro", price_kind="subscription", amount=5)
    after = answer(Query(), live.current()).versions
    assert after[tool.pk] != before[tool.pk]
    assert after[other.pk] == before[other.pk]


def test_a_makers_new_name_is_found_and_changes_its_cards():
    tool = make_tool(maker="Acme")
    before = answer(Query(), live.current()).versions[tool.pk]
    maker = Maker.objects.get(name="Acme")
    maker.name = "Zenith Works"
    maker.save()
    assert names(q="zenith") == [tool.name]
    assert live.current().taxonomy.choices["maker"][1] == {"acme": "Zenith Works"}
    assert answer(Query(), live.current()).versions[tool.pk] != before


def test_a_new_facet_and_its_terms_are_counted_at_once():
    tool = make_tool(terms=["output:image"])
    assert "mood" not in answer(Query(), live.current()).counts
    tool.assignments.create(term=make_term("mood:calm"))
    assert answer(Query(), live.current()).counts["mood"] == {"calm": 1}
    assert names(q="calm") == [tool.name]


def test_what_was_undone_is_not_remembered():
    tool = make_tool(name="Aurora")
    with transaction.atomic():
        tool.name = "Borealis"
        tool.save()
        assert names(q="borealis") == ["Borealis"]
        transaction.set_rollback(True)
    assert names(q="borealis") == []
    assert names(q="aurora") == ["Aurora"]
    make_tool(name="Other")
    assert sorted(names()) == ["Aurora", "Other"]


def test_a_new_day_begins_and_ends_prices_and_makes_facts_stale(monkeypatch):
    today = timezone.localdate()
    tomorrow = today + dt.timedelta(days=1)
    make_tool(
        name="Dearer", plans=[{"amount": 5, "valid_to": today}, {"amount": 9, "valid_from": tomorrow}], sourced_share=50
    )
    make_tool(name="Staler", stale_on=tomorrow, sourced_share=50, plans=[{"amount": 7}])
    make_tool(name="Younger", sourced_share=50)
    assert names(sort="price") == ["Dearer", "Staler", "Younger"]
    assert names() == ["Dearer", "Staler", "Younger"]
    monkeypatch.setattr(timezone, "localdate", lambda *_: tomorrow)
    assert names(sort="price") == ["Staler", "Dearer", "Younger"]
    assert names() == ["Dearer", "Younger", "Staler"]
    monkeypatch.setattr(timezone, "localdate", lambda *_: today)  # a clock that was wrong and is put right
    assert names(sort="price") == ["Dearer", "Staler", "Younger"]


@pytest.fixture
def large(monkeypatch, settings, tmp_path):
    """Every catalogue counts as large, and has a folder of its own."""
    settings.VAR = tmp_path
    monkeypatch.setattr(live, "LARGE", 0)
    return tmp_path / "index"


def test_a_large_index_is_loaded_from_its_file_and_followed(large, monkeypatch):
    make_tool(name="Aurora")
    call_command("build_index", verbosity=0)
    make_tool(name="Borealis", terms=["output:image"])
    live.forget()
    monkeypatch.setattr(live, "build", None)  # a worker never builds it
    assert sorted(names()) == ["Aurora", "Borealis"]
    assert names(chosen={"output": ("image",)}) == ["Borealis"]


@pytest.mark.parametrize("damage", [lambda whole: whole[:-1], lambda whole: b"x" + whole[1:], lambda whole: b""])
def test_a_damaged_file_is_no_file(large, damage):
    make_tool()
    call_command("build_index", verbosity=0)
    (file,) = large.glob("*.index")
    file.write_bytes(damage(file.read_bytes()))
    assert snapshot.newest() is None


def test_a_file_of_other_code_is_no_file(large, monkeypatch):
    make_tool()
    call_command("build_index", verbosity=0)
    assert snapshot.newest() is not None
    monkeypatch.setattr(snapshot, "_code", lambda: b"other")
    assert snapshot.newest() is None


def test_old_files_are_cleared_away_and_nobody_else_may_read(large):
    make_tool()
    for _ in range(4):
        call_command("build_index", verbosity=0)
    files = list(large.iterdir())
    assert len(files) == 2  # and the last one, which a worker may just be opening
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
    assert f"{CatalogueVersion.objects.get().snapshot}.index" in {file.name for file in files}


def test_an_edit_of_everything_brings_its_file_with_it(large, monkeypatch):
    make_tool(name="Aurora")
    call_command("build_index", verbosity=0)
    with recorded() as change:
        make_tool(name="Borealis")
        change.everything()
    monkeypatch.setattr(live, "build", None)
    live.forget()
    assert sorted(names()) == ["Aurora", "Borealis"]


def test_a_file_from_before_an_edit_of_everything_is_of_no_use(large, monkeypatch):
    make_tool(name="Aurora")
    call_command("build_index", verbosity=0)
    assert live.newest_that_can_follow(timezone.localdate()) is not None
    with monkeypatch.context() as patched, recorded() as change:
        patched.setattr(live, "is_large", lambda: False)
        change.everything()
    assert live.newest_that_can_follow(timezone.localdate()) is None


def test_the_file_of_an_edit_that_was_undone_is_not_taken_for_another(large):
    make_tool(name="Aurora")
    call_command("build_index", verbosity=0)
    with transaction.atomic(), recorded() as change:
        make_tool(name="Borealis")
        change.everything()
        transaction.set_rollback(True)
    make_tool(name="Cirrus")
    live.forget()
    assert sorted(names()) == ["Aurora", "Cirrus"]


def test_a_name_that_passes_from_one_tool_to_another_is_in_every_order():
    first, second = make_tool(name="Foo"), make_tool(name="Foo 2")
    make_tool(name="Zed")
    assert names() == ["Foo", "Foo 2", "Zed"]
    for tool, name in ((first, "Foo Classic"), (second, "Foo")):
        tool.name = name
        tool.save()
    assert names() == names(sort="name") == ["Foo", "Foo Classic", "Zed"]


def test_what_fails_halfway_is_not_used_again(monkeypatch):
    tools = [make_tool(name=name) for name in ("Aurora", "Borealis", "Cirrus")]
    assert names() == ["Aurora", "Borealis", "Cirrus"]
    tools[0].name = "Zed"
    tools[0].save()
    with monkeypatch.context() as patched:
        patched.setattr(Figures, "put", raise_memory_error)
        with pytest.raises(MemoryError):
            live.current()
    assert names() == ["Borealis", "Cirrus", "Zed"]


def raise_memory_error(*_):
    raise MemoryError


def test_a_database_that_fails_at_the_turn_of_the_day_is_asked_again(monkeypatch):
    today = timezone.localdate()
    tomorrow = today + dt.timedelta(days=1)
    make_tool(name="Staler", stale_on=tomorrow)
    make_tool(name="Younger")
    assert names() == ["Staler", "Younger"]
    monkeypatch.setattr(timezone, "localdate", lambda *_: tomorrow)
    with monkeypatch.context() as patched:
        patched.setattr(live, "entries_of", raise_database_error)
        with pytest.raises(DatabaseError):
            live.current()
    assert names() == ["Younger", "Staler"]


def raise_database_error(*_):
    raise DatabaseError


def test_a_maker_of_old_with_a_first_tool_after_the_file_is_found_by_name(large):
    make_maker("Zenith Works")
    make_tool(name="Aurora")
    call_command("build_index", verbosity=0)
    make_tool(name="Borealis", maker="Zenith Works")
    live.forget()
    assert names(q="zenith") == ["Borealis"]


def test_a_file_of_tomorrow_is_of_no_use_today(large):
    make_tool()
    call_command("build_index", verbosity=0)
    assert live.newest_that_can_follow(timezone.localdate() - dt.timedelta(days=1)) is None
