// What is fetched later: in spite of bad moments, only as it was built, and for the trip that it was
// wanted for.

import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import * as answers from "./support/answers.mjs";
import { part } from "./support/checkout.mjs";
import { inBrowser } from "./support/in-browser.mjs";
import { dueNow, nativeQuote } from "./support/native.mjs";
import { bare, inside } from "./support/planner.mjs";
import { dist } from "./support/site.mjs";
import { waitFor } from "./support/wait.mjs";

const built = async (name) => (await readdir(dist)).find((file) => file.startsWith(`simfare-${name}-`) && file.endsWith(".wasm"));
const expected = [/Failed to (load|fetch)|simfare-(more|checkout)|integrity/];
const alerts = (browser) => browser.all(inside("[role=alert]"));

inBrowser("a part may fail twice", { expected }, async ({ site, browser }) => {
  const path = `/${await built("more")}`;
  site.routeFirst(2, path, answers.broken());
  await browser.goto(await site.page("/moments.html", bare("en")));
  await browser.find(inside("[part=why]"));
  assert.deepEqual(await browser.events("simfare-error"), []);
  assert.equal(site.requests.filter((request) => request === path).length, 3);
});

inBrowser("a part as somebody else has changed it isn't used", { expected }, async ({ site, browser }) => {
  const name = await built("more");
  const changed = Buffer.concat([await readFile(join(dist, name)), Buffer.from([0, 2, 1, 120])]);
  site.route(`/${name}`, answers.text(changed, "application/wasm"));
  await browser.goto(await site.page("/changed.html", bare("en")));
  const { detail } = await browser.event("simfare-error");
  assert.equal(detail.code, "load-failed");
  await browser.waitForText(inside("[role=alert]"), /Part of this page/);
  const error = await browser.run(() => document.querySelector("simfare-planner").error);
  assert.equal(error.code, "load-failed");
  site.clear();
  await browser.run((button) => button.focus(), await browser.find(inside("[role=alert] button")));
  await browser.click(inside("[role=alert] button"));
  await browser.find(inside("[part=why]"));
  await waitFor(async () => (await alerts(browser)).length === 0, "quiet");
  // Who works by keys isn't sent back to the top of the page.
  const focused = await browser.run(() => document.querySelector("simfare-planner").shadowRoot.activeElement?.id);
  assert.equal(focused, "answer");
});

inBrowser("a checkout that can't be had is told, and had at the next try", { expected, orders: {} }, async ({ site, browser }) => {
  site.route(`/${await built("checkout")}`, answers.cutOff());
  await browser.goto(site.url("/"));
  await browser.event("simfare-quote");
  await browser.click(inside(".card [part~=choose]"));
  await browser.waitForText(inside("[role=alert]"), /Part of this page/);
  assert.equal((await browser.event("simfare-error")).detail.code, "load-failed");
  site.clear();
  await browser.click(inside("[role=alert] button"));
  // What was chosen is still wanted.
  await browser.find(part("checkout-next"));
  await waitFor(async () => (await alerts(browser)).length === 0, "quiet");
});

inBrowser("a checkout that comes too late opens nothing for another trip", { orders: {} }, async ({ site, browser }) => {
  const name = await built("checkout");
  const body = await readFile(join(dist, name));
  let release;
  const released = new Promise((resume) => (release = resume));
  site.route(`/${name}`, (...parties) => released.then(() => answers.text(body, "application/wasm")(...parties)));
  await browser.goto(site.url("/"));
  await browser.event("simfare-quote");
  await browser.click(inside(".card [part~=choose]"));
  await browser.find(inside(".card [part~=choose][aria-disabled=true]"));
  await browser.type(inside("input[name=days]"), 45);
  await browser.waitForText(inside("[part=sentence]"), /for 45 days/);
  release();
  await browser.find(inside(".card [part~=choose][aria-disabled=false]"));
  assert.equal(await browser.has(part("checkout-next")), false);
  // For the trip there is now it opens.
  await browser.click(inside(".card [part~=choose]"));
  await browser.find(part("checkout-next"));
});

const request = (days) => ({
  schema: "simfare.request/1",
  start_date: "2026-12-01",
  phases: [{ days, data_mb: 1024 }],
});

inBrowser("a checkout by itself keeps the newest request until it can be shown", { expected, orders: {}, today: "2026-12-01" }, async ({ site, browser }) => {
  site.route(`/${await built("checkout")}`, answers.missing());
  const url = await site.page(
    "/late.html",
    `<!doctype html><html lang="en"><head><title>Shop</title><script type="module" src="/simfare.js"></script></head>
     <body><main><h1>Shop</h1><simfare-checkout catalog="/catalog.json" handoff="service" endpoint="/"
     ><p id="none">Nothing to buy</p></simfare-checkout></main></body></html>`,
  );
  await browser.goto(url);
  await waitFor(async () => browser.run(() => Boolean(document.querySelector("simfare-checkout").shadowRoot?.querySelector(".layout"))), "the widget");
  // Nobody has wanted one yet, and nothing has been asked for.
  assert.ok(await (await browser.find("#none")).isDisplayed());
  assert.equal(site.requests.some((path) => path.includes("simfare-checkout-")), false);
  for (const days of [5, 30]) {
    await browser.run((request) => (document.querySelector("simfare-checkout").request = request), request(days));
  }
  const element = "simfare-checkout";
  await browser.waitForText(`${element} >>> [role=alert]`, /Part of this page/);
  site.clear();
  await browser.click(`${element} >>> [role=alert] button`);
  await browser.find(part("checkout-next", element));
  const { purchases } = await nativeQuote(request(30));
  const money = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD" }).format(dueNow(purchases));
  assert.equal(await browser.text(part("checkout-due", element)), money);
});
