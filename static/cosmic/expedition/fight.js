/** A fight: two ships facing, what happened between them, and what one can do. */

import { setText } from "../ui/dom.js";
import { glyph } from "./glyphs.js";
import { choiceButton, h, refill } from "../ui/h.js";
import { newsOf } from "./news.js";
import { levelTone } from "./readings.js";
import { amountWords, creditWords, percentWords, unitWords } from "./words.js";

/**
 * @typedef {import("./types.js").GameState} GameState
 * @typedef {import("./types.js").Fight} Fight
 * @typedef {import("./types.js").FightAction} FightAction
 * @typedef {import("./desk.js").Desk} Desk
 */

const LINES = 40;

export class FightScreen {
  /** @param {Desk} desk */
  constructor(desk) {
    this.desk = desk;
    this.title = h("h2", { tabindex: -1 });
    this.own = new Fighter("own");
    this.enemy = new Fighter("enemy");
    this.log = h("div", {
      class: "fight-log",
      role: "log",
      "aria-label": "The fight so far",
      tabindex: 0,
    });
    this.actions = h("div", { class: "fight-actions" });
    this.others = h("div", { class: "fight-others" });
    this.root = h(
      "section",
      { class: "fight", "aria-label": "Fight", hidden: true },
      this.title,
      h("div", { class: "fight-field" }, this.own.root, this.log, this.enemy.root),
      this.actions,
      this.others,
    );
    this.open = false;
    /** @type {() => void} the focus was here, and the fight is over */
    this.onDone = () => {};
  }

  /** @param {GameState} state */
  show(state) {
    const fight = state.game_over ? null : state.combat;
    const held = this.root.contains(document.activeElement);
    this.root.hidden = !fight;
    if (!fight) {
      this.open = false;
      if (held && !state.current_event) this.onDone();
      return;
    }
    const { player_stats: stats } = state;
    setText(this.title, `${fight.enemy.name}, round ${fight.round + 1}`);
    this.own.show({
      name: stats.in_pod_mode ? "Escape pod" : stats.ship_name,
      drawing: stats.in_pod_mode ? "pod" : stats.ship_type,
      hull: stats.in_pod_mode ? stats.pod_hp : stats.ship_condition,
      most: stats.in_pod_mode ? stats.pod_max_hp : stats.max_ship_condition,
      facts: [
        ["Power", amountWords(stats.combat_power)],
        ["Accuracy", percentWords(stats.accuracy)],
        ["Speed", stats.speed.toFixed(1)],
      ],
    });
    this.enemy.show({
      name: fight.enemy.name,
      drawing: fight.enemy.type,
      hull: fight.enemy.hp,
      most: fight.enemy.max_hp,
      facts: [
        ["Power", amountWords(fight.enemy.combat_power)],
        ["Accuracy", percentWords(fight.enemy.accuracy)],
        ["Speed", fight.enemy.speed.toFixed(1)],
      ],
    });
    refill(this.actions, ...fight.actions.map((action) => this.action(action)));
    refill(this.others, ...this.ways(fight));
    if (!this.open) {
      this.open = true;
      this.log.replaceChildren();
      this.note(newsOf(state));
      this.title.focus({ preventScroll: true });
    }
  }

  /** @param {string} words */
  note(words) {
    if (!this.open || !words || this.log.lastElementChild?.textContent === words) return;
    this.log.append(h("p", {}, words));
    while (this.log.children.length > LINES) this.log.firstElementChild?.remove();
    this.log.scrollTop = this.log.scrollHeight;
  }

  /** @param {FightAction} action */
  action({ id, name, hit_chance, damage: [least, most], available, reason }) {
    const damage = least === most ? `${least}` : `${least}–${most}`;
    return this.button(
      `fight-${id}`,
      { action: "combat_action", combat_action: id },
      available,
      reason,
      h("span", { class: "choice-words" }, name),
      available
        ? h(
            "span",
            { class: "choice-facts num" },
            `hits ${percentWords(hit_chance)}, ${damage} damage`,
          )
        : h("span", { class: "choice-facts" }, reason),
    );
  }

  /** @param {Fight} fight */
  ways({ flee_chance, negotiate }) {
    const flee = this.button(
      "fight-flee",
      { action: "flee" },
      true,
      "",
      h("span", { class: "choice-words" }, "Flee"),
      h("span", { class: "choice-facts num" }, percentWords(flee_chance)),
    );
    const talk = this.button(
      "fight-negotiate",
      { action: "negotiate" },
      negotiate.available,
      negotiate.reason,
      h("span", { class: "choice-words" }, "Negotiate"),
      negotiate.available
        ? h(
            "span",
            { class: "choice-facts num" },
            h("span", { class: "credit" }, creditWords(negotiate.price)),
            h("span", {}, percentWords(negotiate.chance)),
          )
        : h("span", { class: "choice-facts" }, negotiate.reason),
    );
    return [flee, talk];
  }

  /**
   * @param {string} key
   * @param {import("./types.js").GameAction} action
   * @param {boolean} available
   * @param {string} reason
   * @param {...Node} children
   */
  button(key, action, available, reason, ...children) {
    return choiceButton(
      {
        key,
        available,
        reason,
        className: "choice",
        onPress: () => void this.desk.act(action),
        onRefused: (why) => this.desk.say(why, "warning"),
      },
      ...children,
    );
  }
}

/**
 * @typedef {object} FighterFacts
 * @property {string} name
 * @property {string} drawing
 * @property {number} hull
 * @property {number} most
 * @property {[string, string][]} facts
 */

class Fighter {
  /** @param {'own' | 'enemy'} side */
  constructor(side) {
    this.name = h("h3", {});
    this.art = h("div", { class: "fighter-art" });
    this.fill = h("span", { class: "bar-fill" });
    this.bar = h("span", { class: "bar-track", "aria-hidden": "true" }, this.fill);
    this.hull = h("span", { class: "num" });
    this.facts = h("dl", { class: "fighter-facts" });
    this.meter = h("div", { class: "fighter-hull" }, this.bar, this.hull);
    this.root = h(
      "div",
      { class: `fighter fighter-${side}` },
      this.art,
      this.name,
      this.meter,
      this.facts,
    );
    this.before = NaN;
  }

  /** @param {FighterFacts} facts */
  show({ name, drawing, hull, most, facts }) {
    setText(this.name, name);
    this.art.replaceChildren(glyph(drawing, 84));
    setText(this.hull, `${unitWords(hull)}/${unitWords(most)}`);
    this.fill.style.setProperty("transform", `scaleX(${most > 0 ? Math.min(1, hull / most) : 0})`);
    this.meter.dataset.tone = levelTone(hull, most);
    this.facts.replaceChildren(
      ...facts.map(([word, value]) =>
        h("div", {}, h("dt", {}, word), h("dd", { class: "num" }, value)),
      ),
    );
    if (hull < this.before) this.shake();
    this.before = hull;
  }

  /** A hit is seen: the drawing flashes once. */
  shake() {
    this.art.classList.remove("hit");
    void this.art.offsetWidth; // the animation starts anew
    this.art.classList.add("hit");
  }
}
