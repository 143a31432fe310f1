// The helpers themselves: a recorder that records nothing would let every test pass.

import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import ICAL from "ical.js";
import { PNG } from "pngjs";
import { missing, silent, slow, text } from "./support/answers.mjs";
import { nativeQuote } from "./support/native.mjs";
import { inBrowser } from "./support/in-browser.mjs";
import { compare } from "./support/pictures.mjs";
import { waitFor } from "./support/wait.mjs";

const page = (body) => `<!doctype html><html lang="en"><title>Test</title><main>${body}</main>`;
const script = (source) => text(source, "text/javascript");

test("the native engine answers, and refuses", async () => {
  const request = {
    schema: "simfare.request/1",
    start_date: "2026-12-01",
    phases: [{ days: 14, data_mb: 2000 }],
  };
  assert.equal((await nativeQuote(request)).schema, "simfare.quote/1");
  await assert.rejects(nativeQuote({ ...request, dyas: 14 }), { stderr: /^\/dyas: /m });
});

inBrowser(
  "violations of the policy and errors are noticed",
  { expected: [/./] },
  async ({ site, browser }) => {
    site.route("/bad.js", script("document.body.innerHTML = 'x'; throw new Error('boom')"));
    await browser.goto(await site.page("/bad.html", page("<script src=/bad.js></script>")));
    await assert.rejects(browser.assertClean([/boom|TrustedHTML/]), /violations/);

    site.route("/bad.js", script("Promise.reject(new Error('boom')); console.error('heard')"));
    await browser.goto(site.url("/bad.html"));
    await waitFor(async () => {
      await assert.rejects(browser.assertClean(), /boom/);
      return true;
    }, "the rejection to be recorded");
    await assert.rejects(browser.assertClean([/boom/]), /heard/);

    // So that the page at the end of the test is a clean one.
    await browser.goto(await site.page("/good.html", page("<h1>Good</h1>")));
  },
);

inBrowser("shadow roots, typing, focus and events", {}, async ({ site, browser }) => {
  const source = `
    customElements.define("x-field", class extends HTMLElement {
      connectedCallback() {
        const input = document.createElement("input");
        input.name = "days";
        input.value = "30";
        input.ariaLabel = "Days";
        const output = document.createElement("output");
        input.addEventListener("input", () => {
          output.textContent = input.value + " days";
          const detail = { days: Number(input.value) };
          const options = { bubbles: true, composed: true, detail };
          this.dispatchEvent(new CustomEvent("simfare-quote", options));
        });
        this.attachShadow({ mode: "open" }).append(input, output);
      }
    });`;
  site.route("/field.js", script(source));
  const html = page("<h1>Field</h1><x-field></x-field><script src=/field.js></script>");
  await browser.goto(await site.page("/field.html", html));
  await browser.type("x-field >>> input[name=days]", 45);
  assert.equal(await browser.waitForText("x-field >>> output", /^45/), "45 days");
  assert.deepEqual((await browser.event("simfare-quote")).detail, { days: 45 });
  const focused = await browser.focused();
  assert.equal(focused.localName, "input");
  assert.equal(focused.text, "Days");
  await browser.assertAccessible();
});

inBrowser("a press that misses what moved away is tried again", {}, async ({ site, browser }) => {
  const source = `
    const [wanted, other] = document.querySelectorAll("button");
    wanted.parentElement.style.display = "grid";
    wanted.style.order = "1";
    other.style.order = "2";
    window.log = [];
    for (const button of [wanted, other]) {
      for (const type of ["pointerdown", "mousedown", "mouseup", "click"]) {
        button.addEventListener(type, () => window.log.push(button.textContent + " " + type));
      }
    }
    window.moves = 2;
    document.addEventListener("mousemove", () => {
      if (window.moves > 0) {
        window.moves -= 1;
        other.style.order = 2 - Number(other.style.order);
      }
    });`;
  site.route("/moves.js", script(source));
  const body = "<button>wanted</button><button>other</button><script src=/moves.js></script>";
  await browser.goto(await site.page("/moves.html", page(body)));
  await browser.click("button");
  assert.equal(await browser.run(() => window.moves), 0, "it has moved");
  const heard = await browser.run(() => window.log);
  assert.deepEqual(heard, ["wanted pointerdown", "wanted mousedown", "wanted mouseup", "wanted click"]);
  // What never stands where it is pressed is told.
  await browser.run(() => (window.moves = 100));
  await assert.rejects(browser.click("button"), /doesn't stand still/);
});

inBrowser("axe sees into shadow roots", {}, async ({ site, browser }) => {
  const source = `
    customElements.define("x-bare", class extends HTMLElement {
      connectedCallback() {
        this.attachShadow({ mode: "open" }).append(document.createElement("input"));
      }
    });`;
  site.route("/bare.js", script(source));
  const html = page("<h1>Bare</h1><x-bare></x-bare><script src=/bare.js></script>");
  await browser.goto(await site.page("/bare.html", html));
  await assert.rejects(browser.assertAccessible(), /x-bare >>> input/);
});

inBrowser(
  "late, missing and silent answers reach the page",
  { expected: [/404/] },
  async ({ site, browser }) => {
    await browser.goto(await site.page("/empty.html", page("<h1>Empty</h1>")));
    const status = (path) =>
      browser.run(
        (path) =>
          fetch(path, { signal: AbortSignal.timeout(300) }).then(
            (answer) => answer.status,
            (error) => error.name,
          ),
        path,
      );
    site.route("/catalog.json", missing());
    assert.equal(await status("/catalog.json"), 404);
    site.route("/catalog.json", slow(50, text("{}")));
    assert.equal(await status("/catalog.json"), 200);
    site.route("/catalog.json", silent());
    assert.equal(await status("/catalog.json"), "TimeoutError");
    assert.equal(site.requests.filter((path) => path === "/catalog.json").length, 3);
  },
);

inBrowser(
  "the network can be slow, gone, and back",
  { expected: [/ERR_INTERNET_DISCONNECTED/] },
  async ({ site, browser }) => {
    await browser.goto(await site.page("/empty.html", page("<h1>Empty</h1>")));
    site.route("/answer.json", text("{}"));
    const reached = () => browser.run(() => fetch("/answer.json").then(() => true, () => false));
    await browser.throttle({ offline: true });
    assert.equal(await reached(), false);
    await browser.throttle({ latency: 200 });
    const start = Date.now();
    assert.equal(await reached(), true);
    assert.ok(Date.now() - start >= 200, "it took its time");
    await browser.unthrottle();
    assert.equal(await reached(), true);
  },
);

inBrowser(
  "the language, colours and width are those asked for",
  { lang: "zh-CN", scheme: "dark", reducedMotion: true, width: 390 },
  async ({ site, browser }) => {
    await browser.goto(await site.page("/empty.html", page("<h1>空</h1>")));
    const seen = await browser.run(() => ({
      language: navigator.language,
      locale: new Intl.NumberFormat().resolvedOptions().locale,
      dark: matchMedia("(prefers-color-scheme: dark)").matches,
      still: matchMedia("(prefers-reduced-motion: reduce)").matches,
      width: innerWidth,
    }));
    const wanted = { language: "zh-CN", locale: "zh-CN", dark: true, still: true, width: 390 };
    assert.deepEqual(seen, wanted);
  },
);

inBrowser(
  "the page's clock starts on the day asked for, and goes on",
  { today: "2026-12-01" },
  async ({ site, browser }) => {
    await browser.goto(await site.page("/empty.html", page("<h1>Empty</h1>")));
    const seen = await browser.run(async () => {
      const before = Date.now();
      const timer = await new Promise((done) => setTimeout(() => done("went off"), 20));
      const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
      const iso = new Intl.DateTimeFormat("en-CA", { dateStyle: "short" }).format();
      const now = new Date();
      return {
        timer,
        zone,
        iso,
        went: now.getTime() - before,
        hours: now.getHours(),
        text: Date(),
        same: now instanceof Date && now.constructor === Date,
        given: new Date("2020-02-29T00:00:00Z").toISOString(),
        utc: Date.UTC(2020, 1, 29),
      };
    });
    assert.equal(seen.timer, "went off");
    assert.equal(seen.zone, "America/New_York");
    assert.equal(seen.iso, "2026-12-01");
    assert.ok(seen.went >= 15 && seen.went < 5_000, `${seen.went} ms`);
    assert.equal(seen.hours, 12);
    assert.match(seen.text, /^Tue Dec 01 2026 12:00/);
    assert.ok(seen.same);
    assert.equal(seen.given, "2020-02-29T00:00:00.000Z");
    assert.equal(seen.utc, 1_582_934_400_000);
  },
);

inBrowser("without a day the page's clock is the real one", { timezone: "Asia/Shanghai" }, async ({ site, browser }) => {
  await browser.goto(await site.page("/empty.html", page("<h1>Empty</h1>")));
  const [now, zone] = await browser.run(() => [Date.now(), Intl.DateTimeFormat().resolvedOptions().timeZone]);
  assert.ok(Math.abs(now - Date.now()) < 10_000);
  assert.equal(zone, "Asia/Shanghai");
});

inBrowser("text as large as the person set it", { textScale: 2 }, async ({ site, browser }) => {
  await browser.goto(await site.page("/empty.html", page("<h1>Empty</h1><p>Text</p>")));
  const size = () => browser.run(() => getComputedStyle(document.querySelector("p")).fontSize);
  assert.equal(await size(), "32px");
  await browser.goto(site.url("/empty.html"));
  assert.equal(await size(), "32px");
  await browser.scaleText(1.5);
  assert.equal(await size(), "24px");
});

inBrowser("preferences change while the page is open", {}, async ({ site, browser }) => {
  await browser.goto(await site.page("/empty.html", page("<h1>Empty</h1>")));
  const seen = () =>
    browser.run(() =>
      ["(prefers-color-scheme: dark)", "(prefers-reduced-motion: reduce)", "(forced-colors: active)", "print"].filter(
        (query) => matchMedia(query).matches,
      ),
    );
  assert.deepEqual(await seen(), []);
  await browser.prefer({ scheme: "dark", forcedColors: true });
  assert.deepEqual(await seen(), ["(prefers-color-scheme: dark)", "(forced-colors: active)"]);
  await browser.emulatePrint();
  await browser.prefer({ scheme: "light", reducedMotion: true });
  assert.deepEqual(await seen(), ["(prefers-reduced-motion: reduce)", "(forced-colors: active)", "print"]);
  await browser.emulatePrint(false);
  await browser.prefer({ reducedMotion: false, forcedColors: false });
  assert.deepEqual(await seen(), []);
});

const pad = `
  const pad = document.querySelector("#pad");
  const told = document.querySelector("#told");
  let start = null;
  pad.addEventListener("pointerdown", (event) => {
    start = event;
    pad.setPointerCapture(event.pointerId);
  });
  let moves = 0;
  pad.addEventListener("pointermove", (event) => {
    moves += 1;
    if (!start) told.textContent = "over " + event.offsetX + " " + event.offsetY;
  });
  pad.addEventListener("pointerup", (event) => {
    const { pointerType, isTrusted, clientX, clientY } = event;
    const target = document.elementFromPoint(clientX, clientY).id;
    const way = [clientX - start.clientX, clientY - start.clientY];
    told.textContent = [pointerType, isTrusted, ...way, target, moves > 4].join(" ");
    start = null;
  });`;
const padCss = "#pad, #goal { block-size: 100px; inline-size: 100px; touch-action: none } body { margin: 0; padding-block-start: 2000px }";

for (const [touch, pointer] of [[false, "mouse"], [true, "touch"]]) {
  inBrowser(`dragging: ${pointer}`, { touch }, async ({ site, browser }) => {
    site.route("/pad.js", script(pad));
    site.route("/pad.css", text(padCss, "text/css"));
    const html = `<h1>Pad</h1><link rel="stylesheet" href="/pad.css"><div id="pad"></div><div id="goal"></div>
      <p id="told">nothing</p><script src="/pad.js"></script>`;
    await browser.goto(await site.page("/pad.html", page(html)));
    if (!touch) {
      await browser.hover("#pad", { x: 12, y: 34 });
      await browser.waitForText("#told", /^over 12 34$/);
    }
    await browser.drag("#pad", { x: 30, y: -7 });
    await browser.waitForText("#told", new RegExp(`^${pointer} true 30 -7 pad true$`));
    await browser.drag("#pad", "#goal");
    await browser.waitForText("#told", new RegExp(`^${pointer} true 0 100 goal true$`));
    await browser.drag("#pad", { x: 5 }, { at: { x: 1, y: 1 } });
    await browser.waitForText("#told", new RegExp(`^${pointer} true 5 0 pad true$`));
  });
}

inBrowser("files, the clipboard and permissions", {}, async ({ site, browser }) => {
  const source = `
    const calendar = "BEGIN:VCALENDAR\\r\\nVERSION:2.0\\r\\nPRODID:test\\r\\nEND:VCALENDAR\\r\\n";
    document.querySelector("#save").addEventListener("click", () => {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([calendar], { type: "text/calendar" }));
      link.download = "续费.ics";
      link.click();
    });
    document.querySelector("#copy").addEventListener("click", async (event) => {
      const done = navigator.clipboard.writeText("copied 复制");
      event.target.textContent = await done.then(() => "done", () => "refused");
    });`;
  site.route("/save.js", script(source.replaceAll("\\\\", "\\")));
  const html = `<h1>Files</h1><button id="save">Save</button><button id="copy">Copy</button><script src="/save.js"></script>`;
  await browser.goto(await site.page("/save.html", page(html)));
  for (let time = 0; time < 2; time += 1) {
    const file = await browser.download(() => browser.click("#save"));
    assert.equal(file.name, "续费.ics");
    assert.equal(new ICAL.Component(ICAL.parse(file.text)).getFirstPropertyValue("version"), "2.0");
  }

  await browser.click("#copy");
  await browser.waitForText("#copy", /done/);
  assert.equal(await browser.clipboard(), "copied 复制");
  await browser.permit("clipboard-write", false);
  await browser.click("#copy");
  await browser.waitForText("#copy", /refused/);
});

inBrowser("what a test puts before the page's scripts", {}, async ({ site, browser }) => {
  await browser.beforePages((word) => (navigator.share = () => word), "shared");
  site.route("/early.js", script("document.querySelector('p').textContent = navigator.share()"));
  await browser.goto(await site.page("/early.html", page("<h1>Early</h1><p></p><script src=/early.js></script>")));
  assert.equal(await browser.text("p"), "shared");
});

inBrowser("paper", {}, async ({ site, browser }) => {
  site.route("/paper.css", text("@media print { h1 { break-after: page } nav { display: none } }", "text/css"));
  const html = `<link rel="stylesheet" href="/paper.css"><nav>Menu</nav><h1>One</h1><p>Two</p>`;
  await browser.goto(await site.page("/paper.html", page(html)));
  const { data, pages } = await browser.pdf();
  assert.equal(data.subarray(0, 5).toString(), "%PDF-");
  assert.equal(pages, 2);
  const menu = await browser.find("nav");
  assert.equal(await menu.isDisplayed(), true);
  await browser.emulatePrint();
  assert.equal(await menu.isDisplayed(), false);
});

const wall = `
  body { font: 16px/1.5 sans-serif; margin: 0; }
  #box { block-size: 40px; inline-size: 120px; background: #1457c2; }
  #box.off { visibility: hidden; }
  #box.other { background: #145fc2; }
  p { animation: move 1s infinite; }
  @keyframes move { from { translate: 0 } to { translate: 200px } }`;

inBrowser("pictures are compared", { width: 600, height: 400, reducedMotion: true }, async ({ site, browser }) => {
  const references = await mkdtemp(join(tmpdir(), "simfare-pictures-"));
  try {
    site.route("/wall.css", text(wall, "text/css"));
    const html = `<link rel="stylesheet" href="/wall.css"><h1>Wall</h1><p>Some text 文字</p><input value="caret"><div id="box"></div>`;
    await browser.goto(await site.page("/wall.html", page(html)));
    const looks = (options) => browser.assertLooks("wall", { references, accept: false, ...options });
    await assert.rejects(looks(), /no reference.*SIMFARE_ACCEPT_PICTURES=1/);
    await looks({ accept: true });
    const { size } = await stat(join(references, "wall.png"));
    assert.ok(size < 20_000, `${size} bytes`);
    await looks();
    assert.equal((await browser.animations()).length, 1, "it moves again");
    // What moves or blinks is no difference, nor is a shade.
    await browser.click("input");
    await looks();
    await browser.run(() => document.querySelector("#box").classList.add("other"));
    await looks();
    // A small thing gone is.
    await browser.run(() => document.querySelector("#box").classList.add("off"));
    await assert.rejects(looks(), /of the picture differs, most at 0, \d+/);
    const diff = new URL("../screenshots/wall-diff.png", import.meta.url);
    const { width, height } = PNG.sync.read(await readFile(diff));
    assert.deepEqual([width, height], [600, 400]);
    await browser.resize(590, 400);
    await assert.rejects(looks(), /its size is 590 × 400 instead of 600 × 400/);

    const within = (options) => browser.assertLooks("box", { within: "#box", references, accept: false, ...options });
    await browser.run(() => document.querySelector("#box").classList.remove("off"));
    await within({ accept: true });
    await browser.run(() => (document.querySelector("p").textContent = "Another text"));
    await within();
    const box = PNG.sync.read(await readFile(join(references, "box.png")));
    assert.deepEqual([box.width, box.height], [120, 40]);
  } finally {
    await rm(references, { recursive: true });
  }
});

test("little of a picture may differ, and nothing as a whole", async () => {
  const references = await mkdtemp(join(tmpdir(), "simfare-pictures-"));
  try {
    const picture = (colour) => {
      const png = new PNG({ width: 640, height: 320 });
      for (let at = 0; at < png.data.length; at += 4) {
        const [x, y] = [(at / 4) % 640, Math.floor(at / 4 / 640)];
        png.data.set([...colour(x, y), 255], at);
      }
      return PNG.sync.write(png);
    };
    const white = picture(() => [255, 255, 255]);
    await compare("white", white, { references, accept: true });
    const like = (colour) => compare("white", picture(colour), { references, accept: false });
    await like(() => [254, 254, 254]);
    const black = (when) => (x, y) => (when(x, y) ? [0, 0, 0] : [255, 255, 255]);
    // 0.4 % in many places, 0.6 %, and 0.4 % in one.
    await like(black((x, y) => x % 16 === 0 && y % 16 === 0));
    await assert.rejects(like(black((x, y) => x % 13 === 0 && y % 13 === 0)), /0\.61 %/);
    await assert.rejects(like(black((x, y) => x >= 32 && x < 62 && y < 30)), /most at 32, 0/);
  } finally {
    await rm(references, { recursive: true });
  }
});

inBrowser("text that is cut off, covered or out of sight", { width: 400 }, async ({ site, browser }) => {
  const css = `
    body { margin: 0 } p, div { font: 16px/1.5 sans-serif; margin: 0 }
    .narrow { inline-size: 50px; overflow: hidden; white-space: nowrap }
    .narrow.scrolls { overflow-x: auto }
    .short { inline-size: 60px; text-overflow: ellipsis }
    .left-out { align-content: start; block-size: 24px; display: flex; flex-wrap: wrap }
    .left-out::before { block-size: 24px; content: ""; inline-size: 1px }
    .low { block-size: 10px; overflow: clip }
    .up { margin-block-start: -20px }
    .wide { white-space: nowrap }
    .ears { block-size: 1px; clip-path: inset(50%); inline-size: 1px; overflow: hidden; position: absolute; white-space: nowrap }
    input { inline-size: 40px }`;
  site.route("/text.css", text(css, "text/css"));
  const faults = async (html) => {
    await browser.goto(await site.page("/text.html", page(`<link rel="stylesheet" href="/text.css">${html}`)));
    return browser.textFaults();
  };
  assert.deepEqual(
    await faults(`<p>Plain text, which wraps where there is no more room for it, as text should do</p>
      <p class="narrow scrolls">One can scroll to all of this</p><p class="ears">For screen readers alone</p>
      <p class="narrow short">Shortened, not lost</p><p>After it</p><p class="narrow left-out">Left out, not cut</p>
      <details><summary>Folded</summary>What is in there</details><input value="1">`),
    [],
  );
  const [narrow, ...none] = await faults(`<p class="narrow">Not all of this is seen</p>`);
  assert.match(narrow, /“Not all of this is seen” is cut off sideways/);
  assert.deepEqual(none, []);
  assert.match((await faults(`<p class="low">Low</p>`)).join(), /“Low” is cut off in height/);
  const drawn = await faults(`<svg width="60" height="20"><text y="15">As wide as a chart</text></svg>`);
  assert.match(drawn.join(), /“As wide as a chart” is cut off sideways/);
  assert.match((await faults(`<p>Under</p><p class="up">Over</p>`)).join(), /“Under” lies over “Over”/);
  assert.match((await faults(`<p class="wide">${"wide ".repeat(40)}</p>`)).join(), /out of the window/);
  assert.match((await faults(`<input name="days" value="123456789">`)).join(), /field days is too narrow/);
});

inBrowser("what moves is told", {}, async ({ site, browser }) => {
  site.route("/wall.css", text(wall, "text/css"));
  await browser.goto(await site.page("/wall.html", page(`<link rel="stylesheet" href="/wall.css"><h1>Wall</h1><p>Moves</p>`)));
  assert.deepEqual(await browser.animations(), ["move of p"]);
});
