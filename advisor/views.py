"""The advisor's pages. They read the answers from the address and keep nothing."""

from django.db.models import Q
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from advisor import addresses, pages
from advisor.answers import NOT_SURE, Answers
from advisor.candidates import current_catalogue
from advisor.cases import answers_of, said
from advisor.conditions import judged_now
from advisor.engine import advise, why_not
from advisor.lanes import lanes_of
from advisor.live import live_or_404
from advisor.models import Questionnaire
from advisor.quick_changes import quick_changes
from advisor.verdicts import OPEN
from advisor.visits import visit_or_404
from advisor.workflows import workflows_for
from catalog.models import Tool
from catalog.names import is_slug, name_key

always_asked_again = cache_control(public=True, no_cache=True)
MISSING_ANSWER = "Choose an answer, or say that you are not sure."
RESULTS_FROM = 2  # answers


@require_safe
@always_asked_again
def index(request):
    flows = [live_or_404(slug).flow for slug in Questionnaire.objects.live().values_list("slug", flat=True)]
    return TemplateResponse(
        request,
        "advisor/index.html",
        {
            "starts": [(flow, _first_url(flow)) for flow in flows],
            "examples": [example for flow in flows for example in _examples(flow)],
        },
    )


@require_safe
@always_asked_again
def questionnaire(request, slug):
    """The first page; from a question's form, the way on."""
    visit = visit_or_404(slug, request.GET)
    if request.GET.get("asked"):
        return _way_on(request, visit)
    return TemplateResponse(
        request,
        "advisor/questionnaire.html",
        {
            **_on_every_page(visit),
            "trail": _trail(),
            "next_url": visit.next_url(),
            "most_left": visit.progress.most_left,
            "is_complete": visit.progress.next is None,
        },
    )


def _way_on(request, visit):
    """To the next question or the result; back where no answer was given, and once by way of a warning that stops."""
    if visit.asked in visit.progress.visible and visit.asked not in visit.answers:
        return redirect(visit.question_url(visit.asked, asked=visit.asked))
    warning = visit.interruption
    if warning is None:
        return redirect(visit.next_url())
    here = visit.start_url(asked=visit.asked)
    if request.get_full_path() != here:
        return redirect(here)
    return TemplateResponse(
        request,
        "advisor/warning.html",
        {
            **_on_every_page(visit),
            "trail": _trail(visit),
            "warning": warning,
            "given": _cause(visit, warning),
            "next_url": visit.next_url(),
        },
    )


def _cause(visit, warning):
    """The answer to take back: the one just given, if the warning speaks of it, or the first that it speaks of."""
    named = {row.question for group in warning.when for row in group}
    given = [one for one in _given(visit) if not one.dormant]
    ours = [one for one in given if one.key in named] or given
    return next((one for one in ours if one.key == visit.asked), ours[0])


@require_safe
@always_asked_again
def question(request, slug, key):
    visit = visit_or_404(slug, request.GET)
    shown = _question_or_404(visit.flow, key)
    if shown.key != key:  # the one it had before
        return redirect(visit.question_url(shown.key))
    if key not in visit.progress.visible:
        return redirect(visit.next_url())
    with current_catalogue() as catalogue:  # the numbers of a page are of one state
        left = pages.left_by_choice(visit.flow, catalogue, visit.answers, key)
        counted = pages.count(visit.flow, catalogue, visit.answers, key)
    most_after, perhaps = visit.progress.after(key)
    return TemplateResponse(
        request,
        "advisor/question.html",
        {
            **_on_every_page(visit),
            "trail": _trail(visit),
            "question": shown,
            "options": pages.options(shown, visit.answers, left),
            "is_not_sure": visit.answers.get(key) == (NOT_SURE,),
            "not_sure_leaves": left[NOT_SURE],
            "fields": visit.fields(key),
            "error": MISSING_ANSWER if visit.asked == key and key not in visit.answers else "",
            "number": visit.progress.place_of(key),
            "most_after": most_after,
            "perhaps": perhaps,
            "count": counted,
            "is_all_one": pages.is_all_one(left),
            "leaves_none": 0 in left.values(),
            "back_url": _back_url(visit, key),
            "counts_url": addresses.counts_url(visit.flow, key),
            "result_url": visit.result_url() if visit.progress.asked >= RESULTS_FROM else "",
        },
    )


@require_safe
@always_asked_again
def counts(request, slug, key):
    """What a form that is being filled in would leave. Only ever a fragment.

    Where several answers go together, what is ticked changes the numbers beside the others.
    """
    visit = visit_or_404(slug, request.GET)
    flow, answers, shown = visit.flow, visit.answers, _question_or_404(visit.flow, key)
    with current_catalogue() as catalogue:
        left = pages.left_by_choice(flow, catalogue, answers, shown.key) if shown.kind == "many" else {}
        counted = pages.count(flow, catalogue, answers, shown.key)
    return TemplateResponse(
        request,
        "advisor/counts.html",
        {
            "count": counted,
            "options": pages.options(shown, answers, left) if left else [],
            "is_all_one": pages.is_all_one(left),
        },
    )


@require_safe
@always_asked_again
def result(request, slug):
    visit = visit_or_404(slug, request.GET)
    flow, answers = visit.flow, visit.answers
    with current_catalogue() as catalogue:
        advice = advise(flow, catalogue, answers)
        path = pages.path(flow, catalogue, answers) if advice.ruling.kind != OPEN else []
        changes = quick_changes(flow, catalogue, answers)
        why = _why(visit, catalogue, advice, request.GET.get("why", ""))
    ruling, tools = advice.ruling, pages.tools_of(advice)
    lanes = lanes_of(flow, judged_now(visit.states), ruling.kind)
    list_urls = [addresses.list_url(lane) for lane in lanes]
    steps = [
        pages.listing(catalogue, step, tools, label=step.label, list_url=url)
        for step, url in zip(advice.steps, list_urls, strict=False)
    ]
    single = pages.listing(catalogue, advice, tools, label="", list_url=list_urls[0] if list_urls else "")
    return TemplateResponse(
        request,
        "advisor/result.html",
        {
            **_on_every_page(visit),
            "trail": _trail(visit),
            "advice": advice,
            "kind": flow.kind(ruling.kind),
            "deliveries": [delivery for delivery in flow.deliveries if delivery.key in ruling.delivery],
            "steps": steps,
            "single": single,
            "workflows": workflows_for(flow, lanes) if advice.steps else [],
            "to_check": pages.to_check(steps or [single]),
            "path": path,
            "relaxations": pages.relaxation_rows(visit, advice.relaxations),
            "clash": pages.clash_told(flow, _given(visit), advice.clash),
            "quick_changes": pages.change_rows(visit, changes),
            "near_misses": pages.miss_rows(catalogue, advice.near_misses, tools),
            "fields": {**answers.values(), **visit.carried},
            "why": why,
            "next_url": visit.next_url() if advice.progress.next else "",
            "first_url": visit.question_url(flow.questions[0].key),
            "kept_url": visit.kept_url(),
            "today_url": visit.today_url(of_result=True) if visit.is_former else "",
            "api_url": visit.api_url(),
        },
    )


def _on_every_page(visit):
    return {
        "flow": visit.flow,
        "answers": _given(visit),
        "ignored": visit.ignored,
        "rules": visit.rules,
        "live": visit.live if visit.is_former else None,
        "today_url": visit.today_url() if visit.is_former else "",
    }


def _given(visit):
    return pages.answers_given(visit.flow, visit.answers, visit.question_url)


def _trail(*visits):
    return [(reverse("advisor:index"), "Advisor"), *((visit.start_url(), visit.flow.title) for visit in visits)]


def _question_or_404(flow, key):
    found = flow.question_called(key)
    if found is None:
        raise Http404("There is no such question.")
    return found


def _back_url(visit, key):
    """The question answered before this one, or the first page."""
    before = visit.progress.answered[: visit.progress.place_of(key) - 1]
    return visit.question_url(before[-1]) if before else visit.start_url()


def _first_url(flow):
    """The address of its first question."""
    return (
        addresses.question_url(flow, flow.questions[0].key, Answers()) if flow.questions else addresses.start_url(flow)
    )


def _examples(flow):
    """Situations to start from, with the address of their result and the kind it names."""
    for example in flow.examples:
        answers, _ = answers_of(flow, dict(example.answers))
        yield {
            "situation": example.situation,
            "url": addresses.result_url(flow, answers),
            "kind": flow.kind(said(flow, None, answers).kind),
        }


def _why(visit, catalogue, advice, name):
    """Where a tool is that the visitor named by slug or name, or which answers removed it; None if none was named."""
    if not name.strip():
        return None
    slug = name.strip() if is_slug(name.strip()) else ""
    meant = Tool.objects.published().filter(Q(slug=slug) | Q(name_key=name_key(name[:200])))
    entry = next(filter(None, map(catalogue.entry, meant.values_list("slug", flat=True))), None)
    if entry is None:
        return {"name": name[:80], "unknown": True, "gone": meant.select_related("successor").first()}
    flow, answers = visit.flow, visit.answers
    removed_by = why_not(flow, catalogue, answers, entry)
    lists = [(step.label, step) for step in advice.steps] or [("", advice)]
    return {
        "name": entry.name,
        "is_left": removed_by is None,
        "places": [
            {"step": label, "position": pick.position}
            for label, one in lists
            for pick in one.shortlist
            if pick.entry.slug == entry.slug
        ],
        "is_close": any(pick.entry.slug == entry.slug for _, one in lists for pick in one.also_close),
        "answers": [
            {
                "title": flow.question(one.question).title,
                "text": pages.in_words(flow.question(one.question), answers.get(one.question)),
                "is_doubt": one.is_doubt,
                "change_url": visit.question_url(one.question),
            }
            for one in removed_by or ()
        ],
    }
