// Long work: a huge catalog is worked out beside the page, which goes on taking what is typed.

import assert from "node:assert/strict";
import { readFile, readdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { json, text } from "./support/answers.mjs";
import { inBrowser } from "./support/in-browser.mjs";
import { nativeQuote } from "./support/native.mjs";
import { dist } from "./support/site.mjs";
import { waitFor } from "./support/wait.mjs";

const inside = (selector) => `simfare-planner >>> ${selector}`;

/** The demo shop's catalog with so many plans, each a little dearer than the one it copies. */
async function huge(plans) {
  const catalog = JSON.parse(await readFile(`${dist}/catalog.json`, "utf8"));
  const originals = [...catalog.plans];
  for (let n = 0; catalog.plans.length < plans; n += 1) {
    const plan = originals[n % originals.length];
    const round = 1 + Math.floor(n / originals.length);
    const price = (Number(plan.price) + round * 0.07 + (n % 13) * 0.01).toFixed(2);
    const { autopay_price: _, sale: __, ...rest } = plan;
    catalog.plans.push({ ...rest, id: `${plan.id}-${round}`.slice(-64).replace(/^[^a-z0-9]+/, ""), price });
  }
  return catalog;
}

/** A huge catalog as a file of so many bytes: its plans have long names, all but the first. */
async function large(bytes) {
  const catalog = await huge(19_990);
  const [, ...plans] = catalog.plans;
  const lacking = bytes - Buffer.byteLength(JSON.stringify(catalog));
  const each = Math.floor(lacking / plans.length);
  for (const plan of plans) plan.name += " and so on".repeat(each / 10);
  plans[0].name += "…".repeat(5000);
  const rest = bytes - Buffer.byteLength(JSON.stringify(catalog));
  plans[1].name += ".".repeat(rest);
  return JSON.stringify(catalog);
}

async function planner({ site, browser }, answer, policy) {
  site.route("/huge.json", answer);
  const url = await site.page(
    "/huge",
    `<!doctype html><html lang="en"><title>Huge</title><main>
     <h1>Huge</h1><label>Your name <input id="name"></label>
     <simfare-planner catalog="/huge.json" days="30" data-mb="5120"></simfare-planner></main>
     <script type="module" src="/simfare.js"></script></html>`,
    policy,
  );
  await browser.goto(url);
}

const workers = async (browser) => {
  const { targetInfos } = await browser.driver.sendAndGetDevToolsCommand("Target.getTargets", {});
  return targetInfos.filter(({ type }) => type === "worker").length;
};

inBrowser("a huge catalog: typing goes on, progress is seen, the last change is answered", {}, async (page) => {
  const { browser } = page;
  const catalog = await huge(19_990);
  await planner(page, json(catalog));
  await browser.event("simfare-quote", { timeout: 60_000 });
  await browser.run(() => {
    const root = document.querySelector("simfare-planner").shadowRoot;
    globalThis.shares = [];
    const look = () => {
      const share = root.querySelector(".working progress")?.value;
      if (share !== undefined && share !== shares.at(-1)) shares.push(share);
      requestAnimationFrame(look);
    };
    look();
  });
  const before = (await browser.events("simfare-quote")).length;
  await browser.type(inside("input[name=days]"), 720);
  // Long before there is an answer, all that was typed is there, and so is the answer before.
  const seen = await browser.run(() => {
    const root = document.querySelector("simfare-planner").shadowRoot;
    return {
      days: root.querySelector("input[name=days]").value,
      progress: Boolean(root.querySelector(".working progress")),
      busy: root.querySelector("[part=answer]").getAttribute("aria-busy"),
      sentence: Boolean(root.querySelector("[part=sentence]")),
      quote: document.querySelector("simfare-planner").quote,
    };
  });
  assert.deepEqual(seen, { days: "720", progress: true, busy: "true", sentence: true, quote: null });

  // The next change ends what is under way: nobody hears of it again.
  await browser.event("simfare-quote", { after: before, timeout: 60_000 });
  const answered = await browser.driver.executeAsyncScript((done) => {
    const planner = document.querySelector("simfare-planner");
    const days = [];
    planner.addEventListener("simfare-quote", () => {
      days.push(planner.request.phases[0].days);
      if (days.at(-1) === 725) done(days);
    });
    planner.days = "730";
    requestAnimationFrame(() => setTimeout(() => (planner.days = "725")));
  });
  assert.deepEqual(answered, [725]);
  const request = await browser.run(() => document.querySelector("simfare-planner").request);
  const { detail } = (await browser.events("simfare-quote")).at(-1);
  const shares = await browser.run(() => globalThis.shares);
  assert.ok(new Set(shares).size > 2, `progress is seen to move: ${shares}`);
  const dir = await mkdtemp(join(tmpdir(), "simfare-huge-"));
  try {
    const file = join(dir, "catalog.json");
    await writeFile(file, JSON.stringify(catalog));
    assert.deepEqual(detail, await nativeQuote(request, file));
  } finally {
    await rm(dir, { recursive: true });
  }
  assert.equal(await browser.has(inside(".working progress")), false);

  // Out of the page, nothing is left behind.
  assert.equal(await workers(browser), 1);
  await browser.run(() => document.querySelector("simfare-planner").remove());
  await waitFor(async () => (await workers(browser)) === 0, "the worker's end");
});

inBrowser("without a worker the page finds the answer by itself", { expected: [/worker/i] }, async (page) => {
  const { browser } = page;
  await browser.driver.sendDevToolsCommand("Page.addScriptToEvaluateOnNewDocument", {
    source: "globalThis.Worker = class { constructor() { throw new DOMException('no', 'SecurityError'); } }",
  });
  await planner(page, json(await huge(6_000)));
  await browser.event("simfare-quote", { timeout: 60_000 });
  await browser.type(inside("input[name=days]"), 400);
  await browser.waitForText(inside("[part=sentence]"), /400 days/, { timeout: 60_000 });
});

inBrowser("a worker that breaks down over everything has broken down once", { expected: [/broken for the test/] }, async ({ site, browser }) => {
  const worker = (await readdir(dist)).find((name) => /^simfare-worker-.*\.js$/.test(name));
  const broken = "onmessage = () => { throw new Error('broken for the test'); }; postMessage(['begun', 0, 0]);";
  site.route(`/${worker}`, text(broken, "text/javascript"));
  await browser.goto(site.url("/"));
  // The page finds out by itself what else there is.
  await browser.event("simfare-quote");
  await waitFor(async () => site.requests.includes(`/${worker}`), "the worker");
  await browser.type(inside("input[name=days]"), 45);
  await browser.waitForText(inside("[part=sentence]"), /45 days/);
  await browser.find(inside("[part=what-if]"));
});

/** The largest catalog there may be (formats.md, "Bounds"). */
const LARGEST = 16 * 1024 * 1024;

inBrowser("the largest catalog: the page goes on being drawn and written in while it is read", {}, async (page) => {
  const { browser } = page;
  const catalog = await large(LARGEST);
  assert.equal(Buffer.byteLength(catalog), LARGEST);
  const answer = text(catalog);
  let release;
  const released = new Promise((resume) => (release = resume));
  await browser.beforePages(() => {
    globalThis.__frames = [];
    const draw = (time) => {
      globalThis.__frames.push(time);
      requestAnimationFrame(draw);
    };
    requestAnimationFrame(draw);
    addEventListener("simfare-quote", () => (globalThis.__answered ??= performance.now()));
  });
  await planner(page, (...parties) => released.then(() => answer(...parties)));
  await browser.find(inside("[part=loading]"));

  // Somebody writes elsewhere in the page all the while, and hears of every letter.
  const alphabet = "abcdefghijklmnopqrstuvwxyz";
  let typed = "";
  const field = await browser.find("#name");
  const isAnswered = () => browser.run(() => globalThis.__answered !== undefined);
  release();
  while (!(await isAnswered())) {
    const letter = alphabet[typed.length % alphabet.length];
    await field.sendKeys(letter);
    typed += letter;
  }
  assert.equal(await browser.run((field) => field.value, field), typed);
  // Where the page works the answer out by itself, there is time for one.
  assert.ok(typed.length >= 4, `${typed.length} letters while it was read`);
  const { frames, longest } = await browser.run(() => {
    const [{ responseEnd }] = performance.getEntriesByName(new URL("/huge.json", location.href).href);
    const drawn = globalThis.__frames.filter((time) => time > responseEnd && time < globalThis.__answered);
    const gaps = drawn.map((time, at) => time - (drawn[at - 1] ?? responseEnd));
    return { frames: drawn.length, longest: Math.round(Math.max(...gaps)) };
  });
  assert.ok(frames >= 4, `${frames} frames between the catalog and the answer; once none for ${longest} ms`);

  // And then it works as any other does.
  await browser.type(inside("input[name=days]"), 45);
  await browser.waitForText(inside("[part=sentence]"), /45 days/, { timeout: 60_000 });
});

inBrowser("a large catalog as a property: read in pieces, also where the planner is moved meanwhile", {}, async (page) => {
  const { browser } = page;
  await planner(page, json(await huge(1)));
  await browser.event("simfare-quote");
  const offers = await huge(19_990);
  const seen = await browser.driver.executeAsyncScript((offers, done) => {
    const planner = document.querySelector("simfare-planner");
    planner.catalog = offers;
    const isReading = () => planner.shadowRoot.querySelector("[part=loading]") !== null;
    requestAnimationFrame(() => {
      const before = isReading();
      // Out of the page for a moment, as frameworks do it.
      document.querySelector("main").prepend(planner);
      requestAnimationFrame(() => done([before, isReading()]));
    });
  }, { ...offers, id: "as-a-property" });
  assert.deepEqual(seen, [true, true]);
  await waitFor(async () => (await browser.events("simfare-quote")).at(-1).detail.catalog === "as-a-property", "its quote", { timeout: 60_000 });

  // What is wrong with one is told as of any other.
  offers.plans[12_345].brand = "nobody";
  await browser.run((offers) => (document.querySelector("simfare-planner").catalog = offers), offers);
  const { detail } = await browser.event("simfare-error", { timeout: 60_000 });
  assert.deepEqual(detail.faults, [{ pointer: "/plans/12345/brand", message: 'no brand has the id "nobody"' }]);
});

inBrowser("megabytes of something else in place of plans are told, and nothing breaks", {}, async (page) => {
  const { site, browser } = page;
  const { plans: _, ...rest } = await huge(1);
  const begin = JSON.stringify(rest).slice(0, -1);
  const numbers = "0,".repeat((LARGEST - Buffer.byteLength(begin) - 20) / 2);
  await planner(page, text(`${begin},"plans":[${numbers}0]}`));
  const { detail } = await browser.event("simfare-error", { timeout: 60_000 });
  assert.equal(detail.code, "catalog-faults");
  assert.equal(detail.faults[0].pointer, "/plans/0");
  assert.match(detail.faults.at(-1).message, /has more than 10000 faults/);
  // The page lives: what is mended works.
  site.route("/huge.json", json(await huge(1)));
  await browser.click(inside("[part~=retry]"));
  await browser.event("simfare-quote");
});

inBrowser("a catalog one byte larger is refused, with what to do next", {}, async (page) => {
  const { site, browser } = page;
  const catalog = await large(LARGEST + 1);
  await planner(page, text(catalog));
  const { detail } = await browser.event("simfare-error", { timeout: 60_000 });
  assert.equal(detail.code, "catalog-faults");
  assert.match(detail.message, /has faults/);
  assert.equal(detail.faults.length, 1);
  assert.match(detail.faults[0].message, /larger than 16 MiB \(16777217 bytes\)/);
  await browser.waitForText(inside("[part=error]"), /has faults/);
  assert.deepEqual(await browser.events("simfare-quote"), [], "nothing is computed");
  // Mended by the shop, it is there at the next try.
  site.route("/huge.json", json(await huge(1)));
  await browser.click(inside("[part~=retry]"));
  await browser.event("simfare-quote");
});
