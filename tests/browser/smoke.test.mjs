// The demo shop is there, under the content policy the widget promises to work with.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { readdir } from "node:fs/promises";
import { dist, startSite } from "./support/site.mjs";
import { inBrowser } from "./support/in-browser.mjs";

const policy =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; " +
  "connect-src 'self'; img-src 'self' data:; require-trusted-types-for 'script'";

let site;
before(async () => (site = await startSite()));
after(() => site?.close());

test("every built file has the right type, and names with a hash may be kept", async () => {
  const types = {
    html: "text/html; charset=utf-8",
    js: "text/javascript; charset=utf-8",
    css: "text/css; charset=utf-8",
    json: "application/json",
    svg: "image/svg+xml",
    txt: "text/plain; charset=utf-8",
    wasm: "application/wasm",
  };
  const files = (await readdir(dist)).filter((name) => name.split(".").pop() in types);
  for (const kind of ["html", "js", "json", "txt", "wasm"]) {
    assert.ok(files.some((name) => name.endsWith(`.${kind}`)), `the site has a .${kind}`);
  }
  for (const name of files) {
    const { status, headers } = await fetch(site.serviceUrl(name));
    assert.equal(status, 200, name);
    assert.equal(headers.get("content-type"), types[name.split(".").pop()], name);
    assert.equal(headers.get("cache-control").includes("immutable"), /-[0-9a-f]{12,}/.test(name));
    assert.ok(headers.get("content-security-policy").startsWith(policy), name);
  }
});

inBrowser("the demo shop starts the planner without a violation", {}, async ({ site, browser }) => {
  await browser.goto(site.url("/"));
  const planner = await browser.find("simfare-planner");
  // A planner may wait until it is near the window; a person would scroll to it.
  await browser.run((element) => element.scrollIntoView(), planner);
  const { detail } = await browser.event("simfare-ready");
  assert.match(detail.locale, /^en/);
  assert.equal(await browser.has("simfare-planner >>> *"), true);
  await browser.screenshot("demo-1280");
});

inBrowser("the demo shop fits a phone", { width: 320, touch: true }, async ({ site, browser }) => {
  await browser.goto(site.url("/"));
  const planner = await browser.find("simfare-planner");
  await browser.run((element) => element.scrollIntoView(), planner);
  await browser.event("simfare-ready");
  assert.ok((await browser.overflow()) <= 0, "nothing is wider than the window");
  await browser.screenshot("demo-320");
});
