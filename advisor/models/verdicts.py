"""What the advisor can conclude: verdicts with their rules, and warnings."""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from advisor.models.questionnaire import Questionnaire
from catalog.models import Term
from catalog.models.columns import NameColumn, SlugColumn


class VerdictManager(models.Manager):
    def get_by_natural_key(self, questionnaire, axis, key):
        return self.get(questionnaire__slug=questionnaire, axis=axis, key=key)


class Verdict(models.Model):
    """A conclusion on one of two axes: the kind of tool, or how it is delivered."""

    class Axis(models.TextChoices):
        KIND = "kind", "Kind: what to use"
        DELIVERY = "delivery", "Delivery: how to get it"

    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.CASCADE, related_name="verdicts")
    axis = models.CharField(max_length=10, choices=Axis)
    key = SlugColumn(max_length=50, help_text="Stands in the API. Never change it once it is public.")
    label = NameColumn(max_length=80, help_text="Such as “An image generator”.")
    headline = NameColumn(max_length=120, help_text="The result in one line: “Use an image generator”.")
    description = models.TextField(max_length=600, help_text="Why this is the answer, in two or three sentences.")
    next_step = models.CharField(max_length=300, help_text="What to do today.")
    tool_kinds = models.ManyToManyField(
        Term,
        blank=True,
        related_name="+",
        limit_choices_to={"facet__slug": "kind"},
        help_text="The kinds that the shortlist draws from. None: it has a step for each kind that is needed.",
    )
    position = models.PositiveSmallIntegerField(default=100, help_text="Lower comes first where two are equal.")

    objects = VerdictManager()

    class Meta:
        ordering = ["questionnaire", "-axis", "position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["questionnaire", "axis", "key"],
                name="verdict_key_once",
                violation_error_message="The questionnaire already has a verdict with this key.",
            ),
            models.CheckConstraint(
                name="verdict_is_not_open",
                condition=~Q(key="open"),
                violation_error_message="“open” stands for no verdict yet. Choose another key.",
            ),
        ]

    def __str__(self):
        return self.label

    def natural_key(self):
        return (self.questionnaire.slug, self.axis, self.key)

    natural_key.dependencies = ["advisor.questionnaire"]


class VerdictRule(models.Model):
    """When a verdict holds. Without conditions, always."""

    class Effect(models.TextChoices):
        DECIDES = "decides", "Decides, with this priority"
        SUPPORTS = "supports", "Supports, with these points"

    verdict = models.ForeignKey(Verdict, on_delete=models.CASCADE, related_name="rules")
    effect = models.CharField(max_length=10, choices=Effect, default=Effect.SUPPORTS)
    amount = models.SmallIntegerField(
        help_text="Priority: the highest wins. Points: added up, below 0 they speak against; "
        "four name a way of delivery."
    )
    reason = models.CharField(max_length=200, blank=True, help_text="Said on the result, in terms of the answers.")
    position = models.PositiveSmallIntegerField(default=100)

    class Meta:
        ordering = ["verdict", "position", "id"]
        verbose_name = "rule"
        constraints = [
            models.CheckConstraint(
                name="deciding_rule_has_a_priority",
                condition=~Q(effect="decides") | Q(amount__gt=0),
                violation_error_message="Give a deciding rule a priority above 0.",
            ),
            models.CheckConstraint(
                name="deciding_rule_has_a_reason",
                condition=~Q(effect="decides") | ~Q(reason=""),
                violation_error_message="Say why this decides: visitors read it.",
            ),
        ]

    def __str__(self):
        return f"{self.verdict}: {self.effect} {self.amount}"

    @property
    def questionnaire(self):
        return self.verdict.questionnaire if self.verdict_id else None

    def clean(self):
        if self.amount == 0:
            raise ValidationError({"amount": "A rule of 0 changes nothing. Delete it instead."})


class WarningManager(models.Manager):
    def get_by_natural_key(self, questionnaire, key):
        return self.get(questionnaire__slug=questionnaire, key=key)


class Warning(models.Model):
    """A trap that the answers point to, and what to do instead."""

    class Severity(models.TextChoices):
        NOTE = "note", "Note"
        CAUTION = "caution", "Caution"
        STOP = "stop", "Stop and think"

    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.CASCADE, related_name="warnings")
    key = SlugColumn(max_length=50, help_text="Stands in the API. Never change it once it is public.")
    severity = models.CharField(max_length=10, choices=Severity, default=Severity.CAUTION)
    title = NameColumn(max_length=120)
    text = models.TextField(max_length=500, help_text="What goes wrong, and why.")
    do_instead = models.CharField(max_length=300, help_text="What to do instead.")
    source = models.CharField(
        max_length=300,
        blank=True,
        validators=[
            RegexValidator(r"^(/[a-z]|https?://)", "Begin with “/” for a page of this site, or with https://.")
        ],
        help_text="What it rests on: a page of this site, such as /guides/risks-and-rights/, or an address.",
    )
    position = models.PositiveSmallIntegerField(default=100, help_text="Lower comes first among equally grave ones.")

    objects = WarningManager()

    class Meta:
        ordering = ["questionnaire", "position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["questionnaire", "key"],
                name="warning_key_once",
                violation_error_message="The questionnaire already has a warning with this key.",
            )
        ]

    def __str__(self):
        return self.title

    def natural_key(self):
        return (self.questionnaire.slug, self.key)

    natural_key.dependencies = ["advisor.questionnaire"]
