"""What a request asks of a questionnaire: by which rules, with which answers, and what its links carry along.

Nothing is kept between requests, so what must not be forgotten stands in the address. Besides the answers that is

- ``version``, where somebody follows a link of before: the rules of then answer, on every page of that walk;
- ``warned``, where somebody was stopped by a warning and took its cause back. As long as a warning that stops holds,
  the answers themselves tell that it was shown. Nobody is stopped twice.
"""

from dataclasses import dataclass
from functools import cached_property

from django.http import QueryDict

from advisor import addresses
from advisor.answers import Answers, Ignored, parse, printable
from advisor.conditions import States, states_of
from advisor.live import Live, former, live_or_404
from advisor.progress import Progress, progress_of
from advisor.snapshot import Flow, Warning
from advisor.verdicts import warnings_for

NO_SUCH_VERSION = "There is no such version; these are the rules of today."
WARNED = {"warned": "1"}


@dataclass(frozen=True, kw_only=True)
class Visit:
    live: Live  # what anybody meets now
    rules: Live  # what answers here
    answers: Answers
    ignored: tuple[Ignored, ...] = ()
    asked: str = ""  # the question whose form was sent
    was_warned: bool = False

    @property
    def flow(self) -> Flow:
        return self.rules.flow

    @property
    def is_former(self) -> bool:
        return self.rules.number != self.live.number

    @cached_property
    def states(self) -> States:
        return states_of(self.flow, self.answers)

    @cached_property
    def progress(self) -> Progress:
        return progress_of(self.flow, self.answers, self.states)

    @cached_property
    def stop(self) -> Warning | None:
        """The first warning to stop and think that the answers given so far bring up."""
        return _stop(self.flow, self.states)

    @property
    def interruption(self) -> Warning | None:
        """The warning that the answer just given brings up, if it is the first of the walk that stops anybody."""
        before = states_of(self.flow, self.answers.without(self.asked))
        return None if self.was_warned or _stop(self.flow, before) else self.stop

    @property
    def carried(self) -> dict[str, str]:
        """What every link of the walk keeps."""
        return {**self._rules_named, **(WARNED if self.was_warned and not self.stop else {})}

    @property
    def _rules_named(self):
        return {"version": str(self.rules.number)} if self.is_former else {}

    def fields(self, key: str) -> dict[str, str]:
        """What the form of a question sends along unseen."""
        warned = WARNED if self.was_warned or self.stop else {}
        return {**self.answers.without(key).values(), **self._rules_named, **warned, "asked": key}

    def start_url(self, **others: str) -> str:
        return addresses.start_url(self.flow, self.answers, **self.carried, **others)

    def question_url(self, key: str, **others: str) -> str:
        return addresses.question_url(self.flow, key, self.answers, **self.carried, **others)

    def result_url(self, answers: Answers | None = None) -> str:
        return addresses.result_url(self.flow, self.answers if answers is None else answers, **self.carried)

    def next_url(self) -> str:
        return addresses.next_url(self.flow, self.answers, self.progress, **self.carried)

    def api_url(self) -> str:
        return addresses.api_url(self.flow, self.answers, **self._rules_named)

    def kept_url(self) -> str:
        """The result's address to keep or share, which names its rules."""
        return addresses.result_url(self.flow, self.answers, version=str(self.rules.number))

    def today_url(self, *, of_result: bool = False) -> str:
        """The same answers by the rules of today: the result, or what these ask next.

        What these do not know any more stays in the address, so that the page there says so.
        """
        flow = self.live.flow
        known, lost = parse(flow, self.answers.values().items())
        values = known.values()
        for one in lost:
            question = flow.question_called(one.param)
            key = question.key if question else one.param
            values[key] = f"{values[key]}.{one.value}" if key in values else one.value
        if of_result:
            return addresses.result_url(flow, addresses.NO_ANSWERS, **values)
        progress = progress_of(flow, known, states_of(flow, known))
        return addresses.next_url(flow, addresses.NO_ANSWERS, progress, **values)


def visit_or_404(slug: str, parameters: QueryDict) -> Visit:
    live = live_or_404(slug)
    named = parameters.get("version", "")
    found = live if named in ("", str(live.number)) else former(slug, named)
    rules = found or live
    answers, ignored = parse(rules.flow, ((key, value) for key, values in parameters.lists() for value in values))
    if found is None:
        ignored = (Ignored(param="version", value=printable(named), reason=NO_SUCH_VERSION), *ignored)
    asked = rules.flow.question_called(parameters.get("asked", ""))
    return Visit(
        live=live,
        rules=rules,
        answers=answers,
        ignored=ignored,
        asked=asked.key if asked else "",
        was_warned=bool(parameters.get("warned")),
    )


def _stop(flow, states):
    """Takes the states as they are: what nobody was asked yet is no reason to stop anybody."""
    return next((warning for warning in warnings_for(flow, states) if warning.severity == "stop"), None)
