from itertools import islice

from django import template

from advisor import addresses
from advisor.conditions import states_of
from advisor.leads import leads
from advisor.live import live_flows
from advisor.progress import progress_of
from catalog.rendering import Kept

MOST = 5
KEPT_TOOLS = 500

register = template.Library()
_kept = Kept(KEPT_TOOLS)


@register.simple_tag
def advisor_leads(terms):
    """The advisor's questions that lead to a tool with these terms: each answer with the address where it goes on."""
    return [*islice((lead for flow in live_flows() for lead in _leads_in(flow, frozenset(terms))), MOST)]


def _leads_in(flow, terms):
    """To see where answers go on takes longer than all else on a tool's page, so it is done once."""
    key = flow.digest, terms
    found = _kept.get([key])
    if not found:
        found = {
            key: [
                {"question": lead.question, "answers": [(label, _url(flow, answers)) for label, answers in lead.ways]}
                for lead in islice(leads(flow, terms), MOST)
            ]
        }
        _kept.put(found)
    return found[key]


def _url(flow, answers):
    return addresses.next_url(flow, answers, progress_of(flow, answers, states_of(flow, answers)))
