// A catalog that is missing, wrong, faulty or slow: said clearly, in the page's language, and
// mended by a retry.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { inBrowser } from "./support/in-browser.mjs";
import * as answers from "./support/answers.mjs";
import { dist } from "./support/site.mjs";
import { waitFor } from "./support/wait.mjs";

const inside = (selector) => `simfare-planner >>> ${selector}`;

async function open({ site, browser }, answer) {
  site.route("/catalog.json", answer);
  await browser.goto(site.url("/"));
  const planner = await browser.find("simfare-planner");
  await browser.run((element) => element.scrollIntoView(), planner);
}

/** The retry brings the answer. */
async function retry({ site, browser }) {
  site.clear();
  await browser.click(inside("[part~=retry]"));
  await browser.event("simfare-quote");
  await browser.find(inside("[part=sentence]"));
  assert.equal(await browser.has(inside("[part=error]")), false);
  assert.equal(await browser.run(() => document.querySelector("simfare-planner").error), null);
}

const failures = [
  ["missing", answers.missing(), "catalog-status", /\(404\)/, /出错（404）/],
  ["unwell server", answers.broken(), "catalog-status", /\(500\)/, /出错（500）/],
  ["cut connection", answers.cutOff(), "catalog-unreachable", /can’t be reached/, /无法取得/],
  ["web page", answers.wrongType(), "catalog-type", /something else/, /别的内容/],
  ["cut short", answers.cutShort(), "catalog-faults", /has faults/, /有错误/],
];

for (const [name, answer, code, english, chinese] of failures) {
  for (const [lang, message] of [
    ["en-US", english],
    ["zh-CN", chinese],
  ]) {
    const expected = [/Failed to load resource/, /net::ERR_/];
    inBrowser(`catalog: ${name}, in ${lang}`, { lang, expected }, async (page) => {
      await open(page, answer);
      const { browser } = page;
      const { detail } = await browser.event("simfare-error");
      assert.equal(detail.code, code);
      assert.match(detail.message, message);
      await browser.waitForText(inside("[part=error]"), message);
      await browser.assertAccessible();
      await retry(page);
    });
  }
}

inBrowser("catalog: every fault with its pointer", {}, async (page) => {
  const catalog = JSON.parse(await readFile(`${dist}/catalog.json`, "utf8"));
  catalog.plans[3].price = "-1";
  catalog.plans[5].brand = "nobody";
  catalog.brands[0].nmae = "<img src=x onerror=alert(1)>";
  await open(page, answers.json(catalog));
  const { browser } = page;
  const { detail } = await browser.event("simfare-error");
  assert.equal(detail.code, "catalog-faults");
  const pointers = detail.faults.map(({ pointer }) => pointer);
  for (const pointer of ["/plans/3/price", "/plans/5/brand", "/brands/0/nmae"]) {
    assert.ok(pointers.includes(pointer), `${pointer} in ${pointers}`);
  }
  assert.ok(pointers.includes(detail.pointer));
  await browser.click(inside("[part=error-details] summary"));
  await browser.waitForText(inside("[part=error-details]"), /\/plans\/3\/price/);
  assert.deepEqual(await browser.events("simfare-quote"), [], "nothing is computed");
  await retry(page);
});

inBrowser("catalog: slow, then there", {}, async (page) => {
  const { browser } = page;
  const catalog = await readFile(`${dist}/catalog.json`, "utf8");
  await open(page, answers.slow(5000, answers.text(catalog)));
  await browser.waitForText(inside("[part=loading]"), /Loading/);
  await browser.waitForText(inside("[part=loading]"), /longer than usual/);
  await browser.find(inside("[part=loading] button"));
  // The trip can be typed meanwhile.
  await browser.type(inside("input[name=days]"), 33);
  await browser.waitForText(inside("[part=sentence]"), /33 days/);
});

inBrowser("catalog: never, until it is asked for again", { lang: "zh-CN" }, async (page) => {
  const { browser } = page;
  await open(page, answers.silent());
  const { detail } = await browser.event("simfare-error", { timeout: 25_000 });
  assert.equal(detail.code, "catalog-timeout");
  await browser.waitForText(inside("[part=error]"), /超时/);
  await retry(page);
});

inBrowser("catalog: none given, then given as an object", {}, async ({ site, browser }) => {
  const url = await site.page(
    "/bare.html",
    `<!doctype html><html lang="en"><title>Bare</title><main><h1>Bare</h1>
     <script type="module" src="/simfare.js"></script>
     <simfare-planner days="9"></simfare-planner></main>`,
  );
  await browser.goto(url);
  const { detail } = await browser.event("simfare-error");
  assert.equal(detail.code, "catalog-missing");
  assert.equal(await browser.has(inside("[part~=retry]")), false);
  const catalog = JSON.parse(await readFile(`${dist}/catalog.json`, "utf8"));
  await browser.run((catalog) => {
    document.querySelector("simfare-planner").catalog = catalog;
  }, catalog);
  await browser.waitForText(inside("[part=sentence]"), /9 days/);
  const same = await browser.run(() => document.querySelector("simfare-planner").catalog.id);
  assert.equal(same, catalog.id);
  // A worker can read it too.
  await browser.find(inside("[part=what-if]"));
  // A faulty one after it: no stale price stays.
  await browser.run(() => {
    document.querySelector("simfare-planner").catalog = { schema: "simfare.catalog/1" };
  });
  await waitFor(async () => !(await browser.has(inside("[part=sentence]"))), "no price");
  await browser.waitForText(inside("[part=error]"), /faults/);
});

inBrowser("the page's own catalog once more is no other, as frameworks set it", {}, async ({ site, browser }) => {
  const catalog = JSON.parse(await readFile(`${dist}/catalog.json`, "utf8"));
  await browser.goto(site.url("/"));
  await browser.event("simfare-quote");
  const give = (catalog) => browser.run((catalog) => (document.querySelector("simfare-planner").catalog = catalog), catalog);
  await give({ ...catalog, id: "own" });
  const told = async () => (await browser.events("simfare-quote")).map(({ detail }) => detail.catalog);
  await waitFor(async () => (await told()).at(-1) === "own", "its answer");
  await browser.find(inside("[part=alternative] [part~=select]"));
  await browser.run(() => {
    const { shadowRoot } = document.querySelector("simfare-planner");
    shadowRoot.querySelector("[part=alternative] [part~=select]").click();
  });
  await browser.find(inside("[part=selection]"));
  const before = await told();
  await give({ ...catalog, id: "own" });
  assert.equal(await browser.has(inside("[part=selection]")), true);
  await give({ ...catalog, id: "another" });
  await waitFor(async () => (await told()).at(-1) === "another", "another's answer");
  assert.deepEqual(await told(), [...before, "another"]);
});

inBrowser("catalog: names are text, whatever they hold", {}, async ({ site, browser }) => {
  const hostile = `<img src=x onerror="document.title='pwned'">{n}`;
  const catalog = {
    schema: "simfare.catalog/1",
    id: "hostile",
    currency: "JPY",
    updated: "2026-11-01",
    brands: [{ id: "b", name: hostile, number: true, sim: ["esim"] }],
    plans: [
      { id: "p", brand: "b", name: `${hostile} 套餐 🏮`, price: "980", validity: { days: 10 }, data_mb: "unlimited" },
    ],
  };
  site.route("/hostile.json", answers.json(catalog));
  const url = await site.page(
    "/hostile.html",
    `<!doctype html><html lang="en"><title>Shop</title><main><h1>Shop</h1>
     <script type="module" src="/simfare.js"></script>
     <simfare-planner catalog="/hostile.json" days="9"></simfare-planner></main>`,
  );
  await browser.goto(url);
  const sentence = await browser.waitForText(inside("[part=sentence]"), /9 days/);
  assert.ok(sentence.includes("<img src=x") && sentence.includes("🏮"), sentence);
  assert.match(sentence, /¥980/);
  assert.equal(await browser.has(inside("img")), false);
  assert.equal(await browser.run(() => document.title), "Shop");
  // But for what would have a price behind it be read the other way round.
  catalog.brands[0].name = "B \u202e";
  await browser.run((catalog) => (document.querySelector("simfare-planner").catalog = catalog), catalog);
  const { detail } = await browser.event("simfare-error");
  assert.deepEqual(detail.faults.map(({ pointer }) => pointer), ["/brands/0/name"]);
});
