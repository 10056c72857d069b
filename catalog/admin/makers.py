from django.contrib import admin
from django.db.models import Count

from catalog.admin.desk import CatalogueAdmin, UniqueNameForm
from catalog.models import FormerSlug, Maker


@admin.register(Maker)
class MakerAdmin(CatalogueAdmin):
    form = UniqueNameForm
    when_empty = "No makers yet. You can also add one while you add its first tool."
    list_display = ["name", "country", "homepage", "tool_count"]
    search_fields = ["name", "slug"]
    prepopulated_fields = {"slug": ["name"]}
    fields = ["name", "slug", "country", "homepage"]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(tool_count=Count("tools")).order_by(*self.model._meta.ordering)

    def slug_is_settled(self, maker):
        return maker.tools.exists()

    @admin.display(description="tools", ordering="tool_count")
    def tool_count(self, maker):
        return maker.tool_count


@admin.register(FormerSlug)
class FormerSlugAdmin(CatalogueAdmin):
    when_empty = "No tool has changed its address."
    list_display = ["slug", "tool"]
    list_select_related = ["tool"]
    search_fields = ["slug", "tool__name"]
    autocomplete_fields = ["tool"]
