// What a page sets, in whatever order and however wrong: it holds, and what is wrong is told.

import assert from "node:assert/strict";
import { inBrowser } from "./support/in-browser.mjs";
import { broken, text } from "./support/answers.mjs";
import { part } from "./support/checkout.mjs";
import { waitFor } from "./support/wait.mjs";

const html = (body, lang = "en") =>
  `<!doctype html><html lang="${lang}"><head><title>Shop</title>
   <script type="module" src="/simfare.js"></script></head>
   <body><main><h1>Shop</h1>${body}</main></body></html>`;

/** A catalog of one plan, at a price. */
const catalogAt = (price) => ({
  schema: "simfare.catalog/1",
  id: "shop",
  currency: "USD",
  updated: "2026-11-01",
  brands: [{ id: "heron", name: "Heron", number: true, sim: ["esim"] }],
  plans: [{ id: "month", brand: "heron", name: "Month", price, validity: { days: 30 }, data_mb: 10240 }],
});

/** A request of so many days from today on. */
const requestOf = (days, more = {}) => ({
  schema: "simfare.request/1",
  start_date: new Date().toISOString().slice(0, 10),
  phases: [{ days, data_mb: 1024 }],
  ...more,
});

/** Sets properties of the element of a selector, one after another. */
const set = (browser, selector, ...settings) =>
  browser.run(
    (selector, settings) => {
      const element = document.querySelector(selector);
      for (const [name, value] of settings) element[name] = value;
    },
    selector,
    settings,
  );

const get = (browser, selector, name) =>
  browser.run((selector, name) => document.querySelector(selector)[name], selector, name);

const totalIs = (browser, selector, total) =>
  waitFor(async () => (await get(browser, selector, "quote"))?.total === total, `a total of ${total}`);

const PLANNER = "simfare-planner";
const CHECKOUT = "simfare-checkout";

inBrowser("a catalog's address counts again after an object", {}, async ({ site, browser }) => {
  site.route("/own.json", text(JSON.stringify(catalogAt("5.00")), "application/json"));
  const body = `<simfare-planner catalog="/own.json" days="20" data-mb="1024"></simfare-planner>`;
  await browser.goto(await site.page("/set.html", html(body)));
  await totalIs(browser, PLANNER, "5.00");
  await set(browser, PLANNER, ["catalog", catalogAt("6.00")]);
  await totalIs(browser, PLANNER, "6.00");
  await set(browser, PLANNER, ["catalog", "/own.json"]);
  await totalIs(browser, PLANNER, "5.00");
  await set(browser, PLANNER, ["catalog", catalogAt("6.00")]);
  await totalIs(browser, PLANNER, "6.00");
  await browser.run((planner) => document.querySelector(planner).setAttribute("catalog", "/own.json"), PLANNER);
  await totalIs(browser, PLANNER, "5.00");
  await browser.run((planner) => {
    document.querySelector(planner).catalog = new URL("/own.json", location.href);
  }, PLANNER);
  await totalIs(browser, PLANNER, "5.00");
});

inBrowser("an object taken away leaves no catalog", {}, async ({ site, browser }) => {
  await browser.goto(await site.page("/set.html", html(`<simfare-planner days="20"></simfare-planner>`)));
  await set(browser, PLANNER, ["catalog", catalogAt("6.00")]);
  await totalIs(browser, PLANNER, "6.00");
  await set(browser, PLANNER, ["catalog", null]);
  await waitFor(async () => (await get(browser, PLANNER, "error"))?.code === "catalog-missing", "no catalog");
  assert.equal(await get(browser, PLANNER, "catalog"), null);
});

inBrowser("what is wrong with an attribute is told, whatever is set besides", {}, async ({ site, browser }) => {
  const wrong = `request='{"schema":"simfare.request/1","phases":[{"days":3,"data_mbb":1}]}' days="10"`;
  await browser.goto(
    await site.page("/set.html", html(`<simfare-planner catalog="/catalog.json" ${wrong}></simfare-planner>`)),
  );
  const { detail } = await browser.event("simfare-error");
  assert.equal(detail.code, "request-faults");
  assert.ok(detail.faults.some(({ pointer }) => pointer === "/phases/0/data_mbb"), JSON.stringify(detail));
  assert.equal((await get(browser, PLANNER, "error")).code, "request-faults");

  await set(browser, PLANNER, ["request", requestOf(20)], ["number", "bogus"], ["lines", "7"]);
  const pointers = async () => (await get(browser, PLANNER, "error"))?.faults?.map(({ pointer }) => pointer);
  assert.deepEqual(await pointers(), ["/number", "/lines"]);
  await set(browser, PLANNER, ["lines", null]);
  assert.deepEqual(await pointers(), ["/number"]);
  await set(browser, PLANNER, ["number", "none"], ["days", "ten"], ["dataMb", "much"]);
  assert.deepEqual(await pointers(), ["/days", "/data-mb"]);
  await set(browser, PLANNER, ["days", "99999"], ["dataMb", "100"]);
  assert.deepEqual(await pointers(), ["/days"]);
  await set(browser, PLANNER, ["dataMb", "2048000000"]);
  assert.deepEqual(await pointers(), ["/days", "/data-mb"]);
  // A request has the last word over what was set before it.
  await set(browser, PLANNER, ["request", requestOf(21)]);
  assert.equal(await get(browser, PLANNER, "error"), null);
  await set(browser, PLANNER, ["days", "77777"]);
  assert.deepEqual(await pointers(), ["/days"]);
  // A person takes over.
  await browser.type(`${PLANNER} >>> input[name=days]`, 30);
  await browser.waitForText(`${PLANNER} >>> [part=sentence]`, /30 days/);
  assert.equal(await get(browser, PLANNER, "error"), null);
});

inBrowser("what hinders no answer is told too", {}, async ({ site, browser }) => {
  const odd = `days="20" theme="pink" persist="cookie" checkout="nope" coupon="NOPE"`;
  const body = `<simfare-planner catalog="/catalog.json" ${odd}></simfare-planner>`;
  await browser.goto(await site.page("/odd.html", html(body)));
  await browser.waitForText(`${PLANNER} >>> [part=sentence]`, /20 days/);
  const told = await waitFor(async () => {
    const events = await browser.events("simfare-error");
    return events.length >= 4 && events.map(({ detail }) => detail.pointer);
  }, "four remarks");
  assert.deepEqual(told.sort(), ["/checkout", "/coupon", "/persist", "/theme"]);
  const error = await get(browser, PLANNER, "error");
  assert.equal(error.code, "attribute-unknown");
  assert.match(error.message, /must be|no coupon/);
  // That the price is without it stands beside the price.
  assert.match(await browser.text(`${PLANNER} >>> .card`), /no code “NOPE”/);
  await browser.assertAccessible();
  await set(browser, PLANNER, ["theme", "dark"], ["persist", "none"], ["checkout", "event"], ["coupon", "WELCOME10"]);
  await waitFor(async () => (await get(browser, PLANNER, "error")) === null, "nothing to be said");
  await waitFor(async () => !/NOPE/.test(await browser.text(`${PLANNER} >>> .card`)), "no such code any more");
  // A style sheet takes a word as it is written.
  await set(browser, PLANNER, ["theme", " dark "]);
  await waitFor(async () => (await get(browser, PLANNER, "error"))?.pointer === "/theme", "a theme with spaces");
  await set(browser, PLANNER, ["theme", "dark"], ["handoff", "stripes"]);
  await waitFor(async () => (await get(browser, PLANNER, "error"))?.pointer === "/handoff", "the fifth");
});

inBrowser("what was told last is what the element says, as long as it holds", { expected: [/nowhere/] }, async ({ site, browser }) => {
  const body = `<simfare-planner catalog="/catalog.json" days="20" data-mb="1024"></simfare-planner>`;
  await browser.goto(await site.page("/last.html", html(body)));
  await browser.event("simfare-quote");
  await browser.run(() => {
    globalThis.__told = [];
    document.addEventListener("simfare-error", ({ target, detail }) => globalThis.__told.push([detail.code, target.error?.code]));
  });
  const told = (count) =>
    waitFor(async () => {
      const told = await browser.run(() => globalThis.__told);
      return told.length === count && told;
    }, `${count} problems`);
  await set(browser, PLANNER, ["number", "x"]);
  await told(1);
  await set(browser, PLANNER, ["catalog", "/nowhere.json"]);
  await told(2);
  await set(browser, PLANNER, ["catalog", "/catalog.json"]);
  await waitFor(async () => (await get(browser, PLANNER, "error")).code === "request-faults", "what is left of it");
  await set(browser, PLANNER, ["locale", "zh_CN"]);
  const all = await told(3);
  assert.deepEqual(all.map(([code]) => code), ["request-faults", "catalog-status", "attribute-unknown"]);
  for (const [code, error] of all) assert.equal(error, code);
  // What a template had nothing for isn't there.
  await set(browser, PLANNER, ["locale", "en"], ["number", ""], ["lines", ""], ["request", ""]);
  await waitFor(async () => (await get(browser, PLANNER, "error")) === null, "nothing to be said");
});

inBrowser("a line that another catalog lacks is asked for", {}, async ({ site, browser }) => {
  const line = { brand: "heron", plan: "month", days_left: 3, left: { data_mb: 1000 } };
  await browser.goto(await site.page("/set.html", html(`<simfare-planner></simfare-planner>`)));
  await set(browser, PLANNER, ["catalog", catalogAt("6.00")], ["request", requestOf(20, { line })]);
  await totalIs(browser, PLANNER, "6.00");
  const other = catalogAt("6.00");
  other.plans[0].id = "moon";
  await set(browser, PLANNER, ["catalog", other]);
  const { detail } = await waitFor(async () => {
    const errors = await browser.events("simfare-error");
    return errors.find(({ detail }) => detail.code === "trip-incomplete");
  }, "a trip that lacks something");
  assert.deepEqual(detail.faults.map(({ pointer }) => pointer), ["/line/plan"]);
  await browser.choose(`${PLANNER} >>> select[name=line-plan]`, "moon");
  await totalIs(browser, PLANNER, "6.00");
});

inBrowser("a trip that never had an answer is told of too", {}, async ({ site, browser }) => {
  const body = `<simfare-planner catalog="/catalog.json" days="20" number="keep"></simfare-planner>`;
  await browser.goto(await site.page("/never.html", html(body)));
  const { detail } = await browser.event("simfare-error");
  assert.equal(detail.code, "trip-incomplete");
  assert.deepEqual(detail.faults.map(({ pointer }) => pointer), ["/number"]);
  assert.equal((await get(browser, PLANNER, "error")).code, "trip-incomplete");
});

inBrowser("a request that can't be understood has no quote", {}, async ({ site, browser }) => {
  const odd = JSON.stringify(requestOf(40, { coupon: "NOPE" })).replaceAll('"', "&quot;");
  const body = `<simfare-planner catalog="/catalog.json" request="${odd}"></simfare-planner>`;
  await browser.goto(await site.page("/odd.html", html(body)));
  const { detail } = await browser.event("simfare-error");
  assert.equal(detail.code, "request-faults");
  assert.equal(await get(browser, PLANNER, "quote"), null);
  // Nor once another part of the trip is set: it isn't the trip that the page asked for.
  await set(browser, PLANNER, ["minutes", 5]);
  await browser.waitForText(`${PLANNER} >>> [part=answer]`, /can’t be understood/);
  assert.deepEqual(await browser.events("simfare-quote"), []);
  // A person's own has one.
  await browser.type(`${PLANNER} >>> input[name=days]`, 30);
  await browser.waitForText(`${PLANNER} >>> [part=sentence]`, /30 days/);
  assert.notEqual(await get(browser, PLANNER, "quote"), null);
});

inBrowser("a trip that has no answer any more is told, once it stays so", {}, async ({ site, browser }) => {
  const body = `<simfare-planner catalog="/catalog.json" days="20" data-mb="1024"></simfare-planner>`;
  await browser.goto(await site.page("/set.html", html(body)));
  await browser.event("simfare-quote");
  // What a person passes on the way to another number isn't worth a word.
  await browser.type(`${PLANNER} >>> input[name=days]`, 21);
  await waitFor(async () => (await get(browser, PLANNER, "request"))?.phases[0].days === 21, "21 days");
  await set(browser, PLANNER, ["number", "keep"]);
  const { detail } = await browser.event("simfare-error");
  assert.equal(detail.code, "trip-incomplete");
  assert.deepEqual(detail.faults, [{ pointer: "/number", message: "needs a line that is there already" }]);
  assert.equal((await get(browser, PLANNER, "error")).code, "trip-incomplete");
  assert.equal(await get(browser, PLANNER, "quote"), null);
  await set(browser, PLANNER, ["number", "none"]);
  await waitFor(async () => (await get(browser, PLANNER, "quote")) !== null, "an answer");
  assert.equal(await get(browser, PLANNER, "error"), null);
});

inBrowser("the last setting counts, before the catalog is here and after", {}, async ({ site, browser }) => {
  let answer;
  site.route("/own.json", (_request, response) => (answer = () => {
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify(catalogAt("5.00")));
  }));
  const body = `<simfare-planner catalog="/own.json" days="10" data-mb="1024"></simfare-planner>`;
  await browser.goto(await site.page("/set.html", html(body)));
  await browser.event("simfare-ready");
  await set(browser, PLANNER, ["request", requestOf(44)]);
  assert.equal(JSON.parse(await get(browser, PLANNER, "request")).phases[0].days, 44);
  await waitFor(() => answer, "a request for the catalog");
  answer();
  await totalIs(browser, PLANNER, "10.00");
  assert.equal((await get(browser, PLANNER, "request")).phases[0].days, 44);
  await set(browser, PLANNER, ["days", "50"]);
  await waitFor(async () => (await get(browser, PLANNER, "request"))?.phases[0].days === 50, "50 days");
});

inBrowser("a request waits for the catalog that has what it names", {}, async ({ site, browser }) => {
  const body = `<simfare-planner data-mb="1024"></simfare-planner>`;
  await browser.goto(await site.page("/set.html", html(body)));
  await set(browser, PLANNER, ["catalog", catalogAt("5.00")]);
  await totalIs(browser, PLANNER, "5.00");
  await set(browser, PLANNER, ["request", requestOf(40, { coupon: "HALF" })]);
  await waitFor(async () => (await get(browser, PLANNER, "error"))?.code === "request-faults", "faults");
  const coupons = [{ code: "HALF", percent: "50" }];
  await set(browser, PLANNER, ["catalog", { ...catalogAt("5.00"), coupons }]);
  await totalIs(browser, PLANNER, "5.00");
  const request = await get(browser, PLANNER, "request");
  assert.deepEqual([request.phases[0].days, request.coupon], [40, "HALF"]);
  assert.equal(await get(browser, PLANNER, "error"), null);
});

inBrowser("a request that was refused is forgotten for the next one", {}, async ({ site, browser }) => {
  await browser.goto(await site.page("/set.html", html(`<simfare-planner></simfare-planner>`)));
  await set(browser, PLANNER, ["catalog", catalogAt("5.00")], ["request", {}], ["request", requestOf(40)]);
  await totalIs(browser, PLANNER, "10.00");
  await set(browser, PLANNER, ["catalog", catalogAt("6.00")]);
  await totalIs(browser, PLANNER, "12.00");
  assert.equal((await get(browser, PLANNER, "request")).phases[0].days, 40);
  assert.equal(await get(browser, PLANNER, "error"), null);
});

inBrowser("a checkout is what it was given, and follows its catalog", {}, async ({ site, browser }) => {
  await browser.goto(await site.page("/set.html", html(`<simfare-checkout handoff="event"></simfare-checkout>`)));
  await set(browser, CHECKOUT, ["catalog", catalogAt("7.00")], ["request", requestOf(33)]);
  await browser.run((checkout) => document.querySelector(checkout).scrollIntoView(), CHECKOUT);
  await totalIs(browser, CHECKOUT, "14.00");
  assert.equal((await get(browser, CHECKOUT, "request")).phases[0].days, 33);

  // Dearer: the person is asked. Declined, there is nothing to sell; wanted once more, there is.
  await set(browser, CHECKOUT, ["catalog", catalogAt("8.00")]);
  await browser.waitForText(part("prices", CHECKOUT), /\$14\.00[^]*\$16\.00/);
  await browser.click(part("checkout-decline", CHECKOUT));
  await browser.find(`${CHECKOUT} >>> slot`);
  await set(browser, CHECKOUT, ["request", requestOf(33)]);
  await browser.find(part("checkout-next", CHECKOUT));
  await totalIs(browser, CHECKOUT, "16.00");

  // What can't be read can't be sold either, and what is right again goes on.
  await set(browser, CHECKOUT, ["catalog", { nonsense: 1 }]);
  await browser.find(part("error", CHECKOUT));
  assert.deepEqual(await browser.all(part("checkout-next", CHECKOUT)), []);
  await set(browser, CHECKOUT, ["catalog", catalogAt("8.00")]);
  await browser.find(part("checkout-next", CHECKOUT));
  await set(browser, CHECKOUT, ["request", {}]);
  await browser.find(part("error", CHECKOUT));
  assert.deepEqual(await browser.all(part("checkout-next", CHECKOUT)), []);

  // Nobody was asked: it is the catalog that has no way.
  await set(browser, CHECKOUT, ["request", { ...requestOf(33), phases: [{ days: 33, minutes: 100 }] }]);
  await browser.waitForText(
    part("error", CHECKOUT),
    /^No offer here covers this trip\s+No offer (of Heron )?includes 100\smin/,
  );
  assert.equal((await get(browser, CHECKOUT, "error")).code, "infeasible");
  const seller = { name: "Heron’s", support: { email: "help@heron.example" } };
  await set(browser, CHECKOUT, ["catalog", { ...catalogAt("8.00"), seller }]);
  await browser.waitForText(part("support", CHECKOUT), /Heron’s.*help@heron\.example/s);
  await browser.assertAccessible();
  await set(browser, CHECKOUT, ["request", null]);
  await browser.find(`${CHECKOUT} >>> slot`);
  assert.equal(await get(browser, CHECKOUT, "error"), null);
  await set(browser, CHECKOUT, ["request", requestOf(20)]);
  await totalIs(browser, CHECKOUT, "8.00");
  assert.equal(await get(browser, CHECKOUT, "error"), null);

  // A catalog that has nothing for it, and one that has again.
  await set(browser, CHECKOUT, ["catalog", { ...catalogAt("8.00"), plans: [] }]);
  await browser.waitForText(part("error", CHECKOUT), /No offer here covers this trip/);
  await set(browser, CHECKOUT, ["catalog", catalogAt("9.00")]);
  await browser.find(part("checkout-next", CHECKOUT));
  await totalIs(browser, CHECKOUT, "9.00");
});

inBrowser("in Arabic a difference has its sign where that belongs", {}, async ({ site, browser }) => {
  await browser.goto(await site.page("/set.html", html(`<simfare-planner locale="ar" days="20"></simfare-planner>`)));
  const catalog = { ...catalogAt("5.00"), currency: "SAR" };
  catalog.brands.push({ ...catalog.brands[0], id: "egret", name: "Egret" });
  catalog.plans.push({ ...catalog.plans[0], id: "other", brand: "egret", price: "8.00" });
  await set(browser, PLANNER, ["catalog", catalog]);
  await totalIs(browser, PLANNER, "5.00");
  await waitFor(
    () =>
      browser.run(() => {
        const options = { style: "currency", currency: "SAR", signDisplay: "always" };
        const more = `\u2066${new Intl.NumberFormat("ar", options).format(3)}\u2069`;
        const { shadowRoot } = document.querySelector("simfare-planner");
        return shadowRoot.querySelector(".answer").textContent.includes(more);
      }),
    "the difference as the browser writes it",
  );
});

inBrowser("in somebody's shadow tree, the page's language and the page's checkout", {}, async ({ site, browser }) => {
  const body = `<simfare-checkout id="till" handoff="event"></simfare-checkout><div id="host"></div>`;
  await browser.goto(await site.page("/set.html", html(body, "de")));
  await browser.run((catalog) => {
    const root = document.querySelector("#host").attachShadow({ mode: "open" });
    const planner = document.createElement("simfare-planner");
    root.append(Object.assign(planner, { checkout: "#till", days: 20, dataMb: 1024, catalog }));
    document.querySelector("#till").catalog = catalog;
    root.host.scrollIntoView();
  }, catalogAt("7.00"));
  await browser.waitForText("#host >>> simfare-planner >>> [part=sentence]", /20 Tage/);
  await browser.click("#host >>> simfare-planner >>> .card [part~=choose]");
  await browser.find(part("checkout-next", CHECKOUT));
});

inBrowser("what was told of the language is that of now", {}, async ({ site, browser }) => {
  const body = `<simfare-planner catalog="/catalog.json" locale="en" days="10"></simfare-planner>`;
  await browser.goto(await site.page("/set.html", html(body)));
  assert.equal((await browser.event("simfare-ready")).detail.locale, "en");
  await set(browser, PLANNER, ["locale", "fr-CA"]);
  await waitFor(async () => (await get(browser, PLANNER, "ready")).locale === "fr", "French");
});

inBrowser("a checkout is held against the quote that was shown, whenever that comes", {}, async ({ site, browser }) => {
  const body = `<simfare-checkout handoff="event"></simfare-checkout>`;
  await browser.goto(await site.page("/late.html", html(body)));
  const request = requestOf(20);
  await set(browser, CHECKOUT, ["catalog", catalogAt("6.00")], ["request", request]);
  await browser.find(part("checkout-next", CHECKOUT));
  const quote = { ...(await get(browser, CHECKOUT, "quote")), total: "5.00" };
  await set(browser, CHECKOUT, ["quote", quote]);
  await browser.waitForText(part("checkout", CHECKOUT), /price has changed/i);
  // One that can't be read is told.
  await set(browser, CHECKOUT, ["quote", { total: "5.00" }]);
  const { detail } = await browser.event("simfare-error");
  assert.equal(detail.code, "request-faults");
  assert.ok(detail.faults.every(({ pointer }) => pointer.startsWith("/quote/")), JSON.stringify(detail));
});

inBrowser(
  "a report of what a policy will forbid one day forbids nothing",
  { expected: [/Content Security Policy|status of 500/] },
  async ({ site, browser }) => {
    const body = `<simfare-planner catalog="/catalog.json" locale="en" days="10"></simfare-planner>`;
    const url = await site.page("/set.html", html(body));
    const report = { "content-security-policy-report-only": "script-src 'none'; connect-src 'none'" };
    site.route("/report.html", (_request, response) => {
      response.writeHead(200, { "content-type": "text/html; charset=utf-8", ...report });
      response.end(html(body));
    });
    await browser.goto(url.replace("set.html", "report.html"));
    await browser.waitForText(`${PLANNER} >>> [part=sentence]`, /10 days/);
    site.routeFirst(1, new URL(await names(browser, "de")).pathname, broken());
    await set(browser, PLANNER, ["locale", "de"]);
    await browser.waitForText(`${PLANNER} >>> [part=sentence]`, /10 Tage/);
  },
);

/** The address of a locale's texts, as the loader has it. */
const names = (browser, tag) =>
  browser.run(async (tag) => {
    const loader = await (await fetch("/simfare.js")).text();
    const [, hash] = loader.match(new RegExp(`"?${tag}"?:\\["([0-9a-f]+)"`));
    return new URL(`/simfare-${tag}-${hash}.txt`, location.href).href;
  }, tag);
