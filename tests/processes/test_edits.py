"""An edit that was committed in one process is in the next answer of another."""

import pytest


@pytest.fixture
def editor(start):
    return start()


@pytest.fixture
def reader(start):
    """Has answered before the edit, so that it has something to forget."""
    process = start()
    process.ask("names")
    return process


def page_of(process, slug):
    return process.ask("page", path=f"/tools/{slug}/")


def test_a_new_tool_is_found_and_shown(editor, reader):
    before = reader.ask("counts", facet="output")["image"]
    editor.ask("make", name="Aurora Borealis", terms=["output:image"])
    assert reader.ask("names", q="aurora") == ["Aurora Borealis"]
    assert reader.ask("counts", facet="output")["image"] == before + 1
    assert "Aurora Borealis" in reader.ask("page", path="/tools/?q=aurora")["text"]
    assert "Aurora Borealis" in reader.ask("page", path="/search/?q=aurora")["text"]
    assert page_of(reader, "aurora-borealis")["status"] == 200


def test_a_saved_tool_shows_what_was_saved(editor, reader):
    editor.ask("make", name="Aurora")
    assert "Makes things." in reader.ask("page", path="/tools/?q=aurora")["text"]
    editor.ask("save", tool="Aurora", tagline="Paints the heavens.", context_window=4321)
    assert "Paints the heavens." in reader.ask("page", path="/tools/?q=aurora")["text"]
    assert "Paints the heavens." in page_of(reader, "aurora")["text"]
    assert reader.ask("names", q="heavens") == ["Aurora"]
    assert reader.ask("names", ranges={"context_window": [4321, 4321]}) == ["Aurora"]


def test_a_renamed_tool_is_found_by_its_new_name_alone(editor, reader):
    editor.ask("make", name="Aurora")
    assert reader.ask("names", q="aurora") == ["Aurora"]
    editor.ask("save", tool="Aurora", name="Zephyr")
    assert reader.ask("names", q="zephyr") == ["Zephyr"]
    assert reader.ask("names", q='"aurora"') == []
    assert "Zephyr" in reader.ask("page", path="/tools/?q=zephyr")["text"]


def test_publishing_and_unpublishing_take_effect(editor, reader):
    editor.ask("make", name="Aurora", terms=["kind:assistant"])
    for _ in range(2):
        editor.ask("unpublish", name="Aurora")
        assert reader.ask("names", q='"aurora"') == []
        assert page_of(reader, "aurora")["status"] == 404
        editor.ask("publish", name="Aurora")
        assert reader.ask("names", q='"aurora"') == ["Aurora"]
        assert page_of(reader, "aurora")["status"] == 200


def test_a_deleted_tool_is_gone(editor, reader):
    editor.ask("make", name="Aurora")
    before = reader.ask("answers", seed=0)[0]["total"]
    editor.ask("delete", name="Aurora")
    assert reader.ask("answers", seed=0)[0]["total"] == before - 1
    assert reader.ask("names", q='"aurora"') == []
    assert page_of(reader, "aurora")["status"] == 404


def test_a_term_is_counted_and_found_under(editor, reader):
    editor.ask("make", name="Aurora")
    before = reader.ask("counts", facet="output")["video"]
    editor.ask("assign", name="Aurora", term="output:video")
    assert reader.ask("counts", facet="output")["video"] == before + 1
    assert "Aurora" in reader.ask("names", q="aurora", chosen={"output": ["video"]})


def test_a_new_facet_and_its_term_are_there(editor, reader):
    editor.ask("make", name="Aurora")
    assert reader.ask("counts", facet="mood") is None
    editor.ask("assign", name="Aurora", term="mood:calm")
    assert reader.ask("counts", facet="mood") == {"calm": 1}
    assert reader.ask("names", chosen={"mood": ["calm"]}) == ["Aurora"]
    assert reader.ask("page", path="/tools/?mood=calm")["text"].count("Mood")


def test_a_renamed_maker_is_found_and_shown(editor, reader):
    editor.ask("make", name="Aurora", maker="Acme")
    assert "Acme" in reader.ask("page", path="/tools/?q=aurora")["text"]
    editor.ask("rename_maker", old="Acme", new="Zenith Works")
    assert reader.ask("names", q="zenith") == ["Aurora"]
    assert "Zenith Works" in reader.ask("page", path="/tools/?q=aurora")["text"]


def test_a_price_orders_and_is_shown(editor, reader):
    editor.ask("make", name="Aurora")
    assert reader.ask("names", q="aurora", ranges={"price_month": [7.25, 7.25]}) == []
    editor.ask("price", name="Aurora", amount="7.25")
    assert reader.ask("names", q="aurora", ranges={"price_month": [7.25, 7.25]}) == ["Aurora"]
    assert "7.25" in reader.ask("page", path="/tools/?q=aurora")["text"]


@pytest.mark.parametrize(("large", "edits"), [(None, 50), (0, 20)], ids=["in memory", "in a file"])
def test_edits_by_two_processes_are_at_once_in_the_answers_of_both(start, agree, large, edits):
    pair = [start(large=large), start(large=large)]
    agree(*pair)
    for number in range(edits):
        pair[number % 2].ask("edit", seed=number)
        agree(*pair)


def test_what_was_undone_is_neither_seen_nor_remembered(start, agree):
    editor, reader = start(), start()
    for seed in range(4):
        agree(editor, reader)
        editor.ask("begin")
        editor.ask("edit", seed=seed, times=5)
        assert editor.ask("answers", seed=seed) == editor.ask("answers_of_the_twin", seed=seed)  # sees its own
        agree(reader)
        editor.ask("undo")
        agree(editor, reader)
        reader.ask("edit", seed=100 + seed)
        agree(editor, reader)


@pytest.mark.parametrize("large", [None, 0], ids=["in memory", "in a file"])
def test_a_copy_that_is_put_back_is_what_is_answered_from(start, agree, nursery, new_copy, database, large):
    """An older copy takes the database's place while processes live; edits go on from there."""
    pair = [start(large=large), start(large=large)]
    pair[0].ask("edit", seed=1, times=5)
    agree(*pair)
    disconnect(*pair)
    older = new_copy()
    older.copy_from(database)
    pair[0].ask("edit", seed=2, times=20)
    agree(*pair)
    for seed in (3, 4):
        disconnect(*pair)
        database.copy_from(older)
        agree(pair[0])
        pair[0].ask("edit", seed=seed, times=2)
        agree(*pair, start(large=large))


def disconnect(*processes):
    for process in processes:
        process.ask("disconnect")
