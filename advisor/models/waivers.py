"""Warnings of the lint that an editor lets stand for a while."""

from django.core.validators import MinLengthValidator
from django.db import models
from django.db.models import Q

from advisor.models.questionnaire import Questionnaire


class WaiverQuerySet(models.QuerySet):
    def valid_on(self, day):
        return self.filter(until__gte=day)


class Waiver(models.Model):
    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.CASCADE, related_name="waivers")
    finding = models.CharField(
        "warning", max_length=250, help_text="Its key, in brackets after the warning, such as “never-warned hush”."
    )
    reason = models.CharField(
        max_length=300, validators=[MinLengthValidator(10)], help_text="Why it may stand, for the next editor."
    )
    until = models.DateField(help_text="The last day; from the next on, it warns again.")

    objects = WaiverQuerySet.as_manager()

    class Meta:
        ordering = ["questionnaire", "finding"]
        constraints = [
            models.UniqueConstraint(
                fields=["questionnaire", "finding"],
                name="waiver_once",
                violation_error_message="This warning is waived already. Change that waiver.",
            ),
            models.CheckConstraint(
                name="waiver_has_a_reason",
                condition=~Q(reason=""),
                violation_error_message="Say why the warning may stand.",
            ),
        ]

    def __str__(self):
        return self.finding
