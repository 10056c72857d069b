from django.core.management.base import BaseCommand, CommandError

from advisor.addresses import result_url
from advisor.candidates import current_catalogue
from advisor.lint import errors
from advisor.models import Questionnaire
from advisor.simulation import NOT_SURE_OF, Simulation, percentile, simulate
from catalog import words

SHOWN_WITNESSES = 5


class Command(BaseCommand):
    help = "Walk through the drafts of questionnaires at random, the same way for a seed, and tell how the walks end."

    def add_arguments(self, parser):
        parser.add_argument("questionnaire", nargs="?", help="slug; without it, every questionnaire")
        parser.add_argument("--walks", type=int, default=600)
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *args, questionnaire, walks, seed, **options):
        if walks < 1:
            raise CommandError("Walk at least once.")
        found = Questionnaire.objects.named_or_all(questionnaire)
        if not found:
            raise CommandError("There is no such questionnaire." if questionnaire else "There is no questionnaire yet.")
        number = sum(self._simulate(one, walks, seed) for one in found)  # all are told before the command fails
        if number:
            raise CommandError(f"{words.count(number, 'error')} found.")

    def _simulate(self, questionnaire, walks, seed) -> int:
        flow, catalogue = questionnaire.draft(), current_catalogue()
        if wrong := errors(flow, None):
            number = words.count(len(wrong), "error")
            self.stdout.write(f"{questionnaire.slug} has {number} that lint_advisor names. Mend them first.")
            return len(wrong)
        simulated = simulate(flow, catalogue, number=walks, seed=seed)
        title = f"{questionnaire} (draft of {questionnaire.slug}, {words.count(len(catalogue), 'tool')})"
        self.stdout.write(f"{title}: {words.count(walks, 'walk')}, seed {seed}")
        self._tell_questions(simulated)
        self._tell_shares("Kind", simulated.share_per_kind(), walks)
        self._tell_shares("Delivery (several may hold)", simulated.share_per_delivery(), walks)
        self._tell_walks("walk ended", "walks ended", "with nothing", simulated.empty, flow)
        self._tell_walks("walk has", "walks have", "a step with nothing", simulated.with_empty_step, flow)
        if simulated.without_delivery:
            end = "with a kind and no way to get it"
            self._tell_walks("walk ended", "walks ended", end, simulated.without_delivery, flow)
        self._tell_tools(simulated, flow)
        for text in simulated.shortfalls:
            self.stdout.write(f"Falls short: {text}")
        for text, answers in simulated.errors:
            self.stdout.write(f"Error: {text}: {result_url(flow, answers)}")
        return len(simulated.errors)

    def _tell_questions(self, simulated: Simulation):
        for share in (*NOT_SURE_OF, None):
            walks = [walk for walk in simulated.walks if share in (walk.not_sure_of, None)]
            if not walks:
                continue
            asked = [walk.asked for walk in walks]
            settled = [walk.settled_after for walk in walks]
            half, most = (_or_never(percentile(settled, at)) for at in (50, 95))
            self.stdout.write(
                f"  {'all walks' if share is None else f'{share} % not sure'}: "
                f"asked {percentile(asked, 50)} (95th percentile {percentile(asked, 95)}), "
                f"kind settled after {half} (95th percentile {most}), never on {settled.count(None)} of {len(walks)}"
            )

    def _tell_shares(self, title, shares, walks):
        told = sorted(shares.items(), key=lambda item: (-item[1], item[0]))
        self.stdout.write(f"{title}: {', '.join(f'{key} {100 * number / walks:.1f} %' for key, number in told)}")

    def _tell_walks(self, one, many, end, walks, flow):
        self.stdout.write(f"{words.count(len(walks), one, many)} {end}")
        for walk in walks[:SHOWN_WITNESSES]:
            self.stdout.write(f"  {result_url(flow, walk.answers)}")
        if len(walks) > SHOWN_WITNESSES:
            self.stdout.write(f"  … and {len(walks) - SHOWN_WITNESSES} more")

    def _tell_tools(self, simulated, flow):
        offered, never = len(simulated.offered), len(simulated.never_shown)
        searched = len(simulated.found_by_search)
        self.stdout.write(
            f"Of {words.count(offered, 'tool')} offered, {offered - never - searched} were in a top five on a walk, "
            f"{searched} more by answers that ask for what they have, {never} in none"
        )
        for entry in simulated.never_shown:
            doubt = "" if entry in simulated.searched else " (not searched for)"
            self.stdout.write(f"  {entry.name} ({entry.slug}){doubt}")


def _or_never(number):
    return "never" if number is None else number
