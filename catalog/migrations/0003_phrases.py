from django.core.management.base import CommandError
from django.db import migrations, models

import catalog.models.columns
import catalog.models.taxonomy

RESERVED = [
    "asked",
    "counts",
    "entry-type",
    "format",
    "lifecycle",
    "maker",
    "page",
    "per_page",
    "q",
    "result",
    "sort",
    "tool",
    "unknown",
    "view",
    "why",
]


def refuse_facets_of_reserved_names(apps, schema_editor):
    facets = apps.get_model("catalog", "Facet").objects.filter(slug__in=RESERVED).order_by("slug")
    if names := ", ".join(f"“{slug}”" for slug in facets.values_list("slug", flat=True)):
        raise CommandError(
            f"The site itself uses {names} in addresses from this version on, and a facet has that name. Give it "
            "another (column slug of the table catalog_facet), then migrate again."
        )


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0002_change_log"),
    ]

    operations = [
        migrations.RunPython(refuse_facets_of_reserved_names, migrations.RunPython.noop),
        migrations.AddField(
            model_name="facet",
            name="phrase",
            field=catalog.models.columns.NameColumn(
                blank=True,
                help_text="How chosen terms read in the sentence above the list; {} stands for them: “that produce {}” makes “Tools and models that produce images or video”. Begin with “that” where a verb follows. Empty: the label, a colon and the terms.",
                max_length=80,
                validators=[catalog.models.columns.validate_visible, catalog.models.taxonomy.validate_facet_phrase],
            ),
        ),
        migrations.AddField(
            model_name="term",
            name="phrase",
            field=catalog.models.columns.NameColumn(
                blank=True,
                help_text="How the term reads within its facet’s phrase, such as “images” or “on your own servers”; a kind of tool in the plural. Empty: the label, its first letter small unless it looks like a name.",
                max_length=80,
                validators=[catalog.models.columns.validate_visible, catalog.models.taxonomy.validate_term_phrase],
            ),
        ),
        migrations.RemoveConstraint(
            model_name="facet",
            name="facet_slug_is_not_reserved",
        ),
        migrations.AddConstraint(
            model_name="facet",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("slug__in", RESERVED),
                    _negated=True,
                ),
                name="facet_slug_is_not_reserved",
                violation_error_message="This name is used by the site itself. Choose another.",
            ),
        ),
    ]
