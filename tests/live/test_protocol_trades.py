"""Trades and services at a station: their results, every refusal, and what `ref` promises."""

from typing import Any

import pytest

from tests.live.conftest import Hangar
from tests.live.staging import EARTH, MARS, stage_credits, stage_docked, stage_stock
from tests.live.strict import StrictPilot
from tests.support.fixtures_server import ServerFactory
from tests.support.pilot import Message, Refused
from tests.support.server import LiveServer

pytestmark = pytest.mark.server


@pytest.fixture
async def trader(server: LiveServer, hangar: Hangar) -> StrictPilot:
    """A new pilot, docked at Earth's station."""
    return await docked(server, hangar)


async def docked(
    server: LiveServer,
    hangar: Hangar,
    *,
    station_id: str = EARTH,
    credits: int | None = None,
    **ship: float,
) -> StrictPilot:
    pilot = await hangar.guest(server, connect=False)
    stage_docked(server, pilot, station_id, **ship)
    if credits is not None:
        stage_credits(server, pilot, credits)
    await pilot.connect()
    await pilot.join()
    return pilot


async def refusal(pilot: StrictPilot, type_: str, **payload: Any) -> str:
    """The code with which an order is refused."""
    with pytest.raises(Refused) as refused:
        await pilot.ask(type_, "never", **payload)
    return refused.value.code


def order(commodity_id: str, quantity: int, station_id: str = EARTH, **more: Any) -> Message:
    return {
        "station_id": station_id,
        "commodity_id": commodity_id,
        "quantity": quantity,
        **more,
    }


async def test_a_purchase_takes_credits_and_fills_the_hold(trader: StrictPilot) -> None:
    price = trader.markets[EARTH]["food"]
    result = await trader.buy(EARTH, "food", 4)
    details = result["details"]
    assert result["ok"] is True
    assert (details["station_id"], details["commodity_id"]) == (EARTH, "food")
    assert details["quantity"] == 4
    assert details["unit_price"] == price["buy"]
    assert details["total"] == 4 * price["buy"]
    assert result["credits"] == 5000 - details["total"]
    assert result["cargo"] == [{"commodity_id": "food", "qty": 4}]
    await trader.until(lambda: trader.you["credits"] == result["credits"])
    await trader.until(lambda: trader.you["cargo"] == result["cargo"])
    me = (await trader.rest("GET", "/me")).json()
    assert me["player"]["credits"] == result["credits"]
    cargo = (await trader.rest("GET", "/me/cargo")).json()
    assert (cargo["used_capacity"], cargo["total_capacity"]) == (4, 30)


async def test_a_sale_at_once_brings_no_gain(trader: StrictPilot) -> None:
    await trader.buy(EARTH, "water", 5)
    result = await eventually_sell(trader, "water", 5)
    assert result["cargo"] == []
    assert result["credits"] < 5000
    rows = (await trader.rest("GET", "/me/transactions?limit=10")).json()
    kinds = [row["tx_type"] for row in rows["items"]]
    assert kinds[:2] == ["sell", "buy"]


async def eventually_sell(pilot: StrictPilot, commodity_id: str, quantity: int) -> Message:
    """Sell as soon as the cooldown of an earlier trade is over."""
    while True:
        try:
            return await pilot.sell(EARTH, commodity_id, quantity)
        except Refused as refused:
            if refused.code != "TRADE_COOLDOWN":
                raise
        tick = pilot.tick
        await pilot.until(lambda tick=tick: pilot.tick >= tick + 5)


@pytest.mark.parametrize("type_", ["trade.buy", "trade.sell"])
async def test_trading_needs_a_dock(server: LiveServer, hangar: Hangar, type_: str) -> None:
    pilot = await hangar.guest(server)
    await pilot.join()
    assert await refusal(pilot, type_, **order("food", 1)) == "NOT_DOCKED"


@pytest.mark.parametrize("type_", ["ship.repair_request", "ship.refuel_request"])
async def test_services_need_a_dock(server: LiveServer, hangar: Hangar, type_: str) -> None:
    pilot = await hangar.guest(server)
    await pilot.join()
    assert await refusal(pilot, type_, station_id=EARTH) == "NOT_DOCKED"


@pytest.mark.parametrize("station_id", [MARS, "nowhere"])
async def test_another_station_is_the_wrong_one(trader: StrictPilot, station_id: str) -> None:
    for type_ in ("trade.buy", "trade.sell"):
        code = await refusal(trader, type_, **order("food", 1, station_id))
        assert code == "WRONG_STATION"
    for type_ in ("ship.repair_request", "ship.refuel_request"):
        assert await refusal(trader, type_, station_id=station_id) == "WRONG_STATION"


async def test_an_unknown_commodity_is_refused(trader: StrictPilot) -> None:
    for type_ in ("trade.buy", "trade.sell"):
        assert await refusal(trader, type_, **order("gold", 1)) == "UNKNOWN_COMMODITY"


@pytest.mark.parametrize("quantity", [0, -1, -(10**12)])
async def test_a_quantity_below_one_is_refused(trader: StrictPilot, quantity: int) -> None:
    for type_ in ("trade.buy", "trade.sell"):
        assert await refusal(trader, type_, **order("food", quantity)) == "INVALID_QUANTITY"


async def test_too_few_credits(trader: StrictPilot) -> None:
    code = await refusal(trader, "trade.buy", **order("machinery", 1000))
    assert code == "INSUFFICIENT_CREDITS"


async def test_a_full_hold_counts_mass(trader: StrictPilot) -> None:
    assert await refusal(trader, "trade.buy", **order("machinery", 11)) == "CARGO_FULL"
    result = await trader.buy(EARTH, "machinery", 10)
    assert result["cargo"] == [{"commodity_id": "machinery", "qty": 10}]
    assert await refusal(trader, "trade.buy", **order("food", 1)) == "CARGO_FULL"


async def test_selling_more_than_one_has(trader: StrictPilot) -> None:
    assert await refusal(trader, "trade.sell", **order("ore", 1)) == "INSUFFICIENT_CARGO"


async def test_an_empty_shelf_is_out_of_stock(
    server_factory: ServerFactory, hangar: Hangar
) -> None:
    server = server_factory(COSMIC_MARKET_INTERVAL="3600")  # nobody else buys there
    stage_stock(server, EARTH, "medicine", 3)
    pilot = await docked(server, hangar)
    assert pilot.markets[EARTH]["medicine"]["stock"] == 3
    assert await refusal(pilot, "trade.buy", **order("medicine", 4)) == "OUT_OF_STOCK"
    await pilot.buy(EARTH, "medicine", 3)
    await pilot.until(lambda: pilot.markets[EARTH]["medicine"]["stock"] == 0)


async def test_the_same_commodity_again_at_once_is_on_cooldown_and_another_is_not(
    trader: StrictPilot,
) -> None:
    await trader.buy(EARTH, "food", 1)
    assert await refusal(trader, "trade.buy", **order("food", 1)) == "TRADE_COOLDOWN"
    assert await refusal(trader, "trade.sell", **order("food", 1)) == "TRADE_COOLDOWN"
    await trader.buy(EARTH, "water", 1)


async def test_a_refused_trade_starts_no_cooldown(trader: StrictPilot) -> None:
    assert await refusal(trader, "trade.sell", **order("food", 1)) == "INSUFFICIENT_CARGO"
    await trader.buy(EARTH, "food", 1)


async def test_checks_come_in_their_order(trader: StrictPilot) -> None:
    await trader.buy(EARTH, "food", 1)
    cases = [
        (order("gold", 0, MARS), "WRONG_STATION"),
        (order("gold", 0), "UNKNOWN_COMMODITY"),
        (order("food", 0), "INVALID_QUANTITY"),
        (order("food", 10_000), "TRADE_COOLDOWN"),
        (order("water", 10_000), "INSUFFICIENT_CREDITS"),
        (order("water", 400), "CARGO_FULL"),
    ]
    assert [await refusal(trader, "trade.buy", **case) for case, _ in cases] == [
        code for _, code in cases
    ]


async def test_a_repeated_ref_gets_the_first_result_and_nothing_happens_twice(
    trader: StrictPilot,
) -> None:
    first = await trader.buy(EARTH, "food", 3, ref="a")
    again = await trader.buy(EARTH, "food", 3, ref="a")
    assert _without_seq(again) == _without_seq(first)
    # The same ref means the same transaction, whatever else the message says.
    other = await trader.buy(EARTH, "water", 1, ref="a")
    assert _without_seq(other) == _without_seq(first)
    me = (await trader.rest("GET", "/me")).json()
    assert me["player"]["credits"] == first["credits"]
    rows = (await trader.rest("GET", "/me/transactions")).json()["items"]
    assert [row["ref"] for row in rows].count("a") == 1


async def test_refs_of_two_players_have_nothing_to_do_with_each_other(
    server: LiveServer, hangar: Hangar
) -> None:
    one, two = await docked(server, hangar), await docked(server, hangar)
    await one.buy(EARTH, "food", 3, ref="shared")
    result = await two.buy(EARTH, "water", 2, ref="shared")
    assert result["cargo"] == [{"commodity_id": "water", "qty": 2}]


async def test_a_refused_ref_may_be_tried_again(trader: StrictPilot) -> None:
    assert await refusal(trader, "trade.sell", **order("ore", 1, ref="r")) == "INSUFFICIENT_CARGO"
    result = await trader.buy(EARTH, "ore", 1, ref="r")
    assert result["cargo"] == [{"commodity_id": "ore", "qty": 1}]


async def test_a_ref_outlives_the_connection_and_the_dock(
    server: LiveServer, trader: StrictPilot, hangar: Hangar
) -> None:
    first = await trader.buy(EARTH, "food", 3, ref="a")
    await trader.dock()  # which undocks
    assert trader.you["docked_at"] is None
    trader.abort()
    again = await hangar.again(trader)
    await again.join()
    assert _without_seq(await again.buy(EARTH, "food", 3, ref="a")) == _without_seq(first)


async def test_a_trade_moves_stock_and_others_in_dock_see_it(
    server: LiveServer, hangar: Hangar
) -> None:
    buyer, watcher = await docked(server, hangar), await docked(server, hangar)
    before = watcher.markets[EARTH]["electronics"]
    await buyer.buy(EARTH, "electronics", 7)
    change = await watcher.expect(
        "event.market_changed",
        where=lambda event: any(
            row["commodity_id"] == "electronics" and row["stock"] == before["stock"] - 7
            for row in event["prices"]
        ),
    )
    assert change["station_id"] == EARTH
    row = watcher.markets[EARTH]["electronics"]
    assert row["buy"] >= before["buy"], "a purchase never makes a thing cheaper"
    assert row["buy"] >= row["sell"] > 0


async def test_a_repair_costs_two_credits_a_point(server: LiveServer, hangar: Hangar) -> None:
    pilot = await docked(server, hangar, hull=60.0)
    assert pilot.you["hull"] == 60
    result = await pilot.ask("ship.repair_request", "ship.repair_result", station_id=EARTH)
    assert (result["ok"], result["hull"], result["credits"]) == (True, 100, 5000 - 80)
    assert result["details"] == {
        "station_id": EARTH,
        "quantity": 40,
        "unit_price": 2,
        "total": 80,
    }
    await pilot.until(lambda: pilot.you["hull"] == 100)
    assert await refusal(pilot, "ship.repair_request", station_id=EARTH) == "HULL_FULL"


async def test_a_repair_is_partial_when_credits_run_short(
    server: LiveServer, hangar: Hangar
) -> None:
    pilot = await docked(server, hangar, hull=10.0, credits=20)
    result = await pilot.ask("ship.repair_request", "ship.repair_result", station_id=EARTH)
    assert (result["hull"], result["credits"]) == (20, 0)
    code = await refusal(pilot, "ship.repair_request", station_id=EARTH)
    assert code == "INSUFFICIENT_CREDITS"


async def test_fuel_costs_a_credit_a_unit(server: LiveServer, hangar: Hangar) -> None:
    pilot = await docked(server, hangar, fuel=30.0)
    request = {"station_id": EARTH, "quantity": 20}
    result = await pilot.ask("ship.refuel_request", "ship.refuel_result", **request)
    assert (result["fuel"], result["credits"]) == (50, 5000 - 20)
    result = await pilot.ask("ship.refuel_request", "ship.refuel_result", station_id=EARTH)
    assert (result["fuel"], result["credits"]) == (100, 5000 - 70)
    assert result["details"]["quantity"] == 50
    assert await refusal(pilot, "ship.refuel_request", station_id=EARTH) == "FUEL_FULL"


async def test_fuel_is_partial_when_credits_run_short(server: LiveServer, hangar: Hangar) -> None:
    pilot = await docked(server, hangar, fuel=0.0, credits=15)
    result = await pilot.ask("ship.refuel_request", "ship.refuel_result", station_id=EARTH)
    assert (result["fuel"], result["credits"]) == (15, 0)
    code = await refusal(pilot, "ship.refuel_request", station_id=EARTH)
    assert code == "INSUFFICIENT_CREDITS"


@pytest.mark.parametrize("quantity", [0, -5])
async def test_fuel_below_one_unit_is_refused(
    server: LiveServer, hangar: Hangar, quantity: int
) -> None:
    pilot = await docked(server, hangar, fuel=30.0)
    code = await refusal(pilot, "ship.refuel_request", station_id=EARTH, quantity=quantity)
    assert code == "INVALID_QUANTITY"


async def test_services_keep_their_refs_too(server: LiveServer, hangar: Hangar) -> None:
    pilot = await docked(server, hangar, hull=50.0, fuel=50.0)
    for kind, answer in (
        ("ship.repair_request", "ship.repair_result"),
        ("ship.refuel_request", "ship.refuel_result"),
    ):
        first = await pilot.ask(kind, answer, station_id=EARTH, ref=kind)
        again = await pilot.ask(kind, answer, station_id=EARTH, ref=kind)
        assert _without_seq(again) == _without_seq(first)
    me = (await pilot.rest("GET", "/me")).json()
    assert me["player"]["credits"] == 5000 - 100 - 50


async def test_a_ref_and_its_trade_outlive_a_restart_and_a_crash(
    server_factory: ServerFactory, hangar: Hangar
) -> None:
    server = server_factory()
    pilot = await docked(server, hangar)
    bought = await pilot.buy(EARTH, "food", 3, ref="before the restart")
    server.stop()
    assert (await pilot.closing()).code == 1012
    server.start()
    pilot = await hangar.again(pilot)
    await pilot.join()
    assert pilot.you["cargo"] == bought["cargo"]
    assert pilot.you["credits"] == bought["credits"]
    assert _without_seq(
        await pilot.buy(EARTH, "food", 3, ref="before the restart")
    ) == _without_seq(bought)
    more = await pilot.buy(EARTH, "water", 2, ref="before the crash")
    server.kill()
    server.start()
    pilot = await hangar.again(pilot)
    await pilot.join()
    assert pilot.you["credits"] == more["credits"]
    assert sorted(item["commodity_id"] for item in pilot.you["cargo"]) == ["food", "water"]
    assert _without_seq(await pilot.buy(EARTH, "water", 2, ref="before the crash")) == _without_seq(
        more
    )


def _without_seq(result: Message) -> Message:
    return {key: value for key, value in result.items() if key != "request_seq"}
