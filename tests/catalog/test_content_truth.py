"""No summary states as plain fact what nobody has looked up.

A summary has no source row of its own, so a reader takes it at its word. What it says on one of the subjects below
must rest on a source for that facet of the tool, or say in the same sentence that it is unchecked.
"""

import re

import pytest
import yaml
from django.conf import settings

SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9])")


def any_of(*phrases):
    return re.compile(rf"\b({'|'.join(phrases)})\b", re.I)


HEDGE = any_of(
    "said",
    "says?",
    "unchecked",
    "not checked",
    "nobody (here )?has checked",
    "according to",
    "reported(ly)?",
    "look (it )?up",
)
# What people hand in. The stock of text or sound that a model was made from goes by none of these names, so 'trained
# on financial writing' passes: it tells how a model came about and promises nothing about anybody's files.
INPUTS = (
    r"(inputs?|prompts?|conversations?|uploads?|nothing sent|what (is|you|users) (sent|send|type|upload)"
    r"|(your|customer|private|personal|free) (data|texts?|files|code))"
)
PLACES = r"(China|Europe|the EU|the European Union|the United States|the US|Switzerland|Germany|France)"

# Subject: the words that raise it, and the facts of which one must have a source.
SUBJECTS = {
    "use of data": (
        any_of(
            rf"{INPUTS}\b[^.;]* (training|trains?|trained)",
            rf"(training|trains?|trained)\b[^.;]* (on|with|from) {INPUTS}",
            rf"{INPUTS} (is|are) (not |never )?(kept|stored|deleted)",
            rf"(treatment|retention) of {INPUTS}",
            "rules on training",
            "confidential",
            "privacy is(?! not)",
            "rights in what users",
            r"(leaves?|stays?|remains?)\b[^.;]* (the|your|their|its|own) (own )?(machines?|computers?|servers?)",
        ),
        {"data-use"},
    ),
    "place of data": (
        any_of(
            "GDPR",
            "residency",
            "choice of regions?",
            "(choose|select) (the|a|your) region",
            "regions? (can|may) be (chosen|selected)",
            r"regions?\b[^.;]* (selectable|yours to choose)",
            rf"(data|{INPUTS})\b[^.;]* (sits?|held|kept|stored|stays?|processed) (in|within) ({PLACES}|the region)",
            "(European|EU|Swiss|US|Chinese) servers",
        ),
        {"region"},
    ),
    "rights": (
        any_of(
            "commercial (use|work|purposes)",
            "commercially",
            "non-commercial",
            "business use",
            "(used|free( of charge)?) in business",
            r"for business(?! \w)",
            "indemni(ty|fies|fied)",
            "owns? (what they|their|the) (make|images|results|songs)",
            "claims? no ownership",
            "broad rights",
            "rights (are|depend)",
            "clear(ing)? rights",
            "(may|can|cannot|not) be (re)?sold",
            "(re)?sell (it|them|results|songs|images)",
            "selling is",
            "yearly revenue",
            "trained on licensed",  # a promise of rights, unlike other words on what a model was made from
        ),
        {"commercial-use", "commercial_use_note", "licence_name"},
    ),
    # No facet holds these, so no source can stand behind them: they are always worded as what is said.
    "certificates": (
        any_of(r"SOC ?2", r"ISO ?\d+", "HIPAA", "certified", "certificates?", "compliant", "medical device"),
        frozenset(),
    ),
}
TOOLS = [
    tool
    for path in sorted((settings.BASE_DIR / "fixtures" / "tools").glob("*.yaml"))
    for tool in yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
]


def sourced(tool):
    """The facts of a tool that rest on something a reader can open."""
    return {fact for row in tool["sources"] if row["type"] != "general-knowledge" for fact in row["fields"]}


def bare_claims(text, facts=frozenset()):
    """(subject, sentence) for each claim that has no source among the facts and does not say that it is unchecked."""
    return [
        (subject, sentence)
        for sentence in SENTENCE_END.split(text)
        for subject, (words, needs) in SUBJECTS.items()
        if words.search(sentence) and not needs & facts and not HEDGE.search(sentence)
    ]


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool["slug"])
def test_a_summary_claims_nothing_that_nobody_looked_up(tool):
    assert bare_claims(tool["summary"], sourced(tool)) == []


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("Inputs are not used for training.", "use of data"),
        ("It never trains on your files.", "use of data"),
        ("A good place for confidential work.", "use of data"),
        ("Your code never leaves your own servers.", "use of data"),
        ("Its data sits in China.", "place of data"),
        ("What you type stays in Europe.", "place of data"),
        ("The region can be chosen.", "place of data"),
        ("Hosted in line with GDPR.", "place of data"),
        ("Commercial use is allowed.", "rights"),
        ("Paid members own what they make.", "rights"),
        ("It was trained on licensed sound.", "rights"),
        ("The service is certified to ISO 27001.", "certificates"),
    ],
)
def test_a_bare_claim_is_found(text, subject):
    assert bare_claims(text) == [(subject, text)]


@pytest.mark.parametrize(
    "text",
    [
        "Inputs are said not to be used for training; nobody has checked.",
        "The maker says inputs are not kept.",
        "It was trained on a large stock of financial writing.",
        "It has to be trained for each task before it is useful.",
        "Used by people without design training.",
        "Privacy is not guaranteed.",
        "Quotas differ between regions.",
        "It was built for business retrieval.",
        "Researchers run it on their own machines.",
    ],
)
def test_an_honest_sentence_passes(text):
    assert bare_claims(text) == []


def test_a_source_for_one_facet_does_not_vouch_for_another():
    assert bare_claims("Inputs are not used for training.", {"data-use"}) == []
    assert bare_claims("Inputs are not used for training.", {"region", "commercial-use"}) != []


def test_a_hedge_covers_its_own_sentence_alone():
    assert bare_claims("It is said to be quick. Commercial use is allowed.") == [
        ("rights", "Commercial use is allowed.")
    ]
