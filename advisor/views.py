"""The advisor's pages. They read the answers from the address and keep nothing."""

from django.db.models import Q
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from advisor import addresses, pages
from advisor.answers import NOT_SURE, Answers, parse
from advisor.candidates import current_catalogue
from advisor.conditions import judged_now, states_of
from advisor.engine import advise, count_remaining, why_not
from advisor.lanes import lanes_of
from advisor.live import live_or_404
from advisor.models import ExpectedCase, Questionnaire
from advisor.progress import progress_of
from advisor.quick_changes import quick_changes
from catalog.models import Tool
from catalog.names import is_slug, name_key

always_asked_again = cache_control(public=True, no_cache=True)
MISSING_ANSWER = "Choose an answer, or say that you are not sure."


@require_safe
@always_asked_again
def index(request):
    questionnaires = list(Questionnaire.objects.live())
    return TemplateResponse(
        request, "advisor/index.html", {"questionnaires": questionnaires, "examples": _examples(questionnaires)}
    )


@require_safe
@always_asked_again
def questionnaire(request, slug):
    """The first page without answers; with them, the way on to the next question or the result."""
    flow = live_or_404(slug).flow
    answers, ignored = _read(request, flow)
    asked = request.GET.get("asked", "")
    progress = progress_of(flow, answers, states_of(flow, answers))
    if asked in progress.visible and asked not in answers:
        return redirect(addresses.question_url(flow, asked, answers, asked=asked))
    if answers:
        return redirect(addresses.next_url(flow, answers, progress))
    return TemplateResponse(
        request,
        "advisor/questionnaire.html",
        {
            "flow": flow,
            "trail": _trail(),
            "first_url": addresses.next_url(flow, answers, progress),
            "most_left": progress.most_left,
            "ignored": ignored,
        },
    )


@require_safe
@always_asked_again
def question(request, slug, key):
    flow = live_or_404(slug).flow
    shown = _question_or_404(flow, key)
    answers, ignored = _read(request, flow)
    progress = progress_of(flow, answers, states_of(flow, answers))
    if key not in progress.visible:
        return redirect(addresses.next_url(flow, answers, progress))
    is_missing = request.GET.get("asked") == key and key not in answers
    return TemplateResponse(
        request,
        "advisor/question.html",
        {
            "flow": flow,
            "trail": _trail(flow),
            "question": shown,
            "options": pages.options(shown, answers),
            "is_not_sure": answers.get(key) == (NOT_SURE,),
            "others": answers.without(key).values(),
            "error": MISSING_ANSWER if is_missing else "",
            "answers": pages.answers_given(flow, answers),
            "number": 1 + sum(other in answers for other in progress.visible[: progress.visible.index(key)]),
            "remaining": count_remaining(flow, current_catalogue(), answers),
            "back_url": _back_url(flow, key, answers, progress),
            "counts_url": addresses.counts_url(flow, key),
            "result_url": addresses.result_url(flow, answers) if progress.asked >= 2 else "",
            "canonical": addresses.question_url(flow, key, answers),
            "ignored": ignored,
        },
    )


@require_safe
@always_asked_again
def counts(request, slug, key):
    """How many tools would be left with the answers of a form that is being filled in. Only ever a fragment."""
    flow = live_or_404(slug).flow
    _question_or_404(flow, key)
    answers, _ = _read(request, flow)
    return TemplateResponse(
        request, "advisor/_count.html", {"remaining": count_remaining(flow, current_catalogue(), answers)}
    )


@require_safe
@always_asked_again
def result(request, slug):
    live = live_or_404(slug)
    flow, catalogue = live.flow, current_catalogue()
    answers, ignored = _read(request, flow)
    advice = advise(flow, catalogue, answers)
    ruling, tools = advice.ruling, pages.tools_of(advice)
    lanes = lanes_of(flow, judged_now(states_of(flow, answers)), ruling.kind)
    lists = [addresses.list_url(lane) for lane in lanes]
    return TemplateResponse(
        request,
        "advisor/result.html",
        {
            "flow": flow,
            "trail": _trail(flow),
            "version": live.number,
            "advice": advice,
            "kind": flow.kind(ruling.kind),
            "deliveries": [delivery for delivery in flow.deliveries if delivery.key in ruling.delivery],
            "steps": [
                {"label": step.label, "cards": pages.cards(catalogue, step.shortlist, tools), "list_url": url}
                for step, url in zip(advice.steps, lists, strict=False)
            ],
            "cards": pages.cards(catalogue, advice.shortlist, tools),
            "close": pages.cards(catalogue, advice.also_close, tools),
            "list_url": lists[0],
            "relaxations": pages.relaxation_rows(flow, advice.relaxations),
            "clash": pages.clash_told(flow, answers, advice.clash),
            "quick_changes": pages.change_rows(flow, quick_changes(flow, catalogue, answers)),
            "near_misses": pages.miss_rows(catalogue, advice.near_misses, tools),
            "answers": pages.answers_given(flow, answers),
            "others": answers.values(),
            "why": _why(flow, catalogue, answers, request.GET.get("why", "")),
            "next_url": addresses.next_url(flow, answers, advice.progress) if advice.progress.next else "",
            "first_url": addresses.question_url(flow, flow.questions[0].key, answers),
            "canonical": addresses.result_url(flow, answers),
            "api_url": addresses.api_url(flow, answers),
            "ignored": ignored,
        },
    )


def _read(request, flow):
    return parse(flow, ((param, value) for param, values in request.GET.lists() for value in values))


def _trail(*flows):
    return [(reverse("advisor:index"), "Advisor"), *((addresses.start_url(flow), flow.title) for flow in flows)]


def _question_or_404(flow, key):
    found = flow.question(key)
    if found is None:
        raise Http404("There is no such question.")
    return found


def _back_url(flow, key, answers: Answers, progress):
    """The question answered before this one, or the first page."""
    before = [other for other in progress.visible[: progress.visible.index(key)] if other in answers]
    return addresses.question_url(flow, before[-1], answers) if before else addresses.start_url(flow)


def _examples(questionnaires):
    """Situations to start from, with the address of their result."""
    flows = {row.pk: live_or_404(row.slug).flow for row in questionnaires}
    cases = ExpectedCase.objects.filter(is_example=True, questionnaire__in=questionnaires)
    return [
        {
            "situation": case.situation,
            "url": addresses.result_url(flows[case.questionnaire_id], case_answers(flows[case.questionnaire_id], case)),
        }
        for case in cases
    ]


def case_answers(flow, case):
    """A case's answers as far as the flow knows its questions and choices."""
    return parse(flow, [(key, ".".join(choices)) for key, choices in case.answers.items()])[0]


def _why(flow, catalogue, answers, name):
    """Which answers removed a tool that the visitor named by slug or name; None if nothing was asked."""
    if not name.strip():
        return None
    key = name_key(name[:200])
    entry = catalogue.entry(name.strip()) or next(
        (entry for entry in catalogue.entries if name_key(entry.name) == key), None
    )
    if entry is None:
        slug = name.strip() if is_slug(name.strip()) else ""
        gone = Tool.objects.published().filter(Q(slug=slug) | Q(name_key=key)).select_related("successor")
        return {"name": name[:80], "unknown": True, "gone": gone.first()}
    removed_by = why_not(flow, catalogue, answers, entry)
    return {
        "name": entry.name,
        "is_left": removed_by is None,
        "answers": [
            {
                "title": flow.question(question).title,
                "text": pages.in_words(flow.question(question), answers.get(question)),
                "change_url": addresses.question_url(flow, question, answers),
            }
            for question in removed_by or ()
        ],
    }
