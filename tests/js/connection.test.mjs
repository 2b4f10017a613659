import assert from "node:assert/strict";
import { test } from "node:test";

import { Connection } from "../../static/cosmic/net/connection.js";
import { RequestError } from "../../static/cosmic/net/requests.js";
import { FakeSocket, FakeTime, settled } from "./support/socket.mjs";

const JOINED = { system_id: "sol-1", ship_id: "s_1", tick: 10, tick_rate: 20, docked_at: null };

/** A connection with everything around it in a test's hands. */
function staged({ bootstrap = /** @type {null | (() => Promise<any>)} */ (null) } = {}) {
  const time = new FakeTime();
  /** @type {FakeSocket[]} */
  const sockets = [];
  /** @type {import("../../static/cosmic/net/connection.js").LinkStatus[]} */
  const statuses = [];
  let tokens = 0;
  const link = new Connection({
    bootstrap:
      bootstrap ??
      (async () => ({
        protocol_version: 1,
        system_id: "sol-1",
        ws_url: "ws://here/ws",
        access_token: `token-${++tokens}`,
        player: { id: "p_1", username: "ada", credits: 5000 },
        ship: {},
      })),
    openSocket: (url, subprotocol) => {
      const socket = new FakeSocket(url, subprotocol);
      sockets.push(socket);
      return socket;
    },
    timers: time.timers,
    now: () => time.now,
    epoch: () => 1_700_000_000_000 + time.now,
    random: () => 0.5,
  });
  link.on("status", (status) => statuses.push(status));
  const socket = () => sockets[sockets.length - 1];
  const join = async () => {
    await settled();
    socket().onopen?.({});
    await settled();
    socket().reply("auth.ok", { player_id: "p_1", protocol_version: 1 });
    await settled();
    socket().reply("session.joined", JOINED);
    await settled();
  };
  const live = async () => {
    link.start();
    await join();
  };
  return { link, time, sockets, statuses, socket, join, live };
}

test("the way in is bootstrap, log-in and join, in this order", async () => {
  const { link, socket, live } = staged();
  await live();
  assert.equal(socket().url, "ws://here/ws");
  assert.equal(socket().subprotocol, "cosmic.v1.json");
  assert.deepEqual(
    socket()
      .sent.slice(0, 2)
      .map(({ type, seq, payload }) => ({ type, seq, payload })),
    [
      { type: "auth.login", seq: 1, payload: { token: "token-1", protocol_version: 1 } },
      { type: "session.join_system", seq: 2, payload: { system_id: "sol-1" } },
    ],
  );
  assert.equal(link.state, "live");
});

test("what follows the join is told in the order of its arrival", async () => {
  const { link, socket, live } = staged();
  /** @type {string[]} */
  const heard = [];
  link.on("joined", () => heard.push("joined"));
  link.on("message", ({ type }) => heard.push(type));
  await live();
  socket().deliver("world.snapshot", { tick: 10 });
  socket().deliver("world.delta", { tick: 11 });
  assert.deepEqual(heard, ["joined", "world.snapshot", "world.delta"]);
});

test("an expired token is renewed once, on the same socket", async () => {
  const { link, sockets, socket } = staged();
  link.start();
  await settled();
  socket().onopen?.({});
  await settled();
  socket().reply("auth.error", { code: "INVALID_TOKEN", message: "no longer" });
  await settled();
  assert.equal(sockets.length, 1);
  assert.deepEqual(socket().last.payload, { token: "token-2", protocol_version: 1 });
});

test("a reply finds its request, also behind others", async () => {
  const { link, socket, live } = staged();
  await live();
  const first = link.request("trade.buy", { quantity: 1 });
  const firstSeq = socket().last.seq;
  const second = link.request("trade.buy", { quantity: 2 });
  socket().deliver("trade.result", { ok: true, credits: 2, request_seq: socket().last.seq });
  socket().deliver("trade.result", { ok: true, credits: 1, request_seq: firstSeq });
  assert.equal((await first).payload.credits, 1);
  assert.equal((await second).payload.credits, 2);
});

test("a refusal ends its request with code and words and is told nowhere else", async () => {
  const { link, socket, live } = staged();
  await live();
  /** @type {string[]} */
  const heard = [];
  link.on("message", ({ type }) => heard.push(type));
  const request = link.request("trade.buy", { quantity: 1 });
  socket().reply("error", { code: "CARGO_FULL", message: "No room." });
  await assert.rejects(
    request,
    (error) => error instanceof RequestError && error.code === "CARGO_FULL",
  );
  socket().deliver("error", { code: "CANNOT_DOCK", message: "Too fast.", request_seq: 999 });
  assert.deepEqual(heard, ["error"]);
});

test("a request without an answer ends after its time", async () => {
  const { link, time, live } = staged();
  await live();
  const request = link.request("trade.buy", { quantity: 1 });
  const ended = assert.rejects(request, { code: "TIMEOUT" });
  await time.pass(6000);
  await ended;
});

test("a socket that is closing is given nothing more, and its end ends what was asked", async () => {
  const { link, socket, live } = staged();
  await live();
  const before = socket().sent.length;
  socket().readyState = 2;
  const asked = link.ask("chat.send", { channel: "system", text: "hello" });
  assert.equal(socket().sent.length, before);
  socket().onclose?.({ code: 4008, reason: "" });
  await assert.rejects(asked);
});

test("a lost line comes back by itself, later after each failure", async () => {
  const { link, time, sockets, statuses, socket, live, join } = staged();
  await live();
  socket().end(1006);
  assert.equal(link.state, "waiting");
  const waits = [statuses[statuses.length - 1].retryInMs];
  for (let n = 0; n < 3; n += 1) {
    await time.pass(waits[n]);
    socket().end(1006);
    await settled();
    waits.push(statuses[statuses.length - 1].retryInMs);
  }
  assert.ok(waits[1] > waits[0] && waits[2] > waits[1] && waits[3] > waits[2], String(waits));
  await time.pass(waits[3]);
  await join();
  assert.equal(link.state, "live");
  socket().end(1006);
  assert.equal(statuses[statuses.length - 1].retryInMs, waits[0], "success starts anew");
  assert.equal(sockets.length, 5);
});

test("a server that restarts is asked again at once", async () => {
  const { time, statuses, sockets, socket, live } = staged();
  await live();
  socket().end(1012);
  assert.ok(statuses[statuses.length - 1].retryInMs <= 250);
  await time.pass(250);
  assert.equal(sockets.length, 2);
});

test("a full server is left alone for some seconds", async () => {
  const { statuses, socket, live } = staged();
  await live();
  socket().end(1013);
  assert.ok(statuses[statuses.length - 1].retryInMs >= 2000);
});

test("a server that has too much to do is asked again when it said", async () => {
  const { link, time, statuses, sockets, socket } = staged();
  link.start();
  await settled();
  socket().onopen?.({});
  await settled();
  socket().reply("auth.ok", { player_id: "p_1", protocol_version: 1 });
  await settled();
  const refusal = { code: "SERVER_BUSY", message: "Many arrive.", details: { retry_after_s: 5 } };
  socket().reply("error", refusal);
  await settled();
  const last = statuses[statuses.length - 1];
  assert.equal(link.state, "waiting");
  assert.equal(last.message, "Many arrive.");
  assert.ok(last.retryInMs >= 5000 && last.retryInMs <= 7500, String(last.retryInMs));
  await time.pass(last.retryInMs);
  assert.equal(sockets.length, 2);
});

test("a ship that is flown elsewhere is not taken back without being asked", async () => {
  const { link, time, sockets, socket, live, join } = staged();
  await live();
  socket().deliver("error", { code: "SUPERSEDED", message: "elsewhere", request_seq: null });
  socket().end(4001);
  assert.equal(link.state, "superseded");
  await time.pass(60_000);
  assert.equal(sockets.length, 1);
  link.start();
  await join();
  assert.equal(link.state, "live");
});

test("a ban is final and says so", async () => {
  const { link, time, sockets, socket, live } = staged();
  await live();
  socket().end(4004);
  await time.pass(60_000);
  assert.equal(link.state, "refused");
  assert.equal(sockets.length, 1);
});

test("a log-in that has ended elsewhere is begun anew with a fresh token", async () => {
  const { link, time, sockets, socket, live, join } = staged();
  await live();
  /** @type {string[]} */
  const heard = [];
  link.on("message", ({ type }) => heard.push(type));
  socket().deliver("error", { code: "INVALID_TOKEN", message: "ended", request_seq: null });
  socket().end(4004);
  assert.equal(link.state, "waiting");
  assert.deepEqual(heard, [], "the words stand in the status");
  await time.pass(1_000);
  await join();
  assert.equal(sockets.length, 2);
  assert.equal(socket().sent[0].payload.token, "token-2");
  assert.equal(link.state, "live");
});

test("who is not logged in is told, not tried again", async () => {
  const { link, time, sockets } = staged({
    bootstrap: async () => {
      throw new RequestError("NOT_AUTHENTICATED", "Log in first.");
    },
  });
  link.start();
  await time.pass(30_000);
  assert.equal(link.state, "refused");
  assert.equal(sockets.length, 0);
});

test("a bootstrap that fails otherwise is tried again", async () => {
  let tries = 0;
  const { link, time } = staged({
    bootstrap: async () => {
      tries += 1;
      throw new RequestError("DISCONNECTED", "unreachable");
    },
  });
  link.start();
  await settled();
  await time.pass(3000);
  assert.ok(tries >= 3);
});

test("latency is measured by pings", async () => {
  const { link, time, socket, live } = staged();
  await live();
  await time.pass(40);
  const ping = socket().sent.filter(({ type }) => type === "net.ping")[0];
  socket().deliver("net.pong", ping.payload);
  assert.equal(Math.round(link.latencyMs), 40);
});

test("a line that says nothing for long is given up, one that answers is kept", async () => {
  const { link, time, socket, live } = staged();
  await live();
  for (let n = 0; n < 10; n += 1) {
    await time.pass(2000);
    socket().deliver("net.pong", { t: time.now });
  }
  assert.equal(link.state, "live");
  await time.pass(11_000);
  assert.notEqual(link.state, "live");
});

test("nothing is sent while there is no live line", async () => {
  const { link, socket, live } = staged();
  assert.equal(link.send("input.command", {}), 0);
  await live();
  assert.equal(link.send("input.command", {}), socket().last.seq);
  socket().end(1006);
  assert.equal(link.send("input.command", {}), 0);
  await assert.rejects(link.request("trade.buy", {}), { code: "DISCONNECTED" });
});

test("a new socket counts its seq from one", async () => {
  const { link, time, socket, live, join } = staged();
  await live();
  socket().end(1006);
  await time.pass(1000);
  await join();
  assert.equal(socket().sent[0].seq, 1);
  assert.equal(link.state, "live");
});

test("a frame that is no envelope is ignored", async () => {
  const { link, socket, live } = staged();
  await live();
  for (const data of [
    "",
    "{",
    "[]",
    "null",
    '{"type": 1}',
    '{"type":"x","seq":1}',
    new ArrayBuffer(3),
  ]) {
    socket().onmessage?.({ data });
  }
  assert.equal(link.state, "live");
});

test("a page that goes away closes its socket and stays silent", async () => {
  const { link, time, sockets, socket, live } = staged();
  await live();
  const open = socket();
  link.stop();
  assert.equal(open.closedWith, 1000);
  await time.pass(60_000);
  assert.equal(sockets.length, 1);
});
