"""What is known about a tool's facts: their states, prices, sources and readings."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q

from catalog.facts import FIELD_KEYS, FIELDS
from catalog.models.columns import LinesColumn, NameColumn, PartialDateColumn, WebAddressColumn
from catalog.models.logged import Logged, LoggedQuerySet
from catalog.models.taxonomy import Facet


class FacetState(Logged):
    """What is known of a tool's whole facet, beyond the terms that it has.

    ``complete`` makes an absent term a *no*; without a row an absent term is *not known*.
    """

    class State(models.TextChoices):
        COMPLETE = "complete", "The list is complete: what is absent is a no"
        NOT_APPLICABLE = "not-applicable", "Does not apply"
        NOT_PUBLISHED = "not-published", "The maker does not say"

    tool = models.ForeignKey("catalog.Tool", on_delete=models.CASCADE, related_name="facet_states")
    facet = models.ForeignKey(Facet, on_delete=models.CASCADE, related_name="states")
    state = models.CharField(max_length=20, choices=State)

    class Meta:
        ordering = ["facet__position", "facet__slug"]
        constraints = [
            models.UniqueConstraint(
                fields=["tool", "facet"],
                name="one_state_a_facet",
                violation_error_message="This facet has a state already.",
            )
        ]

    def __str__(self):
        return f"{self.facet}: {self.get_state_display()}"

    def clean(self):
        if not (self.tool_id and self.facet_id) or self.state in {"", self.State.COMPLETE}:
            return
        if self.tool.assignments.filter(term__facet=self.facet).exists():
            raise ValidationError({"state": f"Remove the terms of “{self.facet}” first, or choose “complete”."})


class FieldState(Logged):
    """Why a tool's single fact, such as its context window, has no value."""

    class State(models.TextChoices):
        NOT_KNOWN = "not-known", "Not known"
        NOT_APPLICABLE = "not-applicable", "Does not apply"
        NOT_PUBLISHED = "not-published", "The maker does not say"

    tool = models.ForeignKey("catalog.Tool", on_delete=models.CASCADE, related_name="field_states")
    field = models.CharField(max_length=40, choices=[(field.key, field.label) for field in FIELDS])
    state = models.CharField(max_length=20, choices=State)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["tool", "field"],
                name="one_state_a_field",
                violation_error_message="This fact has a state already.",
            )
        ]

    def __str__(self):
        return f"{self.get_field_display()}: {self.get_state_display()}"


class PlanQuerySet(LoggedQuerySet):
    def valid_on(self, day):
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=day),
            Q(valid_to__isnull=True) | Q(valid_to__gte=day),
        )

    def compared(self):
        """Those that the computed prices rest on."""
        return self.filter(compared=True, currency="USD", amount__isnull=False)


class Plan(Logged):
    """One price of a tool, with the days on which it holds. Prices live here and nowhere else."""

    class PriceKind(models.TextChoices):
        INPUT_TOKENS = "input-tokens", "Tokens in"
        OUTPUT_TOKENS = "output-tokens", "Tokens out"
        SUBSCRIPTION = "subscription", "Subscription"
        PER_ITEM = "per-item", "Per item or use"
        FREE = "free", "Free as a whole"
        FREE_PLAN = "free-plan", "Free plan with limits"
        ON_REQUEST = "on-request", "On request"

    class Billing(models.TextChoices):
        MONTHLY = "monthly", "Monthly"
        YEARLY = "yearly", "Yearly, shown a month"
        USE = "use", "By use"

    tool = models.ForeignKey("catalog.Tool", on_delete=models.CASCADE, related_name="plans")
    name = NameColumn(max_length=100, help_text="As its maker calls it: “Pro”, “input tokens”.")
    audience = NameColumn(max_length=60, blank=True, help_text="For whom: “individuals”, “teams of 5 and more”.")
    price_kind = models.CharField(max_length=20, choices=PriceKind)
    amount = models.DecimalField(
        max_digits=14,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(0, "A price cannot be below 0.")],
        help_text="In the currency below. Empty when it is not published; never 0 for unknown.",
    )
    currency = models.CharField(
        max_length=3,
        default="USD",
        validators=[RegexValidator(r"^[A-Z]{3}\Z", "Three capital letters, such as USD.")],
    )
    unit = NameColumn(max_length=40, blank=True, help_text="What the amount buys: “month”, “1M tokens”, “image”.")
    billing = models.CharField(max_length=10, choices=Billing, blank=True)
    valid_from = models.DateField(null=True, blank=True, help_text="First day. Empty: for as long as we know.")
    valid_to = models.DateField(null=True, blank=True, help_text="Last day. Empty: until further notice.")
    compared = models.BooleanField(
        default=True,
        help_text="Counts when prices are compared. Untick for a plan without the AI, or one that is not the way in.",
    )
    commercial_use = models.CharField("commercial use of results", max_length=200, blank=True)
    trains_on_inputs = models.CharField("inputs used for training", max_length=200, blank=True)
    watermark = models.CharField(max_length=200, blank=True)
    free_limits = models.CharField(
        "limits", max_length=300, blank=True, help_text="What the plan allows a day or month."
    )
    note = models.CharField(max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(default=0, editable=False)
    url = WebAddressColumn("source")
    as_of = PartialDateColumn("price read on", help_text="The day for which the source speaks.")

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                name="plan_amount_not_negative",
                condition=Q(amount__isnull=True) | Q(amount__gte=0),
                violation_error_message="A price cannot be below 0.",
            ),
            models.CheckConstraint(
                name="plan_ends_after_it_starts",
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                violation_error_message="The last day must not lie before the first.",
            ),
            models.CheckConstraint(
                name="free_plan_costs_nothing",
                condition=~Q(price_kind__in=["free", "free-plan"]) | Q(amount=0),
                violation_error_message="A free plan has the amount 0.",
            ),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        if self.price_kind in {self.PriceKind.FREE, self.PriceKind.FREE_PLAN} and self.amount != 0:
            raise ValidationError({"amount": "A free plan has the amount 0."})
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise ValidationError({"valid_to": "The last day must not lie before the first."})

    def is_valid_on(self, day):
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


class Source(Logged):
    """Where some of a tool's facts come from. A source makes a fact *sourced*; only a reading confirms it."""

    class Type(models.TextChoices):
        VENDOR = "vendor", "The maker"
        REPOSITORY = "repository", "The maker’s repository"
        OPEN_DATABASE = "open-database", "Open database"
        THIRD_PARTY = "third-party", "Somebody else"
        GENERAL_KNOWLEDGE = "general-knowledge", "General knowledge, unverified"

    tool = models.ForeignKey("catalog.Tool", on_delete=models.CASCADE, related_name="sources")
    fields = LinesColumn(help_text="The facts that rest on it, one a line: a fact’s name or a facet’s.")
    type = models.CharField(max_length=20, choices=Type)
    title = NameColumn(max_length=200, blank=True)
    url = WebAddressColumn("address")
    as_of = PartialDateColumn(help_text="The day for which the source speaks.")
    as_of_basis = models.CharField("how that day is known", max_length=200, blank=True)
    cites = WebAddressColumn(help_text="The page that the source itself names.")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="source_has_an_address",
                condition=Q(type="general-knowledge") | ~Q(url=""),
                violation_error_message="Give the source’s address, or choose “general knowledge, unverified”.",
            )
        ]

    def __str__(self):
        return self.title or self.url or self.get_type_display()

    @property
    def proves(self):
        """Whether facts under it count as sourced."""
        return self.type != self.Type.GENERAL_KNOWLEDGE

    def clean(self):
        known = FIELD_KEYS | set(Facet.objects.values_list("slug", flat=True))
        strangers = [name for name in self.fields if name not in known]
        if strangers:
            raise ValidationError({"fields": f"No fact or facet is called {', '.join(strangers)}."})


class Reading(Logged):
    """One time that an editor read a fact at its source. Only a reading makes a fact *confirmed*."""

    class Outcome(models.TextChoices):
        CONFIRMED = "confirmed", "Confirmed"
        CHANGED = "changed", "Changed, and entered anew"
        CONTRADICTED = "contradicted", "Contradicted"
        UNREADABLE = "unreadable", "Could not be read"
        GONE = "gone", "The source is gone"

    tool = models.ForeignKey("catalog.Tool", on_delete=models.CASCADE, related_name="readings")
    subject = models.CharField("fact", max_length=60, help_text="A fact’s name or a facet’s.")
    plan = models.ForeignKey(Plan, null=True, blank=True, on_delete=models.SET_NULL, related_name="readings")
    url = WebAddressColumn("address")
    source_type = models.CharField(max_length=20, choices=Source.Type, default=Source.Type.VENDOR)
    read_on = models.DateField()
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    outcome = models.CharField(max_length=20, choices=Outcome)
    note = models.CharField(max_length=300, blank=True)
    value_digest = models.CharField(
        max_length=64,
        blank=True,
        editable=False,
        help_text="Digest of the value that was read: the reading speaks for that value and no later one.",
    )

    class Meta:
        ordering = ["-read_on", "-id"]

    def __str__(self):
        return f"{self.subject} {self.get_outcome_display().lower()} on {self.read_on}"

    def clean(self):
        if self.subject not in FIELD_KEYS and not Facet.objects.filter(slug=self.subject).exists():
            raise ValidationError({"subject": f"No fact or facet is called {self.subject}."})
