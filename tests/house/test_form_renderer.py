"""Widgets, labels and lists of errors are written as Django's templates write them."""

import datetime as dt
from decimal import Decimal

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.forms.utils import ErrorList
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from config.form_renderer import MADE, QuickTemplates

ODD = ["", "plain", "a<b>&\"'", mark_safe("<i>&amp;</i>"), 7, 0, 1.5, None, "zwei\nlines ü"]
ATTRS = [{}, {"id": "id_x", "class": 'a "b" <c>'}, {"required": True, "disabled": False, "maxlength": 20, "n": None}]
CHOICES = [
    ("", "---------"),
    ("a&b", "A < B"),
    ("s", mark_safe("<b>safe</b>")),
    ("l", gettext_lazy("Yes")),
    ("A “group” & more", [(1, "one"), (2, "two")]),
    (2_000_000, [(3, 4_000_000), (4, dt.date(2026, 11, 22)), (5, Decimal("1.50")), (6, 0.5), (7, True)]),
]
WIDGETS = [
    forms.TextInput,
    forms.HiddenInput,
    forms.NumberInput,
    forms.EmailInput,
    forms.PasswordInput,
    forms.CheckboxInput,
    forms.DateInput,
    forms.DateTimeInput,
    forms.TimeInput,
    forms.Textarea,
]


@pytest.mark.parametrize("widget", WIDGETS, ids=lambda widget: widget.__name__)
@pytest.mark.parametrize("attrs", ATTRS, ids=["none", "words", "flags"])
def test_boxes_are_djangos_own(widget, attrs):
    made = widget()
    assert made.template_name in MADE
    for value in ODD:
        assert made.render("na<me", value, attrs, QuickTemplates()) == made.render(
            "na<me", value, attrs, DjangoTemplates()
        )


@pytest.mark.parametrize("value", ["", "a&b", "l", 2, "gone", None, ["a&b", 1]], ids=repr)
@pytest.mark.parametrize("attrs", ATTRS, ids=["none", "words", "flags"])
@pytest.mark.parametrize("widget", [forms.Select, forms.RadioSelect, forms.CheckboxSelectMultiple])
def test_choices_are_djangos_own(widget, value, attrs):
    made = widget(choices=CHOICES)
    assert made.template_name in MADE
    assert made.render("x", value, attrs, QuickTemplates()) == made.render("x", value, attrs, DjangoTemplates())


class OddOptions(forms.CheckboxSelectMultiple):
    option_template_name = "django/forms/widgets/attrs.html"


class WithoutLabels(forms.RadioSelect):
    def create_option(self, *args, **options):
        return super().create_option(*args, **options) | {"wrap_label": False}


@pytest.mark.parametrize("widget", [OddOptions, WithoutLabels])
def test_what_is_made_otherwise_is_left_to_the_templates(widget):
    made = widget(choices=CHOICES)
    assert made.render("x", ["l"], {}, QuickTemplates()) == made.render("x", ["l"], {}, DjangoTemplates())


class Asked(forms.Form):
    name = forms.CharField(label="A <b>name</b>", help_text="Say & tell")
    is_safe = forms.BooleanField(label=mark_safe("<i>safe</i>"))
    several = forms.MultipleChoiceField(choices=CHOICES, widget=forms.CheckboxSelectMultiple)


@pytest.mark.parametrize("data", [None, {}, {"name": "<x>", "is_safe": "1", "several": ["a&b"]}], ids=repr)
def test_whole_forms_are_djangos_own(data):
    quick, plain = (str(Asked(data, renderer=renderer())) for renderer in (QuickTemplates, DjangoTemplates))
    assert quick == plain
    assert str(ErrorList(renderer=QuickTemplates())) == ""
