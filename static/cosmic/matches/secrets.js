/** A team's secret on its way from one page to the next, where it is shown once. */

/** @typedef {import("./courses-api.js").Secret} Secret */

const KEY = "team-secret";

/** @param {Secret} secret */
export function keepSecret(secret) {
  sessionStorage.setItem(KEY, JSON.stringify(secret));
}

/** What was kept for that class, which is then gone. @param {string} course @returns {Secret | null} */
export function takeSecret(course) {
  const kept = sessionStorage.getItem(KEY);
  sessionStorage.removeItem(KEY);
  const secret = kept && JSON.parse(kept);
  return secret?.course_id === course ? secret : null;
}
