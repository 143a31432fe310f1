// What planners leave behind in a page that they come to and go from: memory, nodes, listeners.
//
//   node benches/heap.mjs        (`cargo xtask bench --only heap` builds what it needs)

import { openBrowser } from "../tests/browser/support/browser.mjs";
import { account, comeAndGo, held } from "../tests/browser/support/held.mjs";
import { startSite } from "../tests/browser/support/site.mjs";
import { waitFor } from "../tests/browser/support/wait.mjs";
import { head, row } from "./measure.mjs";

const site = await startSite();
const browser = await openBrowser();
try {
  await account(browser);
  await browser.driver.manage().setTimeouts({ script: 200_000 });
  const script = `<script type="module" src="/simfare.js"></script>`;
  const page = (head, planner) =>
    `<!doctype html><html lang="en"><head><title>Heap</title>${head}</head>
     <body><main><h1>Heap</h1>${planner}</main></body></html>`;
  const planner = `<simfare-planner catalog="/catalog.json" days="30"></simfare-planner>`;

  console.log("\n## What a page holds, Chromium, after collecting garbage\n");
  head(1, "", "JavaScript heap", "WebAssembly memory", "nodes", "listeners");
  const tell = async (when) => {
    const { heap, wasm, nodes, listeners } = await held(browser);
    row(when, `${(heap / 1024).toFixed(0)} KiB`, `${wasm / 1024} KiB`, nodes, listeners);
  };

  await browser.goto(await site.page("/without.html", page("", "")));
  await tell("a page without Simfare");
  await browser.goto(await site.page("/before.html", page(script, "")));
  await waitFor(() => browser.run(() => Boolean(customElements.get("simfare-planner"))), "the loader");
  await tell("with its loader");
  await browser.goto(await site.page("/one.html", page(script, planner)));
  await browser.event("simfare-quote");
  // Not asked for as elements: the driver would hold on to them.
  const isWhole = () => document.querySelector("simfare-planner").shadowRoot.querySelector("[part=what-if]") !== null;
  await waitFor(() => browser.run(isWhole), "what-ifs");
  await tell("with a planner and its answer");
  // The record of the tests holds its events, and with them their targets.
  await browser.run(() => {
    document.querySelector("simfare-planner").remove();
    globalThis.__record.events.length = 0;
  });
  let gone = 1;
  for (const many of [1, 10, 100, 1000]) {
    await comeAndGo(browser, many - gone);
    gone = many;
    await tell(many === 1 ? "once it has gone" : `once ${many} have come and gone`);
  }
  console.log("\nEach of them answered before it went. A WebAssembly memory never shrinks.");
} finally {
  await browser.close();
  await site.close();
}
