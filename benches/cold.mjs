// The first visit: from the navigation to the first answer, in the shipped site with its real
// catalog, each time in a browser that has seen nothing of it, on several processors and networks.
//
//   node benches/cold.mjs        (`cargo xtask bench --only cold` builds what it needs)

import { openBrowser } from "../tests/browser/support/browser.mjs";
import { startSite } from "../tests/browser/support/site.mjs";
import { waitFor } from "../tests/browser/support/wait.mjs";
import { head, ms, row } from "./measure.mjs";

/** Seldom enough that asking slows nothing down. */
const patience = { timeout: 60_000, interval: 250 };

/** First visits for each row. */
const VISITS = 15;

/** As Chromium's DevTools have them. */
const networks = {
  "this machine": null,
  "Fast 4G": { bytesPerSecond: 1_012_500, latency: 165 },
  "Slow 4G": { bytesPerSecond: 180_000, latency: 562.5 },
};

const site = await startSite();
try {
  console.log("\n## From the navigation to the first answer, Chromium, nothing cached\n");
  head(2, "network", "processor", "answer, median", "slowest", "next frame, median", "slowest", "fetched");
  for (const [network, conditions] of Object.entries(networks)) {
    for (const rate of [1, 4]) {
      const visits = [];
      for (let visit = 0; visit < VISITS; visit += 1) visits.push(await firstVisit(conditions, rate));
      const all = (of) => visits.map(of).sort((a, b) => a - b);
      const times = [all(({ answer }) => answer), all(({ frame }) => frame)];
      const fetched = `${(all(({ bytes }) => bytes).at(-1) / 1000).toFixed(0)} kB`;
      const speed = rate === 1 ? "as it is" : `${rate} times slower`;
      row(network, speed, ...times.flatMap((sorted) => [ms(sorted[sorted.length >> 1]), ms(sorted.at(-1))]), fetched);
    }
  }
  console.log("\nAnswer: until the event with the first quote. Next frame: until it has been drawn.");
  console.log("Fetched: everything on the page until then, compressed as it travels, with headers.");
  for (const [name, conditions] of Object.entries(networks)) {
    if (!conditions) continue;
    const { bytesPerSecond, latency } = conditions;
    console.log(`${name}: ${(bytesPerSecond * 8) / 1e6} Mbit/s, ${latency} ms until an answer begins.`);
  }
} finally {
  await site.close();
}

/** One visit, in a browser with a profile of its own. */
async function firstVisit(conditions, rate) {
  const browser = await openBrowser();
  try {
    await browser.beforePages(watch);
    await browser.devtools("Network.enable");
    await browser.devtools("Network.setCacheDisabled", { cacheDisabled: true });
    if (conditions) await browser.throttle(conditions);
    await browser.devtools("Emulation.setCPUThrottlingRate", { rate });
    // The service itself: as a shop has it, without the door that tests put before it.
    await browser.goto(site.serviceUrl("/"));
    return await waitFor(() => browser.run(() => globalThis.__visit), "the first answer", patience);
  } finally {
    await browser.close();
  }
}

/** Runs in the page before its own scripts; its clock begins with the navigation. */
function watch() {
  addEventListener("simfare-quote", () => {
    const answer = performance.now();
    const fetched = ["navigation", "resource"].flatMap((type) => performance.getEntriesByType(type));
    const bytes = fetched.reduce((sum, { transferSize }) => sum + transferSize, 0);
    requestAnimationFrame(() =>
      setTimeout(() => (globalThis.__visit = { answer, frame: performance.now(), bytes })),
    );
  }, { once: true });
}
