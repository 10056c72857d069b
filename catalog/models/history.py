"""The trail of everything that was done: never changed, and never shorter."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class EventQuerySet(models.QuerySet):
    def of(self, kind: str, key: str):
        """The events of an entry by its present key."""
        return self.filter(kind=kind, key=key)

    def edits(self):
        """Without what changed nothing of an entry, such as a proposal that was made or declined."""
        actions = Event.Action
        beside = [actions.HAND_IN, actions.SEND_BACK, actions.WITHDRAW, actions.SET_TIME, actions.CANCEL_TIME]
        return self.exclude(action__in=[*beside, actions.MAKE_LINK, actions.END_LINK])

    def update(self, **values):
        raise TypeError("Events are never changed.")

    def delete(self):
        raise TypeError("Events are never deleted.")

    delete.queryset_only = True


class Event(models.Model):
    """Something that somebody did to an entry or an account. It outlives both.

    An event of an entry keeps what it replaced: the whole document from before, packed, and the new values of the
    fields that changed. So every state that an entry was ever in is stored exactly once, by the event that ended
    it, and the present one by the entry itself; an entry that nobody changed costs nothing but its name.
    """

    class Route(models.TextChoices):
        DESK = "admin", "At the desk"
        PROPOSAL = "proposal", "By a proposal"
        IMPORT = "import", "By an import"
        CONTENT = "content", "With the shipped content"
        SCHEDULE = "schedule", "On its time"
        COMMAND = "command", "By a command or in a shell"

    class Action(models.TextChoices):
        CREATE = "create", "Created"
        CHANGE = "change", "Changed"
        PUBLISH = "publish", "Published"
        UNPUBLISH = "unpublish", "Taken back to a draft"
        ARCHIVE = "archive", "Archived"
        DELETE = "delete", "Deleted"
        PUT_BACK = "put-back", "Put back"
        HAND_IN = "hand-in", "Handed in for review"
        SEND_BACK = "send-back", "Sent back"
        WITHDRAW = "withdraw", "Withdrew a proposal"
        SET_TIME = "set-time", "Set a time for publishing"
        CANCEL_TIME = "cancel-time", "Cancelled the set time"
        MAKE_LINK = "make-link", "Made a preview link"
        END_LINK = "end-link", "Ended a preview link"
        LOG_IN = "log-in", "Logged in"
        LOG_OUT = "log-out", "Logged out"
        REFUSED = "refused", "Refused to log in"
        INVITE = "invite", "Made or sent a link to set a password"
        PASSWORD = "password", "Set a password"

    at = models.DateTimeField("when (UTC)", default=timezone.now, db_index=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=True
    )
    by_name = models.CharField("who", max_length=150, blank=True, help_text="Outlives the account.")
    route = models.CharField(max_length=12, choices=Route)
    action = models.CharField("what", max_length=12, choices=Action)
    kind = models.CharField(max_length=40, help_text="The kind of entry, such as “tool”; “user” for accounts.")
    key = models.CharField(max_length=200, help_text="The entry’s natural key when this had been done.")
    former_key = models.CharField(max_length=200, blank=True, help_text="The key before, where it changed.")
    label = models.CharField("name", max_length=200, blank=True)
    before = models.BinaryField(null=True, help_text="The document it replaced, packed; none for a new entry.")
    was = models.CharField(max_length=64, blank=True, help_text="Digest of that document.")
    changes = models.JSONField(default=dict, help_text="New values of the fields that changed; null where one went.")
    is_public = models.BooleanField(default=False, help_text="Visitors may read of it.")
    note = models.CharField(max_length=500, blank=True)
    token = models.CharField(max_length=64, blank=True, help_text="A form’s own: with it something is saved once.")

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["kind", "key", "id"], name="event_of_entry"),
            models.Index(fields=["id"], name="event_for_visitors", condition=Q(is_public=True)),
        ]
        constraints = [models.UniqueConstraint(fields=["token"], condition=~Q(token=""), name="form_saved_once")]

    def __str__(self):
        return f"{self.get_action_display()}: {self.label or self.key}"

    def save(self, *args, **options):
        if self.pk is not None:
            raise TypeError("Events are never changed.")
        super().save(*args, **options)

    def delete(self, *args, **options):
        raise TypeError("Events are never deleted.")
