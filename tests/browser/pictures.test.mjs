// How it is meant to look. The references are in pictures/; README.md says how to accept a change.

import * as answers from "./support/answers.mjs";
import { inBrowser } from "./support/in-browser.mjs";
import { bare, inside, plan, whole } from "./support/planner.mjs";
import { today } from "./support/trips.mjs";

/** The planner alone, its first answer there. */
async function open({ site, browser }, lang) {
  await browser.goto(await site.page("/picture.html", bare(lang)));
  await browser.find(inside("[part=sentence]"));
}

for (const [name, trip, { lang = "en", ...person }] of [
  ["buy-360", "buy", { width: 360 }],
  ["two-lines-1280", "two lines", { width: 1280 }],
  ["two-lines-dark-zh-1280", "two lines", { lang: "zh-CN", scheme: "dark", width: 1280 }],
  ["many-phases-zh-768", "many phases", { lang: "zh-CN", width: 768 }],
  ["infeasible-zh-360", "nothing is enough", { lang: "zh-CN", width: 360 }],
]) {
  const options = { ...person, lang: lang === "en" ? "en-US" : lang, today, reducedMotion: true };
  inBrowser(`picture: ${name}`, options, async (page) => {
    await open(page, lang);
    await plan(page.browser, trip);
    await whole(page.browser);
    await page.browser.assertLooks(name, { within: "simfare-planner" });
  });
}

inBrowser(
  "picture: trouble-dark-768",
  { scheme: "dark", width: 768, today, reducedMotion: true, expected: [/500|Simfare/] },
  async ({ site, browser }) => {
    site.route("/catalog.json", answers.broken());
    await browser.goto(await site.page("/picture.html", bare("en")));
    await browser.find(inside("[part=error]"));
    await browser.assertLooks("trouble-dark-768", { within: "simfare-planner" });
  },
);
