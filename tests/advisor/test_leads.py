import pytest

from advisor.leads import leads
from advisor.snapshot import Flow
from tests.advisor.flows import make_choice, make_effect, make_question, make_verdict, when

PICTURES = make_effect("require", "output:image", 4, lane="pictures")
FLOW = Flow(
    slug="studio",
    title="Studio?",
    intro="Pictures or words.",
    questions=(
        make_question(
            "output",
            make_choice("words", make_effect("require", "output:text", 4, lane="words"), lane="words"),
            make_choice("picture", PICTURES, lane="pictures"),
            kind="many",
        ),
        make_question(
            "sort",
            make_choice("art", make_effect("prefer", "task:art", 4)),
            make_choice("logo", make_effect("prefer", "task:logo", 4), make_effect("prefer", "output:vector")),
            shown=when("output any-of picture"),
        ),
        make_question("use", make_choice("chat", make_effect("prefer", "interface:chat"))),
        make_question(
            "data",
            make_choice(
                "house",
                make_effect("require", "hosting:self-hosted"),
                make_effect("require", "hosting:on-device"),
                make_effect("require", "openness:open"),
            ),
            make_choice("outside", make_effect("prefer", "hosting:hosted", 4, when=when("output answered"))),
            make_choice("any", make_effect("prefer", "task:art", 4), make_effect("avoid", "openness:open")),
        ),
    ),
    verdicts=(
        make_verdict("words", tool_kinds=("chat-assistant",)),
        make_verdict("pictures", tool_kinds=("image-generator",)),
        make_verdict("hybrid"),
    ),
)


def found(*terms):
    return {lead.question: [(label, answers.query()) for label, answers in lead.ways] for lead in leads(FLOW, {*terms})}


def test_an_answer_leads_to_a_tool_of_its_kind_that_has_what_it_requires():
    assert found("kind:image-generator", "output:image") == {"Output?": [("Picture", "output=picture")]}


@pytest.mark.parametrize(
    "terms", [{"output:image"}, {"kind:image-generator"}, {"kind:chat-assistant", "output:image"}, set()]
)
def test_an_answer_does_not_lead_to_another_kind_or_to_what_lacks_something(terms):
    assert found(*terms) == {}


def test_a_question_that_depends_on_another_comes_with_its_answer():
    terms = "kind:image-generator", "output:image", "task:logo", "task:art", "output:vector"
    assert found(*terms)["Sort?"] == [("Logo", "output=picture&sort=logo"), ("Art", "output=picture&sort=art")]
    assert "Sort?" not in found("task:logo")


def test_what_is_only_liked_a_little_leads_nowhere():
    assert found("interface:chat") == {}


def test_of_one_facet_any_term_will_do_but_every_facet_counts():
    assert found("hosting:on-device", "openness:open")["Data?"] == [("House", "data=house")]
    assert found("hosting:on-device") == {}


def test_what_holds_beside_other_answers_promises_nothing():
    assert found("hosting:hosted") == {}


def test_an_answer_that_speaks_against_a_tool_does_not_lead_to_it():
    assert "Data?" in found("task:art")
    assert found("task:art", "openness:open") == {}
