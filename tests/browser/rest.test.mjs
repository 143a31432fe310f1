// The rest of the widget: never in the way of a first answer, there for everything else, and only as
// it was built.

import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import * as answers from "./support/answers.mjs";
import { inEngine, names } from "./support/engines.mjs";
import { inBrowser } from "./support/in-browser.mjs";
import { bare, inside } from "./support/planner.mjs";
import { dist } from "./support/site.mjs";
import { waitFor } from "./support/wait.mjs";

const file = (await readdir(dist)).find((name) => /^simfare-rest-.*\.wasm$/.test(name));
const rest = `/${file}`;
const asked = (site) => site.requests.filter((path) => path === rest).length;
const expected = [/Failed to (load|fetch)/, /Simfare:/, /simfare-rest/, /integrity/];

/** A catalog with one plan, which is too small for the trip of the bare page. */
const tooSmall = JSON.stringify({
  schema: "simfare.catalog/1",
  id: "small",
  currency: "USD",
  updated: "2026-11-01",
  brands: [{ id: "few", name: "Few", number: true, sim: ["esim"], grace_days: 30 }],
  plans: [{ id: "few", brand: "few", name: "Few", price: "3.00", validity: { days: 30 }, data_mb: 100 }],
});

const inEach = (name, options, body) => {
  inBrowser(name, options, body);
  for (const engine of names) inEngine(name, { ...options, engine }, body);
};

inEach("the first answer doesn't wait for the rest", {}, async ({ site, browser }) => {
  const held = [];
  site.route(rest, (...parties) => held.push(parties));
  for (const [path, lang] of [["/first.html", "en"], ["/first.html?utm_source=a+b%20c&lang=zh#us", "zh-CN"]]) {
    await browser.goto(await site.page(path.replace(/[?#].*/, ""), bare(lang)) + path.replace("/first.html", ""));
    const { detail } = await browser.event("simfare-quote");
    assert.equal(detail.status, "optimal");
    await browser.find(inside("[part=bill]"));
    // It comes with the answer.
    await waitFor(async () => held.length === 1, "the rest is asked for");
    // Nor does what pages do with an element, as long as nobody uses it.
    const { quote, error } = await browser.run(() => {
      const { quote, request, selection, order, error } = document.querySelector("simfare-planner");
      for (const type of ["pagehide", "popstate"]) dispatchEvent(new Event(type));
      return { quote, request, selection, order, error };
    });
    assert.deepEqual([quote, error], [detail, null]);
    await browser.run(() => document.querySelector("simfare-planner").setAttribute("locale", "fr"));
    await browser.waitForText(inside("[part=sentence]"), /pour 30 jours/);
    assert.equal(held.length, 1);
    const body = await readFile(join(dist, file));
    answers.text(body, "application/wasm")(...held.pop());
    await browser.find(inside("[part=why]"));
  }
});

inEach("what can't go on without the rest has it at once", {}, async ({ site, browser }) => {
  site.route("/small.json", answers.text(tooSmall));
  await browser.goto(await site.page("/small.html", bare("en", "/small.json")));
  const { detail } = await browser.event("simfare-quote");
  assert.equal(detail.status, "infeasible");
  await browser.find(inside("[part=infeasible]"));
  await browser.type(inside("input[name=data]"), "0.05");
  await browser.waitForText(inside("[part=sentence]"), /\$3\.00/);
  // An engine may answer each digit.
  const { detail: last } = (await browser.events("simfare-quote")).at(-1);
  assert.deepEqual([last.status, last.total], ["optimal", "3.00"]);
  // What has come at once doesn't come again.
  assert.equal(asked(site), 1);
});

inBrowser("the rest is asked for once", {}, async ({ site, browser }) => {
  await browser.goto(await site.page("/once.html", bare("en")));
  await browser.event("simfare-quote");
  await browser.find(inside("[part=why]"));
  await browser.type(inside("input[name=days]"), 45);
  await browser.waitForText(inside("[part=sentence]"), /for 45 days/);
  assert.equal(asked(site), 1);
});

inBrowser("an element may go before the rest is there", {}, async ({ site, browser }) => {
  const held = [];
  site.route(rest, (...parties) => held.push(parties));
  await browser.goto(await site.page("/gone.html", bare("en")));
  await browser.event("simfare-quote");
  await browser.run(() => document.querySelector("simfare-planner").remove());
  await waitFor(() => browser.run(() => new Promise((done) => setTimeout(() => done(true), 100))), "the page goes on");
  assert.equal(held.length, 1);
});

inBrowser("who comes to the element before there is an answer has the rest soon", {}, async ({ site, browser }) => {
  site.route("/catalog.json", answers.silent());
  await browser.goto(await site.page("/early.html", bare("en")));
  await browser.find(inside("input[name=days]"));
  assert.equal(asked(site), 0);
  // As a person does: a window that nobody looks at is told of no focus.
  await browser.click(inside("input[name=days]"));
  await waitFor(async () => asked(site) === 1, "the rest");
});

inBrowser("a trip that takes more has the rest before it begins", {}, async ({ site, browser }) => {
  const held = [];
  site.route(rest, (...parties) => held.push(parties));
  const page = bare("en").replace("days=", 'number="keep" days=');
  await browser.goto(await site.page("/more.html", page));
  await waitFor(async () => held.length === 1, "the rest is asked for");
  // The page goes on meanwhile.
  assert.equal(await browser.run(() => document.querySelector("simfare-planner").ready), null);
  answers.text(await readFile(join(dist, file)), "application/wasm")(...held.pop());
  await browser.find(inside("[part=incomplete]"));
  assert.equal(asked(site), 1);
});

inBrowser("a rest that somebody has changed isn't used", { expected }, async ({ site, browser }) => {
  const changed = Buffer.concat([await readFile(join(dist, file)), Buffer.from([0, 2, 1, 120])]);
  site.route("/small.json", answers.text(tooSmall));
  site.route(rest, answers.text(changed, "application/wasm"));
  await browser.goto(await site.page("/changed.html", bare("en", "/small.json")));
  const { detail } = await browser.event("simfare-error");
  assert.equal(detail.code, "load-failed");
  await browser.waitForText(inside("[role=alert]"), /didn’t load/);
  assert.deepEqual(await browser.events("simfare-quote"), []);
  site.clear();
  site.route("/small.json", answers.text(tooSmall));
  await browser.click(inside("[role=alert] button"));
  await browser.find(inside("[part=infeasible]"));
});

inBrowser("a rest that doesn't come is told where it is wanted", { expected }, async ({ site, browser }) => {
  site.route(rest, answers.broken());
  await browser.goto(await site.page("/broken.html", bare("en")));
  await browser.event("simfare-quote");
  await browser.waitForText(inside("[role=alert]"), /Part of this page/);
  // Another try in vain takes nothing away.
  const before = asked(site);
  await browser.click(inside("[role=alert] button"));
  await waitFor(async () => asked(site) >= before + 3, "three more tries");
  await browser.waitForText(inside("[role=alert]"), /Part of this page/);
  assert.ok(await browser.has(inside("[part=sentence]")));
  site.clear();
  await browser.click(inside("[role=alert] button"));
  await browser.find(inside("[part=why]"));
});

// What the first planner waits for still comes back to it in what has ended, and is stopped there.
const ended = [...expected, /RuntimeError: unreachable/];

inBrowser("what failed while a planner was elsewhere doesn't keep it from going on", { expected: ended }, async ({ site, browser }) => {
  site.route(rest, answers.broken());
  site.route("/small.json", answers.text(tooSmall));
  await browser.goto(await site.page("/elsewhere.html", bare("en")));
  await browser.event("simfare-quote");
  // Another view of the page, where another planner can't do without what doesn't come.
  await browser.run(async () => {
    globalThis.kept = document.querySelector("simfare-planner");
    kept.remove();
    await new Promise((done) => setTimeout(done, 50));
    const other = document.createElement("simfare-planner");
    for (const [name, value] of [["catalog", "/small.json"], ["days", "30"], ["data-mb", "5120"]]) {
      other.setAttribute(name, value);
    }
    document.querySelector("main").append(other);
  });
  await browser.waitForText(inside("[role=alert]"), /didn’t load/);
  site.clear();
  await browser.run(() => document.querySelector("main").replaceChildren(kept));
  await browser.waitForText(inside("[part=sentence]"), /for 30 days/);
  await browser.type(inside("input[name=days]"), 45);
  await browser.waitForText(inside("[part=sentence]"), /for 45 days/);
});
