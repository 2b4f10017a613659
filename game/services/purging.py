"""Records that have been kept long enough."""

from datetime import timedelta

from django.utils import timezone
from msgspec import Struct

from game.catalog.economy import economy_rules
from game.models import CombatEntry, Deed, LootClaim, RecordedSegment, TelemetryDay


class PurgeReport(Struct, frozen=True):
    """How many rows went."""

    combat_log: int
    deeds: int
    loot_claims: int
    telemetry: int
    recordings: int


def records_purge() -> PurgeReport:
    """Forget what is older than the rules keep. May run at any time and as often as one likes."""
    keeping, now = economy_rules().keeping, timezone.now()

    def older(**age: float) -> object:
        return now - timedelta(**age)

    log = CombatEntry.objects.filter(created_at__lt=older(days=keeping.combat_log_days))
    deeds = Deed.objects.filter(created_at__lt=older(days=keeping.deed_days))
    claims = LootClaim.objects.filter(created_at__lt=older(hours=keeping.loot_claim_hours))
    oldest_day = (now - timedelta(days=keeping.telemetry_days)).date()
    telemetry = TelemetryDay.objects.filter(day__lt=oldest_day)
    recordings = RecordedSegment.objects.filter(ended_at__lt=older(days=keeping.recording_days))
    return PurgeReport(
        combat_log=log.delete()[0],
        deeds=deeds.delete()[0],
        loot_claims=claims.delete()[0],
        telemetry=telemetry.delete()[0],
        recordings=recordings.delete()[0],
    )
