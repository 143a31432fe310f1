// What is folded: drawn when it is wanted, and from then on, whether or not there is an answer, and
// whatever has come or not.

import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import * as answers from "./support/answers.mjs";
import { inBrowser } from "./support/in-browser.mjs";
import { bare, inside } from "./support/planner.mjs";
import { dist } from "./support/site.mjs";
import { waitFor } from "./support/wait.mjs";

const more = `/${(await readdir(dist)).find((name) => /^simfare-more-.*\.wasm$/.test(name))}`;

inBrowser("options can be unfolded before there is a catalog", {}, async ({ site, browser }) => {
  site.route("/catalog.json", answers.silent());
  await browser.goto(await site.page("/early.html", bare("en")));
  await browser.find(inside("input[name=days]"));
  assert.equal(await browser.has(inside("#slow-data")), false);
  await browser.click(inside("[part=more-options-summary]"));
  await browser.choose(inside("#slow-data"), 512);
  await browser.waitForText(inside("[part=more-options-summary]"), /slow data counts/i);
});

inBrowser("what is folded can be unfolded while what comes later doesn't", {}, async ({ site, browser }) => {
  site.route(more, answers.silent());
  await browser.goto(await site.page("/table.html", bare("en")));
  await browser.find(inside("[part=sentence]"));
  assert.equal(await browser.has(inside("[part=timeline-table] table")), false);
  await browser.click(inside("[part=timeline-table] summary"));
  await browser.waitForText(inside("[part=timeline-table] tbody"), /\$/);
});

inBrowser("one is led to a field that nobody has unfolded", {}, async ({ site, browser }) => {
  await browser.goto(await site.page("/led.html", bare("en")));
  await browser.click(inside("[part=reliance] button"));
  await waitFor(async () => (await browser.focused())?.id === "payment-method", "the field");
});

inBrowser("options stay where they are while one empties them", {}, async ({ site, browser }) => {
  site.route(more, answers.silent());
  const page = bare("en").replace("days=", 'coupon="WELCOME10" days=');
  await browser.goto(await site.page("/emptied.html", page));
  const coupon = await browser.find(inside("input[name=coupon]"));
  await browser.find(inside("[part=sentence]"));
  await browser.run((field) => field.focus(), coupon);
  await browser.type(inside("input[name=coupon]"), "");
  await browser.waitForText(inside("[part=more-options-summary]"), /^More options$/);
  assert.equal((await browser.focused())?.name, "coupon");
  assert.ok(await browser.has(inside("#slow-data")));
});
