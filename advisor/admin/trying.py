"""The wizard on a draft, for editors: one question at a time or all of them, and what the draft says to the answers."""

from urllib.parse import urlencode

from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from advisor import pages
from advisor.admin.places import listed
from advisor.answers import NOT_SURE, Answers, parse
from advisor.candidates import current_catalogue
from advisor.engine import advise
from advisor.publishing import flow_of
from catalog import words

MISSING_ANSWER = "Choose an answer, or say that you are not sure."
SHOW = "show"  # a question's key, “result” or “all”


def try_page(request, questionnaire, context):
    """The answers are in the address, as they are for visitors."""
    flow, catalogue = flow_of(questionnaire), current_catalogue()
    answers, ignored = parse(
        flow,
        ((param, value) for param, values in request.GET.lists() if param != SHOW for value in values if value),
    )
    asked, show = request.GET.get("asked", ""), request.GET.get(SHOW, "")
    if asked in answers:
        return redirect(try_url(questionnaire, answers))
    advice = advise(flow, catalogue, answers)
    visible = advice.progress.visible
    key = next((one for one in (asked, show) if one in visible), advice.progress.next)
    shown = visible if show == "all" else (key,) if key and show != "result" else ()
    problems = questionnaire.draft_errors(catalogue, flow)
    return TemplateResponse(
        request,
        "admin/advisor/questionnaire/try.html",
        {
            **context,
            "title": f"Try the draft: {questionnaire}",
            "questionnaire": questionnaire,
            "questions": [_question(flow.question(one), answers) for one in shown],
            "shows_all": show == "all",
            "others": {} if show == "all" or not key else answers.without(key).values(),
            "error": MISSING_ANSWER if asked in visible else "",
            "answers": [
                {
                    "title": flow.question(key).title,
                    "text": pages.in_words(flow.question(key), choices),
                    "change_url": try_url(questionnaire, answers, show=key) if key in visible else "",
                }
                for key, choices in answers.pairs
            ],
            "advice": advice,
            "kind": flow.kind(advice.ruling.kind),
            "deliveries": [verdict for verdict in flow.deliveries if verdict.key in advice.ruling.delivery],
            "ignored": ignored,
            "number_of_problems": words.count(len(problems), "error"),
            "problems": listed(questionnaire, problems) if problems else "",
            "start_url": try_url(questionnaire, Answers()),
            "all_url": try_url(questionnaire, answers, show="all"),
            "result_url": try_url(questionnaire, answers, show="result"),
            "next_url": try_url(questionnaire, answers),
            "case_url": _case_url(questionnaire, answers, advice),
            "back_url": reverse("admin:advisor_questionnaire_change", args=[questionnaire.pk]),
        },
    )


def _question(question, answers):
    return {
        "question": question,
        "options": pages.options(question, answers),
        "is_not_sure": answers.get(question.key) == (NOT_SURE,),
    }


def try_url(questionnaire, answers, **others) -> str:
    """The draft with these answers."""
    path = reverse("admin:advisor_questionnaire_try", args=[questionnaire.pk])
    query = answers.query(**others)
    return f"{path}?{query}" if query else path


def _case_url(questionnaire, answers, advice):
    """The page to add a case that expects what the draft says now."""
    fields = {
        "questionnaire": questionnaire.pk,
        "answers": answers.query(),
        "kind": advice.ruling.kind,
        "delivery_any": ",".join(advice.ruling.delivery),
        "warn": ",".join(warning.key for warning in advice.warnings),
        "steps": ",".join(step.kind for step in advice.steps if step.shortlist),
    }
    return f"{reverse('admin:advisor_expectedcase_add')}?{urlencode(fields)}"
