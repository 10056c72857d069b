"""Columns that several models share, with their validation in editors' words."""

from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, RegexValidator, URLValidator
from django.db import models

from catalog import dates
from catalog.names import SLUG_PATTERN, has_invisible_letters

LONGEST_LINE = 1000  # a table's cell can be a paragraph

validate_slug = RegexValidator(
    rf"^{SLUG_PATTERN}\Z",
    "Use small letters, digits and single hyphens, such as “image-generator”.",
)


def validate_partial_date(text):
    if not dates.is_partial_date(text):
        raise ValidationError("Write a date as 2024, 2024-05 or 2024-05-17.")


def validate_visible(text):
    if has_invisible_letters(text):
        raise ValidationError("Remove the invisible characters; typing the text anew is the easiest way.")


def validate_web_address(text):
    URLValidator(schemes=["http", "https"], message="Write a full address that starts with https://.")(text)
    if urlsplit(text).username:
        raise ValidationError("Leave names and passwords out of addresses.")


def validate_lines(value):
    if not isinstance(value, list) or not all(isinstance(line, str) and line.strip() for line in value):
        raise ValidationError("Write one short text a line.")
    if any(len(line) > LONGEST_LINE or len(line.splitlines()) > 1 for line in value):
        raise ValidationError(f"Keep each line below {LONGEST_LINE} characters, without line breaks.")


def validate_slugs(value):
    validate_lines(value)
    for line in value:
        validate_slug(line)


def validate_three_lines(value):
    validate_lines(value)
    if len(value) > 3:
        raise ValidationError("Three at most: name the ones that decide.")


class TextColumn(models.TextField):
    """A text of several lines whose ``max_length`` holds everywhere, not only in forms."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        if self.max_length is not None:
            self.validators = [*self.validators, MaxLengthValidator(self.max_length)]


class SlugColumn(models.CharField):
    """The name of an entry in addresses: permanent, small letters, digits and single hyphens."""

    def __init__(self, *args, **options):
        options.setdefault("max_length", 80)
        options.setdefault("validators", [validate_slug])
        super().__init__(*args, **options)


class NameColumn(models.CharField):
    """One line of text that people see; no invisible letters."""

    def __init__(self, *args, **options):
        options.setdefault("max_length", 120)
        options.setdefault("validators", [validate_visible])
        super().__init__(*args, **options)


class PartialDateColumn(models.CharField):
    """ISO text known to the day, month or year; sorts as text, empty when there is no date."""

    def __init__(self, *args, **options):
        options.update(max_length=10, blank=True)
        options.setdefault("validators", [validate_partial_date])
        options.setdefault("help_text", "2024, 2024-05 or 2024-05-17: no more than is known.")
        super().__init__(*args, **options)


class WebAddressColumn(models.CharField):
    """An http or https address; empty when there is none."""

    def __init__(self, *args, **options):
        options.update(max_length=600, blank=True)
        options.setdefault("validators", [validate_web_address])
        super().__init__(*args, **options)


class LinesWidget(forms.Textarea):
    """Shows a list of texts one a line."""

    def __init__(self, attrs=None):
        super().__init__({"rows": 3, "cols": 60, **(attrs or {})})

    def format_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value


class LinesField(forms.CharField):
    """A list of short texts, typed one a line; empty lines are dropped."""

    widget = LinesWidget

    def to_python(self, value):
        if isinstance(value, list):
            return value
        return [line.strip() for line in (value or "").splitlines() if line.strip()]

    def has_changed(self, initial, data):
        return self.to_python(initial) != self.to_python(data)


class LinesColumn(models.JSONField):
    """A list of short texts, edited one a line."""

    def __init__(self, *args, **options):
        options.update(default=list, blank=True)
        options.setdefault("validators", [validate_lines])
        super().__init__(*args, **options)

    def formfield(self, **options):
        return LinesField(
            required=False,
            label=options.get("label", self.verbose_name.capitalize()),
            help_text=self.help_text,
        )
