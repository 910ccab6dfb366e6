// How texts are compared: the same folding as robot.model.text.fold. Everything here is pure.

const ZERO_WIDTH = /[\u200b\u200c\u200d\u2060\ufeff\u00ad]/g;

function squeeze(text) {
  return String(text || "").replace(ZERO_WIDTH, "").normalize("NFC").replace(/\s+/g, " ").trim();
}

// Folding is asked for again and again of the same few texts.
const FOLDED = new Map();
const BARE = new Map();

function remember(memory, key, make) {
  let value = memory.get(key);
  if (value === undefined) {
    if (memory.size > 20000) memory.clear();
    memory.set(key, (value = make(key)));
  }
  return value;
}

function fold(text) {
  return remember(FOLDED, String(text || ""), foldAnew);
}

function foldAnew(text) {
  const plain = text.replace(ZERO_WIDTH, "").normalize("NFKD").replace(/\p{Mn}/gu, "");
  return plain.replace(/\s+/g, " ").trim().replace(/[:* ]+$/, "").trim().toLowerCase().replace(/ß/g, "ss");
}

// Without the arrows, bullets, asterisks and question marks that decorate a label or a button.
function bare(folded) {
  return remember(BARE, folded, bareAnew);
}

function bareAnew(folded) {
  const left = folded.replace(/^[^\p{L}\p{N}(.$]+/u, "").replace(/[^\p{L}\p{N})%]+$/u, "");
  return left || folded;
}

// A label without the remark in brackets that ends it: "nrp (11 caracteres)" -> "nrp".
function withoutRemark(folded) {
  const left = folded.replace(/\s*[([][^()[\]]*[)\]]\s*[:*]*$/, "").trim();
  return left || folded;
}

function isWordEdge(text, at) {
  return at < 0 || at >= text.length || !/[\p{L}\p{N}]/u.test(text[at]);
}

// Whether folded `text` holds folded `words` as whole words.
function holds(text, words) {
  if (!words) return false;
  for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + 1)) {
    const first = /[\p{L}\p{N}]/u.test(words[0]);
    const last = /[\p{L}\p{N}]/u.test(words[words.length - 1]);
    if ((!first || isWordEdge(text, at - 1)) && (!last || isWordEdge(text, at + words.length))) return true;
  }
  return false;
}

// How well `text` answers to the folded `wanted`: 0 best, null not at all.
function quality(text, wanted, within) {
  const folded = fold(text);
  if (!folded) return null;
  if (within) return holds(folded, wanted) ? 0 : null;
  if (folded === wanted) return 0;
  return bare(folded) === bare(wanted) ? 1 : null;
}

// JSON by hand: old libraries teach arrays a toJSON of their own.
function written(value) {
  if (value === null || value === undefined) return "null";
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value !== "object") return String(value);
  const parts = [];
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) parts.push(written(value[i]));
    return `[${parts.join(",")}]`;
  }
  for (const key of Object.keys(value)) parts.push(`${JSON.stringify(key)}:${written(value[key])}`);
  return `{${parts.join(",")}}`;
}
