// What the driver asks of a document. One call answers one look; elements are handed over by number afterwards.

const ear = new Ear();
const number = `${performance.timeOrigin}.${Math.random()}`;
let finder = null;
const held = new Map(); // number -> {el, box}; no number is given twice
let last = Math.floor(Math.random() * 1e9);
let before = null;
let known = { version: 0, rules: [] };

const FITS = {
  text: `${TEXT_FIELDS}, input, [role=combobox]`,
  choice: `${CHOICES}, input, [onclick], [tabindex], button, div, span`,
  tick: TICKS,
  file: "input[type=file], button, a, label, div, span",
};
const STATES = { press: atHand, text: fieldState, tick: tickState };
const NONE = [0, 0];

function learn(version, rules) {
  known = { version, rules };
}

// {counts: [[place of the rule, seen, in front]] of the rules that anything answers to, ...state}. `count`: the places
// of the rules, or null for all.
function look(ask) {
  finder = new Finder();
  return { ...state(), counts: counted(ask.count) };
}

function counted(places) {
  const counts = [];
  for (const at of places || known.rules.keys()) {
    const [seen, front] = count(...known.rules[at]);
    if (seen) counts.push([at, seen, front]);
  }
  return counts;
}

function state() {
  return {
    number,
    lines: linesOf(finder),
    alerts: alertsOf(finder),
    heard: ear.tell(),
    ready: document.readyState === "complete",
    still: performance.now() - ear.changed,
    busy: isBusy(finder),
    covered: isCovered(finder),
    veiled: finder.veil !== null && finder.veil.hard,
    frame: finder.frame,
    title: document.title,
  };
}

function count(by, wanted, raw) {
  const all = finder.find(by, wanted, raw);
  if (!all.length) return NONE;
  const evident = /^(tab|menu)/.test(by) ? 100 : MERE_TEXT;
  const found = all.filter((one) => one.tier < evident);
  return [found.length, found.filter((one) => finder.inFront(one.el)).length];
}

// {matches: per rule [[number, tier, front, fits, twin, marked hidden, in the banner, state]], counts: as of a look, ...state}
function seek(ask) {
  finder = new Finder();
  held.clear();
  untag();
  const matches = ask.rules.map(([by, wanted, raw]) =>
    finder.find(by, wanted, raw).map((one) => {
      const index = hold([one.el]);
      const fits = !FITS[ask.act] || one.el.matches(FITS[ask.act]);
      const hidden = closest(one.el, "[aria-hidden=true], [inert]") !== null;
      return [index, one.tier, finder.inFront(one.el), fits, twinKey(one.el), hidden, inBanner(one.el), STATES[ask.act]?.(one.el)];
    }));
  return { ...state(), matches, counts: counted(ask.count) };
}

// Whatever a picture of this document may show in letters, and what its fields hold.
function letters(scene) {
  const roots = [document.documentElement, ...scene.elements.map((el) => el.shadowRoot).filter(Boolean)];
  const fields = scene.elements.filter((el) => el.matches("input, textarea") && el.type !== "file");
  const buttons = fields.filter(isPressInput).map(pressInputText);
  const gone = ear.heard.map(([line]) => line);
  const text = [...roots.map((root) => root.textContent), ...buttons, ...gone].join("\n");
  return { number, text, fields: fields.map((el) => [el.type, el.value]) };
}

// {there: the places of the targets that can be used now, ...state}. Of two that one control answers to, it is the one
// that it answers to more plainly: a heading over a form is no label of its first field, which has one.
function there(ask) {
  finder = new Finder();
  const owners = new Map();
  ask.targets.forEach((rules, target) => rules.forEach((rule, rank) => {
    for (const { el, tier } of finder.find(...rule).filter((one) => finder.inFront(one.el))) {
      const had = owners.get(el);
      if (!had || tier < had.tier || (tier === had.tier && rank < had.rank)) owners.set(el, { target, tier, rank });
    }
  }));
  return { ...state(), there: [...new Set([...owners.values()].map((one) => one.target))] };
}

function take(index) {
  return held.get(index)?.el || null;
}

function of(index, ask) {
  return take(index) && ask(take(index));
}

// Of several matches, those that can be reached with the mouse once scrolled to.
function reachable(ask) {
  return ask.indexes.filter((index) => {
    const el = take(index);
    if (!el || !el.isConnected) return false;
    const face = faceOf(finder.scene, el) || el;
    face.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
    const [x, y] = centreOf(face.getBoundingClientRect());
    const hit = inViewport(x, y) ? deepHit(x, y) : null;
    return hit !== null && (within(hit, face) || within(face, hit));
  });
}

function hold(els) {
  const first = last + 1;
  for (const el of els) held.set(++last, { el, box: el.getBoundingClientRect() });
  return first;
}

function tables(ask) {
  finder = new Finder();
  held.clear();
  const found = finder.frame === "hidden" ? [] : findTables(finder, ask.wanted);
  const told = found.slice(0, 5).map((table) => {
    const turners = [FORTH, BACK].map((way) => (table.score ? turner(finder, table.el, way) : null));
    if (table.score && !turners[0]) turners[0] = moreRows(finder, table);
    const [next, back] = turners.map((el) => (el ? hold([el]) : -1));
    const pages = table.score ? pagesTold(finder, table.el) : 1;
    return { headers: table.headers, rows: table.rows, score: table.score, next, back, pages, told: rowsTold(table) };
  });
  return { ...state(), tables: told };
}

function choice(el) {
  const chosen = chosenNow(el);
  entered.set(el, [(one) => chosenNow(one).join(), chosen.join()]);
  return { ...describeChoice(finder, el), chosen, here: el.isConnected };
}

function chosenNow(el) {
  finder = new Finder();
  return chosenTexts(finder, el);
}

function radioFace(el, at) {
  const radio = radioOf(el, at);
  return radio ? hold([faceOf(new Scene(), radio) || radio]) : null;
}

function mark() {
  finder = new Finder();
  before = markBefore(finder);
}

function options(el) {
  finder = new Finder();
  const list = openOptions(finder, el, before);
  const first = hold(list.map((one) => one.el));
  return list.map((one, i) => ({ index: first + i, texts: one.texts.map(squeeze), on: one.on }));
}

function terms() {
  finder = new Finder();
  const found = finder.frame === "hidden" ? { el: null, text: "" } : longestText(finder);
  return { ...state(), text: found.text, index: found.el ? hold([found.el]) : -1 };
}

function near() {
  finder = new Finder();
  return inventory(finder);
}

function picked(el) {
  finder = new Finder();
  const found = meant(finder, el);
  return { index: hold([found.el]), list: found.list };
}

// Where to click so that a hidden tick changes and no link inside its label is pressed: [element, x, y].
function tickSpot(el) {
  finder = new Finder();
  const face = faceOf(finder.scene, el);
  if (!face) return null;
  face.scrollIntoView({ block: "center", behavior: "instant" });
  const good = (hit) => within(hit, face) && !closest(hit, "a[href]");
  return spotOn(face, [face.getBoundingClientRect()], [0.02, 0.08, 0.5, 0.9, 0.98], good);
}

// Where the mouse meets a control whose middle it does not meet: half covered, broken over two lines, a zone of a
// picture. Null for what is met in the middle or nowhere.
function pressSpot(el) {
  const zone = el.localName === "area";
  const face = zone ? pictureOf(el) : el;
  if (!face || isOff(el)) return null;
  face.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
  const boxes = zone ? [zoneOf(el, face)] : boxesOf(face);
  const good = (hit) => within(hit, el);
  const middle = spotOn(face, boxes.slice(0, 1), [0.5], good, [0.5]);
  return middle && !zone ? null : middle || spotOn(face, boxes, [0.5, 0.2, 0.8, 0.05, 0.95], good);
}

function spotOn(face, boxes, across, good, down = [0.5, 0.2, 0.8]) {
  const corner = face.getBoundingClientRect();
  for (const box of boxes) {
    for (const fx of across) {
      for (const fy of down) {
        const [x, y] = [box.left + box.width * fx, box.top + box.height * fy];
        const hit = inViewport(x, y) ? deepHit(x, y) : null;
        if (hit && good(hit)) return { index: hold([face]), x: x - corner.left, y: y - corner.top };
      }
    }
  }
  return null;
}

const EYES = {
  asked: (name, given) => {
    const told = EYES[name](...given);
    return told && typeof told.then === "function" ? told.then(written) : written(told);
  },
  version: () => known.version,
  number, learn, look, seek, there, sections, cover, uncover, take, reachable, tables, choice, mark, options, terms, near, picked, tickSpot, pressSpot,
  frameInFront, ownFrame,
  letters: () => letters(new Scene()),
  choiceNow: (index) => of(index, choice),
  radioNow: ([index, at]) => of(index, (el) => radioFace(el, at)),
  arrow: (el) => arrowOf(new Finder(), el),
  scrollList: (ask) => (take(ask.index) ? scrollOn(new Finder(), take(ask.index)) : false),
  scrollToEnd: (index) => scrollToEnd(take(index)),
  aim, met, tag, coverOf, lost, unfold,
  fieldNow: (index) => of(index, fieldState),
  tickNow: (index) => of(index, tickState),
  leave: (index) => of(index, leave),
  fileInput: (index) => of(index, fileInput),
  filesNow: (index) => of(index, filesOf),
  keepsFile: (index) => of(index, keepsFile),
  markSenders: (index) => of(index, markSenders),
  fileSender: (index) => of(index, fileSender),
  innerField: (index) => of(index, innerField),
  windowOver: (index) => of(index, (el) => windowOver(new Finder(), el)),
};
Object.defineProperty(window, KEY, { value: EYES });
