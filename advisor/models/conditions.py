"""When something applies: rows in groups. All rows of any one group must hold."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

OWNERS = ("shown_question", "rule", "warning", "effect")


def exactly_one(names):
    """A condition that one of these columns is set and the others are empty."""
    found = Q()
    for one in names:
        found |= Q(**{f"{name}__isnull": name != one for name in names})
    return found


class Condition(models.Model):
    """One row: what must be true of one earlier answer."""

    class Operator(models.TextChoices):
        ANY_OF = "any-of", "is any of"
        NONE_OF = "none-of", "is none of"
        ALL_OF = "all-of", "has all of"
        AT_LEAST = "at-least", "has at least so many of"
        ANSWERED = "answered", "is answered"
        NOT_SURE = "not-sure", "is left open"
        DOUBTED = "doubted", "is answered with “not sure”"

    shown_question = models.ForeignKey(
        "advisor.Question", null=True, blank=True, on_delete=models.CASCADE, related_name="conditions"
    )
    rule = models.ForeignKey(
        "advisor.VerdictRule", null=True, blank=True, on_delete=models.CASCADE, related_name="conditions"
    )
    warning = models.ForeignKey(
        "advisor.Warning", null=True, blank=True, on_delete=models.CASCADE, related_name="conditions"
    )
    effect = models.ForeignKey(
        "advisor.Effect", null=True, blank=True, on_delete=models.CASCADE, related_name="conditions"
    )
    group = models.PositiveSmallIntegerField(
        default=1, help_text="Rows with the same number must all hold; one such group is enough."
    )
    question = models.ForeignKey("advisor.Question", on_delete=models.PROTECT, related_name="looked_at_by")
    operator = models.CharField(max_length=10, choices=Operator, default=Operator.ANY_OF)
    choices = models.ManyToManyField(
        "advisor.Choice", blank=True, related_name="+", help_text="None means all choices of the question."
    )
    n = models.PositiveSmallIntegerField(
        "so many", default=0, help_text="Only for “has at least so many of”; otherwise 0."
    )

    class Meta:
        ordering = ["group", "id"]
        verbose_name = "condition row"
        constraints = [
            models.CheckConstraint(
                name="condition_has_one_owner",
                condition=exactly_one(OWNERS),
                violation_error_message="A condition belongs to one question, rule, warning or effect.",
            ),
            models.CheckConstraint(
                name="at_least_has_a_number",
                condition=(Q(operator="at-least") & Q(n__gt=0)) | (~Q(operator="at-least") & Q(n=0)),
                violation_error_message="Give “has at least so many of” a number above 0, and other rows 0.",
            ),
        ]

    def __str__(self):
        return self.sentence()

    def sentence(self):
        """The row in words, such as “What should come out? is any of: Written text”."""
        labels = ", ".join(choice.label for choice in self.choices.all()) if self.pk else ""
        operator = self.get_operator_display().replace("so many", str(self.n))
        if labels:
            operator = f"{operator}: {labels}"
        elif operator.endswith(" of"):
            operator = f"{operator} its answers"
        return f"“{self.question.title}” {operator}"

    def clean(self):
        owner = next((getattr(self, name) for name in OWNERS if getattr(self, name)), None)
        if owner is None or self.question_id is None:
            return
        # An owner that is being added with its row may lack what leads to its questionnaire; its own form says so.
        if owner.questionnaire and owner.questionnaire != self.question.questionnaire:
            raise ValidationError({"question": "Choose a question of the same questionnaire."})
        if owner is self.shown_question and (self.question.pk == owner.pk or self.question.position >= owner.position):
            raise ValidationError({"question": "Choose a question that comes before this one."})
