/**
 * A WebSocket at the address that the bootstrap names, on this page's host and scheme.
 *
 * @param {string} address
 * @param {string} subprotocol
 */
export function openPageSocket(address, subprotocol) {
  const url = new URL(address, location.href);
  url.protocol = url.protocol.replace("http", "ws");
  return new WebSocket(url, subprotocol);
}
