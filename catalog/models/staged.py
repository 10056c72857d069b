"""What is a draft first, and public later."""

from catalog.models.changes import recorded
from catalog.models.logged import Logged


class Staged(Logged):
    """Has an ``editorial_state`` and ``appointments``; some have ``preview_links``.

    However an entry becomes public, the time that was set for it is over. However it is taken back, the links that
    were made before show nothing any more: they were for another draft.
    """

    PUBLIC = "published"

    class Meta:
        abstract = True

    @property
    def is_public(self):
        return self.editorial_state == self.PUBLIC

    def save(self, *args, **options):
        with recorded():
            is_taken_back = not self.is_public and self._is_stored_as_public()
            super().save(*args, **options)
            if self.is_public:
                self.appointments.all().delete()
            elif is_taken_back and hasattr(self, "preview_links"):
                self.preview_links.all().delete()

    def _is_stored_as_public(self):
        return self.pk is not None and type(self).objects.published().filter(pk=self.pk).exists()
