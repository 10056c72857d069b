from django.conf import settings
from django.db import models


class Try(models.Model):
    """A wrong password, or a link asked for, within the last quarter of an hour.

    Name, network address and device are digests: the table tells nobody who typed what. See ``config.people.throttle``.
    """

    class Kind(models.TextChoices):
        LOGIN = "login"
        RESET = "reset"

    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=40)
    address = models.CharField(max_length=40)
    device = models.CharField(max_length=40, blank=True, help_text="Empty for a browser that is not known.")
    at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["at"]
        verbose_name_plural = "tries"

    def __str__(self):
        return f"{self.kind} at {self.at}"


class SecondFactor(models.Model):
    """That somebody logs in with a code as well. What is kept makes no code by itself: see
    ``config.people.second_factor``.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="second_factor")
    salt = models.CharField(max_length=40)
    last_step = models.BigIntegerField(help_text="Of the code used last; none of that time or before is taken again.")
    since = models.DateTimeField()

    def __str__(self):
        return f"{self.user} since {self.since}"


class RecoveryCode(models.Model):
    """Lets somebody in once, in place of a code. Only its digest is kept."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "digest"], name="recovery_code_once_a_user")]

    def __str__(self):
        return f"of {self.user}"
