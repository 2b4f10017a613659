/** A match as somebody who plays it sees it: wiring. */

import { h } from "../ui/h.js";
import { LinkLine } from "../ui/linkline.js";
import { byId, setText } from "../ui/dom.js";
import { MatchesApi } from "./api.js";
import { Countdown } from "./countdown.js";
import { StateLine } from "./line.js";
import { replayAddress, watchAddress } from "./lobby-model.js";
import { Playing } from "./playing.js";
import { GameTable } from "./table.js";
import { gameTitle, playerNames, refusalWords } from "./words.js";

/** @param {string} id */
const element = (id) => byId(id, HTMLElement);
const root = element("match");
const { api: apiRoot = "", game = "", session = "", player = "" } = root.dataset;
const api = new MatchesApi({ root: apiRoot });

/** @param {string} words */
function giveUp(words) {
  setText(element("turn"), "Nothing to watch here.");
  setText(element("note"), words);
  root.dataset.state = "closed";
}

/** @param {string[]} names @param {string} chosen */
function offerEyes(names, chosen) {
  const select = byId("eyes", HTMLSelectElement);
  select.replaceChildren(...names.filter(Boolean).map((name) => h("option", { value: name }, name)));
  select.value = chosen;
  select.addEventListener("change", () => location.replace(watchAddress(game, session, select.value)));
  element("eyes-field").hidden = select.options.length < 2;
}

async function watch() {
  setText(element("match-title"), gameTitle(game));
  const [games, [row]] = await Promise.all([api.games(), api.lobby(game, session)]);
  if (!row) return giveUp("No match of that name is on any more.");
  const name = player || row.names.find(Boolean) || "";
  const seat = await api.observe(game, session, name);
  const names = playerNames(row.names, row.players);
  offerEyes(row.names, name);
  const table = new GameTable(
    { title: element("match-title"), turn: element("turn"), players: element("players"), board: element("board"), said: element("said") },
    {
      game,
      moves: games.find((each) => each.name === game)?.moves ?? [],
      me: seat.player,
      watching: true,
      names,
      desk: { move: async () => false, say: () => {} },
    },
  );
  const line = new StateLine({ ask: (since, waitS, signal) => api.state(seat, since, waitS, signal) });
  const link = new LinkLine(element("link"), element("link-words"), byId("link-button", HTMLButtonElement), () => line.retryNow());
  const countdown = new Countdown(element("clock"));
  const replay = byId("replay", HTMLAnchorElement);
  replay.href = replayAddress(seat.match);
  const playing = new Playing({
    api,
    seat,
    note: element("note"),
    makeTable: async () => table,
    onSeen: ({ state, version, clock = null }) => {
      countdown.show(clock);
      replay.hidden = !state.gameover;
      root.dataset.state = state.gameover ? "over" : "playing";
      root.dataset.version = String(version);
    },
  });
  line.on("view", (view) => void playing.take(view));
  line.on("status", ({ state, error, retryInMs }) => {
    link.show({ state: state === "lost" ? "waiting" : "live", reason: "", message: "", retryInMs });
    if (state !== "closed") return;
    countdown.show(null);
    if (table.state) setText(element("note"), "This session has ended.");
    else giveUp(refusalWords(error));
  });
  window.addEventListener("online", () => line.retryNow());
  line.start();
}

watch().catch((error) => giveUp(refusalWords(error)));
