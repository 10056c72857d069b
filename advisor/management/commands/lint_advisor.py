from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from advisor.candidates import current_catalogue
from advisor.lint import warnings
from advisor.models import Questionnaire
from advisor.simulation import simulate
from catalog import words


class Command(BaseCommand):
    help = "Check the drafts of questionnaires: errors keep them from being published, warnings may be waived."

    def add_arguments(self, parser):
        parser.add_argument("questionnaire", nargs="?", help="slug; without it, every questionnaire")
        parser.add_argument(
            "--walks", type=int, default=300, help="walks to find tools that are never shown; 0 for none"
        )
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *args, questionnaire, walks, seed, **options):
        if walks < 0:
            raise CommandError("The number of walks cannot be below 0.")
        found = Questionnaire.objects.named_or_all(questionnaire)
        if not found:
            raise CommandError("There is no such questionnaire." if questionnaire else "There is no questionnaire yet.")
        number = sum(self._check(one, walks, seed) for one in found)
        if number:
            raise CommandError(f"{words.count(number, 'error')} found.")

    def _check(self, questionnaire, walks, seed) -> int:
        flow, catalogue = questionnaire.draft(), current_catalogue()
        wrong = questionnaire.draft_errors(catalogue, flow)
        simulated = simulate(flow, catalogue, number=walks, seed=seed) if walks and not wrong else None
        found = warnings(flow, catalogue, simulated)
        valid = {waiver.finding: waiver for waiver in questionnaire.waivers.valid_on(timezone.localdate())}
        self.stdout.write(f"{questionnaire} (draft of {questionnaire.slug}, {words.count(len(catalogue), 'tool')})")
        self._tell("error", wrong)
        self._tell("warning", [f"{one.text} [{one.key}]" for one in found if one.key not in valid])
        waived = [(one, valid[one.key]) for one in found if one.key in valid]
        self._tell("waived warning", [f"{one.text} Until {by.until}: {by.reason}" for one, by in waived])
        if simulated:  # without walks, what they would find cannot be said to be gone
            gone = valid.keys() - {one.key for one in found}
            self._tell("waiver of what does not warn", sorted(gone), "waivers of what does not warn")
        else:
            reason = "none were asked for" if not wrong else "the errors come first"
            self.stdout.write(f"No walks were simulated: {reason}. Tools that are never shown are not looked for.")
        return len(wrong)

    def _tell(self, one, texts, many=""):
        self.stdout.write(words.count(len(texts), one, many))
        for text in texts:
            self.stdout.write(f"  {text}")
