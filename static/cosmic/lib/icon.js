/** Icons of the sprite, for what scripts draw. Templates have `{% icon "name" %}`. */

const SVG = "http://www.w3.org/2000/svg";

/**
 * An icon in the colour of the words around it, hidden from screen readers: say it in words too.
 * @param {string} name one of the names that .ci/vendor.mjs lists
 * @returns {SVGSVGElement}
 */
export function icon(name) {
  const sprite = document.documentElement.dataset.icons ?? "";
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${sprite}#${name}`);
  svg.append(use);
  return svg;
}
