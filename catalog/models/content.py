"""What the shipped content has loaded, so that loading again can tell an editor's work from its own."""

from django.db import models


class LoadedEntry(models.Model):
    """An entry that ``load_content`` once wrote, and how it looked then."""

    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=200, help_text="The entry's natural key.")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the entry as it was written, in hexadecimal.")
    loaded_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["kind", "key"]
        verbose_name_plural = "loaded entries"
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="entry_is_loaded_once")]

    def __str__(self):
        return f"{self.kind} {self.key}"
