// The planner in the hand: from a key to the new answer on the page, in the shipped site, as it
// is and with a processor four times slower.
//
//   node benches/hand.mjs        (`cargo xtask bench --only hand` builds what it needs)

import { openBrowser } from "../tests/browser/support/browser.mjs";
import { startSite } from "../tests/browser/support/site.mjs";
import { head, ms, row } from "./measure.mjs";

/** Keys for each trip: every one is a change of its own. */
const ROUNDS = 30;

const trips = [
  ["30 days", {}],
  ["365 days", { days: 365 }],
  ["365 days, two lines, `hold`", { days: 365, lines: 2, number: "hold" }],
];

const site = await startSite();
const browser = await openBrowser();
try {
  console.log("\n## From a key to the new answer, Chromium\n");
  head(2, "trip", "processor", "answer, median", "slowest", "next frame, median", "slowest");
  for (const [name, attributes] of trips) {
    for (const rate of [1, 4]) {
      await browser.goto(site.url("/"));
      await browser.find("simfare-planner >>> [part=sentence]");
      await browser.run((attributes) => {
        Object.assign(document.querySelector("simfare-planner"), attributes);
      }, attributes);
      await browser.driver.sendDevToolsCommand("Emulation.setCPUThrottlingRate", { rate });
      const times = await browser.run(inPage, ROUNDS);
      await browser.driver.sendDevToolsCommand("Emulation.setCPUThrottlingRate", { rate: 1 });
      const answers = times.map(([answer]) => answer).sort((a, b) => a - b);
      const frames = times.map(([, frame]) => frame).sort((a, b) => a - b);
      const middle = (sorted) => ms(sorted[sorted.length >> 1]);
      const speed = rate === 1 ? "as it is" : `${rate} times slower`;
      row(name, speed, middle(answers), ms(answers.at(-1)), middle(frames), ms(frames.at(-1)));
    }
  }
  console.log("\nAnswer: until the event with the new quote. Next frame: until it has been drawn.");
} finally {
  await browser.close();
  await site.close();
}

/** Types into the field for data, and waits for each answer; runs in the page. */
async function inPage(rounds) {
  const planner = document.querySelector("simfare-planner");
  const field = planner.shadowRoot.querySelector("input[name=data]");
  const times = [];
  for (let round = 0; round < rounds; round += 1) {
    // Let side questions and drawing of the last one end.
    await new Promise((resume) => setTimeout(resume, 400));
    const answered = new Promise((resume) => {
      planner.addEventListener("simfare-quote", () => resume(performance.now()), { once: true });
    });
    field.value = String(3 + round / 4);
    const start = performance.now();
    field.dispatchEvent(new Event("input", { bubbles: true, composed: true }));
    const answer = (await answered) - start;
    await new Promise((resume) => requestAnimationFrame(() => setTimeout(resume)));
    times.push([answer, performance.now() - start]);
  }
  return times;
}
