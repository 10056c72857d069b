from django.core.management.base import BaseCommand
from django.utils import timezone

from catalog import live, snapshot, words


class Command(BaseCommand):
    help = "Builds the index of filters and words and keeps it in a file that the site's processes load."

    def handle(self, **options):
        catalogue = live.build(timezone.localdate())
        snapshot.publish(catalogue.index, version=catalogue.version, day=catalogue.day)
        self.stdout.write(f"The index of {words.count(len(catalogue.index), 'tool')} is kept.")
