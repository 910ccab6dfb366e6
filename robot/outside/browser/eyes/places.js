// How texts and fields lie to one another on the page, as a person's eye would put them together.

function sameRow(one, two) {
  const shared = Math.min(one.bottom, two.bottom) - Math.max(one.top, two.top);
  return shared >= 0.4 * Math.min(one.height, two.height);
}

// How far apart they stand in one row; null when they do not.
function leftOf(one, two) {
  const gap = two.left - one.right;
  return sameRow(one, two) && gap >= -4 && gap <= LEFT_REACH ? Math.max(gap, 0) : null;
}

function rightOf(text, box) {
  return leftOf(box, text);
}

// How far a text is from the field it may label: inside it, left of it, or above it; null when it cannot.
function placed(text, box) {
  if (text.width <= 0) return null;
  const [x, y] = centreOf(text);
  if (x > box.left && x < box.right && y > box.top - 2 && y < box.bottom) return 0;
  const left = leftOf(text, box);
  if (left !== null) return left;
  const above = box.top - text.bottom;
  const over = text.left < box.right && text.right > box.left;
  return over && above >= -6 && above <= ABOVE_REACH ? Math.max(above, 0) * 3 + 10 : null;
}

function nearest(runs, distance, allowed) {
  const found = [];
  for (const run of runs) {
    const far = distance(run);
    if (far !== null) found.push([far, run]);
  }
  const near = found.filter((pair) => allowed(pair[1]));
  return near.sort((a, b) => a[0] - b[0]).map((pair) => pair[1]);
}
