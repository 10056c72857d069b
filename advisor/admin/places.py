"""Messages of the checks with links to the pages on which they are mended."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.html import format_html, format_html_join


def listed(questionnaire, texts: Iterable[str]):
    """The messages as a list; what a message begins with, such as “Question cost, choice none”, is its link."""
    pages = _pages(questionnaire)
    return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((_linked(text, pages),) for text in texts)))


def _linked(text, pages):
    places = [place for place in pages if text.startswith((f"{place}:", f"{place},", f"{place} "))]
    if not places:
        return text
    place = max(places, key=len)
    return format_html('<a href="{}">{}</a>{}', pages[place], place, text.removeprefix(place))


def _pages(questionnaire) -> dict[str, str]:
    """The parts of the draft, as messages call them, to their pages."""
    named = {f"Warning {warning.key}": warning for warning in questionnaire.warnings.all()}
    named |= {f"Verdict {verdict.key}": verdict for verdict in questionnaire.verdicts.all()}
    named |= {f"Case {case.key}": case for case in questionnaire.cases.all()}
    for question in questionnaire.questions.all():
        named[f"Question {question.key}"] = question
        named |= {f"Question {question.key}, choice {choice.key}": choice for choice in question.choices.all()}
    return {name: reverse(f"admin:advisor_{row._meta.model_name}_change", args=[row.pk]) for name, row in named.items()}
