from advisor.models.cases import ExpectedCase
from advisor.models.conditions import Condition
from advisor.models.questionnaire import Questionnaire, Version
from advisor.models.questions import Choice, Effect, Question
from advisor.models.verdicts import Verdict, VerdictRule, Warning
from advisor.models.waivers import Waiver

__all__ = [
    "Choice",
    "Condition",
    "Effect",
    "ExpectedCase",
    "Question",
    "Questionnaire",
    "Verdict",
    "VerdictRule",
    "Version",
    "Waiver",
    "Warning",
]
