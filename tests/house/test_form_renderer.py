"""Widgets, labels and lists of errors are written as Django's templates write them."""

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.forms.utils import ErrorList
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from config.form_renderer import OF_OTHERS, OF_WIDGETS, QuickTemplates

ODD = ["", "plain", "a<b>&\"'", mark_safe("<i>&amp;</i>"), 7, 0, 1.5, None, "zwei\nlines ü"]
ATTRS = [{}, {"id": "id_x", "class": 'a "b" <c>'}, {"required": True, "disabled": False, "maxlength": 20, "n": None}]
CHOICES = [
    ("", "---------"),
    ("a&b", "A < B"),
    ("s", mark_safe("<b>safe</b>")),
    ("l", gettext_lazy("Yes")),
    ("A “group” & more", [(1, "one"), (2, "two")]),
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
    assert made.template_name in OF_WIDGETS
    for value in ODD:
        assert made.render("na<me", value, attrs, QuickTemplates()) == made.render(
            "na<me", value, attrs, DjangoTemplates()
        )


@pytest.mark.parametrize("value", ["", "a&b", "l", 2, "gone", None, ["a&b", 1]], ids=repr)
@pytest.mark.parametrize("attrs", ATTRS, ids=["none", "words", "flags"])
@pytest.mark.parametrize("widget", [forms.Select, forms.RadioSelect, forms.CheckboxSelectMultiple])
def test_choices_are_djangos_own(widget, value, attrs):
    made = widget(choices=CHOICES)
    assert made.template_name in OF_WIDGETS
    assert made.render("x", value, attrs, QuickTemplates()) == made.render("x", value, attrs, DjangoTemplates())


class Asked(forms.Form):
    name = forms.CharField(label="A <b>name</b>", help_text="Say & tell")
    is_safe = forms.BooleanField(label=mark_safe("<i>safe</i>"))
    several = forms.MultipleChoiceField(choices=CHOICES, widget=forms.CheckboxSelectMultiple)


@pytest.mark.parametrize("data", [None, {}, {"name": "<x>", "is_safe": "1", "several": ["a&b"]}], ids=repr)
def test_whole_forms_are_djangos_own(data):
    assert all("django/forms/" in name for name in OF_OTHERS)
    quick, plain = (str(Asked(data, renderer=renderer())) for renderer in (QuickTemplates, DjangoTemplates))
    assert quick == plain
    assert [str(errors(renderer=QuickTemplates())) for errors in (ErrorList,)] == [""]
