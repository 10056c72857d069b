from itertools import islice

from django import template

from advisor import addresses
from advisor.conditions import states_of
from advisor.leads import leads
from advisor.live import live_flows
from advisor.progress import progress_of

MOST = 5

register = template.Library()


@register.simple_tag
def advisor_leads(terms):
    """The advisor's questions that lead to a tool with these terms: each answer with the address where it goes on."""
    found = ((flow, lead) for flow in live_flows() for lead in leads(flow, terms))
    return [
        {"question": lead.question, "answers": [(label, _url(flow, answers)) for label, answers in lead.ways]}
        for flow, lead in islice(found, MOST)
    ]


def _url(flow, answers):
    return addresses.next_url(flow, answers, progress_of(flow, answers, states_of(flow, answers)))
