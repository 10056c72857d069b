from django.db import migrations

import catalog.models.columns


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0007_proposals"),
    ]

    operations = [
        migrations.AddField(
            model_name="reference",
            name="as_of",
            field=catalog.models.columns.PartialDateColumn(
                blank=True,
                help_text="The day it speaks for: printed on it, of its last change, or else the day on which you read it.",
                max_length=10,
                validators=[catalog.models.columns.validate_partial_date],
                verbose_name="as of",
            ),
        ),
    ]
