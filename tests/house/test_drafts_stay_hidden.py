"""A walk of everything a visitor can ask for, with a word in everything that is not public.

Each address is asked before that word is anywhere, and when it is everywhere again as htmx asks and with the ETag of
before: the answers must be the same, so that neither a count nor the order nor a header tells of a draft. Addresses
that hold the word themselves are compared with those that hold a word nobody has written. New public addresses and
new tables make the test fail until it is said here what of them is to be walked and poisoned.
"""

import itertools
import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.db import models, transaction
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from advisor.models import Question, Questionnaire
from catalog.history.edits import editing
from catalog.models import (
    Alternative,
    Appointment,
    Assignment,
    Comparison,
    ComparisonRow,
    Event,
    FaqEntry,
    FormerSlug,
    GlossaryTerm,
    Guide,
    IndustryGuide,
    KindGuide,
    LoadedEntry,
    Maker,
    Plan,
    PreviewLink,
    Proposal,
    Reading,
    Reference,
    RunsOn,
    Scenario,
    Source,
    Tool,
    ToolAlias,
    Workflow,
    WorkflowStep,
)
from config.people.models import Try
from tests.advisor.rows import make_questionnaire, make_studio_tools
from tests.factories import make_person, make_term, make_tool

WORD, NOBODYS = "qzvexumi", "qzvexuni"
FIELDS = Tool.EditorialState
HIDDEN_STATES = [FIELDS.DRAFT, FIELDS.IN_REVIEW, FIELDS.ARCHIVED]
TEXTS = [Guide, Comparison, Scenario, Workflow, IndustryGuide, GlossaryTerm, FaqEntry]
SORTS = ["best", "name", "-name", "newest", "-newest", "confirmed", "price", "-price", "context", "-context"]
SHOWN = [{"sort": sort, "view": view} for sort in SORTS for view in ("cards", "table")] + [
    {"sort": s} for s in SORTS[1:]
]
ANSWERS = [{}, {"output": "image"}, {"output": "image", "skill": "low"}, {"output": "~"}]

# Of every table, what the walk does about it.
POISONED = {
    *(model.__name__ for model in TEXTS),
    *("Tool", "Maker", "ToolAlias", "FormerSlug", "Alternative", "RunsOn", "Source", "Plan", "Reading", "Assignment"),
    *("ComparisonRow", "WorkflowStep", "LoadedEntry", "Reference", "Appointment", "PreviewLink", "User", "Try"),
    *("Event", "Proposal", "KindGuide"),
    *("Questionnaire", "Question", "Choice", "Effect", "Verdict", "Warning", "ExpectedCase"),
}
HARMLESS = {
    *("Facet", "Term"),  # public as they are
    *("CatalogueVersion", "Change", "FacetState", "FieldState", "Condition", "VerdictRule", "Version", "Waiver"),
    *("SecondFactor", "RecoveryCode", "Permission", "Group"),  # hold no words of anybody's
}


def texts_of(slugs, name, **more):
    return [reverse(name, kwargs={**more, "slug": slug}) for slug in slugs]


def listings(path, ways):
    """A list asked in every manner, for each term, search, range and what is not known."""
    terms = [("kind", "painter"), ("kind", "writer"), ("output", "image"), ("price", "free"), ("hosting", "own")]
    one = [{}, *({facet: term} for facet, term in terms), *({"unknown": facet} for facet, _ in terms)]
    one += [{"lifecycle": "active"}, {"lifecycle": "discontinued"}, {"maker": "oil"}, {"entry-type": "app"}]
    one += [{"q": text} for text in ("brush", "pen", "oil", "qzv", "qzvexum", "draft", "needs attention")]
    one += [{"released_min": "2020"}, {"price_month_max": "10"}, {"context_window_min": "1000"}]
    return [f"{path}?{urlencode(asked | way)}" for asked, way in itertools.product(one, ways)]


def addresses(hidden):
    """Of each public address, by the name of its view; ``hidden`` are slugs of what is not public."""
    tools = ["brush", "canvas", "pencil", "oil", "pen", "late", *hidden]
    answers = [urlencode(given) for given in ANSWERS]
    pairs = [urlencode([("tool", "brush"), ("tool", other)]) for other in tools]
    flow = ["studio", *hidden[-2:]]
    questions = [*Question.objects.values_list("key", flat=True)][:6]
    return {
        "home": ["/"],
        "tool_list": listings("/tools/", [*SHOWN, {"page": "2"}, {"tool": "brush"}]),
        "api_tool_list": listings("/api/v1/tools/", [{}, {"per_page": "2", "page": "2"}]),
        "tool_detail": texts_of(tools, "catalog:tool_detail"),
        "api_tool_detail": texts_of(tools, "catalog:api_tool_detail"),
        "tool_history": texts_of(tools, "catalog:tool_history"),
        "change_list": ["/changes/", "/changes/?page=2", "/changes/?page=1"],
        "site_card": ["/cards/wayfinder.png"],
        "page_card": [f"/cards/{kind}/{slug}.png" for kind in ("tools", "guides", "kinds") for slug in ("x", *hidden)],
        "sitemap": ["/sitemap.xml"],
        "sitemap_part": ["/sitemap-1.xml", "/sitemap-2.xml"],
        "robots": ["/robots.txt"],
        "compare": ["/compare/", *(f"/compare/?{pair}" for pair in pairs)],
        "search": [
            f"/search/?q={text}" for text in ("brush", "image", "qzv", "qzvexum", "draft", "text", "qzvexumies")
        ],
        "kind_list": ["/kinds/"],
        "kind_detail": texts_of(["painter", "writer"], "catalog:kind_detail"),
        **{
            f"{kind}_{page}": found
            for kind in ("guide", "industry", "workflow")
            for page, found in (
                ("list", [reverse(f"catalog:{kind}_list")]),
                ("detail", texts_of(["open", *hidden], f"catalog:{kind}_detail")),
            )
        },
        **{
            name: [reverse(f"catalog:{name}")] for name in ("term_list", "glossary", "question_list", "method", "about")
        },
        "preview": [reverse("catalog:preview", args=[token]) for token in ("x", *hidden)],
        "healthz": ["/healthz"],
        "readyz": ["/readyz"],
        "api_facet_list": ["/api/v1/facets/"],
        "favicon.ico": ["/favicon.ico"],
        "index": ["/advisor/"],
        "questionnaire": [f"/advisor/{one}/?{given}" for one in flow for given in answers],
        "result": [
            *(f"/advisor/{one}/result/?{given}" for one in flow for given in answers),
            *(f"/advisor/studio/result/?{given}&why={tool}" for given in answers for tool in tools),
        ],
        "question": [f"/advisor/studio/{key}/?{given}" for key in questions for given in answers],
        "counts": [f"/advisor/studio/{key}/counts/?{given}" for key in questions for given in answers],
        "questionnaire_list": ["/api/v1/advisor/"],
        "answer": [f"/api/v1/advisor/{one}/?{given}" for one in flow for given in answers],
        "api_question_list": [f"/api/v1/advisor/{one}/questions/" for one in flow],
        "nowhere": ["/no-such/", "/tools/no-such/", "/api/v1/no-such/", "/feeds/changes.atom"],
    }


def names_of(resolver):
    """The names of all public views, as ``addresses`` has them."""
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            api = "api_" if "api/" in str(pattern.pattern) else ""
            for name in names_of(pattern):
                yield f"{api}{name}" if name == "question_list" else name
        else:
            yield pattern.name or str(pattern.pattern)


# What is public


def make_public():
    """With the word in what was before it was public, and in what nobody is told of a public change."""
    ada = make_person(WORD, "Editor", first_name=WORD, last_name=WORD)
    make_studio_tools()
    with editing(route=Event.Route.DESK, by=ada, note=WORD):
        late = make_tool(
            name=f"{WORD} early", maker="Oil", tagline=WORD, editorial_state="draft", terms=["kind:painter"]
        )
    with editing(route=Event.Route.DESK, by=ada, note=WORD):
        late.name, late.slug, late.tagline = "Late", "late", "Came late."
        late.save()
    for tagline in ("Came late.", "Came late, and stayed."):
        with editing(route=Event.Route.DESK, by=ada, note=WORD):
            late.tagline = tagline
            late.publish()
            late.save()
    make_questionnaire()
    kind = make_term("kind:painter")
    brush = Tool.objects.get(slug="brush")
    embeds = "\n\n".join(["[[comparison open]]", "[[tools kind=painter]]", "[[scenarios]]", "[[workflows]]"])
    made = {KindGuide: KindGuide.objects.create(kind=kind, slug="painter", use_for=["Open"])}
    for model in TEXTS:
        row = model(slug="open", editorial_state="published")
        for field in texts_in(model):
            set_text(row, field, "Open")
        made[model] = row
        row.save()
        row.terms.add(kind)
        if hasattr(row, "tools"):
            row.tools.add(brush)
    made[Guide].body = f"Text.\n\n{embeds}\n\n[[industries]]"
    made[Guide].save()
    comparison_row = ComparisonRow.objects.create(comparison=made[Comparison], cells=["Open"])
    step = WorkflowStep.objects.create(workflow=made[Workflow], label="Open", kind=kind)
    for row in (comparison_row, step):
        row.tools.add(brush)
    return made


# What is not


def texts_in(model):
    """The columns that hold words."""
    for field in model._meta.concrete_fields:
        is_free = isinstance(field, (models.CharField, models.TextField, models.JSONField)) and not field.choices
        if is_free and not field.primary_key and field.name not in {"slug", "digest", "device"}:
            yield field


def set_text(row, field, text):
    if isinstance(field, models.JSONField):
        setattr(row, field.name, [text] if field.default is list else {})
    elif "date" in type(field).__name__.lower():
        setattr(row, field.name, "2024")
    elif isinstance(field, models.URLField) or "WebAddress" in type(field).__name__:
        setattr(row, field.name, f"https://{text.lower().replace(' ', '-')}.example/")
    else:
        setattr(row, field.name, text[: field.max_length])


def poison(row, *leave):
    """Write the word into every column that takes words, whatever forms would say of it."""
    for field in texts_in(type(row)):
        if field.name not in leave:
            set_text(row, field, f"{WORD} {row.pk}")
    row.save()


def hide_everywhere(public):
    """The word in everything that is not public, tied to what is public in every way there is. Gives its slugs."""
    brush, kind = Tool.objects.get(slug="brush"), make_term("kind:painter")
    now, slugs, ada = timezone.now(), [], User.objects.get(username=WORD)
    for state in HIDDEN_STATES:
        tool = make_tool(
            name=f"{WORD} {state}",
            maker=f"{WORD} maker",
            editorial_state=state,
            terms=["kind:painter", "output:image", "price:free", "hosting:own"],
            complete=["output", "hosting"],
            plans=[{"amount": 1}],
            released="2024",
            context_window=2000,
        )
        poison(tool, "name", "name_key")
        for part in (*tool.plans.all(), *tool.sources.all()):
            poison(part, "unit", "currency", "audience")
        ToolAlias.objects.create(tool=tool, name=f"{WORD}ies")
        FormerSlug.objects.create(tool=tool, slug=f"{tool.slug}-once")
        Reading.objects.create(
            tool=tool, subject="maker", url="https://example.org/", note=WORD, read_by=ada, read_on=now.date()
        )
        slugs += [tool.slug, f"{tool.slug}-once"]
        for one, other in ((brush, tool), (tool, brush)):
            Alternative.objects.create(tool=one, other=other, reason=WORD)
            RunsOn.objects.create(app=one, model=other)
        for text in public.values():
            if hasattr(text, "tools"):
                text.tools.add(tool)
        for part in (*ComparisonRow.objects.all(), *WorkflowStep.objects.all()):
            part.tools.add(tool)
    Tool.objects.filter(slug="pen").update(successor=tool)
    Maker.objects.create(name=f"{WORD} alone", slug=f"{WORD}-alone", homepage=f"https://{WORD}.example/")
    for model in TEXTS:
        row = model(slug=f"{WORD}-{model._meta.model_name}", editorial_state="draft", position=0)
        poison(row)
        row.terms.add(kind)
        row.references.add(
            Reference.objects.create(
                slug=f"{WORD}-{row.slug}", title=WORD, kind="seed-article", url=f"https://{WORD}.example/"
            )
        )
        if hasattr(row, "tools"):
            row.tools.add(brush)
        slugs.append(row.slug)
    public[GlossaryTerm].see_also.add(GlossaryTerm.objects.get(slug__startswith=WORD))
    industry = public[IndustryGuide]
    industry.workflows.add(Workflow.objects.get(slug__startswith=WORD))
    step = WorkflowStep.objects.create(workflow=Workflow.objects.get(slug__startswith=WORD), label=WORD, kind=kind)
    step.tools.add(brush)
    for entry in (tool, Guide.objects.get(slug__startswith=WORD)):
        Appointment.objects.create(entry=entry, at=now + timedelta(days=1), by=ada, problem="")
        PreviewLink.make(entry, by=ada, days=7)
    poison(KindGuide(kind=make_term("kind:writer"), slug="writer", editorial_state="draft"), "slug")
    told = {"kind": "tool", "key": "brush", "label": WORD, "document": {"name": WORD}, "base": {"name": WORD}}
    Proposal.objects.create(**told, by=ada, by_name=WORD, why=WORD)
    LoadedEntry.objects.create(kind="tool", key=WORD, digest="x")
    Try.objects.create(kind="login", name=WORD, address=WORD, at=now)
    for questionnaire in Questionnaire.objects.all():
        poison_draft(questionnaire)
    for number in range(2):
        hidden = Questionnaire.objects.create(slug=f"{WORD}-{number}", title=WORD, intro=WORD)
        slugs.append(hidden.slug)
    return slugs


def poison_draft(questionnaire):
    """Its rows are the draft of the next version; visitors walk the one that was published."""
    keys = {"key", "axis", "kind", "term", "lane", "action", "aliases", "tool_kinds", "answers", "expectations"}
    keys |= {"delivery", "former_keys", "key_of", "steps", "ending"}
    poison(questionnaire, "reviewed_digest")
    questionnaire.cases.create(key="hidden", is_example=True)
    for rows in (questionnaire.questions, questionnaire.verdicts, questionnaire.warnings, questionnaire.cases):
        for row in rows.all():
            poison(row, *keys)
            for choice in row.choices.all() if hasattr(row, "choices") else ():
                poison(choice, *keys)
                for effect in choice.effects.all():
                    poison(effect, *keys)


# The walk

# Names the state of the catalogue, which an edit of a draft moves on too.
# An edit of something public, here by tying it to what is hidden, is on its day in the sitemap.
STAMP = re.compile(rb'"catalogue_stamp": "[^"]*"|<lastmod>[^<]*</lastmod>')
BY_HTMX = {"HX-Request": "true", "HX-Target": "tool-results", "HX-Current-URL": "http://testserver/tools/"}
# A random length is added to what is compressed; nothing here is. A stamp moves the ETag of its answer.
TELLING = {"Content-Type", "Content-Length", "Location", "Cache-Control", "Vary", "Content-Language", "Link"}


def seen(response):
    headers = {name: value for name, value in response.headers.items() if name in TELLING}
    if b"catalogue_stamp" in response.content or b"<urlset" in response.content:
        headers.pop("Content-Length", None)
    return response.status_code, headers, STAMP.sub(b"", response.content)


def with_etag(response):
    return seen(response), response.get("ETag")


@pytest.fixture(scope="module")
def walk(django_db_setup, django_db_blocker):
    """The addresses, each with what it answered before there was anything to hide; the word is everywhere now."""
    with django_db_blocker.unblock(), transaction.atomic():
        public = make_public()
        client = Client(raise_request_exception=False)
        hidden = [
            f"{WORD}-{name}" for name in ("draft", "in-review", "archived", "early", "draft-once", "guide", "0", "1")
        ]
        by_view = addresses(hidden)
        every = [*dict.fromkeys(address for found in by_view.values() for address in found)]
        before = {address: with_etag(client.get(address)) for address in every}
        with editing(route=Event.Route.DESK, by=User.objects.get(username=WORD), note=WORD):
            slugs = hide_everywhere(public)
        yield client, by_view, before, slugs
        transaction.set_rollback(True)


pytestmark = pytest.mark.django_db


def test_every_public_view_and_every_table_is_thought_of(walk):
    _, by_view, before, slugs = walk
    views = {*names_of(get_resolver("config.public_urls"))} - {None}
    assert views == by_view.keys() - {"nowhere"}, "Say in addresses() what of a new view is to be walked."
    tables = {
        model.__name__
        for app in ("catalog", "advisor", "people", "auth")
        for model in apps.get_app_config(app).get_models()
    }
    assert tables == POISONED | HARMLESS, "Say in hide_everywhere() what of a new table is not public."
    assert len(before) >= 1000
    assert {f"{WORD}-draft", f"{WORD}-guide", f"{WORD}-0"} <= {*slugs}
    for model in (*TEXTS, Tool, Maker, User, Question, Source, Plan, Assignment):
        assert model.objects.exists()


def test_no_answer_tells_of_what_is_hidden(walk):
    client, _, before, _ = walk
    told = [address for address, (answer, _) in before.items() if WORD.encode() in answer[2] and WORD not in address]
    differs = []
    for address, (earlier, etag) in before.items():
        ways = [client.get(address, headers=BY_HTMX)]
        if etag:
            ways.append(client.get(address, headers={"If-None-Match": etag}))
        for response in ways:
            everything = f"{response.content.decode(errors='replace')}{response.headers}{response.cookies}".lower()
            if WORD in everything and WORD not in address:  # where it was asked for, it may be said again
                told.append(address)
            if response.status_code != 304 and seen(response) != earlier:
                differs.append(address)
    assert sorted(set(told)) == []
    assert differs == []


def test_the_word_itself_is_answered_like_one_that_nobody_wrote(walk):
    client, _, _, slugs = walk
    asked = [
        f"{path}?q={WORD}{rest}" for path in ("/tools/", "/search/", "/api/v1/tools/") for rest in ("", "ies", "+x")
    ]
    asked += [f"/tools/?maker={WORD}-maker", f"/tools/?tool={WORD}-draft", f"/compare/?tool={WORD}-draft&tool=brush"]
    asked += [f"/advisor/studio/result/?why={WORD}-draft", f"/compare/?q={WORD}", f"/advisor/{WORD}-0/"]
    asked += [f"/{kind}/{slug}/" for kind in ("tools", "guides", "industries", "workflows", "kinds") for slug in slugs]
    asked += [f"/api/v1/tools/{slug}/" for slug in slugs]
    for address in asked:
        answer, other = (seen(client.get(one)) for one in (address, address.replace(WORD, NOBODYS)))
        assert answer == (other[0], other[1], other[2].replace(NOBODYS.encode(), WORD.encode())), address


def test_the_walk_would_see_a_leak(walk):
    """With one draft made public, the pages that show it differ."""
    client, _, before, _ = walk
    with transaction.atomic():
        Tool.objects.get(slug=f"{WORD}-draft").publish()
        for address in (
            "/",
            "/tools/?sort=name",
            "/api/v1/tools/?",
            "/kinds/painter/",
            "/guides/open/",
            f"/tools/{WORD}-draft/",
        ):
            assert seen(client.get(address)) != before[address][0], address
        transaction.set_rollback(True)
