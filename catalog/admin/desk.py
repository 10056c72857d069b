"""What every page of the editors' desk shares."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError

from catalog.names import name_key


class DeskAdmin(admin.ModelAdmin):
    """A list that says in words when it is empty, and a slug that stays once others rely on it."""

    when_empty = "Nothing here yet."
    list_per_page = 50

    def slug_is_settled(self, entry):
        """Whether the entry's name in addresses is in use, so that changing it would break links."""
        return False

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        return [*fields, "slug"] if obj and self.slug_is_settled(obj) else fields

    def get_prepopulated_fields(self, request, obj=None):
        fields = super().get_prepopulated_fields(request, obj)
        return {} if obj and self.slug_is_settled(obj) else fields


class UniqueNameForm(forms.ModelForm):
    """For models with a ``name_key``, which forms do not show and so do not check."""

    def clean_name(self):
        name = self.cleaned_data["name"]
        twin = self._meta.model.objects.filter(name_key=name_key(name)).exclude(pk=self.instance.pk).first()
        if twin:
            raise ValidationError(f"“{twin}” is there already. Names must differ by more than capitals and spaces.")
        return name


def counted(number, noun):
    """“1 tool”, “3 tools”."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
