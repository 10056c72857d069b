"""Rules as an editor would say them: the previews in the admin."""

from itertools import groupby


def condition_sentence(owner) -> str:
    """When something applies: “A and B, or C”; “Always” without rows."""
    groups = groupby(owner.conditions.all(), key=lambda row: row.group)
    told = [" and ".join(row.sentence() for row in rows) for _, rows in groups]
    return "; or ".join(told) if told else "Always"


def effect_sentence(effect) -> str:
    lane = f", in the step “{effect.lane.label}”" if effect.lane else ""
    when = f", if {condition_sentence(effect)}" if effect.conditions.all() else ""
    verb = {
        "require": "Keep only tools with",
        "exclude": "Remove tools with",
        "prefer": f"Raise {effect.get_strength_display()} tools with",
        "avoid": f"Lower {effect.get_strength_display()} tools with",
    }[effect.action]
    return f"{verb} “{effect.term.facet.label}: {effect.term.label}”{lane}{when}."


def rule_sentence(rule) -> str:
    if rule.effect == rule.Effect.DECIDES:
        verb = f"Decides with priority {rule.amount}"
    elif rule.amount > 0:
        verb = f"Speaks for it with {rule.amount} point{'s' if rule.amount > 1 else ''}"
    else:
        verb = f"Speaks against it with {-rule.amount} point{'s' if rule.amount < -1 else ''}"
    return f"{verb}: {condition_sentence(rule)}."
