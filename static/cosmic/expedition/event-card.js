/** What happens: a line of art, a paragraph, and choices with their odds and costs. */

import { hashText, seededRandom } from "../state/seeded.js";
import { hasGlyph, pathOf } from "./glyphs.js";
import { choiceButton, h, s } from "../ui/h.js";
import { newsOf } from "./news.js";
import { costWords, percentWords } from "./words.js";

/**
 * @typedef {import("./types.js").GameState} GameState
 * @typedef {import("./types.js").OpenEvent} OpenEvent
 * @typedef {import("./types.js").Choice} Choice
 * @typedef {import("./desk.js").Desk} Desk
 */

const ART_WIDTH = 560;
const ART_HEIGHT = 72;
const STARS = 46;

export class EventCard {
  /** @param {Desk} desk */
  constructor(desk) {
    this.desk = desk;
    this.root = h("section", { class: "event-card", "aria-label": "Event", hidden: true });
    this.shownKey = "";
    /** @type {() => void} the focus was here, and the event is over */
    this.onDone = () => {};
  }

  /** @param {GameState} state */
  show(state) {
    const event = state.combat || state.game_over ? null : state.current_event;
    const held = this.root.contains(document.activeElement);
    this.root.hidden = !event;
    this.root.toggleAttribute("data-must", event?.must_answer ?? false);
    const key = event ? `${event.id} ${state.turn_count} ${JSON.stringify(event)}` : "";
    if (key === this.shownKey) return;
    this.shownKey = key;
    if (!event) {
      this.root.replaceChildren();
      if (held && !state.combat) this.onDone();
      return;
    }
    const title = h("h2", { tabindex: -1 }, event.title);
    const news = newsOf(state);
    this.root.replaceChildren(
      art(event, state),
      h(
        "div",
        { class: "event-body" },
        news && h("p", { class: "small dim" }, news),
        title,
        h("p", {}, event.text),
        h("div", { class: "choices" }, ...event.choices.map((choice) => this.choice(choice))),
        !event.must_answer && h("p", { class: "dim small" }, "Fly on, and it passes by itself."),
      ),
    );
    title.focus({ preventScroll: true });
  }

  /** @param {Choice} choice */
  choice(choice) {
    const cost = costWords(choice.cost);
    return choiceButton(
      {
        key: `choice-${choice.id}`,
        available: choice.available,
        reason: cost ? `That takes ${cost}, and you do not have it.` : "",
        className: "choice",
        onPress: () => void this.desk.act({ action: "choose", choice: choice.id }),
        onRefused: (why) => this.desk.say(why, "warning"),
      },
      h("span", { class: "choice-words" }, choice.label),
      h(
        "span",
        { class: "choice-facts" },
        cost && h("span", { class: "num credit" }, cost),
        choice.odds !== null && h("span", { class: "num odds" }, percentWords(choice.odds)),
      ),
    );
  }
}

/**
 * A strip of sky drawn from the event's own name, so that it looks the same each time.
 *
 * @param {OpenEvent} event
 * @param {GameState} state
 */
function art(event, state) {
  const random = seededRandom(hashText(`${event.id}${state.current_node_id}`));
  const stars = Array.from({ length: STARS }, () =>
    s("circle", {
      cx: Math.round(random() * ART_WIDTH),
      cy: Math.round(random() * ART_HEIGHT),
      r: (0.5 + random() * 0.8).toFixed(2),
      opacity: (0.25 + random() * 0.6).toFixed(2),
    }),
  );
  const main = event.kind === "victory" ? "victory" : state.current_location.type;
  const drawings = [
    drawing(hasGlyph(main) ? main : "event", ART_WIDTH * (0.58 + random() * 0.12), 8, 2.4),
    drawing(
      state.player_stats.in_pod_mode ? "pod" : state.player_stats.ship_type,
      112 + random() * 70,
      24,
      1.1,
    ),
    event.kind === "event" ? drawing("event", ART_WIDTH * (0.4 + random() * 0.12), 22, 0.9) : null,
  ];
  return s(
    "svg",
    {
      class: `event-art event-art-${event.kind}`,
      viewBox: `0 0 ${ART_WIDTH} ${ART_HEIGHT}`,
      preserveAspectRatio: "xMidYMid slice",
      "aria-hidden": "true",
    },
    s("g", { class: "art-stars" }, ...stars),
    s("path", {
      class: "art-horizon",
      d: `M0 ${ART_HEIGHT - 10}q${ART_WIDTH / 2} ${-8 - random() * 16} ${ART_WIDTH} 0`,
    }),
    ...drawings,
  );
}

/** @param {string} name @param {number} x @param {number} y @param {number} scale */
function drawing(name, x, y, scale) {
  return s("path", {
    class: "art-glyph",
    d: pathOf(name),
    transform: `translate(${x.toFixed(1)} ${y}) scale(${scale})`,
  });
}
