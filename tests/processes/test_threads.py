"""The threads of one process share an index: none of them meets it half changed."""


def test_threads_that_ask_while_others_edit_get_answers_that_hold_together(start, agree):
    process = start()
    told = process.ask("ask_and_edit_at_once", askers=8, editors=2, edits=40, seed=7)
    assert told["wrong"] == []
    assert min(told["asked"]) > 0
    agree(process, start())
