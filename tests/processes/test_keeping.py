"""The file of a large index: made by processes that may be killed, or be several at once, and never just believed."""

import os
import signal
import time

import pytest


@pytest.fixture
def paused(start, database):
    """Keeps the index, and has stopped just before its file gets its name."""
    process = start(large=0)
    process.ask("pause_while_keeping")
    process.tell("keep_index")
    until = time.monotonic() + 30
    while state_of(process.pid) != "T":
        assert time.monotonic() < until
        time.sleep(0.01)
    return process


def state_of(pid):
    with open(f"/proc/{pid}/stat") as told:
        return told.read().rpartition(")")[2].split()[0]


def go_on(process):
    os.kill(process.pid, signal.SIGCONT)
    return process.hear()


def test_two_who_keep_the_index_at_once_do_not_disturb_each_other(start, agree, paused):
    start(large=0).ask("keep_index")
    go_on(paused)
    agree(start(large=0))


def test_a_newer_file_is_not_replaced_by_an_older(start, agree, paused):
    editor = start(large=0)
    editor.ask("edit", seed=1, times=3)
    editor.ask("keep_index")
    go_on(paused)
    assert editor.ask("kept_version") == editor.ask("version")
    agree(start(large=0))


def test_who_is_killed_while_the_index_is_built_holds_nobody_up(start, agree, database):
    """Its helper lives on for a while, and the next ones start another."""
    survivor = start()
    for seed in range(3):
        waiting = start(large=0)
        waiting.tell("names")
        time.sleep(0.2 * seed)
        waiting.kill()
        for file in database.index_files.glob("*.index"):
            file.unlink()
        both = [start(large=0), start(large=0)]
        agree(survivor, *both)
        both[0].ask("edit", seed=seed, times=3)
        agree(survivor, *both)


@pytest.mark.parametrize("damage", ["cut short", "emptied", "changed", "gone"])
def test_a_damaged_file_is_made_again(start, agree, database, damage):
    editor = start(large=0)
    editor.ask("keep_index")
    (file,) = database.index_files.glob("*.index")
    whole = file.read_bytes()
    if damage == "gone":
        file.unlink()
    else:
        file.write_bytes({"cut short": whole[:-1], "emptied": b"", "changed": whole[:-9] + b"!" + whole[-8:]}[damage])
    editor.ask("edit", seed=3)
    agree(editor, start(large=0), start(large=0))
    assert any(other != file for other in database.index_files.glob("*.index"))


def test_without_room_for_a_file_every_process_builds_for_itself(start, agree, database, file_of_tools):
    database.index_files.write_text("Here no folder can be made.")
    both = [start(large=0), start(large=0)]
    agree(*both)
    both[0].ask("load", path=file_of_tools)
    agree(*both)
