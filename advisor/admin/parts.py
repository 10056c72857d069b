"""What the pages of a questionnaire's parts share: the way back up."""

from django.urls import reverse

from catalog.admin.desk import DeskAdmin


class PartAdmin(DeskAdmin):
    """A part of a questionnaire, whose page leads to what it is part of."""

    change_form_template = "admin/advisor/part_change_form.html"

    def above(self, row):
        """What the part belongs to, outermost first."""
        return [row.questionnaire]

    def render_change_form(self, request, context, *args, obj=None, **options):
        if obj:
            context["above"] = [_link(row) for row in self.above(obj)]
            context["try_url"] = reverse("admin:advisor_questionnaire_try", args=[obj.questionnaire.pk])
        return super().render_change_form(request, context, *args, obj=obj, **options)


def _link(row):
    return {
        "name": row._meta.verbose_name,
        "title": str(row),
        "url": reverse(f"admin:advisor_{row._meta.model_name}_change", args=[row.pk]),
    }
