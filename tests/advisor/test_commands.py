import re
from dataclasses import replace
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from advisor.models import Question, Waiver
from catalog.models import Tool
from tests.advisor.flows import STUDIO
from tests.advisor.rows import make_questionnaire, make_studio_tools
from tests.factories import make_tool

pytestmark = pytest.mark.django_db
NEVER = "unused-term style:free"


def told(command, *arguments):
    out = StringIO()
    call_command(command, *arguments, stdout=out)
    return out.getvalue()


def failed(command, *arguments):
    """What is printed before the command ends with another status than 0, and why it does."""
    out = StringIO()
    with pytest.raises(CommandError) as caught:
        call_command(command, *arguments, stdout=out)
    assert caught.value.returncode == 1
    return out.getvalue(), str(caught.value)


def make_shop():
    make_studio_tools()
    return make_questionnaire()


def test_a_sound_draft_has_no_errors_and_warns():
    make_shop()
    text = told("lint_advisor", "studio", "--walks", "6")
    assert "Studio? (draft of studio, 5 tools)\n0 errors\n" in text
    assert f"Term style:free: no tool has it, so what asks for it moves nothing. [{NEVER}]" in text


def test_every_error_is_told_and_the_status_is_not_0():
    questionnaire = make_shop()
    Question.objects.filter(key="cost").update(why="")
    Question.objects.filter(key="secret").update(key="private")
    text, reason = failed("lint_advisor", "studio")
    assert "  Question cost: write “why we ask”.\n" in text
    assert "  Question secret was renamed to private." in text
    assert "No walks were simulated: the errors come first." in text
    assert reason == "2 errors found."
    assert questionnaire.versions.count() == 1


def test_without_a_name_every_questionnaire_is_checked():
    make_shop()
    assert "draft of studio" in told("lint_advisor", "--walks", "0")
    assert failed("lint_advisor", "nowhere")[1] == "There is no such questionnaire."
    assert failed("simulate_advisor", "nowhere")[1] == "There is no such questionnaire."


@pytest.mark.parametrize("command", ["lint_advisor", "simulate_advisor"])
def test_where_there_is_no_questionnaire_the_commands_say_so(command):
    assert failed(command)[1] == "There is no questionnaire yet."


@pytest.mark.parametrize(("command", "walks"), [("lint_advisor", "-1"), ("simulate_advisor", "0")])
def test_too_few_walks_are_refused(command, walks):
    make_shop()
    assert "alk" in failed(command, "--walks", walks)[1]


def test_a_tool_that_is_never_shown_warns_with_what_was_tried():
    make_shop()
    for number in range(6):
        terms = ["kind:painter", "output:image", "price:free", "style:free", "hosting:own"]
        make_tool(name=f"Ink {number}", terms=terms, maker=f"Ink {number}", complete=["price"])
    text = told("lint_advisor", "--walks", "9")
    assert "Tool Pencil: in no top five. Tried: 9 walks with seed 1, and the answers that ask for what it has." in text
    assert "never-shown" not in told("lint_advisor", "--walks", "0")


def waive(until, finding=NEVER):
    questionnaire = make_shop()
    return Waiver.objects.create(
        questionnaire=questionnaire, finding=finding, reason="The tools come in spring.", until=until
    )


def test_a_waived_warning_is_told_apart_until_its_last_day_is_over():
    waiver = waive(timezone.localdate())
    text = told("lint_advisor", "--walks", "0")
    assert f"[{NEVER}]" not in text
    assert "1 waived warning\n" in text
    assert f"Until {waiver.until}: The tools come in spring." in text
    Waiver.objects.update(until=timezone.localdate() - timedelta(days=1))
    text = told("lint_advisor", "--walks", "0")
    assert f"[{NEVER}]" in text
    assert "0 waived warnings\n" in text


def test_a_waiver_of_what_no_longer_warns_is_told():
    waive(timezone.localdate(), finding="never-warned hush")
    assert "1 waiver of what does not warn\n  never-warned hush\n" in told("lint_advisor", "--walks", "3")
    Waiver.objects.update(finding=NEVER)
    assert "0 waivers of what does not warn\n" in told("lint_advisor", "--walks", "3")
    assert "what does not warn" not in told("lint_advisor", "--walks", "0")


def test_a_waiver_lets_no_error_pass():
    waive(timezone.localdate(), finding="Question cost: write “why we ask”.")
    Question.objects.filter(key="cost").update(why="")
    assert "Question cost: write “why we ask”." in failed("lint_advisor")[0]


def test_the_simulation_is_told_the_same_way_for_a_seed():
    make_shop()
    once = told("simulate_advisor", "studio", "--walks", "30", "--seed", "2")
    assert told("simulate_advisor", "studio", "--walks", "30", "--seed", "2") == once
    assert told("simulate_advisor", "studio", "--walks", "30", "--seed", "3") != once
    assert "Studio? (draft of studio, 5 tools): 30 walks, seed 2" in once
    for line in ("  0 % not sure: asked", "  40 % not sure: asked", "Kind: ", "Delivery (several may hold): ", "Of 5 "):
        assert f"\n{line}" in once


def test_a_path_that_ends_with_nothing_comes_with_an_address_that_shows_it(client):
    make_shop()
    text = told("simulate_advisor", "studio", "--walks", "60")
    [address] = re.findall(r"walks ended with nothing\n  (\S+)", text)
    answers = client.get(address.replace("/advisor/studio/result/", "/api/v1/advisor/studio/")).json()
    assert answers["remaining"] == 0
    assert "Falls short: 2 per cent of the walks or more end with nothing." in text


def test_an_error_on_a_walk_ends_with_another_status():
    make_shop()
    assert "Error: " not in told("simulate_advisor", "studio", "--walks", "60")
    Tool.objects.get(name="Pen").delete()
    text, reason = failed("simulate_advisor", "studio", "--walks", "60")
    told_error = r"Error: Nothing fits, and no answers taken back bring a tool: /advisor/studio/result/\?output=text&"
    assert re.search(told_error, text)
    assert reason == "1 error found."


def test_a_draft_with_errors_is_not_walked():
    make_shop()
    Question.objects.filter(key="cost").update(why="")
    make_questionnaire(replace(STUDIO, slug="atelier"))
    text, reason = failed("simulate_advisor", "--walks", "3")
    assert "studio has 1 error that lint_advisor names. Mend them first.\n" in text
    assert "(draft of atelier, 5 tools): 3 walks, seed 1\n" in text
    assert reason == "1 error found."


def test_an_expected_case_that_does_not_hold_is_an_error():
    case = make_shop().cases.create(key="poster", answers={"output": ["image"]}, expectations={"kind": ["words"]})
    text, reason = failed("lint_advisor", "--walks", "0")
    assert "  Case poster: expected that the kind is one of words. The draft says: pictures.\n" in text
    assert reason == "1 error found."
    type(case).objects.update(expectations={"kind": ["pictures"]})
    assert "0 errors\n" in told("lint_advisor", "--walks", "0")


def test_a_kind_without_a_way_to_get_it_is_told():
    questionnaire = make_shop()
    assert "no way to get it" not in told("simulate_advisor", "--walks", "9")
    questionnaire.verdicts.filter(key="app").delete()
    text = told("simulate_advisor", "--walks", "9")
    assert re.search(r"walks ended with a kind and no way to get it\n  /advisor/studio/result/\?output=", text)
    assert "Falls short: On some walks there is a kind and no way to get it.\n" in text
    assert "[no-delivery]" in told("lint_advisor", "--walks", "9")
