"""Links by which somebody without an account looks at a draft."""

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone

MOST_DAYS = 7


class PreviewLinkQuerySet(models.QuerySet):
    def live(self):
        """Without those that have run out, or whose maker may not come in any more; one that was ended is gone."""
        return self.filter(expires_at__gt=timezone.now(), made_by__is_active=True)

    def opened_by(self, token: str):
        return self.live().filter(digest=digest_of(token))


class PreviewLink(models.Model):
    """Only the token's digest is kept: who reads the database, or a backup, cannot open the draft by it.

    Not a logged table: nothing public is made of it.
    """

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    entry = GenericForeignKey()
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the token, in hexadecimal.")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    objects = PreviewLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at"]
        indexes = [models.Index(fields=["content_type", "object_id"], name="preview_links_of_an_entry")]

    def __str__(self):
        return f"Preview of {self.entry} until {self.expires_at:%-d %B %Y, %H:%M} UTC"

    @classmethod
    def make(cls, entry, *, by, days: int, token: str = "") -> str:
        """The token of a new link, or the given one, of which only the digest is kept. Links that have run out go."""
        if not 1 <= days <= MOST_DAYS:
            raise ValueError(f"A preview link works for 1 to {MOST_DAYS} days, not {days}.")
        now = timezone.now()
        cls.objects.filter(expires_at__lte=now).delete()
        token = token or secrets.token_urlsafe(32)
        cls.objects.create(
            entry=entry, digest=digest_of(token), made_by=by, made_at=now, expires_at=now + timedelta(days=days)
        )
        return token


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
