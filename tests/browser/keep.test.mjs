// What a person takes away: a link, a trip that is still there tomorrow, paper, a calendar.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import ICAL from "ical.js";
import { json } from "./support/answers.mjs";
import { Key } from "./support/browser.mjs";
import { inBrowser } from "./support/in-browser.mjs";
import { nativeQuote } from "./support/native.mjs";
import { dist } from "./support/site.mjs";
import { waitFor } from "./support/wait.mjs";

const inside = (selector) => `simfare-planner >>> ${selector}`;
const catalog = async () => JSON.parse(await readFile(`${dist}/catalog.json`, "utf8"));

/** A trip with a part of every kind. */
const TRIP = {
  schema: "simfare.request/1",
  start_date: "2026-12-01",
  phases: [
    { days: 40, data_mb: 2500, minutes: 60, sms: 20, reachable: true },
    { days: 30, data_mb: 100 },
  ],
  number: "hold",
  lines: 2,
  line: {
    brand: "tello",
    plan: "tello-5-gb-300-min",
    days_left: 6,
    left: { data_mb: 1000, minutes: 120, sms: "unlimited" },
  },
  autopay: true,
  margin_percent: 20,
  grace_margin_days: 7,
  payment_method: "paypal",
  coupon: "WELCOME10",
  filter: { exclude: ["mint"] },
};

/** The text of a trip as any program can make it: plain JSON in base64url. */
const text = (request) => Buffer.from(JSON.stringify(request)).toString("base64url");
const parameter = (address, name = "simfare") => new URL(address).searchParams.get(name);

const page = (attributes, more = "") => `<!doctype html><html lang="en"><title>Shop</title>
  <meta name="viewport" content="width=device-width"><script type="module" src="/simfare.js"></script>
  <h1>Shop</h1><simfare-planner catalog="/catalog.json" ${attributes}></simfare-planner>${more}`;

const request = (browser, selector = "simfare-planner") =>
  browser.run((selector) => document.querySelector(selector).request, selector);

/** The request, once it is one that satisfies the question. */
const trip = (browser, question, selector) =>
  waitFor(async () => {
    const trip = await request(browser, selector);
    return trip?.phases && question(trip) && trip;
  }, "such a trip");

const days = (wanted) => (trip) => trip.phases[0].days === wanted;

const address = (browser) => browser.run(() => location.href);

/** The page's address, once it holds a trip. */
const written = (browser, after, name) =>
  waitFor(async () => {
    const now = await address(browser);
    return parameter(now, name) && now !== after && now;
  }, "a trip in the address");

inBrowser("a link is copied, and opens as the same trip", { today: "2026-11-21" }, async ({ site, browser }) => {
  await site.page("/here", page(`request='${JSON.stringify(TRIP)}'`));
  await browser.goto(site.url("/here?lang=en&q=a%20b#top"));
  await browser.permit("clipboard-write");
  await browser.click(inside("[part~=copy-link]"));
  await browser.waitForText(inside("[part=keep-outcome]"), /^Link copied/);
  const link = await browser.clipboard();
  assert.match(link, /\?lang=en&q=a%20b&simfare=[\w-]+#top$/, "everything else stays as it was");
  assert.equal(await address(browser), site.url("/here?lang=en&q=a%20b#top"), "unasked, ours does too");

  // Somewhere else: a page with a trip of its own, which the followed link comes before.
  const other = `/other?simfare=${parameter(link)}`;
  await site.page("/other", page(`request='${JSON.stringify({ ...TRIP, number: "none" })}' days="3" coupon="NOPE"`));
  await browser.goto(site.url(other));
  const { detail } = await browser.event("simfare-quote");
  assert.deepEqual(await request(browser), TRIP);
  assert.deepEqual(detail, await nativeQuote(TRIP));
  assert.deepEqual(await browser.events("simfare-error"), []);
  assert.equal((await browser.events("simfare-quote")).length, 1, "no answer to another trip before");

  // What was said of one trip isn't said of the next.
  await browser.click(inside("[part~=copy-link]"));
  await browser.waitForText(inside("[part=keep-outcome]"), /^Link copied/);
  await browser.type(inside("input[name=days]"), 41);
  await waitFor(async () => !(await browser.has(inside("[part=keep-outcome]:not(:empty)"))), "silence");
});

inBrowser("where copying is forbidden the link is shown, selected", { lang: "zh-CN", width: 360 }, async ({ site, browser }) => {
  await browser.goto(site.url("/"));
  await browser.run((element) => element.scrollIntoView(), await browser.find("simfare-planner"));
  await browser.event("simfare-quote");
  await browser.permit("clipboard-write", false);
  const button = await browser.find(inside("[part~=copy-link]"));
  // Away from the bar at the bottom.
  await browser.run((element) => element.scrollIntoView({ block: "center" }), button);
  await browser.click(button);
  await browser.waitForText(inside("[part=keep-outcome]"), /已为你选中/);
  const field = await browser.find(inside("[part~=link]"));
  const link = await field.getAttribute("value");
  await waitFor(
    () =>
      browser.run((field) => {
        const focused = field.getRootNode().activeElement === field;
        return focused && field.selectionStart === 0 && field.selectionEnd === field.value.length;
      }, field),
    "the whole link to be selected",
  );
  assert.ok((await browser.overflow()) <= 0);
  await browser.assertAccessible("simfare-planner");
  const before = await request(browser);
  await browser.goto(link);
  await browser.event("simfare-quote");
  assert.deepEqual(await request(browser), before);
});

inBrowser("anybody can make a link, and a broken one costs nothing but itself", {}, async ({ site, browser }) => {
  await site.page("/shop", page(`days="9"`));
  await browser.goto(site.url(`/shop?simfare=${text(TRIP)}`));
  await trip(browser, days(40));
  assert.deepEqual(await request(browser), TRIP);

  for (const broken of ["%zz", text(TRIP).slice(0, 200), text({ ...TRIP, nmuber: "keep" }), text([]), "A".repeat(9000)]) {
    await browser.goto(site.url(`/shop?simfare=${broken}`));
    const { detail } = await browser.event("simfare-error");
    assert.equal(detail.code, "link-faults");
    await browser.waitForText(inside("[part=link-note]"), /link can’t be read/);
    await browser.waitForText(inside("[part=sentence]"), /9 days/);
    assert.equal((await browser.run(() => document.querySelector("simfare-planner").error)).code, "link-faults");
  }
  await browser.assertAccessible("simfare-planner");
  await browser.click(inside("[part=link-note] button"));
  await waitFor(async () => !(await browser.has(inside("[part=link-note]"))), "the note to go");
  assert.equal((await browser.focused()).text, "Your trip");
  assert.equal(await browser.run(() => document.querySelector("simfare-planner").error), null);
});

inBrowser("what the shop no longer has is left out of the trip, and told", {}, async ({ site, browser }) => {
  const gone = {
    ...TRIP,
    number: "keep",
    line: { ...TRIP.line, plan: "no-longer-sold" },
    payment_method: "shells",
    coupon: "LASTYEAR",
  };
  await browser.goto(site.url(`/?simfare=${text(gone)}#planner`));
  const note = await browser.waitForText(inside("[part=link-note]"), /Left out/);
  for (const part of ["the SIM you have", "the discount code", "the way to pay"]) {
    assert.ok(note.includes(part), note);
  }
  const { number, line, payment_method, coupon, ...rest } = TRIP;
  assert.deepEqual(await request(browser), rest);
  const { detail } = await browser.event("simfare-error");
  assert.equal(detail.code, "link-faults");
  assert.deepEqual(detail.faults.map(({ pointer }) => pointer).sort(), ["/coupon", "/line/plan", "/payment_method"]);
  await browser.waitForText(inside("[part=sentence]"), /70 days/);
  // The trip goes on: the note was about the last one.
  await browser.type(inside("input[name=days]"), 20);
  await waitFor(async () => !(await browser.has(inside("[part=link-note]"))), "the note to go");
});

inBrowser("several planners, each with its own parameter", { height: 3000 }, async ({ site, browser }) => {
  const second = `<simfare-planner id="b c" catalog="/catalog.json" persist="url"></simfare-planner>`;
  const third = `<simfare-planner class="third" catalog="/catalog.json" persist="url"></simfare-planner>`;
  await site.page("/shop", page(`id="a" persist="url"`, second + third));
  const plain = (days) => text({ schema: TRIP.schema, start_date: "2026-12-01", phases: [{ days, data_mb: 10 }] });
  await browser.goto(site.url(`/shop?simfare=${plain(11)}&simfare-b+c=${plain(12)}&simfare-3=${plain(13)}`));
  // Each keeps the room of a window until it is whole: one comes to them one after another.
  const at = async (selector, wanted) => {
    await browser.run((selector) => document.querySelector(selector).scrollIntoView(), selector);
    await trip(browser, days(wanted), selector);
  };
  await at("#a", 11);
  await at("[id='b c']", 12);
  await at(".third", 13);
  await browser.goto(site.url("/shop?x"));
  await trip(browser, days(14), "#a");
  let last;
  for (const [selector, name, number] of [["[id='b c']", "simfare-b c", 22], [".third", "simfare-3", 23], ["#a", "simfare", 21]]) {
    await browser.run((selector) => document.querySelector(selector).scrollIntoView(), selector);
    await browser.type(`${selector} >>> input[name=days]`, number);
    last = await written(browser, last, name);
  }
  assert.match(last, /\?x&simfare-b%20c=[\w-]+&simfare-3=[\w-]+&simfare=[\w-]+$/);
  await browser.goto("about:blank");
  await browser.goto(last);
  await at("#a", 21);
  await at("[id='b c']", 22);
  await at(".third", 23);
  // The first one by its id too, for pages in which it becomes another.
  await browser.goto(site.url(`/shop?simfare-a=${plain(31)}`));
  await trip(browser, days(31), "#a");
  await browser.type("#a >>> input[name=days]", 32);
  assert.match(await written(browser), /\?simfare=[\w-]+$/);
});

inBrowser("the trip follows in the address, and Back leaves the page", {}, async ({ site, browser }) => {
  await site.page("/shop", page(`persist="url" days="9"`, `<a href="#end" id="to-end">To the end</a><p id="end">`));
  await browser.goto(site.url("/?before"));
  await browser.goto(site.url("/shop?q=1"));
  await trip(browser, days(9));
  await browser.run(() => {
    globalThis.writes = 0;
    const { replaceState } = history;
    history.replaceState = function (...values) {
      globalThis.writes += 1;
      return replaceState.apply(this, values);
    };
    history.replaceState({ own: "state" }, "");
  });
  const length = await browser.run(() => history.length);
  for (const number of [10, 20, 30, 40, 55]) await browser.type(inside("input[name=days]"), number);
  const first = await written(browser, site.url("/shop?q=1"));
  // The last of them, some time after it was typed.
  const last = await waitFor(async () => {
    const now = await address(browser);
    return /(?<!\d)55(?!\d)/.test(Buffer.from(parameter(now), "base64url")) && now;
  }, "55 days in the address");
  await browser.goto(last);
  await trip(browser, days(55));
  assert.equal(parameter(first, "q"), "1");
  assert.equal(await browser.run(() => history.length), length);

  // Within the page: the trip stays the present one, whatever the address of the entry was.
  await browser.type(inside("input[name=days]"), 60);
  const at60 = await written(browser, await address(browser));
  await browser.click("#to-end");
  await browser.type(inside("input[name=days]"), 61);
  await written(browser, `${at60}#end`);
  await browser.driver.navigate().back();
  await waitFor(async () => {
    const now = await address(browser);
    return !now.endsWith("#end") && parameter(now) !== parameter(at60);
  }, "the present trip in the address");
  assert.equal((await request(browser)).phases[0].days, 61);

  await browser.driver.navigate().back();
  await waitFor(async () => (await address(browser)) === site.url("/?before"), "the page before");
  await browser.driver.navigate().forward();
  await trip(browser, days(61));
});

inBrowser("what is typed and left at once is in the address all the same", {}, async ({ site, browser }) => {
  await site.page("/shop", page(`persist="url"`));
  await browser.goto(site.url("/shop"));
  await trip(browser, days(14));
  await browser.type(inside("input[name=days]"), 33);
  await trip(browser, days(33));
  await browser.goto(site.url("/"));
  await browser.driver.navigate().back();
  await trip(browser, days(33));
});

inBrowser("what a router shows next has its own address", {}, async ({ site, browser }) => {
  await site.page("/spa", page(`persist="url"`));
  await browser.goto(site.url("/spa"));
  await trip(browser, days(14));
  await browser.type(inside("input[name=days]"), 33);
  await trip(browser, days(33));
  await waitFor(async () => /\/spa\?simfare=/.test(await address(browser)), "the trip in the address");
  // As routers do: the address first, then what is shown.
  await browser.run(() => {
    history.pushState({}, "", "/about");
    document.querySelector("simfare-planner").remove();
  });
  await new Promise((resume) => setTimeout(resume, 1_000));
  assert.equal(await address(browser), site.url("/about"));
});

inBrowser("the trip is kept by the browser, the request and nothing else", {}, async ({ site, browser }) => {
  await site.page("/shop", page(`id="one" persist="local" days="9" request='${JSON.stringify(TRIP)}'`));
  const stored = () => browser.run(() => ({ ...localStorage }));
  await browser.goto(site.url("/shop"));
  await trip(browser, days(9));
  // Whoever only looks leaves no trace; an attribute that changes later still counts then.
  assert.deepEqual(await stored(), {});
  await browser.type(inside("input[name=days]"), 77);
  const kept = await waitFor(async () => (await stored())["simfare:us:one"], "a trip in storage");
  assert.deepEqual(JSON.parse(kept), await request(browser));
  assert.deepEqual(Object.keys(await stored()), ["simfare:us:one"]);
  assert.equal(await address(browser), site.url("/shop"));

  await browser.goto(site.url("/shop"));
  await trip(browser, days(77));
  // A link comes before it, and whoever only looks at one keeps what they had.
  await browser.goto(site.url(`/shop?simfare=${text({ ...TRIP, phases: [{ days: 5, sms: 1 }] })}`));
  await trip(browser, days(5));
  await browser.goto(site.url("/shop"));
  await trip(browser, days(77));
  // A broken one isn't a trip.
  await browser.goto(site.url("/shop?simfare=AA"));
  await browser.find(inside("[part=link-note]"));
  await trip(browser, days(77));

  // Another catalog, another trip; and what no longer is one is no obstacle.
  site.route("/catalog.json", json({ ...(await catalog()), id: "another" }));
  await browser.goto(site.url("/shop"));
  await trip(browser, days(9));
  await browser.run(() => localStorage.setItem("simfare:another:one", "{"));
  await browser.goto(site.url("/shop"));
  await trip(browser, days(9));
  assert.deepEqual(await browser.events("simfare-error"), []);
});

inBrowser("who agrees later to keep a trip gets the one there is", {}, async ({ site, browser }) => {
  await site.page("/shop", page(`id="one" days="9" request='${JSON.stringify(TRIP)}'`));
  const kept = { ...TRIP, phases: [{ days: 21, sms: 3 }] };
  await browser.goto(site.url("/shop"));
  await trip(browser, days(9));
  await browser.run((kept) => localStorage.setItem("simfare:us:one", kept), JSON.stringify(kept));
  await browser.run(() => (document.querySelector("simfare-planner").persist = "local"));
  await trip(browser, days(21));
  // Into the address and out of it again: nothing of it stays there.
  await browser.run(() => (document.querySelector("simfare-planner").persist = "url"));
  await browser.type(inside("input[name=days]"), 40);
  await waitFor(async () => (await address(browser)).includes("simfare="), "a trip in the address");
  await browser.run(() => (document.querySelector("simfare-planner").persist = "none"));
  await waitFor(async () => (await address(browser)) === site.url("/shop"), "the address as it was");
});

inBrowser("storage that is refused is no error", {}, async ({ site, browser }) => {
  await site.page("/shop", page(`persist="local" days="9"`));
  await browser.beforePages(() => {
    Object.defineProperty(globalThis, "localStorage", {
      get() {
        throw new DOMException("denied", "SecurityError");
      },
    });
  });
  await browser.goto(site.url("/shop"));
  await trip(browser, days(9));
  await browser.type(inside("input[name=days]"), 10);
  await trip(browser, days(10));
  await browser.run((element) => element.remove(), await browser.find("simfare-planner"));
  assert.deepEqual(await browser.events("simfare-error"), []);
});

inBrowser("what is typed before the prices are here isn't lost to what was kept", {}, async ({ site, browser }) => {
  await site.page("/shop", page(`persist="local"`));
  let answer;
  const prices = await readFile(`${dist}/catalog.json`);
  await browser.goto(site.url("/shop"));
  await trip(browser, days(14));
  await browser.type(inside("input[name=days]"), 77);
  await waitFor(() => browser.run(() => localStorage.length === 1), "a trip in storage");
  site.route("/catalog.json", (_request, response) => (answer = response));
  await browser.goto(site.url("/shop"));
  await browser.type(inside("input[name=days]"), 3);
  await waitFor(() => answer, "the question for prices");
  answer.writeHead(200, { "content-type": "application/json" });
  answer.end(prices);
  await trip(browser, days(3));
  await waitFor(() => browser.run(() => /"days":3\b/.test(localStorage["simfare:us:"])), "that in storage");
});

inBrowser("the shop's language switch keeps the trip in the address", {}, async ({ site, browser }) => {
  await browser.goto(site.url(`/?simfare=${text(TRIP)}`));
  await browser.run((element) => element.scrollIntoView(), await browser.find("simfare-planner"));
  await trip(browser, days(40));
  await browser.click("#language");
  await browser.waitForText(inside("[part=sentence]"), /70 天/);
  assert.equal(parameter(await address(browser)), text(TRIP));
});

/** The events of a calendar file, as a well-kept reader of such files sees them. */
function calendar(file) {
  assert.ok(file.endsWith("\r\n") && !/[^\r]\n/.test(file), "lines end as the standard says");
  for (const line of file.split("\r\n")) assert.ok(Buffer.byteLength(line) <= 75, line);
  const root = new ICAL.Component(ICAL.parse(file));
  assert.equal(root.getFirstPropertyValue("version"), "2.0");
  assert.match(root.getFirstPropertyValue("prodid"), /Simfare/);
  return root.getAllSubcomponents("vevent").map((component) => {
    const event = new ICAL.Event(component);
    assert.equal(component.getFirstProperty("dtstart").type, "date");
    assert.equal(event.endDate.subtractDate(event.startDate).toSeconds(), 86400);
    assert.equal(component.getFirstPropertyValue("transp"), "TRANSPARENT");
    const [alarm] = component.getAllSubcomponents("valarm");
    const at = event.startDate.clone();
    at.isDate = false;
    at.addDuration(alarm.getFirstPropertyValue("trigger"));
    return {
      uid: event.uid,
      date: event.startDate.toString(),
      summary: event.summary,
      description: event.description,
      stamp: component.getFirstPropertyValue("dtstamp").toString(),
      alarm: at.toString(),
    };
  });
}

const KEPT = {
  schema: "simfare.request/1",
  start_date: "2026-12-01",
  phases: [{ days: 100, data_mb: 12000, minutes: 500, sms: 50 }],
  number: "hold",
  filter: { brands: ["tello"] },
};

inBrowser("reminders for a calendar", { today: "2026-11-21" }, async ({ site, browser }) => {
  const quote = await nativeQuote(KEPT);
  assert.ok(quote.purchases.length >= 3, "a trip with several purchases");
  const open = async () => {
    // The same address once more would only go to its anchor.
    await browser.goto("about:blank");
    await browser.goto(site.url(`/?simfare=${text(KEPT)}#planner`));
    await trip(browser, days(100));
    return browser.download(() => browser.click(inside("[part~=add-to-calendar]")));
  };
  const { name, text: file } = await open();
  assert.equal(name, "simfare-2026-12-01.ics");
  const events = calendar(file);
  assert.deepEqual(events.slice(0, -1).map(({ date }) => date), quote.purchases.map(({ date }) => date));
  const all = await catalog();
  const brand = all.brands.find(({ id }) => id === "tello");
  for (const [i, { total, items }] of quote.purchases.entries()) {
    const { summary, description, uid, date, alarm, stamp } = events[i];
    const plan = all.plans.find(({ id }) => id === items[0].id);
    assert.match(summary, i === 0 ? /^Buy / : /^(Renew|Top up) /);
    if (plan) assert.ok(summary.includes(plan.name), summary);
    const price = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD" }).format(total);
    assert.ok(description.includes(price), description);
    assert.ok(description.includes(brand.name) && description.includes(site.url("/")), description);
    assert.match(description, /Without it you have no service from \w+ \d+, 202\d\./);
    if (i > 0) assert.match(description, /the number may already be gone/);
    assert.equal(uid, `us-${date.replaceAll("-", "")}-${items.map(({ id }) => id).join("-")}@simfare`);
    assert.match(stamp, /^2026-11-21T17:0\d:\d\dZ$/, "noon in New York");
    // At nine, with three working days before the purchase.
    assert.match(alarm, /T09:00:00$/);
    let working = 0;
    for (let day = new Date(alarm.slice(0, 10)); day < new Date(date); day.setUTCDate(day.getUTCDate() + 1)) {
      const isHoliday = all.seller?.holidays?.includes(day.toISOString().slice(0, 10));
      if (day.getUTCDay() % 6 !== 0 && !isHoliday) working += 1;
    }
    assert.equal(working, 3, `${alarm} for ${date}`);
  }
  const deadline = events.at(-1);
  assert.match(deadline.summary, /^Last day to keep your Tello number$/);
  assert.ok(deadline.date > quote.purchases.at(-1).date);
  assert.equal(new Set(events.map(({ uid }) => uid)).size, events.length);
  await browser.waitForText(inside("[part=keep-outcome]"), new RegExp(`with ${events.length} reminders`));
  await browser.assertAccessible("simfare-planner");

  // Nobody works in the days before the second purchase: its reminder comes so much sooner.
  const away = [1, 2, 3, 4, 5, 6, 7].map((days) => {
    const day = new Date(quote.purchases[1].date);
    day.setUTCDate(day.getUTCDate() - days);
    return day.toISOString().slice(0, 10);
  });
  const seller = { ...all.seller, name: "Lantern SIM", holidays: away.sort() };
  seller.support ??= { email: "support@example.com" };
  site.route("/catalog.json", json({ ...all, seller }));
  const sooner = calendar((await open()).text);
  assert.ok(sooner[1].alarm.slice(0, 10) < away[0], sooner[1].alarm);
  assert.match(sooner[1].description, /From Tello, at Lantern SIM\./);
  site.clear();

  // Saved again, nothing doubles.
  const again = calendar((await open()).text);
  assert.deepEqual(again.map(({ uid }) => uid), events.map(({ uid }) => uid));
});

inBrowser("reminders in Chinese, of the way that was chosen", { lang: "zh-CN", today: "2026-11-21" }, async ({ site, browser }) => {
  const { filter, ...free } = KEPT;
  const { alternatives } = await nativeQuote({ ...free, number: "none" });
  await browser.goto(site.url(`/?simfare=${text({ ...free, number: "none" })}#planner`));
  // By the keyboard: what is found out meanwhile moves the rows.
  await (await browser.find(inside("[part=alternative] button"))).sendKeys(Key.ENTER);
  const { detail } = await browser.event("simfare-select");
  assert.ok(alternatives.some(({ brand }) => brand === detail.brand));
  const { text: file } = await browser.download(() => browser.click(inside("[part~=add-to-calendar]")));
  const events = calendar(file);
  assert.deepEqual(events.map(({ date }) => date), detail.purchases.map(({ date }) => date), "no number, no deadline");
  for (const { summary, description } of events) {
    assert.match(summary, /^(购买|续费|充值) /);
    assert.match(description, /含税.*\n运营商：.*\n使用时间：.*\n不买的话/);
  }
  await browser.waitForText(inside("[part=keep-outcome]"), /个提醒/);
});

for (const lang of ["en-US", "zh-CN"]) {
  inBrowser(`on paper, ${lang}`, { lang, scheme: "dark", today: "2026-11-21" }, async ({ site, browser }) => {
    await browser.goto(site.url(`/?simfare=${text(TRIP)}#planner`));
    await trip(browser, days(40));
    await browser.find(inside("[part=timeline-bar]"));
    // Nobody waits for the heading: it says the trip once nothing has changed for a moment.
    await waitFor(() => browser.run(printed).then((text) => text.includes("40")), "the heading");
    await browser.emulatePrint();
    const seen = await browser.run(() => {
      const root = document.querySelector("simfare-planner").shadowRoot;
      const seen = (selector) => [...root.querySelectorAll(selector)].filter((element) => element.checkVisibility());
      const frame = getComputedStyle(root.querySelector(".frame"));
      return {
        controls: seen("button:not([part~=timeline-bar], [part~=what-if]), input, select, form").length,
        parts: ["print-heading", "sentence", "timeline", "bill", "sources"].filter((part) => !seen(`[part~=${part}]`).length),
        colours: [frame.color, frame.backgroundColor],
      };
    });
    assert.deepEqual(seen, { controls: 0, parts: [], colours: ["rgb(0, 0, 0)", "rgb(255, 255, 255)"] });
    const heading = await browser.text(inside("[part=print-heading]"));
    const wanted = lang === "en-US"
      ? [/December 1, 2026/, /40 days: .*60 min, 20 texts, reachable by phone/, /30 days: 100 MB/, /Tello SIM with 6 days left/, /WELCOME10/, /November 21, 2026, 127\.0\.0\.1/]
      : [/2026年12月1日/, /40 天：.*60 分钟、20 条短信、能接电话和短信/, /30 天：100 MB/, /Tello SIM 卡剩 6 天/, /WELCOME10/, /2026年11月21日，127\.0\.0\.1/];
    for (const part of wanted) assert.match(heading, part);
    await browser.resize(794, 1123);
    await browser.screenshot(`print-${lang}`);
    await browser.resize(1280);
    await browser.emulatePrint(false);

    const before = await browser.run(unfolded);
    await browser.run(() => {
      globalThis.opened = [];
      globalThis.print = () => {
        const root = document.querySelector("simfare-planner").shadowRoot;
        globalThis.opened.push(root.querySelectorAll("details:not([open])").length);
      };
    });
    await browser.click(inside("[part~=print]"));
    await waitFor(() => browser.run(() => globalThis.opened.length === 1), "the print");
    assert.deepEqual(await browser.run(() => globalThis.opened), [0], "everything is unfolded");
    await waitFor(async () => (await browser.run(unfolded)) === before, "all to be folded again");
    const { pages } = await browser.pdf();
    assert.ok(pages >= 1 && pages <= 4, `${pages} pages`);
    assert.equal(await browser.run(unfolded), before);
  });
}

function printed() {
  return document.querySelector("simfare-planner").shadowRoot.querySelector("[part=print-heading]")?.textContent ?? "";
}

function unfolded() {
  return document.querySelector("simfare-planner").shadowRoot.querySelectorAll("details[open]").length;
}
