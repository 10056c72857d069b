from django.contrib import admin
from django.utils.html import format_html, format_html_join

from advisor.admin.conditions import RuleWhenInline, WarningWhenInline, with_conditions
from advisor.admin.parts import PartAdmin
from advisor.models import Verdict, VerdictRule, Warning
from advisor.sentences import condition_sentence, rule_sentence
from catalog.admin.desk import TableInline


class RuleInline(TableInline):
    model = VerdictRule
    extra = 0
    fields = ["effect", "amount", "reason", "position"]
    show_change_link = True
    verbose_name_plural = "rules (open one to say when it applies)"

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("verdict")


@admin.register(Verdict)
class VerdictAdmin(PartAdmin):
    when_empty = "No verdicts yet. A verdict is what the advisor can conclude."
    list_display = ["label", "axis", "key", "headline", "position", "questionnaire"]
    list_filter = ["questionnaire", "axis"]
    list_select_related = ["questionnaire"]
    search_fields = ["label", "key", "headline"]
    autocomplete_fields = ["questionnaire", "tool_kinds"]
    fieldsets = [
        (None, {"fields": ["questionnaire", "axis", "key", "label", "position"]}),
        ("What visitors read", {"fields": ["headline", "description", "next_step"]}),
        ("Where it leads", {"fields": ["tool_kinds", "rules_in_words"]}),
    ]
    readonly_fields = ["rules_in_words"]
    inlines = [RuleInline]

    @admin.display(description="rules")
    def rules_in_words(self, verdict):
        rules = verdict.rules.prefetch_related("conditions__question", "conditions__choices") if verdict.pk else []
        if not rules:
            return "No rule leads here yet. Add one below."
        return format_html(
            "<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((rule_sentence(rule),) for rule in rules))
        )


@admin.register(VerdictRule)
class VerdictRuleAdmin(PartAdmin):
    """Reached from its verdict, to say when the rule applies."""

    when_empty = "No rules yet. Add them on the page of their verdict."
    list_display = ["verdict", "effect", "amount", "reason"]
    list_select_related = ["verdict"]
    autocomplete_fields = ["verdict"]
    fields = ["in_words", "verdict", "effect", "amount", "reason", "position"]
    readonly_fields = ["in_words"]
    inlines = [RuleWhenInline]

    def has_module_permission(self, request):
        return False

    def above(self, rule):
        return [rule.questionnaire, rule.verdict]

    @admin.display(description="in words")
    def in_words(self, rule):
        return rule_sentence(with_conditions(rule)) if rule.pk else "Save it to read it as a sentence."


@admin.register(Warning)
class WarningAdmin(PartAdmin):
    when_empty = "No warnings yet. A warning names a trap and what to do instead."
    list_display = ["title", "severity", "key", "position", "questionnaire"]
    list_filter = ["questionnaire", "severity"]
    list_select_related = ["questionnaire"]
    search_fields = ["title", "key", "text"]
    autocomplete_fields = ["questionnaire"]
    fieldsets = [
        (None, {"fields": ["questionnaire", "key", "severity", "position"]}),
        ("What visitors read", {"fields": ["title", "text", "do_instead", "source"]}),
        ("When", {"fields": ["in_words"]}),
    ]
    readonly_fields = ["in_words"]
    inlines = [WarningWhenInline]

    @admin.display(description="shown when")
    def in_words(self, warning):
        if warning.pk and with_conditions(warning).conditions.all():
            return condition_sentence(warning)
        return "Never, until you add a row below."
