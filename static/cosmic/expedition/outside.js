/** What the page tells whoever watches it from outside: tests, and tools of people. */

/** @typedef {import("./types.js").GameState} GameState */

/** @param {GameState} state @returns {'map' | 'event' | 'fight' | 'over'} */
export function modeOf({ game_over, combat, current_event }) {
  if (game_over) return "over";
  if (combat) return "fight";
  return current_event ? "event" : "map";
}

/** @param {HTMLElement} root gets the state's outline as data attributes */
export function outsideReadings(root) {
  return {
    /** @param {GameState} state */
    show(state) {
      root.dataset.revision = String(state.revision);
      root.dataset.turn = String(state.turn_count);
      root.dataset.node = state.current_node_id;
      root.dataset.mode = modeOf(state);
    },
  };
}
