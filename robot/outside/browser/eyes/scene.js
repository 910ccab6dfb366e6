// One look at one document: which elements there are (open shadow roots included), which of them a person sees, and
// their words. Everything is remembered for the length of the look.

const SILENT = new Set(["script", "style", "noscript", "template", "head", "option", "optgroup", "datalist", "title"]);
const PRESS_TYPES = new Set(["submit", "button", "image", "reset"]);
const ICONS = "[aria-hidden='true'], mat-icon, .material-icons, .material-symbols-outlined, i, svg, [class*='icon']";
const SEEN = { checkOpacity: true, checkVisibilityCSS: true, opacityProperty: true, visibilityProperty: true };

function collect(root, into) {
  if (root.shadowRoot) collect(root.shadowRoot, into);
  const all = root.querySelectorAll("*");
  for (let i = 0; i < all.length; i++) {
    into.push(all[i]);
    if (all[i].shadowRoot) collect(all[i].shadowRoot, into);
  }
  return into;
}

function parentOf(node) {
  const parent = node.assignedSlot || node.parentNode;
  if (parent instanceof ShadowRoot) return parent.host;
  return parent && parent.nodeType === 1 ? parent : null;
}

function within(node, ancestor) {
  for (let at = node; at; at = parentOf(at)) if (at === ancestor) return true;
  return false;
}

function closest(node, selector) {
  for (let at = node; at; at = parentOf(at)) if (at.matches(selector)) return at;
  return null;
}

function childrenOf(node) {
  if (node.shadowRoot) return node.shadowRoot.childNodes;
  if (node.localName === "slot") {
    const given = node.assignedNodes();
    if (given.length) return given;
  }
  return node.childNodes;
}

function isPressInput(el) {
  return el.localName === "input" && PRESS_TYPES.has(el.type);
}

function pressInputText(el) {
  if (el.type === "image") return el.alt || el.value || el.title;
  return el.value || { submit: "Enviar", reset: "Restablecer" }[el.type] || "";
}

class Scene {
  constructor() {
    this.elements = document.documentElement ? collect(document, []) : [];
    this.known = new Map();
    this.cut = new Map();
    this.words = new Map();
    this.styles = new Map();
    this.selected = new Map();
    this.marks = new Map();
  }

  style(el) {
    let style = this.styles.get(el);
    if (!style) this.styles.set(el, (style = getComputedStyle(el)));
    return style;
  }

  // Of the whole document, open shadow roots included; callers must not change the list.
  all(selector) {
    let found = this.selected.get(selector);
    if (!found) this.selected.set(selector, (found = this.elements.filter((el) => el.matches(selector))));
    return found;
  }

  // Elements by the value of an attribute.
  marked(attribute, value) {
    let index = this.marks.get(attribute);
    if (!index) {
      this.marks.set(attribute, (index = new Map()));
      for (const el of this.all(`[${attribute}]`)) {
        const key = el.getAttribute(attribute);
        if (!index.has(key)) index.set(key, []);
        index.get(key).push(el);
      }
    }
    return index.get(value) || [];
  }

  shown(el) {
    let known = this.known.get(el);
    if (known === undefined) {
      this.known.set(el, false);
      this.known.set(el, (known = this.judge(el)));
    }
    return known;
  }

  judge(el) {
    if (el.localName === "area") return el.parentElement !== null;
    if (this.style(el).display === "contents") return this.holderShown(el) || this.anyChildShown(el);
    if (!el.checkVisibility(SEEN) || this.clipped(el)) return false;
    const box = el.getBoundingClientRect();
    if (box.width === 0 || box.height === 0) return this.anyChildShown(el);
    return !this.offPage(el, box) && !this.beside(el, box);
  }

  holderShown(el) {
    const parent = parentOf(el);
    return parent !== null && this.shown(parent);
  }

  anyChildShown(el) {
    for (const child of childrenOf(el)) if (child.nodeType === 1 && this.shown(child)) return true;
    return false;
  }

  // Cut away by an ancestor that shows nothing of its inside: words for screen readers, folded panels.
  clipped(el) {
    let known = this.cut.get(el);
    if (known === undefined) {
      const parent = parentOf(el);
      known = (parent && this.clipped(parent)) || this.clips(el);
      this.cut.set(el, known);
    }
    return known;
  }

  clips(el) {
    if (el === document.body || el === document.documentElement) return false;
    const style = this.style(el);
    if (/inset\((50|100)%/.test(style.clipPath)) return true;
    if (style.position === "absolute" && /^rect\(([01]px,? ?)+\)$/.test(style.clip)) return true;
    if (style.overflowX === "visible" && style.overflowY === "visible") return false;
    const box = el.getBoundingClientRect();
    return style.display !== "inline" && style.display !== "contents" && (box.width <= 1 || box.height <= 1);
  }

  offPage(el, box) {
    let right = box.right + scrollX;
    let bottom = box.bottom + scrollY;
    if (right > 0 && bottom > 0) return false;
    for (let at = parentOf(el); at && at !== document.documentElement; at = parentOf(at)) {
      right += at.scrollLeft;
      bottom += at.scrollTop;
    }
    return right <= 0 || bottom <= 0;
  }

  // Parked on the right of the window, where nobody can scroll to: panels that slide in.
  beside(el, box) {
    if (box.right <= innerWidth) return false;
    for (let at = el; at; at = parentOf(at)) {
      const { position, overflowX } = this.style(at);
      if (position === "fixed") return box.left >= innerWidth - 1;
      if (at === el) continue;
      if (/auto|scroll/.test(overflowX) && at.scrollWidth > at.clientWidth) return false;
      const edge = at === document.body ? innerWidth : at.getBoundingClientRect().right;
      if (/hidden|clip/.test(overflowX) && box.left >= edge - 1) return true;
    }
    return false;
  }

  // The words of an element as a person reads them; `plain` leaves out what is drawn as an icon.
  textOf(el, plain = false) {
    const kept = plain ? null : this.words.get(el);
    if (kept !== null && kept !== undefined) return kept;
    const parts = [];
    if (el.localName === "img" || el.localName === "area") parts.push(el.alt);
    else if (isPressInput(el)) parts.push(pressInputText(el));
    else this.speak(el, parts, plain);
    const text = squeeze(parts.join(""));
    if (!plain) this.words.set(el, text);
    return text;
  }

  speak(el, parts, plain) {
    const seen = this.shown(el);
    for (const child of childrenOf(el)) {
      if (child.nodeType === 3) {
        if (seen) parts.push(child.data);
      } else if (child.nodeType === 1) this.speakChild(child, parts, plain);
    }
  }

  speakChild(child, parts, plain) {
    const tag = child.localName;
    if (SILENT.has(tag) || tag === "select" || tag === "textarea") return;
    if (plain && child.matches(ICONS)) return;
    if (tag === "br") parts.push(" ");
    else if (tag === "img") parts.push(this.shown(child) ? ` ${child.alt || ""} ` : "");
    else if (tag === "input") parts.push(isPressInput(child) && this.shown(child) ? ` ${pressInputText(child)} ` : " ");
    else {
      const display = this.style(child).display;
      if (display === "none") return;
      const gap = display === "inline" || display === "contents" ? "" : " ";
      parts.push(gap);
      this.speak(child, parts, plain);
      parts.push(gap);
    }
  }

  byIds(el, ids) {
    const found = [];
    const root = el.getRootNode();
    for (const id of String(ids || "").split(/\s+/)) {
      const one = id && (root.getElementById ? root.getElementById(id) : document.getElementById(id));
      if (one) found.push(one);
    }
    return found;
  }

  // Words of an element that labels something: seen or, for screen readers only, hidden.
  labelText(el) {
    return this.textOf(el) || squeeze(el.textContent);
  }
}
