"""Choices of forms at the desk, written by hand for speed, beside what Django's templates make of them."""

import lxml.html
import pytest
from django import forms

from catalog.admin.choices import Boxes, Buttons

CHOICES = [("", "None of these"), ("1", "Text"), ("2", "A <b> & “c”"), ('3"', "Voice")]


def controls(html):
    """Each control with all that it says of itself, and what its label reads."""
    return [
        (sorted(control.items()), control.getparent().get("for"), control.getparent().text_content().strip())
        for control in lxml.html.fragment_fromstring(html).iter("input")
    ]


@pytest.mark.parametrize(("ours", "djangos"), [(Boxes, forms.CheckboxSelectMultiple), (Buttons, forms.RadioSelect)])
@pytest.mark.parametrize("value", [None, "2", ["1", '3"']])
@pytest.mark.parametrize("attrs", [{}, {"id": "id_x", "class": "wide", "disabled": True, "aria-invalid": "true"}])
def test_choices_are_written_as_django_would(ours, djangos, value, attrs):
    as_ours, as_djangos = (widget(choices=CHOICES).render("x", value, attrs) for widget in (ours, djangos))
    assert controls(as_ours) == controls(as_djangos)
    outer = [dict(lxml.html.fragment_fromstring(html).items()) for html in (as_ours, as_djangos)]
    assert outer[0] == outer[1]
