import assert from "node:assert/strict";
import { test } from "node:test";

import { backoffDelay } from "../../static/cosmic/net/backoff.js";
import { RequestError } from "../../static/cosmic/net/requests.js";
import { Transactions } from "../../static/cosmic/net/transactions.js";
import { settled } from "./support/socket.mjs";

/** A line whose requests a test answers by hand. */
function staged() {
  /** @type {{type: string, payload: any, resolve: (value: any) => void, reject: (error: Error) => void}[]} */
  const requests = [];
  const line = {
    request: (/** @type {string} */ type, /** @type {any} */ payload) =>
      new Promise((resolve, reject) => requests.push({ type, payload, resolve, reject })),
  };
  let refs = 0;
  return { requests, deals: new Transactions(/** @type {any} */ (line), () => `ref-${++refs}`) };
}

const BUY = { station_id: "earth-orbit-station", commodity_id: "food", quantity: 5 };

test("a transaction carries a ref of its own", async () => {
  const { requests, deals } = staged();
  void deals.run("trade.buy", BUY);
  void deals.run("trade.buy", BUY);
  assert.deepEqual(
    requests.map(({ payload }) => payload.ref),
    ["ref-1", "ref-2"],
  );
});

test("after a lost line the same ref is sent again, once", async () => {
  const { requests, deals } = staged();
  const done = deals.run("trade.buy", BUY);
  requests[0].reject(new RequestError("DISCONNECTED", "lost"));
  await settled();
  assert.equal(requests.length, 1, "not before the line is back");
  deals.resume();
  deals.resume();
  assert.equal(requests.length, 2);
  assert.deepEqual(requests[1].payload, requests[0].payload);
  requests[1].resolve({ payload: { ok: true } });
  assert.equal((await done).payload.ok, true);
  deals.resume();
  assert.equal(requests.length, 2, "what is answered is over");
});

test("a time-out asks again with the same ref, and gives up in the end", async () => {
  const { requests, deals } = staged();
  const done = assert.rejects(deals.run("trade.sell", BUY), { code: "TIMEOUT" });
  for (let n = 0; n < 4; n += 1) {
    assert.equal(requests.length, n + 1);
    requests[n].reject(new RequestError("TIMEOUT", "late"));
    await settled();
  }
  await done;
  assert.equal(requests.length, 4);
  assert.deepEqual([...new Set(requests.map(({ payload }) => payload.ref))], ["ref-1"]);
});

test("a refusal is final", async () => {
  const { requests, deals } = staged();
  const done = assert.rejects(deals.run("trade.buy", BUY), { code: "CARGO_FULL" });
  requests[0].reject(new RequestError("CARGO_FULL", "no room"));
  await done;
  deals.resume();
  assert.equal(requests.length, 1);
});

test("a line that is given up ends what is open", async () => {
  const { requests, deals } = staged();
  const done = assert.rejects(deals.run("trade.buy", BUY), { code: "DISCONNECTED" });
  requests[0].reject(new RequestError("DISCONNECTED", "lost"));
  await settled();
  deals.abandon();
  await done;
});

test("the back-off grows up to its ceiling and is never the same for all", () => {
  const low = [0, 1, 2, 3, 4, 5, 6, 20].map((attempt) => backoffDelay(attempt, () => 0));
  const high = [0, 1, 2, 3, 4, 5, 6, 20].map((attempt) => backoffDelay(attempt, () => 1));
  for (let n = 1; n < low.length; n += 1) assert.ok(low[n] >= low[n - 1]);
  for (let n = 0; n < low.length; n += 1) assert.ok(high[n] > low[n] * 2);
  assert.equal(Math.max(...high), 15_000);
  assert.ok(low[0] > 0);
});
