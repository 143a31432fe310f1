// Why this price: what-ifs and the two charts, as a person uses them.

import assert from "node:assert/strict";
import { inBrowser } from "./support/in-browser.mjs";
import { json } from "./support/answers.mjs";
import { Key } from "./support/browser.mjs";
import { nativeQuote } from "./support/native.mjs";
import { bare } from "./support/planner.mjs";
import { waitFor } from "./support/wait.mjs";

const inside = (selector) => `simfare-planner >>> ${selector}`;
const panel = (id) => inside(`section[aria-labelledby=${id}]`);

const trip = (days, data_mb, more = {}) => ({
  schema: "simfare.request/1",
  start_date: "2026-12-01",
  phases: [{ days, data_mb, ...more }],
});

const money = (total, lang = "en-US") =>
  new Intl.NumberFormat(lang, { style: "currency", currency: "USD" }).format(total);

const signed = (difference) =>
  `${difference < 0 ? "\u2212" : "+"}${money(Math.abs(difference) / 100)}`;

/** A text as a pattern. */
const exactly = (text) => text.replaceAll(/[$+.]/g, "\\$&");

const cents = (total) => Math.round(Number(total) * 100);

/** The shop's page with a trip of so many days and GB, and its answer there. */
async function open({ site, browser }, days = 14, gb = 5) {
  await browser.goto(site.url("/"));
  await browser.run((element) => element.scrollIntoView(), await browser.find("simfare-planner"));
  await browser.event("simfare-quote");
  await browser.run(
    (request) => document.querySelector("simfare-planner").setAttribute("request", request),
    JSON.stringify(trip(days, gb * 1024)),
  );
  await browser.waitForText(inside("[part=sentence]"), new RegExp(`\\b${days} (days?|天)`));
}

/** Brings the charts into the window and waits until they are whole. */
async function charts(browser) {
  await browser.run(
    (element) => element.scrollIntoView({ block: "center" }),
    await browser.find(inside("#why-panels")),
  );
  await whole(browser);
}

const whole = (browser) =>
  waitFor(
    async () =>
      browser.run(() => {
        const { shadowRoot } = document.querySelector("simfare-planner");
        const stale = shadowRoot.querySelector(".panel[data-stale]");
        return !stale && shadowRoot.querySelectorAll(".panel progress").length === 0;
      }),
    "whole charts",
    { timeout: 30_000 },
  );

/** The request of the planner, as the page sees it. */
const request = (browser) => browser.run(() => document.querySelector("simfare-planner").request);

/** The rows of a chart's table: `{from, until, cost, winner}`, the first two as numbers. */
async function table(browser, id) {
  const summary = await browser.find(`${panel(id)} summary`);
  await browser.run((element) => element.scrollIntoView({ block: "center" }), summary);
  await browser.click(summary);
  return waitFor(async () => {
    const rows = await browser.run(
      (id) =>
        [
          ...document
            .querySelector("simfare-planner")
            .shadowRoot.querySelectorAll(`section[aria-labelledby=${id}] tbody tr`),
        ].map((row) => [...row.cells].map((cell) => cell.textContent)),
      id,
    );
    return (
      rows.length > 0 &&
      rows.map(([range, cost, winner]) => {
        const numbers = range.match(/[\d.]+/g).map(Number);
        return { from: numbers[0], until: numbers.at(-1), cost, winner };
      })
    );
  }, "rows");
}

/** Points at a chart, at a share of its width. */
async function point(browser, id, share) {
  const plot = await browser.find(`${panel(id)} .plot`);
  const { width } = await plot.getRect();
  await browser.driver
    .actions()
    .move({ origin: plot, x: Math.round((share - 0.5) * width), y: 20 })
    .perform();
}

/** The middle of a day's slot, of so many. */
const slot = (day, days) => (day - 0.5) / days;

inBrowser("what-ifs tell the difference, and one click makes it so", {}, async (page) => {
  const { browser } = page;
  await open(page);
  const button = (words) =>
    waitFor(
      async () =>
        (
          await Promise.all(
            // What is being found out has no difference to read yet.
            (await browser.all(inside(".what-if:not(:has([data-waiting]))"))).map(async (element) => ({
              element,
              text: (await element.getText()).replaceAll(/\s+/g, " "),
            })),
          )
        ).find(({ text }) => text.startsWith(words)),
      `a button ${words}`,
    );
  const now = await nativeQuote(trip(14, 5120));
  const longer = await nativeQuote(trip(17, Math.ceil((5120 * 17) / 14)));
  const more = await nativeQuote(trip(14, 6144));
  const difference = cents(longer.total) - cents(now.total);
  assert.notEqual(difference, 0, "else the test shows nothing");
  const days = await button("3 more days");
  assert.ok(days.text.endsWith(signed(difference)), days.text);
  const data = await button("20% more data");
  assert.ok(data.text.endsWith(signed(cents(more.total) - cents(now.total))), data.text);
  // Data alone has nothing for a second line.
  assert.equal((await browser.text(inside(".what-ifs"))).includes("Two SIMs"), false);

  await browser.click(days.element);
  await browser.waitForText(inside("[part=sentence]"), /for 17 days/);
  await browser.waitForText(inside("[part=total]"), new RegExp(exactly(money(longer.total))));
  assert.equal((await request(browser)).phases[0].data_mb, Math.ceil((5120 * 17) / 14));
  const undo = await browser.find(inside("[part~=undo]"));
  assert.match(await undo.getText(), /Undo “3 more days”/);
  await browser.click(undo);
  await browser.waitForText(inside("[part=sentence]"), /for 14 days/);
  assert.equal((await request(browser)).phases[0].data_mb, 5120);
  assert.equal(await browser.has(inside("[part~=undo]")), false);
  assert.equal((await browser.focused()).id, "what-ifs");

  // Once the trip is changed otherwise there is nothing to take back.
  await browser.click((await button("20% more data")).element);
  await browser.find(inside("[part~=undo]"));
  await browser.type(inside("input[name=days]"), 20);
  await waitFor(async () => !(await browser.has(inside("[part~=undo]"))), "no undo");
});

inBrowser("each what-if is what the engine says", {}, async (page) => {
  const { browser } = page;
  await open(page, 40, 3);
  await browser.type(inside("input[name=minutes]"), 100);
  const base = trip(40, 3072, { minutes: 100 });
  const now = cents((await nativeQuote(base)).total);
  const says = async (words, request) => {
    const { status, total } = await nativeQuote(request);
    const difference = cents(total) - now;
    const expected =
      status !== "optimal" ? "not possible" : difference === 0 ? "the same" : signed(difference);
    await waitFor(
      async () =>
        (await Promise.all((await browser.all(inside(".what-if"))).map((one) => one.getText()))).some(
          (text) => text.replaceAll(/\s+/g, " ") === `${words} ${expected}`,
        ),
      `“${words} ${expected}”`,
    );
  };
  await says("Two SIMs instead of one", { ...base, lines: 2 });
  await says("20% more data", trip(40, 3687, { minutes: 100 }));
  await says("With automatic renewal", { ...base, autopay: true });
});

inBrowser("the charts are read by pointing, and used", {}, async (page) => {
  const { browser } = page;
  await open(page);
  await charts(browser);
  const at20 = await nativeQuote(trip(20, Math.ceil((5120 * 20) / 14)));
  const now = await nativeQuote(trip(14, 5120));
  await waitFor(async () => {
    await point(browser, "by-days", slot(20, 44));
    const tooltip = await browser.text(`${panel("by-days")} .tooltip`);
    return (
      tooltip.includes("20 days, until Dec 20") &&
      tooltip.includes(money(at20.total)) &&
      tooltip.includes(signed(cents(at20.total) - cents(now.total)))
    );
  }, "the tooltip of day 20");
  // Leaving, it is gone; nothing was picked.
  const title = await browser.find(inside("#why"));
  await browser.driver.actions().move({ origin: title }).perform();
  await waitFor(async () => !(await browser.has(inside(".tooltip"))), "no tooltip");
  assert.equal(await browser.has(inside("[part~=why-use]")), false);

  await point(browser, "by-days", slot(20, 44));
  await browser.driver.actions().press().release().perform();
  await browser.waitForText(`${panel("by-days")} .picked`, /^20 days: /);
  await browser.click(inside("[part~=why-use]"));
  await browser.waitForText(inside("[part=sentence]"), /for 20 days/);
  await browser.waitForText(inside("[part=total]"), new RegExp(exactly(money(at20.total))));
  assert.equal((await request(browser)).phases[0].data_mb, Math.ceil((5120 * 20) / 14));
  await browser.click(inside("[part~=undo]"));
  await browser.waitForText(inside("[part=sentence]"), /for 14 days/);
});

inBrowser("the charts are read and used by the keyboard", {}, async (page) => {
  const { browser } = page;
  await open(page);
  await charts(browser);
  const slider = await browser.find(`${panel("by-days")} input[type=range]`);
  const says = (pattern) =>
    waitFor(
      async () => pattern.test((await slider.getAttribute("aria-valuetext")).replaceAll("\u00a0", " ")),
      `${pattern}`,
    );
  const { total } = await nativeQuote(trip(14, 5120));
  await says(new RegExp(`^14 days: ${exactly(money(total))}, the same\\. .+`));
  await browser.run((element) => element.focus(), slider);
  await browser.press(Key.ARROW_RIGHT, Key.ARROW_RIGHT);
  const at16 = await nativeQuote(trip(16, Math.ceil((5120 * 16) / 14)));
  const more = cents(at16.total) - cents(total);
  await says(new RegExp(`^16 days: ${exactly(`${money(at16.total)}, ${signed(more)}.`)}`));
  assert.ok(await browser.has(`${panel("by-days")} .tooltip`));
  await browser.press(Key.ESCAPE);
  await says(/^14 days/);
  await browser.press(Key.END, Key.ARROW_LEFT);
  await says(/^43 days/);
  await browser.press(Key.ENTER);
  await browser.waitForText(inside("[part=sentence]"), /for 43 days/);
  // The focus stays where it was, on the new trip's chart.
  assert.equal((await browser.focused()).type, "range");
  await says(/^43 days/);

  const data = await browser.find(`${panel("by-data")} input[type=range]`);
  await browser.run((element) => element.focus(), data);
  await browser.press(Key.HOME);
  await waitFor(
    async () => /^0\sGB: /.test(await data.getAttribute("aria-valuetext")),
    "the amount in words",
  );
});

inBrowser("the tables say what the engine says", {}, async (page) => {
  const { browser } = page;
  await open(page);
  await charts(browser);
  const days = await table(browser, "by-days");
  // Every length once, in order.
  assert.equal(days[0].from, 1);
  assert.equal(days.at(-1).until, 44);
  days.slice(1).forEach((row, at) => assert.equal(row.from, days[at].until + 1));
  for (const length of [1, 7, 8, 14, 15, 19, 31, 44]) {
    const { total } = await nativeQuote(trip(length, Math.ceil((5120 * length) / 14)));
    const row = days.find(({ from, until }) => from <= length && length <= until);
    assert.equal(row.cost, money(total), `${length} days`);
  }
  const data = await table(browser, "by-data");
  assert.equal(data[0].from, 0);
  for (const gb of [0, 0.5, 1, 4.5, 5, 7, 10]) {
    const { total } = await nativeQuote(trip(14, gb * 1024));
    const row = data.find(({ from, until }) => from <= gb && gb <= until);
    assert.equal(row.cost, money(total), `${gb} GB`);
  }
  // What it teaches is in the table too.
  const lesson = await browser.text(`${panel("by-days")} .lesson`);
  const own = days.filter(({ cost }) => cost === days.find(({ until }) => until >= 14).cost);
  assert.ok(
    lesson.startsWith(`${own[0].from} to ${own.at(-1).until} days cost the same. `) &&
      lesson.includes(`With ${own.at(-1).until + 1} days it is $`),
    lesson,
  );
});

inBrowser("a finger reads the charts", { width: 390, height: 800, touch: true }, async (page) => {
  const { browser } = page;
  await open(page);
  await charts(browser);
  const plot = await browser.find(`${panel("by-days")} .plot`);
  await browser.run((element) => element.scrollIntoView({ block: "center" }), plot);
  const box = await browser.run((element) => {
    const { left, top, width, height } = element.getBoundingClientRect();
    return { left, top, width, height };
  }, plot);
  const touch = (type, share) =>
    browser.driver.sendDevToolsCommand("Input.dispatchTouchEvent", {
      type,
      touchPoints:
        share === undefined
          ? []
          : [{ x: box.left + share * box.width, y: box.top + box.height / 2 }],
    });
  await touch("touchStart", slot(16, 44));
  for (const day of [18, 20, 23, 26, 30]) await touch("touchMove", slot(day, 44));
  await touch("touchEnd");
  await browser.waitForText(`${panel("by-days")} .picked`, /^30 days: /);
  assert.equal(await browser.overflow(), 0);
  await browser.click(inside("[part~=why-use]"));
  await waitFor(async () => (await request(browser)).phases[0].days === 30, "30 days");
});

inBrowser("a long trip has its whole curve", {}, async (page) => {
  const { browser } = page;
  await open(page, 365, 60);
  await charts(browser);
  const days = await table(browser, "by-days");
  assert.equal(days[0].from, 1);
  assert.equal(days.at(-1).until, 395);
  days.slice(1).forEach((row, at) => assert.equal(row.from, days[at].until + 1));
  const length = 200;
  const { total } = await nativeQuote(trip(length, Math.ceil((61440 * length) / 365)));
  assert.equal(days.find(({ until }) => until >= length).cost, money(total));
  // However long, a drawing of a few lines.
  const { paths, letters } = await browser.run(() => {
    const { shadowRoot } = document.querySelector("simfare-planner");
    const panel = shadowRoot.querySelector("section[aria-labelledby=by-days]");
    return {
      paths: panel.querySelectorAll("svg path").length,
      letters: [...panel.querySelectorAll(".legend .letter")].map((one) => one.textContent),
    };
  });
  assert.ok(paths <= 20, `${paths} paths`);
  assert.equal(new Set(letters).size, letters.length, "each winner has a letter of its own");
});

inBrowser("what no offer covers is said, and can't be chosen", {}, async ({ site, browser }) => {
  // Ten days once, and never again.
  const plan = {
    id: "once", brand: "one", name: "Once", price: "5.00", validity: { days: 10 }, data_mb: 1024,
    new_line_only: true,
  };
  site.route(
    "/once.json",
    json({
      schema: "simfare.catalog/1", id: "once", currency: "USD", updated: "2026-11-20",
      brands: [{ id: "one", name: "One", number: false, sim: ["esim"] }],
      plans: [plan],
    }),
  );
  await browser.goto(await site.page("/once.html", bare("en", "/once.json")));
  await browser.event("simfare-ready");
  await browser.run(
    (request) => document.querySelector("simfare-planner").setAttribute("request", request),
    JSON.stringify(trip(10, 1024)),
  );
  await browser.waitForText(inside("[part=sentence]"), /for 10 days/);
  await waitFor(
    async () => (await browser.text(inside(".what-ifs ul"))).match(/not possible/g)?.length === 2,
    "two what-ifs that aren't possible",
  );
  await browser.click(inside(".what-if[aria-disabled]"));
  await charts(browser);
  await browser.waitForText(`${panel("by-days")} .lesson`, /^1 to 10 days cost the same\. No offer covers 11 days\.$/);
  const rows = await table(browser, "by-days");
  assert.deepEqual(
    rows.map(({ from, until, cost }) => [from, until, cost]),
    [[1, 10, "$5.00"], [11, 40, "not possible"]],
  );
  const slider = await browser.find(`${panel("by-days")} input[type=range]`);
  await browser.run((element) => element.focus(), slider);
  await browser.press(Key.END);
  await browser.waitForText(`${panel("by-days")} .picked`, /^40 days: no offer covers it\.$/);
  assert.equal(await browser.has(inside("[part~=why-use]")), false);
  await browser.press(Key.ENTER);
  assert.equal((await request(browser)).phases[0].days, 10, "neither the button nor Enter did anything");
});

for (const [lang, width, scheme] of [
  ["en-US", 1280, "light"],
  ["zh-CN", 768, "dark"],
  ["en-US", 320, "light"],
  ["zh-CN", 360, "dark"],
]) {
  inBrowser(`the charts look right: ${lang}, ${width}, ${scheme}`, { lang, width, scheme }, async (page) => {
    const { browser } = page;
    await open(page);
    await charts(browser);
    await browser.run((element) => element.focus(), await browser.find(`${panel("by-days")} input[type=range]`));
    await browser.press(...Array(8).fill(Key.ARROW_RIGHT));
    await browser.find(`${panel("by-days")} .tooltip`);
    await browser.assertAccessible("simfare-planner");
    assert.equal(await browser.overflow(), 0);
    // No label stands on another of its line.
    const hits = await browser.run(() => {
      const { shadowRoot } = document.querySelector("simfare-planner");
      const hits = [];
      for (const panel of shadowRoot.querySelectorAll(".panel")) {
        for (const line of [".value", ".change-label", ".costs span"]) {
          const boxes = [...panel.querySelectorAll(line)]
            .map((label) => {
              const range = document.createRange();
              range.selectNodeContents(label);
              const { left, right, top, bottom, width } = range.getBoundingClientRect();
              return { left, right, top, bottom, width, text: label.textContent };
            })
            .filter(({ width }) => width > 0);
          for (const [at, a] of boxes.entries()) {
            for (const b of boxes.slice(at + 1)) {
              const apart = a.right <= b.left || b.right <= a.left || a.bottom - 4 <= b.top || b.bottom - 4 <= a.top;
              if (!apart) hits.push(`${line}: ${a.text} on ${b.text}`);
            }
          }
        }
      }
      return hits;
    });
    assert.deepEqual(hits, []);
    await browser.screenshot(`why-${lang}-${width}-${scheme}`);
  });
}
