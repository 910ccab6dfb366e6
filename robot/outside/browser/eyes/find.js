// Candidates of the flow language -> the elements that answer to them, each with a tier: the lowest tier wins.

const KINDS = {
  checkbox: "input[type=checkbox], [role=checkbox], [role=switch]",
  radio: "input[type=radio], [role=radio]",
  password: "input[type=password]",
  text: TEXT_FIELDS,
  select: "select, [role=combobox], [aria-haspopup=listbox], mat-select",
  link: "a[href], [role=link]",
  dialog: "dialog[open], [role=dialog], [role=alertdialog], [aria-modal=true]",
  heading: "h1, h2, h3, h4, h5, h6, [role=heading]",
};
const HEADINGS = "h1, h2, h3, h4, h5, h6, [role=heading], legend, caption";
const TITLES = "[class*=title i], [class*=titul i], [class*=header i], [class*=encabezado i], summary, dt, th";

const IN_WORDS = new Set([...Object.keys(TIERS), "heading", "dialog", "text", "label", "checkbox", "header"]);
const BESIDE = 60;

class Finder {
  constructor() {
    this.scene = new Scene();
    this.reader = new Reader(this.scene).read();
    this.runs = this.reader.runs;
    this.veil = findVeil(this.scene, this.runs);
    this.frame = ownFrame();
    this.memo = new Map();
  }

  get fields() {
    if (!this.fieldList) this.fieldList = new Fields(this.scene, this.reader, this.veil);
    return this.fieldList;
  }

  get presses() {
    if (!this.pressList) this.pressList = new Presses(this.scene, this.runs);
    return this.pressList;
  }

  // `wanted` is folded by the caller; `raw` is as written, for id, name and css.
  find(by, wanted, raw) {
    const key = `${by}|${raw}`;
    let found = this.memo.get(key);
    if (!found) {
      found = this.frame === "hidden" ? [] : this.match(by, wanted, raw);
      this.memo.set(key, (found = found.length ? collapse(found) : found));
    }
    return found;
  }

  match(by, wanted, raw) {
    const inside = by.endsWith("_with");
    const kind = inside ? by.slice(0, -5) : by;
    if (IN_WORDS.has(kind) && !this.words.includes(bare(wanted))) return [];
    if (kind in TIERS) return this.presses.find(kind, wanted, inside);
    if (kind === "label") return this.labelled(wanted, inside, (el) => el.type !== "file");
    if (kind === "checkbox") return this.labelled(wanted, inside, (el) => el.matches(KINDS.checkbox));
    if (kind === "heading") return this.headings(wanted, inside);
    if (kind === "dialog") return this.dialogs(wanted);
    if (kind === "text") return this.texts(wanted, inside);
    if (kind === "header") return findHeader(this, wanted);
    if (kind === "file") return findFile(this, wanted);
    if (kind === "only") return this.only(wanted);
    return this.marked(kind, raw);
  }

  // Every text that a press, a field, a heading, a column or a text is known by, folded. Most rules of a look are about
  // words that are not in the document at all: one search here answers them.
  get words() {
    if (this.allWords === undefined) {
      const texts = this.runs.flatMap((run) => run.texts);
      for (const el of this.presses.list) for (const [text] of this.presses.wordsOf(el)) texts.push(text);
      for (const words of this.presses.folded.words.values()) texts.push(...words);
      for (const el of this.fields.visible) for (const [text] of this.fields.declared(el)) texts.push(text);
      for (const group of this.groups) texts.push(...group.texts);
      for (const el of this.scene.all(`${HEADINGS}, ${COLUMNS}`)) if (this.scene.shown(el)) texts.push(this.scene.textOf(el));
      if (document.body) texts.push(this.scene.textOf(document.body));
      this.allWords = texts.map(fold).join("\n");
    }
    return this.allWords;
  }

  labelled(wanted, inside, allowed) {
    const found = [];
    const near = this.fields.nearAny(this.answering(wanted, inside));
    for (const el of this.fields.visible) {
      const tier = allowed(el) ? this.labelTier(el, wanted, inside, near.has(el)) : null;
      if (tier !== null) found.push({ el: this.headed(el, wanted, inside) || this.acting(el), tier });
    }
    if (found.length || !allowed(document.createElement("div"))) return found;
    for (const group of this.groups) {
      if (group.texts.some((text) => quality(text, wanted, inside) !== null)) found.push({ el: group.el, tier: 30 });
    }
    if (!found.length) found.push(...this.labelledWidgets(wanted, inside));
    return found.length || inside ? found : this.beforeButton(wanted, allowed);
  }

  // The heading of a group of radio buttons means the group, and not the one that it happens to stand beside.
  headed(el, wanted, inside) {
    const answers = (text) => quality(text, wanted, inside) !== null;
    if (!el.matches("input[type=radio]") || this.fields.declared(el).some(([text]) => answers(text))) return null;
    const group = this.groups.find((one) => within(el, one.el) && one.texts.some(answers));
    return group ? group.el : null;
  }

  // A field without words is known by the button that ends its line: "[____] Buscar".
  beforeButton(wanted, allowed) {
    const found = [];
    for (const press of this.presses.find("button", wanted, false).filter((one) => pressKind(one.el) === "button")) {
      const end = press.el.getBoundingClientRect();
      const gap = (el) => end.left - this.fields.box(el).right;
      const near = this.fields.visible.filter((el) => allowed(el) && sameRow(this.fields.box(el), end) && gap(el) >= 0 && gap(el) < BESIDE);
      const el = near.sort((a, b) => gap(a) - gap(b))[0];
      if (el && !this.fields.declared(el).some(([text]) => /\p{L}/u.test(text))) found.push({ el: this.acting(el), tier: 80 });
    }
    return found;
  }

  get groups() {
    if (!this.groupList) this.groupList = radioGroups(this.scene, this.fields);
    return this.groupList;
  }

  // The runs whose text answers: only fields near one of them can be meant by it.
  answering(wanted, inside) {
    return this.runs.filter((run) => run.texts.some((text) => labelQuality(text, wanted, inside) !== null));
  }

  labelTier(el, wanted, inside, near) {
    let best = null;
    for (const [text, tier] of near ? [...this.fields.declared(el), ...this.fields.around(el)] : this.fields.declared(el)) {
      const how = labelQuality(text, wanted, inside);
      if (how === null) continue;
      const rank = tier * 4 + how;
      if (best === null || rank < best) best = rank;
    }
    return best;
  }

  // A hidden <select> is worked through the widget that shows it.
  acting(el) {
    return el.localName === "select" && !this.scene.shown(el) ? faceOf(this.scene, el) : el;
  }

  labelledWidgets(wanted, inside) {
    const found = [];
    if (!this.answering(wanted, inside).length) return found;
    for (const { el } of this.fields.widgets) {
      if (this.fields.visible.some((field) => within(field, el) || within(el, field))) continue;
      for (const [text, tier] of this.fields.around(el)) {
        if (quality(text, wanted, inside) !== null) found.push({ el, tier: 50 + tier });
      }
    }
    return found;
  }

  headings(wanted, inside) {
    const found = [];
    for (const el of this.scene.all(HEADINGS)) {
      const how = this.scene.shown(el) ? quality(this.scene.textOf(el), wanted, inside) : null;
      if (how !== null) found.push({ el, tier: how });
    }
    if (found.length) return found;
    for (const run of this.runs) {
      const how = run.field || run.press ? null : quality(run.text, wanted, inside);
      if (how !== null) found.push({ el: run.el, tier: (this.standsOut(run) ? 10 : 20) + how });
    }
    return found;
  }

  // Whatever lies over all of the page is a window, though it may not say so.
  dialogs(wanted) {
    const layers = this.veil && this.veil.hard ? [...this.veil.layers] : [];
    const windows = [...this.scene.all(KINDS.dialog).filter((el) => this.scene.shown(el)), ...layers];
    return windows.filter((el) => quality(this.scene.textOf(el), wanted, true) !== null).map((el) => ({ el, tier: 0 }));
  }

  standsOut(run) {
    const node = run.nodes[0];
    const style = getComputedStyle(node.nodeType === 1 ? node : node.parentElement || run.el);
    const plain = parseFloat(getComputedStyle(document.body).fontSize) || 16;
    return Number(style.fontWeight) >= 600 || parseFloat(style.fontSize) >= plain * 1.15 || closest(run.el, TITLES) !== null;
  }

  texts(wanted, inside) {
    const found = [];
    for (const run of this.runs) {
      const how = quality(run.text, wanted, inside);
      if (how !== null) found.push({ el: run.el, tier: how });
    }
    if (!found.length) {
      const el = smallestHolding(this.scene, wanted, inside);
      if (el) found.push({ el, tier: 10 });
    }
    return found;
  }

  only(kind) {
    if (kind === "file") return this.scene.all("input[type=file]").map((el) => ({ el, tier: 0 }));
    if (kind === "table") return dataTables(this.scene).map((el) => ({ el, tier: 0 }));
    if (kind === "field") return this.fields.visible.map((el) => ({ el: this.acting(el), tier: 0 }));
    if (kind === "button") {
      return this.presses.list.filter((el) => pressKind(el) === "button").map((el) => ({ el, tier: 0 }));
    }
    if (kind === "checkbox without words") return this.only("checkbox").filter(({ el }) => !this.fields.isTold(el));
    const wanted = KINDS[kind];
    if (!wanted) return [];
    const hiddenToo = kind === "checkbox" || kind === "radio" || kind === "select";
    const all = this.scene.all(wanted).filter((el) => (hiddenToo ? faceOf(this.scene, el) : this.scene.shown(el)));
    return all.map((el) => ({ el: this.acting(el), tier: 0 }));
  }

  marked(kind, raw) {
    let found = [];
    if (kind === "id" || kind === "name") found = this.scene.marked(kind, raw);
    else if (kind === "css") {
      try {
        found = this.scene.all(raw);
      } catch (_) {
        found = [];
      }
    }
    const seen = found.filter((el) => el.matches("input[type=file]") || faceOf(this.scene, el));
    return seen.map((el) => ({ el: this.acting(el), tier: 0 }));
  }

  inFront(el) {
    const seen = faceOf(this.scene, el) || el;
    return this.frame !== "behind" && inFront(this.veil, seen);
  }
}

// A label also answers without the remark in brackets that ends it.
function labelQuality(text, wanted, inside) {
  const how = quality(text, wanted, inside);
  return how === null && !inside && withoutRemark(fold(text)) === wanted ? 2 : how;
}

// Of nested matches the most acting one stays: the lower tier, else the inner one.
function collapse(found) {
  const best = new Map();
  for (const one of found) if (!best.has(one.el) || best.get(one.el).tier > one.tier) best.set(one.el, one);
  const list = [...best.values()];
  return list.filter((one) => !list.some((other) => {
    if (other === one || other.tier > one.tier) return false;
    return within(other.el, one.el) || (other.tier < one.tier && within(one.el, other.el));
  }));
}

function smallestHolding(scene, wanted, inside) {
  let at = document.body;
  const answers = (el) => quality(scene.textOf(el), wanted, inside) !== null;
  if (!at || !scene.shown(at)) return null;
  if (inside && !holds(fold(scene.textOf(at)), wanted)) return null;
  let found = null;
  for (let depth = 0; at && depth < 60; depth++) {
    if (answers(at)) found = at;
    const next = [...childrenOf(at)].find((el) => el.nodeType === 1 && scene.shown(el) && holds(fold(scene.textOf(el)), wanted));
    if (!next) break;
    at = next;
  }
  return found;
}
