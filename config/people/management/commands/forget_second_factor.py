from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from config.people import second_factor


class Command(BaseCommand):
    help = "Takes somebody's second factor away, who has lost the app and all recovery codes."

    def add_arguments(self, parser):
        parser.add_argument("name", help="the name that he logs in by")

    def handle(self, *args, name, **options):
        user = get_user_model().objects.filter(username=name).first()
        if user is None:
            raise CommandError(f"Nobody logs in as “{name}”.")
        if not second_factor.has_one(user):
            raise CommandError(f"“{name}” has no second factor.")
        second_factor.end(user)
        self.stdout.write(f"“{name}” logs in with name and password alone now.")
