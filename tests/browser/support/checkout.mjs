// The checkout, driven as a person would.

import { inside } from "./planner.mjs";

/** A selector within the checkout of the page: the planner's, or one by itself. */
export const part = (name, element = "simfare-planner") => `${element} >>> [part~=${name}]`;

/** The step that is open. */
export const openStep = (browser, element = "simfare-planner") =>
  browser.run(
    (element) =>
      document.querySelector(element).shadowRoot.querySelector("[aria-current=step]")?.dataset.step,
    element,
  );

/** Opens the shop's page and the checkout of its answer. */
export async function openCheckout({ site, browser }, path = "/") {
  await browser.goto(site.url(path));
  await browser.event("simfare-quote");
  // Where there is little room, the button is at the bottom of the window.
  const card = await browser.find(inside(".card [part~=choose]"));
  await browser.click(inside(`${(await card.isDisplayed()) ? ".card" : ".bar"} [part~=choose]`));
  await browser.find(part("checkout-next"));
}

/** Clicks what the bar at the bottom of the window may lie over, as who scrolls there first. */
export async function tap(browser, selector) {
  const element = await browser.find(selector);
  await browser.run((element) => element.scrollIntoView({ block: "center" }), element);
  await browser.click(element);
}

/** Goes on to the next step, and waits for it. */
export async function next(browser, step, element) {
  await browser.click(part("checkout-next", element));
  await browser.find(`${element ?? "simfare-planner"} >>> [data-step=${step}][aria-current=step]`);
}

/** Goes from the first step to the last. */
export async function fill(browser, { email = "li.wei@example.com", method, element } = {}) {
  const within = (selector) => `${element ?? "simfare-planner"} >>> ${selector}`;
  for (let steps = 0; steps < 8; steps += 1) {
    const step = await openStep(browser, element);
    if (step === "confirm") return;
    if (step === "contact") await browser.type(within("#checkout-email"), email);
    if (step === "payment" && method) await tap(browser, within(`#checkout-method-${method}`));
    await browser.click(part("checkout-next", element));
    await browser.find(within(`[aria-current=step]:not([data-step=${step}])`));
  }
  throw new Error("the last step isn't reached");
}

/** Orders, and comes to the sandbox's page. */
export async function order(browser, element) {
  await browser.click(part("checkout-order", element));
  await browser.find("form button[value=succeed]", { timeout: 15_000 });
}

/** What the service answers to an order that a route has caught. */
export async function passed(site, request) {
  const body = await new Response(request).text();
  const headers = { "content-type": "application/json", "idempotency-key": request.headers["idempotency-key"] };
  return fetch(site.serviceUrl("/v1/orders"), { method: "POST", headers, body });
}

/** What happens on the sandbox's page; then back to the shop. */
export async function pay(browser, outcome) {
  await browser.click(`button[value=${outcome}]`);
  await browser.click("main a[href*='order=']");
}
