import secrets

from django.db import migrations, models


def begin(apps, schema_editor):
    """The first version, which the log knows: a database that was there before may hold any number of tools."""
    version = 1 + secrets.randbelow(2**30)
    apps.get_model("catalog", "CatalogueVersion").objects.create(version=version)
    apps.get_model("catalog", "Change").objects.create(version=version, kind="everything")


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="CatalogueVersion",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("version", models.BigIntegerField()),
                (
                    "snapshot",
                    models.CharField(
                        blank=True, help_text="Names the file of a large catalogue’s index.", max_length=80
                    ),
                ),
                (
                    "snapshot_version",
                    models.BigIntegerField(default=0, help_text="The version that this file holds exactly."),
                ),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="one_catalogue_version")],
            },
        ),
        migrations.CreateModel(
            name="Change",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.BigIntegerField(db_index=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("tool", "Tool"),
                            ("maker", "Maker"),
                            ("taxonomy", "Taxonomy"),
                            ("library", "Library"),
                            ("everything", "Everything"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "key",
                    models.BigIntegerField(default=0, help_text="The tool’s or the maker’s; 0 for the other kinds."),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.RunPython(begin, migrations.RunPython.noop),
    ]
