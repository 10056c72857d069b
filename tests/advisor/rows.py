"""Questionnaires in the database, for tests."""

from advisor.content import RowWriter
from advisor.models import Questionnaire
from tests.advisor.flows import STUDIO
from tests.factories import make_facet, make_term, make_tool


def make_questionnaire(flow=STUDIO, *, published=True):
    """The rows of a flow, with every term it names; published unless told otherwise."""
    for question in flow.questions:
        for choice in question.choices:
            for effect in choice.effects:
                make_term(effect.term)
    for verdict in flow.verdicts:
        for kind in verdict.tool_kinds:
            make_term(f"kind:{kind}")
    questionnaire = Questionnaire.objects.create(slug=flow.slug, title=flow.title, intro=flow.intro)
    RowWriter(questionnaire, "test").write(flow)
    if published:
        questionnaire.publish()
    return questionnaire


def make_studio_tools():
    """Four painters and a writer, as the studio's questions know them; where they run is known of one."""
    make_facet("hosting", unknown_policy="drop")
    for name in ("Brush", "Canvas", "Pencil"):
        make_tool(name=name, terms=["kind:painter", "output:image"], maker=name)
    make_tool(name="Oil", terms=["kind:painter", "output:image", "price:free", "hosting:own"], maker="Oil")
    make_tool(name="Pen", terms=["kind:writer", "output:text"], maker="Pen")
