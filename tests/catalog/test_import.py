"""Files of tools: read whole or not at all, and told of line by line."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from catalog.exchange import importing
from catalog.exchange.reading import stamp_reading
from catalog.models import Facet, FormerSlug, Maker, Plan, Term, Tool
from tests.factories import make_term, make_tool

pytestmark = pytest.mark.django_db

GOOD = {
    "slug": "brush",
    "name": "Brush",
    "maker": "Acme",
    "entry_type": "app",
    "tagline": "Paints.",
    "terms": {"output": ["image"]},
    "complete": ["output"],
    "states": {"context_window": "not-applicable"},
    "aka": ["Pinsel"],
    "price_month": 12.5,
    "released": "2024-05",
    "sources": [{"type": "vendor", "url": "https://example.org/", "fields": ["maker", "output"], "as_of": "2026-11"}],
}


@pytest.fixture
def run(tmp_path):
    """Imports documents, or raw bytes, and gives back what was printed."""

    def run(*lines, **options):
        path = tmp_path / "tools.jsonl"
        path.write_bytes(b"\n".join(line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines))
        out, err = io.StringIO(), io.StringIO()
        try:
            call_command("import_tools", str(path), stdout=out, stderr=err, **options)
        except CommandError as error:
            raise CommandError(f"{error}\n{err.getvalue()}") from None
        return out.getvalue()

    return run


def refusal(run, *lines, **options):
    before = list(Tool.objects.values_list("slug", flat=True))
    with pytest.raises(CommandError, match="Nothing was changed") as error:
        run(*lines, **options)
    assert list(Tool.objects.values_list("slug", flat=True)) == before
    return str(error.value)


def test_a_good_line_makes_a_public_tool(run):
    make_term("output:image")
    assert "1 created, 0 changed, 0 unchanged" in run(GOOD)
    tool = Tool.objects.published().with_prices(Tool.today()).get(slug="brush")
    assert (tool.maker.name, tool.price_month, tool.released) == ("Acme", 12.5, "2024-05")
    assert [alias.name for alias in tool.aliases.all()] == ["Pinsel"]
    assert [(state.facet.slug, state.state) for state in tool.facet_states.all()] == [("output", "complete")]
    assert [(state.field, state.state) for state in tool.field_states.all()] == [("context_window", "not-applicable")]
    assert tool.sourced_share == 40  # of maker, entry type, release, price and output


def test_the_same_file_twice_changes_nothing(run):
    make_term("output:image")
    run(GOOD)
    before = list(Plan.objects.values())
    assert "Nothing to change" in run(GOOD)
    assert list(Plan.objects.values()) == before


def test_an_alternative_without_a_reason_is_the_same_the_second_time(run):
    make_term("output:image")
    make_tool(name="Ink")
    line = {**GOOD, "alternatives": [{"tool": "ink"}]}
    run(line)
    assert "Nothing to change" in run(line)
    assert "Nothing to change" in run({**line, "alternatives": [{"tool": "ink", "reason": ""}]})


def test_a_dry_run_says_what_would_change_and_changes_nothing(run):
    make_term("output:image")
    told = run(GOOD, dry_run=True)
    assert "Dry run, nothing was written: 1 created" in told
    assert not Tool.objects.exists()
    run(GOOD)
    assert "changed brush: tagline" in run({**GOOD, "tagline": "Draws."}, dry_run=True)
    assert Tool.objects.get().tagline == "Paints."


def test_what_a_line_does_not_say_stays(run):
    make_term("output:image")
    run(GOOD)
    run({"slug": "brush", "name": "Brush", "tagline": "Draws."})
    tool = Tool.objects.get()
    assert tool.tagline == "Draws."
    assert [term.slug for term in tool.terms.all()] == ["image"]
    assert tool.plans.count() == tool.sources.count() == 1


EVERYTHING = {
    **GOOD,
    "maker_country": "France",
    "lifecycle": "beta",
    "runs_on": ["pen"],
    "alternatives": [{"tool": "pen"}],
    "plans": [{"name": "Pro", "price_kind": "subscription", "amount": 12.5}],
}


@pytest.mark.parametrize(
    "key",
    "aka terms complete states plans sources runs_on alternatives lifecycle maker_country released".split(),
)
def test_null_clears_what_can_be_cleared_and_only_once(run, key):
    make_term("output:image")
    run({**GOOD, "slug": "pen", "name": "Pen"}, EVERYTHING)
    line = {"slug": "brush", "name": "Brush", key: None}
    assert f"changed brush: {key}" in run(line)
    assert "Nothing to change" in run(line)


def test_null_prices_say_nothing(run):
    make_term("output:image")
    run(GOOD)
    assert "Nothing to change" in run({**GOOD, "price_month": None, "price_in": None})


def test_null_clears_and_a_list_replaces(run):
    make_term("output:image")
    make_term("output:text")
    run(GOOD)
    run({"slug": "brush", "name": "Brush", "released": None, "aka": ["Pinceau"], "terms": {"output": ["text"]}})
    tool = Tool.objects.get()
    assert tool.released == ""
    assert [alias.name for alias in tool.aliases.all()] == ["Pinceau"]
    assert [term.slug for term in tool.terms.all()] == ["text"]


def price_month(slug):
    return Tool.objects.with_prices(Tool.today()).get(slug=slug).price_month


def test_a_price_of_its_own_ends_the_plan_it_replaces_and_loses_none(run):
    plans = [
        {"name": "Old", "amount": 5, "valid_to": "2025-01-01"},
        {"name": "Pro", "amount": 20},
        {"name": "Team", "amount": 30},
        {"name": "Europe", "amount": 18, "currency": "EUR"},
        {"name": "Without the AI", "amount": 3, "compared": False},
    ]
    tool = make_tool(slug="pen", name="Pen", plans=plans)
    line = {"slug": "pen", "name": "Pen", "price_month": 22}
    assert "changed pen: plans" in run(line)
    assert price_month("pen") == 22
    assert "Nothing to change" in run(line)
    amounts = {(plan.name, plan.amount, plan.is_valid_on(Tool.today())) for plan in tool.plans.all()}
    assert amounts == {
        ("Old", 5, False),
        ("Pro", 20, False),
        ("Team", 30, True),
        ("Europe", 18, True),
        ("Without the AI", 3, True),
        ("Pro", 22, True),
    }
    run({**line, "price_month": 0})
    assert price_month("pen") == 0
    assert {plan.name for plan in tool.plans.all() if plan.is_valid_on(Tool.today())} == {
        "Free",
        "Europe",
        "Without the AI",
    }


def test_a_plan_that_stays_keeps_its_readings(run):
    tool = make_tool(slug="pen", name="Pen", plans=[{"name": "Pro", "amount": 20}])
    reading = tool.readings.create(subject="plans", plan=tool.plans.get(), read_on=Tool.today(), outcome="confirmed")
    pro = {"name": "Pro", "price_kind": "subscription", "amount": 21, "unit": "month"}
    run({"slug": "pen", "name": "Pen", "plans": [{**pro, "name": "Team", "amount": 40}, pro]})
    reading.refresh_from_db()
    assert (reading.plan.name, reading.plan.amount) == ("Pro", 21)
    assert [plan.name for plan in tool.plans.all()] == ["Team", "Pro"]


def test_links_between_lines_are_tied_whatever_their_order(run):
    make_term("output:image")
    other = {**GOOD, "slug": "pen", "name": "Pen", "successor": "brush", "alternatives": [{"tool": "brush"}]}
    run(other, {**GOOD, "runs_on": ["pen"]})
    pen = Tool.objects.get(slug="pen")
    assert pen.successor.slug == "brush"
    assert pen.alternatives.get().other.slug == "brush"
    assert pen.runs.get().app.slug == "brush"


def test_new_terms_are_made_only_when_asked_for(run):
    assert "line 1: terms.output: is not a facet" in refusal(run, GOOD)
    make_term("output:text")
    assert "line 1: terms.output: is not a term of this facet" in refusal(run, GOOD)
    line = {**GOOD, "terms": {"output": ["image"], "mood": ["calm"]}}
    assert "New: 1 facet, 2 terms" in run(line, create_terms=True)
    assert Facet.objects.get(slug="mood").label == "Mood"
    assert Term.objects.filter(facet__slug="output", slug="image").exists()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"slug": None}, "slug: is missing"),
        ({"slug": "Brush"}, "slug: Use small letters"),
        ({"slug": "brush\u200b"}, "slug: Use small letters"),
        ({"name": "Br\u200bush"}, "name: Remove the invisible characters"),
        ({"name": ""}, "name: is missing"),
        ({"name": "x" * 121}, "name: Ensure this value has at most 120 characters"),
        ({"name": "a\x00b"}, "name: holds characters that cannot be stored"),
        ({"maker": None}, "maker: is missing"),
        ({"maker": "東京"}, "maker: has no Latin letter"),
        ({"entry_type": "gadget"}, "entry_type: Value 'gadget' is not a valid choice"),
        ({"tagline": ""}, "tagline: is missing"),
        ({"tagline": "x" * 141}, "tagline: Ensure this value has at most 140 characters"),
        ({"tagline": 7}, "tagline: must be text"),
        ({"homepage": "javascript:alert(1)"}, "homepage: Write a full address"),
        ({"homepage": "https://user:secret@example.org/"}, "homepage: Leave names and passwords out"),
        ({"price_in": -1}, "price_in: cannot be below 0"),
        ({"price_in": "3"}, "price_in: must be a number"),
        ({"price_in": True}, "price_in: must be a number"),
        ({"price_in": 1e99}, "price_in: must be below 100 million"),
        ({"context_window": -5}, "context_window: must be a whole number above 0"),
        ({"context_window": 10**400}, "context_window: must be a whole number above 0"),
        ({"context_window": 1.5}, "context_window: must be a whole number above 0"),
        ({"released": "May 2024"}, "released: Write a date"),
        ({"released": "2024-05", "knowledge_cutoff": "2024-06"}, "released: It cannot have been released before"),
        ({"terms": ["image"]}, "terms: must be an object"),
        ({"terms": {"output": "image"}}, "output: must be a list of texts"),
        ({"terms": {"skill": ["none", "developer"]}}, "terms.skill: takes one term"),
        ({"states": {"output": "maybe"}}, "states.output: must be one of"),
        ({"states": {"output": "not-applicable"}}, "states.output: is not-applicable, yet terms are given"),
        ({"states": {"output": "no"}}, "states.output: is no, yet the tool has terms of it"),
        ({"maker_country": "Spain"}, "maker_country: is “France” on another line"),
        ({"entry_type": None}, "entry_type: is missing"),
        ({"alternatives": [{"tool": "pen"}, {"tool": "pen"}]}, "alternatives: names a tool twice"),
        ({"plans": [{"name": None, "price_kind": None, "amount": 5}]}, "plans[1].name: is missing"),
        ({"sources": [{"type": None, "url": "https://a.example/"}]}, "sources[1].type: is missing"),
        ({"summary": "x" * 2001}, "summary: Ensure this value has at most 2000 characters"),
        ({"uses": ["two\nlines"]}, "uses: Keep each line below"),
        (
            {"states": {"context_window": "not-published"}, "context_window": 5},
            "states.context_window: is not-published",
        ),
        ({"strengths": ["a", "b", "c", "d"]}, "strengths: Three at most"),
        ({"successor": "nobody"}, "links: names a tool that is not there ('nobody')"),
        ({"alternatives": [{"tool": "nobody"}]}, "links: names a tool that is not there"),
        ({"successor": "brush"}, "successor: names the tool itself"),
        ({"sources": [{"type": "vendor", "fields": ["maker"]}]}, "sources[1].url: is missing"),
        (
            {"sources": [{"type": "vendor", "url": "https://a.example/", "fields": ["colour"]}]},
            "sources[1].fields: is neither a fact",
        ),
        ({"sources": [{"type": "rumour", "url": "https://a.example/"}]}, "sources[1].type: Value 'rumour'"),
        (
            {"plans": [{"name": "Pro", "price_kind": "subscription", "amount": -1}]},
            "plans[1].amount: cannot be below 0",
        ),
        ({"plans": [{"name": "Free", "price_kind": "free", "amount": 3}]}, "plans[1]: A free plan has the amount 0"),
        (
            {
                "plans": [
                    {
                        "name": "P",
                        "price_kind": "free",
                        "amount": 0,
                        "valid_from": "2026-02-01",
                        "valid_to": "2026-01-01",
                    }
                ]
            },
            "plans[1]: The last day must not lie before the first",
        ),
        ({"colour": "red"}, "colour: is not a key of this format"),
    ],
)
def test_a_bad_value_is_named_by_line_and_field(run, change, told):
    for term in ("output:image", "skill:none", "skill:developer"):
        make_term(term)
    Facet.objects.filter(slug="skill").update(selection="ordered")
    fine = {**GOOD, "slug": "pen", "name": "Pen", "maker_country": "France"}
    assert f"line 2: {told}" in refusal(run, fine, {**GOOD, **change})


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"{", "line 2: line: is not JSON"),
        (b"[1, 2]", "line 2: line: must be one object"),
        ('{"name": "Café"}'.encode("latin-1"), "line 2: line: is not UTF-8"),
        (b'{"slug": "a", "slug": "b"}', "line 2: line: has the key “slug” twice"),
        (b'{"price_in": NaN}', "line 2: line: holds NaN"),
        (b'{"price_in": Infinity}', "line 2: line: holds Infinity"),
        (b'{"context_window": ' + b"9" * 5000 + b"}", "line 2: line: "),
        (b"[" * 100_000, "line 2: line: is nested too deeply"),
        (b'{"name": "\\ud800"}', "line 2: name: holds characters that cannot be stored"),
    ],
)
def test_a_malformed_line_is_named(run, raw, told):
    make_term("output:image")
    assert told in refusal(run, GOOD, raw)


@pytest.mark.parametrize(
    ("twin", "told"),
    [
        ({"slug": "brush", "name": "Pen"}, "line 2: slug: is on line 1 already"),
        ({"slug": "pen", "name": "BRUSH"}, "line 2: name: is the same as on line 1"),
        ({"slug": "pen", "name": "Brush "}, "line 2: name: is the same as on line 1"),
        ({"slug": "pen", "name": "Pen", "maker": "ACME"}, "line 2: maker: is written “Acme” elsewhere"),
    ],
)
def test_twins_in_a_file_are_refused(run, twin, told):
    make_term("output:image")
    assert told in refusal(run, GOOD, {**GOOD, **twin})


def test_a_twin_of_a_stored_tool_is_refused(run):
    make_term("output:image")
    make_tool(name="brush", slug="other")
    assert "line 1: name: is taken by “brush” at other" in refusal(run, GOOD)


def test_no_contradicts_the_terms_that_are_stored(run):
    make_term("output:image")
    run(GOOD)
    line = {"slug": "brush", "name": "Brush", "states": {"output": "no"}}
    assert "states.output: is no, yet the tool has terms of it" in refusal(run, line)


def test_a_former_address_is_not_given_away(run):
    make_term("output:image")
    FormerSlug.objects.create(tool=make_tool(slug="pen", name="Pen"), slug="brush")
    assert "line 1: slug: is a former address of “pen”" in refusal(run, GOOD)


def test_a_name_given_up_in_the_same_file_is_free(run):
    make_tool(slug="pen", name="Brush")
    make_term("output:image")
    run({"slug": "pen", "name": "Pen"}, GOOD)
    assert Tool.objects.get(slug="brush").name == "Brush"


def test_names_that_change_places_are_refused_in_words(run):
    make_tool(slug="pen", name="Pen")
    make_tool(slug="quill", name="Quill")
    assert "swaps names" in refusal(run, {"slug": "pen", "name": "Quill"}, {"slug": "quill", "name": "Pen"})


def test_problems_are_listed_up_to_a_hundred(run):
    told = refusal(run, *({"slug": f"t{number}"} for number in range(150)))
    assert "150 problems found" in told
    assert "and 50 more" in told
    assert told.count("\nline ") == 100


def test_a_byte_order_mark_and_empty_lines_do_no_harm(run):
    make_term("output:image")
    assert "1 created" in run(b"\xef\xbb\xbf" + json.dumps(GOOD).encode(), b"", b"  ")


def test_a_file_beyond_the_limit_is_refused(run, monkeypatch):
    monkeypatch.setattr(importing, "MAX_FILE_BYTES", 100)
    monkeypatch.setattr("catalog.management.commands.import_tools.MAX_FILE_BYTES", 100)
    assert "larger than 200 MB" in refusal(run, GOOD)


def test_a_line_beyond_the_limit_is_refused(run, monkeypatch):
    monkeypatch.setattr(importing, "MAX_LINE_BYTES", 100)
    assert "Line 1 is longer than 1 MB" in refusal(run, GOOD)


def test_a_file_that_is_not_there_is_told_of():
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_tools", "nowhere.jsonl")


def test_an_import_never_confirms_a_fact(run, client):
    make_term("output:image")
    run({**GOOD, "states": {}, "context_window": 1000})
    tool = Tool.objects.get()
    reading = tool.readings.model(tool=tool, subject="context_window", read_on=Tool.today(), outcome="confirmed")
    stamp_reading(reading)
    reading.save()
    assert "Confirmed" in client.get("/tools/brush/").content.decode()
    run({"slug": "brush", "name": "Brush", "context_window": 2000})
    page = client.get("/tools/brush/").content.decode()
    assert "2,000 tokens" in page
    assert "Confirmed" not in page


def test_what_an_export_writes_an_import_takes(run, tmp_path):
    make_term("output:image")
    run(GOOD, {**GOOD, "slug": "pen", "name": "Pen", "successor": "brush", "maker_country": "France"})
    make_tool(name="Secret", editorial_state=Tool.EditorialState.DRAFT)
    first, second = tmp_path / "first.jsonl", tmp_path / "second.jsonl"
    call_command("export_tools", out=str(first))
    Tool.objects.all().delete()
    Maker.objects.all().delete()
    Facet.objects.all().delete()
    call_command("import_tools", str(first), create_terms=True, stdout=io.StringIO())
    call_command("export_tools", out=str(second))
    assert first.read_bytes() == second.read_bytes()
    assert b"Secret" not in first.read_bytes()
    assert len(first.read_bytes().splitlines()) == 2


@pytest.mark.parametrize("when", ["reading", "writing"])
def test_an_interrupted_import_leaves_the_database_as_it_was(run, monkeypatch, when):
    make_term("output:image")
    original = importing.Import.__init__

    def interrupted(self, *args, progress=None, **options):
        def stop(step, count):
            if step == when:
                raise KeyboardInterrupt

        original(self, *args, progress=stop, **options)

    monkeypatch.setattr(importing.Import, "__init__", interrupted)
    assert "Interrupted" in refusal(run, GOOD)
