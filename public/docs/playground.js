// The playground: attributes and a catalog on one side, the planner that follows, and what to copy
// to a page. Faults are those of the planner's own reader.

import { placeOf, places } from "./places.js";

let planner = document.querySelector("#planner");
const catalog = document.querySelector("#catalog");
const list = document.querySelector("#faults");
const said = document.querySelector("#faults-said");
const newest = document.querySelector("#newest");
const snippet = document.querySelector("#snippet");
const controls = [...document.querySelectorAll("[data-attribute]")];

/** What one of these has set stays in the form when it goes. */
const TRIP = ["days", "data-mb", "minutes", "intl-minutes", "sms", "start", "number", "lines", "coupon"];

/** How long typing rests before it is read. */
const PAUSE = 250;

for (const control of controls) {
  control.value = planner.getAttribute(control.dataset.attribute) ?? "";
  control.addEventListener("input", () => {
    const { attribute } = control.dataset;
    // A number that is only begun is empty too.
    if (control.validity.badInput) return;
    if (control.value !== "") planner.setAttribute(attribute, control.value);
    else if (TRIP.includes(attribute) && planner.hasAttribute(attribute)) renew(attribute);
    else planner.removeAttribute(attribute);
    write();
  });
}

/** The element as a page would have it. */
function write() {
  const attributes = controls
    .filter(({ value }) => value !== "")
    .map(({ dataset, value }) => `\n  ${dataset.attribute}="${value.replaceAll("&", "&amp;").replaceAll('"', "&quot;")}"`);
  snippet.textContent =
    `<script type="module" src="https://cdn.example/v1/simfare.js"></script>\n` +
    `<simfare-planner\n  catalog="/catalog.json"${attributes.join("")}\n></simfare-planner>\n`;
}

/** Shows faults, each with its place to go to. */
function show(faults) {
  said.textContent = faults.length === 0 ? "No faults." : faults.length === 1 ? "1 fault:" : `${faults.length} faults:`;
  said.dataset.good = String(faults.length === 0);
  list.replaceChildren(
    ...faults.map(({ pointer, message, place }) => {
      const item = document.createElement("li");
      const button = document.createElement("button");
      button.type = "button";
      const where = document.createElement("code");
      where.textContent = pointer || "/";
      button.append(where, ` ${message}`);
      button.addEventListener("click", () => {
        const [start, end] = place ?? placeOf(places(catalog.value), pointer);
        catalog.focus();
        catalog.setSelectionRange(start, end);
        // A selection out of sight isn't brought into it by itself.
        const line = catalog.value.slice(0, start).split("\n").length - 1;
        const height = parseFloat(getComputedStyle(catalog).lineHeight);
        catalog.scrollTop = Math.max(0, line * height - catalog.clientHeight / 2);
      });
      item.append(button);
      return item;
    }),
  );
}

/** Whether the text is a catalog at all; then the planner judges it. */
function read() {
  let value;
  // As Windows' editors begin a file.
  if (catalog.value.startsWith("\ufeff")) catalog.value = catalog.value.slice(1);
  try {
    value = JSON.parse(catalog.value);
  } catch (error) {
    // Engines say where in words of their own.
    const at = Number(/position (\d+)/.exec(error.message)?.[1] ?? catalog.value.length);
    show([{ pointer: "", message: error.message, place: [at, at + 1] }]);
    return;
  }
  if (value === null || typeof value !== "object") {
    show([{ pointer: "", message: "must be an object", place: [0, catalog.value.length] }]);
    return;
  }
  const untold = [];
  places(catalog.value, untold);
  show(untold);
  if (untold.length === 0) planner.catalog = value;
}

let pause;
catalog.addEventListener("input", () => {
  clearTimeout(pause);
  pause = setTimeout(read, PAUSE);
});

/** A planner without an attribute, as a page that never had it. */
function renew(attribute) {
  const fresh = planner.cloneNode(true);
  fresh.removeAttribute(attribute);
  fresh.catalog = planner.catalog;
  listen(fresh);
  planner.replaceWith(fresh);
  planner = fresh;
}

function listen(planner) {
  planner.addEventListener("simfare-error", ({ detail: { code, faults = [] } }) => {
    const isCatalogs = code === "catalog-faults";
    const what = isCatalogs ? [] : faults.map(({ pointer, message }) => `${pointer} ${message}`);
    newest.textContent = [`simfare-error ${code}`, what.join("; ")].filter(Boolean).join(": ");
    if (isCatalogs) show(faults);
  });
  for (const name of ["simfare-ready", "simfare-quote", "simfare-select"]) {
    planner.addEventListener(name, ({ detail }) => {
      const what = detail.total ?? detail.status ?? detail.locale ?? "";
      newest.textContent = `${name} ${what}`;
    });
  }
  planner.addEventListener("simfare-checkout", (event) => {
    // Nothing is for sale here.
    event.preventDefault();
    newest.textContent = `simfare-checkout ${event.detail.quote.total}`;
  });
}
listen(planner);

document.querySelector("#copy").addEventListener("click", async () => {
  const copied = document.querySelector("#copied");
  try {
    await navigator.clipboard.writeText(snippet.textContent);
    copied.textContent = "Copied.";
  } catch {
    getSelection().selectAllChildren(snippet);
    copied.textContent = "Marked, to be copied by hand.";
  }
});

write();
catalog.value = await (await fetch(new URL("sample.json", import.meta.url))).text();
read();
