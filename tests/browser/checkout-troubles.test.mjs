// What can come between a person and their order: another price, a service that is down, slow or
// odd, no network, no storage, a second tab, hostile text.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { broken, cutOff, inTurn, json, slow, text, wrongType } from "./support/answers.mjs";
import { fill, next, openCheckout, openStep, order, part, passed, pay, tap } from "./support/checkout.mjs";
import { inBrowser } from "./support/in-browser.mjs";
import { inside } from "./support/planner.mjs";
import { dist } from "./support/site.mjs";
import { waitFor } from "./support/wait.mjs";

const orders = {};
const catalog = JSON.parse(await readFile(`${dist}/catalog.json`, "utf8"));
const status = (word) => inside(`[part=order][data-status=${word}]`);
const payPage = "form button[value=succeed]";
/** What Chromium says of an answer that is no success, or of none. */
const failed = /Failed to load resource/;
const problem = (kind, status, headers = {}) => (_request, response) => {
  response.writeHead(status, { "content-type": "application/problem+json", ...headers });
  response.end(JSON.stringify({ type: `urn:simfare:problem:${kind}`, title: kind, status }));
};

/** The shop's prices as the page has them, older than the service's. */
const dearer = {
  ...catalog,
  plans: catalog.plans.map((plan) => ({ ...plan, price: (Number(plan.price) + 1).toFixed(2), autopay_price: undefined, sale: undefined })),
};

inBrowser("another price: both are shown, and the person decides", { orders: { catalog: dearer }, expected: [failed] }, async (page) => {
  const { site, browser } = page;
  // The page's catalog is the old one, in the built site.
  await openCheckout(page);
  await fill(browser);
  const before = await browser.text(part("checkout-due"));
  await browser.click(part("checkout-order"));
  await browser.find(part("prices"));
  const prices = await browser.text(part("prices"));
  assert.ok(prices.includes(before.replace(/\s.*/s, "")), `${before} in ${prices}`);
  assert.match(prices, /Difference\s*\+\$/);
  assert.equal((await site.orders()).length, 0, "nothing is ordered at another price");
  await browser.assertAccessible();
  await browser.screenshot("checkout-repriced-en");
  await browser.click(part("checkout-accept"));
  await browser.find(inside("[data-step=confirm][aria-current=step]"));
  const now = await browser.text(part("checkout-due"));
  assert.notEqual(now, before);
  await order(browser);
  const taken = JSON.stringify(await site.orders());
  assert.ok(taken.includes(now.replaceAll(/[^\d.]/g, "")), `${now} in ${taken}`);
});

inBrowser("another price, refused: back to the trip, and nothing is ordered", { orders: { catalog: dearer }, expected: [failed] }, async (page) => {
  const { site, browser } = page;
  await openCheckout(page);
  await fill(browser);
  await browser.click(part("checkout-order"));
  await browser.click(part("checkout-decline"));
  await browser.find(inside("[part=sentence]"));
  assert.equal((await browser.focused()).id, "answer");
  assert.equal((await site.orders()).length, 0);
  // Choosing again begins again.
  await browser.click(inside(".card [part~=choose]"));
  await browser.find(part("checkout-next"));
  assert.equal(await openStep(browser), "review");
});

inBrowser("another trip by the page, in the midst of it: the person decides, and pays for no other", { orders }, async (page) => {
  const { site, browser } = page;
  await openCheckout(page);
  await fill(browser);
  const total = () => browser.run(() => document.querySelector("simfare-planner").quote.total);
  const before = await total();
  await browser.run(() => (document.querySelector("simfare-planner").days = 75));
  await browser.find(part("prices"));
  assert.notEqual(await total(), before);
  assert.ok((await browser.text(part("prices"))).includes(await total()), "what the page's trip costs");
  await browser.click(part("checkout-accept"));
  await fill(browser);
  const due = (await browser.text(part("checkout-due"))).replaceAll(/[^\d.]/g, "");
  await order(browser);
  const taken = JSON.stringify(await site.orders());
  assert.ok(taken.includes(due), `${due} in ${taken}`);
});

inBrowser("a service that is unwell is asked again by itself", { orders, expected: [failed] }, async (page) => {
  const { site, browser } = page;
  await openCheckout(page);
  await fill(browser);
  const through = (request, response) => {
    site.clear();
    site.pass(request, response);
  };
  site.route("/v1/orders", inTurn(broken(), problem("too-many", 429, { "retry-after": "1" }), through));
  await browser.click(part("checkout-order"));
  await browser.waitForText(part("checkout-now"), /Trying again/);
  await browser.find(payPage, { timeout: 20_000 });
  assert.equal((await site.orders()).length, 1);
});

inBrowser("a service that is down: what is known, another try, and one order", { orders, expected: [failed], timeout: 180_000 }, async (page) => {
  const { site, browser } = page;
  await openCheckout(page);
  await fill(browser);
  const keys = new Set();
  site.route("/v1/orders", (request, response) => {
    keys.add(request.headers["idempotency-key"]);
    cutOff()(request, response);
  });
  await browser.click(part("checkout-order"));
  await browser.waitForText(part("checkout-error"), /doesn’t answer/, { timeout: 40_000 });
  assert.equal((await browser.event("simfare-error")).detail.code, "order-unreachable");
  assert.equal((await browser.focused()).id, "checkout-now");
  await browser.assertAccessible();
  await browser.screenshot("checkout-stuck-en");
  site.clear();
  await browser.click(part("checkout-retry"));
  await browser.find(payPage, { timeout: 20_000 });
  assert.equal((await site.orders()).length, 1);
  assert.equal(keys.size, 1, "one key");
});

for (const [what, answer] of [
  ["a page", wrongType()],
  ["JSON that is no order", text('{"id": 1}', "application/json", 201)],
]) {
  inBrowser(`a service that answers ${what}`, { orders, expected: [failed], timeout: 180_000 }, async (page) => {
    const { site, browser } = page;
    await openCheckout(page);
    await fill(browser);
    site.route("/v1/orders", answer);
    await browser.click(part("checkout-order"));
    await browser.waitForText(part("checkout-error"), /no order/, { timeout: 40_000 });
    await browser.waitForText(part("support"), /support@example\.com/);
    site.clear();
    await browser.click(part("checkout-retry"));
    await browser.find(payPage, { timeout: 20_000 });
    assert.equal((await site.orders()).length, 1);
  });
}

for (const [what, change] of [
  ["another total", { total: "999.00" }],
  ["another currency", { currency: "EUR" }],
]) {
  const name = `an order taken for ${what} than was confirmed leads nowhere`;
  inBrowser(name, { orders, timeout: 180_000 }, async (page) => {
    const { site, browser } = page;
    await openCheckout(page);
    await fill(browser);
    site.route("/v1/orders", async (request, response) => {
      const taken = { ...(await (await passed(site, request)).json()), ...change };
      json(taken)(request, response);
    });
    await browser.click(part("checkout-order"));
    await browser.waitForText(part("checkout-error"), /no order/, { timeout: 40_000 });
    assert.equal((await browser.event("simfare-error")).detail.code, "order-nonsense");
    // What is right again is the same order.
    site.clear();
    await browser.click(part("checkout-retry"));
    await browser.find(payPage, { timeout: 20_000 });
    assert.equal((await site.orders()).length, 1);
  });
}

inBrowser("an order of which more is due than was shown waits until that is seen", { orders }, async (page) => {
  const { site, browser } = page;
  await openCheckout(page);
  await fill(browser);
  site.route("/v1/orders", async (request, response) => {
    const taken = { ...(await (await passed(site, request)).json()), due_now: "999.00" };
    json(taken)(request, response);
  });
  const before = await browser.driver.getCurrentUrl();
  await browser.click(part("checkout-order"));
  await browser.waitForText(part("order-pay"), /999/, { timeout: 20_000 });
  assert.equal(await browser.driver.getCurrentUrl(), before);
});

inBrowser("a payment page that the shop hasn't approved: the order is there, and that is said", { orders }, async (page) => {
  const { site, browser } = page;
  await openCheckout(page);
  await fill(browser);
  site.route("/v1/orders", async (request, response) => {
    const answer = await passed(site, request);
    const taken = await answer.json();
    taken.payment.url = "https://pay.example/1";
    response.writeHead(answer.status, { "content-type": "application/json" });
    response.end(JSON.stringify(taken));
  });
  await browser.click(part("checkout-order"));
  const said = await browser.waitForText(part("handoff-error"), /hasn’t approved payments at pay\.example/);
  assert.match(said, /Your order is placed, but not paid/);
  assert.doesNotMatch(said, /Nothing was ordered|handed over/);
  const { detail } = await browser.event("simfare-error");
  assert.deepEqual([detail.code, detail.pointer], ["handoff-origin", "/payment/url"]);
  assert.doesNotMatch(detail.message, /Nothing was ordered/);
  await browser.find(status("awaiting_payment"));
  assert.equal((await site.orders()).length, 1);
  await browser.assertAccessible();
});

inBrowser("what the service refuses is mended where it was said", { orders, expected: [failed] }, async (page) => {
  const { site, browser } = page;
  await openCheckout(page);
  await fill(browser);
  site.route("/v1/orders", (_request, response) => {
    response.writeHead(422, { "content-type": "application/problem+json" });
    const errors = [{ pointer: "/payment_method", detail: "\"card\" can't be paid with here" }];
    response.end(JSON.stringify({ type: "urn:simfare:problem:faulty", title: "", status: 422, errors }));
  });
  await browser.click(part("checkout-order"));
  await browser.find(inside("[data-step=payment][aria-current=step]"));
  await browser.waitForText(part("step-error"), /Choose another/);
  await browser.assertAccessible();
  site.clear();
  await tap(browser, inside("#checkout-method-2"));
  await fill(browser);
  await order(browser);
  assert.equal((await site.orders()).length, 1);
});

inBrowser("no network: what is typed stays, and the order goes on by itself", { orders, expected: [failed] }, async (page) => {
  const { site, browser } = page;
  await openCheckout(page);
  await fill(browser);
  await browser.throttle({ offline: true });
  await browser.find(part("offline"));
  await browser.click(part("checkout-order"));
  await browser.waitForText(part("checkout-now"), /offline/);
  assert.equal((await site.orders()).length, 0);
  await browser.unthrottle();
  await browser.find(payPage, { timeout: 20_000 });
  assert.equal((await site.orders()).length, 1);
});

inBrowser("a browser that keeps nothing: a purchase all the same", { orders }, async (page) => {
  const { site, browser } = page;
  await browser.beforePages(() => {
    Object.defineProperty(window, "sessionStorage", {
      get() {
        throw new DOMException("refused", "SecurityError");
      },
    });
  });
  await openCheckout(page);
  await fill(browser);
  await order(browser);
  await browser.click("button[value=succeed]");
  await browser.find("main a[href*='order=']");
  assert.equal((await site.orders()).length, 1);
});

inBrowser("a tab made of this one is the same order", { orders, expected: [failed] }, async (page) => {
  const { site, browser } = page;
  await openCheckout(page);
  await fill(browser);
  const here = await browser.driver.getWindowHandle();
  // As browsers do for a tab that is duplicated: with a copy of what the session holds.
  await browser.run(() => void open(location.href));
  await browser.driver.switchTo().window(
    await waitFor(async () => (await browser.driver.getAllWindowHandles()).find((tab) => tab !== here), "a tab"),
  );
  await browser.find(inside("[data-step=confirm][aria-current=step]"), { timeout: 20_000 });
  await order(browser);
  await browser.driver.switchTo().window(here);
  await browser.click(part("checkout-order"));
  await browser.find(payPage, { timeout: 20_000 });
  assert.equal((await site.orders()).length, 1);
});

inBrowser("hostile text in the catalog is text", { orders: { catalog: hostile() }, timeout: 180_000 }, async (page) => {
  const { site, browser } = page;
  site.route("/catalog.json", text(JSON.stringify(hostile())));
  await browser.resize(360);
  await openCheckout(page);
  for (let step = await openStep(browser); step !== "confirm"; step = await openStep(browser)) {
    assert.ok((await browser.overflow()) <= 0, `${step}: no sideways scroll`);
    if (step === "contact") await browser.type(inside("#checkout-email"), "a@b.co");
    await browser.click(part("checkout-next"));
    await browser.find(inside(`[aria-current=step]:not([data-step=${step}])`));
  }
  const made = await browser.run(() =>
    document.querySelector("simfare-planner").shadowRoot.querySelectorAll("[part=checkout] :is(img, script, b)").length,
  );
  assert.equal(made, 0);
  assert.match(await browser.text(part("checkout")), /<img src=x onerror/);
  await order(browser);
  await pay(browser, "succeed");
  await browser.find(status("paid"), { timeout: 20_000 });
  assert.ok((await browser.overflow()) <= 0, "no sideways scroll after paying");
});

/** The catalog with names that nobody would give. */
function hostile() {
  // 5,000 characters, one word of 500 among them.
  const bad = `<img src=x onerror=alert(1)> gnp.exe <b>${"x".repeat(500)}${" long".repeat(900)}`.slice(0, 5000);
  const named = (list) => list.map((item) => ({ ...item, name: `${bad} ${item.name}` }));
  return {
    ...catalog,
    seller: { ...catalog.seller, name: bad, support: { ...catalog.seller.support, hours: bad } },
    tax: catalog.tax && { ...catalog.tax, label: bad },
    brands: named(catalog.brands),
    plans: named(catalog.plans),
    addons: named(catalog.addons ?? []),
    payment_methods: named(catalog.payment_methods),
  };
}

inBrowser("the steps by the keyboard alone", { orders }, async (page) => {
  const { browser } = page;
  await openCheckout(page);
  const { Key } = await import("./support/browser.mjs");
  const reach = async (wanted) => {
    for (let presses = 0; presses < 60; presses += 1) {
      const focused = await browser.focused();
      if (wanted(focused)) return;
      await browser.press(Key.TAB);
    }
    assert.fail("not reached by the tabulator");
  };
  await reach(({ text }) => text === "Continue");
  await browser.press(Key.ENTER);
  await waitFor(async () => (await browser.focused()).id === "step-line", "the focus on the next step");
  await reach(({ id }) => id === "checkout-line-esim");
  await browser.press(Key.ENTER);
  await waitFor(async () => (await browser.focused()).id === "step-contact", "the focus on the next step");
  await reach(({ id }) => id === "checkout-email");
  await browser.press("li@example.com", Key.ENTER);
  await waitFor(async () => (await browser.focused()).id === "step-payment", "the focus on the next step");
  await reach(({ type }) => type === "radio");
  await browser.press(Key.ARROW_DOWN);
  await browser.waitForText(part("steps"), /\$/);
  await next(browser, (await browser.has(inside("[data-step=renewal]"))) ? "renewal" : "confirm");
});

inBrowser("a slow service: that it takes long, and no second order", { orders }, async (page) => {
  const { site, browser } = page;
  await openCheckout(page);
  await fill(browser);
  site.route("/v1/orders", slow(5000, (request, response) => site.pass(request, response)));
  await browser.click(part("checkout-order"));
  await browser.waitForText(part("checkout-now"), /longer than usual/);
  await browser.find(payPage, { timeout: 20_000 });
  assert.equal((await site.orders()).length, 1);
});

inBrowser("a code: taken, refused with a reason, taken back", { orders }, async (page) => {
  const { browser } = page;
  await openCheckout(page);
  const before = await browser.text(part("checkout-due"));
  await browser.type(inside("#checkout-coupon"), "NOSUCH");
  await browser.press("\uE007");
  await browser.waitForText(part("field-error"), /NOSUCH/);
  assert.equal(await openStep(browser), "review", "Enter is for the field");
  await browser.assertAccessible();
  await browser.type(inside("#checkout-coupon"), "WELCOME10");
  await browser.click(part("coupon-apply"));
  await browser.waitForText(part("coupon"), /saves \$/);
  assert.notEqual(await browser.text(part("checkout-due")), before);
  await browser.click(part("coupon-apply"));
  await waitFor(async () => (await browser.text(part("checkout-due"))) === before, "the price without it");
});

/** What Chromium says when the page above the frame is asked to go elsewhere. */
const unsafe = /Unsafe attempt to initiate navigation/;

inBrowser("in a frame that may not lead the page elsewhere: another tab", { orders, expected: [failed, unsafe] }, async (page) => {
  const { site, browser } = page;
  const frame = `<!doctype html><html lang="en"><head><title>Blog</title></head><body>
    <iframe src="/" sandbox="allow-scripts allow-same-origin allow-forms allow-popups" width="1200" height="860"
    title="Shop"></iframe></body></html>`;
  // A page that may hold frames at all.
  site.route("/blog.html", text(frame, "text/html"));
  await browser.goto(site.url("/blog.html"));
  const here = await browser.driver.getWindowHandle();
  await browser.driver.switchTo().frame(0);
  await browser.event("simfare-quote");
  await browser.click(inside(".card [part~=choose]"));
  await fill(browser);
  await browser.click(part("checkout-order"));
  await browser.find(status("awaiting_payment"), { timeout: 15_000 });
  const tab = await waitFor(
    async () => (await browser.driver.getAllWindowHandles()).find((other) => other !== here),
    "another tab",
  );
  await browser.driver.switchTo().window(tab);
  await browser.click("button[value=succeed]");
  await browser.driver.switchTo().window(here);
  await browser.driver.switchTo().frame(0);
  await browser.find(status("paid"), { timeout: 20_000 });
  assert.equal((await site.orders()).length, 1);
});
