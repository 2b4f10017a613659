/** As much of a document as the page's modules use: elements, text, attributes, events. */

class Text {
  /** @param {string} data */
  constructor(data) {
    this.textContent = data;
    /** @type {Element | null} */
    this.parentNode = null;
  }
}

class Style {
  /** @type {Map<string, string>} */
  values = new Map();

  /** @param {string} name @param {string} value */
  setProperty(name, value) {
    this.values.set(name, value);
  }
}

class ClassList {
  /** @param {Element} element */
  constructor(element) {
    this.element = element;
  }

  get names() {
    return new Set((this.element.getAttribute("class") ?? "").split(/\s+/).filter(Boolean));
  }

  /** @param {string} name */
  contains(name) {
    return this.names.has(name);
  }

  /** @param {string} name @param {boolean} [on] */
  toggle(name, on = !this.contains(name)) {
    const { names } = this;
    if (on) names.add(name);
    else names.delete(name);
    this.element.setAttribute("class", [...names].join(" "));
    return on;
  }

  /** @param {string} name */
  add(name) {
    this.toggle(name, true);
  }

  /** @param {string} name */
  remove(name) {
    this.toggle(name, false);
  }
}

export class Element {
  /** @param {string} tag */
  constructor(tag) {
    this.tagName = tag;
    /** @type {(Element | Text)[]} */
    this.childNodes = [];
    /** @type {Map<string, string>} */
    this.attributes = new Map();
    /** @type {Map<string, ((event: any) => void)[]>} */
    this.listeners = new Map();
    /** @type {Element | null} */
    this.parentNode = null;
    this.style = new Style();
    this.classList = new ClassList(this);
    this.scrollTop = 0;
    this.offsetWidth = 0;
    /** @type {Record<string, string>} */
    this.dataset = new Proxy(/** @type {Record<string, string>} */ ({}), {
      get: (_, name) => this.getAttribute(dashed(String(name))) ?? undefined,
      set: (_, name, value) => (this.setAttribute(dashed(String(name)), String(value)), true),
      deleteProperty: (_, name) => (this.attributes.delete(dashed(String(name))), true),
    });
  }

  /** @returns {Element[]} */
  get children() {
    return this.childNodes.filter((child) => child instanceof Element);
  }

  /** @returns {Element | null} */
  get firstElementChild() {
    return this.children[0] ?? null;
  }

  /** @returns {Element | null} */
  get lastElementChild() {
    return this.children.at(-1) ?? null;
  }

  /** @returns {string} */
  get textContent() {
    return this.childNodes.map((child) => child.textContent).join("");
  }

  set textContent(text) {
    this.replaceChildren(...(text ? [text] : []));
  }

  get hidden() {
    return this.attributes.has("hidden");
  }

  set hidden(on) {
    this.toggleAttribute("hidden", Boolean(on));
  }

  get id() {
    return this.getAttribute("id") ?? "";
  }

  set id(id) {
    this.setAttribute("id", id);
  }

  get value() {
    return this.getAttribute("value") ?? "";
  }

  set value(value) {
    this.setAttribute("value", String(value));
  }

  get max() {
    return this.getAttribute("max") ?? "";
  }

  set max(value) {
    this.setAttribute("max", String(value));
  }

  /** @param {...(Element | Text | string)} children */
  append(...children) {
    for (const child of children) {
      const node = this.adopt(child); // it may be a child of this element already
      this.childNodes.push(node);
    }
  }

  /** @param {...(Element | Text | string)} children */
  prepend(...children) {
    this.childNodes.unshift(...children.map((child) => this.adopt(child)));
  }

  /** @param {...(Element | Text | string)} children */
  replaceChildren(...children) {
    this.childNodes = [];
    this.append(...children);
  }

  /** @param {Element | Text | string} child */
  adopt(child) {
    const node =
      child instanceof Element || child instanceof Text ? child : new Text(String(child));
    if (node instanceof Element) node.remove();
    node.parentNode = this;
    return node;
  }

  remove() {
    const { parentNode } = this;
    if (parentNode) parentNode.childNodes = parentNode.childNodes.filter((child) => child !== this);
    this.parentNode = null;
  }

  /** @param {string} name @param {string} value */
  setAttribute(name, value) {
    this.attributes.set(name, String(value));
  }

  /** @param {string} name */
  getAttribute(name) {
    return this.attributes.get(name) ?? null;
  }

  /** @param {string} name @param {boolean} [on] */
  toggleAttribute(name, on = !this.attributes.has(name)) {
    if (on) this.attributes.set(name, "");
    else this.attributes.delete(name);
    return on;
  }

  /** @param {string} type @param {(event: any) => void} listener */
  addEventListener(type, listener) {
    this.listeners.set(type, [...(this.listeners.get(type) ?? []), listener]);
  }

  /** @param {string} type @param {object} [more] */
  fire(type, more = {}) {
    for (const listener of this.listeners.get(type) ?? []) {
      listener({ type, target: this, preventDefault: () => {}, ...more });
    }
  }

  click() {
    this.fire("click");
  }

  focus() {
    document.activeElement = this;
  }

  /** @param {unknown} other */
  contains(other) {
    return other === this || this.all().includes(/** @type {Element} */ (other));
  }

  /** @returns {Element[]} all elements below, in document order */
  all() {
    return this.children.flatMap((child) => [child, ...child.all()]);
  }

  /** @param {string} selector one of `tag`, `.class`, `#id`, `[name]`, `[name="value"]` */
  querySelectorAll(selector) {
    return this.all().filter((element) => matches(element, selector));
  }

  /** @param {string} selector */
  querySelector(selector) {
    return this.querySelectorAll(selector)[0] ?? null;
  }
}

/** @param {Element} element @param {string} selector */
function matches(element, selector) {
  const attribute = /^\[([\w-]+)(?:="([^"]*)")?\]$/.exec(selector);
  if (attribute) {
    const value = element.getAttribute(attribute[1]);
    return attribute[2] === undefined ? value !== null : value === attribute[2];
  }
  if (selector.startsWith(".")) return element.classList.contains(selector.slice(1));
  if (selector.startsWith("#")) return element.id === selector.slice(1);
  return element.tagName === selector;
}

/** @param {string} name such as `isOpen` @returns {string} `data-is-open` */
function dashed(name) {
  return `data-${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

const document = {
  createElement: (/** @type {string} */ tag) => new Element(tag),
  createElementNS: (/** @type {string} */ _, /** @type {string} */ tag) => new Element(tag),
  documentElement: new Element("html"),
  body: new Element("body"),
  /** @type {Element | null} */
  activeElement: null,
  title: "",
};

/** Put the document where modules look for it. Time does not pass: counters jump. */
export function installDom() {
  Object.assign(globalThis, {
    document,
    HTMLElement: Element,
    matchMedia: () => ({ matches: true, addEventListener: () => {} }),
    location: { href: "https://cosmic.test/expedition/" },
  });
  document.activeElement = null;
  return document;
}
