"""Killed at any moment, a process leaves a database, an index and locks that the others can go on with."""

import time

import pytest

from tests.processes.conftest import IMPORTED
from tests.processes.tasks import chance_of


@pytest.fixture
def unharmed(start, agree, database):
    """Asserts that survivors and newcomers answer rightly, and that editing goes on."""
    seeds = chance_of(11)

    def unharmed(*survivors, large=None):
        assert database.damage() == ""
        newcomer = start(large=large)
        agree(*survivors, newcomer)
        newcomer.ask("edit", seed=seeds.randrange(1000, 10**6))
        agree(*survivors, newcomer)
        newcomer.close()

    return unharmed


@pytest.mark.parametrize("large", [None, 0], ids=["in memory", "in a file"])
def test_an_editor_is_killed(start, agree, unharmed, large):
    chance = chance_of(5)
    survivor = start(large=large)
    agree(survivor)
    for _ in range(4):
        editor = start(large=large)
        editor.tell("edit_until_killed", seed=chance.randrange(1000))
        assert editor.hear() == "begun"
        time.sleep(chance.random() / 10)
        editor.kill()
        unharmed(survivor, large=large)


def test_an_import_is_killed_at_any_statement(start, agree, unharmed, nursery, new_copy, file_of_tools):
    elsewhere = nursery.process(new_copy(), large=0)
    statements = elsewhere.ask("statements_of_a_load", path=file_of_tools)
    elsewhere.close()
    chance = chance_of(6)
    survivor = start(large=0)
    for _ in range(5):
        before = start().ask("number")
        importer = start(large=0)
        importer.ask("die_at_statement", number=chance.randint(1, statements))
        importer.tell("load", path=file_of_tools)
        importer.see_die()
        assert start().ask("number") == before
        unharmed(survivor, large=0)
    start(large=0).ask("load", path=file_of_tools)
    agree(survivor, start(large=0))
    assert start().ask("number") >= before - 5 + IMPORTED


def test_an_import_is_killed_while_it_keeps_its_index(start, agree, unharmed, file_of_tools):
    survivor = start(large=0)
    agree(survivor)
    for moment in ("begun", "half written", "unnamed", "uncommitted"):
        before = survivor.ask("number")
        importer = start(large=0)
        importer.ask("die_while_keeping", moment=moment)
        importer.tell("load", path=file_of_tools)
        importer.see_die()
        assert survivor.ask("number") == before
        unharmed(survivor, large=0)
    start(large=0).ask("load", path=file_of_tools)
    agree(survivor, start(large=0))
