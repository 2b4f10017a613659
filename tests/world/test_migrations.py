"""What was stored before is still there, and has what it now needs."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

BEFORE, AFTER = [("game", "0001_initial")], [("game", "0003_cargo_costs")]


@pytest.mark.django_db(transaction=True)
def test_cargo_of_before_is_of_unknown_origin_and_cost_its_base_price() -> None:
    executor = MigrationExecutor(connection)
    executor.migrate(BEFORE)
    old = executor.loader.project_state(
        [*BEFORE, *executor.loader.graph.leaf_nodes("accounts")]
    ).apps
    try:
        player = old.get_model("accounts", "User").objects.create(username="ada_l")
        system = old.get_model("game", "StarSystem").objects.create(id="s", name="S")
        ship = old.get_model("game", "Ship").objects.create(
            player=player, ship_class="freighter", system=system, x=0, y=0, hull=1, fuel=1
        )
        for key, price, quantity in (("ore", 20, 4), ("food", 10, 3)):
            commodity = old.get_model("game", "Commodity").objects.create(
                id=key, name=key, unit_mass=1, base_price=price, volatility=0.1
            )
            old.get_model("game", "CargoItem").objects.create(
                ship=ship, commodity=commodity, quantity=quantity
            )
        old.get_model("game", "LedgerEntry").objects.create(
            player=player, tx_type="opening", total_amount=5, balance_after=5,
            created_at=timezone.now(),
        )  # fmt: skip
    finally:
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())
    new = MigrationExecutor(connection).loader.project_state(AFTER).apps
    lots = new.get_model("game", "CargoItem").objects.order_by("commodity_id")
    fields = ("commodity_id", "quantity", "source", "bought_at_id", "cost", "flown_s")
    assert list(lots.values_list(*fields)) == [
        ("food", 3, "unknown", None, 30, 0.0),
        ("ore", 4, "unknown", None, 80, 0.0),
    ]
    assert new.get_model("game", "LedgerEntry").objects.get().event is None
    assert new.get_model("game", "Ship").objects.get().kills == 0
