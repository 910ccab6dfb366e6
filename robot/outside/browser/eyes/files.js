// File inputs, which portals love to hide: found by label, by what they accept, by name, by the words around them.

function nameWords(text) {
  return ` ${fold(String(text || "").replace(/([a-z0-9])([A-Z])/g, "$1 $2").replace(/[_\-.:]+/g, " "))} `;
}

function findFile(finder, token) {
  const scene = finder.scene;
  const inputs = scene.all("input[type=file]").filter((el) => !el.disabled || scene.shown(el));
  const ways = [
    (el) => finder.fields.declared(el).some(([text]) => holds(fold(text), token)),
    (el) => holds(fold(el.accept), token),
    (el) => holds(nameWords(el.id) + nameWords(el.name), token.replace(/^\./, "")),
    (el) => holds(fold(wordsAround(scene, el, inputs)), token),
    (el) => finder.fields.around(el).some(([text]) => holds(fold(text), token)),
  ];
  const results = ways.map((way) => inputs.filter(way));
  const sure = results.findIndex((found) => found.length === 1);
  const some = results.findIndex((found) => found.length > 0);
  const rank = sure >= 0 ? sure : some;
  if (rank >= 0) return results[rank].map((el) => ({ el, tier: rank }));
  return fileButtons(finder, token, inputs);
}

// The words of the largest surrounding element that holds no other file input.
function wordsAround(scene, el, inputs) {
  let words = "";
  for (let at = parentOf(el); at && at !== document.body; at = parentOf(at)) {
    if (inputs.some((other) => other !== el && within(other, at))) break;
    words = `${scene.textOf(at)} ${at.id} ${at.getAttribute("for") || ""}`;
    if (words.length > 400) break;
  }
  return words;
}

// The input that takes the file of what was found: itself, or the one it labels or holds.
function fileInput(el) {
  if (el.matches("input[type=file]")) return hold([el]);
  const label = el.closest("label");
  const input = label && label.control && label.control.type === "file" ? label.control : el.querySelector("input[type=file]");
  return input && hold([input]);
}

// No input yet: the page makes one when its button is pressed.
function fileButtons(finder, token, inputs) {
  if (inputs.length) return [];
  const found = [];
  for (const el of finder.presses.list) {
    if (finder.presses.wordsOf(el).some(([text, far]) => far < 4 && holds(fold(text), token))) found.push({ el, tier: 20 });
  }
  const telling = finder.runs.filter((run) => holds(fold(run.text), token));
  if (found.length || !telling.length) return found;
  for (const el of finder.presses.list) {
    const box = el.getBoundingClientRect();
    if (!telling.some((run) => placed(run.box, box) !== null)) continue;
    const near = finder.fields.around(el);
    if (near.length && holds(fold(near[0][0]), token)) found.push({ el, tier: 30 });
  }
  return found;
}

const filesOf = (el) => [...(el.files || [])].map((file) => [file.name, file.size]);

// Whether the input still holds its file when the page has answered to it; then it has to be there at the press, too.
function keepsFile(el) {
  const read = (one) => String(filesOf(one));
  if (!el.isConnected || !read(el)) return false;
  entered.set(el, [read, read(el)]);
  return true;
}

const SENDS = /^(subir|cargar|adjuntar|anexar|upload)( (el|la|los|tu|su|archivos?|certificado|llave|clave|privada|files?|\(?\.?(cer|key)\)?))*$/;
const SENDS_NEAR = 4; // boxes around the file input
let sendersBefore = [];

// Buttons that send the file by itself, before the form is sent. They belong to one file input alone.
function senders(el) {
  const finder = new Finder();
  const inputs = finder.scene.all("input[type=file]");
  let box = el;
  for (let steps = 0; steps < SENDS_NEAR && parentOf(box); steps++) {
    if (inputs.some((other) => other !== el && within(other, parentOf(box)))) break;
    box = parentOf(box);
  }
  return finder.presses.list.filter((one) =>
    within(one, box) && pressKind(one) === "button" && !isOff(one) && !within(el, one) &&
    finder.presses.wordsOf(one).some(([text, far]) => far < 4 && SENDS.test(bare(fold(text)))));
}

function markSenders(el) {
  sendersBefore = new Scene().shown(el) ? [] : senders(el); // what was there may be what opens the chooser
}

// The only one that the choice of the file has brought, or enabled; or that stands beside a plain file input.
function fileSender(el) {
  if (!el.isConnected || !el.files.length) return null;
  const found = senders(el).filter((one) => !sendersBefore.includes(one));
  return found.length === 1 ? hold(found) : null;
}
