// The planner on a page with nothing besides, and how it is brought into a state.

import { trips } from "./trips.mjs";
import { waitFor } from "./wait.mjs";

/** A selector within the planner. */
export const inside = (selector) => `simfare-planner >>> ${selector}`;

/** The page. */
export const bare = (lang, catalog = "/catalog.json") =>
  `<!doctype html><html lang="${lang}"><head><title>Shop</title>
   <meta name="color-scheme" content="light dark"><script type="module" src="/simfare.js"></script></head>
   <body><main><h1>Shop</h1><simfare-planner ${catalog && `catalog="${catalog}"`} locale="${lang}" days="30"
   data-mb="5120"></simfare-planner></main></body></html>`;

/** Gives the planner one of the trips, and waits for its answer. */
export async function plan(browser, name) {
  const [trip, pattern] = trips[name];
  const before = (await browser.events("simfare-quote")).length;
  await browser.run((trip) => (document.querySelector("simfare-planner").request = trip), trip);
  await browser.event("simfare-quote", { after: before });
  if (pattern) await browser.waitForText(inside("[part=sentence]"), pattern);
  else await browser.find(inside("[part=infeasible]"));
}

/**
 * Waits until nothing is worked out any more: charts are, only once they come into sight, and
 * other kinds of ways.
 */
export async function whole(browser) {
  const isWhole = () =>
    browser.run(() => {
      const { shadowRoot } = document.querySelector("simfare-planner");
      shadowRoot.querySelector("#why-panels")?.scrollIntoView({ block: "center" });
      return !shadowRoot.querySelector("progress, [data-stale], [aria-busy=true]");
    });
  // Twice in a row: one question begins where another ends.
  let before = false;
  const twice = async () => {
    const [last, now] = [before, await isWhole()];
    before = now;
    return last && now;
  };
  await waitFor(twice, "whole charts and ways", { timeout: 60_000, interval: 250 });
}

/** Unfolds everything that folds. */
export const unfold = (browser) =>
  browser.run(async () => {
    for (const details of document.querySelector("simfare-planner").shadowRoot.querySelectorAll("details")) {
      details.open = true;
    }
    // What is in them is drawn once they are open.
    for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
  });
