from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseRedirect
from django.urls import path
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from advisor.admin.places import listed
from advisor.admin.trying import try_page
from advisor.candidates import current_catalogue
from advisor.gain import propose_order
from advisor.lint import warnings
from advisor.models import ExpectedCase, Question, Questionnaire, Verdict, Version, Waiver, Warning
from advisor.publishing import flow_of
from catalog.admin.desk import DeskAdmin, TableInline
from catalog.history.edits import tell
from catalog.models import Event


class PartInline(TableInline):
    """The parts in order, their wording at hand; each has a page of its own for everything else."""

    extra = 0
    show_change_link = True

    def has_add_permission(self, request, obj=None):
        return False


class QuestionInline(PartInline):
    model = Question
    fields = ["position", "title", "kind", "is_core"]


class VerdictInline(PartInline):
    model = Verdict
    fields = ["position", "label", "headline"]
    classes = ["collapse"]


class WarningInline(PartInline):
    model = Warning
    fields = ["position", "title", "severity"]
    classes = ["collapse"]


class CaseInline(PartInline):
    model = ExpectedCase
    fields = ["position", "situation", "is_example"]
    classes = ["collapse"]


class WaiverInline(TableInline):
    """Warnings that may stand for a while; the key is in brackets after the warning above."""

    model = Waiver
    extra = 0
    fields = ["finding", "reason", "until"]
    verbose_name_plural = "waived warnings"


DRAFT_FIELDS = ["live_version", "draft_state", "review", "draft_errors", "draft_warnings", "proposed_order"]


@admin.register(Questionnaire)
class QuestionnaireAdmin(DeskAdmin):
    publish_permission = "advisor.publish_questionnaire"
    when_empty = "No questionnaires yet. Add one; visitors see it once you publish it."
    list_display = ["title", "slug", "live_version", "draft_state", "review"]
    search_fields = ["title", "slug"]
    fieldsets = [
        (None, {"fields": ["title", "slug", "intro"]}),
        ("The draft and what is live", {"fields": DRAFT_FIELDS}),
    ]
    readonly_fields = DRAFT_FIELDS
    inlines = [QuestionInline, VerdictInline, WarningInline, CaseInline, WaiverInline]
    actions = ["publish"]
    change_form_template = "admin/advisor/questionnaire/change_form.html"

    def get_queryset(self, request):
        return super().get_queryset(request).with_draft().select_related("live", "handed_in_by")

    def slug_is_settled(self, questionnaire):
        return questionnaire.live is not None

    def view_on_site(self, questionnaire):
        return questionnaire.get_absolute_url() if questionnaire.live else None

    def has_order_permission(self, request):
        return request.user.has_perm("advisor.change_question")

    @admin.display(description="live version")
    def live_version(self, questionnaire):
        if questionnaire.live is None:
            return "None yet: visitors do not see it."
        live = questionnaire.live
        return f"Version {live.number}, published on {live.published_at:%-d %B %Y}"

    @admin.display(description="draft")
    def draft_state(self, questionnaire):
        if questionnaire.pk is None:
            return "New"
        if questionnaire.live is None:
            return "Never published"
        is_same = questionnaire.live.digest == flow_of(questionnaire).digest
        return "Same as the live version" if is_same else "Has unpublished changes"

    @admin.display(description="review")
    def review(self, questionnaire):
        if questionnaire.pk is None or not questionnaire.reviewed_digest:
            return "Not handed in"
        who = f" by {questionnaire.handed_in_by}" if questionnaire.handed_in_by else ""
        handed_in = f"handed in{who} on {questionnaire.handed_in_at:%-d %B %Y}"
        if questionnaire.is_in_review(flow_of(questionnaire)):
            return f"In review: {handed_in}"
        return f"Changed since it was {handed_in}; hand it in again"

    @admin.display(description="before it can be published")
    def draft_errors(self, questionnaire):
        if questionnaire.pk is None:
            return "Save it, then add questions and verdicts."
        found = questionnaire.draft_errors(current_catalogue(), flow_of(questionnaire))
        return listed(questionnaire, found) if found else "Nothing stands in the way."

    @admin.display(description="may be wrong")
    def draft_warnings(self, questionnaire):
        if questionnaire.pk is None:
            return "Nothing yet."
        found = warnings(flow_of(questionnaire), current_catalogue())
        waived = set(questionnaire.waivers.valid_on(timezone.localdate()).values_list("finding", flat=True))
        told = [f"{one.text} [{one.key}]" for one in found if one.key not in waived]
        return listed(questionnaire, told) if told else "No warnings, apart from those waived below."

    @admin.display(description="proposed order")
    def proposed_order(self, questionnaire):
        if questionnaire.pk is None:
            return "None yet: there is no question."
        flow = flow_of(questionnaire)
        order = propose_order(flow, current_catalogue())
        if order == tuple(question.key for question in flow.questions):
            return "The questions stand as proposed: what tells most about today’s tools comes first."
        titles = format_html_join("", "<li>{}</li>", ((flow.question(key).title,) for key in order))
        return format_html("<p>Proposed order by gain, on today’s tools:</p><ol>{}</ol>", titles)

    @admin.action(description="Publish the drafts of the selected questionnaires", permissions=["publish"])
    def publish(self, request, queryset):
        for questionnaire in queryset:
            self._publish(request, questionnaire)

    def render_change_form(self, request, context, *args, **options):
        context["can_publish"] = self.has_publish_permission(request)
        context["can_order"] = self.has_order_permission(request)
        questionnaire = context["original"]
        context["is_handed_in"] = questionnaire is not None and bool(questionnaire.reviewed_digest)
        return super().render_change_form(request, context, *args, **options)

    def response_change(self, request, questionnaire):
        if "_order" in request.POST:
            return self._take_order(request, questionnaire)
        if "_hand_in" in request.POST:
            return self._hand_in(request, questionnaire)
        if "_send_back" in request.POST:
            return self._send_back(request, questionnaire)
        if "_publish" not in request.POST:
            return super().response_change(request, questionnaire)
        if not self.has_publish_permission(request):
            raise PermissionDenied
        self._publish(request, questionnaire)
        return HttpResponseRedirect(request.path)

    def _take_order(self, request, questionnaire):
        if not self.has_order_permission(request):
            raise PermissionDenied
        questionnaire.order_questions(propose_order(questionnaire.draft(), current_catalogue()))
        self.log_change(request, questionnaire, "Took the proposed order of questions.")
        self.message_user(request, "The draft’s questions stand in the proposed order. Publish it to show that.")
        return HttpResponseRedirect(request.path)

    def in_want_of_another(self, request, questionnaire):
        """With four eyes neither who wrote it last publishes it, nor who handed it in."""
        is_own = settings.FOUR_EYES and questionnaire.handed_in_by == request.user
        return (
            "You handed it in. Here somebody else has to publish it."
            if is_own
            else super().in_want_of_another(request, questionnaire)
        )

    def _hand_in(self, request, questionnaire):
        """Who may change the draft may ask for its review; errors are told, and stand in the way of publishing only."""
        questionnaire.hand_in(by=request.user)
        self._tell(Event.Action.HAND_IN, questionnaire)
        self.log_change(request, questionnaire, "Handed the draft in for review.")
        found = questionnaire.draft_errors(current_catalogue())
        text = "The draft is in review, until it is published, sent back or changed."
        if found:
            text = format_html("{} Before it can be published: {}", text, listed(questionnaire, found))
        self.message_user(request, text, messages.WARNING if found else messages.SUCCESS)
        return HttpResponseRedirect(request.path)

    def _send_back(self, request, questionnaire):
        if not self.has_publish_permission(request):
            raise PermissionDenied
        questionnaire.send_back()
        self._tell(Event.Action.SEND_BACK, questionnaire)
        self.log_change(request, questionnaire, "Sent the draft back.")
        self.message_user(request, "The review has ended; the draft stays as it is.")
        return HttpResponseRedirect(request.path)

    @staticmethod
    def _tell(action, questionnaire):
        tell(action, kind="questionnaire", key=questionnaire.slug, label=questionnaire.title)

    def _publish(self, request, questionnaire):
        if reason := self.in_want_of_another(request, questionnaire):
            self.message_user(request, f"“{questionnaire}” was not published: {reason}", messages.ERROR)
            return
        try:
            is_new = questionnaire.publish(by=request.user, catalogue=current_catalogue())
        except ValidationError as error:
            reasons = listed(questionnaire, error.messages)
            text = format_html("“{}” was not published: {}", questionnaire, reasons)
            self.message_user(request, text, messages.ERROR)
            return
        if is_new:
            text = f"Version {questionnaire.live.number} of “{questionnaire}” is live."
            self.message_user(request, text, messages.SUCCESS)
        else:
            number = questionnaire.live.number
            text = f"Nothing to publish: the draft of “{questionnaire}” is the same as version {number}."
            self.message_user(request, text, messages.WARNING)

    def get_urls(self):
        trying = path("<int:pk>/try/", self.admin_site.admin_view(self.try_draft), name="advisor_questionnaire_try")
        return [trying, *super().get_urls()]

    def try_draft(self, request, pk):
        """For editors only: visitors never see a draft, and no cache keeps it."""
        questionnaire = self.get_queryset(request).filter(pk=pk).first()
        if questionnaire is None:
            raise Http404("There is no such questionnaire.")
        if not self.has_view_permission(request, questionnaire):
            raise PermissionDenied
        return try_page(request, questionnaire, self.admin_site.each_context(request))


@admin.register(Version)
class VersionAdmin(DeskAdmin):
    """What was published, for reading: a version never changes."""

    when_empty = "Nothing was published yet. Publish a questionnaire on its own page."

    list_display = ["questionnaire", "number", "state", "published_at", "published_by", "note"]
    list_display_links = ["number"]
    list_filter = ["questionnaire", "state"]
    list_select_related = ["questionnaire", "published_by"]
    search_fields = ["note", "digest"]
    date_hierarchy = "published_at"

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
