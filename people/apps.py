from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PeopleConfig(AppConfig):
    """The last of the apps: when its turn comes after a migration, the permissions of all others are there."""

    name = "people"

    def ready(self):
        from people.roles import keep_groups

        post_migrate.connect(keep_groups, sender=self)
