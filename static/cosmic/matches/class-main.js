/** A class's page, for its teacher and its teams: wiring. It looks again every few seconds. */

import { byId, onSubmit, setText } from "../ui/dom.js";
import { h, refill, unseen } from "../ui/h.js";
import { CoursesApi } from "./courses-api.js";
import { classRefusal, exampleProgram, fixtureWords } from "./courses-words.js";
import { takeSecret } from "./secrets.js";
import { standingsTable } from "./standings.js";
import { gameTitle } from "./words.js";

/**
 * @typedef {import("./courses-api.js").ClassView} ClassView
 * @typedef {import("./courses-api.js").CupView} CupView
 * @typedef {import("./courses-api.js").Fixture} Fixture
 * @typedef {import("./courses-api.js").Secret} Secret
 * @typedef {import("./courses-api.js").Team} Team
 */

const LOOK_EVERY_MS = 4000;

/** @param {string} id */
const element = (id) => byId(id, HTMLElement);
const root = element("class");
const { api: apiRoot = "", course = "", port = "" } = root.dataset;
const teaching = "teaching" in root.dataset;
const api = new CoursesApi({ root: apiRoot });

/** @type {ClassView | null} */
let seen = null;
let told = "";
/** @type {Set<number>} */
const unfolded = new Set(); // games that the teacher is about to decide
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** @param {string} id @param {unknown} [refusal] nothing: no error */
function complain(id, refusal) {
  const error = element(id);
  error.hidden = refusal === undefined;
  setText(error, refusal === undefined ? "" : classRefusal(refusal));
}

/** @param {() => Promise<unknown>} deed */
async function doing(deed) {
  try {
    await deed();
    complain("class-error");
  } catch (refusal) {
    complain("class-error", refusal);
  }
  await look();
}

/** @param {string} key @param {string} words @param {string} about @param {() => Promise<unknown>} deed @param {string} [question] */
function button(key, words, about, deed, question = "") {
  const press = () => (!question || confirm(question)) && void doing(deed);
  return h("button", { type: "button", class: "button button-small", "data-key": key, onclick: press }, words, unseen(` ${about}`));
}

/** @param {Secret} secret */
function showSecret({ team, secret, session, name }) {
  const game = seen?.game || seen?.tournaments[0]?.game || "TicTacToe";
  setText(element("secret-team"), team);
  setText(element("secret"), secret);
  setText(element("example"), exampleProgram({ host: location.hostname, port, game, session, name }));
  element("secret-panel").hidden = false;
  element("secret-panel").focus();
}

/** @param {Team} team */
function teamItem({ team_id, name, mine }) {
  const renew = async () => showSecret(await api.renew(course, team_id));
  return h(
    "li",
    {},
    h("span", {}, name, mine && h("span", { class: "tag" }, "yours")),
    h(
      "span",
      { class: "row" },
      (mine || teaching) && button(`secret-${team_id}`, "New secret", `for ${name}`, renew, `The secret that ${name} has now will open nothing any more.`),
      teaching && button(`remove-${team_id}`, "Remove", name, () => api.remove(course, team_id), `Remove ${name} from the class?`),
    ),
  );
}

/** @param {ClassView} view */
function showTeams({ teams }) {
  refill(element("teams"), ...teams.map(teamItem));
  element("teams-empty").hidden = teams.length > 0;
  setText(element("teams-count"), teams.length === 1 ? "1 team" : `${teams.length} teams`);
  if (!teaching) return;
  const host = element("entrants");
  const out = new Set([...host.querySelectorAll("input")].filter((box) => !box.checked).map((box) => box.value));
  refill(
    host,
    ...teams.map(({ team_id, name }) =>
      h(
        "div",
        { class: "field-check" },
        h("input", { type: "checkbox", id: `in-${team_id}`, name: "team", value: team_id, checked: !out.has(team_id), "data-key": `in-${team_id}` }),
        h("label", { for: `in-${team_id}` }, name),
      ),
    ),
  );
}

/** @param {CupView} cup */
function showCup({ tournament, standings, fixtures }) {
  const { number, game, fixtures: all, finished, finished_at: over } = tournament;
  setText(element("cup-state"), `${gameTitle(game)}, ${finished} of ${all} games played${over ? ", over" : ""}`);
  /** @param {import("./courses-api.js").Standing} line */
  const withdraw = (line) =>
    button(`out-${line.team_id}`, "Withdraw", line.team, () => api.withdraw(course, number, line.team_id), `${line.team} loses all games that it has not played.`);
  refill(element("standings"), standingsTable(standings, teaching && !over ? withdraw : null));
  refill(element("fixtures"), fixturesTable(number, fixtures, new Map(standings.map((line) => [line.team, line.team_id]))));
  for (const id of ["standings", "fixtures-panel"]) element(id).hidden = false;
  element("cup-empty").hidden = true;
  if (!teaching) return;
  element("sheets").hidden = false;
  byId("games-csv", HTMLAnchorElement).href = api.sheetAddress(course, number, "games");
  byId("standings-csv", HTMLAnchorElement).href = api.sheetAddress(course, number, "standings");
  element("end-cup").hidden = over !== null;
}

/** @param {number} cup @param {Fixture[]} fixtures @param {Map<string, string>} ids of teams by name */
function fixturesTable(cup, fixtures, ids) {
  /** @param {Fixture} fixture */
  const deeds = (fixture) =>
    [fixture.first, fixture.second].map((name) =>
      button(`lost-${fixture.number}-${ids.get(name)}`, `${name} is absent`, `in game ${fixture.number}`, () => api.forfeit(course, cup, fixture.number, ids.get(name) ?? null)),
    );
  return h(
    "table",
    { class: "table class-fixtures" },
    h("thead", {}, h("tr", {}, h("th", { class: "num shrink", scope: "col" }, "Round"), h("th", { scope: "col" }, "Game"), h("th", { scope: "col" }, "Result"), h("th", { class: "num wide-only", scope: "col" }, "Moves"))),
    h(
      "tbody",
      {},
      ...fixtures.map((fixture) =>
        h(
          "tr",
          { "data-state": fixture.state },
          h("td", { class: "num shrink" }, String(fixture.round)),
          h("th", { scope: "row", class: "lobby-who" }, `${fixture.first} – ${fixture.second}`),
          h("td", {}, fixtureWords(fixture), teaching && fixture.state !== "finished" && decide(fixture, deeds(fixture))),
          h("td", { class: "num wide-only" }, fixture.state === "finished" ? String(fixture.moves) : "–"),
        ),
      ),
    ),
  );
}

/** What is rarely needed stays folded away, and open while the table changes. @param {Fixture} fixture @param {Node[]} deeds */
function decide({ number, first, second }, deeds) {
  const fold = h("details", { class: "class-decide", open: unfolded.has(number) }, h("summary", { class: "small", "data-key": `fold-${number}` }, "Decide it", unseen(` ${first} against ${second}`)), h("span", { class: "row class-deeds" }, ...deeds));
  fold.addEventListener("toggle", () => void (fold.open ? unfolded.add(number) : unfolded.delete(number)));
  return fold;
}

/** @param {ClassView} view */
function showState({ is_open }) {
  setText(element("class-state"), is_open ? "open" : "closed");
  if (teaching) setText(element("open-button"), is_open ? "Close the class" : "Open the class");
}

async function look() {
  clearTimeout(timer);
  try {
    const view = await api.look(course);
    const [newest] = view.tournaments;
    const cup = newest ? await api.cup(course, newest.number) : null;
    const now = JSON.stringify([view, cup]);
    if (now !== told) {
      told = now;
      seen = view;
      showState(view);
      showTeams(view);
      if (cup) showCup(cup);
    }
    root.dataset.seen = "true";
  } catch (refusal) {
    complain("class-error", refusal);
  }
  if (!document.hidden) timer = setTimeout(look, LOOK_EVERY_MS);
}

async function start() {
  const fields = new FormData(byId("start-form", HTMLFormElement));
  const clock = String(fields.get("clock"));
  try {
    await api.start(course, {
      game: String(fields.get("game")),
      teams: fields.getAll("team").map(String),
      legs: Number(fields.get("legs")),
      move_seconds: clock ? Number(clock) : null,
    });
    complain("start-error");
  } catch (refusal) {
    complain("start-error", refusal);
  }
  await look();
}

if (teaching) {
  onSubmit(byId("start-form", HTMLFormElement), start);
  element("open-button").addEventListener("click", () => void doing(() => api.open(course, !seen?.is_open)));
  element("end-cup").addEventListener("click", () => {
    const newest = seen?.tournaments[0];
    if (newest && confirm("Games without a result will not be played.")) void doing(() => api.end(course, newest.number));
  });
}
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) void look();
});
void look().then(() => {
  const secret = takeSecret(course);
  if (secret) showSecret(secret);
});
