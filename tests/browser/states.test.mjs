// Every state of an answer: nothing wider than the window, no text cut off or covered, no barrier
// that axe finds, at every width, in both languages.

import { inBrowser } from "./support/in-browser.mjs";
import { Look } from "./support/look.mjs";
import { bare, inside, plan, unfold, whole } from "./support/planner.mjs";
import { today, trips } from "./support/trips.mjs";

for (const lang of ["en", "zh-CN"]) {
  const person = { lang: lang === "en" ? "en-US" : lang, today, reducedMotion: true, timeout: 240_000 };

  inBrowser(`states of an answer: ${lang}`, person, async ({ site, browser }) => {
    const look = new Look(browser);
    await browser.goto(await site.page("/states.html", bare(lang)));
    await browser.find(inside("[part=sentence]"));
    for (const name of Object.keys(trips)) {
      await plan(browser, name);
      await look.at(name);
    }

    await plan(browser, "many phases");
    await whole(browser);
    await browser.click(inside("[part=alternative] button"));
    await browser.event("simfare-select");
    await look.at("another way chosen");
    await browser.run(() => (document.querySelector("simfare-planner").handoff = "event"));
    await browser.click(inside("[part~=choose]"));
    await browser.event("simfare-checkout");
    await look.at("handed over");
    await unfold(browser);
    await look.at("many phases, unfolded");
    await plan(browser, "two lines");
    await unfold(browser);
    await look.at("two lines, unfolded");
    await browser.type(inside("input[name=days]"), "");
    await browser.find(inside("[part=incomplete]"));
    await look.at("incomplete");
    look.done();
  });

  inBrowser(`text twice as large: ${lang}`, { ...person, textScale: 2, width: 640 }, async ({ site, browser }) => {
    const look = new Look(browser);
    await browser.goto(await site.page("/states.html", bare(lang)));
    await browser.find(inside("[part=sentence]"));
    for (const name of ["buy", "wait, then renew", "two lines"]) {
      await plan(browser, name);
      await unfold(browser);
      await look.at(name, { widths: [640] });
    }
    look.done();
  });
}
