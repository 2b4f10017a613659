/**
 * @param {string} cookies as `document.cookie` has them
 * @returns {string} the token that proves that a request comes from a page of this site
 */
export function csrfToken(cookies) {
  const found = cookies.split("; ").find((cookie) => cookie.startsWith("csrftoken="));
  return found ? decodeURIComponent(found.slice("csrftoken=".length)) : "";
}
