/** The lobby: wiring. It looks again every few seconds while somebody looks at it. */

import { byId, setText } from "../ui/dom.js";
import { MatchesApi } from "./api.js";
import { LobbyTable } from "./lobby-table.js";
import { playAddress } from "./lobby-model.js";
import { NewMatch } from "./new-match.js";
import { Seats } from "./seats.js";
import { refusalWords } from "./words.js";

const LOOK_EVERY_MS = 3000;

/** @param {string} id */
const element = (id) => byId(id, HTMLElement);
const root = element("lobby");
const { api: apiRoot = "", name = "" } = root.dataset;
const api = new MatchesApi({ root: apiRoot });
const seats = new Seats(sessionStorage);

/** @param {import("./types.js").Seat} seat */
function enter(seat) {
  seats.keep(seat);
  location.assign(playAddress(seat.match));
}

/** @param {import("./lobby-model.js").Row} row */
async function join({ game, session }) {
  try {
    enter(await api.join({ game, session, players: null, name }));
  } catch (error) {
    setText(element("lobby-note"), refusalWords(error));
    void look();
  }
}

const table = new LobbyTable(element("lobby-rows"), {
  isMine: (match) => seats.find(match) !== null,
  join: "playing" in root.dataset ? (row) => void join(row) : null,
});

/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

async function look() {
  clearTimeout(timer);
  try {
    const rows = await api.lobby();
    table.show(rows);
    element("lobby-table").hidden = rows.length === 0;
    element("lobby-empty").hidden = rows.length > 0;
    setText(element("lobby-count"), rows.length === 1 ? "1 match" : `${rows.length} matches`);
    root.dataset.seen = "true";
  } catch (error) {
    setText(element("lobby-count"), refusalWords(error));
  }
  if (!document.hidden) timer = setTimeout(look, LOOK_EVERY_MS);
}

async function offerGames() {
  const form = new NewMatch(
    {
      form: byId("new-match", HTMLFormElement),
      game: byId("new-game", HTMLSelectElement),
      about: element("new-about"),
      against: byId("new-against", HTMLFieldSetElement),
      players: byId("new-players", HTMLSelectElement),
      playersField: element("new-players-field"),
      session: byId("new-session", HTMLInputElement),
      sessionField: element("new-session-field"),
      clock: byId("new-clock", HTMLSelectElement),
      clockField: element("new-clock-field"),
      error: element("new-error"),
    },
    async ({ game, players, session, opponent, clock }) => {
      const wish = { game, players, session, name, ...(clock && { move_seconds: clock }) };
      enter(await api.open(wish, opponent));
    },
    refusalWords,
  );
  try {
    form.show(await api.games());
  } catch (error) {
    form.refuse(refusalWords(error));
  }
}

document.addEventListener("visibilitychange", () => {
  if (!document.hidden) void look();
});
if ("playing" in root.dataset) void offerGames();
void look();
