"""Changes that somebody would make to an entry, and that wait for somebody to decide."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from catalog.models.columns import TextColumn


class ProposalQuerySet(models.QuerySet):
    def open(self):
        return self.filter(state=Proposal.State.OPEN)

    def of(self, kind: str, key: str):
        return self.filter(kind=kind, key=key)

    def give_up(self, at):
        """Close those of an entry that is gone, since another has its key now."""
        self.update(state=Proposal.State.DECLINED, decided_at=at, answer="The entry is gone; another has its address.")


class Proposal(models.Model):
    """What an entry would be, beside what it was when somebody set out to change it: two whole documents.

    Whoever decides sees them beside the entry as it is by then. Until then nothing of the entry has changed.
    """

    class Origin(models.TextChoices):
        EDITOR = "editor", "An editor’s change to a public entry"
        COLLISION = "collision", "Two people changed it at once"
        SUGGESTION = "suggestion", "A visitor’s suggestion"
        IMPORT = "import", "An import"

    class State(models.TextChoices):
        OPEN = "open", "Open"
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Declined"
        WITHDRAWN = "withdrawn", "Withdrawn"

    kind = models.CharField(max_length=40, help_text="The kind of entry, such as “tool”.")
    key = models.CharField(max_length=200, help_text="The entry’s natural key.")
    label = models.CharField("entry", max_length=200, help_text="Outlives the entry.")
    is_public = models.BooleanField("public", default=False, help_text="Visitors saw the entry when it was made.")
    origin = models.CharField(max_length=12, choices=Origin, default=Origin.EDITOR)
    state = models.CharField(max_length=12, choices=State, default=State.OPEN, db_index=True)
    base = models.JSONField(null=True, help_text="The entry as it was; null where that is not known any more.")
    document = models.JSONField(help_text="The entry as it would be.")
    why = TextColumn(max_length=500, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="proposals"
    )
    by_name = models.CharField("by", max_length=150, blank=True, help_text="Outlives the account.")
    made_at = models.DateTimeField("made (UTC)", default=timezone.now)
    decided_by_name = models.CharField("decided by", max_length=150, blank=True)
    decided_at = models.DateTimeField("decided (UTC)", null=True, blank=True)
    answer = TextColumn(max_length=500, blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["kind", "key", "state"], name="proposal_of_entry")]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key", "by"],
                condition=Q(state="open", origin="editor"),
                name="one_open_proposal_each",
            ),
            models.CheckConstraint(
                condition=Q(state="open", decided_at__isnull=True) | ~Q(state="open") & Q(decided_at__isnull=False),
                name="proposal_is_decided_once",
            ),
        ]

    def __str__(self):
        return f"{self.label}, proposed by {self.by_name or 'somebody'}"

    @property
    def is_open(self):
        return self.state == self.State.OPEN

    def decide(self, state: str, *, by, answer: str = ""):
        """Note what became of it, and who said so."""
        self.state, self.answer, self.decided_at = state, answer, timezone.now()
        self.decided_by_name = by.get_username()
        self.save(update_fields=["state", "answer", "decided_at", "decided_by_name"])
