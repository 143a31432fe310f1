// What is measured: the cases of crates/engine/benches/quote.rs.

/** A trip of so many days with the use of an ordinary person. */
export function trip(days, more = {}) {
  return {
    schema: "simfare.request/1",
    start_date: "2026-12-01",
    phases: [{ days, data_mb: days * 340, minutes: days * 4, sms: days }],
    ...more,
  };
}

/** Two stays with a year between them in which the number is held. */
const held = {
  schema: "simfare.request/1",
  start_date: "2026-12-01",
  phases: [
    { days: 14, data_mb: 10240, minutes: 60, sms: 20 },
    { days: 337, sms: 12, reachable: true },
    { days: 14, data_mb: 10240, minutes: 60, sms: 20 },
  ],
  number: "hold",
  lines: 2,
  payment_method: "paypal",
  coupon: "WELCOME10",
};

/** `offers`: how far the real catalog is widened; 0: not at all. */
export const cases = [
  { offers: 0, name: "30 days", request: trip(30) },
  { offers: 0, name: "365 days", request: trip(365) },
  { offers: 0, name: "365 days, two lines, hold, coupon", request: held },
  ...[1_000, 20_000].flatMap((offers) =>
    [30, 365, 730].map((days) => ({ offers, name: `${days} days`, request: trip(days) })),
  ),
];
