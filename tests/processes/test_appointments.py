"""Several processes, one clock: an entry appears in each at its time, and is published once."""

import time

SOON, LATE = 2, 8  # seconds; what is promised is sixty


def test_a_scheduled_tool_appears_in_every_process_at_its_time_and_is_published_once(start):
    editor, *readers = [start() for _ in range(4)]
    editor.ask("make", name="Inkwell", editorial_state="draft", terms=["kind:agent"])
    due = time.time() + SOON
    before = editor.ask("version")
    editor.ask("set_time", name="Inkwell", at=due)
    for reader, path in zip(readers, ("/tools/", "/tools/inkwell/", "/api/v1/tools/"), strict=True):
        reader.tell("first_sight_of", word="Inkwell", path=path, until=due + LATE)
    seen = [reader.hear() for reader in readers]
    assert all(due <= at < due + LATE for at in seen)
    assert editor.ask("edits_since", version=before) == 1
