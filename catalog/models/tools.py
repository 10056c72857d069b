"""Tools and models, and how they hang together."""

from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, F, Func, Max, Min, OuterRef, Prefetch, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, Left, Lower
from django.urls import reverse
from django.utils import timezone

from catalog import dates, words
from catalog.models.appointments import Appointment
from catalog.models.columns import (
    LinesColumn,
    NameColumn,
    PartialDateColumn,
    SlugColumn,
    TextColumn,
    WebAddressColumn,
    validate_three_lines,
)
from catalog.models.facts import FacetState, Plan
from catalog.models.logged import Logged, LoggedQuerySet
from catalog.models.makers import Maker
from catalog.models.previews import PreviewLink
from catalog.models.staged import Staged
from catalog.names import name_key


class ByName(Func):
    """Orders tools by name, capitals aside, letter by letter: alike on every database, and in Python."""

    template = "%(expressions)s"
    arity = 1

    def __init__(self):
        super().__init__("name_key")

    def as_postgresql(self, compiler, connection):
        return self.as_sql(compiler, connection, template='%(expressions)s COLLATE "C"')


class ToolQuerySet(LoggedQuerySet):
    def published(self):
        return self.filter(editorial_state=Tool.EditorialState.PUBLISHED)

    def current(self):
        """Without what can no longer be had."""
        return self.exclude(lifecycle=Tool.Lifecycle.DISCONTINUED)

    def with_prices(self, today):
        """Adds price_in, price_out (US dollars a million tokens) and price_month (US dollars) as of a day.

        price_month is the cheapest paid plan; 0 for what is free as a whole; None where nothing is known. price_unit is
        the unit of the first plan by item or use, with the least and the most of that unit: others compare to nothing.
        """
        plans = Plan.objects.filter(tool=OuterRef("pk")).compared().valid_on(today)

        def cheapest(kind):
            return figure(Min, plans.filter(price_kind=kind))

        def figure(aggregate, chosen):
            return Subquery(chosen.order_by().values("tool").annotate(figure=aggregate("amount")).values("figure"))

        by_item = plans.filter(price_kind=Plan.PriceKind.PER_ITEM)
        of_unit = by_item.filter(unit=OuterRef("price_unit"))

        return self.annotate(
            price_in=cheapest(Plan.PriceKind.INPUT_TOKENS),
            price_out=cheapest(Plan.PriceKind.OUTPUT_TOKENS),
            price_month=Coalesce(cheapest(Plan.PriceKind.SUBSCRIPTION), cheapest(Plan.PriceKind.FREE)),
            price_unit=Subquery(by_item.values("unit")[:1]),
            price_unit_least=figure(Min, of_unit),
            price_unit_most=figure(Max, of_unit),
        )

    def in_reading_order(self):
        """Active before others, the best sourced first, not stale before stale, then by name, as /method/ says."""
        stale = Q(stale_on__lte=timezone.localdate())
        return self.annotate(
            lifecycle_rank=Case(When(lifecycle=Tool.Lifecycle.ACTIVE, then=Value(0)), default=Value(1)),
            stale_rank=Case(When(stale, then=Value(1)), default=Value(0)),
        ).order_by("lifecycle_rank", F("sourced_share").desc(), "stale_rank", ByName())

    def released_last(self):
        """Those whose release date is known, the latest first."""
        return self.exclude(released="").select_related("maker").order_by("-released", ByName())

    def for_cards(self):
        """Load all that a card shows, in the same number of queries for any number of cards."""
        return self.select_related("maker").prefetch_related("assignments__term__facet")

    def for_pages(self):
        """Load all that a tool's own page or a compare column shows."""
        return self.select_related("maker", "successor__successor").prefetch_related(
            Prefetch("assignments", Assignment.objects.select_related("term__facet")),
            Prefetch("facet_states", FacetState.objects.select_related("facet")),
            "field_states",
            "plans",
            "sources",
            "readings",
            "aliases",
            Prefetch("alternatives", Alternative.objects.select_related("other")),
            Prefetch("runs_on", RunsOn.objects.select_related("model")),
            Prefetch("runs", RunsOn.objects.select_related("app")),
        )

    def for_documents(self):
        """Load all that a tool's document says; of other tools, what names them and whether they are public."""
        shown = ("slug", "editorial_state")
        return self.select_related("maker", "successor").prefetch_related(
            Prefetch(
                "assignments",
                Assignment.objects.select_related("term__facet").only("tool", "term__slug", "term__facet__slug"),
            ),
            Prefetch("facet_states", FacetState.objects.select_related("facet").only("tool", "state", "facet__slug")),
            "field_states",
            "plans",
            "sources",
            "aliases",
            Prefetch(
                "alternatives",
                Alternative.objects.select_related("other").only(
                    "tool", "reason", "position", *(f"other__{name}" for name in shown)
                ),
            ),
            Prefetch(
                "runs_on", RunsOn.objects.select_related("model").only("app", *(f"model__{name}" for name in shown))
            ),
        )

    def get_by_natural_key(self, slug):
        return self.get(slug=slug)


class Tool(Staged):
    """A tool or a model: what it is, in an editor's words. Its facts' sources and prices hang on it."""

    change_key = "pk"

    class EntryType(models.TextChoices):
        APP = "app", "App"
        MODEL = "model", "Model"
        API_PLATFORM = "api-platform", "API platform"
        LOCAL_RUNNER = "local-runner", "Local runner"
        LIBRARY = "library", "Library"
        EXTENSION = "extension", "Extension"

    class Lifecycle(models.TextChoices):
        ACTIVE = "active", "Active"
        BETA = "beta", "Beta"
        DEPRECATED = "deprecated", "Being phased out"
        DISCONTINUED = "discontinued", "Discontinued"
        RESEARCH = "research", "Research only"

    class EditorialState(models.TextChoices):
        DRAFT = "draft", "Draft"
        IN_REVIEW = "in-review", "In review"
        PUBLISHED = "published", "Published"
        ARCHIVED = "archived", "Archived"

    slug = SlugColumn(
        unique=True, help_text="The name in the address. Permanent: if it must change, the old one redirects."
    )
    name = NameColumn(help_text="As its maker writes it.")
    name_key = models.CharField(max_length=240, unique=True, editable=False)
    maker = models.ForeignKey(Maker, on_delete=models.PROTECT, related_name="tools")
    entry_type = models.CharField("type", max_length=20, choices=EntryType)
    tagline = NameColumn(
        max_length=140, blank=True, help_text="What it is, for whom; one sentence, 140 characters, no praise."
    )
    summary = TextColumn(
        max_length=2000,
        blank=True,
        help_text="Two or three sentences: what it does and the one thing to know first.",
    )
    description = TextColumn(max_length=20000, blank=True, help_text="Anything longer, in Markdown.")
    best_for = models.CharField(max_length=300, blank=True, help_text="An opinion; the page says so.")
    not_for = models.CharField(max_length=300, blank=True, help_text="An opinion; the page says so.")
    strengths = LinesColumn(validators=[validate_three_lines], help_text="Three at most, one a line.")
    limits = LinesColumn(validators=[validate_three_lines], help_text="Three at most, one a line.")
    uses = LinesColumn("typical tasks", help_text="What people do with it, one a line.")
    integrations = LinesColumn(help_text="Products it works with by name, one a line.")
    available_as = LinesColumn("ways to get it", help_text="Such as “hosted app”, “API”, “self-host”, one a line.")

    lifecycle = models.CharField(max_length=20, choices=Lifecycle, default=Lifecycle.ACTIVE)
    lifecycle_on = PartialDateColumn("since", help_text="When that changed, or the announced end.")
    lifecycle_note = models.CharField(max_length=400, blank=True)
    successor = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="predecessors",
        help_text="What its maker or we point to instead.",
    )

    released = PartialDateColumn()
    knowledge_cutoff = PartialDateColumn(
        help_text="The last day that its training data covers: 2024, 2024-05 or 2024-05-17."
    )
    context_window = models.PositiveBigIntegerField(
        null=True, blank=True, help_text="Tokens: what it can hold at once, prompt and answer together."
    )
    max_output = models.PositiveBigIntegerField(
        "longest answer", null=True, blank=True, help_text="Tokens in one answer."
    )
    parameters = NameColumn(max_length=80, blank=True, help_text="As its maker gives them: “117B total, 5.1B active”.")
    architecture = NameColumn(max_length=120, blank=True)
    licence_name = NameColumn("licence", max_length=120, blank=True)
    licence_url = WebAddressColumn("licence address")
    commercial_use_note = models.CharField(max_length=500, blank=True)
    homepage = WebAddressColumn()
    docs_url = WebAddressColumn("documentation")
    disclosure = models.CharField(
        "interest",
        max_length=300,
        blank=True,
        help_text="Any tie between us and its maker. Shown on the page.",
    )

    terms = models.ManyToManyField("catalog.Term", through="Assignment", related_name="tools")
    editorial_state = models.CharField(
        "state", max_length=20, choices=EditorialState, default=EditorialState.DRAFT, db_index=True
    )
    sourced_share = models.PositiveSmallIntegerField(
        default=0,
        editable=False,
        help_text="Share of its facts that rest on a source or a reading, in per cent.",
    )
    stale_on = models.DateField(
        null=True, editable=False, help_text="The first day on which one of its sourced facts is stale."
    )
    appointments = GenericRelation(Appointment)
    preview_links = GenericRelation(PreviewLink)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ToolQuerySet.as_manager()

    class Meta:
        ordering = [Lower("name"), "slug"]
        permissions = [("publish_tool", "Can publish and unpublish tools")]
        constraints = [
            models.CheckConstraint(
                name="published_tool_has_tagline",
                condition=~Q(editorial_state="published") | ~Q(tagline=""),
                violation_error_message="Write a tagline before you publish.",
            ),
            models.CheckConstraint(
                name="tool_is_not_its_own_successor",
                condition=Q(successor__isnull=True) | ~Q(successor=F("id")),
                violation_error_message="A tool cannot succeed itself.",
            ),
            models.CheckConstraint(
                name="released_not_before_knowledge_cutoff",
                condition=Q(released="") | Q(knowledge_cutoff="") | Q(released__gte=Left(F("knowledge_cutoff"), 4)),
                violation_error_message="It cannot have been released before its knowledge ends. Check both dates.",
            ),
        ]

    def __str__(self):
        return self.name

    def natural_key(self):
        return (self.slug,)

    def get_absolute_url(self):
        return reverse("catalog:tool_detail", args=[self.slug])

    def clean(self):
        self.name_key = name_key(self.name)
        if self.released and self.knowledge_cutoff:
            try:
                early = dates.latest(self.released) < dates.earliest(self.knowledge_cutoff)
            except ValueError:
                return  # the columns' own messages say what is wrong
            if early:
                raise ValidationError({"released": "It cannot have been released before its knowledge ends."})

    def save(self, *args, **options):
        self.name_key = name_key(self.name)
        super().save(*args, **options)

    def check_fit(self):
        """Raises ValidationError with what it lacks to be public."""
        self.full_clean()
        if not self.terms.filter(facet__slug="kind").exists():
            raise ValidationError("Give it at least one kind before you publish.")
        if not self.sources.exists():
            raise ValidationError("Give it at least one source before you publish.")

    def publish(self):
        """Show it to the public. Safe to repeat; raises ValidationError with what is missing."""
        self.editorial_state = self.EditorialState.PUBLISHED
        self.check_fit()
        self.save(update_fields=["editorial_state", "updated_at"])

    def unpublish(self):
        """Take it back to a draft. Safe to repeat."""
        self.editorial_state = self.EditorialState.DRAFT
        self.save(update_fields=["editorial_state", "updated_at"])

    def archive(self):
        """Keep it at the desk alone, instead of deleting it. Safe to repeat."""
        self.editorial_state = self.EditorialState.ARCHIVED
        self.save(update_fields=["editorial_state", "updated_at"])

    def plans_on(self, day):
        """The plans valid on a day, from the prefetched ones."""
        return [plan for plan in self.plans.all() if plan.is_valid_on(day)]

    @property
    def price_line(self) -> str:
        """What it costs, in the words of cards, of a tool loaded with ``with_prices``."""
        by_unit = self.price_unit, self.price_unit_least, self.price_unit_most
        return words.price_line(self.price_in, self.price_out, self.price_month, by_unit)

    @staticmethod
    def today():
        return timezone.localdate()


class ToolAlias(Logged):
    """Another name that people know a tool by."""

    tool = models.ForeignKey(Tool, on_delete=models.CASCADE, related_name="aliases")
    name = NameColumn()

    class Meta:
        ordering = ["id"]
        verbose_name = "other name"
        constraints = [
            models.UniqueConstraint(
                "tool",
                Lower("name"),
                name="alias_once_a_tool",
                violation_error_message="This name is there already.",
            )
        ]

    def __str__(self):
        return self.name


class FormerSlug(Logged):
    """A name in addresses that a tool once had; it redirects."""

    tool = models.ForeignKey(Tool, on_delete=models.CASCADE, related_name="former_slugs")
    slug = SlugColumn(unique=True)

    class Meta:
        ordering = ["slug"]
        verbose_name = "former address"
        verbose_name_plural = "former addresses"

    def __str__(self):
        return self.slug

    def clean(self):
        if Tool.objects.filter(slug=self.slug).exists():
            raise ValidationError({"slug": "A tool has this address now."})


class Assignment(Logged):
    """A term that holds for a tool."""

    tool = models.ForeignKey(Tool, on_delete=models.CASCADE, related_name="assignments")
    term = models.ForeignKey("catalog.Term", on_delete=models.PROTECT, related_name="assignments")

    class Meta:
        ordering = ["term__facet__position", "term__rank", "term__slug"]
        constraints = [
            models.UniqueConstraint(
                fields=["tool", "term"],
                name="term_once_a_tool",
                violation_error_message="The tool has this term already.",
            )
        ]

    def __str__(self):
        return f"{self.tool}: {self.term}"

    def clean(self):
        if self.tool_id is None or self.term_id is None:
            return
        facet = self.term.facet
        if facet.selection != facet.Selection.MANY and (
            Assignment.objects.filter(tool=self.tool, term__facet=facet)
            .exclude(pk=self.pk)
            .exclude(term=self.term)
            .exists()
        ):
            raise ValidationError({"term": f"“{facet}” takes one term a tool. Remove the other one first."})
        if FacetState.objects.filter(tool=self.tool, facet=facet).exclude(state=FacetState.State.COMPLETE).exists():
            raise ValidationError({"term": f"“{facet}” is marked as not applicable or not published for this tool."})


class Alternative(Logged):
    """Another tool worth a look, and why one would take it instead."""

    tool = models.ForeignKey(Tool, on_delete=models.CASCADE, related_name="alternatives")
    other = models.ForeignKey(Tool, on_delete=models.CASCADE, related_name="alternative_to")
    reason = models.CharField(max_length=200, blank=True, help_text="Why one would take it instead.")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["tool", "other"], name="alternative_once_a_tool"),
            models.CheckConstraint(
                name="alternative_is_another_tool",
                condition=~Q(tool=F("other")),
                violation_error_message="Choose another tool than this one.",
            ),
        ]

    def __str__(self):
        return f"{self.other} instead of {self.tool}"


class RunsOn(Logged):
    """An app and a model that it is publicly known to use."""

    change_key = "app_id"

    app = models.ForeignKey(Tool, on_delete=models.CASCADE, related_name="runs_on")
    model = models.ForeignKey(Tool, on_delete=models.CASCADE, related_name="runs")

    class Meta:
        ordering = ["id"]
        verbose_name = "model it runs on"
        verbose_name_plural = "models it runs on"
        constraints = [
            models.UniqueConstraint(fields=["app", "model"], name="runs_on_once"),
            models.CheckConstraint(
                name="runs_on_another",
                condition=~Q(app=F("model")),
                violation_error_message="Choose another tool than this one.",
            ),
        ]

    def __str__(self):
        return f"{self.app} runs on {self.model}"
