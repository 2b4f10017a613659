/** A finished game, step by step: wiring. */

import { h } from "../ui/h.js";
import { byId, setText } from "../ui/dom.js";
import { MatchesApi } from "./api.js";
import { Replay, stepWords } from "./replay.js";
import { Seats } from "./seats.js";
import { GameTable } from "./table.js";
import { playerNames, refusalWords } from "./words.js";

/** @param {string} id */
const element = (id) => byId(id, HTMLElement);
/** @param {string} id */
const button = (id) => byId(id, HTMLButtonElement);
const root = element("match");
const slider = byId("step", HTMLInputElement);
const { api: apiRoot = "", match = "", round = "" } = root.dataset;
const api = new MatchesApi({ root: apiRoot });
const played = { match, round, key: new Seats(sessionStorage).find(match)?.key };

/** @param {import("./api.js").Story} story @param {number} me @param {import("./types.js").Schema[]} moves */
function tableFor(story, me, moves) {
  const table = new GameTable(
    { title: element("match-title"), turn: element("turn"), players: element("players"), board: element("board"), said: element("said") },
    {
      game: story.game,
      moves,
      me,
      watching: true,
      names: playerNames(story.names, story.players),
      desk: { move: async () => false, say: () => {} },
    },
  );
  const { entries } = story;
  const last = entries.at(-1);
  table.forfeit = last?.kind === "forfeit" ? last : null;
  return table;
}

async function start() {
  const [story, games] = await Promise.all([api.story(played, 0), api.games()]);
  const names = playerNames(story.names, story.players);
  const moves = games.find(({ name }) => name === story.game)?.moves ?? [];
  let table = tableFor(story, 0, moves);
  let shown = -1;
  const replay = new Replay({
    entries: story.entries,
    states: story.states,
    onShow: (state, step) => {
      if (step !== shown + 1) table.state = step > 0 ? replay.states[step - 1] : null; // what led there
      shown = step;
      const news = table.show(state, true);
      slider.value = String(step);
      slider.setAttribute("aria-valuetext", `Step ${step} of ${replay.last}`);
      setText(element("step-words"), `${step}/${replay.last}`);
      setText(element("step-move"), stepWords(story.entries, step, names, news));
      button("step-back").disabled = step === 0;
      button("step-on").disabled = step === replay.last;
      root.dataset.step = String(step);
    },
    onPlaying: (playing) => setText(button("replay-play"), playing ? "Pause" : "Play"),
  });
  slider.max = String(replay.last);
  slider.addEventListener("input", () => replay.go(Number(slider.value)));
  button("step-back").addEventListener("click", () => replay.go(replay.step - 1));
  button("step-on").addEventListener("click", () => replay.go(replay.step + 1));
  button("replay-play").addEventListener("click", () => replay.toggle());
  const eyes = byId("eyes", HTMLSelectElement);
  eyes.replaceChildren(...names.map((name, player) => h("option", { value: player }, name)));
  eyes.addEventListener("change", async () => {
    const player = Number(eyes.value);
    try {
      const other = await api.story(played, player);
      table = tableFor(other, player, moves);
      replay.states = other.states;
      shown = -2;
      replay.go(replay.step);
    } catch (error) {
      setText(element("note"), refusalWords(error));
    }
  });
  const download = byId("download", HTMLAnchorElement);
  download.href = api.recordAddress(played);
  download.hidden = false;
  element("player").hidden = false;
  root.dataset.state = "over";
  replay.show(0);
}

start().catch((error) => {
  setText(element("turn"), "There is no such replay.");
  setText(element("note"), refusalWords(error));
  root.dataset.state = "closed";
});
