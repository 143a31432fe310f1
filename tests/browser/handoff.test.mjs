// Orders handed to where they are paid for: what arrives there, what is refused, and that it
// happens once. The stand-ins (public/handoff) show what arrived.

import assert from "node:assert/strict";
import { Look } from "./support/look.mjs";
import { inBrowser } from "./support/in-browser.mjs";
import { waitFor } from "./support/wait.mjs";

const inside = (selector) => `simfare-planner >>> ${selector}`;
const choose = inside(".card [part~=choose]");

/** A page with the planner set up for a handoff, and its answer there. */
async function open({ site, browser }, path) {
  await browser.goto(site.url(`/handoff/${path}`));
  await ready(browser);
}

async function ready(browser) {
  await browser.find("html[data-ready]");
  const planner = await browser.find("simfare-planner");
  await browser.run((element) => element.scrollIntoView(), planner);
  await browser.find(choose);
}

/** What a stand-in says has arrived. */
async function arrived(browser) {
  await browser.find("#arrived tr");
  return Object.fromEntries(
    await browser.run(() =>
      [...document.querySelectorAll("#arrived tr")].map(({ cells }) => [
        cells[0].textContent,
        cells[1].textContent,
      ]),
    ),
  );
}

/** Another tab than this one, as soon as there is one. */
async function otherTab(browser) {
  const here = await browser.driver.getWindowHandle();
  return waitFor(async () => {
    const all = await browser.driver.getAllWindowHandles();
    return all.find((tab) => tab !== here);
  }, "another tab");
}

inBrowser("a Stripe payment link", {}, async (page) => {
  const { browser } = page;
  await open(page, "try.html?handoff=stripe-payment-link&coupon=WELCOME10");
  await browser.click(choose);
  const { client_reference_id, ...rest } = await arrived(browser);
  assert.match(client_reference_id, /^[0-9a-f]{32}$/);
  assert.deepEqual(rest, {
    path: "/handoff/stripe.html",
    link: "5gb",
    prefilled_promo_code: "WELCOME10",
    locale: "en",
  });
});

inBrowser("a PayPal link, in the person's language", { lang: "zh-CN" }, async (page) => {
  const { browser } = page;
  await open(page, "try.html?handoff=paypal-link");
  await browser.click(choose);
  assert.deepEqual(await arrived(browser), {
    path: "/handoff/paypal.html",
    link: "5gb",
    "locale.x": "zh_CN",
    "country.x": "CN",
  });
  await browser.waitForText("h1", /收到的内容/);
  await browser.assertAccessible();
});

inBrowser("a discount that a link can't be told of", {}, async (page) => {
  const { site, browser } = page;
  await open(page, "try.html?handoff=paypal-link&coupon=WELCOME10");
  await browser.click(choose);
  await browser.waitForText(inside("[part~=handoff-error]"), /can’t take the code WELCOME10/);
  const { detail } = await browser.event("simfare-error");
  assert.deepEqual([detail.code, detail.pointer], ["handoff-coupon", "/request/coupon"]);
  assert.equal(site.requests.includes("/handoff/paypal.html"), false);
  await browser.assertAccessible();
});

inBrowser("a Shopify cart", {}, async (page) => {
  const { browser } = page;
  await open(page, "try.html?handoff=shopify&coupon=WELCOME10");
  // 6 GB: the cheapest is the plan with an add-on.
  await browser.type(inside("input[name=data]"), 6);
  await browser.waitForText(inside("[part=bill]"), /1 GB more/);
  const { detail } = await browser.event("simfare-quote");
  await browser.click(choose);
  const { "attributes[simfare_reference]": reference, ...rest } = await arrived(browser);
  assert.match(reference, /^[0-9a-f]{32}$/);
  assert.deepEqual(rest, {
    path: "/handoff/shopify/cart/45000000000001:1,45000000000004:1",
    "attributes[simfare_total]": `${detail.total} USD`,
    "attributes[simfare_from]": detail.purchases[0].date,
    "attributes[simfare_line]": "new",
    discount: "WELCOME10",
    note: "Aurora “5 GB + 300 min + 1 GB more”",
  });
});

inBrowser("a WooCommerce checkout", {}, async (page) => {
  const { browser } = page;
  await open(page, "try.html?handoff=woocommerce&trip=two");
  await browser.waitForText(inside("[part=bill]"), /Comet/);
  await browser.click(choose);
  assert.deepEqual(await arrived(browser), {
    path: "/handoff/woocommerce/checkout-link/",
    products: "502:1,503:1",
  });
});

inBrowser("Paddle on the page, once for twenty clicks, and again when asked", {}, async (page) => {
  const { browser } = page;
  await open(page, "paddle.html?coupon=WELCOME10");
  await browser.clicks(choose, 20);
  await browser.find("#paddle[open]");
  assert.equal(await (await browser.find("#paddle")).getAttribute("data-opened"), "1");
  const { "customData.simfare_reference": reference, ...rest } = await arrived(browser);
  assert.match(reference, /^[0-9a-f]{32}$/);
  const { detail } = await browser.event("simfare-quote");
  assert.deepEqual(rest, {
    pri_01gsz8x8sawmvhz1pv30nge001: "1",
    "customData.simfare_total": `${detail.total} USD`,
    "customData.simfare_from": detail.purchases[0].date,
    "customData.simfare_line": "new",
    "customData.simfare_note": "Aurora “5 GB + 300 min”",
    "settings.locale": "en",
    discountCode: "WELCOME10",
  });
  assert.equal((await browser.events("simfare-checkout")).length, 1);
  await browser.assertAccessible();
  await browser.click("#paddle button");

  await browser.click(inside("[part~=handoff-again]"));
  await browser.find("#paddle[open][data-opened='2']");
  assert.equal((await arrived(browser))["customData.simfare_reference"], reference, "the same order");
  await browser.click("#paddle button");
});

inBrowser("a page without Paddle says so", { lang: "zh-CN" }, async (page) => {
  const { browser } = page;
  await open(page, "try.html?handoff=paddle");
  await browser.click(choose);
  await browser.waitForText(inside("[part~=handoff-error]"), /没有载入付款窗口/);
  const { detail } = await browser.event("simfare-error");
  assert.equal(detail.code, "handoff-paddle");
  assert.equal(detail.pointer, "/handoff");
  // Nothing was handed over, so it can be tried once more: now the page has it.
  await browser.run(() => {
    globalThis.calls = [];
    globalThis.Paddle = { Checkout: { open: (options) => globalThis.calls.push(options) } };
  });
  await browser.click(choose);
  await browser.waitForText(inside("[part~=handed]"), /已在本页打开/);
  assert.deepEqual(await browser.run(() => globalThis.calls.map(({ items }) => items)), [
    [{ priceId: "pri_01gsz8x8sawmvhz1pv30nge001", quantity: 1 }],
  ]);
});

inBrowser("the page itself, once for twenty clicks", {}, async (page) => {
  const { browser } = page;
  await open(page, "event.html");
  await browser.clicks(choose, 20);
  await browser.find("#order:not([hidden])");
  assert.equal(await (await browser.find("#order")).getAttribute("data-told"), "1");
  assert.equal((await browser.events("simfare-checkout")).length, 1);
  assert.equal((await arrived(browser)).days, "30");
  await browser.waitForText(inside("[part=handed]"), /with the shop/);
  // Another trip is another confirmation.
  await browser.type(inside("input[name=days]"), 20);
  await browser.waitForText(inside("[part=sentence]"), /20 days/);
  await browser.click(choose);
  await browser.find("#order[data-told='2']");
});

inBrowser("one way there for twenty clicks; later a link", {}, async (page) => {
  const { site, browser } = page;
  // An answer that leaves the person where they are.
  const queries = [];
  site.route("/handoff/stripe.html", (request, response) => {
    queries.push(request.url);
    response.writeHead(204).end();
  });
  await open(page, "try.html");
  await browser.clicks(choose, 10);
  for (let i = 0; i < 10; i += 1) await browser.clicks(inside("[part~=choose]"), 1);
  await browser.waitForText(inside("[part~=handed]"), /Taking you to 127\.0\.0\.1/);
  assert.equal((await browser.events("simfare-checkout")).length, 1);
  await waitFor(() => queries.length > 0, "the way there");
  assert.equal((await browser.focused()).id, "handed", "the focus isn't lost with the button");
  await browser.assertAccessible();

  const link = await browser.find(inside("[part~=handoff-link]"));
  assert.equal(queries.length, 1);
  assert.equal(new URL(await link.getAttribute("href")).search, new URL(queries[0], site.url()).search);
  site.clear();
  await browser.click(link);
  assert.equal((await arrived(browser)).link, "5gb");
});

inBrowser("a page that takes over", {}, async (page) => {
  const { site, browser } = page;
  await open(page, "try.html");
  await browser.run(() => addEventListener("simfare-checkout", (event) => event.preventDefault()));
  await browser.click(choose);
  await browser.waitForText(inside("[part=handed]"), /with the shop/);
  assert.equal(site.requests.includes("/handoff/stripe.html"), false);
  // Whoever has closed the page's cart may want the same trip again.
  await browser.click(inside("[part~=handoff-over]"));
  await browser.click(choose);
  await browser.waitForText(inside("[part=handed]"), /with the shop/);
  assert.equal((await browser.events("simfare-checkout")).length, 2);
});

inBrowser("back from the shop one may choose again", {}, async (page) => {
  const { site, browser } = page;
  site.route("/handoff/stripe.html", (request, response) => response.writeHead(204).end());
  await open(page, "try.html");
  await browser.click(choose);
  await browser.waitForText(inside("[part~=handed]"), /Taking you to 127\.0\.0\.1/);
  // As a browser says it that has kept the page.
  await browser.run(() => dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true })));
  await browser.find(choose);
  assert.deepEqual(await browser.all(inside("[part~=handed]")), []);
});

inBrowser("several payment links, one after another", {}, async (page) => {
  const { site, browser } = page;
  await open(page, "try.html?trip=two&coupon=WELCOME10");
  await browser.waitForText(inside("[part=bill]"), /Comet/);
  await browser.click(choose);
  await browser.waitForText(inside("[part~=handed]"), /This takes 2 payments/);
  const list = inside("[part=handoff-payments]");
  assert.match(await browser.text(list), /Pay for Talk/);
  await browser.assertAccessible();
  const here = await browser.driver.getWindowHandle();
  const [talk, data] = await browser.all(inside("[part~=handoff-link]"));
  const search = async (link) => Object.fromEntries(new URL(await link.getAttribute("href")).searchParams);
  const first = await search(talk);
  const second = await search(data);
  assert.match(first.client_reference_id, /^[0-9a-f]{32}_1$/);
  assert.equal(second.client_reference_id, first.client_reference_id.replace("_1", "_2"));
  assert.equal(first.prefilled_promo_code, "WELCOME10");
  assert.equal(second.prefilled_promo_code, undefined, "the code isn't for that brand");

  await browser.click(talk);
  const tab = await otherTab(browser);
  await browser.waitForText(list, /opened/);
  await browser.driver.switchTo().window(tab);
  assert.equal((await arrived(browser)).link, "talk");
  assert.equal(await browser.run(() => globalThis.opener), null);
  await browser.driver.close();
  await browser.driver.switchTo().window(here);
  assert.equal(site.requests.filter((path) => path === "/handoff/stripe.html").length, 1);
  // Back to choosing.
  await browser.click(inside("[part~=handoff-over]"));
  await browser.find(choose);
});

inBrowser("a day that has passed has no price any more", { today: "2026-12-05" }, async (page) => {
  const { site, browser } = page;
  const begin = (start_date) =>
    browser.run((start_date) => {
      const phases = [{ days: 30, data_mb: 5120, minutes: 100 }];
      document.querySelector("simfare-planner").request = { schema: "simfare.request/1", start_date, phases };
    }, start_date);
  await open(page, "try.html");
  await begin("2026-12-01");
  // It is quoted all the same: whoever looks back may ask what it was.
  await browser.waitForText(inside("[part=sentence]"), /December 1/);
  // Before anybody chooses it, too.
  await browser.waitForText(inside("[part=card]"), /a day that has passed/);
  await browser.assertAccessible();
  await browser.click(choose);
  await browser.waitForText(inside("[part~=handoff-error]"), /a day that has passed/);
  const { detail } = await browser.event("simfare-error");
  assert.deepEqual([detail.code, detail.pointer], ["handoff-past", "/request/start_date"]);
  assert.equal(site.requests.includes("/handoff/stripe.html"), false);
  await browser.assertAccessible();
  await begin("2026-12-05");
  await browser.waitForText(inside("[part=sentence]"), /today/);
  assert.doesNotMatch(await browser.text(inside("[part=card]")), /has passed/);
  await browser.click(choose);
  assert.equal((await arrived(browser)).path, "/handoff/stripe.html");
});

inBrowser("offers that the shop doesn't sell are named", { today: "2026-12-01" }, async (page) => {
  const { site, browser } = page;
  await open(page, "try.html");
  await browser.run(
    () => (document.querySelector("simfare-planner").request = {
      schema: "simfare.request/1",
      start_date: "2026-12-01",
      phases: [{ days: 30, data_mb: 5120, minutes: 100 }],
      filter: { brands: ["ember"] },
    }),
  );
  await browser.waitForText(inside("[part=sentence]"), /6 GB \+ 500 min/);
  await browser.click(choose);
  await browser.waitForText(inside("[part~=handoff-error]"), /“6 GB \+ 500 min” can’t be bought/);
  const { detail } = await browser.event("simfare-error");
  assert.equal(detail.code, "handoff-item");
  assert.equal(detail.pointer, "/plans/3/handoff/stripe_payment_link");
  assert.match(detail.message, /6 GB \+ 500 min/);
  assert.deepEqual(
    await browser.run(() => document.querySelector("simfare-planner").error.code),
    "handoff-item",
  );
  assert.equal(site.requests.includes("/handoff/stripe.html"), false);
  await browser.assertAccessible();
});

inBrowser("only where the page allows", {}, async (page) => {
  const { site, browser } = page;
  await open(page, "try.html");
  const set = (name, value) =>
    browser.run((name, value) => (document.querySelector("simfare-planner")[name] = value), name, value);
  const refusal = async (code) => {
    const before = (await browser.events("simfare-error")).length;
    await browser.click(choose);
    const { detail } = await browser.event("simfare-error", { after: before });
    assert.equal(detail.code, code);
    await browser.find(inside("[part~=handoff-error]"));
    return detail;
  };
  // Without a list, a link of the catalog leads to the provider itself or nowhere.
  await set("allowOrigins", null);
  await refusal("handoff-origin");
  await browser.waitForText(inside("[part~=handoff-error]"), /hasn’t approved payments at 127\.0\.0\.1/);
  await set("allowOrigins", "https://buy.stripe.com https://127.0.0.1 http://localhost");
  await waitFor(async () => !(await browser.has(inside("[part~=handoff-error]"))), "a new chance");
  const { faults } = await refusal("handoff-origin");
  assert.match(faults[0].message, /^http:\/\/127\.0\.0\.1:\d+ isn't among allow-origins$/);
  await set("handoff", "stripe");
  await refusal("handoff-unknown");
  await set("handoff", "shopify");
  await refusal("handoff-endpoint");
  await set("endpoint", "http://shop.example");
  await refusal("handoff-origin");
  assert.equal(site.requests.includes("/handoff/stripe.html"), false);

  await set("handoff", "stripe-payment-link");
  await set("allowOrigins", new URL(site.url()).origin);
  await browser.click(choose);
  assert.equal((await arrived(browser)).link, "5gb");
});

/** A page of another shop, in which the planner's stands framed. */
async function framed({ site, browser }, sandbox) {
  const attribute = sandbox === null ? "" : `sandbox="${sandbox}"`;
  site.route("/outer", (_request, response) => {
    response.writeHead(200, { "content-type": "text/html" });
    response.end(`<!doctype html><html lang="en"><title>Outer</title><link rel="icon" href="/lantern.svg">
      <h1>Outer</h1><iframe title="Plans" width="1100" height="800" src="/handoff/try.html" ${attribute}></iframe>`);
  });
  await browser.goto(site.url("/outer"));
  await browser.driver.switchTo().frame(0);
  await ready(browser);
}

inBrowser("out of a frame, in the same tab", {}, async (page) => {
  const { browser } = page;
  await framed(page, null);
  await browser.click(choose);
  await browser.driver.switchTo().defaultContent();
  await waitFor(() => browser.run(() => location.pathname === "/handoff/stripe.html"), "the tab there");
  assert.equal((await arrived(browser)).link, "5gb");
});

const sandboxed = "allow-scripts allow-same-origin";
const kept = [/Unsafe attempt to initiate navigation/, /Blocked opening/];

inBrowser("out of a frame that must stay, in a new tab", { expected: kept }, async (page) => {
  const { browser } = page;
  await framed(page, `${sandboxed} allow-popups`);
  await browser.click(choose);
  const tab = await otherTab(browser);
  await browser.waitForText(inside("[part~=handed]"), /opened in a new tab/);
  await browser.driver.switchTo().window(tab);
  assert.equal((await arrived(browser)).link, "5gb");
  assert.equal((await browser.driver.getAllWindowHandles()).length, 2);
});

inBrowser("by a link where the browser opens nothing", { expected: kept }, async (page) => {
  const { browser } = page;
  await browser.beforePages(() => (globalThis.open = () => null));
  await framed(page, `${sandboxed} allow-popups`);
  await browser.click(choose);
  await browser.waitForText(inside("[part~=handed]"), /didn’t open 127\.0\.0\.1/);
  assert.equal((await browser.driver.getAllWindowHandles()).length, 1);
  await browser.click(inside("[part~=handoff-link]"));
  await browser.driver.switchTo().window(await otherTab(browser));
  assert.equal((await arrived(browser)).link, "5gb");
});

inBrowser("stand-ins and outcomes can be read at any width", { reducedMotion: true }, async (page) => {
  const { site, browser } = page;
  const look = new Look(browser);
  for (const name of ["stripe", "shopify", "woocommerce", "paypal"]) {
    await browser.goto(site.url(`/handoff/${name}.html?client_reference_id=${"a1b2c3d4".repeat(8)}&locale=en`));
    await arrived(browser);
    await look.at(name, { widths: name === "stripe" ? [320, 768, 1280] : [320] });
  }
  await browser.resize(1280);
  await open(page, "try.html?trip=two");
  await browser.waitForText(inside("[part=bill]"), /Comet/);
  await browser.click(choose);
  await browser.find(inside("[part=handoff-payments]"));
  await look.at("several payments");
  await browser.resize(1280);
  await open(page, "try.html?handoff=paddle");
  await browser.click(choose);
  await browser.find(inside("[part~=handoff-error]"));
  await look.at("a refusal");
  look.done();
});
