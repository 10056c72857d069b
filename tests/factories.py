"""Rows for tests: name only what the test is about."""

from itertools import count

from django.contrib.auth.models import User

from catalog.models import Assignment, Facet, FacetState, Maker, Plan, Source, Term, Tool
from catalog.names import label_from, slug_from
from config.people.roles import give_role

PASSWORD = "correct-horse-battery"
# What a draft's form at the desk sends where no time is set.
NO_APPOINTMENT = dict.fromkeys(
    (f"catalog-appointment-content_type-object_id-{n}_FORMS" for n in ("TOTAL", "INITIAL")), 0
)

_numbers = count(1)


def make_facet(slug="output", **fields):
    facet, _ = Facet.objects.get_or_create(slug=slug, defaults={"label": label_from(slug), **fields})
    return facet


def make_term(name="output:image", **fields):
    """A term of ``facet:term``, with its facet."""
    facet, slug = name.split(":")
    term, _ = Term.objects.get_or_create(
        facet=make_facet(facet), slug=slug, defaults={"label": label_from(slug), **fields}
    )
    return term


def make_maker(name="Acme"):
    return Maker.objects.filter(name=name).first() or Maker.objects.create(slug=slug_from(name), name=name)


def make_tool(*, terms=(), complete=(), plans=(), sources=1, maker="Acme", **fields):
    """A published tool. ``terms`` are ``facet:term``; ``plans`` are fields of plans; ``sources`` their number."""
    number = next(_numbers)
    fields.setdefault("name", f"Tool {number}")
    fields.setdefault("slug", slug_from(fields["name"]))
    fields.setdefault("entry_type", Tool.EntryType.APP)
    fields.setdefault("tagline", "Makes things.")
    fields.setdefault("editorial_state", Tool.EditorialState.PUBLISHED)
    tool = Tool.objects.create(maker=make_maker(maker), **fields)
    for name in terms:
        Assignment.objects.create(tool=tool, term=make_term(name))
    for facet in complete:
        FacetState.objects.create(tool=tool, facet=make_facet(facet), state=FacetState.State.COMPLETE)
    for plan in plans:
        Plan.objects.create(tool=tool, **{"name": "Pro", "price_kind": "subscription", "unit": "month", **plan})
    for _ in range(sources):
        Source.objects.create(tool=tool, type="vendor", url="https://example.org/", fields=["maker"])
    return tool


def make_person(name="ada", role="Editor", **fields):
    """Somebody with a role, or none if it is empty, who logs in with PASSWORD."""
    user = User.objects.create_user(name, fields.pop("email", f"{name}@example.org"), PASSWORD, **fields)
    give_role(user, role)
    return user
