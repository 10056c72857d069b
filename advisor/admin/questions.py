from django.contrib import admin
from django.db.models import Count
from django.utils.html import format_html, format_html_join

from advisor.admin.conditions import EffectWhenInline, ShownWhenInline, with_conditions
from advisor.admin.parts import PartAdmin
from advisor.models import Choice, Effect, Question
from advisor.sentences import condition_sentence, effect_sentence
from catalog.admin.desk import TableInline
from catalog.admin.taxonomy import name_with_facet


def with_facets(field, db_field):
    """Terms named with their facet: “Text” alone may be what goes in or what comes out. Read once for all rows."""
    if db_field.name == "term":
        name_with_facet(field)
        field.choices = list(field.choices)
    return field


class ChoiceInline(TableInline):
    model = Choice
    extra = 0
    fields = ["position", "key", "label", "help", "excludes_others", "never_given_up"]
    show_change_link = True

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("question")


class EffectInline(admin.StackedInline):
    model = Effect
    extra = 0
    fields = [("action", "term", "strength", "lane"), "reason_for", "reason_against", ("source_url", "position")]
    autocomplete_fields = ["lane"]
    show_change_link = True

    def formfield_for_foreignkey(self, db_field, request, **options):
        return with_facets(super().formfield_for_foreignkey(db_field, request, **options), db_field)

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("term__facet", "lane")


@admin.register(Question)
class QuestionAdmin(PartAdmin):
    when_empty = "No questions yet. Start with the one that decides most."
    list_display = ["title", "key", "position", "kind", "is_core", "choice_count", "questionnaire"]
    list_editable = ["position"]
    list_filter = ["questionnaire", "kind", "is_core"]
    list_select_related = ["questionnaire"]
    search_fields = ["title", "key", "help", "why"]
    autocomplete_fields = ["questionnaire"]
    fieldsets = [
        (None, {"fields": ["questionnaire", "title", "help", "why"]}),
        ("How it is asked", {"fields": ["key", "aliases", "position", "kind", "is_core", "asked_when"]}),
        ("What its answers do", {"fields": ["effects_in_words"]}),
    ]
    readonly_fields = ["asked_when", "effects_in_words"]
    inlines = [ChoiceInline, ShownWhenInline]

    def get_queryset(self, request):
        return (
            super()
            .get_queryset(request)
            .annotate(number_of_choices=Count("choices"))
            .order_by(*self.model._meta.ordering)
        )

    @admin.display(description="choices", ordering="number_of_choices")
    def choice_count(self, question):
        return question.number_of_choices

    @admin.display(description="asked when")
    def asked_when(self, question):
        return condition_sentence(with_conditions(question)) if question.pk else "Always"

    @admin.display(description="effects")
    def effects_in_words(self, question):
        effects = _in_words(Effect.objects.filter(choice__question=question.pk)) if question.pk else []
        if not effects:
            return "None yet. Open a choice below to say which tools it asks for."
        return format_html(
            "<ul>{}</ul>",
            format_html_join("", "<li>{}: {}</li>", ((one.choice.label, effect_sentence(one)) for one in effects)),
        )


@admin.register(Choice)
class ChoiceAdmin(PartAdmin):
    when_empty = "No choices yet. Add them on the page of their question."
    list_display = ["label", "question", "key", "position", "effect_count", "lane"]
    list_filter = ["question__questionnaire", "question"]
    search_fields = ["label", "key", "question__title", "question__key"]
    autocomplete_fields = ["question", "lane"]
    fields = [
        "question",
        "label",
        "help",
        "key",
        "aliases",
        "position",
        "excludes_others",
        "never_given_up",
        "lane",
        "effects_in_words",
    ]
    readonly_fields = ["effects_in_words"]
    inlines = [EffectInline]

    def get_queryset(self, request):
        return (
            super()
            .get_queryset(request)
            .select_related(
                "question__questionnaire", "lane"
            )  # list_select_related counts only where nothing is said here
            .annotate(number_of_effects=Count("effects"))
            .order_by(*self.model._meta.ordering)
        )

    def above(self, choice):
        return [choice.questionnaire, choice.question]

    @admin.display(description="effects", ordering="number_of_effects")
    def effect_count(self, choice):
        return choice.number_of_effects

    @admin.display(description="what it does")
    def effects_in_words(self, choice):
        effects = _in_words(choice.effects) if choice.pk else []
        if not effects:
            return "Nothing yet: the list of tools stays as it is."
        return format_html(
            "<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((effect_sentence(one),) for one in effects))
        )


@admin.register(Effect)
class EffectAdmin(PartAdmin):
    """Reached from its choice, to say when the effect applies."""

    when_empty = "No effects yet. Add them on the page of their choice."
    list_display = ["__str__", "choice"]
    list_select_related = ["choice__question", "term__facet"]
    search_fields = ["reason_for", "reason_against", "term__label"]
    autocomplete_fields = ["choice", "lane"]
    fields = ["in_words", "choice", "action", "term", "strength", "lane", "reason_for", "reason_against", "source_url"]
    readonly_fields = ["in_words"]
    inlines = [EffectWhenInline]

    def formfield_for_foreignkey(self, db_field, request, **options):
        return with_facets(super().formfield_for_foreignkey(db_field, request, **options), db_field)

    def has_module_permission(self, request):
        return False

    def above(self, effect):
        return [effect.questionnaire, effect.choice.question, effect.choice]

    @admin.display(description="in words")
    def in_words(self, effect):
        return effect_sentence(with_conditions(effect)) if effect.pk else "Save it to read it as a sentence."


def _in_words(effects):
    """Effects with all that their sentences say."""
    return effects.select_related("choice", "term__facet", "lane").prefetch_related(
        "conditions__question", "conditions__choices"
    )
