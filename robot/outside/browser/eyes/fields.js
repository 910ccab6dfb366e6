// The fields of a document and what a person would read as the label of each: first what the markup says, then the
// text that stands before the field in the document and beside or above it on the page.

const TEXT_FIELDS =
  "input:not([type=hidden]):not([type=submit]):not([type=button]):not([type=reset]):not([type=image])" +
  ":not([type=checkbox]):not([type=radio]):not([type=file]), textarea, [contenteditable=''], [contenteditable=true], " +
  "[role=textbox], [role=searchbox], [role=spinbutton]";
const TYPED =
  "input:not([type=hidden]):not([type=submit]):not([type=button]):not([type=image]):not([type=reset]):not([type=file]), " +
  "select, textarea";
const CHOICES = "select, [role=combobox], [aria-haspopup=listbox], mat-select, [role=listbox], [role=radiogroup]";
const TICKS = "input[type=checkbox], input[type=radio], [role=checkbox], [role=switch], [role=radio]";
const REAL_FIELDS = `${TEXT_FIELDS}, ${CHOICES}, ${TICKS}, input[type=file]`;
const BARS = "nav, aside, footer, [role=navigation], [role=complementary], [role=contentinfo], [role=menubar]";
const LEFT_REACH = 450;
const ABOVE_REACH = 70;
const STRANGER = 15; // how much nearer a text must be that does not stand before the field in the document

function isTick(el) {
  return el.matches(TICKS);
}

// Everything that acts as a field without saying so: something to press that is neither button nor link nor text.
function silentWidgets(scene, runs) {
  const found = new Set();
  for (const run of runs) {
    if (run.field || closest(run.el, "label, a[href], option, [role=option], [role=tab], [role=menuitem], th, nav")) continue;
    const root = pointerRoot(scene, run.el);
    if (root && !root.matches("a, label, input") && !opensForm(scene, root)) found.add(root);
  }
  return [...found];
}

// The head of a closed section is no field, though something to press with words around it. A list opens one field to
// search in at most.
function opensForm(scene, head) {
  for (let at = head, steps = 0; at && steps < 2; at = parentOf(at), steps++) {
    const next = at.nextElementSibling;
    if (next && scene.shown(next)) return false;
    if (next && (next.querySelectorAll(TYPED).length > 1 || next.querySelector("input[type=password], input[type=file]"))) return true;
  }
  return false;
}

function pointerRoot(scene, el) {
  let root = null;
  let steps = 0;
  for (let at = el; at && at !== document.body && steps < 5; at = parentOf(at), steps++) {
    if (at.matches("button, [onclick], [tabindex]:not([tabindex='-1']), [aria-haspopup]")) return at;
    if (scene.style(at).cursor === "pointer") root = at;
    else if (root) break;
  }
  return root;
}

class Fields {
  constructor(scene, reader, veil) {
    this.scene = scene;
    this.veil = veil;
    this.runs = reader.runs;
    this.places = reader.places;
    this.real = scene.all(REAL_FIELDS).filter((el) => el.matches("input[type=file]") || faceOf(scene, el));
    this.nearby = new Map();
    this.said = new Map();
    this.boxes = new Map();
    this.heads = new Map(); // field -> the header of its column, or null
    this.order = this.real.map((el) => this.places.get(el)).filter((at) => at !== undefined).sort((a, b) => a - b);
  }

  get visible() {
    if (!this.seen) this.seen = this.real.filter((el) => faceOf(this.scene, el));
    return this.seen;
  }

  // One control to a person: a box and the field in it, a hidden <select> and the widget that shows it.
  same(el, other) {
    const [face, otherFace] = [faceOf(this.scene, el) || el, faceOf(this.scene, other) || other];
    return within(el, otherFace) || within(other, face) || within(el, other) || within(other, el);
  }

  box(el) {
    let box = this.boxes.get(el);
    if (!box) this.boxes.set(el, (box = (faceOf(this.scene, el) || el).getBoundingClientRect()));
    return box;
  }

  // What the markup says: [text, tier]; placeholder and title are weaker than a label.
  declared(el) {
    let known = this.said.get(el);
    if (!known) this.said.set(el, (known = this.findDeclared(el)));
    return known;
  }

  findDeclared(el) {
    const found = [];
    const add = (text, tier) => text && found.push([text, tier]);
    for (const label of this.labelsOf(el)) this.addLabel(label, el, add);
    const named = this.scene.byIds(el, el.getAttribute("aria-labelledby")).filter((one) => !within(el, one) && one !== el);
    add(named.map((one) => this.scene.labelText(one)).join(" "), 0);
    for (const one of named) add(this.scene.labelText(one), 0);
    add(el.getAttribute("aria-label"), 0);
    if (el.matches("[role=radiogroup], [role=listbox], [role=combobox]") && el.title) add(el.title, 3);
    add(el.getAttribute("placeholder") || el.getAttribute("aria-placeholder") || el.getAttribute("data-placeholder"), 3);
    add(el.getAttribute("title"), 3);
    add(this.emptyChoice(el), 3);
    if (this.headOf(el)) add(this.scene.textOf(this.headOf(el)), 4);
    return found;
  }

  // "Elija un servicio": what a list shows while nothing is chosen.
  emptyChoice(el) {
    const first = el.localName === "select" ? el.options[0] : null;
    return first && !first.value && /\p{L}/u.test(first.text) ? squeeze(first.text) : "";
  }

  labelsOf(el) {
    const labels = new Set(el.labels || []);
    const wrap = closest(el, "label");
    if (wrap) labels.add(wrap);
    if (el.id && !labels.size) {
      for (const one of el.getRootNode().querySelectorAll("label[for]")) if (one.htmlFor === el.id) labels.add(one);
    }
    if (!labels.size && this.boxedLabels.has(el)) labels.add(this.boxedLabels.get(el));
    return labels;
  }

  addLabel(label, el, add) {
    add(this.scene.labelText(label), 0);
    add(this.scene.textOf(label, true), 0);
    for (const run of this.inLabels.get(label) || []) if (run.field !== el) for (const text of run.texts) add(text, 1);
  }

  // A label bound to nothing belongs to the one field it shares its box with; a hidden file input is one, too, where no
  // other is seen.
  get boxedLabels() {
    if (this.boxed) return this.boxed;
    this.boxed = new Map();
    for (const label of this.scene.all("label")) {
      if (label.control || !this.scene.shown(label)) continue;
      let box = parentOf(label);
      for (let steps = 0; box && steps < 3; steps++, box = parentOf(box)) {
        const beside = this.real.filter((el) => within(el, box) && !within(el, label));
        const seen = beside.filter((el) => this.visible.includes(el));
        const inside = seen.length ? seen : beside;
        const fields = inside.filter((el, at) => !inside.slice(0, at).some((other) => this.same(el, other)));
        if (fields.length === 1 && !this.boxed.has(fields[0])) this.boxed.set(fields[0], label);
        if (fields.length) break;
      }
    }
    return this.boxed;
  }

  get inLabels() {
    if (this.labelRuns) return this.labelRuns;
    this.labelRuns = new Map();
    for (const run of this.runs) {
      const label = closest(run.el, "label");
      if (!label) continue;
      if (!this.labelRuns.has(label)) this.labelRuns.set(label, []);
      this.labelRuns.get(label).push(run);
    }
    return this.labelRuns;
  }

  // The fields that one of these runs may label by its place.
  nearAny(runs) {
    const near = new Set();
    for (const run of runs) {
      for (const el of this.visible) {
        const box = this.box(el);
        if (placed(run.box, box) !== null || (isTick(el) && rightOf(run.box, box) !== null)) near.add(el);
      }
    }
    return near;
  }

  // The texts around a field that may be its label: [text, tier], nearest first.
  around(el) {
    let known = this.nearby.get(el);
    if (!known) this.nearby.set(el, (known = this.findAround(el)));
    return known;
  }

  findAround(el) {
    const box = this.box(el);
    if (isTick(el)) {
      const right = nearest(this.runs, (run) => rightOf(run.box, box), (run) => this.canLabel(run, el) && this.clear(run, box, el));
      if (right.length) return right.slice(0, 2).flatMap((run, rank) => run.texts.map((text) => [text, 1 + rank]));
    }
    const [from, to] = this.span(el);
    const own = (run) => run.at > from && run.at < to;
    const far = (run) => {
      const gap = placed(run.box, box);
      return gap === null || own(run) ? gap : gap + STRANGER;
    };
    const near = nearest(this.runs, far, (run) => this.canLabel(run, el) && this.clear(run, box, el));
    const mine = near.filter((run) => !this.suffixOfOther(run, el, box));
    const rest = mine.length ? mine : near.filter(own);
    const kept = rest.filter((run, rank) => rank === 0 || own(run));
    return kept.flatMap((run, rank) => run.texts.map((text) => [text, rank ? 2 : 1]));
  }

  // Whether anything says what it is for: bound to it, or in its row.
  isTold(el) {
    const box = this.box(el);
    if (this.declared(el).some(([text]) => /\p{L}/u.test(text))) return true;
    const inRow = (run) => leftOf(run.box, box) !== null || rightOf(run.box, box) !== null;
    return this.runs.some((run) => inRow(run) && this.canLabel(run, el) && this.clear(run, box, el));
  }

  canLabel(run, el) {
    if (run.field || !/[\p{L}\p{N}]/u.test(run.text) || run.text.length > 300) return false;
    if (run.press && !closest(run.press, "label") && run.press.matches("button, input, [role=button], a[href]")) return false;
    if (this.hidesBehind(run, el) || this.headsTable(run, el) || this.ofOtherPart(run, el)) return false;
    return run.el !== el && !within(run.el, el) && !within(run.el, faceOf(this.scene, el) || el);
  }

  headOf(el) {
    if (!this.heads.has(el)) this.heads.set(el, columnHead(faceOf(this.scene, el) || el));
    return this.heads.get(el);
  }

  // A column's header labels all rows alike, and not the first one alone for its nearness.
  headsTable(run, el) {
    const head = this.headOf(el);
    return head !== null && within(run.el, closest(head, "tr, [role=row]"));
  }

  // What stands in a bar beside the page is of the bar, however near it lies.
  ofOtherPart(run, el) {
    const part = closest(run.el, BARS);
    return part !== null && !within(el, part);
  }

  // A text of the page under a modal window labels nothing inside it, wherever the two lie.
  hidesBehind(run, el) {
    if (!this.veil || !this.veil.hard || inFront(this.veil, run.el)) return false;
    return inFront(this.veil, faceOf(this.scene, el) || el);
  }

  // The place in the document between the field before this one and this one.
  span(el) {
    const at = this.places.get(el);
    if (at === undefined) return [-1, Infinity];
    let before = -1;
    for (const tick of this.order) {
      if (tick >= at) break;
      before = tick;
    }
    return [before, at];
  }

  // A remark after the field on the left is not the label of the next one, when there is another text.
  suffixOfOther(run, el, box) {
    const gap = box.left - run.box.right;
    for (const other of this.visible) {
      const left = rightOf(run.box, this.box(other));
      if (left === null || gap <= 0 || left >= gap || left >= 120) continue;
      if (!this.same(other, el)) return true;
    }
    return false;
  }

  // No other field between the text and the field.
  clear(run, box, el) {
    const space = unionOf([run.box, box]);
    for (const other of this.visible) {
      const [x, y] = centreOf(this.box(other));
      if (x <= space.left || x >= space.right || y <= space.top || y >= space.bottom) continue;
      if (!this.same(other, el)) return false;
    }
    return !this.widgets.some((one) => this.partsBy(one, run, box, el, space));
  }

  // A list that is made of plain boxes has its own label: it does not belong to the next field.
  partsBy(widget, run, box, el, space) {
    if (widget.box.width < box.width / 2) return false;
    const [x, y] = centreOf(widget.box);
    if (x <= space.left || x >= space.right || y <= space.top || y >= space.bottom) return false;
    return !within(run.el, widget.el) && !within(el, widget.el) && !within(widget.el, el);
  }

  get widgets() {
    if (!this.silent) this.silent = silentWidgets(this.scene, this.runs).map((el) => ({ el, box: el.getBoundingClientRect() }));
    return this.silent;
  }
}
