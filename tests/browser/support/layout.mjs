// What can't be read: text cut off or covered. The function runs in the page.

/**
 * Describes every piece of text within an element that is cut off by what surrounds it (where
 * nobody can scroll to it), that reaches out of the window, or that lies over other text.
 * Text that is hidden from sight altogether is left out.
 */
export function faultsOfText(start) {
  const TOLERANCE = 1.5;
  const parentOf = (node) => node.assignedSlot ?? node.parentElement ?? node.getRootNode().host ?? null;
  const faults = new Set();
  const texts = [];
  const collect = (node) => {
    if (node.nodeType === Node.TEXT_NODE) {
      if (node.data.trim()) texts.push(node);
      return;
    }
    if (node.nodeType !== Node.ELEMENT_NODE) return;
    if (/^(script|style|template|noscript|option)$/i.test(node.localName)) return;
    if (!node.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true })) {
      // `display: contents` isn't drawn, its children are.
      if (getComputedStyle(node).display !== "contents") return;
    }
    const typed = node.localName === "input" && node.clientWidth > 1 && node.value;
    if (typed && node.scrollWidth > node.clientWidth + TOLERANCE) {
      faults.add(`the field ${node.name || node.id} is too narrow for “${node.value}”`);
    }
    for (const child of (node.shadowRoot ?? node).childNodes) collect(child);
    if (node.localName === "slot") node.assignedNodes().forEach(collect);
  };
  collect(start);

  const told = (text) => {
    const words = text.data.trim().replace(/\s+/g, " ");
    return `“${words.length > 40 ? `${words.slice(0, 39)}…` : words}”`;
  };
  const pieces = [];
  for (const text of texts) {
    const range = document.createRange();
    range.selectNodeContents(text);
    const rects = [...range.getClientRects()].filter(({ width, height }) => width > 0 && height > 0);
    if (rects.length === 0) continue;
    let unseen = false;
    // Whether what is out of sight can be scrolled to.
    let scrolls = false;
    let scrollsDown = false;
    const cuts = [];
    // What is left of it to see.
    let [first, last, above, below] = [-Infinity, Infinity, -Infinity, Infinity];
    for (let element = parentOf(text); element; element = parentOf(element)) {
      const style = getComputedStyle(element);
      // Kept for screen readers alone, or faded out.
      if ((style.clipPath !== "none" && element.clientWidth <= 1) || style.opacity === "0") unseen = true;
      if (!(element instanceof HTMLElement || element instanceof SVGSVGElement)) continue;
      if (element === document.body || element === document.documentElement) continue;
      const box = element.getBoundingClientRect();
      for (const [axis, from, to, overflow] of [
        ["sideways", "left", "right", style.overflowX],
        ["in height", "top", "bottom", style.overflowY],
      ]) {
        if (overflow === "visible") continue;
        if (axis === "sideways") [first, last] = [Math.max(first, box.left), Math.min(last, box.right)];
        else [above, below] = [Math.max(above, box.top), Math.min(below, box.bottom)];
        if (overflow === "auto" || overflow === "scroll") {
          if (axis === "sideways") scrolls = true;
          else scrollsDown = true;
        }
        if (axis === "sideways" ? scrolls : scrollsDown) continue;
        // What has no room goes to a line of its own, below what is seen: left out on purpose, and whole.
        if (style.flexWrap === "wrap" && rects.every(({ top }) => top >= box.bottom - TOLERANCE)) unseen = true;
        const over = Math.max(...rects.map((rect) => Math.max(box[from] - rect[from], rect[to] - box[to])));
        // Shortened on purpose, and enough of it left to know it by.
        const shortened = axis === "sideways" && style.textOverflow === "ellipsis" && box.width > 48;
        if (over > TOLERANCE && !shortened) cuts.push(`${told(text)} is cut off ${axis} by ${Math.round(over)} px`);
      }
    }
    if (unseen) continue;
    cuts.forEach((cut) => faults.add(cut));
    const seen = rects.map(({ left, right, top, bottom }) => ({
      left: Math.max(left, first),
      right: Math.min(right, last),
      top: Math.max(top, above),
      bottom: Math.min(bottom, below),
    }));
    if (!scrolls) {
      const out = Math.max(...seen.map((rect) => Math.max(-rect.left, rect.right - innerWidth)));
      if (out > TOLERANCE) faults.add(`${told(text)} is out of the window by ${Math.round(out)} px`);
    }
    // The box of a line is higher than its letters; these are what may not meet.
    for (const { left, right, top, bottom } of seen) {
      const rim = (bottom - top) * 0.2;
      pieces.push({ text, left, right, top: top + rim, bottom: bottom - rim });
    }
  }

  // What sticks to the window's edge lies over what is scrolled, as it should.
  const stuck = (text) => {
    for (let element = parentOf(text); element; element = parentOf(element)) {
      if (/^(sticky|fixed)$/.test(getComputedStyle(element).position)) return element;
    }
    return null;
  };
  for (let a = 0; a < pieces.length; a += 1) {
    for (let b = a + 1; b < pieces.length; b += 1) {
      const [one, other] = [pieces[a], pieces[b]];
      if (one.text === other.text) continue;
      const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
      const down = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
      if (across <= TOLERANCE || down <= TOLERANCE) continue;
      if (stuck(one.text) !== stuck(other.text)) continue;
      faults.add(`${told(one.text)} lies over ${told(other.text)}`);
    }
  }
  return [...faults];
}
