// Put into every page before its own scripts: remembers what went wrong there, and the
// widget's events. A classic script, since it must run first.
(() => {
  const record = { violations: [], errors: [], events: [] };
  Object.defineProperty(globalThis, "__record", { value: record });

  addEventListener("securitypolicyviolation", (event) => {
    // What a policy only reports doesn't break it.
    if (event.disposition === "report") return;
    const { effectiveDirective, blockedURI, sourceFile, lineNumber, sample } = event;
    record.violations.push({ effectiveDirective, blockedURI, sourceFile, lineNumber, sample });
  }, true);
  addEventListener("error", (event) => {
    // Without a message it is an element (an image, a script) that didn't load.
    const what = event.message ?? `not loaded: ${event.target?.src ?? event.target?.href}`;
    record.errors.push(`${what} (${event.filename ?? ""}:${event.lineno ?? ""})`);
  }, true);
  addEventListener("unhandledrejection", (event) => {
    record.errors.push(`unhandled rejection: ${event.reason?.stack ?? event.reason}`);
  });
  const { error } = console;
  console.error = (...words) => {
    record.errors.push(`console.error: ${words.join(" ")}`);
    error.apply(console, words);
  };

  for (const type of ["ready", "quote", "select", "checkout", "order", "error"]) {
    addEventListener(`simfare-${type}`, (event) => {
      let detail = null;
      try {
        detail = JSON.parse(JSON.stringify(event.detail ?? null));
      } catch (error) {
        record.errors.push(`simfare-${type}: its detail is no plain data: ${error}`);
      }
      record.events.push({ type: event.type, target: event.target?.localName, detail });
    });
  }
})();
