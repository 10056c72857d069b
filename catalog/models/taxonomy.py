"""Facets and their terms: the questions a tool can be sorted by, and the answers. Data, not code."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from catalog.models.changes import Change
from catalog.models.columns import LinesColumn, NameColumn, SlugColumn, TextColumn, validate_visible
from catalog.models.logged import Logged, LoggedQuerySet

# Names that addresses use for something else (design 2.2); a facet of that name could not be filtered by.
RESERVED_FACET_SLUGS = frozenset(
    [
        "q",
        "sort",
        "page",
        "per_page",
        "unknown",
        "tool",
        "maker",
        "entry-type",
        "lifecycle",
        "why",
        "format",
        "asked",
        "counts",
        "result",
        "view",
    ]
)


def validate_facet_slug(slug):
    if slug in RESERVED_FACET_SLUGS:
        raise ValidationError("“%(slug)s” is used by the site itself. Choose another.", params={"slug": slug})


def validate_facet_phrase(phrase):
    if phrase.count("{}") > 1:
        raise ValidationError("Write {} once: the chosen terms stand in one place.")
    if set(phrase.replace("{}", "")) & {"{", "}"}:
        raise ValidationError("Write the place of the chosen terms as {}, with nothing between the brackets.")


def validate_term_phrase(phrase):
    if set(phrase) & {"{", "}"}:
        raise ValidationError("Leave brackets out: only the facet says where its terms stand.")


class FacetQuerySet(LoggedQuerySet):
    def get_by_natural_key(self, slug):
        return self.get(slug=slug)


class Facet(Logged):
    """One way of sorting tools, such as “What it makes”."""

    change_kind, change_key = Change.Kind.TAXONOMY, None

    class Selection(models.TextChoices):
        MANY = "many", "Several terms a tool"
        ONE = "one", "One term a tool"
        ORDERED = "ordered", "One term a tool, from less to more"

    class Match(models.TextChoices):
        ANY = "any", "Any of the chosen terms"
        ALL = "all", "All of the chosen terms"

    class UnknownPolicy(models.TextChoices):
        KEEP = "keep", "Keep it, marked “not confirmed”"
        DROP = "drop", "Leave it out"

    slug = SlugColumn(
        max_length=50,
        unique=True,
        help_text="Stands in addresses (?output=image). Never change it once it is public.",
    )
    label = NameColumn(max_length=60, help_text="The heading of the filter.")
    help = models.CharField(max_length=300, blank=True, help_text="One sentence on how to read this filter.")
    phrase = NameColumn(
        max_length=80,
        blank=True,
        validators=[validate_visible, validate_facet_phrase],
        help_text="How chosen terms read in the sentence above the list; {} stands for them: “that produce {}” makes "
        "“Tools and models that produce images or video”. Begin with “that” where a verb follows. "
        "Empty: the label, a colon and the terms.",
    )
    selection = models.CharField(max_length=10, choices=Selection, default=Selection.MANY)
    match = models.CharField(
        max_length=5,
        choices=Match,
        default=Match.ANY,
        help_text="What ticking two terms asks for. “Any” suits nearly every filter.",
    )
    position = models.PositiveSmallIntegerField(default=100, help_text="Lower comes first.")
    shown_first = models.BooleanField(default=False, help_text="Open in the sidebar; the others are folded.")
    filterable = models.BooleanField(default=True, help_text="Offer it as a filter in the directory.")
    comparable = models.BooleanField(default=True, help_text="Give it a row on compare pages.")
    unknown_policy = models.CharField(
        "a tool whose fact is not known",
        max_length=4,
        choices=UnknownPolicy,
        default=UnknownPolicy.KEEP,
        help_text="What the advisor does with such a tool. Leave it out only where a wrong guess does harm (privacy).",
    )

    objects = FacetQuerySet.as_manager()

    class Meta:
        ordering = ["position", "slug"]
        constraints = [
            models.CheckConstraint(
                name="facet_slug_is_not_reserved",
                condition=~Q(slug__in=sorted(RESERVED_FACET_SLUGS)),
                violation_error_message="This name is used by the site itself. Choose another.",
            ),
        ]

    def __str__(self):
        return self.label

    def natural_key(self):
        return (self.slug,)

    def clean(self):
        validate_facet_slug(self.slug)
        from catalog.facts import FIELD_KEYS

        if self.slug in FIELD_KEYS:
            raise ValidationError({"slug": "A fact of every tool already has this name. Choose another."})
        if self.pk and self.selection != self.Selection.MANY and self._was_for_many():
            links = Term.tools.rel.through.objects.filter(term__facet=self).order_by()
            several = links.values("tool").annotate(number=models.Count("pk")).filter(number__gt=1)
            if count := several.count():
                raise ValidationError({"selection": f"{count} tools have several terms of it. Reduce them first."})

    def _was_for_many(self):
        return Facet.objects.filter(pk=self.pk, selection=self.Selection.MANY).exists()


class TermQuerySet(LoggedQuerySet):
    def kinds(self):
        return self.filter(facet__slug="kind")

    def get_by_natural_key(self, facet, slug):
        return self.get(facet__slug=facet, slug=slug)


class Term(Logged):
    """One answer within a facet, such as “Image”."""

    change_kind, change_key = Change.Kind.TAXONOMY, None

    facet = models.ForeignKey(Facet, on_delete=models.CASCADE, related_name="terms")
    slug = SlugColumn(help_text="Stands in addresses. Never change it once it is public.")
    label = NameColumn(max_length=80)
    phrase = NameColumn(
        max_length=80,
        blank=True,
        validators=[validate_visible, validate_term_phrase],
        help_text="How the term reads within its facet’s phrase, such as “images” or “on your own servers”; a kind "
        "of tool in the plural. Empty: the label, its first letter small unless it looks like a name.",
    )
    definition = TextColumn(
        blank=True, max_length=1000, help_text="What belongs here and what does not, in plain words."
    )
    parent = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
        help_text="A wider term of the same facet. A tool with this term is found under the wider one too.",
    )
    rank = models.PositiveIntegerField(default=0, help_text="Order in the list; in an ordered facet also less to more.")
    synonyms = LinesColumn(help_text="Other words people search by, one a line.")
    implies = models.ManyToManyField(
        "self",
        symmetrical=False,
        blank=True,
        related_name="implied_by",
        help_text="Terms of the same facet that a tool with this term has as well.",
    )

    objects = TermQuerySet.as_manager()

    class Meta:
        ordering = ["facet__position", "facet__slug", "rank", "slug"]
        constraints = [
            models.UniqueConstraint(
                fields=["facet", "slug"],
                name="term_slug_is_unique_in_its_facet",
                violation_error_message="This facet already has a term with that name in addresses.",
            ),
            models.CheckConstraint(
                name="term_is_not_its_own_parent",
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                violation_error_message="A term cannot be its own wider term.",
            ),
        ]

    def __str__(self):
        return self.label

    def natural_key(self):
        return (self.facet.slug, self.slug)

    natural_key.dependencies = ["catalog.facet"]

    def get_absolute_url(self):
        if self.facet.slug == "kind":
            return reverse("catalog:kind_detail", args=[self.slug])
        return f"{reverse('catalog:tool_list')}?{self.facet.slug}={self.slug}"

    def clean(self):
        if self.parent_id is None:
            return
        if self.parent.facet_id != self.facet_id:
            raise ValidationError({"parent": "Choose a wider term of the same facet."})
        seen, above = {self.pk}, self.parent
        while above is not None:
            if above.pk in seen:
                raise ValidationError({"parent": "These terms would contain each other. Choose another wider term."})
            seen.add(above.pk)
            above = above.parent


def closure(terms) -> dict[int, frozenset[int]]:
    """For each term id, the ids it is found under: itself, its wider terms, what it implies, and so on up.

    ``terms`` is every Term, with ``implies`` prefetched. Loops, which forms refuse, do no harm here.
    """
    above = {
        term.pk: [*([term.parent_id] if term.parent_id else []), *(other.pk for other in term.implies.all())]
        for term in terms
    }

    def reach(start):
        found, open_ids = set(), [start]
        while open_ids:
            term_id = open_ids.pop()
            if term_id not in found:
                found.add(term_id)
                open_ids += above.get(term_id, [])
        return frozenset(found)

    return {term_id: reach(term_id) for term_id in above}
