/** One's classes: wiring. */

import { byId, onSubmit } from "../ui/dom.js";
import { h } from "../ui/h.js";
import { CoursesApi } from "./courses-api.js";
import { classRefusal } from "./courses-words.js";
import { keepSecret } from "./secrets.js";
import { gameTitle } from "./words.js";

/** @typedef {import("./courses-api.js").ClassLine} ClassLine */

const root = byId("classes", HTMLElement);
const api = new CoursesApi({ root: root.dataset.api ?? "" });

/** @param {string} course */
const addressOf = (course) => `/matches/classes/${course}/`;

/** @param {ClassLine} line */
function item({ course_id, title, game, teams, team, is_open }) {
  const notes = [game ? gameTitle(game) : "any game", team ?? (teams === 1 ? "1 team" : `${teams} teams`), !is_open && "closed"];
  return h("li", {}, h("a", { href: addressOf(course_id) }, title), h("span", { class: "dim small" }, notes.filter(Boolean).join(" · ")));
}

/** @param {string} id @param {ClassLine[]} lines */
function list(id, lines) {
  const host = document.getElementById(id);
  if (!host) return;
  host.replaceChildren(...lines.map(item));
  byId(`${id}-empty`, HTMLElement).hidden = lines.length > 0;
}

/**
 * @param {string} id of a form
 * @param {string} errorId
 * @param {(fields: FormData) => Promise<void>} deed
 */
function handle(id, errorId, deed) {
  const form = document.getElementById(id);
  if (!(form instanceof HTMLFormElement)) return;
  const error = byId(errorId, HTMLElement);
  onSubmit(form, async () => {
    error.hidden = true;
    try {
      await deed(new FormData(form));
    } catch (refusal) {
      error.textContent = classRefusal(refusal);
      error.hidden = false;
    }
  });
}

handle("join-form", "join-error", async (fields) => {
  const secret = await api.join(String(fields.get("code")), String(fields.get("team")));
  keepSecret(secret);
  location.assign(addressOf(secret.course_id));
});
handle("new-class", "new-error", async (fields) => {
  const made = await api.make(String(fields.get("title")), String(fields.get("game")));
  location.assign(addressOf(made.course_id));
});

api.all().then(
  ({ teaching, playing }) => {
    list("teaching", teaching);
    list("playing", playing);
    root.dataset.seen = "true";
  },
  (refusal) => {
    const error = byId("join-error", HTMLElement);
    error.textContent = classRefusal(refusal);
    error.hidden = false;
  },
);
