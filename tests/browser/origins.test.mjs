// The widget's files from another origin than the page's, as from a CDN; and elements that visit other
// documents.

import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import * as answers from "./support/answers.mjs";
import { inBrowser } from "./support/in-browser.mjs";
import { bare, inside } from "./support/planner.mjs";
import { dist } from "./support/site.mjs";
import { waitFor } from "./support/wait.mjs";

/** Has pages note the workers they start, and whether these say anything. */
const noteWorkers = (browser) =>
  browser.driver.sendDevToolsCommand("Page.addScriptToEvaluateOnNewDocument", {
    source: `globalThis.hired = [];
      globalThis.Worker = class extends Worker {
        constructor(url, options) {
          super(url, options);
          const worker = { url: String(url), works: false };
          hired.push(worker);
          this.addEventListener("message", () => (worker.works = true));
        }
      };`,
  });

/** A page of another origin, under docs/index.md's policy for that, and the origin of the files. */
async function elsewhere(site) {
  const files = new URL(site.url()).origin;
  const policy = `default-src 'none'; script-src 'self' 'wasm-unsafe-eval' ${files}; style-src 'self';
    connect-src 'self' ${files}; img-src 'self' data:; worker-src 'self' blob:;
    require-trusted-types-for 'script'`.replace(/\s+/g, " ");
  const html = bare("en").replaceAll('src="/simfare.js"', `src="${files}/simfare.js"`);
  const page = await site.page("/elsewhere.html", html, policy);
  return page.replace("127.0.0.1", "localhost");
}

inBrowser("a worker starts from another origin's files", {}, async ({ site, browser }) => {
  await noteWorkers(browser);
  await browser.goto(await elsewhere(site));
  await browser.find(inside("[part=sentence]"));
  await browser.run(() => document.querySelector("simfare-planner").scrollIntoView({ block: "end" }));
  const works = () => browser.run(() => hired.length === 1 && hired[0].works && hired[0].url.startsWith("blob:"));
  await waitFor(works, "a worker that works");
  await browser.type(inside("input[name=days]"), 45);
  await browser.waitForText(inside("[part=sentence]"), /45 days/);
  const allowed = await browser.run(() => {
    const { policy } = globalThis[Symbol.for("simfare.loader")];
    return String(policy.createScriptURL("/shop.js?attacker"));
  });
  assert.match(allowed, /^blob:/, "the policy allows the worker's script and no other");
});

for (const [where, address] of [
  ["another origin", elsewhere],
  ["the page's origin", (site) => site.page("/here.html", bare("en"))],
]) {
  inBrowser(
    `a worker that somebody else has changed on ${where} isn't started`,
    { expected: [/isn't what was built/] },
    async ({ site, browser }) => {
      const name = (await readdir(dist)).find((name) => /^simfare-worker-.*\.js$/.test(name));
      const changed = `globalThis.isChanged = true;\n${await readFile(join(dist, name), "utf8")}`;
      site.route(`/${name}`, (request, response) => {
        response.setHeader("access-control-allow-origin", "*");
        answers.text(changed, "text/javascript")(request, response);
      });
      await noteWorkers(browser);
      await browser.goto(await address(site));
      await browser.find(inside("[part=sentence]"));
      await browser.run(() => document.querySelector("simfare-planner").scrollIntoView({ block: "end" }));
      // The page finds out by itself what else there is.
      await browser.find(inside("[part=what-if]"));
      assert.ok(site.requests.includes(`/${name}`));
      assert.deepEqual(await browser.run(() => hired), []);
    },
  );
}

inBrowser("an element that was in another document is dressed again", {}, async ({ site, browser }) => {
  await browser.goto(await site.page("/visit.html", bare("en")));
  await browser.find(inside("[part=sentence]"));
  await browser.run(() => {
    const planner = document.querySelector("simfare-planner");
    const home = planner.parentNode;
    const other = document.implementation.createHTMLDocument("");
    other.body.append(planner);
    home.append(planner);
  });
  await browser.find(inside("[part=sentence]"));
  const sheets = await browser.run(
    () => document.querySelector("simfare-planner").shadowRoot.adoptedStyleSheets.length,
  );
  assert.equal(sheets, 2);
  const printed = await browser.run(() => {
    const heading = document.querySelector("simfare-planner").shadowRoot.querySelector(".printed");
    return getComputedStyle(heading).display;
  });
  assert.equal(printed, "none", "what is for paper isn't shown");
});

inBrowser("a language taken back while the widget loads isn't spoken", {}, async ({ site, browser }) => {
  const name = (await readdir(dist)).find((name) => /_bg\.wasm$/.test(name));
  const wasm = await readFile(join(dist, name));
  site.route(`/${name}`, (request, response) => {
    setTimeout(() => answers.text(wasm, "application/wasm")(request, response), 1_000);
  });
  const html = bare("en").replace("<simfare-planner", '<simfare-planner locale="zh-CN"');
  await browser.goto(await site.page("/languages.html", html));
  await waitFor(() => site.requests.includes(`/${name}`), "the widget's file being fetched");
  await browser.run(() => document.querySelector("simfare-planner").removeAttribute("locale"));
  await browser.waitForText(inside("[part=sentence]"), /Buy/);
  const locale = () => browser.run(() => document.querySelector("simfare-planner").ready?.locale);
  await waitFor(async () => (await locale()) === "en", "English");
});
