import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import catalog.models.columns


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0006_appointments_and_preview_links"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Proposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(help_text="The kind of entry, such as “tool”.", max_length=40)),
                ("key", models.CharField(help_text="The entry’s natural key.", max_length=200)),
                ("label", models.CharField(help_text="Outlives the entry.", max_length=200, verbose_name="entry")),
                (
                    "is_public",
                    models.BooleanField(
                        default=False, help_text="Visitors saw the entry when it was made.", verbose_name="public"
                    ),
                ),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("editor", "An editor’s change to a public entry"),
                            ("collision", "Two people changed it at once"),
                            ("suggestion", "A visitor’s suggestion"),
                            ("import", "An import"),
                        ],
                        default="editor",
                        max_length=12,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("accepted", "Accepted"),
                            ("declined", "Declined"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        db_index=True,
                        default="open",
                        max_length=12,
                    ),
                ),
                (
                    "base",
                    models.JSONField(
                        help_text="The entry as it was; null where that is not known any more.", null=True
                    ),
                ),
                ("document", models.JSONField(help_text="The entry as it would be.")),
                ("why", catalog.models.columns.TextColumn(blank=True, max_length=500)),
                (
                    "by_name",
                    models.CharField(blank=True, help_text="Outlives the account.", max_length=150, verbose_name="by"),
                ),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="made (UTC)")),
                ("decided_by_name", models.CharField(blank=True, max_length=150, verbose_name="decided by")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided (UTC)")),
                ("answer", catalog.models.columns.TextColumn(blank=True, max_length=500)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="proposals",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["kind", "key", "state"], name="proposal_of_entry")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("origin", "editor"), ("state", "open")),
                        fields=("kind", "key", "by"),
                        name="one_open_proposal_each",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", True), ("state", "open")),
                            models.Q(models.Q(("state", "open"), _negated=True), ("decided_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="proposal_is_decided_once",
                    ),
                ],
            },
        ),
    ]
