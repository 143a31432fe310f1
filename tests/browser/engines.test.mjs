// The main job and the purchase in browsers of other makers.

import assert from "node:assert/strict";
import { fill, order, pay } from "./support/checkout.mjs";
import { inEngine, names } from "./support/engines.mjs";
import { nativeQuote } from "./support/native.mjs";
import { inside, whole } from "./support/planner.mjs";
import { waitFor } from "./support/wait.mjs";

for (const engine of names) {
  inEngine("from a trip to a paid order, in both languages", { engine, orders: {} }, async ({ site, browser }) => {
    await browser.goto(site.url("/"));
    await browser.run((planner) => planner.scrollIntoView(), await browser.find("simfare-planner"));
    const first = await browser.event("simfare-quote");
    await browser.type(inside("input[name=days]"), 45);
    await browser.type(inside("input[name=data]"), "2.5");
    await browser.type(inside("input[name=minutes]"), 200);
    const expected = await nativeQuote({
      schema: "simfare.request/1",
      start_date: first.detail.purchases[0].date,
      phases: [{ days: 45, data_mb: 2560, minutes: 200, sms: 0 }],
    });
    const { detail } = await waitFor(async () => {
      const quote = await browser.event("simfare-quote");
      return quote.detail.total === expected.total && quote;
    }, `a total of ${expected.total}`);
    assert.deepEqual(detail.purchases, expected.purchases);
    const money = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD" });
    const sentence = await browser.waitForText(inside("[part=sentence]"), /for 45 days\.$/);
    assert.ok(sentence.includes(money.format(expected.total)), sentence);
    assert.ok(await browser.has(inside("[part=timeline-bar]")));
    // Less than none: some draw their scroll bar beside the page.
    assert.ok((await browser.overflow()) <= 0);

    await browser.click("#language");
    await browser.waitForText(inside("[part=sentence]"), /45 天/);
    assert.equal((await browser.run((days) => days.value, await browser.find(inside("input[name=days]")))), "45");

    // What is found out meanwhile moves what stands below it.
    await whole(browser);
    await browser.click(inside("[part=alternative] button"));
    await browser.event("simfare-select");
    const { detail: quote } = await browser.event("simfare-select");
    await browser.click(inside("[part~=choose]"));
    await browser.find(inside("[part~=checkout-next]"));
    await fill(browser);
    await order(browser);
    await pay(browser, "succeed");
    await browser.find(inside("[part=order][data-status=paid]"), { timeout: 30_000 });
    const { detail: paid } = await browser.event("simfare-order");
    assert.deepEqual([paid.status, paid.total], ["paid", quote.total]);
    const [kept] = await site.orders();
    assert.ok(kept, "the service has it");
    await browser.screenshot(`engine-${engine}`);
  });
}
