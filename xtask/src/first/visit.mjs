// Visits to planners that nobody touches, in a page without a browser, until their first answer is drawn.
// Arguments: happy-dom; the folder with the widget; the module that is visited; where to write what was
// seen: what of the code ran, where the module notes that, and what was answered; what was seen of
// another module before, or "none": what had no answer then isn't visited.

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [library, folder, visited, outcome, before] = process.argv.slice(-5);
const { Window } = await import(pathToFileURL(library).href);
const { locales, catalogs, instances, late } = JSON.parse(await readFile(join(folder, "visits.json"), "utf8"));
const known = before === "none" ? [] : JSON.parse(await readFile(before, "utf8")).answers;
const module = await WebAssembly.compile(await readFile(join(folder, visited)));

// The page. Time goes on as it is told to, so that what comes after seconds comes at once.

const page = new Window({
  url: "https://shop.example/",
  width: 1280,
  height: 900,
  // What a listener throws is told here, not to the page.
  settings: { errorCapture: "disabled" },
});
const asGlobals =
  "document Element HTMLElement Node ShadowRoot Event CustomEvent Document HTMLInputElement HTMLSelectElement HTMLDialogElement HTMLDetailsElement HTMLTextAreaElement HTMLAnchorElement HTMLCollection NodeList KeyboardEvent MouseEvent PointerEvent MessageEvent SVGElement Text Storage DOMRect Worker location history localStorage sessionStorage navigator";
for (const name of asGlobals.split(" ")) {
  Object.defineProperty(globalThis, name, { value: page[name], configurable: true, writable: true });
}
globalThis.window = globalThis.self = globalThis;
globalThis.Window = class {
  static [Symbol.hasInstance](value) {
    return value === globalThis;
  }
};
for (const name of ["addEventListener", "removeEventListener", "matchMedia", "getComputedStyle"]) {
  globalThis[name] = page[name].bind(page);
}
globalThis.IntersectionObserver = class {
  observe() {}
  disconnect() {}
};

// What is cleared away some time later is no part of an answer.
globalThis.FinalizationRegistry = class {
  register() {}
  unregister() {}
};

// The same widget must come of every build: it is always the same day.
const RealDate = Date;
const TODAY = RealDate.UTC(2026, 10, 2, 12);
globalThis.Date = class extends RealDate {
  constructor(...values) {
    if (values.length) super(...values);
    else super(TODAY);
  }
  static now() {
    return TODAY;
  }
};

let time = 0;
let lastTimer = 0;
let timers = [];
// An answer on a busy machine isn't a late one.
Object.defineProperty(globalThis, "performance", { value: { now: () => time }, configurable: true });
const later = (act, pause = 0) => {
  timers.push({ number: ++lastTimer, due: time + pause, act });
  return lastTimer;
};
const never = (number) => (timers = timers.filter((timer) => timer.number !== number));
Object.assign(globalThis, { setTimeout: later, clearTimeout: never, cancelAnimationFrame: never });
globalThis.requestAnimationFrame = (act) => later(() => act(time), 16);

/** More than this is no visit any more. */
const MOST_ACTS = 10_000;

/** Lets promises and, for so many milliseconds, timers have their way. */
async function pass(milliseconds) {
  const end = time + milliseconds;
  for (let acts = 0; ; acts += 1) {
    if (acts > MOST_ACTS) throw new Error("a timer has no end");
    for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
    timers.sort((a, b) => a.due - b.due || a.number - b.number);
    if (!timers.length || timers[0].due > end) break;
    const { due, act } = timers.shift();
    time = due;
    act();
  }
  time = end;
}

// The visits.

const ran = [];
const answers = [];
let visits = 0;

/**
 * A page with some planners, until each has drawn its answer, and what pages do with them then. A visit
 * that `mayFail` ends with the answer; where there is none, or it has passed what is late, that isn't
 * noted.
 */
async function visit({
  address = "https://shop.example/",
  tag = "en",
  attributes = {},
  catalog = catalogs[0],
  asObject = false,
  pause = 0,
  planners = 1,
  id = "",
  arePartsMissing = false,
  mayFail = false,
}) {
  if (known[answers.length] === null) return answers.push(null);
  const glue = await import(`${pathToFileURL(join(folder, "visited.mjs")).href}?${(visits += 1)}`);
  globalThis.fetch = async (url) => {
    if (url !== "/catalog.json") throw new Error(`${url} was asked for`);
    await new Promise((resume) => later(resume, pause));
    return new Response(catalog, { headers: { "content-type": "application/json" } });
  };
  page.happyDOM.setURL(address);
  let broken = null;
  await glue.default({ module_or_path: module });
  glue.onPanic((message) => (broken = message));
  glue.onHire(() => null);
  globalThis.fetchPart = (callback, data) => {
    // What comes after the answer never comes, or is told not to.
    if (arePartsMissing) later(() => glue.table().get(callback)(data, false));
  };
  glue.styles(() => {});
  const elements = [];
  const quotes = new Map();
  for (let count = 0; count < planners; count += 1) {
    const host = document.createElement("simfare-planner");
    host.id = id;
    document.body.append(host);
    const into = document.createElement("div");
    host.attachShadow({ mode: "open" }).append(into);
    const planner = new glue.Planner(false, tag, tag, locales[tag]);
    host.addEventListener("simfare-quote", ({ detail }) => {
      quotes.set(host, detail);
      // As pages do.
      for (const name of ["quote", "request", "selection", "order", "error"]) void planner[name];
    });
    if (!asObject) planner.attribute("catalog", "/catalog.json");
    for (const [name, value] of Object.entries(attributes)) planner.attribute(name, String(value));
    if (asObject) planner.catalog(JSON.parse(catalog));
    planner.connect(host, into);
    elements.push([host, planner]);
  }
  // Until it has been read aloud, and side questions would have been asked.
  await pass(pause + 1_000);
  if (broken) throw new Error(broken);
  for (const [host] of elements) {
    const drawn = host.shadowRoot.innerHTML;
    const isLate = late.some((point) => glue.passed()[point]);
    const isAnswered = quotes.has(host) && drawn.includes(`part="sentence"`) && !isLate;
    if (mayFail && !isAnswered) {
      answers.push(null);
      return leave(elements);
    }
    if (!isAnswered) throw new Error("a planner has no answer");
    answers.push([quotes.get(host), drawn]);
  }
  if (mayFail) {
    glue.passed().forEach((has, at) => (ran[at] ||= has));
    return leave(elements);
  }
  // What pages do with it soon.
  for (const event of ["pagehide", "popstate", "focus"]) page.dispatchEvent(new page.Event(event));
  for (const [host, planner] of elements) {
    // As pages do when they are told that something is wrong.
    void planner.error;
    const retry = host.shadowRoot.querySelector("[role=alert] button");
    retry?.focus();
    retry?.click();
    await pass(1_000);
    planner.speak("fr", "fr", locales.fr);
    await pass(1_000);
    planner.disconnect();
    host.remove();
  }
  await pass(100);
  // What it does where the rest can't be had.
  glue.lost("gone");
  timers = [];
  glue.passed().forEach((has, at) => (ran[at] ||= has));
}

/** Away with them, and with all that they had in mind. */
function leave(elements) {
  for (const [host, planner] of elements) {
    planner.disconnect();
    host.remove();
  }
  timers = [];
}

const trips = [
  { days: "30", "data-mb": "5120", minutes: "100", sms: "30", number: "none", handoff: "service", endpoint: "/" },
  {},
  { days: "7", "data-mb": "3072" },
  { days: "14", "data-mb": "10240", minutes: "60", sms: "10" },
  { days: "30", "data-mb": "20480" },
  { days: "90", "data-mb": "30720", minutes: "300", sms: "100", theme: "dark", checkout: "event" },
  { days: "180", "data-mb": "61440", "allow-origins": "https://pay.example" },
  { days: "365", minutes: "60", "data-mb": "0" },
  { days: "30", start: "2026-11-20", "data-mb": "2048", "intl-minutes": "0" },
];
for (const tag of Object.keys(locales)) await visit({ tag, attributes: trips[0] });
for (const attributes of trips) await visit({ attributes });
for (const catalog of catalogs) await visit({ catalog, attributes: trips[2] });
await visit({ asObject: true, attributes: trips[0] });
await visit({ planners: 3, pause: 4_000 });
await visit({ id: "planner" });
await visit({ arePartsMissing: true });
await visit({ address: "https://shop.example/plans?utm_source=a+b%20c&lang=zh-CN#us" });

// Trips of all lengths, with all kinds of needs.
const lengths = [1, 3, 5, 7, 10, 12, 14, 20, 21, 28, 30, 31, 45, 60, 75, 90, 120, 150, 180, 240, 270, 365, 400, 540, 730];
for (const [row, days] of lengths.entries()) {
  for (const [column, gb] of [0, 0.5, 1, 1.5, 3, 5, 8, 12, 20, 50].entries()) {
    const need = {
      data_mb: 1024 * gb,
      minutes: [0, 0, 60, 0, 200, 30, 500][(row + column) % 7],
      sms: [0, 0, 20, 0, 100][(row + 2 * column) % 5],
      intl_minutes: (row + column) % 9 === 8 ? 30 : 0,
    };
    await visit({ attributes: attributesOf(days, need), mayFail: true });
  }
}
// Other shops.
for (const { catalog, request } of instances) {
  const whole = request.phases.reduce((sum, phase) => sum + phase.days, 0);
  for (const days of [whole, 7, 30, 180]) {
    const attributes = attributesOf(days, request.phases[0]);
    await visit({ catalog: JSON.stringify(catalog), attributes, mayFail: true });
  }
}

function attributesOf(days, { data_mb = 0, minutes = 0, sms = 0, intl_minutes = 0 }) {
  return { days, "data-mb": data_mb, minutes, sms, "intl-minutes": intl_minutes };
}

await writeFile(outcome, JSON.stringify({ ran: ran.map(Number).join(""), answers }));
process.exit();
