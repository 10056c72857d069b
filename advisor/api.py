"""The advisor for programs: the same engine, the same answers, as JSON."""

from django.http import JsonResponse

from advisor.candidates import current_catalogue
from advisor.engine import advise
from advisor.live import live_or_404
from advisor.models import Questionnaire
from advisor.visits import visit_or_404
from catalog.views.api import open_data


@open_data
def questionnaire_list(request):
    found = [(row, live_or_404(row.slug)) for row in Questionnaire.objects.live()]
    return JsonResponse(
        {
            "results": [
                {
                    "slug": row.slug,
                    "title": live.flow.title,
                    "version": live.number,
                    "url": request.build_absolute_uri(row.get_absolute_url()),
                }
                for row, live in found
            ]
        }
    )


@open_data
def question_list(request, slug):
    live = live_or_404(slug)
    return JsonResponse(
        {
            "version": live.number,
            "questions": [
                {
                    "key": question.key,
                    "title": question.title,
                    "help": question.help,
                    "why": question.why,
                    "kind": question.kind,
                    "choices": [
                        {"key": choice.key, "label": choice.label, "help": choice.help} for choice in question.choices
                    ],
                }
                for question in live.flow.questions
            ],
        }
    )


@open_data
def answer(request, slug):
    visit = visit_or_404(slug, request.GET)
    with current_catalogue() as catalogue:
        advice, stamp = advise(visit.flow, catalogue, visit.answers), catalogue.stamp
    progress, ruling = advice.progress, advice.ruling
    return JsonResponse(
        {
            "version": visit.rules.number,
            "catalogue_stamp": stamp,
            "answers": {question: list(choices) for question, choices in visit.answers.pairs},
            "ignored": [{"param": one.param, "value": one.value, "reason": one.reason} for one in visit.ignored],
            "visible": list(progress.visible),
            "next": progress.next,
            "asked": progress.asked,
            "max_left": progress.most_left,
            "remaining": advice.remaining,
            "verdict": {
                "kind": ruling.kind,
                "kind_confidence": ruling.confidence,
                "delivery": list(ruling.delivery),
                "reasons": list(ruling.reasons),
            },
            "warnings": [
                {
                    "key": warning.key,
                    "severity": warning.severity,
                    "title": warning.title,
                    "do_instead": warning.do_instead,
                }
                for warning in advice.warnings
            ],
            "steps": [
                {"label": step.label, "kind": step.kind, "shortlist": [_pick(pick) for pick in step.shortlist]}
                for step in advice.steps
            ],
            "shortlist": [_pick(pick) for pick in advice.shortlist],
            "also_close": [_pick(pick) for pick in advice.also_close],
            "relaxations": [
                {
                    "drop": list(relaxation.drop),
                    "remaining": relaxation.remaining,
                    "url": request.build_absolute_uri(visit.result_url(relaxation.answers)),
                }
                for relaxation in advice.relaxations
            ],
            "near_misses": [{"slug": miss.entry.slug, "lacks": list(miss.lacks)} for miss in advice.near_misses],
            "url": request.build_absolute_uri(visit.result_url()),
        }
    )


def _pick(pick):
    return {
        "slug": pick.entry.slug,
        "position": pick.position,
        "score": list(pick.score),
        "reasons_for": list(pick.reasons_for),
        "reasons_against": list(pick.reasons_against),
        "not_confirmed": list(pick.not_confirmed),
    }
