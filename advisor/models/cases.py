"""Situations in plain words, with what the advisor ought to say."""

from django.db import models

from advisor.cases import Case
from advisor.models.questionnaire import Questionnaire
from catalog.models.columns import SlugColumn


class ExpectedCaseManager(models.Manager):
    def get_by_natural_key(self, questionnaire, key):
        return self.get(questionnaire__slug=questionnaire, key=key)


class ExpectedCase(models.Model):
    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.CASCADE, related_name="cases")
    key = SlugColumn(max_length=50)
    situation = models.CharField(max_length=400, help_text="Who wants what, in one or two sentences.")
    answers = models.JSONField(
        default=dict, help_text="Question to choices: {“output”: [“image”], “skill”: [“low”]}; [“~”] is not sure."
    )
    expectations = models.JSONField(
        default=dict,
        help_text="Lists of keys: kind (any one of them), delivery_any, not_kind, not_delivery, warn, not_warn, steps.",
    )
    is_example = models.BooleanField(
        "offered as an example", default=False, help_text="Visitors can open it from the advisor’s first page."
    )
    position = models.PositiveSmallIntegerField(default=100)

    objects = ExpectedCaseManager()

    class Meta:
        ordering = ["questionnaire", "position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["questionnaire", "key"],
                name="case_key_once",
                violation_error_message="The questionnaire already has a case with this key.",
            )
        ]

    def __str__(self):
        return self.situation

    def as_expected(self) -> Case:
        return Case(key=self.key, answers=self.answers, expectations=self.expectations)

    def natural_key(self):
        return (self.questionnaire.slug, self.key)

    natural_key.dependencies = ["advisor.questionnaire"]
