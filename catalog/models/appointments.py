"""When a draft is to be published by itself."""

import math

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Min
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from catalog.models.changes import CatalogueVersion, recorded


class AppointmentQuerySet(models.QuerySet):
    def waiting(self):
        """Without those that were missed, which wait for a person."""
        return self.filter(problem="")

    def due(self, now):
        return self.waiting().filter(at__lte=now)


class Appointment(models.Model):
    """A tool's or a text's. It is gone once it was kept; one that could not be kept says why.

    Not a logged table: nothing public is made of it. Publishing notes itself.
    """

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    entry = GenericForeignKey()
    at = models.DateTimeField("publish at (UTC)")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    version = models.CharField(
        max_length=64, blank=True, editable=False, help_text="What it was set for, as ``catalog.appointments`` tells."
    )
    problem = models.TextField("why it was missed", blank=True, editable=False)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["content_type", "object_id"], name="one_appointment_an_entry")]

    def __str__(self):
        return f"{self.at:%-d %b %Y, %H:%M} UTC"


@receiver([post_save, post_delete], sender=Appointment)
def tell_when_the_next_is_due(**_signal):
    """Beside the version, which every request reads anyway."""
    with recorded():  # for its lock: two who set times at once must not overlook each other's
        first = Appointment.objects.waiting().aggregate(first=Min("at"))["first"]
        CatalogueVersion.objects.filter(pk=1).update(next_due=first and math.ceil(first.timestamp()))
