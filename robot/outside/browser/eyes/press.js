// What can be pressed, and the words it is known by.

const REAL_PRESS =
  "button, input[type=submit], input[type=button], input[type=image], input[type=reset], a, area, summary, [onclick], " +
  "[role=button], [role=link], [role=tab], [role=menuitem], [role=menuitemcheckbox], [role=menuitemradio], [role=option]";
const TABBISH = "[role=tablist], [class*=tab i], [class*=pestan i], [id*=tab i]";
const MENUISH = "nav, [role=menu], [role=menubar], [role=navigation], [class*=menu i], [class*=nav i], [id*=menu i], [id*=nav i]";
const TIERS = {
  button: { button: 0, link: 20, tab: 40, menu: 40, other: 40 },
  link: { link: 0, button: 20, tab: 40, menu: 40, other: 40 },
  tab: { tab: 0, link: 20, button: 20, menu: 40, other: 40 },
  menu: { menu: 0, link: 20, button: 20, tab: 40, other: 40 },
};
const MERE_TEXT = 90; // a text that nothing marks as pressable, but a person would press it

function pressKind(el) {
  const role = el.getAttribute("role");
  if (role === "button") return "button";
  if (role === "link") return "link";
  if (role === "tab") return "tab";
  if (role && role.startsWith("menuitem")) return "menu";
  if (el.localName === "button" || isPressInput(el)) return "button";
  if (el.localName === "a" || el.localName === "area") return "link";
  return "other";
}

// [words, how far from what is plainly seen]: visible text first, then words for screen readers and tooltips.
function pressWords(scene, el) {
  const words = [];
  const add = (text, far) => text && words.push([text, far]);
  add(scene.textOf(el), 0);
  if (!isPressInput(el)) {
    if (el.querySelector(ICONS)) add(scene.textOf(el, true), 0);
    for (const one of scene.byIds(el, el.getAttribute("aria-labelledby"))) add(scene.labelText(one), 2);
    if (el.localName !== "input") add(squeeze(el.textContent), 4);
    for (const title of el.querySelectorAll("svg title, [title], [aria-label]")) {
      add(title.getAttribute("aria-label") || title.getAttribute("title") || title.textContent, 3);
    }
  } else add(el.value, 0);
  add(el.getAttribute("aria-label"), 2);
  add(el.getAttribute("title"), 2);
  add(el.getAttribute("alt"), 0);
  return words;
}

class Presses {
  constructor(scene, runs) {
    this.scene = scene;
    this.runs = runs;
    this.list = scene.all(REAL_PRESS).filter((el) => scene.shown(el) && !el.matches("input:not([type=submit]):not([type=button]):not([type=image]):not([type=reset]), select, textarea, form, body"));
    this.words = new Map();
  }

  wordsOf(el) {
    let words = this.words.get(el);
    if (!words) this.words.set(el, (words = pressWords(this.scene, el)));
    return words;
  }

  // [{el, tier}] of all that answers to `wanted` as a `kind` of thing to press.
  find(kind, wanted, within_) {
    const found = [];
    for (const el of this.list) {
      const how = this.answer(el, wanted, within_);
      if (how !== null) found.push({ el, tier: this.tier(kind, el) + how });
    }
    if (!found.length) found.push(...this.silent(kind, wanted, within_));
    return found.length ? found : this.folded.find(kind, wanted, within_);
  }

  get folded() {
    if (!this.foldedEntries) this.foldedEntries = new Folded(this.scene, this);
    return this.foldedEntries;
  }

  answer(el, wanted, within_) {
    let best = null;
    for (const [text, far] of this.wordsOf(el)) {
      if (within_ && far > 3) continue;
      const how = quality(text, wanted, within_);
      if (how !== null && (best === null || far + how < best)) best = far + how;
    }
    return best;
  }

  tier(kind, el) {
    const tier = TIERS[kind][pressKind(el)];
    if (tier === 0) return 0;
    const holder = { tab: TABBISH, menu: MENUISH }[kind];
    return holder && closest(el, holder) ? 10 : tier;
  }

  // Things to press that only their look or a script's listener gives away.
  silent(kind, wanted, within_) {
    const found = [];
    for (const run of this.runs) {
      const how = quality(run.text, wanted, within_);
      if (how === null || run.field || closest(run.el, "label[for], option")) continue;
      const root = pointerRoot(this.scene, run.holder);
      if (root) found.push({ el: root, tier: 40 + how });
      else if (!within_ && !closest(run.el, "h1, h2, h3, h4, h5, h6, [role=heading], th, label")) {
        found.push({ el: run.holder, tier: MERE_TEXT + how });
      }
    }
    return found;
  }
}

// Two controls of one key do the same: a person may press either.
function twinKey(el) {
  if (el.localName === "a" && el.getAttribute("href") && el.getAttribute("href") !== "#") {
    return `a|${el.href}|${el.getAttribute("onclick") || ""}|${el.target}`;
  }
  const submits = (el.localName === "button" || el.localName === "input") && el.type === "submit" && el.form;
  if (!submits) return "";
  const forms = [...document.forms];
  return `s|${forms.indexOf(el.form)}|${el.name}|${el.formAction}|${el.getAttribute("onclick") || ""}`;
}

// In the head of the whole page, which is not that of a card, a form or a window in it.
function inBanner(el) {
  const head = closest(el, "header, [role=banner], [class*=navbar i]");
  return head !== null && closest(head, "main, article, section, form, aside, table, li, dialog, [role=dialog], [aria-modal=true]") === null;
}

// The picture of an image map's zone, and the box around the zone on the page.
function pictureOf(area) {
  const name = (closest(area, "map") || {}).name;
  return [...document.images].find((img) => name && img.useMap === `#${name}`) || null;
}

function zoneOf(area, picture) {
  const box = picture.getBoundingClientRect();
  const at = area.coords.split(",").map(Number);
  if (at.length < 3) return box;
  const [xs, ys] = [at.filter((_, i) => i % 2 === 0), at.filter((_, i) => i % 2 === 1)];
  if (at.length === 3) return new DOMRect(box.left + at[0] - at[2], box.top + at[1] - at[2], 2 * at[2], 2 * at[2]);
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  return new DOMRect(box.left + left, box.top + top, Math.max(...xs) - left, Math.max(...ys) - top);
}
