// The page computes what the native engine computes, to the last field.

import assert from "node:assert/strict";
import { inBrowser } from "./support/in-browser.mjs";
import { nativeQuote } from "./support/native.mjs";
import { waitFor } from "./support/wait.mjs";

const trip = (days, use = {}, more = {}) => ({
  schema: "simfare.request/1",
  start_date: "2026-12-01",
  phases: [{ days, ...use }],
  ...more,
});

const requests = [
  trip(1, { data_mb: 500 }),
  trip(7, { data_mb: 3072 }),
  trip(14, { data_mb: 10240, minutes: 60, sms: 20, reachable: true }),
  trip(30, { data_mb: 5120, minutes: 100, sms: 30 }),
  trip(30, { data_mb: 20480 }, { coupon: "WELCOME10" }),
  trip(30, { minutes: 10 }, { payment_method: "card-foreign" }),
  trip(31, { minutes: 300, intl_minutes: 30 }),
  trip(45, { data_mb: 30720 }, { payment_method: "paypal", autopay: true }),
  trip(60, { data_mb: 8192, minutes: 500, sms: 200 }, { lines: 2 }),
  trip(90, { data_mb: 90_000 }, { throttle_min_kbps: 256 }),
  trip(90, { data_mb: 1024, sms: 5 }, { margin_percent: 20 }),
  trip(180, { reachable: true }, { number: "hold", grace_margin_days: 7 }),
  trip(365, { data_mb: 36_000, minutes: 1200, reachable: true }, { number: "hold", lines: 2 }),
  trip(730, { minutes: 24 }, { number: "hold" }),
  trip(20, { data_mb: 2048 }, { filter: { networks: ["T-Mobile"] } }),
  trip(20, { data_mb: 2048 }, { filter: { sim: "esim", exclude: ["tello", "ultra"] } }),
  trip(30, { intl_minutes: 1_000_000 }),
  trip(40, { data_mb: 4096, minutes: 60 }, {
    number: "keep",
    line: { brand: "tello", plan: "tello-5-gb-300-min", days_left: 6, left: { data_mb: 800, minutes: 120, sms: "unlimited" } },
  }),
  trip(100, { minutes: 30, sms: 10 }, {
    number: "keep",
    line: { brand: "tello", paygo: "tello-paygo", days_left: 40, balance: "7.50" },
  }),
  {
    ...trip(21, { data_mb: 6144, minutes: 90, reachable: true }, { number: "hold", lines: 2 }),
    phases: [
      { days: 21, data_mb: 6144, minutes: 90, reachable: true },
      { days: 150 },
      { days: 14, data_mb: 3072, sms: 10 },
    ],
  },
];

inBrowser(`${requests.length} requests: the same quotes as the native engine's`, {}, async ({ site, browser }) => {
  await browser.goto(site.url("/"));
  await browser.event("simfare-quote");
  for (const request of requests) {
    const expected = await nativeQuote(request);
    const before = (await browser.events("simfare-quote")).length;
    await browser.run((request) => {
      document.querySelector("simfare-planner").request = request;
    }, request);
    const { detail } = await browser.event("simfare-quote", { after: before });
    assert.deepEqual(detail, expected, JSON.stringify(request));
    if (expected.status !== "optimal") continue;
    const total = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD" }).format(
      expected.total,
    );
    await waitFor(
      async () => (await browser.text("simfare-planner >>> [part=total]")) === total,
      `${total} on the page`,
    );
  }
});
