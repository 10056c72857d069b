from django import template

from advisor.live import live_flows

register = template.Library()


@register.inclusion_tag("advisor/_first_question.html")
def first_question(slug):
    """The first question of the published questionnaire of that slug, or of another where there is none, as a form.

    It is drawn on a page that is kept until an edit, so it counts nothing and knows no answers.
    """
    flows = live_flows()
    flow = next((flow for flow in flows if flow.slug == slug), flows[0] if flows else None)
    return {"flow": flow, "question": flow.questions[0] if flow and flow.questions else None}
