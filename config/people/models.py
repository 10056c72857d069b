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
