/** The workers: how loaded, how large, how long up. */

import { setText } from "../ui/dom.js";
import { h } from "../ui/h.js";
import { spanWords } from "./words.js";

/**
 * @typedef {import("./types.js").Worker} Worker
 * @typedef {{element: HTMLElement, bar: HTMLElement, share: HTMLElement, about: HTMLElement}} Card
 */

export class WorkersList {
  /** @param {HTMLElement} list @param {HTMLElement} none what stands there without workers */
  constructor(list, none) {
    this.list = list;
    this.none = none;
    /** @type {Map<string, Card>} */
    this.cards = new Map();
  }

  /** @param {Map<string, Worker>} workers */
  show(workers) {
    this.none.hidden = workers.size > 0;
    for (const [id, card] of this.cards) {
      if (workers.has(id)) continue;
      card.element.remove();
      this.cards.delete(id);
    }
    for (const worker of workers.values()) this.patch(worker);
  }

  /** @param {Worker} worker */
  patch(worker) {
    const { worker_id, host, pid, version, rooms, load, up_s, rss_mib } = worker;
    const card = this.cards.get(worker_id) ?? this.add(worker_id);
    const percent = Math.round(load * 100);
    card.bar.setAttribute("aria-valuenow", String(percent));
    card.bar.style.setProperty("--share", String(Math.min(1, load)));
    card.bar.dataset.tone = load > 0.9 ? "danger" : load > 0.7 ? "warn" : "";
    setText(card.share, `${percent} %`);
    const about = [
      rooms === 1 ? "1 room" : `${rooms} rooms`,
      `${Math.round(rss_mib)} MiB`,
      `up ${spanWords(up_s)}`,
      `${host}, process ${pid}`,
      version && `version ${version}`,
    ];
    setText(card.about, about.filter(Boolean).join(" · "));
  }

  /** @param {string} id @returns {Card} */
  add(id) {
    const bar = h(
      "span",
      {
        class: "load",
        role: "meter",
        "aria-label": `Load of ${id}`,
        "aria-valuemin": 0,
        "aria-valuemax": 100,
      },
      h("span", { class: "load-fill" }),
    );
    const share = h("span", { class: "num worker-share" });
    const about = h("p", { class: "dim small" });
    const element = h(
      "li",
      { "data-worker": id },
      h("p", { class: "mono worker-id" }, id),
      bar,
      share,
      about,
    );
    this.list.append(element);
    const card = { element, bar, share, about };
    this.cards.set(id, card);
    return card;
  }
}
