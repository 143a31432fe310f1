// What a traveller does with the planner, in both languages.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { json } from "./support/answers.mjs";
import { inBrowser } from "./support/in-browser.mjs";
import { Key } from "./support/browser.mjs";
import { nativeQuote } from "./support/native.mjs";
import { bare, inside, whole } from "./support/planner.mjs";
import { dist } from "./support/site.mjs";
import { waitFor } from "./support/wait.mjs";

/** The shop's page, with the planner in sight and its first answer there. */
async function open({ site, browser }, path = "/") {
  await browser.goto(site.url(path));
  const planner = await browser.find("simfare-planner");
  await browser.run((element) => element.scrollIntoView(), planner);
  return browser.event("simfare-quote");
}

/** The next quote that satisfies the question. */
const quote = (browser, question) =>
  waitFor(async () => {
    const { detail } = await browser.event("simfare-quote");
    return question(detail) && detail;
  }, "such a quote");

const money = (lang, total) =>
  new Intl.NumberFormat(lang, { style: "currency", currency: "USD" }).format(total);

/** Has the page itself take the order. */
const takeOrders = (browser) =>
  browser.run(() => (document.querySelector("simfare-planner").handoff = "event"));

inBrowser("a trip, its price, and the order on the page", {}, async (page) => {
  const { browser } = page;
  await open(page);
  await takeOrders(browser);
  await browser.choose(inside("input[name=start]"), "2026-12-01");
  await browser.type(inside("input[name=days]"), 45);
  await browser.type(inside("input[name=data]"), "2.5");
  await browser.type(inside("input[name=minutes]"), 200);
  await browser.type(inside("input[name=sms]"), 20);
  const expected = await nativeQuote({
    schema: "simfare.request/1",
    start_date: "2026-12-01",
    phases: [{ days: 45, data_mb: 2560, minutes: 200, sms: 20 }],
  });
  assert.equal(expected.status, "optimal");
  const total = money("en-US", expected.total);

  const sentence = await browser.waitForText(inside("[part=sentence]"), /for 45 days\.$/);
  assert.match(sentence, /^(Do nothing|Buy)/, "a verb first");
  await browser.waitForText(inside("[part=sentence] [part=total]"), exactly(total));
  assert.deepEqual(await quote(browser, ({ total }) => total === expected.total), expected);

  // The bill names every purchase: date, price, tax, and their sum.
  const bill = await browser.text(inside("[part=bill]"));
  for (const { tax, items } of expected.purchases) {
    assert.ok(bill.includes(money("en-US", items[0].unit_price)), "each price");
    if (Number(tax) > 0) assert.ok(bill.includes(money("en-US", tax)), "each tax");
  }
  assert.match(bill, /December 1\b/);
  await browser.waitForText(inside("[part=bill-total]"), exactly(`Total${total}`, `Total ${total}`));
  assert.ok(await browser.has(inside("[part=timeline-bar]")));

  await browser.click(inside("[part~=choose]"));
  const { detail } = await browser.event("simfare-checkout");
  assert.deepEqual(detail.quote, expected);
  assert.equal(detail.request.phases[0].data_mb, 2560);
  await browser.waitForText(inside("[part=handed]"), /with the shop/);
});

inBrowser("the same in Chinese", { lang: "zh-CN", orders: {} }, async (page) => {
  const { browser } = page;
  await open(page);
  const ready = await browser.event("simfare-ready");
  assert.equal(ready.detail.locale, "zh-CN");
  await browser.choose(inside("input[name=start]"), "2026-12-01");
  await browser.type(inside("input[name=days]"), 45);
  const { total } = await quote(browser, ({ purchases }) =>
    purchases.at(-1)?.covers[1] === 45 && purchases[0].date === "2026-12-01",
  );
  const sentence = await browser.waitForText(inside("[part=sentence]"), /45 天/);
  assert.match(sentence, /^(先不用买|购买)/);
  assert.ok(sentence.includes(money("zh-CN", total)), sentence);
  assert.match(await browser.text(inside("[part=bill]")), /12月1日/);
  await browser.click(inside("[part~=choose]"));
  await browser.waitForText(inside("[part=checkout] [part=bill-total]"), ending(money("zh-CN", total)));
  // No word of the widget's own is left in English; names and prices are the catalog's.
  assert.doesNotMatch(
    await browser.text(inside("[part=frame]")),
    /\b(days?|total|texts|calls|select|today|tax)\b(?! and)/i,
  );
});

inBrowser("the language changes and the trip stays", {}, async (page) => {
  const { browser } = page;
  await open(page);
  await browser.type(inside("input[name=days]"), 77);
  await browser.type(inside("input[name=data]"), "0.25");
  await browser.click("#language");
  await browser.waitForText(inside("[part=sentence]"), /77 天/);
  const values = await browser.run(() => {
    const field = (name) => document.querySelector("simfare-planner").shadowRoot.getElementById(name);
    return [field("days").value, field("data").value];
  });
  assert.deepEqual(values, ["77", "0.25"]);
  assert.equal(await browser.run(() => document.documentElement.lang), "zh-CN");
});

inBrowser("the keyboard alone", { orders: {} }, async ({ site, browser }) => {
  await browser.goto(site.url("/"));
  await browser.event("simfare-quote");
  const reach = async (wanted) => {
    for (let presses = 0; presses < 80; presses += 1) {
      const focused = await browser.focused();
      if (wanted(focused)) return;
      await browser.press(Key.TAB);
    }
    assert.fail("not reached by the tabulator");
  };
  await reach(({ id }) => id === "days");
  await browser.press(Key.chord(Key.CONTROL, "a"), "9", "0");
  await browser.waitForText(inside("[part=sentence]"), /90 days/);
  await reach(({ id }) => id === "have-line");
  await browser.press(" ");
  await browser.find(inside("#line-brand"));
  await browser.press(" ");
  await reach(({ localName, text }) => localName === "summary" && text === "More options");
  await browser.press(Key.ENTER);
  await reach(({ id }) => id === "lines");
  await browser.press(Key.ARROW_DOWN);
  await waitFor(
    () => browser.run(() => document.querySelector("simfare-planner").request.lines === 2),
    "two lines",
  );
  await reach(({ text }) => text === "Choose this plan");
  // Whoever can't see must see where they are.
  const outline = await browser.run(() => {
    const focused = document.querySelector("simfare-planner").shadowRoot.activeElement;
    return getComputedStyle(focused).outlineStyle;
  });
  assert.equal(outline, "solid");
  await browser.press(Key.ENTER);
  await browser.find(inside("[part=checkout]:not([hidden])"));
  await waitFor(async () => (await browser.focused()).id === "checkout", "the focus in the checkout");
});

inBrowser("another way is selected and chosen", {}, async (page) => {
  const { browser } = page;
  const { detail: cheapest } = await open(page);
  await takeOrders(browser);
  // What is found out meanwhile moves what stands below it.
  await whole(browser);
  await browser.click(inside("[part=alternative] button"));
  const { detail: selected } = await browser.event("simfare-select");
  assert.ok(cheapest.alternatives.some(({ brand }) => brand === selected.brand));
  await browser.waitForText(inside("[part=selection]"), /more than the cheapest/);
  await browser.waitForText(inside("[part=bill-total]"), ending(money("en-US", selected.total)));
  await browser.click(inside("[part~=choose]"));
  const { detail } = await browser.event("simfare-checkout");
  assert.equal(detail.quote.total, selected.total);
  assert.deepEqual(detail.quote.purchases, selected.purchases);
  assert.deepEqual(
    await browser.run(() => document.querySelector("simfare-planner").selection),
    selected,
  );
  await browser.click(inside("[part=selection] button"));
  await browser.waitForText(inside("[part=bill-total]"), ending(money("en-US", cheapest.total)));
});

inBrowser("what I have is renewed, topped up, or enough", {}, async (page) => {
  const { browser } = page;
  await open(page);
  await browser.type(inside("input[name=days]"), 20);
  await browser.type(inside("input[name=data]"), 1);
  await browser.click(inside("input[name=have-line]"));
  await browser.choose(inside("select[name=line-brand]"), "tello");
  await browser.choose(inside("select[name=line-plan]"), "tello-5-gb-300-min");
  await browser.waitForText(inside("#days-left-wrong"), /fill this in/);
  // It is asked for; nobody has done anything wrong yet.
  const left = await browser.find(inside("input[name=days-left]"));
  assert.equal(await left.getAttribute("aria-invalid"), null);
  await browser.type(inside("input[name=days-left]"), 40);
  await browser.waitForText(inside("[part=sentence]"), /^Do nothing: .*enough for 20 days/);
  await browser.type(inside("input[name=days-left]"), 0);
  await browser.click(inside("label:has(#number-keep)"));
  await browser.waitForText(inside("[part=sentence]"), /^Renew Tello/);
  await browser.choose(inside("select[name=line-plan]"), "tello-paygo");
  await browser.type(inside("input[name=balance]"), "1.25");
  await waitFor(
    () =>
      browser.run(
        () => document.querySelector("simfare-planner").request?.line?.balance === "1.25",
      ),
    "the balance in the request",
  );
});

inBrowser("what can't be read is told beside it and kept", {}, async (page) => {
  const { browser } = page;
  await open(page);
  for (const [typed, complaint] of [
    ["0", /1 to 730/],
    ["731", /1 to 730/],
    ["2.5", /whole number/],
    ["", /fill this in/],
  ]) {
    await browser.type(inside("input[name=days]"), typed);
    await browser.waitForText(inside("#days-wrong"), complaint);
    const field = await browser.find(inside("input[name=days]"));
    assert.equal(await field.getAttribute("value"), typed);
    assert.equal(await field.getAttribute("aria-invalid"), "true");
    assert.equal(await browser.run(() => document.querySelector("simfare-planner").quote), null);
  }
  await browser.waitForText(inside("[part=answer]"), /Complete your trip/);
  await browser.waitForText(inside("p.hidden[role=status]"), /^Days: .*fill this in/);
  await browser.type(inside("input[name=days]"), "30");
  await browser.waitForText(inside("[part=sentence]"), /30 days/);

  // A code nobody knows costs no answer.
  await browser.click(inside("[part=more-options-summary]"));
  await browser.type(inside("input[name=coupon]"), "<b>NOPE");
  await browser.waitForText(inside("#coupon-wrong"), /no code “<b>NOPE”/);
  await browser.waitForText(inside("[part=sentence]"), /30 days/);
  await browser.type(inside("input[name=coupon]"), "WELCOME10");
  await browser.waitForText(inside("[part=bill]"), /Discount WELCOME10/);
});

inBrowser("a code that is known and saves nothing is said beside the price", {}, async ({ site, browser }) => {
  const catalog = JSON.parse(await readFile(`${dist}/catalog.json`, "utf8"));
  catalog.coupons = [
    { code: "LATER", percent: "10", from: "2099-01-01" },
    { code: "OVER", percent: "10", until: "2020-01-01" },
  ];
  site.route("/coupons.json", json(catalog));
  await browser.goto(await site.page("/coupons.html", bare("en", "/coupons.json")));
  const say = async (code, what) => {
    await browser.run((code) => (document.querySelector("simfare-planner").coupon = code), code);
    await browser.waitForText(inside("[part=sentence]"), /30 days/);
    await browser.waitForText(inside("[part=answer] .wrong"), what);
  };
  await say("LATER", /“LATER” is valid from January 1, 2099 on/);
  await say("OVER", /“OVER” is valid only until January 1, 2020/);
});

inBrowser("a trip that no offer serves says why, and how to go on", {}, async (page) => {
  const { browser } = page;
  await open(page);
  await browser.type(inside("input[name=intl-minutes]"), 999999);
  await browser.waitForText(inside("[part=infeasible]"), /No offer .*min international/s);
  const { detail } = await browser.event("simfare-quote");
  assert.equal(detail.status, "infeasible");
  await browser.click("#language");
  await browser.waitForText(inside("[part=infeasible]"), /没有套餐.*国际/s);
});

inBrowser("on a phone the trip folds away", { width: 360, touch: true }, async (page) => {
  const { browser } = page;
  await open(page);
  await takeOrders(browser);
  await browser.waitForText(inside("[part=bar]"), /\$.*30 days/s);
  const done = await browser.find(inside("[part~=done]"));
  await browser.run((done) => done.scrollIntoView({ block: "center" }), done);
  await browser.click(done);
  await browser.waitForText(inside("[part=summary]"), /30 days\s+5 GB/);
  assert.equal(await (await browser.find(inside("[part=form]"))).isDisplayed(), false);
  assert.ok((await browser.overflow()) <= 0);
  await browser.click(inside("[part=summary] button"));
  assert.equal(await (await browser.find(inside("[part=form]"))).isDisplayed(), true);
  await browser.click(inside("[part=bar] button"));
  await browser.event("simfare-checkout");
});

inBrowser("the answer is read aloud once", {}, async (page) => {
  const { browser } = page;
  await open(page);
  await browser.type(inside("input[name=days]"), 123);
  const status = () =>
    browser.run(() =>
      document
        .querySelector("simfare-planner")
        .shadowRoot.querySelector(".hidden[role=status]")
        .textContent.replaceAll("\u00a0", " "),
    );
  const spoken = await waitFor(async () => /123 days/.test(await status()) && status(), "speech");
  assert.equal(spoken, await browser.text(inside("[part=sentence]")));
  // In another language it is read anew, as that language.
  await browser.click("#language");
  await waitFor(async () => /123 天/.test(await status()), "speech in Chinese");
  await browser.find(inside(".hidden[role=status][lang=zh-CN][dir=ltr]"));
});

function exactly(...texts) {
  const escaped = texts.map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^\\s*(${escaped.join("|")})\\s*$`);
}

function ending(text) {
  return new RegExp(`${text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}\\s*$`);
}
