"""Setting the time at which a draft is published by itself."""

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.contenttypes.admin import GenericStackedInline
from django.contrib.contenttypes.forms import BaseGenericInlineFormSet
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.html import format_html

from catalog import appointments
from catalog.admin.desk import PUBLISHED
from catalog.admin.sending import Overtaken
from catalog.history.edits import tell_of
from catalog.models import Appointment, Event


class AppointmentForm(forms.ModelForm):
    at = forms.DateTimeField(
        label="Publish at (UTC)",
        show_hidden_initial=True,  # tells what its sender saw
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["at"].help_text = (
            f"Date and time in UTC, the site’s clock; by it, it is {timezone.now():%-d %B, %H:%M} now. "
            "From then on visitors see it. Leave it empty to publish by hand."
        )

    def clean_at(self):
        at = self.cleaned_data["at"]
        if at <= timezone.now():
            raise ValidationError("This has passed. Choose a later time, or publish it by hand.")
        return at

    def save(self, commit=True):
        self.instance.problem = ""
        return super().save(commit)


def time_of(entry):
    """The time that is set for it now, as stored; None where there is none."""
    return entry.appointments.order_by("pk").values_list("at", flat=True).first() if entry.pk else None


class AppointmentFormSet(BaseGenericInlineFormSet):
    """Its one row is whatever is stored when the form comes back: it may have come, gone or moved since."""

    def __init__(self, data=None, files=None, instance=None, **options):
        super().__init__(data, files, instance, **options)
        self.stored_at = time_of(self.instance)
        if self.is_bound:
            stored = self.instance.appointments.first() if self.stored_at else None
            self.data = self.data.copy()
            self.data[f"{self.prefix}-INITIAL_FORMS"] = "1" if stored else "0"
            self.data[f"{self.prefix}-0-id"] = stored.pk if stored else ""

    def clean(self):
        super().clean()
        self._refuse_what_was_overtaken()
        kept = [form for form in self.forms if form.has_changed() and not self._should_delete_form(form)]
        if kept and self.instance.editorial_state == PUBLISHED:
            raise ValidationError("It is published now. To publish it at a set time, leave it a draft until then.")

    def _refuse_what_was_overtaken(self):
        """Another time than the sender saw is not overwritten unseen; the next press does it."""
        now = self.stored_at and self.stored_at.replace(microsecond=0)
        for form in self.forms:
            given = form.cleaned_data.get("at") if form.has_changed() and form.is_valid() else None
            if given is None or given == now or self._seen_by(form) == now:
                continue
            form.data = {**form.data.dict(), form["at"].html_initial_name: f"{now:%Y-%m-%dT%H:%M:%S}" if now else ""}
            told = f"{now:%-d %B, %H:%M} UTC is set by now." if now else "The time that was set is gone by now."
            raise ValidationError(f"Somebody was quicker: {told} Save again to put yours in its place.")

    @staticmethod
    def _seen_by(form):
        try:
            return form.fields["at"].to_python(form.data.get(form["at"].html_initial_name))
        except ValidationError:
            return None


class AppointmentInline(GenericStackedInline):
    model = Appointment
    form = AppointmentForm
    formset = AppointmentFormSet
    extra = max_num = 1
    classes = ["collapse"]
    verbose_name = verbose_name_plural = "publish at a set time"

    def get_fields(self, request, obj=None):
        missed = obj and obj.appointments.exclude(problem="").exists()
        return ["problem", "at"] if missed else ["at"]

    def get_readonly_fields(self, request, obj=None):
        return ["problem"]


class AppointmentFilter(admin.SimpleListFilter):
    title = "set time"
    parameter_name = "appointment"

    def lookups(self, request, model_admin):
        return [("set", "Will publish itself"), ("missed", "Could not be published")]

    def queryset(self, request, queryset):
        if self.value() == "set":
            return queryset.filter(appointments__problem="")
        if self.value() == "missed":
            return queryset.filter(appointments__isnull=False).exclude(appointments__problem="")
        return queryset


class PublishedOnTime:
    """For the admin of what has an editorial state: the list and the form show and set when it publishes itself."""

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("appointments")

    def get_list_display(self, request):
        return ["state" if name == "editorial_state" else name for name in super().get_list_display(request)]

    def get_list_filter(self, request):
        return [*super().get_list_filter(request), AppointmentFilter]

    def get_inlines(self, request, obj):
        is_public = obj is not None and self.is_public(obj)
        return [*super().get_inlines(request, obj), *([] if is_public else [AppointmentInline])]

    def save_formset(self, request, form, formset, change):
        if formset.model is Appointment:
            for row in formset.forms:
                if row.has_changed():
                    row.instance.by = request.user
            if not form.instance.is_public and time_of(form.instance) != formset.stored_at:
                raise Overtaken
        super().save_formset(request, form, formset, change)
        if formset.model is Appointment and (now := time_of(form.instance)) != formset.stored_at:
            action = Event.Action.SET_TIME if now else Event.Action.CANCEL_TIME
            tell_of(action, form.instance, note=f"{now or formset.stored_at:%-d %B %Y, %H:%M} UTC")

    def construct_change_message(self, request, form, formsets, add=False):
        """Called when all is saved: a set time holds for the words of who may publish, and of nobody who may not.

        With four eyes it holds for what was there when it was set, until it is set anew.
        """
        is_set = any(formset.model is Appointment and formset.has_changed() for formset in formsets or ())
        is_responsible = is_set or (self.has_publish_permission(request) and not settings.FOUR_EYES)
        if is_responsible and (keys := list(form.instance.appointments.values_list("pk", flat=True))):
            Appointment.objects.filter(pk__in=keys).update(version=appointments.version_of(form.instance))
        return super().construct_change_message(request, form, formsets, add)

    @admin.display(description="state", ordering="editorial_state")
    def state(self, entry):
        state = entry.get_editorial_state_display()
        for appointment in entry.appointments.all():
            told = "could not be published at" if appointment.problem else "publishes itself on"
            return format_html('{}<br><span class="set-time">{} {}</span>', state, told, appointment)
        return state
