"""The benchmark's arithmetic, its requests and its comparisons; what it measures is told by script/bench."""

import io
import json
import random
import re
import subprocess
from collections import Counter

import pytest
from django.conf import settings
from django.core.management import call_command
from django.http import QueryDict

from advisor.answers import parse
from advisor.engine import count_remaining
from advisor.lint import errors
from bench import goals, ours, questionnaire, report
from bench.clock import Taken, Times, percentile
from bench.comparing import WrongAnswersError, differences, refuse_if_different
from bench.make_catalogue import FACETS, entries, slugify
from bench.naive import filters
from bench.shapes import (
    ADVISOR_SHAPES,
    GROWTH_SHAPES,
    PAGE_SIZE,
    SHAPES,
    VARIANTS,
    Draw,
    Request,
    growth_requests,
    main_requests,
)
from bench.site.engines import plain_twin
from bench.typos import misspelt, misspelt_names, unknown_slip
from bench.weight import Loaded
from tests.advisor.flows import make_catalogue, make_entry

FIRST_THOUSAND = list(entries(1000))


@pytest.mark.parametrize(("share", "expected"), [(0.5, 2), (0.95, 4), (0.25, 1), (1.0, 4)])
def test_a_percentile_is_one_of_the_values(share, expected):
    assert percentile([4, 1, 3, 2], share) == expected


def taken(target, shape, *milliseconds):
    """Times of variants 0, 1, … of a shape, each taken once; the clock shows twice the processor."""
    times = Times()
    for variant, cpu in enumerate(milliseconds):
        times.add(target, Request(shape, variant, ()), Taken(cpu=cpu, wall=2 * cpu))
    return times


def together(*several):
    times = Times()
    for one in several:
        times._taken |= one._taken
    return times


def test_a_ratio_is_of_medians_and_growth_of_each_request_with_itself():
    times = together(taken("warm 1k", "sel1", 1, 2, 30), taken("warm 100k", "sel1", 2, 3, 15))
    assert times.ratio("warm 100k", "warm 1k", "sel1") == 1.5
    assert times.growth("warm 1k", "warm 100k") == 1.5
    assert times.p95("warm 1k", "sel1", "wall") == 60


def test_repetitions_of_one_request_count_once():
    times = Times()
    for cpu in (1, 9, 2):
        times.add("warm", Request("none", 0, ()), Taken(cpu=cpu, wall=cpu))
    assert times.values("warm") == [2]


@pytest.mark.parametrize(("cold", "met"), [(7.5, True), (7.6, False)])
def test_a_goal_is_met_when_its_worst_shape_is(cold, met):
    per_shape = [
        part
        for shape in SHAPES
        for part in (
            taken("plain", shape, 10),
            taken("joined", shape, 1),
            taken("warm", shape, 2),
            taken("cold", shape, cold if shape == "sel3" else 5),
        )
    ]
    found = {goal.key: goal for goal in goals.of_pages(together(*per_shape))}
    assert found["g1"].met is met
    assert found["g1"].figures["cpu"]["sel3"] == cold / 10
    assert "sel3" in found["g1"].measured
    assert found["g2"].met is True


def test_the_last_line_is_one_json_object_of_figures_and_what_was_missed():
    rows = list(goals.of_import({"tools": 50_000, "seconds": 130.0, "peak_mb": 900.0} | READERS))
    line = report.json_line(rows, {"pages": taken("warm", "sel1", 1)}, {"commit": "abc"})
    assert "\n" not in line
    told = json.loads(line)
    assert told["missed"] == ["import_seconds"]
    assert told["import_memory"] == {"megabytes": 900, "met": True}
    assert told["times_ms"]["pages"]["warm"]["cpu"]["sel1"] == [1, 1]
    assert "MISSED" in report.table(rows)


READERS = {"reads": 100, "failures": 0} | dict.fromkeys(
    ["quiet_p95_ms", "reader_p95_ms", "reader_worst_ms", "first_after_ms"], 1.0
)


def test_figures_are_put_between_their_marks_and_can_be_put_again():
    document = f"before\n{report.BEGIN}\nold\n{report.END}\nafter\n"
    once = report.with_figures(document, "new")
    assert "old" not in once
    assert once.startswith("before\n")
    assert once.endswith("\nafter\n")
    assert report.with_figures(once, "new") == once


def test_requests_are_the_same_each_time_and_every_one_has_hits():
    requests = main_requests(FIRST_THOUSAND, 50_000)
    assert requests == main_requests(FIRST_THOUSAND, 50_000)
    assert Counter(request.shape for request in requests) == dict.fromkeys(SHAPES, VARIANTS)
    assert len({request.pairs for request in requests}) == len(requests)
    draw = Draw(FIRST_THOUSAND, 50_000)
    assert all(draw.hits(request.pairs) for request in requests if request.shape != "typo")


def test_requests_for_growth_fill_their_page_at_the_smallest_size():
    requests = growth_requests(FIRST_THOUSAND)
    assert Counter(request.shape for request in requests) == dict.fromkeys(GROWTH_SHAPES, VARIANTS)
    draw = Draw(FIRST_THOUSAND, 1000)
    assert all(draw.hits(request.pairs) >= PAGE_SIZE for request in requests if request.shape != "typo")


def test_the_widest_selection_has_four_facets_one_of_them_twice():
    for request in main_requests(FIRST_THOUSAND, 50_000):
        if request.shape == "sel5":
            assert sorted(Counter(facet for facet, _ in request.pairs).values()) == [1, 1, 1, 2]


def edits(one, other):
    """The least number of letters put in, left out or replaced, or neighbours swapped, between two words."""
    rows = [list(range(len(other) + 1))]
    for at, letter in enumerate(one, 1):
        row = [at]
        for to, wanted in enumerate(other, 1):
            row.append(min(row[-1] + 1, rows[-1][to] + 1, rows[-1][to - 1] + (letter != wanted)))
            if at > 1 and to > 1 and letter == other[to - 2] and one[at - 2] == wanted:
                row[-1] = min(row[-1], rows[-2][to - 2] + 1)
        rows.append(row)
    return rows[-1][-1]


def test_a_slip_is_one_edit_away():
    chance = random.Random(1)  # noqa: S311
    assert {edits("workflow", misspelt("workflow", chance)) for _ in range(500)} == {1}


def test_a_slip_that_is_meant_to_be_unknown_begins_no_known_word():
    chance = random.Random(1)  # noqa: S311
    slips = [unknown_slip("drafts", {"draft", "drafts", "craft", "crafts"}, chance) for _ in range(200)]
    assert not {"draft", "crafts"} & set(slips)


def test_names_are_misspelt_in_one_word():
    for name, typed in misspelt_names(["Novascribe Pro", "Echoforge"], 50, "seed"):
        assert edits(name.lower(), typed) == 1


def test_every_kind_of_difference_between_two_answers_is_told():
    one = {"total": 3, "counts": {"output": {"text": 2, "image": 1}}, "slugs": ["a", "b", "c"]}
    assert differences(one, {**one, "counts": {"output": {"text": 2, "image": 1, "video": 0}}}) == []
    other = {"total": 4, "counts": {"output": {"text": 1}}, "slugs": ["a", "c", "b"]}
    assert differences(one, other) == [
        "total 3 and 4",
        "output=image: 1 and 0",
        "output=text: 2 and 1",
        "place 2 of the page: ['b'] and ['c']",
    ]


def test_a_difference_ends_the_run_and_names_the_request():
    request = Request("sel1", 2, (("output", "text"),))
    with pytest.raises(
        WrongAnswersError, match=re.escape("sel1 2: output=text: ours and the twin differ: total 1 and 2")
    ):
        refuse_if_different("the twin", request, {"total": 1, "counts": {}}, {"total": 2, "counts": {}})


@pytest.fixture
def small_catalogue(db, tmp_path):
    file = tmp_path / "tools.jsonl"
    file.write_text("".join(json.dumps(entry) + "\n" for entry in FIRST_THOUSAND[:80]))
    call_command("import_tools", str(file), create_terms=True, stdout=io.StringIO())


@pytest.mark.parametrize("shape", ["none", "sel1", "sel3", "sel5"])
def test_the_naive_version_answers_as_ours_does(small_catalogue, shape):
    facets = filters.facets()
    for request in main_requests(FIRST_THOUSAND[:80], 80):
        if request.shape == shape and request.variant < 3:
            found, data = ours.answer(request.query), QueryDict(request.query)
            plain = {
                "total": filters.ToolFilter(data, facets).qs.count(),
                "counts": filters.counts_of(data, facets),
            }
            assert plain["total"]
            assert differences({"total": found.total, "counts": found.counts}, plain) == []


def test_the_advisors_questionnaire_is_of_the_promised_size_and_could_be_published():
    flow = questionnaire.make_flow()
    assert flow == questionnaire.make_flow()
    assert errors(flow, None) == []
    assert [len(question.choices) for question in flow.questions] == [questionnaire.CHOICES] * 15
    assert len([kind for kind in flow.kinds if kind.tool_kinds]) == len(questionnaire.LANES) == 6
    effects = [effect for question in flow.questions for choice in question.choices for effect in choice.effects]
    assert {effect.action for effect in effects} == {"require", "prefer", "avoid"}
    known = {f"{facet}:{slugify(term)}" for facet, terms in FACETS.items() for term in terms}
    assert {effect.term for effect in effects} <= known | {f"kind:{lane}" for lane in questionnaire.LANES}


@pytest.mark.parametrize("shape", ADVISOR_SHAPES)
def test_answers_to_the_questionnaire_are_the_same_each_time_and_right(shape):
    flow = questionnaire.make_flow()
    found = questionnaire.SORTS[shape](flow)
    assert found == questionnaire.SORTS[shape](flow)
    assert len(set(found)) > questionnaire.DRAWN / 2
    assert [parse(flow, answers.values().items()) for answers in found] == [(answers, ()) for answers in found]


def test_strict_answers_leave_little_and_half_of_the_answers_leave_more():
    kinds = [questionnaire.kind_of(document["terms"].get("output", [])) for document in FIRST_THOUSAND]
    tools = (
        make_entry(
            document["slug"],
            f"kind:{kind}",
            *(f"{facet}:{term}" for facet, terms in document["terms"].items() for term in terms),
            closed=document["terms"],
        )
        for document, kind in zip(FIRST_THOUSAND, kinds, strict=True)
    )
    flow, catalogue = questionnaire.make_flow(), make_catalogue(*tools, dropping=[questionnaire.STRICT])
    half, strict = (
        [count_remaining(flow, catalogue, answers) for answers in draw(flow)[:12]]
        for draw in (questionnaire.half_answers, questionnaire.strict_answers)
    )
    assert sum(half) > 12 * 3
    assert sum(strict) < 12 * 3


def test_the_advisors_goals_are_judged_by_the_worst_sort_of_answers():
    per_shape = [
        taken(target, shape, milliseconds)
        for shape in ADVISOR_SHAPES
        for target, milliseconds in {"advise": 21 if shape == "strict" else 5, "step": 1.5}.items()
    ]
    pages = [taken("question", "half", 6), taken("plain", "none", 12), taken("hello", "none", 1)]
    found = {goal.key: goal.met for goal in goals.of_the_advisor(together(*per_shape, *pages), 14_001)}
    assert found == {"g6_advise": False, "g6_step": True, "g6_question": True, "g6_question_bytes": False}


def test_a_page_names_what_a_browser_loads_with_it():
    page = (
        '<link rel="stylesheet" href="/a.css"><link rel="canonical" href="/x/"><script src="b.js"></script>'
        '<svg><use href="/g.svg#one"></use><use href="/g.svg#two"></use></svg><a href="/elsewhere/">'
    )
    assert list(Loaded(page, "/tools/").found) == ["/a.css", "/tools/b.js", "/g.svg"]


def test_the_script_can_be_run_and_says_what_it_takes():
    script = settings.BASE_DIR / "script" / "bench"
    assert subprocess.run(["bash", "-n", script]).returncode == 0
    assert script.stat().st_mode & 0o100


def test_the_other_engines_are_pinned_by_hash_and_name_no_host():
    lock = (settings.BASE_DIR / "requirements" / "bench.txt").read_text()
    packages = [line for line in lock.replace("\\\n", "").splitlines() if line[:1].isalpha()]
    assert {"datasette", "tantivy"} <= {package.partition("==")[0] for package in packages}
    assert all("--hash=sha256:" in package for package in packages)
    assert "://" not in lock


@pytest.mark.parametrize("query", ["", "output=image&hosting=hosted", "q=image+generator&page=2", "sort=price"])
def test_the_floors_are_the_very_page_that_is_measured(shipped, settings, query):
    settings.TEMPLATES = [settings.TEMPLATES[0], plain_twin(settings.TEMPLATES[0])]
    settings.ROOT_URLCONF = "bench.site.urls"

    def page(path):
        response = shipped.get(f"{path}?{query}")
        assert response.status_code == 200
        return re.sub(r' aria-current="(page|true)"', "", response.content.decode())  # where one is in the navigation

    found = page("/tools/")
    assert found.count("tool-card__name") == PAGE_SIZE
    for floor in ("plain", "joined", "cold"):
        assert page(f"/bench/{floor}/") == found
