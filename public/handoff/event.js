// The page itself takes the order, by the widget's event.

import { show } from "/handoff/arrived.js";

const section = document.querySelector("#order");

document.addEventListener("simfare-checkout", ({ detail: { quote, request } }) => {
  section.dataset.told = Number(section.dataset.told ?? 0) + 1;
  show([
    ["total", `${quote.total} ${quote.currency}`],
    ...quote.purchases.map(({ date, items }) => [
      date,
      items.map(({ id, quantity }) => `${quantity} × ${id}`).join(", "),
    ]),
    ["days", String(request.phases.reduce((sum, { days }) => sum + days, 0))],
  ]);
  section.hidden = false;
});
