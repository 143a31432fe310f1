// The helpers themselves: a recorder that records nothing would let every test pass.

import assert from "node:assert/strict";
import { test } from "node:test";
import { missing, silent, slow, text } from "./support/answers.mjs";
import { nativeQuote } from "./support/native.mjs";
import { inBrowser } from "./support/in-browser.mjs";
import { waitFor } from "./support/wait.mjs";

const page = (body) => `<!doctype html><html lang="en"><title>Test</title><main>${body}</main>`;
const script = (source) => text(source, "text/javascript");

test("the native engine answers, and refuses", async () => {
  const request = {
    schema: "simfare.request/1",
    start_date: "2026-12-01",
    phases: [{ days: 14, data_mb: 2000 }],
  };
  assert.equal((await nativeQuote(request)).schema, "simfare.quote/1");
  await assert.rejects(nativeQuote({ ...request, dyas: 14 }), { stderr: /^\/dyas: /m });
});

inBrowser(
  "violations of the policy and errors are noticed",
  { expected: [/./] },
  async ({ site, browser }) => {
    site.route("/bad.js", script("document.body.innerHTML = 'x'; throw new Error('boom')"));
    await browser.goto(await site.page("/bad.html", page("<script src=/bad.js></script>")));
    await assert.rejects(browser.assertClean([/boom|TrustedHTML/]), /violations/);

    site.route("/bad.js", script("Promise.reject(new Error('boom')); console.error('heard')"));
    await browser.goto(site.url("/bad.html"));
    await waitFor(async () => {
      await assert.rejects(browser.assertClean(), /boom/);
      return true;
    }, "the rejection to be recorded");
    await assert.rejects(browser.assertClean([/boom/]), /heard/);

    // So that the page at the end of the test is a clean one.
    await browser.goto(await site.page("/good.html", page("<h1>Good</h1>")));
  },
);

inBrowser("shadow roots, typing, focus and events", {}, async ({ site, browser }) => {
  const source = `
    customElements.define("x-field", class extends HTMLElement {
      connectedCallback() {
        const input = document.createElement("input");
        input.name = "days";
        input.value = "30";
        input.ariaLabel = "Days";
        const output = document.createElement("output");
        input.addEventListener("input", () => {
          output.textContent = input.value + " days";
          const detail = { days: Number(input.value) };
          const options = { bubbles: true, composed: true, detail };
          this.dispatchEvent(new CustomEvent("simfare-quote", options));
        });
        this.attachShadow({ mode: "open" }).append(input, output);
      }
    });`;
  site.route("/field.js", script(source));
  const html = page("<h1>Field</h1><x-field></x-field><script src=/field.js></script>");
  await browser.goto(await site.page("/field.html", html));
  await browser.type("x-field >>> input[name=days]", 45);
  assert.equal(await browser.waitForText("x-field >>> output", /^45/), "45 days");
  assert.deepEqual((await browser.event("simfare-quote")).detail, { days: 45 });
  const focused = await browser.focused();
  assert.equal(focused.localName, "input");
  assert.equal(focused.text, "Days");
  await browser.assertAccessible();
});

inBrowser("axe sees into shadow roots", {}, async ({ site, browser }) => {
  const source = `
    customElements.define("x-bare", class extends HTMLElement {
      connectedCallback() {
        this.attachShadow({ mode: "open" }).append(document.createElement("input"));
      }
    });`;
  site.route("/bare.js", script(source));
  const html = page("<h1>Bare</h1><x-bare></x-bare><script src=/bare.js></script>");
  await browser.goto(await site.page("/bare.html", html));
  await assert.rejects(browser.assertAccessible(), /x-bare >>> input/);
});

inBrowser(
  "late, missing and silent answers reach the page",
  { expected: [/404/] },
  async ({ site, browser }) => {
    await browser.goto(await site.page("/empty.html", page("<h1>Empty</h1>")));
    const status = (path) =>
      browser.run(
        (path) =>
          fetch(path, { signal: AbortSignal.timeout(300) }).then(
            (answer) => answer.status,
            (error) => error.name,
          ),
        path,
      );
    site.route("/catalog.json", missing());
    assert.equal(await status("/catalog.json"), 404);
    site.route("/catalog.json", slow(50, text("{}")));
    assert.equal(await status("/catalog.json"), 200);
    site.route("/catalog.json", silent());
    assert.equal(await status("/catalog.json"), "TimeoutError");
    assert.equal(site.requests.filter((path) => path === "/catalog.json").length, 3);
  },
);

inBrowser(
  "the network can be slow, gone, and back",
  { expected: [/ERR_INTERNET_DISCONNECTED/] },
  async ({ site, browser }) => {
    await browser.goto(await site.page("/empty.html", page("<h1>Empty</h1>")));
    site.route("/answer.json", text("{}"));
    const reached = () => browser.run(() => fetch("/answer.json").then(() => true, () => false));
    await browser.throttle({ offline: true });
    assert.equal(await reached(), false);
    await browser.throttle({ latency: 200 });
    const start = Date.now();
    assert.equal(await reached(), true);
    assert.ok(Date.now() - start >= 200, "it took its time");
    await browser.unthrottle();
    assert.equal(await reached(), true);
  },
);

inBrowser(
  "the language, colours and width are those asked for",
  { lang: "zh-CN", scheme: "dark", reducedMotion: true, width: 390 },
  async ({ site, browser }) => {
    await browser.goto(await site.page("/empty.html", page("<h1>空</h1>")));
    const seen = await browser.run(() => ({
      language: navigator.language,
      locale: new Intl.NumberFormat().resolvedOptions().locale,
      dark: matchMedia("(prefers-color-scheme: dark)").matches,
      still: matchMedia("(prefers-reduced-motion: reduce)").matches,
      width: innerWidth,
    }));
    const wanted = { language: "zh-CN", locale: "zh-CN", dark: true, still: true, width: 390 };
    assert.deepEqual(seen, wanted);
  },
);
