"""The ledger: every change of a player's credits, for good."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from game.models.universe import Commodity, Location

REF_LENGTH = 64  # as long as a `ref` may be in a client's message
EVENT_LENGTH = 160  # an id of a system, an epoch, a tick and some words


class LedgerEntry(models.Model):
    """One change of a balance, written in the transaction that makes it and never changed.

    `total_amount` is signed: what the balance gained (a sale, the opening grant, an operator's
    grant) or lost (a purchase, a repair, fuel, a tow, a jump, an operator's deduction), so that a
    player's rows add up to their credits. A sale of goods that were flown through danger gains
    more than quantity times price.

    `ref` is the client's name of what it asked for, `event` the server's own of what happened, so
    that no client can take the name of its ship's loss. `result` is the outcome that the same name
    gets again, in the versioned form of `game.services.outcomes`.
    """

    class Type(models.TextChoices):
        OPENING = "opening", "opening grant"
        BUY = "buy", "purchase"
        SELL = "sell", "sale"
        REPAIR = "repair", "repair"
        REFUEL = "refuel", "fuel"
        TOW = "tow", "tow"
        JUMP = "jump", "jump"
        GRANT = "grant", "granted by an operator"
        DEDUCTION = "deduction", "taken by an operator"

    player = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="ledger")
    tx_type = models.CharField(max_length=16, choices=Type.choices)
    location = models.ForeignKey(
        Location, models.PROTECT, null=True, blank=True, related_name="ledger"
    )
    commodity = models.ForeignKey(
        Commodity, models.PROTECT, null=True, blank=True, related_name="ledger"
    )
    quantity = models.PositiveIntegerField(null=True, blank=True)
    unit_price = models.PositiveIntegerField(null=True, blank=True)
    total_amount = models.BigIntegerField()
    balance_after = models.BigIntegerField()
    ref = models.CharField(max_length=REF_LENGTH, null=True, blank=True)  # noqa: DJ001 null: none
    event = models.CharField(max_length=EVENT_LENGTH, null=True, blank=True)  # noqa: DJ001
    result = models.JSONField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = "ledger entry"
        verbose_name_plural = "ledger entries"
        constraints = [
            models.UniqueConstraint(fields=["player", "ref"], name="ledger_ref_once_per_player"),
            models.UniqueConstraint(
                fields=["player", "event"], name="ledger_event_once_per_player"
            ),
            models.CheckConstraint(
                condition=Q(balance_after__gte=0), name="ledger_balance_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(quantity__isnull=True) | Q(quantity__gt=0, unit_price__gt=0),
                name="ledger_quantity_positive",
            ),
            models.CheckConstraint(
                condition=Q(tx_type__in=["opening", "sell", "grant"], total_amount__gt=0)
                | Q(tx_type__in=["buy", "repair", "refuel", "deduction"], total_amount__lt=0)
                | Q(tx_type__in=["tow", "jump"], total_amount__lte=0),
                name="ledger_sign_fits_type",
            ),
        ]
        indexes = [
            models.Index(fields=["player", "-id"], name="ledger_newest_first"),
            models.Index(fields=["created_at"], name="ledger_by_time"),
            models.Index(
                fields=["player", "location", "commodity", "-created_at"], name="ledger_cooldown"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tx_type} {self.total_amount:+d}"
