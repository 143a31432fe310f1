// Where in a JSON text each value stands, by JSON pointer: so that a fault can be shown where it
// is. The text is one that JSON.parse has taken.

/**
 * A map from JSON pointers to `[start, end]` of the value. What JSON.parse doesn't tell comes into
 * `untold`: what is given twice, and numbers that are written like no whole number.
 */
export function places(text, untold = []) {
  const found = new Map();
  const token = /\s*(?:([[{])|("(?:[^"\\]|\\.)*")|([^\s,:\]}]+))/y;
  let at = 0;

  const skip = (expected) => {
    while (/\s/.test(text[at] ?? "")) at++;
    if (text[at] !== expected) return false;
    at++;
    return true;
  };

  const value = (pointer) => {
    token.lastIndex = at;
    const match = token.exec(text);
    if (!match) return;
    const end = token.lastIndex;
    const start = end - (match[1] ?? match[2] ?? match[3]).length;
    at = end;
    if (match[1] === "{") {
      if (!skip("}")) {
        do {
          token.lastIndex = at;
          const name = token.exec(text)?.[2];
          if (!name) return;
          at = token.lastIndex;
          skip(":");
          const member = `${pointer}/${JSON.parse(name).replaceAll("~", "~0").replaceAll("/", "~1")}`;
          if (found.has(member)) untold.push({ pointer: member, message: "given twice" });
          value(member);
        } while (skip(","));
        skip("}");
      }
    } else if (match[1] === "[") {
      if (!skip("]")) {
        let index = 0;
        do value(`${pointer}/${index++}`);
        while (skip(","));
        skip("]");
      }
    } else if (match[3] && /^-?\d/.test(match[3]) && !/^\d+$/.test(match[3])) {
      untold.push({ pointer, message: "must be a whole number, written in digits alone" });
    }
    found.set(pointer, [start, at]);
  };

  value("");
  return found;
}

/** The place of a pointer, or of the nearest thing it lies in: what is missing has none. */
export function placeOf(found, pointer) {
  for (let at = pointer; ; at = at.slice(0, at.lastIndexOf("/"))) {
    if (found.has(at)) return found.get(at);
    if (at === "") return [0, 0];
  }
}
