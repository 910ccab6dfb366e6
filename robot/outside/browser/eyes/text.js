// How texts are compared: the same folding as robot.model.text.fold. Everything here is pure.

const ZERO_WIDTH = /[\u200b\u200c\u200d\u2060\ufeff\u00ad]/g;

function squeeze(text) {
  return String(text || "").replace(ZERO_WIDTH, "").normalize("NFC").replace(/\s+/g, " ").trim();
}

function fold(text) {
  const plain = String(text || "").replace(ZERO_WIDTH, "").normalize("NFKD").replace(/\p{Mn}/gu, "");
  return plain.replace(/\s+/g, " ").trim().replace(/[:* ]+$/, "").trim().toLowerCase().replace(/ß/g, "ss");
}

// Without the arrows, bullets, asterisks and question marks that decorate a label or a button.
function bare(folded) {
  const left = folded.replace(/^[^\p{L}\p{N}(.$]+/u, "").replace(/[^\p{L}\p{N})%.]+$/u, "");
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
