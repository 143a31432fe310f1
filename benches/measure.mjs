// Measuring, and showing what was measured.

/**
 * Does a thing at least three times, and again until two seconds or fifty times are over.
 * Stands by itself: it also runs in the page, to which its text is sent.
 */
export function measure(deed) {
  const times = [];
  const started = performance.now();
  let result;
  while (times.length < 3 || (times.length < 50 && performance.now() - started < 2_000)) {
    const start = performance.now();
    result = deed();
    times.push(performance.now() - start);
  }
  const first = times[0];
  times.sort((a, b) => a - b);
  return { result, first, median: times[times.length >> 1], fastest: times[0] };
}

/** Milliseconds, for a table. */
export function ms(time) {
  return `${time.toFixed(2)} ms`;
}

/** The beginning of a Markdown table whose columns after the first `text` are numbers. */
export function head(text, ...columns) {
  console.log(`| ${columns.join(" | ")} |`);
  console.log(`| ${columns.map((_, i) => (i < text ? "---" : "---:")).join(" | ")} |`);
}

export function row(...cells) {
  console.log(`| ${cells.join(" | ")} |`);
}
