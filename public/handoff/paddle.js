// Stands in for Paddle.js on this page: shows what the checkout was opened with.

import { show } from "/handoff/arrived.js";

const dialog = document.querySelector("#paddle");

globalThis.Paddle = {
  Checkout: {
    open(options) {
      const { items, customer, customData, discountCode, settings } = options;
      show([
        ...items.map(({ priceId, quantity }) => [priceId, String(quantity)]),
        ...Object.entries(customer ?? {}).map(([name, value]) => [`customer.${name}`, value]),
        ...Object.entries(customData ?? {}).map(([name, value]) => [`customData.${name}`, value]),
        ...Object.entries(settings ?? {}).map(([name, value]) => [`settings.${name}`, value]),
        ...(discountCode ? [["discountCode", discountCode]] : []),
      ]);
      dialog.dataset.opened = Number(dialog.dataset.opened ?? 0) + 1;
      dialog.showModal();
    },
  },
};

dialog.querySelector("button").addEventListener("click", () => dialog.close());
