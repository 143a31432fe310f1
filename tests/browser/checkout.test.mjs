// From the planner's answer to an order, at the real service with its sandbox.

import assert from "node:assert/strict";
import { fill, next, openCheckout, openStep, order, part, pay, tap } from "./support/checkout.mjs";
import { inBrowser } from "./support/in-browser.mjs";
import { inside } from "./support/planner.mjs";
import { waitFor } from "./support/wait.mjs";

const CODE = "LPA:1$smdp.example.com$04386-AGYFT-A74Y8-3F815";
const orders = {};
const status = (word) => inside(`[part=order][data-status=${word}]`);

/** What the page was told of orders. */
const told = async (browser) =>
  (await browser.events("simfare-order")).map(({ detail }) => detail.status);

inBrowser("from a choice to a delivery", { orders }, async (page) => {
  const { site, browser } = page;
  await openCheckout(page);
  assert.equal((await browser.focused()).id, "checkout", "the focus goes along");
  await browser.assertAccessible();
  const { detail: quote } = await browser.event("simfare-quote");
  const due = await browser.text(part("checkout-due"));

  // Nothing to type yet: what is bought.
  assert.equal(await openStep(browser), "review");
  await browser.waitForText(part("bill-total"), /\$/);
  await browser.click(part("checkout-next"));
  await browser.find(inside("[data-step=line][aria-current=step]"));
  await browser.assertAccessible();
  await browser.click(part("checkout-next"));
  await browser.find(inside("[data-step=contact][aria-current=step]"));
  await browser.assertAccessible();
  // Without an address one stays, and is told why.
  await browser.click(part("checkout-next"));
  await browser.waitForText(part("field-error"), /e-mail/);
  assert.equal((await browser.focused()).id, "checkout-email");
  await browser.assertAccessible();
  await browser.type(inside("#checkout-email"), " li.wei@example.com ");
  await next(browser, "payment");
  await browser.waitForText(part("steps"), /3%|PayPal/);
  // What describes a way to pay isn't read with its name, too.
  await browser.waitForText(part("option"), /\$.*No fee|No fee[^]*\$/);
  const method = await browser.find(inside("#checkout-method-0"));
  const about = await browser.text(inside("#checkout-method-0-about"));
  const name = await method.getAccessibleName();
  assert.match(name, /^\S.* \$\d/);
  assert.ok(!name.includes(about.split("\n")[0]), `${about} in ${name}`);
  await browser.assertAccessible();
  await fill(browser);
  await browser.assertAccessible();
  await browser.screenshot("checkout-confirm-en");

  await order(browser);
  assert.doesNotMatch(await browser.driver.getCurrentUrl(), /li\.wei|token/);
  await pay(browser, "succeed");
  await browser.find(status("paid"), { timeout: 15_000 });
  await browser.assertAccessible();
  await browser.screenshot("checkout-paid-en");
  assert.doesNotMatch(await browser.driver.getCurrentUrl(), /li\.wei|token/);

  const { detail: paid } = await browser.event("simfare-order");
  assert.equal(paid.status, "paid");
  assert.equal(paid.total, quote.total);
  assert.ok(due.includes(paid.due_now), `${due} was shown, ${paid.due_now} was due`);
  assert.deepEqual(Object.keys(paid).filter((key) => /token|email|contact|line/.test(key)), []);

  await site.shop(paid.id, "fulfil", { activation_code: CODE });
  await browser.find(status("fulfilled"), { timeout: 20_000 });
  await browser.waitForText(status("fulfilled"), /Activation code|activation code/);
  assert.equal((await told(browser)).at(-1), "fulfilled");
  await browser.assertAccessible();
  await browser.screenshot("checkout-fulfilled-en");
  const stored = await browser.run(() => JSON.stringify({ ...localStorage }));
  assert.doesNotMatch(stored, /li\.wei|token/);
  assert.equal((await site.orders()).length, 1);
});

inBrowser("a decline, another try, and a slow payment, in Chinese", { orders, lang: "zh-CN" }, async (page) => {
  const { site, browser } = page;
  await openCheckout(page, "/?lang=zh-CN");
  await fill(browser);
  await browser.screenshot("checkout-confirm-zh");
  await order(browser);
  await pay(browser, "decline");
  await browser.find(status("payment_failed"), { timeout: 15_000 });
  await browser.assertAccessible();
  await browser.screenshot("checkout-declined-zh");

  await browser.click(part("order-retry"));
  await browser.find("form button[value=succeed]", { timeout: 15_000 });
  await pay(browser, "slow");
  await browser.find(status("awaiting_payment"), { timeout: 15_000 });
  await browser.screenshot("checkout-waiting-zh");
  await browser.find(status("paid"), { timeout: 30_000 });
  assert.equal((await site.orders()).length, 2, "a declined order, and the next");
});

/** What Chromium says of an answer that doesn't come. */
const failed = /Failed to load resource/;

inBrowser("twenty clicks, a reload and a way back are one order", { orders, expected: [failed] }, async (page) => {
  const { site, browser } = page;
  // Nobody leaves the shop's page: the payment page is a dead end.
  await openCheckout(page);
  await fill(browser);
  let held = [];
  site.route("/v1/orders", (request, response) => {
    held.push([request.headers["idempotency-key"], response]);
    request.resume();
  });
  await browser.clicks(part("checkout-order"), 20);
  await waitFor(() => held.length > 0, "an order on its way");
  await browser.waitForText(part("checkout-now"), /Placing your order|longer than usual/);
  assert.equal((await browser.focused()).id, "checkout-now");
  // The page is left in the midst of it, and comes back.
  await browser.driver.navigate().refresh();
  await waitFor(() => held.length > 1, "the same order once more");
  assert.equal(new Set(held.map(([key]) => key)).size, 1, "one key");
  assert.match(held[0][0], /^[0-9a-f]{32}$/);
  site.clear();
  for (const [, response] of held) response.destroy();
  await browser.find("form button[value=succeed]", { timeout: 20_000 });
  assert.equal((await site.orders()).length, 1);

  // Back from the payment page: the order is there, unpaid.
  await browser.driver.navigate().back();
  await browser.find(status("awaiting_payment"), { timeout: 15_000 });
  assert.equal((await site.orders()).length, 1);
  await browser.click(part("order-pay"));
  await browser.find("form button[value=succeed]", { timeout: 15_000 });
  await pay(browser, "succeed");
  await browser.find(status("paid"), { timeout: 15_000 });
  assert.equal((await site.orders()).length, 1);
});

inBrowser("who comes back to another browser than they ordered in is told so", { orders }, async ({ site, browser }) => {
  await browser.goto(site.url("/?order=ord_01m8mcsbyg2kxnaz689rm2zv47"));
  const note = inside("[part=order-note]");
  await browser.waitForText(note, /Order ord_01m8mcsbyg2kxnaz689rm2zv47 was begun in another tab/);
  assert.match(await browser.text(note), /@/, "whom to ask");
  await browser.assertAccessible();
  await browser.goto(site.url("/"));
  await browser.find(inside("[part=sentence]"));
  assert.equal(await browser.has(`${note}:not([hidden])`), false);
});

inBrowser("a checkout by itself, for what the page sells", { orders }, async (page) => {
  const { site, browser } = page;
  const element = "simfare-checkout";
  const html = (request) => `<!doctype html><html lang="en"><head><title>Shop</title>
    <meta name="color-scheme" content="light dark"><script type="module" src="/simfare.js"></script></head>
    <body><main><h1>Shop</h1><simfare-checkout catalog="/catalog.json" handoff="service" endpoint="/"
    ${request ? `request='${JSON.stringify(request)}'` : ""}><p id="none">Nothing to buy</p></simfare-checkout></main></body></html>`;
  const start = new Date().toISOString().slice(0, 10);
  const request = { schema: "simfare.request/1", start_date: start, phases: [{ days: 20, data_mb: 3000 }] };

  // Without anything to sell there is what the page has for that.
  await browser.goto(await site.page("/own.html", html()));
  assert.ok(await (await browser.find("#none")).isDisplayed());
  await browser.run((element) => element.scrollIntoView(), await browser.find(element));
  await browser.run((request) => (document.querySelector("simfare-checkout").request = request), request);
  await browser.find(part("checkout-next", element));
  assert.equal(await (await browser.find("#none")).isDisplayed(), false);
  await browser.assertAccessible();
  await fill(browser, { element });
  await order(browser, element);

  // The page that one comes back to has a checkout too, with nothing to sell.
  await site.page("/own.html", html());
  await browser.click("button[value=succeed]");
  await browser.find("main a[href*='order=']");
  await browser.goto(site.url("/own.html"));
  await browser.find(`${element} >>> [part=order][data-status=paid]`, { timeout: 20_000 });
  const { detail } = await browser.event("simfare-order");
  assert.deepEqual(await browser.run(() => document.querySelector("simfare-checkout").order), detail);
  await browser.assertAccessible();
});

inBrowser("a planner gives its choice to a checkout elsewhere on the page", { orders }, async (page) => {
  const { site, browser } = page;
  const html = `<!doctype html><html lang="en"><head><title>Shop</title>
    <meta name="color-scheme" content="light dark"><script type="module" src="/simfare.js"></script></head>
    <body><main><h1>Shop</h1><simfare-planner catalog="/catalog.json" days="30" data-mb="5120" checkout="#till"></simfare-planner>
    <simfare-checkout id="till" catalog="/catalog.json" handoff="service" endpoint="/"></simfare-checkout></main></body></html>`;
  await browser.goto(await site.page("/two.html", html));
  const { detail } = await browser.event("simfare-quote");
  await browser.click(inside(".card [part~=choose]"));
  const element = "simfare-checkout";
  await browser.find(part("checkout-next", element));
  await waitFor(async () => (await browser.focused()).id === "checkout", "the focus in the checkout");
  assert.ok(await browser.has(inside("[part=sentence]")), "the answer stays");
  await fill(browser, { element });
  await browser.click(part("checkout-order", element));
  await browser.find("form button[value=succeed]", { timeout: 15_000 });
  const [taken] = await site.orders();
  assert.ok(JSON.stringify(taken).includes(detail.total), `${detail.total} in ${taken}`);
});

inBrowser("a half-filled checkout is of the page on which it was begun", { orders }, async (page) => {
  const { site, browser } = page;
  const html = (days) => `<!doctype html><html lang="en"><head><title>Shop</title>
    <script type="module" src="/simfare.js"></script></head><body><main><h1>Shop</h1>
    <simfare-planner catalog="/catalog.json" handoff="service" endpoint="/" days="${days}"></simfare-planner></main></body></html>`;
  const [here, there] = [await site.page("/us.html", html(30)), await site.page("/japan.html", html(60))];
  await browser.goto(here);
  await browser.event("simfare-quote");
  await browser.click(inside(".card [part~=choose]"));
  await next(browser, "contact");
  await browser.goto(there);
  await browser.waitForText(inside("[part=sentence]"), /60 days/);
  // Whoever comes back finds it where it was.
  await browser.goto(here);
  await browser.find(inside("[data-step=contact][aria-current=step]"));
});

inBrowser("a page that takes over where one confirms", { orders }, async (page) => {
  const { site, browser } = page;
  await openCheckout(page);
  await browser.run(() => addEventListener("simfare-checkout", (event) => event.preventDefault()));
  await fill(browser);
  await browser.click(part("checkout-order"));
  await browser.waitForText(part("checkout-now"), /with the shop/);
  const { detail } = await browser.event("simfare-checkout");
  assert.deepEqual(detail.contact, { email: "li.wei@example.com", locale: "en" });
  assert.deepEqual(detail.line, { kind: "new_esim" });
  assert.equal(detail.request.payment_method, "card");
  assert.equal(detail.quote.purchases.length > 0, true);
  assert.equal((await site.orders()).length, 0);
});

/** Opens the shop's page with a trip from today on. */
async function plan({ site, browser }, trip) {
  const request = {
    schema: "simfare.request/1",
    start_date: new Date().toISOString().slice(0, 10),
    phases: [{ days: 45, data_mb: 5120, minutes: 200, reachable: true }],
    ...trip,
  };
  await browser.goto(site.url("/"));
  await browser.event("simfare-quote");
  await browser.run((request) => {
    document.querySelector("simfare-planner").request = request;
  }, request);
}

inBrowser("a line there is already: its number, as one types it", { orders }, async (page) => {
  const { site, browser } = page;
  await plan(page, {
    number: "keep",
    line: { brand: "tello", plan: "tello-5-gb-300-min", days_left: 0, left: {} },
  });
  await browser.waitForText(inside("[part=sentence]"), /^Renew/);
  await browser.click(inside(".card [part~=choose]"));
  await next(browser, "line");
  // Nothing is chosen for the person.
  await browser.click(part("checkout-next"));
  await browser.waitForText(part("field-error"), /Choose which line/);
  await tap(browser, inside("#checkout-line-card"));
  await browser.type(inside("#checkout-iccid"), "8991 1012 0000 3204");
  await browser.click(part("checkout-next"));
  await browser.waitForText(part("field-error"), /19 or 20 digits/);
  assert.equal((await browser.focused()).id, "checkout-iccid");
  await browser.type(inside("#checkout-iccid"), "8991 1012 0000 3204 511");
  await browser.waitForText(part("field-error"), /last digit/);
  await browser.assertAccessible();
  await browser.screenshot("checkout-line-en");
  await tap(browser, inside("#checkout-line-number"));
  await browser.type(inside("#checkout-phone"), "(415) 555-0123");
  await next(browser, "contact");
  await browser.waitForText(inside("[data-step=line] [part=step-summary]"), /\+14155550123/);
  await browser.type(inside("#checkout-email"), "a@b.co");
  await next(browser, "payment");
  await next(browser, "renewal");
  await browser.waitForText(inside("[data-step=renewal]"), /before the next date/);
  await browser.assertAccessible();
  await browser.screenshot("checkout-renewal-en");
  await tap(browser, inside("#checkout-renewal-auto"));
  await next(browser, "confirm");
  await order(browser);
  await pay(browser, "succeed");
  await browser.find(status("paid"), { timeout: 20_000 });
  const { detail } = await browser.event("simfare-order");
  await site.shop(detail.id, "fulfil", { reference: "R-1" });
  await browser.find(status("fulfilled"), { timeout: 20_000 });
});

inBrowser("by bank transfer: nobody renews but oneself", { orders: { pay: ["--manual-instructions", "IBAN 12-345"] } }, async (page) => {
  const { site, browser } = page;
  await plan(page, { number: "hold", autopay: true });
  await browser.waitForText(inside("[part=sentence]"), /^Buy/);
  await browser.click(inside(".card [part~=choose]"));
  await browser.find(part("checkout-next"));
  while ((await openStep(browser)) !== "renewal") {
    const step = await openStep(browser);
    if (step === "contact") await browser.type(inside("#checkout-email"), "a@b.co");
    await browser.click(part("checkout-next"));
    await browser.find(inside(`[aria-current=step]:not([data-step=${step}])`));
  }
  await browser.waitForText(inside("[data-step=renewal]"), /“Bank transfer” can’t be charged again/);
  assert.equal(await browser.has(inside("#checkout-renewal-auto")), false);
  await browser.assertAccessible();
  await browser.screenshot("checkout-renewal-manual-en");
  await next(browser, "confirm");
  await browser.click(part("checkout-order"));
  await browser.waitForText(status("awaiting_payment"), /IBAN 12-345/, { timeout: 15_000 });
  const { detail } = await browser.event("simfare-checkout");
  assert.ok(!detail.request.autopay);
  assert.equal((await site.orders()).length, 1);
});

inBrowser("failed, and the money sent back", { orders }, async (page) => {
  const { site, browser } = page;
  await openCheckout(page);
  await fill(browser);
  await order(browser);
  await pay(browser, "succeed");
  await browser.find(status("paid"), { timeout: 20_000 });
  const { detail } = await browser.event("simfare-order");
  await site.shop(detail.id, "fail", { reason: "The carrier is out of eSIMs." });
  await browser.waitForText(status("fulfil_failed"), /out of eSIMs/, { timeout: 20_000 });
  await site.shop(detail.id, "refund", {});
  await browser.find(status("refunded"), { timeout: 30_000 });
  assert.deepEqual((await told(browser)).slice(-2), ["fulfil_failed", "refunded"]);
});

inBrowser("by bank transfer: what to pay, and word that it came", { orders: { pay: ["--manual-instructions", "IBAN 12-345"] } }, async (page) => {
  const { site, browser } = page;
  await openCheckout(page);
  // One way to pay is no question.
  assert.equal(await browser.has(inside("[data-step=payment]")), false);
  await fill(browser);
  await browser.click(part("checkout-order"));
  await browser.waitForText(status("awaiting_payment"), /IBAN 12-345/, { timeout: 15_000 });
  await browser.assertAccessible();
  const { detail } = await browser.event("simfare-order");
  // Back to the trip, and the order isn't lost.
  await browser.click(part("checkout-back"));
  await browser.waitForText(part("order-note"), new RegExp(detail.reference));
  await browser.driver.navigate().refresh();
  await browser.click(part("order-show"));
  await browser.find(status("awaiting_payment"));
  await site.shop(detail.id, "paid");
  await browser.find(status("paid"), { timeout: 30_000 });
  // The same once more is that order, not another.
  await browser.click(part("checkout-back"));
  await browser.click(inside(".card [part~=choose]"));
  await browser.find(status("paid"));
  assert.equal((await site.orders()).length, 1);
});

/** Opens a page of its own with a checkout for another provider than the service. */
async function openAlone({ site, browser }, element, handoff) {
  const html = `<!doctype html><html lang="en"><head><title>Shop</title>
    <script type="module" src="/simfare.js"></script></head>
    <body><main><h1>Shop</h1><simfare-checkout handoff="${handoff}"></simfare-checkout></main></body></html>`;
  await browser.goto(await site.page("/own.html", html));
  await browser.run(async () => {
    const checkout = document.querySelector("simfare-checkout");
    const catalog = await (await fetch("/handoff/catalog.json")).text();
    // The links of the catalog lead to this origin, whichever it is.
    checkout.allowOrigins = location.origin;
    checkout.catalog = JSON.parse(catalog.replaceAll("https://stand-in.example", location.origin));
    checkout.scrollIntoView();
  });
  await wish(browser, 30);
  await browser.find(part("checkout-next", element));
}

inBrowser("nothing to buy is nothing to order", {}, async (page) => {
  const { browser } = page;
  const element = "simfare-checkout";
  await openAlone(page, element, "event");
  const ask = (more) =>
    browser.run((more) => {
      const start_date = new Date().toISOString().slice(0, 10);
      document.querySelector("simfare-checkout").request = { schema: "simfare.request/1", start_date, ...more };
    }, more);
  await ask({ phases: [{ days: 20 }] });
  await browser.waitForText(part("checkout-now", element), /nothing to buy now/);
  for (const name of ["steps", "checkout-next", "checkout-order"]) {
    assert.deepEqual(await browser.all(part(name, element)), [], name);
  }
  await browser.assertAccessible();
  // What one has is enough.
  const line = { brand: "aurora", plan: "aurora-5gb", days_left: 25, left: { data_mb: 1000 } };
  await ask({ phases: [{ days: 20, data_mb: 500 }], line });
  await browser.waitForText(part("checkout-now", element), /^Do nothing: what you have is enough for 20 days\.$/);
  assert.deepEqual(await browser.all(part("checkout-next", element)), []);
  assert.deepEqual(await browser.events("simfare-checkout"), []);
});

/** The page wants so many days bought. */
const wish = (browser, days) =>
  browser.run((days) => {
    document.querySelector("simfare-checkout").request = {
      schema: "simfare.request/1",
      start_date: new Date().toISOString().slice(0, 10),
      phases: [{ days, data_mb: 5000 }],
    };
  }, days);

inBrowser("a day that has passed is said before anything is asked for", {}, async (page) => {
  const { browser } = page;
  const element = "simfare-checkout";
  await openAlone(page, element, "stripe-payment-link");
  await browser.run(() => {
    const checkout = document.querySelector("simfare-checkout");
    const start_date = new Date(Date.now() - 9 * 86_400_000).toISOString().slice(0, 10);
    checkout.request = { ...checkout.request, start_date };
  });
  await browser.click(part("checkout-next", element));
  await browser.waitForText(part("handoff-error", element), /a day that has passed/);
  assert.equal(await openStep(browser, element), "review");
});

inBrowser("a checkout for another provider asks for an address, and hands it over", {}, async (page) => {
  const { browser } = page;
  const element = "simfare-checkout";
  await openAlone(page, element, "stripe-payment-link");
  await next(browser, "contact", element);
  await browser.waitForText(part("field", element), /asked again where you pay/);
  await browser.type(`${element} >>> #checkout-email`, "li@example.com");
  await next(browser, "confirm", element);
  await browser.assertAccessible();
  await browser.clicks(part("checkout-order", element), 20);
  await browser.waitForText("#arrived", /li@example\.com/);
  assert.match(await browser.text("#arrived"), /prefilled_email/);
});

inBrowser("after an order handed to the page, another trip can be ordered", {}, async (page) => {
  const { site, browser } = page;
  const element = "simfare-checkout";
  const order = async (count) => {
    await fill(browser, { element });
    await browser.click(part("checkout-order", element));
    await browser.event("simfare-checkout", { after: count - 1 });
    await browser.find(part("handed", element));
  };
  await openAlone(page, element, "event");
  // Another provider's address may be one; nobody orders there.
  await browser.run(() => (document.querySelector("simfare-checkout").endpoint = "/"));
  await order(1);
  await wish(browser, 60);
  await browser.find(part("checkout-next", element));
  await order(2);
  assert.deepEqual(site.requests.filter((path) => path.includes("payment-methods")), []);
});
