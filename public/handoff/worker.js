// Shops' addresses hold what is bought, and no file has such a name: here these answer for them.

addEventListener("fetch", (event) => {
  const shop = new URL(event.request.url).pathname.match(
    /^\/handoff\/(?:(shopify)\/cart|(woocommerce)\/checkout-link)\//,
  );
  if (!shop || event.request.mode !== "navigate") return;
  event.respondWith(fetch(`/handoff/${shop[1] ?? shop[2]}.html`));
});
