"""Questions, their choices, and what a choice does to the list of tools."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from advisor.answers import NOT_SURE, RESERVED_NAMES
from advisor.models.questionnaire import Questionnaire
from catalog.models import Term
from catalog.models.columns import LinesColumn, NameColumn, SlugColumn, WebAddressColumn, validate_slugs

RESERVED_KEYS = sorted(RESERVED_NAMES)
KEY_HELP = "Stands in addresses. Once it is public, a new key needs the old one among the former keys."


def former_keys():
    return LinesColumn(
        "former keys",
        validators=[validate_slugs],
        help_text="Keys it had before, one a line: links that hold on to them go on working.",
    )


class QuestionManager(models.Manager):
    def get_by_natural_key(self, questionnaire, key):
        return self.get(questionnaire__slug=questionnaire, key=key)


class Question(models.Model):
    class Kind(models.TextChoices):
        ONE = "one", "One answer"
        MANY = "many", "Several answers"

    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.CASCADE, related_name="questions")
    key = SlugColumn(max_length=50, help_text=KEY_HELP)
    aliases = former_keys()
    position = models.PositiveSmallIntegerField(
        default=100, help_text="Lower comes first. A condition can only look at questions that come before."
    )
    title = NameColumn("wording", max_length=200, help_text="One question, in everyday words, ending in “?”.")
    help = models.CharField(max_length=300, blank=True, help_text="One sentence on how to answer.")
    why = models.CharField("why we ask", max_length=400, help_text="What the answer changes. Visitors can read it.")
    kind = models.CharField("takes", max_length=5, choices=Kind, default=Kind.ONE)
    is_core = models.BooleanField(
        "core", default=False, help_text="Keeps its place among the nine questions that anybody is asked."
    )

    objects = QuestionManager()

    class Meta:
        ordering = ["questionnaire", "position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["questionnaire", "key"],
                name="question_key_once",
                violation_error_message="The questionnaire already has a question with this key.",
            ),
            models.CheckConstraint(
                name="question_key_is_not_reserved",
                condition=~Q(key__in=RESERVED_KEYS),
                violation_error_message="This key is used by the site itself. Choose another.",
            ),
        ]

    def __str__(self):
        return self.title

    def natural_key(self):
        return (self.questionnaire.slug, self.key)

    natural_key.dependencies = ["advisor.questionnaire"]

    def clean(self):
        if self.title and not self.title.endswith("?"):
            raise ValidationError({"title": "End the question with “?”."})


class ChoiceManager(models.Manager):
    def get_by_natural_key(self, questionnaire, question, key):
        return self.get(question__questionnaire__slug=questionnaire, question__key=question, key=key)


class Choice(models.Model):
    """One answer. Every question also takes “I am not sure”, which needs no row."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="choices")
    key = SlugColumn(max_length=50, help_text=KEY_HELP)
    aliases = former_keys()
    label = NameColumn(max_length=160, help_text="As a visitor would say it.")
    help = models.CharField(max_length=200, blank=True, help_text="Examples, if the label alone may be misread.")
    position = models.PositiveSmallIntegerField(default=100, help_text="Lower comes first.")
    excludes_others = models.BooleanField(
        "stands alone", default=False, help_text="Choosing it rules out the other answers."
    )
    never_given_up = models.BooleanField(
        "never given up",
        default=False,
        help_text="Where little fits, the result never offers to take this answer back, and quick changes leave it "
        "alone. For what law, a contract or care for others demands.",
    )
    lane = models.ForeignKey(
        "advisor.Verdict",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="choices",
        limit_choices_to={"axis": "kind"},
        help_text="The kind of tool that this answer asks for; a step of its own if several kinds are needed.",
    )

    objects = ChoiceManager()

    class Meta:
        ordering = ["question", "position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["question", "key"],
                name="choice_key_once",
                violation_error_message="The question already has a choice with this key.",
            ),
            models.CheckConstraint(
                name="choice_is_not_the_sign_for_not_sure",
                condition=~Q(key=NOT_SURE),
                violation_error_message="“~” means “not sure” in every question.",
            ),
        ]

    def __str__(self):
        return f"{self.question.key}: {self.label}"

    @property
    def questionnaire(self):
        return self.question.questionnaire

    def natural_key(self):
        return (*self.question.natural_key(), self.key)

    natural_key.dependencies = ["advisor.question"]

    def clean(self):
        if self.lane_id and self.question_id and self.lane.questionnaire_id != self.question.questionnaire_id:
            raise ValidationError({"lane": "Choose a verdict of the same questionnaire."})


class Effect(models.Model):
    """What a choice does to tools with a term, and what is said about it on the result."""

    class Action(models.TextChoices):
        REQUIRE = "require", "Require"
        EXCLUDE = "exclude", "Exclude"
        PREFER = "prefer", "Prefer"
        AVOID = "avoid", "Avoid"

    class Strength(models.IntegerChoices):
        SLIGHTLY = 1, "slightly"
        CLEARLY = 2, "clearly"
        STRONGLY = 4, "strongly"

    choice = models.ForeignKey(Choice, on_delete=models.CASCADE, related_name="effects")
    action = models.CharField(
        max_length=10,
        choices=Action,
        default=Action.PREFER,
        help_text="Require and exclude remove tools; prefer and avoid move them. If in doubt, prefer.",
    )
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="+")
    strength = models.PositiveSmallIntegerField(choices=Strength, default=Strength.CLEARLY)
    lane = models.ForeignKey(
        "advisor.Verdict",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        limit_choices_to={"axis": "kind"},
        help_text="Only in the step for this kind of tool. Empty: in every step.",
    )
    reason_for = models.CharField(
        max_length=200, blank=True, help_text="Said of a tool that the effect favours, in terms of the answer."
    )
    reason_against = models.CharField(
        max_length=200, blank=True, help_text="Said of a tool that the effect disfavours, in terms of the answer."
    )
    source_url = WebAddressColumn("source", help_text="What the reason rests on, if somebody may dispute it.")
    position = models.PositiveSmallIntegerField(default=100)

    class Meta:
        ordering = ["choice", "position", "id"]
        constraints = [
            models.CheckConstraint(
                name="effect_has_a_reason",
                condition=~Q(reason_for="") | ~Q(reason_against=""),
                violation_error_message="Write a reason, for or against: visitors are told why.",
            ),
            models.CheckConstraint(
                name="effect_strength_is_1_2_or_4",
                condition=Q(strength__in=[1, 2, 4]),
                violation_error_message="Choose slightly, clearly or strongly.",
            ),
        ]

    def __str__(self):
        return f"{self.get_action_display()} {self.term} {self.get_strength_display()}"

    @property
    def questionnaire(self):
        return self.choice.question.questionnaire if self.choice_id else None

    def clean(self):
        if self.lane_id and self.choice_id and self.lane.questionnaire_id != self.choice.question.questionnaire_id:
            raise ValidationError({"lane": "Choose a verdict of the same questionnaire."})
