import pytest

from catalog.kind_groups import GROUPS, OTHERS, PLACE, UNTOLD, group_of, grouped
from catalog.models import Term

WORDS, PICTURES, SOUND, _, WORK, _ = GROUPS


@pytest.mark.parametrize(
    ("makes", "heading"),
    [
        (["text"], WORDS),
        (["text", "code", "image"], WORDS),
        (["image", "slides", "document"], PICTURES),
        (["transcript", "text"], SOUND),
        (["text", "action"], WORK),
        (["text", "image", "voice"], OTHERS),
        (["scent"], OTHERS),
        ([], OTHERS),
        (None, UNTOLD),
    ],
)
def test_a_kind_stands_where_most_of_its_results_are_and_at_evens_with_the_special_ones(makes, heading):
    assert group_of(makes) == heading


def test_groups_keep_their_order_and_that_of_their_kinds_and_none_is_empty():
    kinds = [([], "hub"), (["action"], "agent"), (["text"], "chat"), (["code"], "coder")]
    assert grouped(kinds) == [(WORDS, [("chat",), ("coder",)]), (WORK, [("agent",)]), (OTHERS, [("hub",)])]


def test_every_output_that_is_shipped_has_its_group(shipped):
    outputs = set(Term.objects.filter(facet__slug="output", children=None).values_list("slug", flat=True))
    assert len(outputs) > 10
    assert outputs <= PLACE.keys()
