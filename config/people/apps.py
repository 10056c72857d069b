from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PeopleConfig(AppConfig):
    """The last of the apps: when its turn comes after a migration, the permissions of all others are there."""

    name = "config.people"
    label = "people"

    def ready(self):
        from config.people import checks, login, trail  # noqa: F401 — each takes its place by being imported
        from config.people.roles import keep_groups

        post_migrate.connect(keep_groups, sender=self)
