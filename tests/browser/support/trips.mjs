// Trips that bring the planner into each of its states, on the demo shop's catalog.

/** The day on which each of them is asked. */
export const today = "2026-12-01";
const request = (rest) => ({ schema: "simfare.request/1", start_date: today, ...rest });
const tello = { brand: "tello", plan: "tello-5-gb-300-min", left: { data_mb: 800, minutes: 120 } };

/** Requests by what is answered to them, and how the sentence tells it; null where there is none. */
export const trips = {
  buy: [request({ phases: [{ days: 30, data_mb: 5120, minutes: 200, sms: 20 }] }), /^(Buy|购买)/],
  wait: [request({ phases: [{ days: 20, data_mb: 500 }], line: { ...tello, days_left: 40 } }), /^(Do nothing|先不用买)/],
  "wait, then renew": [
    request({ phases: [{ days: 30, data_mb: 5120, minutes: 200 }], number: "keep", line: { ...tello, days_left: 6 } }),
    /^(Do nothing|先不用买).*(renew|续费)/s,
  ],
  renew: [
    request({
      phases: [{ days: 45, data_mb: 5120, minutes: 200, reachable: true }],
      number: "keep",
      line: { ...tello, days_left: 0 },
    }),
    /^(Renew|续费)/,
  ],
  "top up": [
    request({
      phases: [{ days: 20, minutes: 30, reachable: true }],
      number: "keep",
      line: { brand: "h2o", paygo: "h2o-paygo", days_left: 0, balance: "1.25" },
    }),
    /^(Top up|充值)/,
  ],
  switch: [
    request({
      phases: [{ days: 60, data_mb: 10240, minutes: 300, sms: 20, reachable: true }],
      line: { brand: "mint", plan: "mint-6-gb-12-month", days_left: 0, left: {} },
    }),
    /^(Switch|换)/,
  ],
  "two lines": [
    request({
      phases: [{ days: 90, data_mb: 20480, minutes: 100, reachable: true }],
      number: "keep",
      lines: 2,
      line: { ...tello, days_left: 6 },
    }),
    /90/,
  ],
  "many phases": [
    request({
      phases: [
        { days: 30, data_mb: 20480, minutes: 200, sms: 50, reachable: true },
        { days: 200 },
        { days: 60, data_mb: 8192, minutes: 200 },
        { days: 30, data_mb: 500 },
        { days: 45, data_mb: 3000, sms: 30 },
      ],
      number: "hold",
      payment_method: "paypal",
      coupon: "WELCOME10",
    }),
    /365/,
  ],
  "two years": [
    request({ phases: [{ days: 730, data_mb: 730 * 1024, minutes: 7300, sms: 3650, reachable: true }], lines: 2 }),
    /730/,
  ],
  "nothing is enough": [request({ phases: [{ days: 30, intl_minutes: 50_000 }] }), null],
};
