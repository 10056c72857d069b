"""What must hold over the shipped questionnaire and catalogue, also for answers that nobody thought of."""

import random
from collections import Counter
from itertools import combinations, product

import pytest
from django.urls import reverse

from advisor import addresses
from advisor.answers import NOT_SURE, make_answers, parse
from advisor.candidates import current_catalogue
from advisor.conditions import judged_now, states_of
from advisor.engine import advise, count_remaining, lanes_of
from advisor.live import live_or_404
from advisor.progress import progress_of
from advisor.snapshot import MOST_ASKED
from advisor.verdicts import deliveries_of, kind_of

WALKS = 300


@pytest.fixture(scope="module")
def flow(shipped, django_db_blocker):
    with django_db_blocker.unblock():
        return live_or_404("which-ai").flow


@pytest.fixture(scope="module")
def catalogue(shipped, django_db_blocker):
    with django_db_blocker.unblock():
        return current_catalogue()


def walk(flow, dice):
    """Answers of somebody who is asked until nothing is left to ask, and is not sure of every seventh question."""
    chosen = {}
    while True:
        answers = make_answers(flow, chosen)
        progress = progress_of(flow, answers, states_of(flow, answers))
        assert progress.asked + progress.most_left <= MOST_ASKED
        if progress.next is None:
            return answers
        question = flow.question(progress.next)
        if not question.opens_lanes and dice.randrange(7) == 0:
            chosen[question.key] = [NOT_SURE]
            continue
        several = question.kind == "many" and dice.randrange(3) == 0
        picked = dice.sample([choice.key for choice in question.choices], 2 if several else 1)
        alone = [choice.key for choice in question.choices if choice.excludes_others and choice.key in picked]
        chosen[question.key] = alone or picked


@pytest.fixture(scope="module")
def walks(flow):
    dice = random.Random(2026)  # noqa: S311 — the same walks everywhere
    return [walk(flow, dice) for _ in range(WALKS)]


@pytest.fixture(scope="module")
def advised(flow, catalogue, walks):
    return [advise(flow, catalogue, answers) for answers in walks]


def lists_of(advice):
    return [picks for picks in (advice.shortlist, *(step.shortlist for step in advice.steps)) if picks]


def ask(flow, catalogue, query):
    answers, ignored = parse(flow, [pair.split("=") for pair in query.split("&")])
    assert not ignored
    return advise(flow, catalogue, answers)


def listed(flow, catalogue, query):
    return [pick.entry for picks in lists_of(ask(flow, catalogue, query)) for pick in picks]


def test_every_question_is_asked_on_some_walk(flow, walks):
    assert {key for answers in walks for key, _ in answers.pairs} == {question.key for question in flow.questions}


def test_every_kind_and_every_way_of_delivery_is_reached_on_some_walk(flow):
    dice = random.Random(5)  # noqa: S311 — the same walks everywhere
    kinds, deliveries = set(), set()
    for _ in range(3 * WALKS):
        states = judged_now(states_of(flow, walk(flow, dice)))
        kinds.add(kind_of(flow, states))
        deliveries |= {verdict.key for verdict in deliveries_of(flow, states)}
    assert kinds == {verdict.key for verdict in flow.kinds}
    assert deliveries == {verdict.key for verdict in flow.deliveries}


def test_a_way_to_get_it_is_named_wherever_it_is_run_and_whoever_runs_it(flow):
    asked = {key: [None, *flow.question(key).choice_keys] for key in ("use", "data", "hardware", "skill")}
    asked["plan"] = [None, "tune", "ownserver"]
    for output in [[choice.key] for choice in flow.question("output").choices] + [["data", "text"], ["text", "video"]]:
        for chosen in product(*asked.values()):
            given = {key: [choice] for key, choice in zip(asked, chosen, strict=True) if choice}
            answers = make_answers(flow, {"output": output, **given})
            assert deliveries_of(flow, judged_now(states_of(flow, answers))), answers


def test_no_step_is_empty_and_where_little_fits_the_result_says_what_would_help(advised):
    short = [advice for advice in advised if advice.clash]
    assert short
    for advice in advised:
        assert advice.remaining
        assert all(step.shortlist for step in advice.steps)
    for advice in short:
        assert advice.relaxations or advice.near_misses, advice.answers


def test_every_warning_says_what_it_rests_on_and_the_page_is_there(shipped, flow):
    for warning in flow.warnings:
        address, _, part = warning.source.partition("#")
        page = shipped.get(address)
        assert page.status_code == 200, warning.key
        assert f'id="{part}"' in page.content.decode(), warning.key


def test_every_choice_that_is_not_plain_is_explained(flow):
    for question in flow.questions:
        explained = [choice.key for choice in question.choices if choice.help or choice.excludes_others]
        assert explained in ([], [choice.key for choice in question.choices]), question.key


def test_whether_it_shows_a_real_person_is_always_asked(flow, walks):
    for answers in walks:
        if {"image", "video", "voice"} & set(answers.get("output")):
            assert "person" in answers


CONTRADICTIONS = [
    ("nothing leaves the house", "it is run for you"),
    ("nothing leaves the house", "it has a free plan"),
    ("nothing leaves the house", "free plan may do"),
    ("nothing leaves the house", "a fixed sum a month"),
    ("the software is free", "is free for a trial only"),
    ("and its paid plans allow that", "only its paid plans allow that"),
    ("it is used as it comes", "It is meant for developers"),
    ("You plan to call an API, and it has one", "You plan to call an API; it offers none"),
    ("It runs on your own servers", "it cannot run there"),
    ("its free plan may do", "Business plan only"),
    ("its free plan may do", "its paid plans allow that"),
    ("its free plan may do", "it is free for a trial only"),
    ("it is run for you", "it has to be run by you"),
    ("It is a general assistant", "It is made for one trade"),
    ("Your inputs train no model.", "Your inputs may train a model"),
    ("You can choose the region", "You cannot choose where"),
    ("read on which terms it allows that", "only its paid plans allow that"),
    ("read on which terms it allows that", "its terms allow that"),
    ("it is used as it comes", "It asks for technical skill"),
    ("it runs on an ordinary computer", "and it asks for one"),
    ("it can name its sources", "Its answers come without sources"),
    ("You need thousands, and software can call it", "It offers no API for your software to call"),
    ("Your specialists can adapt it", "It cannot be tuned"),
    ("You will publish, and its terms leave you free to", "is not allowed"),
]


def test_no_pick_carries_two_texts_that_contradict_each_other(advised):
    said = [
        (pick.entry.slug, " | ".join(pick.reasons_for + pick.reasons_against))
        for advice in advised
        for picks in lists_of(advice)
        for pick in picks
    ]
    assert len(said) > WALKS
    assert [(slug, text) for slug, text in said for one, other in CONTRADICTIONS if one in text and other in text] == []


def test_the_texts_that_would_contradict_each_other_are_there(flow):
    effects = [effect for question in flow.questions for choice in question.choices for effect in choice.effects]
    texts = {text for effect in effects for text in (effect.reason_for, effect.reason_against)}
    assert [phrase for pair in CONTRADICTIONS for phrase in pair if not any(phrase in text for text in texts)] == []


def test_own_documents_count_and_are_told_once(flow):
    answers, _ = parse(flow, [("output", "answers"), ("textjob", "own-docs"), ("ground", "yes")])
    (lane,) = lanes_of(flow, judged_now(states_of(flow, answers)), "language-model")
    terms = Counter(wish.effect.term for wish in lane.wishes)
    assert terms["task:own-documents"] == terms["capability:cites-sources"] == 1


def test_what_is_not_confirmed_is_something_to_wish_for(advised):
    named = Counter(
        term for advice in advised for picks in lists_of(advice) for pick in picks for term in pick.not_confirmed
    )
    unwished = {"pricing:contact-sales", "commercial-use:not-allowed", "skill:developer", "openness:closed"}
    assert named
    assert not unwished & set(named)


@pytest.mark.parametrize("more", ["", "&data=region", "&data=house", "&use=canvas&skill=low&budget=small&rights=sell"])
@pytest.mark.parametrize(
    ("output", "terms"), [("music", {"output:music", "output:sound-effects"}), ("voice", {"output:voice"})]
)
def test_sound_is_offered_only_by_tools_that_make_it(flow, catalogue, output, terms, more):
    for entry in listed(flow, catalogue, f"output={output}{more}"):
        assert terms & entry.terms, entry.slug


@pytest.mark.parametrize(
    ("outputs", "more"),
    [
        ("text.voice", "&data=no-training"),
        ("music.voice", ""),
        ("text.video", "&data=no-training"),
        ("image.text.video.voice", "&skill=low&rights=sell&budget=small&industry=content"),
        ("code.text", "&data=house&hardware=gpu&skill=ml"),
        ("action.text", ""),
    ],
)
def test_one_product_for_all_makes_all_of_it(flow, catalogue, outputs, more):
    query = f"output={outputs}&combine=bundle{more}"
    advice = ask(flow, catalogue, query)
    for pick in advice.shortlist:
        assert all(f"output:{output}" in pick.entry.terms for output in outputs.split(".")), pick.entry.slug
    assert len(advice.shortlist) >= 3 or "combine" in {question for one in advice.relaxations for question in one.drop}


@pytest.mark.parametrize(
    "query",
    [
        "output=image.text.voice&data=house",
        "output=text.video&data=region",
        "output=music.data",
        "output=model3d.text",
        "output=code.action&data=house",
    ],
)
def test_where_no_product_makes_it_all_each_part_has_its_own_and_the_result_says_so(flow, catalogue, query):
    advice = ask(flow, catalogue, f"{query}&combine=bundle")
    assert advice.ruling.kind == "hybrid"
    assert "we know of no finished one" in advice.ruling.reasons[0]
    assert all(step.shortlist for step in advice.steps)


def test_one_product_is_promised_only_where_there_is_one(flow, catalogue):
    """Every two and three outputs, wherever the data may go."""
    outputs = [choice.key for choice in flow.question("output").choices]
    for number in (2, 3):
        for wanted in combinations(outputs, number):
            for data in ("~", "open", "no-training", "region", "house"):
                answers = make_answers(flow, {"output": wanted, "combine": ["bundle"], "data": [data]})
                assert count_remaining(flow, catalogue, answers), answers


def test_free_and_untrained_does_not_begin_with_a_free_plan_that_trains(flow, catalogue):
    first, *_ = listed(flow, catalogue, "output=text&data=no-training&budget=free")
    assert "data-use:depends-on-plan" not in first.terms


FIRM = {"data": ["no-training", "region", "house"], "person": ["yes"], "rights": ["sell"]}


def test_nobody_is_told_to_give_up_confidentiality_consent_or_the_right_to_sell(flow, advised):
    marked = {
        question.key: firm
        for question in flow.questions
        if (firm := [choice.key for choice in question.choices if choice.never_given_up])
    }
    assert marked == FIRM
    offered = [(advice.answers, one.drop) for advice in advised for one in advice.relaxations]
    assert offered
    assert not [
        (answers, question)
        for answers, drop in offered
        for question in drop
        if set(answers.get(question)) & set(FIRM.get(question, ()))
    ]


def test_no_house_and_no_machines_is_named_as_a_conflict_and_nobody_is_told_to_hide_it(flow, catalogue):
    for output in ("text", "image", "video", "answers"):
        advice = ask(flow, catalogue, f"output={output}&data=house&hardware=none&skill=low")
        assert advice.ruling.delivery == ("self-hosted",)
        assert any("collide" in reason for reason in advice.ruling.reasons)
        assert "hardware" not in {question for one in advice.relaxations for question in one.drop}
        assert {"hardware", "privacy"} <= {warning.key for warning in advice.warnings}


@pytest.mark.parametrize(
    "query",
    [
        "output=molecules",
        "output=molecules&skill=ml",
        "output=video&data=region",
        "output=model3d&data=no-training",
        "output=voice&data=no-training&use=canvas&skill=low",
        "output=voice&data=region",
        "output=video&data=region&use=canvas&skill=low",
        "output=music&data=region&skill=low",
        "output=model3d&data=region&skill=low",
        "output=data&skill=low",
        "output=data.voice&combine=separate&data=region&use=chat&skill=low",
    ],
)
def test_a_ready_made_app_is_not_recommended_where_there_is_none(flow, catalogue, query):
    assert "app" not in ask(flow, catalogue, query).ruling.delivery


def test_an_app_alone_is_never_the_way_to_a_list_of_tools_that_ask_for_skill(flow, catalogue):
    """Every output and every two, wherever the data may go, for people who do not code."""
    outputs = [choice.key for choice in flow.question("output").choices]
    apps = 0
    for wanted in [(one,) for one in outputs] + list(combinations(outputs, 2)):
        for combine, data in product(["separate", "bundle"], ["~", "open", "no-training", "region", "house"]):
            given = {"output": wanted, "combine": [combine], "use": ["canvas"], "data": [data], "skill": ["low"]}
            advice = advise(flow, catalogue, make_answers(flow, given))
            if advice.ruling.delivery != ("app",):
                continue
            apps += 1
            for picks in lists_of(advice):
                said = [" ".join(pick.reasons_against) for pick in picks]
                assert not all("technical skill" in text for text in said), given
    assert apps


def test_a_part_for_which_there_is_no_app_is_said_beside_the_app(flow, catalogue):
    advice = ask(flow, catalogue, "output=text.voice&combine=separate&data=region&use=chat&skill=low")
    assert set(advice.ruling.delivery) == {"app", "self-hosted"}
    assert any("no ready-made app for a part" in reason for reason in advice.ruling.reasons)


def test_without_machines_what_runs_on_an_ordinary_computer_comes_before_what_needs_a_server(flow, catalogue):
    for job in ("", "&textjob=translate&skill=low", "&textjob=summarise&skill=low"):
        entries = listed(flow, catalogue, f"output=text{job}&data=house&hardware=none")
        servers = [place for place, entry in enumerate(entries) if entry.has("hosting:on-device") is False]
        small = [place for place, entry in enumerate(entries) if entry.has("hosting:on-device")]
        assert small
        assert max(small) < min(servers, default=len(entries))


def test_a_server_of_ones_own_without_machines_is_warned_of(flow, catalogue):
    advice = ask(flow, catalogue, "output=text&plan=ownserver&hardware=none&skill=low")
    assert "hardware" in {warning.key for warning in advice.warnings}


def test_pictures_may_be_tuned_by_people_who_can(flow, catalogue):
    able = ask(flow, catalogue, "output=image&imagejob=medical&plan=tune&hardware=gpu&skill=ml").ruling
    unable = ask(flow, catalogue, "output=image&imagejob=medical&plan=tune&hardware=none&skill=low").ruling
    assert "fine-tuned" in able.delivery
    assert "fine-tuned" not in unable.delivery


@pytest.mark.parametrize(
    ("query", "among", "never_first"),
    [
        ("output=text", {"chatgpt", "claude-app", "gemini-app"}, {"amazon-listing-tools", "amazon-bedrock"}),
        ("output=text&textjob=draft", {"chatgpt", "claude-app"}, {"amazon-listing-tools"}),
        ("output=text&textjob=research", {"perplexity"}, set()),
        ("output=text&textjob=translate", {"deepl"}, set()),
        ("output=answers&textjob=tutor", {"khanmigo"}, set()),
        (
            "output=answers&textjob=support&use=inside&fit=helpdesk.shop&data=no-training&skill=low&budget=usage&volume=high",
            {"copilot-studio"},
            {"amazon-bedrock", "azure-ai-foundry"},
        ),
        ("output=image&use=canvas&data=region&skill=low", {"chatgpt", "le-chat"}, {"comfyui"}),
        ("output=image", {"midjourney"}, {"amazon-listing-tools", "adobe-express", "canva"}),
        ("output=video&videojob=clips&skill=low", {"kling", "pika"}, {"amazon-listing-tools", "adobe-firefly"}),
        ("output=video&videojob=presenter", {"synthesia", "heygen"}, set()),
        ("output=code&codejob=editor.explain.tests&use=inside&fit=ide&skill=dev", {"github-copilot"}, {"claude-code"}),
        ("output=code&use=api&skill=dev&volume=high", {"codestral", "qwen3-coder-480b"}, {"devin", "v0"}),
        (
            "output=image&imagejob=tryon&use=inside&fit=shop&person=no&rights=sell&industry=e-commerce",
            {"fashn", "kling"},
            {"adobe-firefly", "qwen-image"},
        ),
    ],
)
def test_the_list_holds_what_people_of_the_trade_would_expect(flow, catalogue, query, among, never_first):
    slugs = [entry.slug for entry in listed(flow, catalogue, query)]
    assert among <= set(slugs)
    assert slugs[0] not in never_first


@pytest.mark.parametrize(
    ("data", "warned"), [("data=~", True), ("data=region", True), ("data=open", False), ("", False)]
)
def test_privacy_is_a_warning_for_doubts_and_silent_where_nobody_was_asked(flow, catalogue, data, warned):
    advice = ask(flow, catalogue, "&".join(filter(None, ["output=text", data])))
    assert ("privacy" in {warning.key for warning in advice.warnings}) is warned


def test_the_directory_shows_what_can_be_had_now(shipped, flow):
    states = judged_now(states_of(flow, make_answers(flow, {"output": ["image"]})))
    (lane,) = lanes_of(flow, states, "image-generator")
    page = shipped.get(addresses.list_url(lane))
    assert page.status_code == 200
    text = page.content.decode()
    assert reverse("catalog:tool_detail", args=["midjourney"]) in text
    assert reverse("catalog:tool_detail", args=["stylegan3"]) not in text


def test_severity_is_said_in_a_word(shipped):
    page = shipped.get("/advisor/which-ai/result/", {"output": "image", "person": "yes"}).content.decode()
    assert '<span class="visually-hidden">Stop: </span>' in page
