/** An invitation: a name, and in. */

import { byId, onSubmit, setText } from "../ui/dom.js";
import { MatchesApi } from "./api.js";
import { playAddress, seatWords, watchAddress, whoWords } from "./lobby-model.js";
import { Seats } from "./seats.js";
import { refusalWords } from "./words.js";

/** @param {string} id */
const element = (id) => byId(id, HTMLElement);
const { api: apiRoot = "", game = "", session = "" } = element("join").dataset;
const api = new MatchesApi({ root: apiRoot });
const seats = new Seats(sessionStorage);
const error = element("join-error");
const button = byId("join-button", HTMLButtonElement);

async function tell() {
  const [row] = await api.lobby(game, session).catch(() => []);
  if (!row) return setText(element("join-about"), "No match of that name is on. It may be over, or not open yet.");
  setText(element("join-about"), `At the board: ${whoWords(row)}. Seats: ${seatWords(row)}.`);
  button.hidden = row.free === 0;
  const watch = byId("join-watch", HTMLAnchorElement);
  watch.hidden = row.free > 0 || !row.watchable;
  watch.href = watchAddress(game, session);
  if (!seats.find(row.match_id)) return;
  setText(element("join-about"), "You have a seat at this board.");
  location.replace(playAddress(row.match_id));
}

onSubmit(byId("join-form", HTMLFormElement), async () => {
  error.hidden = true;
  button.disabled = true;
  try {
    const name = byId("join-name", HTMLInputElement).value.trim();
    const seat = await api.join({ game, session, players: null, name });
    seats.keep(seat);
    location.assign(playAddress(seat.match));
  } catch (refused) {
    setText(error, refusalWords(refused));
    error.hidden = false;
    void tell();
  } finally {
    button.disabled = false;
  }
});
void tell();
