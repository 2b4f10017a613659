/** A seat at a match: wiring. */

import { LinkLine } from "../ui/linkline.js";
import { h } from "../ui/h.js";
import { byId, setText } from "../ui/dom.js";
import { MatchesApi } from "./api.js";
import { hasBoard } from "./boards/all.js";
import { Countdown } from "./countdown.js";
import { StateLine } from "./line.js";
import { clockWords, joinAddress, replayAddress, seatWords } from "./lobby-model.js";
import { Playing } from "./playing.js";
import { Seats } from "./seats.js";
import { GameTable } from "./table.js";
import { gameTitle, playerNames, refusalWords } from "./words.js";

/** @param {string} id */
const element = (id) => byId(id, HTMLElement);
/** @param {string} id */
const button = (id) => byId(id, HTMLButtonElement);

const root = element("match");
const { api: apiRoot = "", match = "" } = root.dataset;
const api = new MatchesApi({ root: apiRoot });
const seats = new Seats(sessionStorage);

/** Nothing can be played here; say why, and where to go. @param {string} title @param {string} words */
function giveUp(title, words) {
  setText(element("turn"), title);
  setText(element("note"), words);
  element("waiting").hidden = true;
  element("actions").hidden = true;
  element("gone").hidden = false;
  root.dataset.state = "closed";
}

/** @param {import("./types.js").Seat} seat */
function play(seat) {
  setText(element("match-title"), gameTitle(seat.game));
  setText(element("session"), seat.session);
  const countdown = new Countdown(element("clock"));
  /** @type {Playing} */
  const playing = new Playing({
    api,
    seat,
    note: element("note"),
    onSeen: ({ state, version, clock = null }, { teller }) => {
      countdown.show(clock);
      element("actions").hidden = state.gameover;
      element("after").hidden = !state.gameover;
      for (const name of ["resign", "resign-yes"]) setText(element(name), teller.resign ?? "Resign");
      root.dataset.state = state.gameover ? "over" : "playing";
      root.dataset.version = String(version);
    },
    makeTable: async () => {
      const [games, row] = await Promise.all([api.games(), api.facts(seat)]);
      element("waiting").hidden = true;
      if (row.clock) setText(element("session"), `${seat.session}, ${clockWords(row.clock)}`);
      return new GameTable(
        { title: element("match-title"), turn: element("turn"), players: element("players"), board: element("board"), said: element("said") },
        {
          game: seat.game,
          moves: games.find(({ name }) => name === seat.game)?.moves ?? [],
          me: seat.player,
          watching: false,
          names: playerNames(row.names, row.players),
          desk: { move: (move) => playing.move(move), say: (words) => playing.say(words) },
        },
      );
    },
  });
  const ask = (/** @type {number | null} */ since, /** @type {number} */ waitS, /** @type {AbortSignal} */ signal) =>
    api.state(seat, since, waitS, signal, !hasBoard(seat.game));
  const line = new StateLine({ ask }, seat.waiting);
  const link = new LinkLine(element("link"), element("link-words"), button("link-button"), () => line.retryNow());
  line.on("view", (view) => {
    if (seat.waiting) seats.keep(Object.assign(seat, { waiting: false }));
    void playing.take(view);
  });
  line.on("status", ({ state, error, retryInMs }) => {
    link.show({ state: state === "lost" ? "waiting" : "live", reason: "", message: "", retryInMs });
    if (state === "waiting") void showWaiting(seat);
    if (state === "closed") {
      countdown.show(null);
      closed(error);
    }
  });

  /** @param {unknown} error */
  function closed(error) {
    if (playing.table?.state?.gameover) {
      element("after").hidden = true;
      return playing.say("This session has ended.");
    }
    seats.forget(seat.match);
    giveUp("This match is not there any more.", refusalWords(error));
  }

  resignButtons(playing);
  button("rematch").addEventListener("click", () => void playing.rematch());
  button("leave").addEventListener("click", async () => {
    line.stop();
    await api.leave(seat).catch(() => {});
    seats.forget(seat.match);
    location.assign("/matches/");
  });
  byId("replay", HTMLAnchorElement).href = replayAddress(seat.match);
  copyButton(seat);
  window.addEventListener("online", () => line.retryNow());
  line.start();
}

/** @param {import("./types.js").Seat} seat */
async function showWaiting(seat) {
  root.dataset.state = "waiting";
  setText(element("turn"), "Waiting for players.");
  document.title = `Waiting for players · ${gameTitle(seat.game)} · Cosmic`;
  element("waiting").hidden = false;
  const row = await api.facts(seat).catch(() => null);
  if (!row || element("waiting").hidden) return;
  setText(element("waiting-seats"), `Seats: ${seatWords(row)}.`);
  element("players").replaceChildren(
    ...playerNames(row.names, row.names.length).map((name) => h("li", { class: "seat" }, h("span", { class: "seat-name" }, name))),
  );
}

/** A second press makes it so. @param {Playing} playing */
function resignButtons(playing) {
  const [ask, sure, no] = ["resign", "resign-yes", "resign-no"].map(button);
  const show = (/** @type {boolean} */ asking) => {
    ask.hidden = asking;
    element("resign-sure").hidden = !asking;
    (asking ? no : ask).focus();
  };
  ask.addEventListener("click", () => show(true));
  no.addEventListener("click", () => show(false));
  sure.addEventListener("click", () => {
    show(false);
    void playing.resign();
  });
}

/** @param {import("./types.js").Seat} seat */
function copyButton(seat) {
  const address = new URL(joinAddress(seat.game, seat.session), location.href).href;
  const field = byId("invitation", HTMLInputElement);
  field.value = address;
  field.addEventListener("focus", () => field.select());
  button("copy").addEventListener("click", () => {
    navigator.clipboard.writeText(address).then(
      () => setText(element("copied"), "Copied."),
      () => field.focus(),
    );
  });
}

const seat = seats.find(match);
if (seat && !seat.watching) play(seat);
else giveUp("This tab has no seat in that match.", "A seat belongs to the tab in which it was taken. Look for the match among those that are on.");
