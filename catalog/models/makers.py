"""Who makes tools."""

from django.db import models
from django.db.models.functions import Lower

from catalog.models.changes import Change
from catalog.models.columns import NameColumn, SlugColumn, WebAddressColumn
from catalog.models.logged import Logged, LoggedQuerySet
from catalog.names import name_key


class MakerQuerySet(LoggedQuerySet):
    def with_published_tools(self):
        return self.filter(tools__editorial_state="published").distinct()

    def get_by_natural_key(self, slug):
        return self.get(slug=slug)


class Maker(Logged):
    """Who makes a tool: a firm, a laboratory, a project."""

    change_kind, change_key = Change.Kind.MAKER, "pk"

    slug = SlugColumn(unique=True)
    name = NameColumn(max_length=160)
    name_key = models.CharField(max_length=320, unique=True, editable=False)
    country = NameColumn(max_length=80, blank=True, help_text="Where it is based. Leave empty if not known.")
    homepage = WebAddressColumn()

    objects = MakerQuerySet.as_manager()

    class Meta:
        ordering = [Lower("name"), "slug"]

    def __str__(self):
        return self.name

    def natural_key(self):
        return (self.slug,)

    def clean(self):
        self.name_key = name_key(self.name)

    def save(self, *args, **options):
        self.name_key = name_key(self.name)
        super().save(*args, **options)
