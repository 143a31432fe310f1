// The page's planner, set up for one of the handoffs; the stand-ins are on this very origin.

const planner = document.querySelector("simfare-planner");
const search = new URLSearchParams(location.search);
const handoff = document.body.dataset.handoff ?? search.get("handoff") ?? "stripe-payment-link";

const shops = { shopify: "/handoff/shopify", woocommerce: "/handoff/woocommerce" };

/** Two lines, so two offers from two brands. */
const two = {
  schema: "simfare.request/1",
  start_date: new Date().toISOString().slice(0, 10),
  phases: [{ days: 30, data_mb: 20480, minutes: 100, reachable: true }],
  number: "hold",
  lines: 2,
};

for (const link of document.querySelectorAll(".ways a")) {
  const at = new URL(link.href);
  if (search.has("lang")) at.searchParams.set("lang", search.get("lang"));
  link.href = at.href;
  if (link.dataset.way === handoff) link.setAttribute("aria-current", "page");
}

planner.locale = document.documentElement.lang;
planner.handoff = handoff;
planner.allowOrigins = location.origin;
if (shops[handoff]) planner.endpoint = location.origin + shops[handoff];
if (search.get("trip") === "two") {
  // The parts of a trip that are attributes have the last word.
  for (const name of ["days", "data-mb", "minutes"]) planner.removeAttribute(name);
  planner.request = two;
}
if (search.has("coupon")) planner.coupon = search.get("coupon");

// The links of the catalog lead to this origin, whichever it is.
const catalog = await (await fetch("/handoff/catalog.json")).text();
planner.catalog = JSON.parse(catalog.replaceAll("https://stand-in.example", location.origin));

if (shops[handoff]) {
  const policy = globalThis.trustedTypes?.createPolicy("stand-ins", { createScriptURL: (url) => url });
  const address = "/handoff/worker.js";
  await navigator.serviceWorker?.register(policy?.createScriptURL(address) ?? address);
  await navigator.serviceWorker?.ready;
}
document.documentElement.dataset.ready = "";
