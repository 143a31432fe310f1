// The element in a page's hands: several of them, moved, changed, loaded twice, failing.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { inBrowser } from "./support/in-browser.mjs";
import * as answers from "./support/answers.mjs";
import { dist } from "./support/site.mjs";
import { waitFor } from "./support/wait.mjs";

const script = `<script type="module" src="/simfare.js"></script>`;
const html = (body, head = script) =>
  `<!doctype html><html lang="en"><head><title>Shop</title>${head}</head>
   <body><main><h1>Shop</h1>${body}</main></body></html>`;

const field = (browser, planner, name) =>
  browser.run(
    (planner, name) => document.querySelector(planner).shadowRoot.getElementById(name)?.value,
    planner,
    name,
  );

inBrowser("two planners share one widget, not one trip", {}, async ({ site, browser }) => {
  const url = await site.page(
    "/two.html",
    html(`<simfare-planner id="a" catalog="/catalog.json" days="10"></simfare-planner>
          <simfare-planner id="b" catalog="/catalog.json" days="20" locale="zh-CN"></simfare-planner>`),
  );
  await browser.goto(url);
  await browser.waitForText("#a >>> [part=sentence]", /10 days/);
  await browser.run(() => document.querySelector("#b").scrollIntoView());
  await browser.waitForText("#b >>> [part=sentence]", /20 天/);
  await browser.type("#b >>> input[name=days]", 25);
  await browser.waitForText("#b >>> [part=sentence]", /25 天/);
  assert.match(await browser.text("#a >>> [part=sentence]"), /10 days/);
  const wasm = site.requests.filter((path) => path.endsWith("_bg.wasm"));
  assert.equal(wasm.length, 1, "one WebAssembly for both");
});

inBrowser("a moved planner keeps its trip", {}, async ({ site, browser }) => {
  const url = await site.page(
    "/moved.html",
    html(`<div id="one"><simfare-planner catalog="/catalog.json"></simfare-planner></div>
          <div id="two"></div>`),
  );
  await browser.goto(url);
  await browser.type("simfare-planner >>> input[name=days]", 55);
  await browser.type("simfare-planner >>> input[name=data]", "1.5");
  await browser.waitForText("simfare-planner >>> [part=sentence]", /55 days/);
  const quotes = (await browser.events("simfare-quote")).length;
  await browser.run(() =>
    document.querySelector("#two").append(document.querySelector("simfare-planner")),
  );
  assert.equal(await field(browser, "#two simfare-planner", "days"), "55");
  assert.match(await browser.text("simfare-planner >>> [part=sentence]"), /55 days/);

  // Away for a while, which ends everything it does; then back.
  await browser.run(async () => {
    const planner = document.querySelector("simfare-planner");
    planner.remove();
    await new Promise((resume) => setTimeout(resume, 50));
    document.querySelector("#one").append(planner);
  });
  await browser.waitForText("#one simfare-planner >>> [part=sentence]", /55 days/);
  assert.equal(await field(browser, "simfare-planner", "data"), "1.5");
  await browser.type("simfare-planner >>> input[name=days]", 56);
  await browser.waitForText("simfare-planner >>> [part=sentence]", /56 days/);
  assert.equal((await browser.events("simfare-ready")).length, 1);
  assert.ok((await browser.events("simfare-quote")).length > quotes);
});

inBrowser("the script loaded twice, by two addresses", {}, async ({ site, browser }) => {
  const head = `${script}${script}<script type="module" src="/simfare.js?another"></script>`;
  const url = await site.page(
    "/twice.html",
    html(`<simfare-planner catalog="/catalog.json" days="12"></simfare-planner>`, head),
  );
  await browser.goto(url);
  await browser.waitForText("simfare-planner >>> [part=sentence]", /12 days/);
  assert.equal((await browser.all("simfare-planner >>> [part=frame]")).length, 1);
  assert.equal(site.requests.filter((path) => path.endsWith("_bg.wasm")).length, 1);
});

/** Has the site another version of everything, as good as the first, in a folder. */
async function anotherVersion(site, folder) {
  const files = new Map();
  for (const name of await readdir(dist)) {
    if (/^simfare.*\.(js|wasm|txt)$/.test(name)) files.set(name, await readFile(join(dist, name)));
  }
  const types = { js: "text/javascript", wasm: "application/wasm", txt: "text/plain" };
  const sha256 = (bytes, form) => createHash("sha256").update(bytes).digest(form);
  // What follows from the change of one file: its name, its hash in others, and so their own.
  const changes = new Map();
  const follow = (text) => {
    for (const [from, to] of changes) text = text.replaceAll(from, to);
    return text;
  };
  const change = (name, changed) => {
    const bytes = files.get(name);
    changes.set(name.match(/-([0-9a-f]{16})/)[1], sha256(changed, "hex").slice(0, 16));
    changes.set(sha256(bytes, "base64"), sha256(changed, "base64"));
    files.delete(name);
    files.set(follow(name), changed);
  };
  const names = [...files.keys()];
  // An empty section that nobody asks for.
  for (const name of names.filter((name) => name.endsWith(".wasm"))) {
    change(name, Buffer.concat([files.get(name), Buffer.from([0, 2, 1, 120])]));
  }
  const glue = names.find((name) => /^simfare-widget-.*\.js$/.test(name));
  // What tells this version from the other.
  change(glue, Buffer.from(`${follow(files.get(glue).toString())}\nglobalThis.__another = true;`));
  for (const [name, bytes] of files) {
    const isText = name === "simfare.js" || name.startsWith("simfare-worker");
    const content = isText ? follow(bytes.toString()) : bytes;
    site.route(`${folder}${name}`, answers.text(content, types[name.split(".").at(-1)]));
  }
}

const from = (address) => `<script type="module" src="${address}"></script>`;
for (const [name, head, isAnother, refused] of [
  ["another version of the script alone", from("/v2/simfare.js"), true, null],
  ["another version of the script comes second", script + from("/v2/simfare.js"), false, /v2\/simfare\.js isn't used/],
  ["another version of the script comes first", from("/v2/simfare.js") + script, true, /\d\/simfare\.js isn't used: \S+\/v2\//],
]) {
  inBrowser(name, {}, async ({ site, browser }) => {
    await anotherVersion(site, "/v2/");
    await browser.beforePages(() => {
      globalThis.__warnings = [];
      console.warn = (...words) => globalThis.__warnings.push(words.join(" "));
    });
    const url = await site.page(
      "/versions.html",
      html(
        `<simfare-planner id="a" catalog="/catalog.json" days="12"></simfare-planner>
         <simfare-planner id="b" catalog="/catalog.json" days="13" locale="zh-CN"></simfare-planner>`,
        head,
      ),
    );
    await browser.goto(url);
    await browser.waitForText("#a >>> [part=sentence]", /12 days/);
    await browser.run(() => document.querySelector("#b").scrollIntoView());
    await browser.waitForText("#b >>> [part=sentence]", /13 天/);
    // What a worker finds out is there too.
    await browser.find("#b >>> [part=what-if]");
    const built = site.requests.filter((path) => /simfare-.*\.(js|wasm|txt)$/.test(path));
    assert.ok(built.every((path) => path.startsWith("/v2/") === isAnother), `of one version: ${built}`);
    assert.equal(built.filter((path) => path.endsWith("_bg.wasm")).length, 1);
    assert.equal(await browser.run(() => Boolean(globalThis.__another)), isAnother);
    const warnings = await browser.run(() => globalThis.__warnings.filter((words) => words.startsWith("Simfare:")));
    assert.equal(warnings.length, refused ? 1 : 0, `${warnings}`);
    if (refused) assert.match(warnings[0], refused);

    // Another one, made later, is of the same version.
    await browser.run(() => {
      const third = document.querySelector("#a").cloneNode();
      third.id = "c";
      third.days = "14";
      document.querySelector("main").prepend(third);
      third.scrollIntoView();
    });
    await browser.waitForText("#c >>> [part=sentence]", /14 days/);
  });
}

inBrowser("attributes and properties take effect at once", {}, async ({ site, browser }) => {
  const url = await site.page(
    "/attributes.html",
    html(`<simfare-planner catalog="/catalog.json" days="10" data-mb="1536" start="2027-02-01"
          minutes="60" sms="5" lines="2" coupon="WELCOME10"></simfare-planner>`),
  );
  await browser.goto(url);
  await browser.event("simfare-quote");
  const request = () => browser.run(() => document.querySelector("simfare-planner").request);
  assert.deepEqual(await request(), {
    schema: "simfare.request/1",
    start_date: "2027-02-01",
    phases: [{ days: 10, data_mb: 1536, minutes: 60, sms: 5 }],
    lines: 2,
    coupon: "WELCOME10",
  });
  assert.equal(await field(browser, "simfare-planner", "data"), "1.5");

  await browser.run(() => {
    const planner = document.querySelector("simfare-planner");
    planner.days = 31;
    planner.dataMb = 100;
    planner.setAttribute("intl-minutes", "7");
  });
  await waitFor(async () => (await request())?.phases[0].days === 31, "the new trip");
  const [phase] = (await request()).phases;
  assert.deepEqual([phase.data_mb, phase.intl_minutes, phase.minutes], [100, 7, 60]);
  assert.equal(await browser.run(() => document.querySelector("simfare-planner").dataMb), "100");

  // A whole request, as an object and as text; then one with faults.
  const year = { schema: "simfare.request/1", start_date: "2027-01-01", phases: [{ days: 90, sms: 3 }, { days: 30 }] };
  await browser.run((request) => (document.querySelector("simfare-planner").request = request), year);
  await waitFor(async () => (await request())?.phases.length === 2, "both phases");
  assert.equal(await field(browser, "simfare-planner", "sms"), "3");
  await browser.run(() => (document.querySelector("simfare-planner").request = '{"schema": 1}'));
  const { detail } = await browser.event("simfare-error");
  assert.equal(detail.code, "request-faults");
  assert.ok(detail.faults.some(({ pointer }) => pointer === "/schema"));
  await browser.waitForText("simfare-planner >>> [part=error]", /can’t be understood/);
  // A person who goes on typing gets an answer.
  await browser.type("simfare-planner >>> input[name=days]", 91);
  await browser.waitForText("simfare-planner >>> [part=sentence]", /121 days/);

  await browser.run(() => document.querySelector("simfare-planner").setAttribute("locale", "zh-Hant-HK"));
  await browser.waitForText("simfare-planner >>> [part=sentence]", /121 天/);
  await browser.run(() => document.querySelector("simfare-planner").setAttribute("locale", "not a tag"));
  await browser.waitForText("simfare-planner >>> [part=sentence]", /121 days/);
});

inBrowser("properties set before the script came are kept", {}, async ({ site, browser }) => {
  const url = await site.page(
    "/early.html",
    html(
      `<simfare-planner></simfare-planner>`,
      `<script src="/early.js" defer></script>${script}`,
    ),
  );
  site.route(
    "/early.js",
    answers.text(
      `const early = document.querySelector("simfare-planner");
       early.days = 17; early.catalog = "/catalog.json";`,
      "text/javascript",
    ),
  );
  await browser.goto(url);
  await browser.waitForText("simfare-planner >>> [part=sentence]", /17 days/);
});

inBrowser("nothing is fetched before the planner is near", {}, async ({ site, browser }) => {
  site.route("/tall.css", answers.text("div { height: 5000px }", "text/css"));
  const url = await site.page(
    "/far.html",
    html(
      `<div></div><simfare-planner catalog="/catalog.json" days="8">
         <a href="/plans">See our plans</a></simfare-planner>`,
      `${script}<link rel="stylesheet" href="/tall.css">`,
    ),
  );
  await browser.goto(url);
  await waitFor(() => browser.run(() => Boolean(customElements.get("simfare-planner"))), "the loader");
  await browser.waitForText("simfare-planner", /See our plans/);
  assert.deepEqual(site.requests.filter((path) => /wasm|widget|txt|catalog/.test(path)), []);
  await browser.run(() => document.querySelector("simfare-planner").scrollIntoView());
  await browser.waitForText("simfare-planner >>> [part=sentence]", /8 days/);
  const link = await browser.find("simfare-planner a");
  assert.equal(await link.isDisplayed(), false, "the fallback has made room");
});

const expected = [/Failed to (load|fetch)/, /Simfare:/, /simfare-more/];
const built = async (pattern) => (await readdir(dist)).find((name) => pattern.test(name));

for (const [lang, message, what, file] of [
  ["en", /didn’t load/, "the widget itself fails", /_bg\.wasm$/],
  ["zh-CN", /没能加载/, "the widget itself fails", /_bg\.wasm$/],
  ["zh-CN", /没能加载/, "its texts fail", /^simfare-zh-CN-.*\.txt$/],
]) {
  inBrowser(`${what} to load, in ${lang}`, { expected }, async ({ site, browser }) => {
    site.route(`/${await built(file)}`, answers.missing());
    const url = await site.page(
      "/failing.html",
      html(`<simfare-planner catalog="/catalog.json" days="8" locale="${lang}">
              <p>Or <a href="/plans">see our plans</a>.</p></simfare-planner>`),
    );
    await browser.goto(url);
    const { detail } = await browser.event("simfare-error");
    assert.equal(detail.code, "load-failed");
    await browser.waitForText("simfare-planner >>> [role=alert]", message);
    assert.ok(await (await browser.find("simfare-planner a")).isDisplayed(), "the fallback stays");
    await browser.assertAccessible();
    site.clear();
    await browser.click("simfare-planner >>> [role=alert] button");
    await browser.waitForText("simfare-planner >>> [part=sentence]", /8 (days|天)/);
  });
}

inBrowser("a language is one file, fetched when it is wanted", {}, async ({ site, browser }) => {
  const url = await site.page(
    "/languages.html",
    html(`<simfare-planner catalog="/catalog.json" days="8" locale="en-AU"></simfare-planner>`),
  );
  await browser.goto(url);
  await browser.waitForText("simfare-planner >>> [part=sentence]", /8 days/);
  const texts = () => site.requests.filter((path) => path.endsWith(".txt"));
  assert.deepEqual(texts(), [`/${await built(/^simfare-en-.*\.txt$/)}`]);
  const speaks = async (locale, language) => {
    await browser.run(
      (locale) => document.querySelector("simfare-planner").setAttribute("locale", locale),
      locale,
    );
    const layout = await browser.find(`simfare-planner >>> .layout`);
    await waitFor(async () => (await layout.getAttribute("lang")) === language, `${locale}: ${language}`);
    assert.equal(await layout.getAttribute("dir"), "ltr");
  };
  await speaks("zh-Hans-SG", "zh-CN");
  await speaks("tlh", "en");
  await speaks("zh", "zh-CN");
  await speaks("en-GB-oxendict", "en");
  await speaks("zh-cn", "zh-CN");
  assert.equal(texts().length, 2);
});

inBrowser("a language that can't be had takes nothing away", { expected }, async ({ site, browser }) => {
  site.route(`/${await built(/^simfare-zh-CN-.*\.txt$/)}`, answers.missing());
  const url = await site.page(
    "/no-language.html",
    html(`<simfare-planner catalog="/catalog.json" days="8"></simfare-planner>`),
  );
  await browser.goto(url);
  await browser.waitForText("simfare-planner >>> [part=sentence]", /8 days/);
  await browser.type("simfare-planner >>> input[name=days]", 21);
  const speak = (locale) =>
    browser.run(
      (locale) => document.querySelector("simfare-planner").setAttribute("locale", locale),
      locale,
    );
  await speak("zh-CN");
  const { detail } = await browser.event("simfare-error");
  assert.equal(detail.code, "load-failed");
  await browser.waitForText("simfare-planner >>> [role=alert]", /没能加载/);
  await browser.waitForText("simfare-planner >>> [part=sentence]", /21 days/);
  await browser.assertAccessible();
  // Back to the language there is: nothing is left to be told.
  await speak("en");
  await waitFor(async () => (await browser.all("simfare-planner >>> [role=alert]")).length === 0, "quiet");
  await speak("zh-CN");
  await browser.waitForText("simfare-planner >>> [role=alert]", /没能加载/);
  site.clear();
  await browser.click("simfare-planner >>> [role=alert] button");
  await browser.waitForText("simfare-planner >>> [part=sentence]", /21 天/);
  assert.equal((await browser.all("simfare-planner >>> [role=alert]")).length, 0);
});

inBrowser("what comes after the answer fails to load, and is tried again", { expected }, async ({ site, browser }) => {
  site.route(`/${await built(/^simfare-more-.*\.wasm$/)}`, answers.missing());
  const url = await site.page(
    "/no-more.html",
    html(`<simfare-planner catalog="/catalog.json" days="8"></simfare-planner>`),
  );
  await browser.goto(url);
  await browser.waitForText("simfare-planner >>> [part=sentence]", /8 days/);
  await browser.waitForText("simfare-planner >>> [role=alert]", /Part of this page/);
  await browser.assertAccessible();
  site.clear();
  await browser.click("simfare-planner >>> [role=alert] button");
  await browser.find("simfare-planner >>> [part=why]");
  await waitFor(async () => (await browser.all("simfare-planner >>> [role=alert]")).length === 0, "quiet");
});

inBrowser("without script the fallback is there", { script: false }, async ({ site, browser }) => {
  await browser.goto(site.url("/"));
  // The driver can't run functions in such a page; what it finds is there.
  const link = await browser.driver.findElement({ css: "simfare-planner a" });
  assert.equal(await link.isDisplayed(), true);
});
