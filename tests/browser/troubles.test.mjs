// The states in which there is no answer: nothing wider than the window, no text cut off or
// covered, no barrier that axe finds, at every width, in both languages.

import assert from "node:assert/strict";
import * as answers from "./support/answers.mjs";
import { inBrowser } from "./support/in-browser.mjs";
import { Look } from "./support/look.mjs";
import { bare, inside, unfold } from "./support/planner.mjs";
import { today } from "./support/trips.mjs";
import { waitFor } from "./support/wait.mjs";

/** What can go wrong with a catalog, by the code the page hears. */
const troubles = {
  "catalog-status": answers.broken(),
  "catalog-type": answers.wrongType(),
  "catalog-unreachable": answers.cutOff(),
  "catalog-faults": answers.json({
    schema: "simfare.catalog/1",
    id: "faulty",
    currency: "USD",
    updated: "2026-02-30",
    brands: [{ id: "b", name: "B", sim: ["paper"] }],
    plans: [{ id: "a-rather-long-id-of-a-plan-in-here", brand: "c", price: "-1", validity: {} }],
  }),
};

for (const lang of ["en", "zh-CN"]) {
  const person = { lang: lang === "en" ? "en-US" : lang, today, reducedMotion: true, timeout: 240_000 };

  inBrowser(
    `states without an answer: ${lang}`,
    { ...person, expected: [/catalog|500|ERR_|Simfare/] },
    async ({ site, browser }) => {
      // A person's patience, shortened: what takes three seconds takes a fifth of one.
      await browser.beforePages(() => {
        const { setTimeout } = globalThis;
        globalThis.setTimeout = (act, time, ...rest) => setTimeout(act, time >= 300 ? time / 15 : time, ...rest);
      });
      const look = new Look(browser);
      const address = await site.page("/states.html", bare(lang));

      site.route("/catalog.json", answers.silent());
      // While there is still time before that: what is looked at is the same at every moment.
      await browser.goto(address);
      await browser.event("simfare-error", { timeout: 25_000 });
      await look.at("catalog-timeout");
      for (const [code, answer] of Object.entries(troubles)) {
        site.route("/catalog.json", answer);
        await browser.goto(address);
        assert.equal((await browser.event("simfare-error")).detail.code, code);
        await browser.find(inside("[part=error]"));
        await look.at(code);
        await unfold(browser);
        await look.at(`${code}, unfolded`);
      }
      await browser.goto(await site.page("/none.html", bare(lang, "")));
      assert.equal((await browser.event("simfare-error")).detail.code, "catalog-missing");
      await look.at("catalog-missing");

      site.clear();
      await browser.goto(await site.page("/states.html", bare(lang)));
      await browser.find(inside("[part=sentence]"));
      await browser.run(() => (document.querySelector("simfare-planner").request = '{"schema": 1, "phases": 7}'));
      assert.equal((await browser.event("simfare-error")).detail.code, "request-faults");
      await unfold(browser);
      await look.at("request-faults");
      look.done();
    },
  );

  inBrowser(`while prices load: ${lang}`, { ...person, expected: [/ERR_/] }, async ({ site, browser }) => {
    const look = new Look(browser);
    site.route("/catalog.json", answers.silent());
    await browser.goto(await site.page("/states.html", bare(lang)));
    await browser.find(inside("[part=loading]"));
    await look.at("loading", { axe: false });
    await browser.find(inside("[part=loading] button"));
    await look.at("slow");
    look.done();
  });
}

inBrowser("motion, for those who like it", { today }, async ({ site, browser }) => {
  site.route("/catalog.json", answers.slow(2_000, answers.json({})));
  await browser.goto(await site.page("/states.html", bare("en")));
  await waitFor(async () => (await browser.animations()).length > 0, "something that moves");
  await browser.prefer({ reducedMotion: true });
  assert.deepEqual(await browser.animations(), []);
});
