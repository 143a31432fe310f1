// The documentation as a reseller reads it: its pages, and what can be tried on them.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { inBrowser } from "./support/in-browser.mjs";
import { dist } from "./support/site.mjs";
import { waitFor } from "./support/wait.mjs";

const PAGES = ["index", "catalog", "orders", "reference", "playground", "zh-CN/index", "zh-CN/orders"];

/** The catalog's text, as if it were typed: all of it at once. */
const write = (browser, text) =>
  browser.run((text) => {
    const area = document.querySelector("#catalog");
    area.value = text;
    area.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }, text);

const faults = (browser) =>
  browser.run(() => [...document.querySelectorAll("#faults button")].map((b) => b.textContent));

/** Waits for the planner of a page to have an answer. */
async function ready(browser) {
  await browser.run(() => document.querySelector("simfare-planner").scrollIntoView());
  await browser.find("simfare-planner >>> [part=sentence]");
}

for (const width of [360, 1280]) {
  inBrowser(`every page reads well at ${width} px`, { width }, async ({ site, browser }) => {
    for (const page of PAGES) {
      await browser.goto(site.url(`/docs/${page}.html`));
      await browser.find("main h1");
      if (await browser.has("simfare-planner")) await ready(browser);
      assert.ok((await browser.overflow()) <= 0, `${page}: nothing is wider than the window`);
      await browser.assertAccessible();
      await browser.screenshot(`docs-${page.replace("/", "-")}-${width}`);
    }
  });
}

inBrowser("the pages hold in the dark too", { scheme: "dark" }, async ({ site, browser }) => {
  for (const page of ["index", "playground"]) {
    await browser.goto(site.url(`/docs/${page}.html`));
    await browser.find("main h1");
    if (page === "playground") await ready(browser);
    await browser.assertAccessible();
    await browser.screenshot(`docs-${page}-dark`);
  }
});

inBrowser("the shop's foot leads to them, and every link somewhere", {}, async ({ site, browser }) => {
  await browser.goto(site.url("/"));
  const link = await browser.run(() => document.querySelector("footer a[href^=docs]").href);
  assert.equal(link, site.url("/docs/index.html"));
  const seen = new Set();
  for (const page of PAGES) {
    await browser.goto(site.url(`/docs/${page}.html`));
    const links = await browser.run(() =>
      [...document.querySelectorAll("a[href]")].map((a) => [a.href, a.hash ? a.hash.slice(1) : ""]),
    );
    for (const [href, anchor] of links) {
      if (new URL(href).origin !== new URL(site.url()).origin || seen.has(href)) continue;
      seen.add(href);
      const response = await fetch(href);
      assert.equal(response.status, 200, `${page}: ${href}`);
      if (anchor) assert.ok((await response.text()).includes(`id="${anchor}"`), `${page}: ${href}`);
    }
  }
  assert.ok(seen.size > 20);
});

inBrowser("the playground shows a fault with its place", {}, async ({ site, browser }) => {
  await browser.goto(site.url("/docs/playground.html"));
  await ready(browser);
  assert.deepEqual(await faults(browser), []);
  const sample = await readFile(`${dist}/docs/sample.json`, "utf8");
  await write(browser, sample.replace('"price": "39.00"', '"price": "39.005"').replace('"sim": ["esim"] }', '"sims": ["esim"] }'));
  await waitFor(async () => (await faults(browser)).length === 3, "three faults");
  assert.deepEqual(await faults(browser), [
    "/brands/1/sims unknown field",
    "/brands/1/sim missing",
    "/plans/1/price must have at most 2 digits after the point",
  ]);
  assert.match(await browser.text("#faults-said"), /3 faults/);
  // A press marks the place.
  await browser.run(() => [...document.querySelectorAll("#faults button")].at(-1).click());
  const marked = await browser.run(() => {
    const { value, selectionStart, selectionEnd } = document.querySelector("#catalog");
    return value.slice(selectionStart, selectionEnd);
  });
  assert.equal(marked, '"39.005"');
  // What is no JSON at all is a fault too; then all is well again.
  await write(browser, `${sample}]`);
  await waitFor(async () => (await faults(browser)).length === 1, "one fault");
  // Of what is given twice JavaScript takes the last.
  await write(browser, sample.replace('"price": "39.00"', '"price": "39.00", "price": "1.00"'));
  await waitFor(async () => /given twice/.test(await faults(browser)), "a member given twice");
  assert.deepEqual(await faults(browser), ["/plans/1/price given twice"]);
  // To JavaScript 30.0 is 30; to the catalog's reader it isn't.
  await write(browser, sample.replace(/"days": (\d+)/, '"days": $1.0'));
  await waitFor(async () => /whole number/.test(await faults(browser)), "a number that isn't written whole");
  await write(browser, sample);
  await waitFor(async () => (await browser.text("#faults-said")) === "No faults.", "no faults");
  await browser.find("simfare-planner >>> [part=sentence]");
});

inBrowser("what the playground gives to copy works on a page", {}, async ({ site, browser }) => {
  await browser.goto(site.url("/docs/playground.html"));
  await ready(browser);
  await browser.type("#set-days", 12);
  await browser.choose("#set-number", "hold");
  await browser.waitForText("simfare-planner >>> [part=sentence]", /12 days/);
  const snippet = await browser.text("#snippet");
  assert.match(snippet, /days="12"/);
  assert.match(snippet, /number="hold"/);
  const page = snippet.replace("https://cdn.example/v1/", "/");
  const url = await site.page(
    "/copied.html",
    `<!doctype html><html lang="en"><head><title>Copied</title></head><body><main>${page}</main></body></html>`,
  );
  await browser.goto(url);
  await browser.waitForText("simfare-planner >>> [part=sentence]", /12 days/);
});

inBrowser("a setting that the playground's person clears is gone from the planner too", {}, async ({ site, browser }) => {
  const sentence = "simfare-planner >>> [part=sentence]";
  await browser.goto(site.url("/docs/playground.html"));
  await ready(browser);
  const [bought] = (await browser.text(sentence)).match(/“.*”/);
  await browser.choose("#set-number", "keep");
  await browser.waitForText("#newest", /trip-incomplete: \/number needs a line/);
  await browser.choose("#set-number", "");
  await waitFor(async () => (await browser.text(sentence)).includes(bought), "the answer of before");
  assert.doesNotMatch(await browser.text("#snippet"), /number=/);
  // What the catalog becomes is the new planner's.
  const sample = await readFile(`${dist}/docs/sample.json`, "utf8");
  await write(browser, sample.replace('"price": "39.00"', '"price": "39.005"'));
  await waitFor(async () => (await faults(browser)).length === 1, "one fault");
});

inBrowser("each custom property changes what is drawn", { timeout: 240_000 }, async ({ site, browser }) => {
  await browser.goto(site.url("/docs/reference.html"));
  await browser.run(() => document.querySelector("simfare-planner").scrollIntoView());
  await browser.find("simfare-planner >>> [part=sentence]");
  // With the styles that come with what comes later.
  await browser.find("simfare-planner >>> [part=what-if]");
  await browser.driver.manage().setTimeouts({ script: 120_000 });
  // On a page of its own, wide and with every state that colours are for.
  const names = await browser.run(() =>
    [...document.querySelectorAll("[data-property]")].map(({ dataset, placeholder }) => [dataset.property, placeholder]),
  );
  assert.ok(names.length >= 40, `${names.length}`);
  const unmoved = await browser.run(async (names) => {
    const planner = document.querySelector("simfare-planner");
    const { shadowRoot } = planner;
    // One for each selector's last part, whatever shows it otherwise: what nothing shows just now
    // must follow its property as well.
    const probes = document.createElement("div");
    let always = "";
    const visit = (rules) => {
      for (const rule of rules) {
        for (const selector of (rule.selectorText ?? "").split(",")) {
          const probe = document.createElement("div");
          const last = selector.trim().split(/[\s>+~]+/).at(-1);
          for (const [, name] of last.matchAll(/\.([\w-]+)/g)) probe.classList.add(name);
          for (const [, name, value] of last.matchAll(/\[([\w-]+)(?:="?([\w-]*)"?)?\]/g)) {
            probe.setAttribute(name, value ?? "");
          }
          probes.append(probe);
        }
        if (rule.cssRules?.length) visit(rule.cssRules);
        else if (/:(hover|active|focus-visible)/.test(rule.selectorText)) {
          always += rule.cssText.replaceAll(/:not\([^)]*\)|:(hover|active|focus-visible)/g, "");
        }
      }
    };
    for (const sheet of shadowRoot.adoptedStyleSheets) visit(sheet.cssRules);
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(always.replaceAll(/(^|\}|,)\s*(?=[{,])/g, "$1 *"));
    shadowRoot.adoptedStyleSheets.push(sheet);
    shadowRoot.append(probes);
    const look = () => {
      const all = [];
      for (const element of shadowRoot.querySelectorAll("*")) {
        for (const pseudo of [null, "::before", "::after"]) {
          const style = getComputedStyle(element, pseudo);
          for (const name of ["color", "background-color", "background-image", "border-top-color", "border-top-width",
            "border-bottom-color", "border-top-left-radius", "box-shadow", "fill", "stroke", "accent-color", "outline-color",
            "font-family", "font-size", "font-weight", "line-height", "padding-top", "margin-top", "row-gap", "column-gap",
            "--_colour", "min-height", "inset-block-start", "grid-template-columns", "inline-size", "transition-duration", "animation-duration"]) {
            all.push(style.getPropertyValue(name));
          }
        }
      }
      return all.join("\n");
    };
    const unmoved = [];
    for (const [name, value] of names) {
      const before = look();
      planner.style.setProperty(name, value);
      if (look() === before) unmoved.push(name);
      planner.style.removeProperty(name);
    }
    probes.remove();
    return unmoved;
  }, names);
  assert.deepEqual(unmoved, []);
});

inBrowser("a property and a part can be tried on the planner beside them", {}, async ({ site, browser }) => {
  await browser.goto(site.url("/docs/reference.html"));
  await ready(browser);
  const style = (selector, name) =>
    browser.run(
      (selector, name) =>
        getComputedStyle(document.querySelector("simfare-planner").shadowRoot.querySelector(selector))[name],
      selector,
      name,
    );
  await browser.type("[data-property='--simfare-color-background']", "rgb(1, 2, 3)");
  assert.equal(await style("[part=frame]", "backgroundColor"), "rgb(1, 2, 3)");
  assert.notEqual(await style("[part=sentence]", "outlineStyle"), "solid");
  await browser.run(() => document.querySelector("[data-part=sentence]").click());
  assert.equal(await style("[part=sentence]", "outlineStyle"), "solid");
});
