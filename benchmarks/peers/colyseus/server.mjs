/**
 * The comparison's world as a room of Colyseus, each client with a StateView of what it sees.
 *
 *     node server.mjs PORT world|broadcast NPCS
 *
 * Says `ready` once it listens. `broadcast` is a room without state that sends every client the
 * same 3 KB each tick.
 */

import { Room, Server } from "@colyseus/core";
import { schema, StateView, t } from "@colyseus/schema";
import { WebSocketTransport } from "@colyseus/ws-transport";

import { around, centreOf, npc, placeOf, Ship, TICK_S } from "./world.mjs";

const [port, kind, npcs] = process.argv.slice(2);
const TICK_MS = TICK_S * 1000;
const BROADCAST_BYTES = 3000;

const ShipState = schema(
  {
    kind: t.uint8(),
    name: t.string(),
    hp: t.uint8(),
    x: t.float32(),
    y: t.float32(),
    vx: t.float32(),
    vy: t.float32(),
    r: t.float32(),
  },
  "ShipState",
);
const Own = schema({ ack: t.uint32() }, "Own");
const WorldState = schema(
  { ships: t.map(ShipState).view(), owns: t.map(Own).view() },
  "WorldState",
);

/** Calls `tick` every 50 ms without drift, as long as the process lives. */
function keepTicking(tick) {
  let due = performance.now();
  const next = () => {
    tick();
    due = Math.max(due + TICK_MS, performance.now() - TICK_MS);
    setTimeout(next, Math.max(due - performance.now(), 0));
  };
  setTimeout(next, TICK_MS);
}

class WorldRoom extends Room {
  state = new WorldState();
  patchRate = null; // a patch follows each tick at once

  onCreate() {
    this.autoDispose = false;
    this.cells = new Map(); // cell -> Set of craft in it
    this.watchers = new Map(); // cell -> Set of clients that see it
    this.craft = [];
    this.joined = 0;
    for (let i = 0; i < Number(npcs); i += 1) this.launch(`n_${i}`, npc(i), 2);
    this.onMessage("input", (client, input) => {
      const { pilot } = client.userData;
      pilot.helm.thrust = Math.min(Math.max(Number(input.thrust), 0), 1);
      pilot.helm.turn = Math.min(Math.max(Number(input.turn), -1), 1);
      client.userData.seq = input.seq;
    });
    keepTicking(() => this.step());
  }

  onJoin(client) {
    const index = this.joined++;
    const pilot = this.launch(`s_${index}`, new Ship(placeOf(index)), 0);
    const own = new Own();
    own.ack = 0;
    this.state.owns.set(client.sessionId, own);
    client.view = new StateView();
    client.view.add(own);
    client.userData = { pilot, own, seq: 0, centre: -1 };
    this.look(client);
  }

  onLeave(client) {
    const { pilot, centre } = client.userData;
    for (const cell of around(centre)) this.watchers.get(cell)?.delete(client);
    this.cells.get(pilot.at)?.delete(pilot);
    this.craft.splice(this.craft.indexOf(pilot), 1);
    this.state.ships.delete(pilot.id);
    this.state.owns.delete(client.sessionId);
    client.view.dispose();
  }

  launch(id, ship, kindOfShip) {
    const shown = new ShipState();
    ship.id = id;
    ship.shown = shown;
    ship.at = ship.cell;
    shown.kind = kindOfShip;
    shown.name = id;
    shown.hp = 100;
    show(ship);
    this.state.ships.set(id, shown);
    this.craft.push(ship);
    setAt(this.cells, ship.at).add(ship);
    for (const client of this.watchers.get(ship.at) ?? []) client.view.add(shown);
    return ship;
  }

  step() {
    for (const ship of this.craft) {
      ship.fly();
      show(ship);
      if (ship.cell !== ship.at) this.cross(ship);
    }
    for (const client of this.clients) {
      if (client.userData === undefined) continue;
      this.look(client);
      client.userData.own.ack = client.userData.seq;
    }
    this.broadcastPatch();
  }

  /** A ship has entered another cell: whoever sees only one of the two gains or loses it. */
  cross(ship) {
    const old = this.watchers.get(ship.at) ?? new Set();
    const now = this.watchers.get(ship.cell) ?? new Set();
    for (const client of old) if (!now.has(client)) client.view.remove(ship.shown);
    for (const client of now) if (!old.has(client)) client.view.add(ship.shown);
    this.cells.get(ship.at).delete(ship);
    setAt(this.cells, ship.cell).add(ship);
    ship.at = ship.cell;
  }

  /** Bring a client's view to the square around its own ship. */
  look(client) {
    const data = client.userData;
    const { x, y } = data.pilot.state;
    const centre = centreOf(x, y, data.centre);
    if (centre === data.centre) return;
    const before = data.centre < 0 ? [] : around(data.centre);
    const after = around(centre);
    for (const cell of before) {
      if (after.includes(cell)) continue;
      this.watchers.get(cell).delete(client);
      for (const ship of this.cells.get(cell) ?? []) client.view.remove(ship.shown);
    }
    for (const cell of after) {
      if (before.includes(cell)) continue;
      setAt(this.watchers, cell).add(client);
      for (const ship of this.cells.get(cell) ?? []) client.view.add(ship.shown);
    }
    data.centre = centre;
  }
}

class BroadcastRoom extends Room {
  patchRate = null;

  onCreate() {
    this.autoDispose = false;
    const payload = new Uint8Array(BROADCAST_BYTES).fill(0x20);
    this.onMessage("input", () => {});
    keepTicking(() => this.broadcast("world", payload));
  }
}

function show({ shown, state }) {
  shown.x = state.x;
  shown.y = state.y;
  shown.vx = state.vx;
  shown.vy = state.vy;
  shown.r = state.r;
}

function setAt(map, cell) {
  let found = map.get(cell);
  if (found === undefined) map.set(cell, (found = new Set()));
  return found;
}

const server = new Server({ transport: new WebSocketTransport(), greet: false });
server.define("sol-1", kind === "broadcast" ? BroadcastRoom : WorldRoom);
await server.listen(Number(port), "127.0.0.1");
console.log("ready");
