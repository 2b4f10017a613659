/** The REST calls of the cockpit: who flies and where, and the names of goods. */

import { RequestError } from "./requests.js";

/**
 * @param {string} url
 * @param {RequestInit} [init]
 * @returns {Promise<any>} the answer's JSON; rejects with RequestError
 */
export async function getJson(url, init = {}) {
  /** @type {Response} */
  let response;
  try {
    response = await fetch(url, {
      ...init,
      credentials: "same-origin",
      headers: { Accept: "application/json", ...init.headers },
    });
  } catch {
    throw new RequestError("DISCONNECTED", "The server cannot be reached.");
  }
  const body = await response.json().catch(() => ({}));
  if (!response.ok) {
    const code = body.code ?? (response.status === 401 ? "NOT_AUTHENTICATED" : "INTERNAL");
    throw new RequestError(code, body.error ?? `The server answered ${response.status}.`, {
      status: response.status,
    });
  }
  return body;
}

/**
 * Who flies, where, and a fresh access token; the page's cookie says who asks.
 *
 * @param {string} url
 * @returns {Promise<import("./messages.js").Bootstrap>}
 */
export function fetchBootstrap(url) {
  return getJson(url, { cache: "no-store" });
}

/**
 * What a good has cost at a place of late.
 *
 * @param {string} root the address under which places have their markets
 * @param {string} locationId
 * @param {string} commodityId
 * @param {string} token
 * @returns {Promise<import("./messages.js").PricePoint[]>} oldest first
 */
export async function fetchHistory(root, locationId, commodityId, token) {
  const query = new URLSearchParams({ commodity_id: commodityId, hours: "24" });
  const body = await getJson(`${root}${encodeURIComponent(locationId)}/history?${query}`, {
    headers: { Authorization: `Bearer ${token}` },
  });
  const rows = /** @type {{commodity_id: string, points: any[]}[]} */ (body.items ?? []);
  return rows.find((row) => row.commodity_id === commodityId)?.points ?? [];
}

/**
 * @typedef {{id: string, name: string, unit_mass: number, base_price: number}} Commodity
 *
 * @param {string} url
 * @param {string} token
 * @returns {Promise<Commodity[]>}
 */
export async function fetchCommodities(url, token) {
  const body = await getJson(url, {
    headers: { Authorization: `Bearer ${token}` },
  });
  return body.commodities;
}
