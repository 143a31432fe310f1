// What a person does to say which trip it is: presets, stages, data by what one does, the line
// there is, and the rest.

import assert from "node:assert/strict";
import { inBrowser } from "./support/in-browser.mjs";
import { Key } from "./support/browser.mjs";
import { nativeQuote } from "./support/native.mjs";
import { unfold } from "./support/planner.mjs";
import { waitFor } from "./support/wait.mjs";

const inside = (selector) => `simfare-planner >>> ${selector}`;

/** A radio, by what a person touches of it. */
const radio = (id) => inside(`label:has(#${id})`);

/** A page with a planner whose trip begins on a day we know. */
async function open({ site, browser }, attributes = `days="14" data-mb="5120"`) {
  const url = await site.page(
    "/trip.html",
    `<!doctype html><html lang="en"><meta charset="utf-8">
     <meta name="viewport" content="width=device-width"><title>Trip</title>
     <script type="module" src="/simfare.js"></script>
     <main><h1>Trip</h1><simfare-planner catalog="/catalog.json" start="2026-12-01" ${attributes}>
     </simfare-planner></main></html>`,
  );
  await browser.goto(url);
  await browser.event("simfare-quote");
}

const request = (browser) =>
  browser.run(() => document.querySelector("simfare-planner").request ?? null);

/** The request, once the question is content with it. */
const requested = (browser, question, what) =>
  waitFor(async () => {
    const now = await request(browser);
    return now && question(now) && now;
  }, what);

/** The trip's stages as `[days, data]`, once they are these. */
const stages = (browser, ...wanted) =>
  requested(
    browser,
    ({ phases }) =>
      JSON.stringify(phases.map(({ days, data_mb = 0 }) => [days, data_mb])) ===
      JSON.stringify(wanted),
    `stages ${JSON.stringify(wanted)}`,
  );

const value = (browser, name) =>
  browser.run(
    (name) => document.querySelector("simfare-planner").shadowRoot.getElementById(name)?.value,
    name,
  );

const pressed = async (browser, selector) =>
  Promise.all((await browser.all(inside(selector))).map((each) => each.getAttribute("aria-pressed")));

/** Where the element is, in the middle of the window, once it is painted there. */
const box = (browser, element) =>
  browser.run(async (element) => {
    element.scrollIntoView({ block: "center" });
    for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
    const { x, y, width, height } = element.getBoundingClientRect();
    return { x, y, width, height };
  }, element);

/** The price on the page is the native engine's for what the page says it was asked. */
async function assertPriced(browser) {
  const expected = await nativeQuote(await request(browser));
  await waitFor(
    async () => (await browser.event("simfare-quote")).detail.total === expected.total,
    `the total ${expected.total}`,
  );
}

inBrowser("seven digits of data fit a narrow page", { width: 320 }, async (page) => {
  const { browser } = page;
  await open(page);
  await browser.type(inside("input[name=data]"), "1234567");
  const { text, room } = await browser.run(() => {
    const input = document.querySelector("simfare-planner").shadowRoot.getElementById("data");
    return { text: input.value, room: input.clientWidth - input.scrollWidth };
  });
  assert.equal(text, "1234567");
  assert.ok(room >= 0, `${-room} px too narrow`);
});

inBrowser("usual trips are one click, and say that they are chosen", {}, async (page) => {
  const { browser } = page;
  await open(page);
  assert.deepEqual(await pressed(browser, "[part~=preset]"), ["false", "false", "false"]);
  const [week, semester, keep] = await browser.all(inside("[part~=preset]"));

  await browser.click(week);
  await stages(browser, [7, 3072]);
  assert.deepEqual(await pressed(browser, "[part~=preset]"), ["true", "false", "false"]);
  assert.equal((await request(browser)).phases[0].reachable, true);
  await browser.waitForText(inside("[part=sentence]"), /7 days/);

  await browser.click(semester);
  const { number, grace_margin_days, phases } = await requested(browser, ({ number }) => number, "a number");
  assert.deepEqual([number, grace_margin_days, phases[0].days], ["hold", 7, 120]);
  assert.deepEqual(await pressed(browser, "[part~=preset]"), ["false", "true", "false"]);
  await assertPriced(browser);

  await browser.click(keep);
  // Which line that is, and how long it still runs, only the person knows.
  await waitFor(async () => (await browser.focused()).id === "line-brand", "the focus on the line");
  await browser.type(inside("#days-left"), 30);
  const kept = await requested(browser, ({ number }) => number === "keep", "the number kept");
  assert.deepEqual(kept.phases, [{ days: 365 }]);
  assert.ok(kept.line, "the line it is about");
  assert.equal(await (await browser.find(inside("#line-brand"))).isDisplayed(), true);
  assert.deepEqual(await pressed(browser, "[part~=preset]"), ["false", "false", "true"]);
  await assertPriced(browser);

  await browser.type(inside("#days"), 364);
  await waitFor(async () => !(await pressed(browser, "[part~=preset]")).includes("true"), "none");
});

inBrowser("a comma is a point, unless it may be none", {}, async (page) => {
  const { browser } = page;
  await open(page);
  await browser.type(inside("#data"), "1,5");
  await stages(browser, [14, 1536]);
  // A thousand and a bit, or one and a bit?
  await browser.type(inside("#data"), "1,024");
  await browser.waitForText(inside("#data-wrong"), /number/);
});

inBrowser("a trip that is moved leaves the line's end where it is", {}, async (page) => {
  const { browser } = page;
  await open(page);
  const [, , keep] = await browser.all(inside("[part~=preset]"));
  await browser.click(keep);
  await waitFor(async () => (await browser.focused()).id === "line-brand", "the focus on the line");
  await browser.type(inside("#days-left"), 30);
  await waitFor(async () => (await value(browser, "expiry")) === "2026-12-31", "the line's end");
  await browser.choose(inside("#start"), "2026-12-06");
  const { line } = await requested(browser, ({ line }) => line?.days_left === 25, "fewer days");
  assert.ok(line);
  assert.equal(await value(browser, "expiry"), "2026-12-31");
  // Later than that, only the person knows what becomes of the number meanwhile.
  await browser.choose(inside("#start"), "2027-01-02");
  await browser.waitForText(inside("#expiry-wrong"), /before your trip begins/);
  await browser.click(inside("#begin-earlier"));
  const { phases, start_date } = await requested(browser, (trip) => trip.phases.length === 2, "the days until the trip");
  const day = 24 * 60 * 60 * 1000;
  assert.equal(phases[0].days, (Date.parse("2027-01-02") - Date.parse(start_date)) / day);
  assert.equal(await value(browser, "expiry"), "2026-12-31");
  assert.equal(await browser.has(inside("#expiry-wrong")), false);
});

inBrowser("a last day gives the days, and the days a last day", {}, async (page) => {
  const { browser } = page;
  await open(page);
  assert.equal(await value(browser, "last-day"), "2026-12-14");
  await browser.type(inside("#days"), 31);
  await waitFor(async () => (await value(browser, "last-day")) === "2026-12-31", "the last day");
  // Typed part by part, as its control has it.
  await (await browser.find(inside("#last-day"))).sendKeys("01022027");
  await waitFor(async () => (await value(browser, "days")) === "33", "the days");
  await requested(browser, ({ phases }) => phases[0].days === 33, "33 days");
  await browser.choose(inside("#start"), "2026-12-03");
  await waitFor(async () => (await value(browser, "last-day")) === "2027-01-04", "the length stays");

  // One before the first day stays, with a complaint, until it is mended.
  await browser.choose(inside("#last-day"), "2026-12-02");
  await browser.waitForText(inside("#last-day-wrong"), /December 3, 2026 to December 1, 2028/);
  assert.equal(await value(browser, "last-day"), "2026-12-02");
  assert.equal(await value(browser, "days"), "33");
  assert.equal(await request(browser), null);
  await browser.assertAccessible();
  await browser.type(inside("#days"), 2);
  await waitFor(async () => (await value(browser, "last-day")) === "2026-12-04", "in step again");
  assert.equal(await browser.has(inside("#last-day-wrong")), false);
});

inBrowser("stages are added, edited, moved and removed by the keyboard alone", {}, async (page) => {
  const { browser } = page;
  await open(page);
  assert.equal(await browser.has(inside("[part=strip]")), false, "one stage is just a trip");
  const reach = async (wanted, ...back) => {
    for (let presses = 0; presses < 80; presses += 1) {
      if (wanted(await browser.focused())) return;
      await browser.press(back.length ? Key.chord(...back, Key.TAB) : Key.TAB);
    }
    assert.fail("not reached by the tabulator");
  };
  const told = () =>
    browser.run(() => {
      const { shadowRoot } = document.querySelector("simfare-planner");
      return shadowRoot.querySelector("[aria-live=polite]").textContent.trim();
    });

  await reach(({ id }) => id === "add-stage");
  await browser.press(Key.ENTER);
  await stages(browser, [14, 5120], [30, 0]);
  assert.equal(await told(), "Away is added and can be edited.");
  assert.deepEqual(await pressed(browser, "[part=stage]"), ["false", "true"]);
  assert.equal((await browser.focused()).id, "add-stage", "the focus stays");
  await browser.press(Key.ENTER);
  await stages(browser, [14, 5120], [30, 0], [30, 5120]);

  // The third, as the new one, is in hand.
  assert.deepEqual(
    await Promise.all((await browser.all(inside("[part=stage] strong"))).map(async (name) => (await name.getText()).replace(/\s+/g, " "))),
    ["Trip", "Away", "Trip 2"],
  );
  await reach(({ id }) => id === "data", Key.SHIFT);
  // What is reached by the tabulator is selected.
  await browser.press("2");
  await stages(browser, [14, 5120], [30, 0], [30, 2048]);
  await reach(({ id }) => id === "move-earlier");
  await browser.press(Key.ENTER);
  await stages(browser, [14, 5120], [30, 2048], [30, 0]);
  assert.equal(await told(), "Trip 2 is now stage 2 of 3.");
  await browser.press(Key.ENTER);
  await browser.press(Key.ENTER);
  await stages(browser, [30, 2048], [14, 5120], [30, 0]);
  assert.equal((await browser.focused()).id, "move-earlier", "the focus stays, at the end too");

  // The edge between the first two.
  await reach(({ text }) => text === "Edge between “Trip” and “Trip 2”", Key.SHIFT);
  await browser.press(Key.ARROW_RIGHT, Key.ARROW_RIGHT, Key.PAGE_DOWN);
  await stages(browser, [25, 2048], [19, 5120], [30, 0]);
  const edge = await browser.find(inside("[part=stage-edge]"));
  assert.equal(await edge.getAttribute("aria-valuetext"), "25\u00a0days");
  assert.equal(await edge.getAttribute("aria-valuemax"), "43");
  await browser.press(Key.END);
  await stages(browser, [43, 2048], [1, 5120], [30, 0]);
  await browser.press(Key.HOME);
  await stages(browser, [1, 2048], [43, 5120], [30, 0]);

  // Another one in hand: what it holds, and when it is.
  await reach(({ text }) => /^Away/.test(text));
  await browser.press(" ");
  await browser.waitForText(inside(".stage-fields"), /First day\s+January 14, 2027/);
  assert.equal(await value(browser, "last-day"), "2027-02-12");
  await reach(({ id }) => id === "remove-stage");
  await browser.press(Key.ENTER);
  await stages(browser, [1, 2048], [43, 5120]);
  await waitFor(async () => (await browser.focused()).id === "add-stage", "the focus near by");
  await assertPriced(browser);
});

inBrowser("stages are dragged, and so are their edges", {}, async (page) => {
  const { browser } = page;
  await open(page);
  await browser.click(inside("#add-stage"));
  await browser.click(inside("#add-stage"));
  await stages(browser, [14, 5120], [30, 0], [30, 5120]);
  const segments = await browser.all(inside("[part=stage]"));
  const { width } = await box(browser, segments[1]);

  // Pressed and let go, it is chosen; dragged, it goes where it is dropped.
  await browser.click(segments[0]);
  assert.deepEqual(await pressed(browser, "[part=stage]"), ["true", "false", "false"]);
  const drag = async (element, ...way) => {
    const { x, y, width, height } = await box(browser, element);
    const at = { x: Math.round(x + width / 2), y: Math.round(y + height / 2) };
    let actions = browser.driver.actions().move({ ...at, duration: 0 }).press();
    for (const step of way) {
      at.x = Math.max(2, at.x + step);
      actions = actions.move({ ...at, duration: 60 });
    }
    return actions;
  };
  const whole = Math.round(width);
  await (await drag(segments[0], 20, whole)).perform();
  assert.ok(await browser.has(inside("[data-dragging] [data-held]")), "held");
  await stages(browser, [14, 5120], [30, 0], [30, 5120]);
  await browser.driver.actions().release().perform();
  await stages(browser, [30, 0], [14, 5120], [30, 5120]);
  assert.deepEqual(await pressed(browser, "[part=stage]"), ["false", "true", "false"]);
  assert.equal(await browser.has(inside("[data-held]")), false);

  await (await drag(segments[2], -20, -3 * whole)).release().perform();
  await stages(browser, [30, 5120], [30, 0], [14, 5120]);
  // And back to where it was: nothing has changed.
  const before = (await browser.events("simfare-quote")).length;
  await (await drag(segments[1], 30, -30)).release().perform();
  await stages(browser, [30, 5120], [30, 0], [14, 5120]);
  assert.equal((await browser.events("simfare-quote")).length, before);

  const [edge] = await browser.all(inside("[part=stage-edge]"));
  await (await drag(edge, 5, 500)).release().perform();
  await stages(browser, [59, 5120], [1, 0], [14, 5120]);
  await (await drag(edge, -5, -500)).release().perform();
  await stages(browser, [1, 5120], [59, 0], [14, 5120]);
  await assertPriced(browser);
});

inBrowser("stages are dragged by touch", { width: 390, touch: true }, async (page) => {
  const { browser } = page;
  await open(page);
  await browser.click(inside("#add-stage"));
  await stages(browser, [14, 5120], [30, 0]);
  const finger = async (element, ...path) => {
    const { x, y, width, height } = await box(browser, element);
    const at = { x: x + width / 2, y: y + height / 2 };
    const touch = (type, points) =>
      browser.driver.sendDevToolsCommand("Input.dispatchTouchEvent", { type, touchPoints: points });
    await touch("touchStart", [{ ...at }]);
    for (const step of path) {
      at.x += step;
      await touch("touchMove", [{ ...at }]);
    }
    await touch("touchEnd", []);
  };
  const [first] = await browser.all(inside("[part=stage]"));
  const { width } = await box(browser, first);
  await finger(first, 15, 30, 60, width);
  await stages(browser, [30, 0], [14, 5120]);
  await finger(await browser.find(inside("[part=stage-edge]")), -10, -400);
  await stages(browser, [1, 0], [43, 5120]);
  assert.ok((await browser.overflow()) <= 0);
});

inBrowser("a stage keeps what can't be read in it, and says so from afar", {}, async (page) => {
  const { browser } = page;
  await open(page);
  await browser.click(inside("#add-stage"));
  await browser.type(inside("#days"), "1.5");
  await browser.waitForText(inside("#days-wrong"), /whole number/);
  const [trip, away] = await browser.all(inside("[part=stage]"));
  await browser.click(trip);
  await waitFor(async () => (await value(browser, "days")) === "14", "the other stage");
  assert.equal(await browser.has(inside("#days-wrong")), false);
  assert.match(await browser.run((stage) => stage.textContent, away), /something to mend here/);
  assert.equal(await request(browser), null);
  await browser.assertAccessible();
  await browser.click(away);
  await waitFor(async () => (await value(browser, "days")) === "1.5", "what was typed");
  await browser.type(inside("#days"), "717");
  await browser.waitForText(inside("#days-wrong"), /1 to 716/);
  await browser.type(inside("#days"), "716");
  await stages(browser, [14, 5120], [716, 0]);
  assert.equal(await browser.has(inside("#add-stage")), false, "no day is left for another");
  assert.match(await browser.text(inside("[part~=stages]")), /at most 730 days/);

  // Away, and back again: nothing is forgotten.
  await browser.click(trip);
  await browser.click(radio("kind-away"));
  await stages(browser, [14, 0], [716, 0]);
  assert.equal(await browser.has(inside("#data")), false);
  await browser.click(radio("kind-here"));
  await stages(browser, [14, 5120], [716, 0]);
  assert.equal(await value(browser, "data"), "5");
});

inBrowser("data by what one does", {}, async (page) => {
  const { browser } = page;
  await open(page, `days="30"`);
  await browser.click(radio("data-by-habits"));
  for (const name of ["maps", "messages", "feeds", "calls", "video", "music", "wifi"]) {
    await browser.choose(inside(`#${name}`), 0);
  }
  await requested(browser, ({ phases }) => !phases[0].data_mb, "no data");
  const video = await browser.find(inside("#video"));
  assert.equal(await video.getAttribute("type"), "range");
  // A quarter of an hour a step.
  await video.sendKeys(Key.ARROW_RIGHT, Key.ARROW_RIGHT, Key.ARROW_RIGHT, Key.ARROW_RIGHT, Key.ARROW_RIGHT);
  assert.equal(await video.getAttribute("aria-valuetext"), "1\u00a0h 15\u00a0min");
  await stages(browser, [30, 26_250]);
  await browser.waitForText(inside("[part=habits-sum]"), /≈ 25\.6 GB for 30 days/);
  await browser.choose(inside("#wifi"), 80);
  await stages(browser, [30, 5250]);
  await browser.waitForText(inside("[part=habits-sum]"), /≈ 5\.1 GB for 30 days/);
  await browser.type(inside("#days"), 60);
  await stages(browser, [60, 10_500]);
  await assertPriced(browser);

  // Each figure is shown with its source.
  const links = await browser.all(inside("[part=habits] a"));
  assert.equal(links.length, 6);
  for (const link of links) {
    assert.match(await link.getAttribute("href"), /^https:/);
    assert.match(await link.getAttribute("rel"), /noopener/);
  }
  assert.match(await browser.text(inside("[part=habits]")), /Video calls\s+≈ 540 MB\/h/);
  await browser.assertAccessible();

  // The amount that was typed is still there.
  await browser.click(radio("data-by-amount"));
  assert.equal(await value(browser, "data"), "5");
  await stages(browser, [60, 5120]);
});

inBrowser("arrow keys that pass by a number of one's own claim none", {}, async (page) => {
  const { browser } = page;
  await open(page, `days="60" data-mb="1024"`);
  await browser.click(radio("number-none"));
  await browser.press(Key.ARROW_DOWN);
  await browser.find(inside("#line-brand"));
  await browser.press(Key.ARROW_DOWN);
  const asked = await requested(browser, ({ number }) => number === "hold", "one number");
  assert.equal(asked.line, undefined);
  assert.equal(await browser.has(inside("#line-brand")), false);
  // Nor do they take one that somebody has.
  const haveLine = inside("label:has(#have-line)");
  await browser.press(Key.ARROW_UP);
  await browser.click(haveLine);
  await browser.click(haveLine);
  await browser.click(radio("number-keep"));
  await browser.click(radio("number-hold"));
  assert.equal(await browser.has(inside("#line-brand")), true);
  // Or has said something of.
  await browser.click(haveLine);
  await browser.click(radio("number-keep"));
  await browser.type(inside("#days-left"), 3);
  await browser.click(radio("number-hold"));
  await requested(browser, ({ number, line }) => number === "hold" && line?.days_left === 3, "the line");
});

inBrowser("my line: what is left, until when, and its number", {}, async (page) => {
  const { browser } = page;
  await open(page, `days="60" data-mb="1024"`);
  // To keep a number is to have one.
  await browser.click(radio("number-keep"));
  await browser.choose(inside("#line-brand"), "tello");
  await browser.choose(inside("#line-plan"), "tello-5-gb-300-min");
  await browser.waitForText(inside("#days-left-wrong"), /fill this in/);
  await (await browser.find(inside("#expiry"))).sendKeys("12212026");
  await waitFor(async () => (await value(browser, "days-left")) === "20", "the days left");
  const asked = await requested(browser, ({ line }) => line?.days_left === 20, "the line");
  assert.equal(asked.number, "keep");
  assert.equal(asked.grace_margin_days, 7);
  await browser.choose(inside("#start"), "2026-12-11");
  await waitFor(async () => (await value(browser, "days-left")) === "10", "the date stays");
  await browser.type(inside("#days-left"), 3);
  await waitFor(async () => (await value(browser, "expiry")) === "2026-12-14", "the date follows");
  assert.equal(await browser.has(inside("#left-all")), false, "all of it is left");
  await browser.type(inside("#left-minutes"), 5);
  await requested(browser, ({ line }) => line.left.minutes === 5, "5 minutes");
  await browser.click(inside("#left-all"));
  await requested(browser, ({ line }) => line.left.minutes === 300, "all minutes");
  await assertPriced(browser);

  await browser.choose(inside("#grace-margin"), 0);
  await requested(browser, ({ grace_margin_days }) => !grace_margin_days, "no margin");
  await browser.choose(inside("#grace-margin"), 14);
  await requested(browser, ({ grace_margin_days }) => grace_margin_days === 14, "a fortnight");
  assert.match(await browser.text(inside("#grace-margin-hint")), /provider’s rule, and it may change/);
  await browser.assertAccessible();

  await browser.choose(inside("#line-plan"), "tello-paygo");
  await browser.type(inside("#balance"), "7.50");
  await requested(browser, ({ line }) => line.balance === "7.50", "the credit");
  // Without the line there is no number to keep.
  await browser.click(inside("#have-line"));
  await requested(browser, ({ line, number }) => !line && !number, "neither");
  assert.equal(await browser.has(inside("#grace-margin")), false);
});

inBrowser("fields that a browser empties for a way back are filled again", {}, async (page) => {
  const { browser } = page;
  await open(page);
  await browser.type(inside("input[name=days]"), 45);
  await browser.waitForText(inside("[part=sentence]"), /45 days/);
  const fields = () =>
    browser.run(() => {
      const { shadowRoot } = document.querySelector("simfare-planner");
      return [...shadowRoot.querySelectorAll("input[autocomplete=off]")].map(({ value }) => value);
    });
  const typed = await fields();
  assert.ok(typed.includes("45"));
  // As WebKit does.
  await browser.run(() => {
    const { shadowRoot } = document.querySelector("simfare-planner");
    for (const input of shadowRoot.querySelectorAll("input[autocomplete=off]")) input.value = "";
    dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
  });
  await waitFor(async () => (await fields()).join() === typed.join(), "what was typed");
});

inBrowser("more options say what they mean, and what was chosen", {}, async (page) => {
  const { browser } = page;
  await open(page);
  const summary = inside("[part=more-options-summary]");
  assert.equal(await browser.text(summary), "More options");
  await browser.click(summary);
  await browser.choose(inside("#slow-data"), 512);
  await requested(browser, ({ throttle_min_kbps }) => throttle_min_kbps === 512, "slow data");
  await browser.choose(inside("#slow-data"), "");
  await requested(browser, ({ throttle_min_kbps }) => !throttle_min_kbps, "no slow data");
  await browser.click(radio("margin-20"));
  await requested(browser, ({ margin_percent }) => margin_percent === 20, "a margin");
  await browser.choose(inside("#lines"), 2);
  await browser.choose(inside("#payment-method"), "paypal");
  await browser.click(inside("#autopay"));
  await requested(browser, ({ autopay }) => autopay, "autopay");
  assert.equal(
    await browser.text(summary),
    "More options · +20%, two SIMs, PayPal, automatic renewal",
  );
  for (const name of ["slow-data", "lines", "payment-method"]) {
    const control = await browser.find(inside(`#${name}`));
    const hint = await control.getAttribute("aria-describedby");
    assert.match(await browser.text(inside(`#${hint}`)), /\w+ .*\.$/s, name);
  }
  await assertPriced(browser);
});

inBrowser("on a phone the stages fold to chips", { width: 360, touch: true }, async (page) => {
  const { browser } = page;
  await open(page);
  await browser.click(inside("#add-stage"));
  await browser.type(inside("#days"), 200);
  await stages(browser, [14, 5120], [200, 0]);
  const done = await browser.find(inside("[part~=done]"));
  await box(browser, done);
  await browser.click(done);
  await browser.waitForText(inside("[part=summary]"), /from December 1\s+14 days in the US\s+200 days away/);
  await browser.run(() => document.querySelector("simfare-planner").setAttribute("locale", "zh-CN"));
  await browser.waitForText(inside("[part=summary]"), /在美国 14 天\s+离开 200 天/);
  assert.ok((await browser.overflow()) <= 0);
});

inBrowser("a column taller than the window scrolls, a shorter one doesn't", { height: 1400 }, async (page) => {
  const { browser } = page;
  await open(page);
  const scrolls = () =>
    browser.run(() => {
      const column = document.querySelector("simfare-planner").shadowRoot.querySelector("[part=trip]");
      return column.scrollHeight - column.clientHeight;
    });
  assert.equal(await scrolls(), 0);
  await browser.resize(1280, 600);
  assert.ok((await scrolls()) > 0);
  const { height } = await box(browser, await browser.find(inside("[part=trip]")));
  assert.ok(height < 600, "it fits into the window");
  await browser.resize(700, 600);
  assert.equal(await scrolls(), 0, "one column scrolls with the page");
});

const year = {
  schema: "simfare.request/1",
  start_date: "2026-12-01",
  phases: [{ days: 20, data_mb: 5120, minutes: 60 }, { days: 200 }, { days: 7, sms: 9 }, { days: 90 }, { days: 3, data_mb: 700 }],
  number: "keep",
  throttle_min_kbps: 256,
  margin_percent: 15,
  line: { brand: "tello", plan: "tello-5-gb-300-min", days_left: 6, left: { data_mb: "unlimited", minutes: 120 } },
};

for (const [lang, scheme, width] of [
  ["en-US", "light", 320],
  ["zh-CN", "dark", 320],
  ["en-US", "dark", 1280],
  ["zh-CN", "light", 1280],
]) {
  inBrowser(`no barrier in the form: ${lang}, ${scheme}, ${width} px`, { lang, scheme, width }, async (page) => {
    const { browser } = page;
    await open(page, `days="30" locale="${lang}" theme="${scheme}"`);
    await browser.click(radio("data-by-habits"));
    await browser.find(inside("[part=habits]"));
    await browser.assertAccessible();
    assert.ok((await browser.overflow()) <= 0, "nothing is wider than the window");
    await browser.screenshot(`trip-habits-${lang}-${scheme}-${width}`);
    await browser.run((request) => (document.querySelector("simfare-planner").request = request), year);
    await stages(browser, [20, 5120], [200, 0], [7, 0], [90, 0], [3, 700]);
    await unfold(browser);
    await browser.assertAccessible();
    assert.ok((await browser.overflow()) <= 0, "nothing is wider than the window");
    await browser.screenshot(`trip-year-${lang}-${scheme}-${width}`);
    // It comes back as it was, and through the form of another stage too.
    assert.deepEqual(await request(browser), {
      ...year,
      line: { ...year.line, left: { data_mb: "unlimited", minutes: 120 } },
    });
    await browser.click((await browser.all(inside("[part=stage]")))[1]);
    await browser.assertAccessible();
  });
}
