// For everybody: no barrier that axe finds, nothing wider than the window, in all schemes.

import assert from "node:assert/strict";
import { inBrowser } from "./support/in-browser.mjs";
import { inside, unfold } from "./support/planner.mjs";
import { waitFor } from "./support/wait.mjs";

const busy = {
  schema: "simfare.request/1",
  start_date: "2026-12-01",
  phases: [
    { days: 30, data_mb: 20480, minutes: 200, sms: 50, reachable: true },
    { days: 200 },
    { days: 60, data_mb: 8192, minutes: 200 },
  ],
  number: "hold",
  lines: 2,
  payment_method: "paypal",
  coupon: "WELCOME10",
  line: { brand: "tello", plan: "tello-5-gb-300-min", days_left: 6, left: { data_mb: 800, minutes: 120 } },
};

for (const lang of ["en-US", "zh-CN"]) {
  for (const [scheme, width] of [
    ["light", 320],
    ["dark", 768],
    ["light", 1280],
    ["dark", 1280],
  ]) {
    inBrowser(`no barrier: ${lang}, ${scheme}, ${width} px`, { lang, scheme, width }, async ({ site, browser }) => {
      await browser.goto(site.url("/"));
      const planner = await browser.find("simfare-planner");
      await browser.run((element) => element.scrollIntoView(), planner);
      await browser.find(inside("[part=sentence]"));
      await browser.assertAccessible();
      assert.ok((await browser.overflow()) <= 0, "nothing is wider than the window");

      const before = (await browser.events("simfare-quote")).length;
      await browser.run((element, request) => (element.request = request), planner, busy);
      await browser.event("simfare-quote", { after: before });
      await waitFor(async () => (await browser.all(inside("[part=timeline-bar]"))).length > 2, "bars");
      // Everything that folds, unfolded.
      await unfold(browser);
      await browser.assertAccessible();
      assert.ok((await browser.overflow()) <= 0, "nothing is wider than the window");
      await browser.screenshot(`busy-${lang}-${scheme}-${width}`);
    });
  }
}

inBrowser("every control is large enough to touch", { width: 390, touch: true }, async ({ site, browser }) => {
  await browser.goto(site.url("/"));
  const planner = await browser.find("simfare-planner");
  await browser.run((element) => element.scrollIntoView(), planner);
  await browser.find(inside("[part=sentence]"));
  await unfold(browser);
  const small = await browser.run((element) => {
    const controls = "button, input:not([type=checkbox]), select, summary, label:has([type=checkbox])";
    return [...element.shadowRoot.querySelectorAll(controls)]
      .map((control) => [control.name || control.textContent, control.getBoundingClientRect().height])
      .filter(([, height]) => height > 0 && height < 44);
  }, planner);
  assert.deepEqual(small, []);
});

inBrowser("the theme attribute has the last word", { scheme: "dark" }, async ({ site, browser }) => {
  await browser.goto(site.url("/"));
  const planner = await browser.find("simfare-planner");
  await browser.find(inside("[part=sentence]"));
  const colour = () =>
    browser.run((element) => getComputedStyle(element.shadowRoot.querySelector("[part=sentence]")).color, planner);
  const dark = await colour();
  await browser.run((element) => (element.theme = "light"), planner);
  assert.notEqual(await colour(), dark);
  await browser.run((element) => (element.theme = "dark"), planner);
  assert.equal(await colour(), dark);
});

inBrowser("forced colours", { forcedColors: true }, async ({ site, browser }) => {
  await browser.goto(site.url("/"));
  await browser.find(inside("[part=sentence]"));
  const border = await browser.run(
    () =>
      getComputedStyle(
        document.querySelector("simfare-planner").shadowRoot.querySelector("[part=timeline-bar]"),
      ).borderTopStyle,
  );
  assert.equal(border, "solid", "a bar is seen without its colour");
  await browser.screenshot("forced-colours");
});
