// The text of a document in runs: what stands together in one line or cell, inline markup merged. Runs keep the order
// of the document (`at`) and know what they lie in, so that a text can be told from a control's own words.

const PRESS = "a, button, summary, [role=button], [role=link], [role=tab], [role=menuitem], [onclick]";
const FIELD_ROLES =
  "[role=textbox], [role=combobox], [role=searchbox], [role=spinbutton], [aria-haspopup=listbox], " +
  "[contenteditable=''], [contenteditable=true], mat-select";

const ASIDE = "a, button, [role=button], [role=tooltip]";

class Run {
  constructor(el, at, field) {
    this.el = el;
    this.at = at;
    this.field = field; // the field whose own words these are
    this.joined = false;
    this.parts = [];
    this.nodes = [];
    this.own = [];
  }

  add(text, node) {
    this.parts.push(text);
    if (node) this.nodes.push(node);
    if (!node || !closest(parentOf(node) || this.el, ASIDE)) this.own.push(text);
  }

  // As it stands, and without the help links and buttons in it.
  get texts() {
    if (!this.both) {
      const own = this.press ? "" : squeeze(this.own.join(""));
      this.both = own && own !== this.text ? [this.text, own] : [this.text];
    }
    return this.both;
  }

  get text() {
    if (this.said === undefined) this.said = squeeze(this.parts.join(""));
    return this.said;
  }

  // The one control that all of it stands in.
  get press() {
    if (this.pressed !== undefined) return this.pressed;
    this.pressed = this.nodes.length ? closest(parentOf(this.nodes[0]) || this.el, PRESS) : closest(this.el, PRESS);
    for (const node of this.nodes) if (!this.pressed || !within(node, this.pressed)) this.pressed = null;
    return this.pressed;
  }

  // The smallest element that holds all of it: a script may listen there and nowhere else.
  get holder() {
    let holder = this.nodes.length ? parentOf(this.nodes[0]) : null;
    while (holder && holder !== this.el && !this.nodes.every((node) => within(node, holder))) holder = parentOf(holder);
    return holder && within(holder, this.el) ? holder : this.el;
  }

  get box() {
    if (!this.rect) this.rect = unionOf(this.nodes.map(boxOfNode));
    return this.rect;
  }
}

function boxOfNode(node) {
  if (node.nodeType === 1) return node.getBoundingClientRect();
  const range = document.createRange();
  range.selectNodeContents(node);
  return range.getBoundingClientRect();
}

function unionOf(boxes) {
  let left = Infinity, top = Infinity, right = -Infinity, bottom = -Infinity;
  for (const box of boxes) {
    if (!box.width && !box.height) continue;
    left = Math.min(left, box.left);
    top = Math.min(top, box.top);
    right = Math.max(right, box.right);
    bottom = Math.max(bottom, box.bottom);
  }
  return { left, top, right, bottom, width: right - left, height: bottom - top };
}

class Reader {
  constructor(scene) {
    this.scene = scene;
    this.runs = [];
    this.places = new Map(); // element -> its place in the order of the document
    this.tick = 0;
    this.contexts = [];
    this.open = [];
    this.whole = null;
    this.field = null;
  }

  read() {
    const root = document.body || document.documentElement;
    this.contexts = [root];
    if (root) this.visit(root);
    this.closeAll();
    return this;
  }

  closeLine() {
    for (const run of this.open) if (run.text) this.runs.push(run);
    this.open = [];
  }

  closeAll() {
    this.closeLine();
    if (this.whole && this.whole.joined && this.whole.text) this.runs.push(this.whole);
    this.whole = null;
  }

  say(text, node) {
    if (!this.open.length) {
      if (!text.trim()) return;
      this.open = this.contexts.map((el) => new Run(el, this.tick, this.field));
    }
    if (!this.whole) this.whole = new Run(this.contexts[0], this.tick, this.field);
    this.tick++;
    for (const run of [...this.open, this.whole]) run.add(text, text.trim() ? node : null);
  }

  visit(el) {
    for (const child of childrenOf(el)) {
      if (child.nodeType === 3) {
        if (this.scene.shown(el)) this.say(child.data, child);
      } else if (child.nodeType === 1) this.element(child);
    }
  }

  element(el) {
    const tag = el.localName;
    if (SILENT.has(tag)) return;
    if (tag === "br" || tag === "hr") return this.lineBreak();
    if (tag === "input" || tag === "select" || tag === "textarea") return this.control(el);
    if (tag === "img") return this.image(el);
    const display = this.scene.style(el).display;
    if (display === "none" || this.scene.style(el).opacity === "0") return;
    const isField = el.matches(FIELD_ROLES);
    if (isField) this.place(el);
    const outer = this.field;
    if (isField) this.field = el;
    if (!isField && (display === "inline" || display === "contents")) this.inline(el);
    else this.block(el);
    this.field = outer;
  }

  place(el) {
    this.closeAll();
    this.places.set(el, this.tick++);
  }

  lineBreak() {
    this.closeLine();
    if (this.whole) {
      this.whole.joined = true;
      this.whole.add(" ", null);
    }
  }

  image(el) {
    if (el.alt && this.scene.shown(el)) this.say(` ${el.alt} `, el);
  }

  control(el) {
    if (!isPressInput(el)) {
      if (el.type !== "hidden") this.place(el);
      return;
    }
    this.closeAll();
    if (!this.scene.shown(el)) return;
    const run = new Run(el, this.tick++, null);
    run.add(pressInputText(el), el);
    if (run.text) this.runs.push(run);
  }

  inline(el) {
    if (!el.matches(PRESS) && !this.beginsPointer(el)) return this.visit(el);
    this.contexts.push(el);
    if (this.open.length) this.open.push(new Run(el, this.tick, this.field));
    this.visit(el);
    this.contexts.pop();
    const at = this.open.findIndex((one) => one.el === el);
    if (at < 0) return;
    if (this.open[at].text) this.runs.push(this.open[at]);
    this.open.splice(at, 1);
  }

  // Under the mouse it looks like something to press, and what it stands in does not.
  beginsPointer(el) {
    const parent = parentOf(el);
    return this.scene.style(el).cursor === "pointer" && parent !== null && this.scene.style(parent).cursor !== "pointer";
  }

  block(el) {
    this.closeAll();
    const outer = this.contexts;
    this.contexts = [el];
    this.visit(el);
    this.closeAll();
    this.contexts = outer;
  }
}
