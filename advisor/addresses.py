"""Every address of the advisor, built from parsed answers and nothing else.

Parameters besides the answers (``others``) come last.
"""

from urllib.parse import urlencode

from django.urls import reverse

from advisor.answers import Answers
from advisor.progress import Progress
from advisor.ranking import Lane
from advisor.snapshot import Flow

NO_ANSWERS = Answers()


def start_url(flow: Flow, answers: Answers = NO_ANSWERS, **others: str) -> str:
    return _with_query(reverse("advisor:questionnaire", args=[flow.slug]), answers.query(**others))


def question_url(flow: Flow, key: str, answers: Answers, **others: str) -> str:
    return _with_query(reverse("advisor:question", args=[flow.slug, key]), answers.query(**others))


def counts_url(flow: Flow, key: str) -> str:
    return reverse("advisor:counts", args=[flow.slug, key])


def result_url(flow: Flow, answers: Answers, **others: str) -> str:
    return _with_query(reverse("advisor:result", args=[flow.slug]), answers.query(**others))


def next_url(flow: Flow, answers: Answers, progress: Progress, **others: str) -> str:
    """The next question, or the result when nothing is left to ask."""
    if progress.next:
        return question_url(flow, progress.next, answers, **others)
    return result_url(flow, answers, **others)


def api_url(flow: Flow, answers: Answers, **others: str) -> str:
    return _with_query(reverse("advisor_api:answer", args=[flow.slug]), answers.query(**others))


def list_url(lane: Lane) -> str:
    """The directory with the lane's kinds and what the answers require, of what can be had now.

    It need not show the very tools that fit: it leaves out what is not known, and takes alternatives for each facet.
    """
    chosen = {("kind", kind.partition(":")[2]) for kind in lane.tool_kinds}
    chosen |= {("lifecycle", "active"), ("lifecycle", "beta")}
    chosen |= {tuple(wish.effect.term.split(":", 1)) for wish in lane.wishes if wish.effect.action == "require"}
    return _with_query(reverse("catalog:tool_list"), urlencode(sorted(chosen)))


def _with_query(path, query):
    return f"{path}?{query}" if query else path
