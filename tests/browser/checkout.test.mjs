// From the planner's answer to an order, at the real service with its sandbox.

import assert from "node:assert/strict";
import { fill, next, openCheckout, openStep, order, part, pay } from "./support/checkout.mjs";
import { inBrowser } from "./support/in-browser.mjs";
import { inside } from "./support/planner.mjs";
import { waitFor } from "./support/wait.mjs";

const CODE = "LPA:1$smdp.example.com$04386-AGYFT-A74Y8-3F815";
const orders = {};
const status = (word) => inside(`[part=order][data-status=${word}]`);

/** What the page was told of orders. */
const told = async (browser) =>
  (await browser.events("simfare-order")).map(({ detail }) => detail.status);

/** Presses a button so often, as fast as a page can. */
const clicks = (browser, selector, times) =>
  browser.run(
    (path, times) => {
      const button = () =>
        path.reduce((root, step) => (root?.shadowRoot ?? root)?.querySelector(step), document);
      for (let i = 0; i < times; i += 1) button()?.click();
    },
    selector.split(" >>> "),
    times,
  );

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
  await browser.waitForText(part("steps"), /3 %|PayPal/);
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

inBrowser("twenty clicks, a reload and a way back are one order", { orders }, async (page) => {
  const { site, browser } = page;
  // Nobody leaves the shop's page: the payment page is a dead end.
  await openCheckout(page);
  await fill(browser);
  let held = [];
  site.route("/v1/orders", (request, response) => {
    held.push([request.headers["idempotency-key"], response]);
    request.resume();
  });
  await clicks(browser, part("checkout-order"), 20);
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
