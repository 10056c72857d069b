"""Every tool and every term of the fact sheet is on a page, with all that the sheet holds of it."""

from functools import cache
from html import unescape
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.test import Client

from catalog import dates, words
from catalog.models import Tool

DATA = Path(__file__).parent.parent / "data"
COUNTS = yaml.safe_load((DATA / "tool_counts.yaml").read_text(encoding="utf-8"))
TAXONOMY = yaml.safe_load((DATA / "taxonomy_keys.yaml").read_text(encoding="utf-8"))
TOOLS = {
    tool["slug"]: tool
    for path in sorted((settings.BASE_DIR / "fixtures" / "tools").glob("*.yaml"))
    for tool in yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
}
TEXTS = ["name", "maker", "tagline", "summary", "best_for", "not_for", "parameters", "architecture", "licence_name"]
TEXTS += ["licence_url", "commercial_use_note", "homepage", "docs_url", "lifecycle_note"]
LISTS = ["aka", "strengths", "limits", "uses", "integrations", "available_as"]
FIGURES = ["context_window", "max_output"]
DATES = ["released", "knowledge_cutoff", "lifecycle_on"]


@pytest.fixture(scope="module", autouse=True)
def loaded(shipped):
    page_of.cache_clear()
    return shipped


@cache
def page_of(slug):
    answer = Client().get(f"/tools/{slug}/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_every_tool_of_the_sheet_is_there():
    assert set(TOOLS) == {counted["slug"] for counted in COUNTS}
    assert len(COUNTS) == 206 == Tool.objects.published().count()


@pytest.mark.parametrize("counted", COUNTS, ids=lambda counted: counted["slug"])
def test_nothing_of_the_sheet_got_lost(counted):
    tool = TOOLS[counted["slug"]]
    plans = tool.get("plans", [])
    compared = {plan["price_kind"] for plan in plans if plan.get("compared", True)}
    found = {
        "slug": tool["slug"],
        "name": tool["name"],
        "facts": sum(len(tool.get(key, [])) for key in LISTS)
        + sum(key in tool for key in ["maker", *TEXTS[6:], *FIGURES, *DATES, "lifecycle", "successor"])
        + len(compared & {"input-tokens", "output-tokens", "subscription"}),
        "terms": sum(len(terms) for terms in tool["terms"].values()),
        "complete": len(tool["complete"]),
        "states": len(tool.get("states", {})),
        "plans": len(plans),
        "sources": len(tool["sources"]),
        "alternatives": len(tool["alternatives"]),
        "runs_on": len(tool.get("runs_on", [])),
    }
    assert found == counted


@pytest.mark.parametrize("slug", TOOLS)
def test_a_tool_is_on_its_page_whole(slug):
    tool = TOOLS[slug]
    page = unescape(" ".join(page_of(slug).split()))
    wanted = [tool[key] for key in TEXTS if key in tool]
    wanted += [text for key in LISTS for text in tool.get(key, [])]
    wanted += [f"{tool[key]:,}" for key in FIGURES if key in tool]
    wanted += [dates.in_words(tool[key]) for key in DATES if key in tool]
    wanted += [f"{row['reason']}" for row in tool["alternatives"]]
    wanted += [f'href="/tools/{row["tool"]}/"' for row in tool["alternatives"]]
    wanted += [
        f'href="/tools/{model}/"' for model in [*tool.get("runs_on", []), *filter(None, [tool.get("successor")])]
    ]
    for facet, terms in tool["terms"].items():
        address = "/kinds/{}/" if facet == "kind" else f"/tools/?{facet}={{}}"
        wanted += [f'href="{address.format(term)}"' for term in terms]
    for plan in tool.get("plans", []):
        wanted += [plan["name"], words.money(plan["amount"]), plan["url"], plan.get("note", "")]
    for source in tool["sources"]:
        wanted += [source["url"], source["title"]] if "url" in source else ["rest on general knowledge"]
    assert [text for text in wanted if text not in page] == []


def test_every_term_filters_and_every_kind_has_a_page(loaded):
    page = loaded.get("/tools/").content.decode()
    for facet, terms in TAXONOMY.items():
        assert [term for term in terms if f'name="{facet}" value="{term}"' not in page] == []
    for kind in TAXONOMY["kind"]:
        assert loaded.get(f"/kinds/{kind}/").status_code == 200


def test_the_counts_of_a_facet_are_those_of_the_sheet(loaded):
    counts = loaded.get("/api/v1/tools/").json()["facets"]
    listed = [tool for tool in TOOLS.values() if tool.get("lifecycle") != "discontinued"]
    for facet in ("kind", "output", "hosting", "openness", "capability"):
        for term in TAXONOMY[facet]:
            implied = {"self-hosted"} if (facet, term) == ("hosting", "private-cloud") else set()
            carriers = [tool for tool in listed if {term, *implied} & set(tool["terms"].get(facet, []))]
            assert counts[facet][term] == len(carriers), (facet, term)


def test_unverified_facts_say_so():
    for slug in TOOLS:
        page = page_of(slug)
        assert "Unverified" in page
        assert "Confirmed" not in page
