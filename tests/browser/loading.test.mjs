// How the widget gets into the page: in spite of bad moments, only as it was built, without
// anything jumping, and saying what a page's policy lacks.

import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import * as answers from "./support/answers.mjs";
import { inBrowser } from "./support/in-browser.mjs";
import { bare, inside } from "./support/planner.mjs";
import { dist } from "./support/site.mjs";
import { waitFor } from "./support/wait.mjs";

const built = async (pattern) => (await readdir(dist)).find((name) => pattern.test(name));
const files = {
  "the WebAssembly": [/_bg\.wasm$/, "application/wasm"],
  "its JavaScript": [/^simfare-widget-[0-9a-f]+\.js$/, "text/javascript"],
  "its texts": [/^simfare-en-.*\.txt$/, "text/plain"],
};
const expected = [/Failed to load|Failed to fetch|integrity|Simfare:|not loaded|preload/];

for (const [what, [pattern, type]] of Object.entries(files)) {
  inBrowser(`${what} may fail twice`, { expected }, async ({ site, browser }) => {
    site.routeFirst(2, `/${await built(pattern)}`, answers.broken());
    await browser.goto(await site.page("/moments.html", bare("en")));
    await browser.find(inside("[part=sentence]"));
    assert.deepEqual(await browser.events("simfare-error"), []);
    // A worker, which comes afterwards, fetches its own.
    const worker = site.requests.findIndex((path) => path.startsWith("/simfare-worker"));
    const isCounted = (_, at) => type !== "text/javascript" || worker < 0 || at < worker;
    const its = site.requests.filter(isCounted);
    assert.equal(its.filter((path) => pattern.test(path.slice(1))).length, 3);
  });

  inBrowser(`${what} as somebody else has changed it isn't used`, { expected }, async ({ site, browser }) => {
    const name = await built(pattern);
    const changed = Buffer.from(await readFile(join(dist, name)));
    // What it does stays the same, so that nothing but the check can notice.
    const tail = { wasm: Buffer.from([0, 2, 1, 120]), js: Buffer.from("\n//"), txt: Buffer.from(" ") };
    const body = Buffer.concat([changed, tail[name.split(".").at(-1)]]);
    site.route(`/${name}`, answers.text(body, type));
    await browser.goto(await site.page("/changed.html", bare("en").replace("</simfare-planner>", "<a href='/plans'>Our plans</a></simfare-planner>")));
    const { detail } = await browser.event("simfare-error");
    assert.equal(detail.code, "load-failed");
    await browser.waitForText("simfare-planner >>> [role=alert]", /didn’t load/);
    assert.ok(await (await browser.find("simfare-planner a")).isDisplayed(), "the fallback stays");
    // What is right again can be had by a click.
    site.clear();
    await browser.click("simfare-planner >>> [role=alert] button");
    await browser.find(inside("[part=sentence]"));
  });
}

/** The shop's policy without one of its words. */
const without = (policy, directive, word) =>
  policy
    .split(";")
    .map((part) => (part.trim().startsWith(directive) ? part.replace(word, "") : part))
    .join(";");

for (const [directive, word, lack] of [
  ["script-src", "'wasm-unsafe-eval'", /script-src 'wasm-unsafe-eval'/],
  ["connect-src", "'self'", /connect-src http:\/\/127\.0\.0\.1/],
]) {
  inBrowser(
    `a page's policy without ${directive} ${word} is told to its author`,
    { expected: [/Content.Security.Policy|Simfare:|Failed to fetch|Refused|violates/i], violations: true },
    async ({ site, browser }) => {
      const policy = without(await site.policy(), directive, word);
      const page = bare("en").replace("</simfare-planner>", "<a href='/plans'>Our plans</a></simfare-planner>");
      await browser.goto(await site.page("/policy.html", page, policy));
      const { detail } = await browser.event("simfare-error");
      assert.equal(detail.code, "policy");
      assert.match(detail.message, lack);
      const link = await browser.find("simfare-planner a");
      assert.ok(await link.isDisplayed(), "the fallback is shown");
      const alert = await browser.find("simfare-planner >>> [role=alert]");
      assert.equal(await alert.isDisplayed(), false, "a traveller can do nothing about it");
      assert.ok((await browser.run(() => globalThis.__record.errors)).some((error) => lack.test(error)), "on the console");
      await browser.run(() => (globalThis.__record.violations.length = 0));
    },
  );
}

// In a shop, and on a page where nothing stands above the planner and a line below it.
for (const [width, height, isShop] of [
  [360, 740, true],
  [768, 1024, true],
  [1280, 900, true],
  [390, 844, false],
  [1280, 900, false],
  [1920, 1200, false],
]) {
  inBrowser(`nothing jumps while it loads, ${isShop ? "in a shop" : "by itself"}, ${width} px`, { width, height }, async ({ site, browser }) => {
    await browser.beforePages(() => {
      globalThis.__shifts = [];
      new PerformanceObserver((list) => {
        for (const { value, hadRecentInput, sources } of list.getEntries()) {
          const what = sources.map(({ node, previousRect: from, currentRect: to }) => {
            const name = node?.getAttribute?.("part") ?? node?.textContent?.slice(0, 30) ?? "nothing";
            return `${name} ${from.x},${from.y} ${from.width}×${from.height} → ${to.x},${to.y} ${to.width}×${to.height}`;
          });
          if (!hadRecentInput) globalThis.__shifts.push({ value, what });
        }
      }).observe({ type: "layout-shift", buffered: true });
    });
    await browser.throttle({ bytesPerSecond: 500_000, latency: 40 });
    // With the rule that the README has a page's style sheet hold.
    const room = "simfare-planner:not(:defined) { display: block; min-block-size: 100vh; }";
    site.route("/room.css", answers.text(room, "text/css"));
    const html = bare("en").replace("</head>", '<link rel="stylesheet" href="/room.css"></head>');
    const alone = () => site.page("/alone.html", `${html}<footer><p>Below</p></footer>`);
    await browser.goto(isShop ? site.url("/") : await alone());
    await browser.find(inside("[part=sentence]"), { timeout: 60_000 });
    // What is found out beside the answer comes later, and moves nothing in sight either.
    await waitFor(() => browser.has(inside("[part=what-if]")), "what-ifs");
    const shifts = await browser.run(() => globalThis.__shifts);
    const sum = shifts.reduce((sum, { value }) => sum + value, 0);
    assert.ok(sum <= 0.02, `${sum}: ${JSON.stringify(shifts, null, 1)}`);
  });
}
