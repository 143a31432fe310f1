// The main job in browsers of other makers.

import assert from "node:assert/strict";
import { inEngine, names } from "./support/engines.mjs";
import { nativeQuote } from "./support/native.mjs";
import { inside } from "./support/planner.mjs";
import { waitFor } from "./support/wait.mjs";

for (const engine of names) {
  inEngine("from a trip to the cheapest plan, in both languages", { engine }, async ({ site, browser }) => {
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

    await browser.click(inside("[part=alternative] button"));
    await browser.event("simfare-select");
    await browser.click(inside("[part~=choose]"));
    const { detail: chosen } = await browser.event("simfare-checkout");
    assert.equal(chosen.request.phases[0].days, 45);
    await browser.screenshot(`engine-${engine}`);
  });
}
