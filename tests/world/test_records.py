"""The combat log and telemetry are written once, read by operators, and not kept for ever."""

from datetime import date, timedelta
from io import StringIO

import msgspec
import pytest
from django.core.management import call_command
from django.db.models import F
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from game.models import CombatEntry, Deed, LootClaim, TelemetryDay
from game.selectors.export import pilot_export
from game.selectors.telemetry import telemetry_by_zone
from game.services.combat import CombatRow, combat_log_add
from game.services.fencing import Fence, LeaseLost
from game.services.loot import loot_take
from game.services.purging import PurgeReport, records_purge
from game.services.standing import deed_record
from game.services.telemetry import COUNTED, TelemetryRow, telemetry_add
from tests.world.conftest import at_tick, claim, dock

pytestmark = pytest.mark.django_db

HIT = CombatRow(
    tick=7, number=0, kind="hit", source="n_1", target="s_1", source_player=None,
    target_player=None, damage=8.0, target_hp=92.0, x=1.0, y=2.0,
)  # fmt: skip
TODAY = date(2030, 1, 5)
DAY = TelemetryRow(TODAY, "belt_open", 60.0, 2, 1, 0, 0, 1, -250, 6000.0)


def line(**values: object) -> CombatRow:
    return msgspec.structs.replace(HIT, **values)


class TestCombatLog:
    def test_lines_are_written_as_a_batch(
        self, fence: Fence, ada: User, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        rows = [line(number=n, target_player=ada.pk) for n in range(100)]
        with django_assert_max_num_queries(6):
            combat_log_add(fence=fence, rows=rows)
        assert CombatEntry.objects.filter(target_player=ada).count() == 100
        entry = CombatEntry.objects.get(number=3)
        assert (entry.system_id, entry.epoch, entry.tick) == (fence.system_id, fence.epoch, 7)
        assert (entry.kind, entry.damage, entry.target_hp) == ("hit", 8.0, 92.0)

    def test_the_same_batch_again_writes_nothing(self, fence: Fence) -> None:
        combat_log_add(fence=fence, rows=[HIT, line(number=1)])
        combat_log_add(fence=fence, rows=[HIT, line(number=1), line(number=2)])
        assert CombatEntry.objects.count() == 3

    def test_players_who_are_gone_are_left_out(self, fence: Fence, ada: User) -> None:
        combat_log_add(fence=fence, rows=[line(source_player=ada.pk, target_player=ada.pk + 99)])
        entry = CombatEntry.objects.get()
        assert (entry.source_player_id, entry.target_player_id) == (ada.pk, None)
        ada.delete()
        entry.refresh_from_db()
        assert entry.source_player_id is None

    def test_nothing_to_write_asks_nothing(
        self, fence: Fence, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        with django_assert_num_queries(0):
            combat_log_add(fence=fence, rows=[])

    def test_a_worker_that_was_cut_off_writes_nothing(self, fence: Fence) -> None:
        claim("worker-a")
        with pytest.raises(LeaseLost):
            combat_log_add(fence=fence, rows=[HIT])
        assert not CombatEntry.objects.exists()

    def test_a_player_exports_their_fights_and_deeds(self, fence: Fence, ada: User) -> None:
        combat_log_add(fence=fence, rows=[line(target_player=ada.pk), line(number=1)])
        deed_record(fence=fence, player_pk=ada.pk, ref="one", kind="defended")
        export = pilot_export(player=ada)
        assert [row["damage"] for row in export["combats"]] == [8.0]
        assert [(row["kind"], row["reputation"]) for row in export["deeds"]] == [("defended", 3)]


class TestTelemetry:
    def test_what_is_added_adds_up(self, fence: Fence) -> None:
        telemetry_add(fence=at_tick(fence, 5), rows=[DAY])
        telemetry_add(fence=at_tick(fence, 6), rows=[DAY, TelemetryRow(TODAY, "open_space", 5.0)])
        day = TelemetryDay.objects.get(zone_type="belt_open")
        assert [getattr(day, name) for name in COUNTED] == [120.0, 4, 2, 0, 0, 2, -500, 12000.0]
        assert (day.day, day.system_id) == (TODAY, fence.system_id)
        assert TelemetryDay.objects.get(zone_type="open_space").time_s == 5.0

    def test_the_same_batch_again_adds_nothing(self, fence: Fence) -> None:
        for tick in (5, 5, 4):
            telemetry_add(fence=at_tick(fence, tick), rows=[DAY])
        assert TelemetryDay.objects.get().encounters == 2

    def test_a_successor_adds_however_young_its_ticks(self, fence: Fence) -> None:
        telemetry_add(fence=at_tick(fence, 500), rows=[DAY])
        telemetry_add(fence=claim("worker-a", tick=1), rows=[DAY])
        assert TelemetryDay.objects.get().encounters == 4

    def test_systems_days_and_zones_are_apart(self, fence: Fence) -> None:
        there = claim("worker-b", system_id="gale-weald")
        rows = [DAY, msgspec.structs.replace(DAY, day=TODAY + timedelta(days=1)),
                msgspec.structs.replace(DAY, zone_type="core_safe")]  # fmt: skip
        for each in (fence, there):
            telemetry_add(fence=each, rows=rows)
        assert list(TelemetryDay.objects.values_list("encounters", flat=True)) == [2] * 6

    def test_it_is_one_statement(
        self, fence: Fence, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        rows = [msgspec.structs.replace(DAY, day=TODAY + timedelta(days=n)) for n in range(30)]
        with django_assert_num_queries(4):  # with the lease, between two savepoints
            telemetry_add(fence=fence, rows=rows)

    def test_an_overview_sums_over_systems_and_means_over_time(self, fence: Fence) -> None:
        today = timezone.now().date()
        for each in (fence, claim("worker-b", system_id="gale-weald")):
            telemetry_add(
                fence=each,
                rows=[
                    msgspec.structs.replace(DAY, day=today),
                    msgspec.structs.replace(DAY, day=today - timedelta(days=1), time_s=120.0),
                    msgspec.structs.replace(DAY, day=today - timedelta(days=14)),
                ],
            )
        found = telemetry_by_zone()
        (belt,) = found.zones
        assert (belt.key, belt.time_s, belt.encounters, belt.deaths) == ("belt_open", 360.0, 8, 8)
        assert belt.net_credits == -1000
        assert belt.cargo_value == pytest.approx(24000 / 360)
        assert [day.key for day in found.days] == [str(today - timedelta(days=1)), str(today)]

    def test_a_worker_that_was_cut_off_adds_nothing(self, fence: Fence) -> None:
        claim("worker-a")
        with pytest.raises(LeaseLost):
            telemetry_add(fence=fence, rows=[DAY])
        assert not TelemetryDay.objects.exists()


class TestPurging:
    @pytest.fixture
    def full(self, fence: Fence, ada: User) -> None:
        dock(ada, None, fence)
        combat_log_add(fence=fence, rows=[HIT])
        deed_record(fence=fence, player_pk=ada.pk, ref="one", kind="defended")
        loot_take(fence=fence, player_pk=ada.pk, loot_key="a", commodity_id="food", quantity=1)
        telemetry_add(fence=fence, rows=[msgspec.structs.replace(DAY, day=timezone.now().date())])

    def aged(self, **time: float) -> PurgeReport:
        age = timedelta(**time)
        for table in (CombatEntry, Deed, LootClaim):
            table.objects.update(created_at=F("created_at") - age)
        for day in TelemetryDay.objects.all():
            TelemetryDay.objects.filter(pk=day.pk).update(day=day.day - age)
        return records_purge()

    def test_what_is_young_stays(self, full: None) -> None:
        assert self.aged(hours=23.9) == PurgeReport(0, 0, 0, 0, 0)

    def test_claims_of_loot_go_after_a_day(self, full: None) -> None:
        assert self.aged(hours=24.1) == PurgeReport(0, 0, 1, 0, 0)

    def test_the_combat_log_is_kept_for_30_days(self, full: None) -> None:
        assert self.aged(days=29.9).combat_log == 0
        assert self.aged(days=0.2).combat_log == 1

    def test_deeds_and_telemetry_are_kept_longer(self, full: None) -> None:
        assert self.aged(days=366) == PurgeReport(1, 1, 1, 0, 0)
        assert self.aged(days=366) == PurgeReport(0, 0, 0, 1, 0)

    def test_the_command_says_what_went(self, full: None) -> None:
        CombatEntry.objects.update(created_at=F("created_at") - timedelta(days=31))
        out = StringIO()
        call_command("purgerecords", stdout=out)
        assert "1 lines of combat, 0 deeds" in out.getvalue()
        call_command("purgerecords", verbosity=0)
