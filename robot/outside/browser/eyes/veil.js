// What lies over what: a modal dialog or a busy overlay that keeps a person from the rest of the document.

const MOST_WORDS = 300;

function deepHit(x, y, page = document) {
  let hit = page.elementFromPoint(x, y);
  while (hit && hit.shadowRoot) {
    const inner = hit.shadowRoot.elementFromPoint(x, y);
    if (!inner || inner === hit) break;
    hit = inner;
  }
  return hit;
}

function grid(steps) {
  const points = [];
  for (let i = 0; i < steps; i++) {
    for (let j = 0; j < steps; j++) {
      points.push([8 + ((innerWidth - 16) * i) / (steps - 1), 8 + ((innerHeight - 16) * j) / (steps - 1)]);
    }
  }
  return points;
}

function coversAll(scene, el) {
  if (el === document.body || el === document.documentElement) return false;
  const style = scene.style(el);
  if (style.position !== "fixed" && style.position !== "absolute") return false;
  const box = el.getBoundingClientRect();
  return box.width >= innerWidth * 0.95 && box.height >= innerHeight * 0.95;
}

function centreOf(box) {
  return [box.left + box.width / 2, box.top + box.height / 2];
}

function inViewport(x, y) {
  return x >= 0 && y >= 0 && x < innerWidth && y < innerHeight;
}

// Whether words outside `cover` lie behind it.
function hides(cover, runs) {
  let tried = 0;
  for (const run of runs) {
    if (tried >= 60) break;
    if (within(run.el, cover)) continue;
    const [x, y] = centreOf(run.box);
    if (!inViewport(x, y)) continue;
    tried++;
    const hit = deepHit(x, y);
    if (hit && within(hit, cover) && !within(run.el, hit)) return true;
  }
  return false;
}

// The outermost that is raised as a whole: a window may be raised over a cover out of a form that stays beneath it.
function topmostBelow(scene, node, common) {
  const line = [];
  for (let at = node; at && !within(common, at); at = parentOf(at)) line.unshift(at);
  const lifted = line.find((at) => scene.style(at).zIndex !== "auto" || scene.style(at).position === "fixed");
  return lifted || line.find((at) => scene.style(at).position !== "static") || line[0];
}

// {layers, hard}: what is in front; null when nothing is covered. `hard`: the rest cannot be reached with the mouse.
function findVeil(scene, runs) {
  const tried = new Set();
  for (const [x, y] of grid(3)) {
    for (let at = deepHit(x, y); at; at = parentOf(at)) {
      if (tried.has(at)) break;
      tried.add(at);
      if (coversAll(scene, at) && hides(at, runs)) return { layers: layersOver(scene, at, runs), hard: true };
    }
  }
  const native = scene.all("dialog").filter((el) => el.matches(":modal"));
  if (native.length) return { layers: new Set([native[native.length - 1], ...scene.all(":popover-open")]), hard: true };
  const soft = scene.all("[aria-modal=true], [role=dialog], [role=alertdialog], dialog[open]").filter((el) => scene.shown(el));
  return soft.length ? { layers: new Set(soft), hard: false } : null;
}

// By a grid, and by the words that can be met: a small window lies between the points.
function layersOver(scene, cover, runs) {
  const layers = new Set([cover]);
  const words = runs.slice(-MOST_WORDS).map((run) => centreOf(run.box)).filter(([x, y]) => inViewport(x, y));
  for (const [x, y] of [...grid(9), ...words]) {
    const hit = deepHit(x, y);
    if (hit && !within(hit, cover) && !within(cover, hit)) layers.add(topmostBelow(scene, hit, cover));
  }
  return layers;
}

function inFront(veil, el) {
  if (!veil) return true;
  for (let at = el; at; at = parentOf(at)) if (veil.layers.has(at)) return true;
  return false;
}

// Whether an iframe can be seen where it lies: in the viewport, at one of five points, it is what the mouse would meet.
function frameInFront(frame) {
  const box = frame.getBoundingClientRect();
  const style = getComputedStyle(frame);
  if (frame.clientWidth < 2 || frame.clientHeight < 2 || style.visibility === "hidden" || style.opacity === "0") return "hidden";
  let tried = 0;
  for (const [fx, fy] of [[0.5, 0.5], [0.2, 0.2], [0.8, 0.2], [0.2, 0.8], [0.8, 0.8]]) {
    const x = box.left + box.width * fx;
    const y = box.top + box.height * fy;
    if (!inViewport(x, y)) continue;
    tried++;
    if (deepHit(x, y) === frame) return "front";
  }
  return tried ? "behind" : "front";
}

// For this document: as far out as the same origin reaches; "?" when a foreign document holds it.
function ownFrame() {
  let state = "front";
  for (let at = window; at !== at.parent; at = at.parent) {
    let frame = null;
    try {
      frame = at.frameElement;
    } catch (_) {
      return state === "front" ? "?" : state;
    }
    if (!frame) return state === "front" ? "?" : state;
    const eyes = at.parent[KEY];
    const here = eyes ? eyes.frameInFront(frame) : "front";
    if (here === "hidden") return "hidden";
    if (here === "behind") state = "behind";
  }
  return state;
}

// One for each line that it is broken over; in the middle of the first one it is clicked.
function boxesOf(el) {
  const boxes = [...el.getClientRects()].filter((box) => box.width * box.height > 0.99);
  return boxes.length ? boxes : [el.getBoundingClientRect()];
}

// Whether the mouse would meet it as it is: then nothing has to be waited for before a click.
function atHand(el) {
  if (el.matches(":disabled, [aria-disabled=true]") || !el.isConnected) return false;
  return meets(el, (hit) => answersFor(hit, el));
}

// A press of `hit` is one of `el`.
function answersFor(hit, el) {
  return within(hit, el) || (hit.control || null) === el;
}

// Whether the mouse meets something `good` where it would click the element.
function meets(el, good) {
  const [x, y] = centreOf(boxesOf(el)[0]);
  const hit = inViewport(x, y) ? deepHit(x, y) : null;
  return hit !== null && good(hit);
}

// Of the last window of this document: what covers an element may be only its backdrop.
function windowWords() {
  const windows = [...document.querySelectorAll("[role=dialog], [role=alertdialog], [aria-modal=true], dialog[open]")];
  return windows.map((el) => el.innerText).filter((text) => squeeze(text)).pop() || "";
}

// The visible words of what covers the middle of an element, for a person to read.
function coverOf(el) {
  const [x, y] = centreOf(el.getBoundingClientRect());
  const hit = inViewport(x, y) ? deepHit(x, y) : null;
  if (!hit || within(hit, el) || within(el, hit)) return "";
  return squeeze(hit.innerText || windowWords() || hit.getAttribute("aria-label") || hit.id || hit.getAttribute("class") || hit.localName);
}
