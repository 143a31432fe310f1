// The planner in strangers' pages: many of it, moved about, under frameworks and under styles
// that mean it ill.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { build } from "esbuild";
import { inBrowser } from "./support/in-browser.mjs";
import { text } from "./support/answers.mjs";
import { account, comeAndGo, held } from "./support/held.mjs";
import { bare, inside, plan, whole } from "./support/planner.mjs";
import { today } from "./support/trips.mjs";
import { waitFor } from "./support/wait.mjs";

const { resolve } = createRequire(import.meta.url);

inBrowser("a hundred planners come and go and leave nothing behind", { timeout: 240_000 }, async ({ site, browser }) => {
  await account(browser);
  await browser.goto(await site.page("/strangers.html", bare("en")));
  await browser.event("simfare-quote");
  await browser.run(() => document.querySelector("simfare-planner").remove());
  await browser.driver.manage().setTimeouts({ script: 200_000 });
  // The first ones fill what is kept for all.
  await comeAndGo(browser, 20);
  const before = await held(browser);
  await comeAndGo(browser, 100);
  const after = await held(browser);
  const told = JSON.stringify({ before, after });
  assert.ok(after.listeners <= before.listeners, `listeners: ${told}`);
  assert.ok(after.nodes <= before.nodes + 20, `nodes: ${told}`);
  // A planner with its answer takes some hundred kilobytes: of a hundred not even two may stay.
  assert.ok(after.heap < before.heap + 400_000, `heap: ${told}`);
  // That memory never shrinks, and is larger where garbage was collected later; but even the text
  // of a hundred catalogs would be more than this.
  assert.ok(after.wasm < before.wasm + 5_000_000, `WebAssembly: ${told}`);
});

inBrowser("ten on one page share one widget and answer each for itself", { height: 4000 }, async ({ site, browser }) => {
  const ten = Array.from(
    { length: 10 },
    (_, at) => `<simfare-planner catalog="/catalog.json" days="${at + 20}" data-mb="1024"></simfare-planner>`,
  );
  await browser.goto(
    await site.page(
      "/ten.html",
      `<!doctype html><html lang="en"><head><title>Ten</title><script type="module" src="/simfare.js"></script></head>
       <body><main><h1>Ten</h1>${ten.join("")}</main></body></html>`,
    ),
  );
  const planners = await browser.all("simfare-planner");
  for (const planner of planners) {
    await browser.run((planner) => planner.scrollIntoView(), planner);
    await waitFor(() => browser.run((planner) => planner.quote !== null, planner), "its answer");
  }
  const days = await browser.run(() =>
    [...document.querySelectorAll("simfare-planner")].map((planner) => planner.quote.purchases.at(-1).covers[1]),
  );
  assert.ok(days.every((end, at) => end >= at + 20), `${days}`);
  assert.equal(site.requests.filter((path) => path.endsWith("_bg.wasm")).length, 1, "one widget");
});

const hostile = {
  "everything unset": "* { all: unset !important }",
  "ten pixels to the root": "html { font-size: 10px } body { font: italic 700 9px/3 cursive; letter-spacing: 3px; text-transform: uppercase; color: fuchsia; text-align: right; word-spacing: 1em; cursor: wait }",
  "rules for every element": "*, ::before, ::after { box-sizing: content-box; transition: all 3s; outline: 3px dashed } input, button, table, td, svg { display: none !important } h1, h2, h3, p { color: red !important; font-size: 40px !important }",
};

inBrowser(
  "styles of the page change nothing",
  { width: 900, height: 1000, today, reducedMotion: true, timeout: 240_000 },
  async ({ site, browser }) => {
    const bootstrap = await readFile(resolve("bootstrap/dist/css/bootstrap.min.css"), "utf8");
    const styles = { none: "", bootstrap, ...hostile };
    // The same box for all of them, whatever they do to the page around it.
    const page = (name) =>
      bare("en")
        .replace("<title>", `<link rel="stylesheet" href="/style-${name}.css"><title>`)
        .replace("<simfare-planner", `<div id="box"><simfare-planner theme="dark"`)
        .replace("</simfare-planner>", "</simfare-planner></div>");
    const box = (width) => {
      const box = document.querySelector("#box");
      const rules = { display: "block", position: "absolute", left: "0", top: "0", width: `${width}px`, margin: "0", padding: "0", float: "none" };
      for (const [name, value] of Object.entries(rules)) box.style.setProperty(name, value, "important");
    };
    let before = null;
    for (const [name, style] of Object.entries(styles)) {
      const path = name.replaceAll(" ", "-");
      site.route(`/style-${path}.css`, text(style, "text/css"));
      await browser.goto(await site.page(`/hostile-${path}.html`, page(path)));
      await browser.run(box, 800);
      await browser.find(inside("[part=sentence]"));
      await plan(browser, "two lines");
      await whole(browser);
      const shape = await browser.run(shapeOf, await browser.find(inside("[part=frame]")));
      if (before === null) {
        before = shape;
        assert.ok(shape.length > 300, `${shape.length} elements`);
        continue;
      }
      const changed = shape.filter((line, at) => line !== before[at]);
      assert.deepEqual(
        [shape.length, changed.slice(0, 5), before.filter((line, at) => line !== shape[at]).slice(0, 5)],
        [before.length, [], []],
        `under “${name}”`,
      );
    }
  },
);

for (const [name, style] of Object.entries({
  "a flex row": "main { display: flex }",
  "a grid": "main { display: grid; grid-template-columns: auto }",
  "a float": "simfare-planner { float: left }",
  "a line of text": "simfare-planner { display: inline-block }",
  "a column of flex": "main { display: flex; flex-direction: column; align-items: flex-start }",
})) {
  inBrowser(`in ${name} it is as wide as there is room`, { width: 700 }, async ({ site, browser }) => {
    site.route("/layout.css", text(`body { margin: 0 } ${style}`, "text/css"));
    const page = bare("en").replace("<h1>Shop</h1>", "").replace("<title>", '<link rel="stylesheet" href="/layout.css"><title>');
    await browser.goto(await site.page("/layout.html", page));
    await browser.find(inside("[part=sentence]"));
    const width = await browser.run((frame) => frame.getBoundingClientRect().width, await browser.find(inside("[part=frame]")));
    assert.equal(width, 700);
    assert.equal(await browser.overflow(), 0);
  });
}

/** Where each element is and how it looks: what a picture would show, in words. */
function shapeOf(frame) {
  const { left, top } = frame.getBoundingClientRect();
  return [frame, ...frame.querySelectorAll("*")].map((element) => {
    const { x, y, width, height } = element.getBoundingClientRect();
    const round = (number) => Math.round(number * 2) / 2;
    const style = getComputedStyle(element);
    const looks = ["color", "backgroundColor", "fontSize", "fontWeight", "fontStyle", "fontFamily", "letterSpacing", "wordSpacing", "textTransform", "textAlign", "lineHeight", "visibility", "opacity", "cursor"];
    return [
      element.localName,
      element.getAttribute("part"),
      ...[x - left, y - top, width, height].map(round),
      ...looks.map((name) => style[name]),
    ].join(" ");
  });
}

/** A fixture of a framework's, made into one file as shops do. */
async function bundled(source) {
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: new URL(".", import.meta.url).pathname, loader: "jsx" },
    bundle: true,
    format: "esm",
    write: false,
    jsx: "automatic",
    define: { "process.env.NODE_ENV": '"development"', __VUE_OPTIONS_API__: "true", __VUE_PROD_DEVTOOLS__: "false", __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: "false" },
  });
  return outputFiles[0].text;
}

const shell = `<!doctype html><html lang="en"><head><title>Framework</title>
  <script type="module" src="/simfare.js"></script><script type="module" src="/app.js"></script></head>
  <body><main><h1>Framework</h1><div id="app"></div></main></body></html>`;

const react = `
  import { StrictMode, useEffect, useRef, useState } from "react";
  import { createRoot } from "react-dom/client";

  function Shop() {
    const [days, setDays] = useState(30);
    const [total, setTotal] = useState("");
    const [shown, setShown] = useState(true);
    const planner = useRef(null);
    useEffect(() => {
      const element = planner.current;
      if (!element) return;
      const hear = (event) => setTotal(event.detail.total);
      element.addEventListener("simfare-quote", hear);
      return () => element.removeEventListener("simfare-quote", hear);
    }, [shown]);
    return (
      <>
        <button id="more" onClick={() => setDays(days + 30)}>More days</button>
        <button id="hide" onClick={() => setShown(!shown)}>Hide</button>
        <output>{total}</output>
        {shown && <simfare-planner ref={planner} catalog="/catalog.json" days={days} data-mb="1024" request={undefined} />}
      </>
    );
  }
  createRoot(document.querySelector("#app")).render(<StrictMode><Shop /></StrictMode>);
`;

const vue = `
  import { createApp, h, ref } from "vue";

  createApp({
    setup() {
      const days = ref(30);
      const total = ref("");
      const shown = ref(true);
      return () => [
        h("button", { id: "more", onClick: () => (days.value += 30) }, "More days"),
        h("button", { id: "hide", onClick: () => (shown.value = !shown.value) }, "Hide"),
        h("output", total.value),
        shown.value &&
          h("simfare-planner", {
            catalog: "/catalog.json",
            days: days.value,
            "data-mb": "1024",
            onSimfareQuote: (event) => (total.value = event.detail.total),
          }),
      ];
    },
  }).mount("#app");
`;

for (const [name, source] of Object.entries({ react, vue })) {
  inBrowser(`under ${name}`, {}, async ({ site, browser }) => {
    site.route("/app.js", text(await bundled(source), "text/javascript"));
    await browser.goto(await site.page("/framework.html", shell));
    const total = await browser.text("output");
    await browser.click("#more");
    await browser.waitForText(inside("[part=sentence]"), /60 days/);
    const longer = await waitFor(async () => {
      const text = await browser.text("output");
      return text !== total && text;
    }, "another total");
    assert.ok(Number(longer) > Number(total), `${longer} > ${total}`);
    // Out of the page and in again: a planner of its own, which works.
    await browser.click("#hide");
    await waitFor(async () => !(await browser.has("simfare-planner")), "no planner");
    await browser.click("#hide");
    await browser.waitForText(inside("[part=sentence]"), /60 days/);
    await browser.type(inside("input[name=days]"), 45);
    await browser.waitForText(inside("[part=sentence]"), /45 days/);
  });
}

const routed = `
  import { createApp, h } from "vue";
  import { RouterLink, RouterView, createRouter, createWebHistory } from "vue-router";

  const plans = { render: () => h("simfare-planner", { catalog: "/catalog.json", days: 30, "data-mb": "1024", persist: "url" }) };
  const help = { render: () => h("p", { id: "help" }, "Help") };
  createApp({ render: () => [h(RouterLink, { id: "to-help", to: "/help" }, () => "Help"), h(RouterView)] })
    .use(createRouter({
      history: createWebHistory("/shop/"),
      routes: [{ path: "/plans", component: plans }, { path: "/help", component: help }],
    }))
    .mount("#app");
`;

inBrowser("Vue's router comes back to the trip in the address", {}, async ({ site, browser }) => {
  site.route("/app.js", text(await bundled(routed), "text/javascript"));
  await browser.goto(await site.page("/shop/plans", shell));
  await browser.waitForText(inside("[part=sentence]"), /30 days/);
  await browser.type(inside("input[name=days]"), 45);
  await waitFor(async () => (await browser.driver.getCurrentUrl()).includes("?simfare="), "the trip in the address");
  await browser.click("#to-help");
  await browser.find("#help");
  await browser.driver.navigate().back();
  await browser.waitForText(inside("[part=sentence]"), /45 days/);
});
