/** A class's wall: wiring. One long poll brings all that changes. */

import { byId, setText } from "../ui/dom.js";
import { h, refill } from "../ui/h.js";
import { LinkLine } from "../ui/linkline.js";
import { CoursesApi } from "./courses-api.js";
import { classRefusal, fixtureWords, progressWords } from "./courses-words.js";
import { StateLine } from "./line.js";
import { standingsTable } from "./standings.js";
import { WallTables } from "./wall-tables.js";

/** @typedef {import("./courses-api.js").Wall} Wall */

/** @param {string} id */
const element = (id) => byId(id, HTMLElement);
const root = element("wall");
const { api: apiRoot = "", course = "" } = root.dataset;
const api = new CoursesApi({ root: apiRoot });
const tables = new WallTables(element("tables"));
let version = "";
let count = 0;

/** @param {Wall} wall */
function show(wall) {
  setText(element("wall-title"), wall.title);
  setText(element("progress"), progressWords(wall.tournament, wall.teams));
  element("wall-code").hidden = !wall.is_open;
  tables.show(wall.tables);
  element("tables-empty").hidden = wall.tables.length > 0;
  const cup = wall.tournament;
  for (const id of ["standings-section", "fixtures-section"]) element(id).hidden = cup === null;
  if (cup) {
    refill(element("standings"), standingsTable(cup.standings));
    refill(
      element("fixtures"),
      ...cup.fixtures.map((fixture) =>
        h(
          "li",
          { "data-state": fixture.state },
          h("span", { class: "dim num" }, String(fixture.round)),
          h("span", { class: "wall-pair" }, `${fixture.first} – ${fixture.second}`),
          h("span", { class: "wall-result" }, fixtureWords(fixture)),
        ),
      ),
    );
  }
  root.dataset.state = "live";
  root.dataset.seen = String(count);
}

const line = new StateLine({
  async ask(since, waitS, signal) {
    const answer = await api.wall(course, version, since === null ? 0 : waitS, signal);
    if (!answer) return null;
    version = answer.version;
    count += 1;
    show(answer.wall);
    return { version: count, state: { current: [], gameover: false } };
  },
});
const link = new LinkLine(element("link"), element("link-words"), byId("link-button", HTMLButtonElement), () => line.retryNow());
line.on("status", ({ state, error, retryInMs }) => {
  link.show({ state: state === "lost" ? "waiting" : "live", reason: "", message: "", retryInMs });
  if (state === "closed") setText(element("progress"), classRefusal(error));
});
window.addEventListener("online", () => line.retryNow());
line.start();
