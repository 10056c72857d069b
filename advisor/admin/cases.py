from django.contrib import admin

from advisor.models import ExpectedCase
from catalog.admin.desk import DeskAdmin


@admin.register(ExpectedCase)
class ExpectedCaseAdmin(DeskAdmin):
    when_empty = "No cases yet. Write down a situation and what the advisor ought to say."
    list_display = ["situation", "key", "is_example", "questionnaire"]
    list_editable = ["is_example"]
    list_filter = ["questionnaire", "is_example"]
    list_select_related = ["questionnaire"]
    search_fields = ["situation", "key"]
    autocomplete_fields = ["questionnaire"]
    fields = ["questionnaire", "situation", "key", "answers", "expectations", "is_example", "position"]
