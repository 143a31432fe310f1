// For everybody: no barrier that axe finds, nothing wider than the window, in all schemes.

import assert from "node:assert/strict";
import { inBrowser } from "./support/in-browser.mjs";
import { bare, inside, unfold } from "./support/planner.mjs";
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

inBrowser("a browser that knows no light-dark() has the light colours", { scheme: "dark" }, async ({ site, browser }) => {
  const looks = async () => {
    await browser.find(inside("[part=sentence]"));
    return browser.run(() => {
      const { shadowRoot } = document.querySelector("simfare-planner");
      const properties = ["color", "background-color", "border-top-color", "box-shadow", "color-scheme"];
      const look = (element) => properties.map((name) => getComputedStyle(element).getPropertyValue(name));
      const rules = [...shadowRoot.adoptedStyleSheets].flatMap((sheet) => [...sheet.cssRules]);
      return {
        colours: [".frame", "[part=sentence]", "input", "[part=timeline-bar]"]
          .map((selector) => look(shadowRoot.querySelector(selector))),
        knows: rules.some((rule) => rule.cssText.includes("light-dark")),
      };
    });
  };
  await browser.goto(await site.page("/now.html", bare("en").replace("<simfare-planner", '<simfare-planner theme="light"')));
  const light = await looks();
  assert.equal(light.knows, true);
  await browser.beforePages(() => {
    const { supports } = CSS;
    CSS.supports = (...words) => !words.join().includes("light-dark") && supports.apply(CSS, words);
  });
  await browser.goto(await site.page("/then.html", bare("en")));
  assert.deepEqual(await looks(), { colours: light.colours, knows: false });
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
