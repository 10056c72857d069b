"""The shipped tools' own pages, one of each sort: much known, little known, gone, a model, a runner."""

from urllib.parse import urlsplit

import lxml.html
import pytest

from advisor.leads import UNWANTED, leads
from advisor.live import live_flows
from advisor.templatetags import leads as tag
from advisor.templatetags.leads import advisor_leads
from catalog.facts import FIELD_KEYS
from catalog.models import Facet, Tool
from catalog.rendering import Kept
from catalog.sheet import GROUPS

TOOLS = ("chatgpt", "midjourney", "sora", "bloomberggpt", "gpt-oss-120b", "palm-2", "comfyui")


def opened(client, slug):
    return lxml.html.fromstring(client.get(f"/tools/{slug}/").content)


def advisor_links(page):
    return page.xpath("//section[contains(h2, 'The advisor leads here')]//a/@href")


def test_every_fact_and_shipped_facet_has_one_place(shipped):
    placed = [subject for _, subjects in GROUPS.values() for subject in subjects]
    facets = Facet.objects.values_list("slug", flat=True)
    assert sorted(placed) == sorted((FIELD_KEYS - {"plans"}) | {*facets})


@pytest.mark.parametrize("slug", TOOLS)
def test_links_to_others_are_marked_and_all_jumps_land(shipped, slug):
    document = opened(shipped, slug)
    away = [link for link in document.xpath("//a[@href]") if urlsplit(link.get("href")).netloc]
    assert away
    assert {(link.get("rel"), urlsplit(link.get("href")).scheme) for link in away} <= {
        ("nofollow noopener", "http"),
        ("nofollow noopener", "https"),
    }
    ids = document.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {link.removeprefix("#") for link in document.xpath("//main//a/@href") if link.startswith("#")} <= {*ids}


def test_the_advisors_questions_lead_on_with_the_answer(shipped):
    links = advisor_links(opened(shipped, "midjourney"))
    assert any("?output=image" in link for link in links)
    assert {shipped.get(link).status_code for link in links} == {200}


@pytest.mark.parametrize("slug", TOOLS)
def test_the_advisor_leads_to_what_can_be_had(shipped, slug):
    page = opened(shipped, slug)
    questions = page.xpath("//section[contains(h2, 'The advisor leads here')]//dt")
    can_be_had = Tool.objects.current().filter(slug=slug).exists()
    assert bool(questions) == can_be_had


def test_no_more_than_so_many_questions_lead_to_a_tool(shipped, monkeypatch):
    unwanted = {effect.term for flow in live_flows() for effect in effects_of(flow) if effect.action in UNWANTED}
    everything = {effect.term for flow in live_flows() for effect in effects_of(flow)} - unwanted
    kinds = {f"kind:{kind}" for flow in live_flows() for verdict in flow.kinds for kind in verdict.tool_kinds}
    assert len(advisor_leads(everything | kinds)) <= tag.MOST
    assert len([*leads(live_flows()[0], everything | kinds)]) > 3
    monkeypatch.setattr(tag, "MOST", 3)
    monkeypatch.setattr(tag, "_kept", Kept(tag.KEPT_TOOLS))
    assert len(advisor_leads(everything | kinds)) == 3


def effects_of(flow):
    return [effect for question in flow.questions for choice in question.choices for effect in choice.effects]


def questions_asked_of_the_advisor(monkeypatch, client, slug):
    asked = []
    monkeypatch.setattr(tag, "leads", lambda flow, terms: asked.append(flow) or leads(flow, terms))
    return asked if client.get(f"/tools/{slug}/").status_code == 200 else None


def test_where_the_advisor_leads_is_worked_out_once(shipped, monkeypatch):
    monkeypatch.setattr(tag, "_kept", Kept(tag.KEPT_TOOLS))
    assert questions_asked_of_the_advisor(monkeypatch, shipped, "midjourney")
    kept = advisor_links(opened(shipped, "midjourney"))
    assert questions_asked_of_the_advisor(monkeypatch, shipped, "midjourney") == []
    monkeypatch.setattr(tag, "_kept", Kept(0))
    assert advisor_links(opened(shipped, "midjourney")) == kept


def test_where_it_leads_is_not_worked_out_for_what_is_gone(shipped, monkeypatch):
    monkeypatch.setattr(tag, "_kept", Kept(tag.KEPT_TOOLS))
    assert questions_asked_of_the_advisor(monkeypatch, shipped, "sora") == []
