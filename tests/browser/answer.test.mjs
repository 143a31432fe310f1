// What the answer says: what to do with what one has, what runs when, what it costs, what it
// relies on, and what to do where there is none.

import assert from "node:assert/strict";
import { inBrowser } from "./support/in-browser.mjs";
import { json, silent } from "./support/answers.mjs";
import { Key } from "./support/browser.mjs";
import { nativeQuote } from "./support/native.mjs";
import { waitFor } from "./support/wait.mjs";

const inside = (selector) => `simfare-planner >>> ${selector}`;
const today = "2026-11-21";

const money = (total, lang = "en-US") =>
  new Intl.NumberFormat(lang, { style: "currency", currency: "USD" }).format(total);

/** The shop's page with an answer to the request. */
async function ask({ site, browser }, request) {
  await browser.goto(site.url("/"));
  const planner = await browser.find("simfare-planner");
  await browser.run((element) => element.scrollIntoView(), planner);
  await browser.event("simfare-quote");
  const before = (await browser.events("simfare-quote")).length;
  const whole = { schema: "simfare.request/1", start_date: today, ...request };
  await browser.run((element, request) => (element.request = request), planner, whole);
  return (await browser.event("simfare-quote", { after: before })).detail;
}

/** Text of the answer that can't be read; the form has tests of its own. */
const faultsOfTheAnswer = async (browser) =>
  (await browser.textFaults("simfare-planner")).filter((fault) => !fault.startsWith("the field"));

/** Clicks what may lie under the bar at the bottom of a phone's window. */
async function click(browser, selector) {
  await browser.run((element) => element.scrollIntoView({ block: "center" }), await browser.find(selector));
  await browser.click(selector);
}

/** What the trip would cost with something else. */
const cost = async (request) =>
  Number((await nativeQuote({ schema: "simfare.request/1", start_date: today, ...request })).total);

const tello = {
  brand: "tello",
  plan: "tello-5-gb-300-min",
  days_left: 20,
  left: { data_mb: 2800, minutes: 120, sms: "unlimited" },
};

inBrowser("who has a line reads what to do, and what else would cost", { today }, async (page) => {
  const { browser } = page;
  const request = { phases: [{ days: 60, data_mb: 6000, minutes: 200 }], number: "keep", line: tello };
  const quote = await ask(page, request);
  assert.ok(quote.purchases[0].day > 0, "there is time");
  const sentence = await browser.waitForText(inside("[part=sentence]"), /for 60 days/);
  assert.match(sentence, /^Do nothing until December 1\d\. Then renew Tello/);
  const choices = await browser.text(inside("[part=choices]"));
  // 20 days and 12 of grace from 21 November.
  assert.match(choices, /Doing nothing: .*lost after December 23/);
  assert.match(choices, /Renewing the same plan instead\s+\+\$\d/);

  // Without each need, to the cent, the dearest first.
  const decided = await browser.waitForText(inside("[part=decided]"), /without data/);
  const without = Number(quote.total) - (await cost({ ...request, phases: [{ days: 60, minutes: 200 }] }));
  assert.ok(decided.includes(`without data \u2212${money(without)}`), decided);
  assert.match(decided, /data.*no difference: calls/);
});

inBrowser("what decides is flush, however its line breaks", { today, width: 360 }, async (page) => {
  const { browser } = page;
  await ask(page, { phases: [{ days: 30, data_mb: 5120, minutes: 120, sms: 30 }] });
  await browser.waitForText(inside("[part=decided]"), /no difference/);
  const begins = await browser.run(() => {
    const line = document.querySelector("simfare-planner").shadowRoot.querySelector("[part=decided]");
    const lines = new Map();
    for (const { left, top } of [...line.children].map((part) => part.getBoundingClientRect())) {
      const y = Math.round(top / 10);
      lines.set(y, Math.min(left, lines.get(y) ?? left));
    }
    return [...lines.values()].map((left) => Math.round(left - line.getBoundingClientRect().left));
  });
  assert.ok(begins.length > 1, "more than a line");
  assert.deepEqual(new Set(begins), new Set([0]));
});

inBrowser("what is found out late moves nothing", { today }, async (page) => {
  const { browser } = page;
  const request = (data) => ({ phases: [{ days: 30, data_mb: data, minutes: 120, sms: 30 }] });
  await ask(page, request(5120));
  await browser.waitForText(inside("[part=decided]"), /without data/);
  // Frame by frame, from the next answer until it is known what decides it.
  await browser.run(() => {
    const root = document.querySelector("simfare-planner").shadowRoot;
    const at = (selector) => Math.round(root.querySelector(selector).getBoundingClientRect().top);
    window.seen = [];
    const look = () => {
      const line = root.querySelector("[part=decided]");
      const marks = [...root.querySelectorAll("[part=what-if]")].filter((button) => button.querySelector("[data-waiting]"));
      window.seen.push({
        waits: line.matches("[data-waiting]"),
        unknown: marks.length,
        reads: line.innerText,
        places: [".timeline", ".what-ifs", ".panels"].map((below) => at(below) - at(".card")),
      });
      requestAnimationFrame(look);
    };
    look();
  });
  await browser.run(
    (request) => (document.querySelector("simfare-planner").request = request),
    { schema: "simfare.request/1", start_date: today, ...request(5200) },
  );
  await waitFor(() => browser.run(() => {
    const waited = window.seen.findIndex(({ waits }) => waits);
    return waited >= 0 && window.seen.slice(waited).some(({ waits, unknown }) => !waits && unknown === 0);
  }), "everything to be known again");
  const seen = await browser.run(() => window.seen);
  const since = seen.slice(seen.findIndex(({ waits }) => waits));
  assert.ok(since.some(({ unknown }) => unknown > 0), "what-ifs are found out too");
  assert.deepEqual(new Set(since.filter(({ waits }) => waits).map(({ reads }) => reads.trim())), new Set([""]));
  assert.equal(new Set(since.map(({ places }) => places.join(" "))).size, 1, JSON.stringify(since));
});

inBrowser("one need alone decides; nothing is said of it", { today }, async (page) => {
  const { browser } = page;
  await ask(page, { phases: [{ days: 10, data_mb: 2000 }] });
  await browser.waitForText(inside("[part=sentence]"), /for 10 days/);
  await browser.find(inside("[part=facts]"));
  assert.equal(await (await browser.find(inside("[part=decided]"))).isDisplayed(), false);
  assert.equal(await (await browser.find(inside("[part=choices]"))).isDisplayed(), false);
});

inBrowser("nothing to buy is nothing to choose", { today }, async (page) => {
  const { browser } = page;
  await ask(page, { phases: [{ days: 12, data_mb: 300 }], number: "keep", line: tello });
  await browser.waitForText(inside("[part=sentence]"), /^Do nothing: .*enough for 12 days/);
  await browser.waitForText(inside("[part=choices]"), /alive until December 23/);
  await browser.waitForText(inside("[part=bill]"), /Nothing to pay/);
  for (const button of await browser.all(inside("[part~=choose]"))) {
    assert.equal(await button.isDisplayed(), false);
  }
});

inBrowser("the timeline: periods in words, by pointer, keyboard and as a table", { today }, async (page) => {
  const { browser } = page;
  const quote = await ask(page, {
    phases: [{ days: 60, data_mb: 6000, minutes: 200 }],
    number: "keep",
    line: tello,
  });
  const bars = await waitFor(async () => {
    const bars = await browser.all(inside("[part=timeline-bar]"));
    return bars.length === quote.purchases.length + 1 && bars;
  }, "a bar for what there is and for each purchase");
  await browser.waitForText(inside("[part=timeline-axis]"), /today[^]*Jan 19/);
  assert.equal((await browser.all(inside("[part=timeline-purchase]"))).length, quote.purchases.length);

  const detail = inside("[part=timeline-detail]");
  await browser.waitForText(detail, /^Tello: what you have Nov 21 to Dec \d+ · paid already · left over/);
  // Nothing moves any more once this is there.
  await browser.waitForText(inside("[part=decided]"), /without data/);
  await browser.hover(inside("[part=timeline-bar]:last-of-type"));
  const last = quote.purchases.at(-1);
  await browser.waitForText(detail, new RegExp(`January\\s19,\\s2027 · \\${money(last.total)}`));
  await browser.run((bar) => bar.focus(), bars[0]);
  await browser.waitForText(detail, /what you have/);
  await browser.press(Key.ARROW_RIGHT);
  await browser.waitForText(detail, new RegExp(`\\${money(quote.purchases[0].total)}`));
  assert.match((await browser.focused()).text, /^Tello .*left over/);

  await click(browser, inside("[part=timeline-table] summary"));
  const rows = await browser.all(inside("[part=timeline-table] tbody tr"));
  assert.equal(rows.length, quote.purchases.length + 1);
  assert.match(await rows.at(-1).getText(), /to\s\u200b?January\s19,\s2027.*Tello.*\$/s);
  await browser.assertAccessible();
});

inBrowser("credit that is given up is said to be", { today }, async (page) => {
  const { browser } = page;
  const line = { brand: "tello", paygo: "tello-paygo", days_left: 20, balance: "14.37" };
  const quote = await ask(page, { phases: [{ days: 365, minutes: 60, reachable: true }], number: "keep", line });
  assert.ok(quote.purchases.every(({ items }) => !items[0].id.startsWith("tello-paygo")), "another way is cheaper");
  assert.match(await browser.text(inside("[part=reliance]")), /\$\d+\.\d\d of your credit with Tello is lost/);
  const { purchases } = await ask(page, { phases: [{ days: 10, minutes: 60 }], line });
  assert.deepEqual(purchases, [], "the credit is enough");
  const said = () =>
    browser.run(() => document.querySelector("simfare-planner").shadowRoot.querySelector("[part=reliance]").textContent);
  await waitFor(async () => !/is lost/.test(await said()), "nothing lost");
});

inBrowser("a number that sleeps is hatched, and what that means is said", { today }, async (page) => {
  const { browser } = page;
  await ask(page, {
    phases: [{ days: 20, minutes: 30, reachable: true }, { days: 120 }, { days: 20, minutes: 30, reachable: true }],
    number: "hold",
    grace_margin_days: 5,
  });
  await browser.find(inside("[part=timeline-asleep]"));
  const relies = await browser.text(inside("[part=reliance]"));
  assert.match(relies, /sleeps.*no calls or texts.*margin is 5 days/);
  await click(browser, inside("[part=timeline-table] summary"));
  await browser.waitForText(inside("[part=timeline-table]"), /number asleep/);
});

for (const width of [320, 1280]) {
  inBrowser(`two years stay readable at ${width} px`, { today, width }, async (page) => {
    const { browser } = page;
    const quote = await ask(page, {
      phases: [{ days: 730, data_mb: 24000, minutes: 3000, reachable: true }],
    });
    assert.ok(quote.purchases.length > 20);
    await waitFor(
      async () => (await browser.all(inside("[part=timeline-bar]"))).length === quote.purchases.length,
      "all bars",
    );
    assert.ok((await browser.overflow()) <= 0, "only the chart scrolls");
    const { least, covered, scrolls } = await browser.run(() => {
      const root = document.querySelector("simfare-planner").shadowRoot;
      const boxes = (selector) =>
        [...root.querySelectorAll(selector)].map((element) => element.getBoundingClientRect());
      const ticks = [...root.querySelectorAll("[part=timeline-axis] .tick")]
        .filter((tick) => tick.checkVisibility())
        .map((tick) => {
          const range = document.createRange();
          range.selectNodeContents(tick);
          return range.getBoundingClientRect();
        })
        .sort((a, b) => a.left - b.left);
      const box = root.querySelector("[part=timeline-chart]");
      return {
        // The last may be a few days only.
        least: Math.min(...boxes("[part=timeline-bar]").slice(0, -1).map(({ width }) => width)),
        covered: ticks.filter((tick, i) => i > 0 && tick.left < ticks[i - 1].right).length,
        scrolls: box.scrollWidth > box.clientWidth,
      };
    });
    assert.ok(least >= 44, `a whole month of ${least} px`);
    assert.equal(covered, 0, "labels over each other");
    assert.ok(scrolls);
    // The last bar is reached by the keyboard, which scrolls to it.
    await browser.run((bar) => bar.focus(), await browser.find(inside("[part=timeline-bar]")));
    for (let press = 1; press < quote.purchases.length; press += 1) await browser.press(Key.ARROW_RIGHT);
    await browser.waitForText(inside("[part=timeline-detail]"), /November\s19,\s2028/);

    // The bill folds what is alike, and each date can be seen.
    const bill = await browser.text(inside("[part=bill]"));
    assert.match(bill, /\d\d times, .* to .* 2028/);
    await click(browser, inside("[part=bill-dates] summary"));
    const dates = await browser.all(inside("[part=bill-dates] li"));
    assert.ok(dates.length > 20);
    await browser.waitForText(inside("[part=bill-total]"), new RegExp(`\\${money(quote.total)}`));
    assert.deepEqual(await faultsOfTheAnswer(browser), []);
  });
}

inBrowser("the bill: each price with where and when it was read, old ones said to be", { today: "2026-12-01" }, async (page) => {
  const { browser } = page;
  const quote = await ask(page, {
    start_date: "2026-12-01",
    phases: [{ days: 45, data_mb: 3000, minutes: 100 }],
    filter: { brands: ["ultra", "tello"] },
    payment_method: "paypal",
    coupon: "WELCOME10",
  });
  const bill = await browser.waitForText(inside("[part=bill]"), /Discount WELCOME10/);
  assert.match(bill, /Fee: PayPal/);
  assert.match(bill, /State and local telecom taxes/);
  assert.match(bill, /left over|nothing left over/);
  assert.match(bill, /price (read .* at|from) (tello|ultramobile)\.com/);
  const links = await browser.all(inside("[part=source] a"));
  for (const link of links) {
    assert.match(await link.getAttribute("href"), /^https:/);
    assert.equal(await link.getAttribute("rel"), "noopener noreferrer");
  }
  const sum = quote.purchases.reduce((sum, { total }) => sum + Math.round(total * 100), 0);
  assert.equal(sum, Math.round(quote.total * 100));

  // A price of more than 90 days ago.
  await ask(page, {
    start_date: "2026-12-01",
    phases: [{ days: 5, data_mb: 3000 }],
    filter: { brands: ["ubigi"] },
  });
  await browser.waitForText(inside("[part=bill]"), /ubigi\.com\s+\d{3} days old/);
  await browser.waitForText(inside("[part=reliance]"), /as long ago as .*2026.*Check it/);
});

inBrowser("who hasn't said how to pay is led there", { today }, async (page) => {
  const { browser } = page;
  await ask(page, { phases: [{ days: 10, data_mb: 2000 }] });
  await browser.waitForText(inside("[part=reliance]"), /No payment fee is counted/);
  await browser.run(() => {
    const root = document.querySelector("simfare-planner").shadowRoot;
    [...root.querySelectorAll("[part=reliance] button")].at(-1).click();
  });
  await waitFor(async () => (await browser.focused())?.id === "payment-method", "the field");
  await browser.choose(inside("#payment-method"), "paypal");
  await waitFor(
    async () => !/No payment fee/.test(await browser.text(inside("[part=reliance]"))),
    "nothing more to say about it",
  );
});

inBrowser("no offer: the changes that help, with their prices", { today }, async (page) => {
  const { browser } = page;
  // People must be able to call, but only a data SIM is allowed.
  const request = { phases: [{ days: 10, data_mb: 2000, reachable: true }], filter: { brands: ["ubigi"] } };
  const quote = await ask(page, request);
  assert.equal(quote.status, "infeasible");
  await browser.waitForText(inside("[part=infeasible]"), /comes with a phone number/);
  const free = await cost({ ...request, filter: {} });
  const helps = await browser.waitForText(inside("[part=infeasible]"), /Allow every provider\s+\$/);
  assert.ok(helps.includes(money(free)), helps);
  assert.match(helps, /Without being reachable\s+\$/);
  // Two SIMs of the same provider wouldn't.
  await waitFor(
    async () => !/two SIMs/.test(await browser.text(inside("[part=infeasible]"))),
    "no button that helps nobody",
  );
  await browser.assertAccessible();
  await browser.run(() => {
    const root = document.querySelector("simfare-planner").shadowRoot;
    [...root.querySelectorAll("[part~=way-out]")]
      .find((button) => /every provider/.test(button.textContent))
      .click();
  });
  await browser.waitForText(inside("[part=sentence] [part=total]"), new RegExp(`\\${money(free)}`));
});

inBrowser("no offer: the most there is", { today }, async (page) => {
  const { site, browser } = page;
  site.route(
    "/catalog.json",
    json({
      schema: "simfare.catalog/1",
      id: "small",
      currency: "USD",
      updated: today,
      brands: [{ id: "a", name: "Alpha", number: true, sim: ["esim"] }],
      plans: [{ id: "a-1", brand: "a", name: "Alpha 30", price: "9.00", sms: 30, validity: { days: 30 } }],
    }),
  );
  await browser.goto(site.url("/"));
  const planner = await browser.find("simfare-planner");
  await browser.run((element) => element.scrollIntoView(), planner);
  await browser.type(inside("input[name=data]"), "0");
  await browser.type(inside("input[name=minutes]"), "0");
  await browser.type(inside("input[name=days]"), "2");
  await browser.type(inside("input[name=sms]"), "600");
  await browser.waitForText(inside("[part=infeasible]"), /No offer covers 600 texts in 2 days\. The most is 60 texts/);
  await browser.waitForText(inside("[part=infeasible]"), /Lower to 60 texts\s+\$18\.00/);
  await browser.click(inside("[part~=way-out]"));
  await browser.waitForText(inside("[part=sentence]"), /\$18\.00 for 2 days/);
});

inBrowser("where no price says when it was read, the list's age counts", { today }, async (page) => {
  const { site, browser } = page;
  const list = (updated) =>
    json({
      schema: "simfare.catalog/1",
      id: "small",
      currency: "USD",
      updated,
      brands: [{ id: "a", name: "Alpha", number: true, sim: ["esim"] }],
      plans: [{ id: "a-1", brand: "a", name: "Alpha 30", price: "9.00", sms: 30, validity: { days: 30 } }],
    });
  site.route("/catalog.json", list("2026-06-01"));
  await ask(page, { phases: [{ days: 5, sms: 1 }] });
  await browser.waitForText(inside("[part=reliance]"), /as long ago as June 1, 2026.*Check it/);
  site.route("/catalog.json", list("2026-11-01"));
  await ask(page, { phases: [{ days: 5, sms: 1 }] });
  await browser.waitForText(inside("[part=sentence]"), /for 5 days/);
  assert.doesNotMatch(await browser.text(inside("[part=answer]")), /long ago/);
});

inBrowser("while prices load there is the shape of an answer", { today }, async ({ site, browser }) => {
  site.route("/catalog.json", silent());
  await browser.goto(site.url("/"));
  const planner = await browser.find("simfare-planner");
  await browser.run((element) => element.scrollIntoView(), planner);
  await browser.waitForText(inside("[part=loading]"), /Loading prices/);
  const { height } = await (await browser.find(inside("[part=skeleton]"))).getRect();
  assert.ok(height > 300, `${height} px`);
  await browser.assertAccessible();
});

inBrowser("the same in Chinese", { today, lang: "zh-CN", width: 360 }, async (page) => {
  const { browser } = page;
  await ask(page, { phases: [{ days: 60, data_mb: 6000, minutes: 200 }], number: "keep", line: tello });
  await browser.waitForText(inside("[part=sentence]"), /^先不用买：12月\d+日之前都不用花钱。 ?到时续费/);
  await browser.waitForText(inside("[part=choices]"), /12月23日后号码会失效/);
  await browser.waitForText(inside("[part=decided]"), /不用流量/);
  await click(browser, inside("[part=timeline-table] summary"));
  assert.doesNotMatch(await browser.text(inside("[part=timeline]")), /paid|left over|until/);
  assert.ok((await browser.overflow()) <= 0);
  assert.deepEqual(await faultsOfTheAnswer(browser), []);
});

inBrowser("a safety margin is said with the number that sleeps, and leads to its field", { today }, async (page) => {
  const { browser } = page;
  await ask(page, {
    phases: [{ days: 10, minutes: 30, reachable: true }, { days: 60 }, { days: 5, minutes: 30 }],
    number: "keep",
    grace_margin_days: 3,
    line: { brand: "ultra", plan: "ultra-paygo-monthly", days_left: 12, left: { minutes: 100, sms: 100 } },
  });
  await browser.waitForText(inside("[part=reliance]"), /keeps it 60 days.*margin is 3 days/);
  // 12 days and 60: when it is lost is the provider's to say, not the margin's.
  await browser.waitForText(inside("[part=choices]"), /lost after February 1,/);
  await browser.run(() => {
    const root = document.querySelector("simfare-planner").shadowRoot;
    root.querySelector("[part=reliance] button").click();
  });
  await waitFor(async () => /grace-margin/.test((await browser.focused())?.id ?? ""), "its field");
});

inBrowser("data by what one does is said to be an estimate", { today }, async (page) => {
  const { browser } = page;
  await ask(page, { phases: [{ days: 10, data_mb: 2000 }] });
  assert.doesNotMatch(await browser.text(inside("[part=reliance]")), /estimate from what you do/);
  await click(browser, inside("label:has(#data-by-habits)"));
  await browser.waitForText(inside("[part=reliance]"), /estimate from what you do/);
});
