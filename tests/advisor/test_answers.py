import pytest
from hypothesis import given as any_of
from hypothesis import strategies as st

from advisor.answers import Answers, parse, with_choice
from advisor.snapshot import Flow
from tests.advisor.flows import given, make_choice, make_question

FLOW = Flow(
    slug="f",
    title="F?",
    intro="",
    questions=(
        make_question("output", "text", "image", "video", kind="many"),
        make_question("use", make_choice("chat", aliases=["talk"]), "api", aliases=["usage", "channel"]),
        make_question("plan", make_choice("none", alone=True), "tune", "chatbot", kind="many"),
    ),
)


@pytest.mark.parametrize(
    ("pairs", "query"),
    [
        ([], ""),
        ([("output", "image")], "output=image"),
        ([("output", "video.image")], "output=image.video"),
        ([("output", "video"), ("output", "image")], "output=image.video"),
        ([("output", "image"), ("output", "image.image")], "output=image"),
        ([("use", "api"), ("output", "text")], "output=text&use=api"),
        ([("use", "~")], "use=~"),
        ([("output", "")], ""),
        ([("output", "...image..")], "output=image"),
        ([("output", "~"), ("output", "image")], "output=image"),
        ([("use", "chat.api")], "use=chat"),
        ([("plan", "tune"), ("plan", "none")], "plan=none"),
        ([("plan", "tune.chatbot")], "plan=chatbot.tune"),
        ([("asked", "use"), ("why", "x"), ("format", "json"), ("version", "1"), ("warned", "1")], ""),
        ([("usage", "api")], "use=api"),
        ([("channel", "talk")], "use=chat"),
        ([("usage", "api"), ("use", "talk")], "use=api"),
        ([("talk", "chat"), ("chat", "use")], ""),
    ],
)
def test_one_state_has_one_address(pairs, query):
    assert parse(FLOW, pairs)[0].query() == query


@pytest.mark.parametrize(
    ("pairs", "ignored"),
    [
        ([("colour", "red")], ("colour", "red", "There is no such question.")),
        ([("output", "image.smell")], ("output", "smell", "This question has no such answer.")),
        ([("use", "chat.api")], ("use", "api", "This question takes one answer; the first was kept.")),
        ([("output", "~.image")], ("output", "~", "Another answer is given.")),
        ([("plan", "none.tune")], ("plan", "tune", "It cannot go together with another answer that was given.")),
        ([("use", "a" * 401)], ("use", "a" * 40 + "…", "This is too long for an answer.")),
        ([("use", "chat\0")], ("use", "chat�", "This question has no such answer.")),
        ([("\ud800", "\udfff")], ("�", "�", "There is no such question.")),
    ],
)
def test_what_is_left_aside_is_told_with_its_reason(pairs, ignored):
    (found,) = parse(FLOW, pairs)[1]
    assert (found.param, found.value, found.reason) == ignored


def test_former_keys_are_understood_without_a_word():
    assert parse(FLOW, [("usage", "talk")])[1] == ()


@pytest.mark.parametrize(
    ("answers", "choice", "query"),
    [
        ({}, ("use", "api"), "use=api"),
        ({"use": "chat"}, ("use", "api"), "use=api"),
        ({"output": "text"}, ("output", "image"), "output=image.text"),
        ({"output": "text"}, ("output", "~"), "output=~"),
        ({"output": "~"}, ("output", "text"), "output=text"),
        ({"plan": "chatbot.tune"}, ("plan", "none"), "plan=none"),
        ({"plan": "none"}, ("plan", "tune"), "plan=tune"),
        ({"plan": "tune", "output": "text"}, ("plan", "tune"), "output=text&plan=tune"),
    ],
)
def test_one_more_choice(answers, choice, query):
    assert with_choice(given(FLOW, **answers), FLOW, *choice).query() == query


def test_ten_thousand_strangers_leave_a_short_note():
    answers, ignored = parse(FLOW, [(f"p{number}", "x") for number in range(10_000)] + [("use", "api")])
    assert answers.query() == "use=api"
    assert len(ignored) == 20


def test_an_answer_is_taken_back_or_left_open():
    answers = Answers((("output", ("image",)), ("use", ("api",))))
    assert answers.without("output").query() == "use=api"
    assert answers.not_sure_of("use").query() == "output=image&use=~"


@any_of(st.lists(st.tuples(st.sampled_from(["output", "use", "plan", "other"]), st.text(max_size=12))))
def test_reading_its_own_address_again_changes_nothing(pairs):
    answers, _ = parse(FLOW, pairs)
    again, ignored = parse(FLOW, list(answers.values().items()))
    assert again == answers
    assert ignored == ()
