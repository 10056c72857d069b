"""Situations to start from are read from the published version from now on; versions from before know of none.

A published version never changes but here, once: what visitors saw beside it until today becomes part of it.
"""

import hashlib
import json

from django.db import migrations


def put_into_versions(apps, schema_editor):
    versions, cases = apps.get_model("advisor", "Version").objects, apps.get_model("advisor", "ExpectedCase").objects
    for version in versions.filter(live_of__isnull=False):
        flow = json.loads(version.snapshot)
        shown = cases.filter(questionnaire=version.questionnaire_id, is_example=True).order_by("position", "id")
        examples = [
            {
                "situation": case.situation,
                "answers": sorted([key, sorted(choices)] for key, choices in case.answers.items()),
            }
            for case in shown
        ]
        if examples and "examples" not in flow:
            told = flow | {"examples": examples}
            snapshot = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
            digest = hashlib.sha256(snapshot.encode()).hexdigest()
            versions.filter(pk=version.pk).update(snapshot=snapshot, digest=digest)


class Migration(migrations.Migration):
    dependencies = [("advisor", "0005_review")]

    operations = [migrations.RunPython(put_into_versions, migrations.RunPython.noop)]
