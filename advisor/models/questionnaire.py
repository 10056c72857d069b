"""A questionnaire, whose rows are its one working draft, and the versions that were published from it."""

from collections.abc import Iterable

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Max, Q
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.urls import reverse
from django.utils import timezone

from advisor.catalogue import Catalogue
from advisor.lint import errors
from advisor.publishing import flow_of
from advisor.snapshot import Flow, flow_from_json
from catalog.changes import recorded
from catalog.history.edits import tell
from catalog.models import Event
from catalog.models.columns import NameColumn, SlugColumn

STEP = 10  # between the positions of questions, so that one can be put in between

# What the prefetch below loads, so that compiling a draft costs the same for any number of rows.
DRAFT_ROWS = (
    "questions__conditions__question",
    "questions__conditions__choices",
    "questions__choices__lane",
    "questions__choices__effects__term__facet",
    "questions__choices__effects__lane",
    "questions__choices__effects__conditions__question",
    "questions__choices__effects__conditions__choices",
    "verdicts__tool_kinds",
    "verdicts__rules__conditions__question",
    "verdicts__rules__conditions__choices",
    "warnings__conditions__question",
    "warnings__conditions__choices",
    "cases",
)


class QuestionnaireQuerySet(models.QuerySet):
    def live(self):
        return self.filter(live__isnull=False)

    def named_or_all(self, slug: str | None):
        """The one with the slug, or without a slug every questionnaire."""
        return self.filter(slug=slug) if slug else self.all()

    def with_draft(self):
        """Load all that compiling the draft needs."""
        return self.select_related("live").prefetch_related(*DRAFT_ROWS)

    def get_by_natural_key(self, slug):
        return self.get(slug=slug)


class Questionnaire(models.Model):
    """Questions that narrow the catalogue. Its rows are the draft; visitors see the live version."""

    slug = SlugColumn(unique=True, help_text="Stands in addresses. Never change it once it is public.")
    title = NameColumn(help_text="What it helps to decide, as a question.")
    intro = models.TextField(max_length=1000, help_text="Shown before the first question.")
    live = models.ForeignKey(
        "advisor.Version", null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="live_of"
    )

    # The draft that somebody handed in for review: one that was changed since is a draft again.
    reviewed_digest = models.CharField(max_length=64, blank=True, editable=False)
    handed_in_at = models.DateTimeField(null=True, blank=True, editable=False)
    handed_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )

    objects = QuestionnaireQuerySet.as_manager()

    class Meta:
        ordering = ["title", "slug"]
        permissions = [("publish_questionnaire", "Can publish questionnaires")]

    def __str__(self):
        return self.title

    def natural_key(self):
        return (self.slug,)

    def get_absolute_url(self):
        return reverse("advisor:questionnaire", args=[self.slug])

    def draft(self) -> Flow:
        """The working draft as the engine would see it."""
        return flow_of(Questionnaire.objects.with_draft().get(pk=self.pk))

    def has_unpublished_changes(self) -> bool:
        return self.live is None or self.live.digest != self.draft().digest

    def is_in_review(self, flow: Flow | None = None) -> bool:
        """Whether the draft, ``flow`` where it is compiled already, is the very one that was handed in."""
        return bool(self.reviewed_digest) and self.reviewed_digest == (flow or self.draft()).digest

    def hand_in(self, *, by=None):
        """Ask for a review of the draft as it is now."""
        self.reviewed_digest, self.handed_in_by, self.handed_in_at = self.draft().digest, by, timezone.now()
        self.save(update_fields=["reviewed_digest", "handed_in_by", "handed_in_at"])

    def send_back(self):
        """End the review without publishing; the draft stays as it is."""
        self.reviewed_digest, self.handed_in_by, self.handed_in_at = "", None, None
        self.save(update_fields=["reviewed_digest", "handed_in_by", "handed_in_at"])

    def draft_errors(self, catalogue: Catalogue | None, flow: Flow | None = None) -> list[str]:
        """Everything that keeps the draft from being published; ``flow`` is the draft where it is compiled already."""
        live = self.live.flow() if self.live else None
        return errors(flow or self.draft(), catalogue, live, [case.as_expected() for case in self.cases.all()])

    def order_questions(self, keys: Iterable[str]):
        """Ask the draft's questions in this order; those that are not named stay behind the others."""
        places = {key: place for place, key in enumerate(keys)}
        with transaction.atomic():
            questions = sorted(self.questions.all(), key=lambda question: places.get(question.key, len(places)))
            for place, question in enumerate(questions, start=1):
                question.position = place * STEP
                question.save(update_fields=["position"])

    def publish(self, *, by=None, note="", catalogue: Catalogue | None = None) -> bool:
        """Freeze the draft as a new version and make it live. An unchanged draft makes none; returns whether it did.

        Raises ValidationError with every error of the draft; answers are tried on the catalogue if one is given. Safe
        to repeat. The draft is checked before the transaction, which keeps other editors waiting.
        """
        checked = Questionnaire.objects.with_draft().get(pk=self.pk)
        flow = flow_of(checked)
        if found := checked.draft_errors(catalogue, flow):
            raise ValidationError(found)
        with transaction.atomic():
            current = Questionnaire.objects.select_for_update().get(pk=self.pk)
            if current.draft().digest != flow.digest:
                raise ValidationError("Somebody changed the draft while it was checked. Look at it and publish again.")
            if current.live is not None and current.live.digest == flow.digest:
                return False
            current.versions.published().update(state=Version.State.RETIRED)
            last = current.versions.aggregate(last=Max("number"))["last"] or 0
            current.live = Version.objects.create(
                questionnaire=current,
                number=last + 1,
                snapshot=flow.canonical_json,
                digest=flow.digest,
                published_by=by,
                note=note,
            )
            current.save(update_fields=["live"])
            current.send_back()
            told = f"Version {last + 1}. {note}".strip()
            tell(Event.Action.PUBLISH, kind="questionnaire", key=current.slug, label=current.title, by=by, note=told)
        self.refresh_from_db(fields=["live", "reviewed_digest", "handed_in_by", "handed_in_at"])
        return True


class VersionQuerySet(models.QuerySet):
    def published(self):
        return self.filter(state=Version.State.PUBLISHED)


class Version(models.Model):
    """A questionnaire as it was published: frozen, hashed, answerable for ever."""

    class State(models.TextChoices):
        PUBLISHED = "published", "Published"
        RETIRED = "retired", "Retired"

    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    snapshot = models.TextField(help_text="Canonical JSON: what the engine reads.")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the snapshot, in hexadecimal.")
    state = models.CharField(max_length=10, choices=State, default=State.PUBLISHED)
    published_at = models.DateTimeField(default=timezone.now)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    note = models.CharField(max_length=300, blank=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ["questionnaire", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["questionnaire", "number"], name="version_number_once"),
            models.UniqueConstraint(
                fields=["questionnaire"], condition=Q(state="published"), name="one_published_version"
            ),
        ]

    def __str__(self):
        return f"{self.questionnaire}, version {self.number}"

    def save(self, *args, **options):
        if self.pk is not None:
            raise ValidationError("A published version never changes. Change the draft and publish it.")
        super().save(*args, **options)

    def flow(self) -> Flow:
        return flow_from_json(self.snapshot)


@receiver([post_save, post_delete], sender=Questionnaire)
def note_what_pages_show(**_signal):
    """Pages of tools say which answers lead to them, and are kept until an edit is noted."""
    with recorded() as change:
        change.library()
