from catalog.models.appointments import Appointment
from catalog.models.changes import CatalogueVersion, Change
from catalog.models.content import LoadedEntry
from catalog.models.facts import FacetState, FieldState, Plan, Reading, Source
from catalog.models.guides import (
    Comparison,
    ComparisonRow,
    FaqEntry,
    GlossaryTerm,
    Guide,
    IndustryGuide,
    KindGuide,
    Reference,
    Scenario,
    Workflow,
    WorkflowStep,
)
from catalog.models.history import Event
from catalog.models.makers import Maker
from catalog.models.previews import PreviewLink
from catalog.models.proposals import Proposal
from catalog.models.taxonomy import Facet, Term
from catalog.models.tools import Alternative, Assignment, FormerSlug, RunsOn, Tool, ToolAlias

__all__ = [
    "Alternative",
    "Appointment",
    "Assignment",
    "CatalogueVersion",
    "Change",
    "Comparison",
    "ComparisonRow",
    "Event",
    "Facet",
    "FacetState",
    "FaqEntry",
    "FieldState",
    "FormerSlug",
    "GlossaryTerm",
    "Guide",
    "IndustryGuide",
    "KindGuide",
    "LoadedEntry",
    "Maker",
    "Plan",
    "PreviewLink",
    "Proposal",
    "Reading",
    "Reference",
    "RunsOn",
    "Scenario",
    "Source",
    "Term",
    "Tool",
    "ToolAlias",
    "Workflow",
    "WorkflowStep",
]
