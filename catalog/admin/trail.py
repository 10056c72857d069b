"""The whole trail, and one event of it: what the entry was before, and the button that puts that back."""

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils.functional import cached_property

from catalog.admin.desk import PUBLISHED, DeskAdmin, is_key
from catalog.admin.history import Teller
from catalog.admin.sending import VERSION
from catalog.history.documents import after_of, before_of, document_of, kind_named, kinds
from catalog.history.keys import present_key
from catalog.history.proposals import MovedOnError
from catalog.history.putting_back import RefusedError, as_it_was, put_back, seen_as
from catalog.models import Event

ACCOUNTS = "user"
MOST_LISTED = 5_000
MOVED_ON = "The entry was changed while you looked at it, and nothing is put back yet. Look again, and press again."


def admin_of(event):
    """The admin of an event's entry."""
    kind = kind_named(event.kind)
    return admin.site._registry.get(kind.model) if kind else None


def may_put_back(request, event, now: dict | None) -> bool:
    """Who may change the entry as it is and as it would be, such as public; what was deleted, who may delete it so."""
    kind, model_admin = kind_named(event.kind), admin_of(event)
    if model_admin is None or kind.restore is None or event.before is None:
        return False
    then = as_it_was(event, now)
    public = kind.model(editorial_state=PUBLISHED) if then.get("editorial_state") == PUBLISHED else None
    if now is None:
        return model_admin.has_delete_permission(request, public)
    return all(model_admin.has_change_permission(request, one) for one in (entry_of(event), public))


def entry_of(event):
    """The entry as a row, if it is still there."""
    kind = kind_named(event.kind)
    key = dict(zip(kind.key, present_key(event).split(":"), strict=True)) if kind else {}
    return kind.model.objects.filter(**key).first() if kind else None


class KindFilter(admin.SimpleListFilter):
    title = "kind of entry"
    parameter_name = "kind"

    def lookups(self, request, model_admin):
        shown = [kind for kind in kinds() if kind.name != ACCOUNTS or sees_accounts(request)]
        return [(kind.name, str(kind.model._meta.verbose_name)) for kind in shown]

    def queryset(self, request, queryset):
        return queryset.filter(kind=self.value()) if self.value() else queryset


class PersonFilter(admin.SimpleListFilter):
    title = "who"
    parameter_name = "who"

    def lookups(self, request, model_admin):
        return get_user_model().objects.filter(is_staff=True).order_by("username").values_list("pk", "username")

    def queryset(self, request, queryset):
        return queryset.filter(by=self.value()) if self.value() and is_key(self.value()) else queryset


class Newest(Paginator):
    """Pages of the newest matches; counting all of a long trail takes longer than anybody looks."""

    @cached_property
    def count(self):
        return self.object_list[:MOST_LISTED].count()


def sees_accounts(request):
    return request.user.has_perm("auth.view_user")


@admin.register(Event)
class EventAdmin(DeskAdmin):
    """For looking only, whoever looks: nothing here can be changed or deleted."""

    when_empty = "Nothing has been done yet."
    list_display = ["when", "by_name", "action", "name", "kind_in_words", "route"]
    list_display_links = ["when", "name"]
    list_filter = ["route", "action", KindFilter, PersonFilter]
    search_fields = ["label", "=key", "=by_name"]
    search_help_text = "Name or address of an entry, or who did it"
    ordering = ["-pk"]
    show_full_result_count = False
    paginator = Newest
    actions = None

    def get_queryset(self, request):
        events = super().get_queryset(request)
        return events if sees_accounts(request) else events.exclude(kind=ACCOUNTS)

    def get_changelist_instance(self, request):
        changelist = super().get_changelist_instance(request)
        changelist.queryset = changelist.queryset.defer("before", "changes")
        return changelist

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def has_view_permission(self, request, obj=None):
        """The list is for who may publish; one event for whoever sees the entry it is about."""
        if obj is None:
            return super().has_view_permission(request)
        about = admin_of(obj)
        return bool(about) and about.has_view_permission(request)

    @admin.display(description="when (UTC)", ordering="pk")
    def when(self, event):
        return f"{event.at:%-d %b %Y, %H:%M:%S}"

    @admin.display(description="name")
    def name(self, event):
        return event.label or event.key

    @admin.display(description="kind", ordering="kind")
    def kind_in_words(self, event):
        kind = kind_named(event.kind)
        return str(kind.model._meta.verbose_name) if kind else event.kind

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"title": "What was done, the latest first", **(extra_context or {})})

    def change_view(self, request, object_id, form_url="", extra_context=None):
        key = unquote(object_id)
        event = Event.objects.select_related("by").filter(pk=key).first() if is_key(key) else None
        if event is None:
            raise Http404("There is no such event.")
        if not self.has_view_permission(request, event):
            raise PermissionDenied
        now = document_of(event.kind, present_key(event)) if kind_named(event.kind) else None
        if request.method == "POST":
            return self._put_back(request, event, now)
        return self._page(request, event, now)

    def _put_back(self, request, event, now):
        if not may_put_back(request, event, now):
            raise PermissionDenied
        try:
            lost = put_back(event, by=request.user, seen=request.POST.get(VERSION, ""))
        except MovedOnError:
            self.message_user(request, MOVED_ON, messages.ERROR)
            return HttpResponseRedirect(request.path)
        except RefusedError as refused:
            self.message_user(request, f"It cannot be put back: {refused}", messages.ERROR)
            return HttpResponseRedirect(request.path)
        self.message_user(request, f"“{event.label}” is what it was before that.", messages.SUCCESS)
        if lost:
            text = f"Left out, since it is no longer there: {', '.join(dict.fromkeys(lost))}."
            self.message_user(request, text, messages.WARNING)
        entry = entry_of(event)
        return HttpResponseRedirect(reverse(f"admin:{entry._meta.app_label}_{event.kind}_change", args=[entry.pk]))

    def _page(self, request, event, now):
        kind = kind_named(event.kind)
        before, after = before_of(event), after_of(event)
        teller = Teller(kind) if before is not None else None
        entry = entry_of(event) if now is not None else None
        then = as_it_was(event, now) if before is not None else None
        context = {
            **self.admin_site.each_context(request),
            "title": f"{event.get_action_display()}: {event.label or event.key}",
            "opts": self.opts,
            "event": event,
            "kind_in_words": self.kind_in_words(event),
            "entry": entry,
            "entry_url": _address(entry, "change"),
            "history_url": _address(entry, "history"),
            "changes": teller.sides(before, after) if teller and after is not None else [],
            "from_now": teller.sides(now, then) if teller and now is not None else [],
            "whole": teller.whole(before) if teller else [],
            "is_restorable": before is not None and kind.restore is not None,
            "may_put_back": may_put_back(request, event, now),
            "version": seen_as(now),
            "sees_list": self.has_view_permission(request),
        }
        return TemplateResponse(request, "admin/catalog/event/change_form.html", context)


def _address(entry, page):
    if entry is None:
        return ""
    try:
        return reverse(f"admin:{entry._meta.app_label}_{entry._meta.model_name}_{page}", args=[entry.pk])
    except NoReverseMatch:
        return ""
