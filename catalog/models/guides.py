"""What there is to read: guides, comparisons, scenarios, workflows, industries, glossary and questions."""

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse

from catalog.models.appointments import Appointment
from catalog.models.changes import Change
from catalog.models.columns import LinesColumn, NameColumn, PartialDateColumn, SlugColumn, TextColumn, WebAddressColumn
from catalog.models.logged import Logged, LoggedQuerySet
from catalog.models.previews import PreviewLink
from catalog.models.staged import Staged


class ReferenceQuerySet(LoggedQuerySet):
    def get_by_natural_key(self, slug):
        return self.get(slug=slug)


class Reference(Logged):
    """A text that our own texts draw on."""

    change_kind, change_key = Change.Kind.LIBRARY, None

    class Kind(models.TextChoices):
        SEED_ARTICLE = "seed-article", "Article this site grew out of"
        VENDOR = "vendor", "A maker’s own page"
        REPOSITORY = "repository", "A maker’s repository"
        OPEN_DATABASE = "open-database", "Open database"
        THIRD_PARTY = "third-party", "Somebody else"

    slug = SlugColumn(unique=True)
    title = NameColumn(max_length=200)
    publisher = NameColumn(max_length=160, blank=True)
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.THIRD_PARTY)
    file = NameColumn(max_length=120, blank=True, help_text="The file’s name, for a text that has no address.")
    url = WebAddressColumn("address")
    as_of = PartialDateColumn(
        "as of",
        help_text="The day it speaks for: printed on it, of its last change, or else the day on which you read it.",
    )
    note = TextColumn(blank=True, max_length=1000)

    objects = ReferenceQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]

    def __str__(self):
        return self.title

    def natural_key(self):
        return (self.slug,)


class ReadingMatter(Staged):
    """What every text has: an address, terms it is about, tools it names, texts it draws on."""

    change_kind, change_key = Change.Kind.LIBRARY, None

    class EditorialState(models.TextChoices):
        DRAFT = "draft", "Draft"
        PUBLISHED = "published", "Published"

    slug = SlugColumn(unique=True)
    position = models.PositiveSmallIntegerField(default=100, help_text="Lower comes first.")
    terms = models.ManyToManyField("catalog.Term", blank=True, help_text="What it is about; joins it to the directory.")
    references = models.ManyToManyField(Reference, blank=True)
    editorial_state = models.CharField("state", max_length=20, choices=EditorialState, default=EditorialState.PUBLISHED)
    appointments = GenericRelation(Appointment)

    class Meta:
        abstract = True

    def publish(self):
        """Show it to the public. Safe to repeat; raises ValidationError with what is wrong."""
        self.editorial_state = self.EditorialState.PUBLISHED
        self.full_clean()
        self.save(update_fields=["editorial_state"])

    def natural_key(self):
        return (self.slug,)

    def __str__(self):
        return getattr(self, self.TITLE)

    TITLE = "title"


class ReadingMatterQuerySet(LoggedQuerySet):
    def published(self):
        return self.filter(editorial_state=ReadingMatter.EditorialState.PUBLISHED)

    def about(self, term):
        return self.filter(terms=term)

    def get_by_natural_key(self, slug):
        return self.get(slug=slug)


class Guide(ReadingMatter):
    class Group(models.TextChoices):
        BASICS = "basics", "The basics"
        CHOOSING = "choosing", "Choosing"
        PRACTICE = "practice", "In practice"
        BACKGROUND = "background", "Background"

    title = NameColumn(max_length=160)
    group = models.CharField(max_length=20, choices=Group, default=Group.BASICS)
    tagline = NameColumn(max_length=140)
    summary = TextColumn(max_length=1000, blank=True)
    body = TextColumn(
        help_text="Markdown; headings start at ##. A line [[comparison slug]], [[picture rings]], "
        "[[tools output=image]], [[workflows]], [[scenarios]] or [[industries]] puts that in its place."
    )
    tools = models.ManyToManyField("catalog.Tool", blank=True, related_name="guides")
    reviewed = PartialDateColumn("last reviewed")
    preview_links = GenericRelation(PreviewLink)

    objects = ReadingMatterQuerySet.as_manager()

    class Meta:
        ordering = ["position", "slug"]

    def get_absolute_url(self):
        return reverse("catalog:guide_detail", args=[self.slug])


class Comparison(ReadingMatter):
    """A table that a guide can embed: the first cell of a row names the row."""

    title = NameColumn(max_length=160)
    intro = TextColumn(max_length=1000, blank=True)
    columns = LinesColumn(help_text="Headings, one a line, the row names’ first.")

    objects = ReadingMatterQuerySet.as_manager()

    class Meta:
        ordering = ["position", "slug"]


class ComparisonRow(Logged):
    change_kind, change_key = Change.Kind.LIBRARY, None

    comparison = models.ForeignKey(Comparison, on_delete=models.CASCADE, related_name="rows")
    position = models.PositiveSmallIntegerField(default=0)
    cells = LinesColumn(help_text="One a line, as many as there are columns.")
    note = TextColumn(blank=True, max_length=1000, help_text="A correction or caveat, shown below the row.")
    tools = models.ManyToManyField("catalog.Tool", blank=True, related_name="+")

    class Meta:
        ordering = ["position", "id"]

    def __str__(self):
        return self.cells[0] if self.cells else "row"


class Scenario(ReadingMatter):
    """A typical mistake, and the better choice."""

    title = NameColumn(max_length=160)
    who = NameColumn(max_length=120)
    situation = TextColumn(max_length=1000)
    mistake = TextColumn("why it goes wrong", max_length=1000)
    better = TextColumn("better choice", max_length=1000)
    today = TextColumn("what has changed since", max_length=1000, blank=True)

    objects = ReadingMatterQuerySet.as_manager()

    class Meta:
        ordering = ["position", "slug"]


class Workflow(ReadingMatter):
    """Several kinds of tool for one job, mostly in a chain."""

    title = NameColumn(max_length=160)
    tagline = NameColumn(max_length=140)
    summary = TextColumn(max_length=1500, blank=True)

    objects = ReadingMatterQuerySet.as_manager()

    class Meta:
        ordering = ["position", "slug"]

    def get_absolute_url(self):
        return reverse("catalog:workflow_detail", args=[self.slug])

    def kinds(self):
        """The kinds of tool it takes, each once, of the steps that were fetched. No order: steps may be independent."""
        return list(dict.fromkeys(step.kind for step in self.steps.all()))


class WorkflowStep(Logged):
    change_kind, change_key = Change.Kind.LIBRARY, None

    workflow = models.ForeignKey(Workflow, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField(default=0)
    label = NameColumn(max_length=120)
    kind = models.ForeignKey(
        "catalog.Term",
        on_delete=models.PROTECT,
        related_name="workflow_steps",
        limit_choices_to={"facet__slug": "kind"},
    )
    note = TextColumn(max_length=1000, blank=True)
    tools = models.ManyToManyField("catalog.Tool", blank=True, related_name="workflow_steps")

    class Meta:
        ordering = ["position", "id"]

    def __str__(self):
        return self.label


class IndustryGuide(ReadingMatter):
    class Fit(models.TextChoices):
        LANGUAGE = "language", "Language models"
        OTHER_GENERATORS = "other-generators", "Other generators"
        BOTH = "both", "Both"

    title = NameColumn(max_length=160)
    tagline = NameColumn(max_length=140)
    fit = models.CharField(max_length=20, choices=Fit)
    fit_note = TextColumn(max_length=1000, blank=True)
    how = TextColumn(help_text="Markdown: what this field reaches for, and why.")
    example = TextColumn(blank=True, help_text="Markdown.")
    cautions = LinesColumn(help_text="One a line.")
    tools = models.ManyToManyField("catalog.Tool", blank=True, related_name="industry_guides")
    kinds = models.ManyToManyField(
        "catalog.Term", blank=True, related_name="industry_guides", limit_choices_to={"facet__slug": "kind"}
    )
    workflows = models.ManyToManyField(Workflow, blank=True, related_name="industries")

    objects = ReadingMatterQuerySet.as_manager()

    class Meta:
        ordering = ["position", "slug"]

    def get_absolute_url(self):
        return reverse("catalog:industry_detail", args=[self.slug])


class KindGuideQuerySet(ReadingMatterQuerySet):
    def with_terms(self):
        """Load what goes in and what comes out."""
        return self.select_related("kind__facet").prefetch_related("terms__facet")


class KindGuide(ReadingMatter):
    """What a kind of tool is for, beyond its definition. ``terms`` say what goes in and what comes out."""

    kind = models.OneToOneField(
        "catalog.Term",
        on_delete=models.CASCADE,
        related_name="kind_guide",
        limit_choices_to={"facet__slug": "kind"},
    )
    use_for = LinesColumn("use it when", help_text="One a line, each to follow “Use it when”.")
    avoid_for = LinesColumn("choose something else when", help_text="One a line, each to follow “when”; say what else.")
    example = TextColumn("a case", blank=True, help_text="Markdown: an invented case with real tools.")
    cautions = LinesColumn("typical warnings", help_text="One a line.")
    criteria = LinesColumn("what we list", help_text="What an entry must do to be of this kind, one a line.")
    on_map = models.BooleanField(
        "drawn on the map of kinds",
        default=False,
        help_text="The table below the map names every kind; a drawing of them all would be a tangle.",
    )

    objects = KindGuideQuerySet.as_manager()

    class Meta:
        ordering = ["kind__rank", "slug"]

    def __str__(self):
        return str(self.kind)

    def clean(self):
        """The kind’s own slug, which the desk does not ask for."""
        if self.kind_id and not self.slug:
            self.slug = self.kind.slug

    def get_absolute_url(self):
        return self.kind.get_absolute_url()

    def takes(self):
        """What goes in, of the terms that were fetched."""
        return [term for term in self.terms.all() if term.facet.slug == "input"]

    def makes(self):
        """What comes out, of the terms that were fetched."""
        return [term for term in self.terms.all() if term.facet.slug == "output"]


class GlossaryTerm(ReadingMatter):
    term = NameColumn(max_length=80)
    definition = TextColumn(max_length=1000)
    synonyms = LinesColumn(help_text="Other words for it, one a line.")
    see_also = models.ManyToManyField("self", symmetrical=False, blank=True)

    objects = ReadingMatterQuerySet.as_manager()
    TITLE = "term"

    class Meta:
        ordering = [Lower("term")]

    def get_absolute_url(self):
        return f"{reverse('catalog:glossary')}#{self.slug}"


class FaqEntry(ReadingMatter):
    class Origin(models.TextChoices):
        SEED = "seed", "Question and answer from an article"
        RECONSTRUCTED = "reconstructed", "The article has the answer; the question is ours"
        NEW_ANSWER = "new-answer", "The article has the question; the answer is ours"

    question = NameColumn(max_length=200)
    answer = TextColumn(help_text="Markdown.")
    origin = models.CharField(max_length=20, choices=Origin, blank=True)
    note = TextColumn(max_length=500, blank=True)

    objects = ReadingMatterQuerySet.as_manager()
    TITLE = "question"

    class Meta:
        ordering = ["position", "slug"]
        verbose_name = "question and answer"
        verbose_name_plural = "questions and answers"

    def get_absolute_url(self):
        return f"{reverse('catalog:question_list')}#{self.slug}"
