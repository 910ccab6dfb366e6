// The words of a document: lines to tell what is new, words that came and went, the long text of terms.

const LINE_LIMIT = 900; // longer than what is told: what is half cut away is no secret that anybody recognises
const HEARD_LIMIT = 200;
const ALERTS =
  "[role=alert], [role=status], [aria-live], [class*=error i], [class*=alert i], [class*=toast i], [class*=snack i], [class*=mensaje i], " +
  "[class*=message i], [class*=success i], [class*=exito i], [class*=warning i], [class*=danger i], [class*=notific i], [class*=flash i], " +
  ".err, font[color=red i], font[color='#ff0000' i], [style*='color:red' i], [style*='color: red' i]";
const SURROUNDINGS = "nav, header, footer, [role=navigation], [role=banner], [role=contentinfo], [role=menu], [role=menubar], [role=tablist]";
// A bar that says how far it is may stand there for ever: "paso 2 de 4".
const BUSY = "[aria-busy=true], [role=progressbar]:not([aria-valuenow]), progress:not([value]), [class*=spinner i], [class*=loading i], [class*=loader i], [class*=cargando i]";
const BUSY_WORDS = /^(cargando|procesando|validando|enviando|consultando|espere|por favor,? espere|un momento|loading|please wait)/;

// What the page says, and no word of a button or a field.
function isSaid(run) {
  const button = run.press && run.press.matches("button, input, a[href], [role=button], [role=tab], [role=menuitem]");
  return !button && !run.field && run.text.length > 1;
}

function linesOf(finder) {
  if (finder.frame === "hidden") return [];
  const lines = [];
  const had = new Set();
  for (const run of finder.runs.filter(isSaid)) {
    const text = run.text.slice(0, LINE_LIMIT);
    if (!had.has(text)) lines.push(text);
    had.add(text);
  }
  return lines;
}

function alertsOf(finder) {
  if (finder.frame === "hidden") return [];
  return finder.runs.filter((run) => isSaid(run) && closest(run.el, ALERTS)).map((run) => run.text.slice(0, LINE_LIMIT));
}

function isBusy(finder) {
  if (finder.scene.all(BUSY).some((el) => finder.scene.shown(el) && !isWholePage(el))) return true;
  return finder.runs.some((run) => run.text.length < 60 && !run.press && BUSY_WORDS.test(fold(run.text)));
}

function isWholePage(el) {
  return el === document.body || el === document.documentElement;
}

// What lies over everything and offers nothing to press or fill, itself neither: a person waits.
function isCovered(finder) {
  if (!finder.veil || !finder.veil.hard) return false;
  if ([...finder.veil.layers].some((el) => finder.scene.style(el).cursor === "pointer")) return false;
  const usable = (el) => inFront(finder.veil, el);
  if (finder.presses.list.some(usable) || finder.fields.visible.some(usable)) return false;
  return !finder.runs.some((run) => usable(run.el) && pointerRoot(finder.scene, run.holder));
}

// Whether a window with something to press or fill lies over an element: it waits for an answer and goes by no wait.
function windowOver(finder, el) {
  if (!finder.veil || !finder.veil.hard || isCovered(finder)) return false;
  return !inFront(finder.veil, faceOf(finder.scene, el) || el);
}

// Collects texts from when the document is made, so that a toast that has gone was heard all the same.
class Ear {
  constructor() {
    this.heard = [];
    this.pending = new Set();
    this.changed = performance.now();
    this.timer = 0;
    this.observer = new MutationObserver((changes) => this.take(changes));
    this.observer.observe(document, {
      subtree: true, childList: true, characterData: true, attributes: true,
      attributeFilter: ["class", "style", "hidden", "open", "aria-hidden"],
    });
  }

  take(changes) {
    if (document.readyState === "loading") return; // the parser at work; what stays is seen by the next look
    this.changed = performance.now();
    for (const change of changes) {
      if (this.pending.size > 300) break;
      if (change.type === "childList") for (const node of change.addedNodes) this.pending.add(node);
      else this.pending.add(change.target);
    }
    if (!this.timer && this.pending.size) this.timer = setTimeout(() => this.listen(), 20);
  }

  listen() {
    this.timer = 0;
    const nodes = [...this.pending];
    this.pending.clear();
    for (const node of nodes) {
      if (node.isConnected && this.heard.length < HEARD_LIMIT) this.hear(node);
    }
  }

  // Line by line, as a look would read them.
  hear(node) {
    const el = node.nodeType === 3 ? node.parentElement : node;
    if (!el || el.nodeType !== 1 || SILENT.has(el.localName) || el.matches("button, a, option, select, input, html, body > script")) return;
    if (!node.textContent.trim() || (node.textContent.length > 400 && !el.matches(ALERTS)) || !el.checkVisibility(SEEN)) return;
    const text = node.nodeType === 3 ? node.data : el.innerText || "";
    for (const line of text.split("\n").map(squeeze)) {
      if (line.length > 2) this.heard.push([line.slice(0, LINE_LIMIT), closest(el, ALERTS) !== null]);
    }
  }

  // [words, in an alert]: what has gone again, and what alerts said anew even if it stands there still.
  tell() {
    const told = this.heard;
    this.heard = [];
    if (!told.length) return told;
    const now = squeeze(document.body ? document.body.innerText : "");
    return told.filter(([line, alert]) => alert || !now.includes(line));
  }
}

// The longest running text in front, without controls, menus and headers: {text, scroll}.
function longestText(finder) {
  const textareas = finder.scene.all("textarea").filter((el) => finder.scene.shown(el) && (el.readOnly || el.disabled));
  const runs = finder.runs.filter((run) => running(finder, run));
  const total = lengthOf(runs);
  const area = textareas.map((el) => ({ el, text: squeeze(el.value) })).sort((a, b) => b.text.length - a.text.length)[0];
  if (area && area.text.length > total / 2 && area.text.length > 80) return { el: area.el, text: area.text };
  if (!total) return { el: null, text: squeeze(runs.map((run) => run.text).join("\n")) };
  let holder = document.body;
  let inside = runs;
  for (let depth = 0; depth < 80; depth++) {
    const next = [...childrenOf(holder)].find((el) => el.nodeType === 1 && lengthOf(inside.filter((run) => within(run.el, el))) >= total * 0.85);
    if (!next) break;
    holder = next;
    inside = inside.filter((run) => within(run.el, next));
  }
  return { el: holder, text: squeeze(inside.map((run) => run.text).join("\n")) };
}

function lengthOf(runs) {
  let length = 0;
  for (const run of runs) length += run.text.length > 40 ? run.text.length : 0;
  return length;
}

function running(finder, run) {
  if (run.joined || run.field || !finder.inFront(run.el) || closest(run.el, SURROUNDINGS)) return false;
  if (run.press && !(run.press.matches("a[href], [onclick]") && run.text.length > 40)) return false;
  return !closest(run.el, "label") && run.el.localName !== "label";
}

function scrollToEnd(el) {
  for (let at = el; at; at = parentOf(at)) {
    if (at.scrollHeight > at.clientHeight + 4 && (at === document.documentElement || /auto|scroll/.test(getComputedStyle(at).overflowY) || at.localName === "textarea")) {
      at.scrollTop = at.scrollHeight;
      at.dispatchEvent(new Event("scroll"));
    }
  }
  if (el) for (const one of collect(el, [])) if (one.scrollHeight > one.clientHeight + 4 && /auto|scroll/.test(getComputedStyle(one).overflowY)) one.scrollTop = one.scrollHeight;
}
