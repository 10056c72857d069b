import pytest
from django.db import transaction
from django.urls import reverse

from advisor.conditions import judged_now, states_of
from advisor.engine import lanes_of
from advisor.live import live_or_404
from advisor.verdicts import kind_of
from advisor.workflows import workflows_for
from catalog.models import Workflow
from tests.advisor.flows import given

pytestmark = pytest.mark.django_db


def told(**answers):
    flow = live_or_404("which-ai").flow
    states = judged_now(states_of(flow, given(flow, **answers)))
    return [workflow.slug for workflow in workflows_for(flow, lanes_of(flow, states, kind_of(flow, states)))]


@pytest.mark.parametrize(
    ("answers", "first"),
    [
        ({"output": "text.video", "videojob": "clips"}, "script-to-film"),
        ({"output": "text.image", "textjob": "draft", "imagejob": "tryon", "industry": "e-commerce"}, "shop-page"),
        ({"output": "text.image", "textjob": "summarise", "imagejob": "medical", "industry": "healthcare"}, "clinic"),
        ({"output": "music.text.voice"}, "podcast"),
        ({"output": "code.image", "imagejob": "mockup", "codejob": "app"}, "mock-up-to-code"),
    ],
)
def test_the_workflow_nearest_to_the_answers_comes_first(shipped, answers, first):
    assert told(**answers)[0] == first


def test_a_workflow_has_a_step_for_every_lane_and_hardly_another(shipped):
    assert told(output="model3d.text") == []
    assert told(output="text") == []
    assert "campaign" not in told(output="image.text")


def test_three_at_most_and_no_draft(shipped):
    first, *others = told(output="image.text")
    assert len(others) == 2
    with transaction.atomic():
        draft = Workflow.objects.get(slug=first)
        draft.editorial_state = Workflow.EditorialState.DRAFT
        draft.save()
        assert first not in told(output="image.text")
        transaction.set_rollback(True)


def test_the_result_links_to_them(shipped):
    page = shipped.get("/advisor/which-ai/result/", {"output": "text.video"}).content.decode()
    assert reverse("catalog:workflow_detail", args=["script-to-film"]) in page
