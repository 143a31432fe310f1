// What is shown once an order is made: every status, what is delivered, and text that means ill.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import ICAL from "ical.js";
import jsqr from "jsqr";
import { PNG } from "pngjs";
import { broken, json } from "./support/answers.mjs";
import { fill, openCheckout, part } from "./support/checkout.mjs";
import { inBrowser } from "./support/in-browser.mjs";
import { Look } from "./support/look.mjs";
import { dueNow, nativeQuote } from "./support/native.mjs";
import { inside } from "./support/planner.mjs";
import { dist } from "./support/site.mjs";
import { waitFor } from "./support/wait.mjs";

const orders = {};
const today = "2026-11-21";
const jsQR = jsqr.default ?? jsqr;
/** As the service wrote it, for a new eSIM that is delivered. */
const delivered = JSON.parse(
  await readFile(new URL("../../src/checkout/testdata/order.json", import.meta.url), "utf8"),
);
const CODE = delivered.activation_code;
const page = inside("[part=order]");
const status = (word) => inside(`[part=order][data-status=${word}]`);

/** That order with changes; what is `undefined` is taken out. */
const with_ = (changes) => JSON.parse(JSON.stringify({ ...delivered, ...changes }));
/** Without what is delivered. */
const before = (status, changes = {}) => with_({ activation_code: undefined, status, history: [], ...changes });
const history = (...words) =>
  words.map((status, hours) => ({ status, at: `2026-11-21T1${hours}:15:15Z`, by: "service" }));
const redirect = (url) => ({ kind: "redirect", url });

/** Every page there is, by name. */
const states = {
  redirect: before("awaiting_payment", {
    sandbox: true,
    payment: redirect("https://checkout.stripe.com/c/pay/1"),
    history: history("created", "awaiting_payment"),
  }),
  "no payment page": before("created", { payment: redirect("http://elsewhere.example/") }),
  instructions: before("awaiting_payment", {
    payment: { ...delivered.payment, text: "Bank of Example, account 12-345\nSWIFT EXAMPLEUS\nor at our counter" },
  }),
  paid: before("paid", { history: history("created", "awaiting_payment", "paid") }),
  "nothing to pay": before("paid", { due_now: "0.00", payment: { kind: "none" }, receipt: undefined }),
  fulfilling: before("fulfilling", { line: { kind: "msisdn", value: "+14155550123" } }),
  "new eSIM": delivered,
  "two eSIMs": with_({
    activation_codes: [CODE, "LPA:1$smdp.example.com$SECOND-CODE$1.3.6.1$1"],
    fulfil_reference: "TT-88231-A",
  }),
  "top-up": before("fulfilled", {
    fulfil_reference: "TT-88231-A",
    line: { kind: "iccid", value: "89014103211118510720" },
  }),
  "a code that is none": before("fulfilled", { activation_code: "LPA:1$nonsense" }),
  refused: before("payment_failed", { failure: "Your card was declined." }),
  expired: before("expired"),
  "not delivered": before("fulfil_failed", {
    failure: "The carrier doesn’t know this SIM.",
    refund_started_at: "2026-11-22T10:00:00Z",
  }),
  refunded: before("refunded", { history: history("created", "paid", "refunded"), failure: "Sold out" }),
  unknown: before("on_hold"),
};

/** Orders, by bank transfer as far as the page knows; gives what changes the service's answer. */
async function ordered({ site, browser }, path = "/") {
  let now = before("awaiting_payment");
  const answer = (status, body) => (request, response) => {
    request.resume();
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify(body()));
  };
  site.route("/v1/orders", async (request, response) => {
    // It costs what was confirmed.
    const { request: trip } = JSON.parse(await new Response(request).text());
    const { total, purchases } = await nativeQuote(trip);
    const due_now = dueNow(purchases).toFixed(2);
    const payment = { ...now.payment, amount: due_now };
    answer(201, () => ({ ...now, total, due_now, payment, token: "t".repeat(40) }))(request, response);
  });
  await openCheckout({ site, browser }, path);
  await fill(browser);
  await browser.click(part("checkout-order"));
  await browser.find(status("awaiting_payment"), { timeout: 15_000 });
  /** Shows an order, as it would be found on coming back to the page. */
  return async (order) => {
    now = order;
    site.route(`/v1/orders/${delivered.id}`, answer(200, () => now));
    await browser.goto(site.url(path));
    const known = /^(on_hold)$/.test(order.status) ? "unknown" : order.status;
    await browser.find(status(known), { timeout: 15_000 });
    // Names come with the catalog, which may be later than the order.
    await browser.find(`${page} [part~=support-email]`);
  };
}

for (const lang of ["en-US", "zh-CN"]) {
  const name = `every status can be read, and says what to do next: ${lang}`;
  inBrowser(name, { orders, lang, today, reducedMotion: true, timeout: 400_000 }, async (test) => {
    const { browser } = test;
    const show = await ordered(test);
    const look = new Look(browser);
    for (const [name, order] of Object.entries(states)) {
      await show(order);
      const { headings, primary, texts } = await browser.run((page) => {
        const shown = (element) => element.checkVisibility();
        return {
          headings: [...page.querySelectorAll("h2")].filter(shown).map((heading) => heading.textContent),
          primary: [...page.querySelectorAll(".primary")].filter(shown).map((step) => step.textContent),
          texts: page.innerText,
        };
      }, await browser.find(page));
      assert.equal(headings.length, 1, `${name}: ${headings}`);
      assert.ok(primary.length === 1, `${name}: one next step: ${primary}`);
      assert.ok(texts.includes(delivered.reference), `${name}: which order`);
      assert.ok(texts.includes("support@example.com"), `${name}: whom to ask`);
      assert.doesNotMatch(texts, /undefined|null|NaN|\{\w+\}/, name);
      await look.at(`${lang}, ${name}`);
      for (const width of [360, 1280]) {
        await browser.resize(width);
        await browser.screenshot(`order-${name.replaceAll(/\W/g, "-")}-${lang}-${width}`);
      }
    }
    look.done();
  });
}

/** What a camera reads off the code. */
async function scanned(browser) {
  const clip = await browser.run((code) => {
    code.scrollIntoView({ block: "center" });
    const { left, top, width, height } = code.getBoundingClientRect();
    return { x: left + scrollX, y: top + scrollY, width, height, scale: 2 };
  }, await browser.find(`${page} .qr`));
  const { data } = await browser.devtools("Page.captureScreenshot", { captureBeyondViewport: true, clip });
  const { data: pixels, width, height } = PNG.sync.read(Buffer.from(data, "base64"));
  return jsQR(new Uint8ClampedArray(pixels), width, height, { inversionAttempts: "dontInvert" })?.data;
}

inBrowser("the QR code is the activation code: at every width, in every colour, on paper", { orders, today }, async (test) => {
  const { browser } = test;
  const show = await ordered(test);
  await show(delivered);
  assert.equal(await (await browser.find(`${page} .qr`)).getAttribute("aria-label"), "QR code of the activation code");
  for (const width of [320, 1280]) {
    await browser.resize(width);
    for (const colours of [{ scheme: "light" }, { scheme: "dark" }, { forcedColors: true }]) {
      await browser.prefer({ scheme: "light", forcedColors: false, ...colours });
      assert.equal(await scanned(browser), CODE, `${width} px, ${JSON.stringify(colours)}`);
    }
  }
  await browser.prefer({ forcedColors: false });
  // Large enough for a phone's camera.
  const side = await browser.run((code) => code.getBoundingClientRect().width, await browser.find(`${page} .qr`));
  assert.ok(side >= 200, `${side} px`);

  await browser.emulatePrint();
  assert.equal(await scanned(browser), CODE, "on paper");
  const paper = await browser.run(
    (page) => [...page.querySelectorAll("button, a.secondary")].filter((control) => control.checkVisibility()).length,
    await browser.find(page),
  );
  assert.equal(paper, 0, "nothing to press on paper");
  const code = await browser.find(`${page} textarea`);
  assert.ok(await browser.run((code) => code.checkVisibility() && code.scrollHeight <= code.clientHeight + 1, code));
  await browser.screenshot("order-print");
  const { pages } = await browser.pdf();
  assert.ok(pages <= 3, `${pages} pages`);
});

inBrowser("the code is copied, or selected where a page may not copy", { orders, today }, async (test) => {
  const { browser } = test;
  const show = await ordered(test);
  await show(delivered);
  const button = `${page} .install > .copied [part~=copy]`;
  const said = `${page} .install > .copied [role=status]`;
  await browser.permit("clipboard-write");
  await browser.click(button);
  await browser.waitForText(said, /Copied/);
  assert.equal(await browser.clipboard(), CODE);

  await show(delivered);
  await browser.permit("clipboard-write", false);
  await browser.run(() => {
    navigator.clipboard.writeText = () => Promise.reject(new Error("refused"));
  });
  await browser.click(button);
  await browser.waitForText(said, /selected/);
  const selected = await browser.run((field) => {
    const has = field.getRootNode().activeElement === field;
    return has && field.value.slice(field.selectionStart, field.selectionEnd);
  }, await browser.find(`${page} textarea`));
  assert.equal(selected, CODE);
});

const agents = {
  iphone: "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Mobile Safari/604.1",
  android: "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/142.0 Mobile Safari/537.36",
};
for (const [device, userAgent] of Object.entries(agents)) {
  inBrowser(`its own link comes first on this phone: ${device}`, { orders, today, touch: true }, async (test) => {
    const { browser } = test;
    await browser.devtools("Emulation.setUserAgentOverride", { userAgent });
    const show = await ordered(test);
    await browser.resize(390);
    await show(delivered);
    const links = await browser.run(
      (page) =>
        [...page.querySelectorAll(".install-links a")].map((link) => ({
          host: new URL(link.href).host,
          code: new URL(link.href).searchParams.get("carddata"),
          is_primary: link.classList.contains("primary"),
          target: link.target,
          rel: link.rel,
          above: link.getBoundingClientRect().top < page.querySelector(".qr").getBoundingClientRect().top,
        })),
      await browser.find(page),
    );
    const hosts = { iphone: "esimsetup.apple.com", android: "esimsetup.android.com" };
    const { [device]: own, ...others } = hosts;
    assert.deepEqual(links.map(({ host }) => host), [own, ...Object.values(others)]);
    assert.deepEqual(links.map(({ is_primary }) => is_primary), [true, false]);
    for (const { code, target, rel, above } of links) {
      assert.deepEqual([code, target, rel, above], [CODE, "_top", "noopener", true]);
    }
    await browser.screenshot(`order-install-${device}`);
  });
}

inBrowser("a calendar file reminds of what comes after the order", { orders, today }, async (test) => {
  const { browser } = test;
  const show = await ordered(test);
  await show(delivered);
  const file = await browser.download(() => browser.click(`${page} [part~=add-to-calendar]`));
  assert.equal(file.name, `${delivered.reference}.ics`);
  const events = new ICAL.Component(ICAL.parse(file.text)).getAllSubcomponents("vevent").map((event) => {
    const { startDate, summary } = new ICAL.Event(event);
    return [startDate.toString(), summary, event.getAllSubcomponents("valarm").length];
  });
  assert.deepEqual(events.map(([date]) => date), ["2026-12-21", "2027-02-01", "2027-01-20"]);
  assert.match(events[0][1], /Renew .*Tello/);
  assert.match(events[2][1], /Tello .* ends/);
  assert.ok(events.every(([, , alarms]) => alarms === 1));
  await browser.waitForText(page, /3 reminders/);
});

inBrowser("whom to ask hears the order's number and nothing else", { orders, today }, async (test) => {
  const { site, browser } = test;
  const show = await ordered(test);
  await show(states["not delivered"]);
  const mail = new URL(await (await browser.find(`${page} a.primary`)).getAttribute("href"));
  assert.equal(mail.protocol, "mailto:");
  assert.equal(mail.pathname, "support@example.com");
  assert.deepEqual([...mail.searchParams], [["subject", `Order ${delivered.reference}`]]);
  await browser.waitForText(page, /The carrier doesn’t know this SIM\./);

  // Where the shop has more ways to be asked.
  const catalog = JSON.parse(await readFile(`${dist}/catalog.json`, "utf8"));
  catalog.seller.support.phone = "+1 (212) 555-0199";
  catalog.seller.support.chat = "https://chat.example/start?from=shop";
  site.route("/catalog.json", json(catalog));
  await show(states.paid);
  await browser.find(part("support-chat"));
  const ways = await browser.run(
    (page) => [...page.querySelectorAll("[part=order-support] a")].map((link) => [link.href, link.rel, link.textContent]),
    await browser.find(page),
  );
  assert.deepEqual(ways.slice(1), [
    ["tel:+12125550199", "", "Call +1 (212) 555-0199"],
    ["https://chat.example/start?from=shop", "noopener", "Chat (in a new tab)"],
  ]);
});

inBrowser("what an order says is text, and leads nowhere by itself", { orders, today }, async (test) => {
  const { browser } = test;
  const ill = `"'><img src=x onerror="alert(1)"><script>alert(1)</script>{when}`;
  const show = await ordered(test);
  const everywhere = {
    reference: ill,
    contact: { email: ill, locale: ill },
    payment_method: ill,
    failure: ill,
    receipt: "javascript:alert(1)",
    history: [{ status: ill, at: ill, by: ill }, { status: ill, at: "2026-11-21T10:00:00Z", by: ill }],
    quote: { ...delivered.quote, catalog: ill },
    request: { ill },
  };
  const orders = [
    before("awaiting_payment", { ...everywhere, payment: { ...delivered.payment, text: ill, reference: ill } }),
    before("awaiting_payment", { ...everywhere, payment: redirect("javascript:alert(1)") }),
    before("fulfilled", {
      ...everywhere,
      activation_code: `LPA:1$a.example$${ill}`,
      fulfil_reference: ill,
      line: { kind: "msisdn", value: ill },
    }),
    before("payment_failed", everywhere),
    before("fulfil_failed", everywhere),
    before("on_hold", { ...everywhere, status: "on_hold" }),
  ];
  for (const order of orders) {
    await show(order);
    const { foreign, links, text } = await browser.run(
      (page) => ({
        foreign: [...page.querySelectorAll("img, script, iframe, object, embed, [onerror]")].length,
        links: [...page.querySelectorAll("a")].map((link) => link.protocol),
        text: page.innerText,
      }),
      await browser.find(page),
    );
    assert.equal(foreign, 0, order.status);
    assert.deepEqual(links.filter((protocol) => !["mailto:", "tel:", "https:", "http:"].includes(protocol)), []);
    assert.ok(text.includes(ill), `${order.status}: as it is written`);
    assert.doesNotMatch(text, /LPA:/);
    assert.equal(await browser.has(`${page} .qr`), false);
    assert.equal(await browser.has(`${page} [part~=order-pay]`), false);
  }
});

inBrowser("a status that changes takes the focus to its heading", { orders, today }, async (test) => {
  const { site, browser } = test;
  const show = await ordered(test);
  await show(before("paid"));
  site.route(`/v1/orders/${delivered.id}`, json(delivered));
  await browser.click(part("order-check-again"));
  await browser.find(status("fulfilled"));
  await waitFor(async () => (await browser.focused()).text === "Your eSIM is ready", "the focus on the heading");
  const described = await browser.run(() => {
    const { shadowRoot } = document.querySelector("simfare-planner");
    return shadowRoot.getElementById(shadowRoot.activeElement.getAttribute("aria-describedby")).textContent;
  });
  assert.match(described, /\w{3}/, "what it means is read with it");

  // Who is on the heading already is told.
  await show(before("awaiting_payment"));
  await waitFor(async () => (await browser.focused()).id === "after-heading", "the focus on the heading");
  site.route(`/v1/orders/${delivered.id}`, json(before("paid")));
  await browser.find(status("paid"), { timeout: 20_000 });
  const spoken = inside("p.hidden[role=status]");
  await browser.waitForText(spoken, /Paid; the shop is preparing it/);

  // Who is elsewhere in the page stays there.
  await show(before("paid"));
  await browser.run(() => {
    const field = document.createElement("input");
    field.id = "elsewhere";
    document.body.prepend(field);
    field.focus();
  });
  site.route(`/v1/orders/${delivered.id}`, json(delivered));
  await browser.find(status("fulfilled"), { timeout: 20_000 });
  assert.equal((await browser.focused()).id, "elsewhere");
  await browser.waitForText(spoken, /Your eSIM is ready/);
});

inBrowser("money that comes late is seen, and so is money sent back", { orders, today }, async (test) => {
  const { site, browser } = test;
  const show = await ordered(test);
  // Nothing more is expected of these; whoever comes back to the page has it look all the same.
  for (const [was, is] of [["payment_failed", "paid"], ["expired", "paid"], ["fulfilled", "refunded"]]) {
    await show(before(was));
    await browser.find(status(was));
    site.route(`/v1/orders/${delivered.id}`, json(before(is)));
    await browser.run(() => document.dispatchEvent(new Event("visibilitychange")));
    await browser.find(status(is));
    const newest = await browser.run(() => document.querySelector("simfare-planner").order.status);
    assert.equal(newest, is);
  }
});

const unwell = "without an answer the last one is shown, as the last one";
inBrowser(unwell, { orders, today, expected: [/Failed to load resource/] }, async (test) => {
  const { site, browser } = test;
  const show = await ordered(test);
  await show(before("paid"));
  assert.equal(await browser.has(part("order-lost")), false);
  site.route(`/v1/orders/${delivered.id}`, broken());
  await browser.click(part("order-check-again"));
  await browser.waitForText(part("order-lost"), /doesn’t answer.*November 21, 2026/s);
  await browser.find(status("paid"));
  site.route(`/v1/orders/${delivered.id}`, json(before("fulfilling")));
  await browser.click(part("order-check-again"));
  await browser.find(status("fulfilling"));
  assert.equal(await browser.has(part("order-lost")), false);
});
