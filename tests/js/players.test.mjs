/** Blocking and reporting: what is asked of the server, what the cockpit makes of it. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { afterClose } from "../../static/cosmic/net/closing.js";
import { PlayersApi } from "../../static/cosmic/net/players.js";
import { RequestError } from "../../static/cosmic/net/requests.js";
import { Company } from "../../static/cosmic/state/company.js";
import { refusalWords } from "../../static/cosmic/ui/refusals.js";

/**
 * An API whose server answers from a list.
 *
 * @param {{status?: number, body?: object}[]} answers
 */
function served(answers) {
  /** @type {{url: string, init: any}[]} */
  const asked = [];
  const api = new PlayersApi({
    cookies: () => "a=1; csrftoken=proof",
    fetch: async (url, init) => {
      asked.push({ url, init });
      const { status = 200, body = {} } = answers.shift() ?? {};
      return new Response(JSON.stringify(body), { status });
    },
  });
  return { api, asked };
}

test("a block is asked for with the page's proof and in JSON", async () => {
  const { api, asked } = served([]);
  await api.block("p_23");
  await api.unblock("p_23");
  await api.report("p_23", "Insults", "chat: hello");
  assert.deepEqual(
    asked.map(({ url, init }) => [init.method, url, init.body && JSON.parse(init.body)]),
    [
      ["POST", "/api/v1/me/blocks", { player_id: "p_23" }],
      ["DELETE", "/api/v1/me/blocks/p_23", undefined],
      ["POST", "/api/v1/reports", { player_id: "p_23", reason: "Insults", where: "chat: hello" }],
    ],
  );
  for (const { init } of asked) assert.equal(init.headers["X-CSRFToken"], "proof");
});

test("what is stored is learnt once; a toggle changes it there and here", async () => {
  const { api, asked } = served([{ body: { items: [{ player_id: "p_5" }] } }]);
  const company = new Company(api);
  assert.equal(await company.toggle("p_23"), true);
  assert.equal(company.hears("p_23"), false);
  assert.equal(company.hears("p_5"), false);
  assert.equal(await company.toggle("p_5"), false);
  assert.equal(company.hears("p_5"), true);
  assert.deepEqual(
    asked.map(({ init }) => init.method),
    ["GET", "POST", "DELETE"],
  );
});

test("a refused block changes nothing and keeps the server's words", async () => {
  const refusal = { error: "You can block 500 players at most.", code: "FORBIDDEN", details: {} };
  const { api } = served([{ body: { items: [] } }, { status: 403, body: refusal }]);
  const company = new Company(api);
  await assert.rejects(company.toggle("p_23"), (/** @type {RequestError} */ error) => {
    assert.equal(error.code, "FORBIDDEN");
    assert.equal(refusalWords(error), refusal.error);
    return true;
  });
  assert.equal(company.hears("p_23"), true);
});

test("who is muted reads why and until when", () => {
  const words = "This account may not chat until 5 January 2030, 12:00 UTC. Reason: Insults";
  assert.equal(refusalWords(new RequestError("MUTED", words)), words);
});

test("a ban is final in the server's words; an ended log-in is tried again", () => {
  const ban = afterClose(4004, { code: "BANNED", message: "Until noon." });
  assert.deepEqual(ban, { state: "refused", retry: "never", message: "Until noon." });
  const again = afterClose(4004, { code: "INVALID_TOKEN", message: "Log in again." });
  assert.deepEqual(again, { state: "waiting", retry: "soon", message: "Log in again." });
  assert.equal(afterClose(4004).state, "refused");
});
