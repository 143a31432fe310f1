// Other ways than the cheapest: of another kind, with one provider, side by side, filtered.

import assert from "node:assert/strict";
import { json } from "./support/answers.mjs";
import { inBrowser } from "./support/in-browser.mjs";
import { Key } from "./support/browser.mjs";
import { nativeQuote } from "./support/native.mjs";
import { whole } from "./support/planner.mjs";
import { waitFor } from "./support/wait.mjs";

const inside = (selector) => `simfare-planner >>> ${selector}`;
const money = (total, lang = "en-US") =>
  new Intl.NumberFormat(lang, { style: "currency", currency: "USD" }).format(total);

/** The shop's page, with the planner in sight and its first answer there. */
async function open({ site, browser }, request) {
  await browser.goto(site.url("/"));
  const planner = await browser.find("simfare-planner");
  await browser.run((element) => element.scrollIntoView(), planner);
  await browser.event("simfare-quote");
  // What is chosen is told to the page.
  await browser.run((element) => (element.handoff = "event"), planner);
  if (!request) return planner;
  const before = (await browser.events("simfare-quote")).length;
  await browser.run((element, request) => (element.request = request), planner, request);
  await browser.event("simfare-quote", { after: before });
  return planner;
}

/** A row by its name, as `{row, text}`, once it says what it costs. */
const row = (browser, part, name) =>
  waitFor(async () => {
    for (const row of await browser.all(inside(`[part=${part}]`))) {
      const text = await row.getText();
      const stale = await row.getAttribute("data-stale");
      if (text.startsWith(name) && text.includes("$") && stale === null) return { row, text };
    }
  }, `${part} ${name}`);

const press = async (browser, { row }, selector) => {
  const found = await row.findElement({ css: selector });
  await browser.click(found);
};

const names = (browser, part) =>
  browser.run(
    (part) =>
      [...document.querySelector("simfare-planner").shadowRoot.querySelectorAll(`[part=${part}] .other-name`)].map(
        (name) => name.textContent,
      ),
    part,
  );

const trip = {
  schema: "simfare.request/1",
  start_date: "2026-12-01",
  phases: [{ days: 45, data_mb: 5120 }],
};

/** A shop where a week and three days beat ten days of one plan. */
const brand = (id, more) => ({ id, name: id[0].toUpperCase() + id.slice(1), number: false, sim: ["esim"], ...more });
const plan = (id, price, days, more) => ({
  id,
  brand: id.split("-")[0],
  name: id,
  price,
  validity: { days },
  data_mb: 9000,
  ...more,
});
const shop = {
  schema: "simfare.catalog/1",
  id: "test",
  currency: "USD",
  updated: "2026-11-01",
  seller: {
    name: "Corner shop",
    support: { email: "help@corner.example", phone: "+1 555 0100", hours: "9 to 17" },
  },
  brands: [
    brand("talk", { number: true, sim: ["physical"], network: "Red", grace_days: 30,
      rating: { score: "3.5", count: 1200, source: "https://reviews.example/talk" } }),
    brand("surf", { network: "Red",
      rating: { score: "4.25", count: 1, source: "https://reviews.example/surf" } }),
    brand("slow", { network: "Blue" }),
    brand("rare", {}),
  ],
  plans: [
    plan("talk-30", "30.00", 30, { source: { url: "https://talk.example/", date: "2024-01-01" } }),
    plan("surf-7", "5.00", 7),
    plan("surf-3", "2.00", 3),
    plan("slow-15", "9.00", 15, { data_mb: 1024, after_cap: { throttle_kbps: 256 } }),
    plan("rare-10", "12.00", 10, { data_mb: 20000 }),
  ],
};
const tenDays = {
  schema: "simfare.request/1",
  start_date: "2026-12-01",
  phases: [{ days: 10, data_mb: 5000 }],
};

async function openShop(page, request = tenDays, catalog = shop) {
  page.site.route("/catalog.json", json(catalog));
  return open(page, request);
}

inBrowser("another kind of way says what it costs and gives, and is chosen", {}, async (page) => {
  const { browser } = page;
  await openShop(page);
  await browser.waitForText(inside("[part=already]"), /One provider only/);
  const onePlan = await row(browser, "kind", "One plan only");
  // Three days, four times, of one plan: $8.00 instead of $7.00.
  assert.match(onePlan.text, /4 × Surf “surf-3”/);
  assert.match(onePlan.text, /\$8\.00\s+\+\$1\.00/);
  assert.match(onePlan.text, /4 purchases instead of 2/);
  const number = await row(browser, "kind", "With a phone number");
  assert.match(number.text, /SIM card by post or shop, no eSIM/);
  assert.match(number.text, /price \d+ months old/);

  await press(browser, onePlan, "[part~=select]");
  const { detail: selected } = await browser.event("simfare-select");
  assert.equal(selected.total, "8.00");
  assert.equal(selected.brand, "surf");
  assert.equal(selected.purchases.length, 4);
  await browser.waitForText(inside("[part=selection]"), /“One plan only”: \$1\.00 more/);
  await browser.waitForText(inside("[part=bill-total]"), /\$8\.00/);
  await browser.waitForText(inside("[part=sentence]"), /\$8\.00 for 10 days/);
  await browser.click(inside("[part~=choose]"));
  const { detail } = await browser.event("simfare-checkout");
  assert.equal(detail.quote.total, "8.00");
  assert.deepEqual(detail.quote.purchases, selected.purchases);

  // The trip changes, and with it goes the choice.
  await browser.type(inside("input[name=days]"), 7);
  await browser.waitForText(inside("[part=bill-total]"), /\$5\.00/);
  await browser.waitForText(inside("[part=already]"), /One plan only/);
  assert.equal(await browser.has(inside("[part=selection]")), false);
  assert.equal(
    await browser.run(() => document.querySelector("simfare-planner").selection),
    null,
  );
});

inBrowser("the checkout's request leads to the chosen way", {}, async (page) => {
  const { browser } = page;
  const slow = { ...trip, lines: 2, autopay: true, phases: [{ days: 60, data_mb: 20480 }] };
  await open(page, slow);
  const number = await row(browser, "kind", "With a phone number");
  await press(browser, number, "[part~=select]");
  await browser.click(inside("[part~=choose]"));
  const { detail } = await browser.event("simfare-checkout");
  const again = await nativeQuote(detail.request);
  assert.equal(again.total, detail.quote.total);
  assert.deepEqual(again.purchases, detail.quote.purchases);

  const [alternative] = await browser.all(inside("[part=alternative] [part~=select]"));
  await browser.click(alternative);
  await browser.click(inside("[part~=choose]"));
  const { detail: alone } = await waitFor(async () => {
    const event = await browser.event("simfare-checkout");
    return event.detail.quote.total !== detail.quote.total && event;
  }, "the second checkout");
  assert.equal((await nativeQuote(alone.request)).total, alone.quote.total);
});

inBrowser("providers tell what they are, sorted as one likes", {}, async (page) => {
  const { browser } = page;
  await openShop(page, { ...tenDays, throttle_min_kbps: 200 });
  const expected = ["Slow", "Rare", "Talk"];
  await waitFor(async () => String(await names(browser, "alternative")) === String(expected), "the providers");
  const slow = await row(browser, "alternative", "Slow");
  assert.match(slow.text, /Blue · eSIM/);
  assert.match(slow.text, /data slows after 1 GB/);
  assert.match(slow.text, /no phone number/);
  assert.match(slow.text, /\$9\.00\s+\+\$2\.00\s+\$0\.90 a day/);
  const talk = await row(browser, "alternative", "Talk");
  assert.match(talk.text, /Red · SIM card · phone number · rated 3\.5 by 1,200 people \(reviews\.example\)/);
  const link = await talk.row.findElement({ css: "a" });
  assert.equal(await link.getAttribute("href"), "https://reviews.example/talk");

  await browser.choose(inside("select[name=sort]"), "rating");
  await waitFor(async () => (await names(browser, "alternative"))[0] === "Talk", "the best rated first");
  await browser.choose(inside("select[name=sort]"), "data");
  await waitFor(async () => (await names(browser, "alternative"))[0] === "Rare", "the most data first");
  await browser.choose(inside("select[name=sort]"), "total");
  await waitFor(async () => (await names(browser, "alternative"))[0] === "Slow", "the cheapest first");

  assert.match(
    await browser.text(inside("[part=support]")),
    /Corner shop helps: help@corner\.example · \+1 555 0100 · 9 to 17/,
  );
});

inBrowser("ways side by side", {}, async (page) => {
  const { browser } = page;
  const planner = await openShop(page);
  for (const name of ["Talk", "Rare"]) {
    await press(browser, await row(browser, "alternative", name), "[name=compare]");
  }
  await press(browser, await row(browser, "kind", "One plan only"), "[name=compare]");
  const cells = () =>
    browser.run(
      (element) =>
        [...element.shadowRoot.querySelectorAll("[part=comparison-table] tr")].map((row) =>
          [...row.children].map((cell) => cell.innerText.replace("×", "").replaceAll("\u00a0", " ").trim()),
        ),
      planner,
    );
  const table = await waitFor(async () => {
    const rows = await cells();
    return rows[0]?.length === 5 && rows;
  }, "four ways");
  assert.deepEqual(table[0], ["", "The cheapest", "Talk", "Rare", "One plan only"]);
  const line = (name) => table.find(([first]) => first === name)?.slice(1);
  assert.deepEqual(line("Total"), ["$7.00", "$30.00", "$12.00", "$8.00"]);
  assert.deepEqual(line("Purchases"), ["2", "1", "1", "4"]);
  assert.deepEqual(line("Phone number"), ["no", "yes", "no", "no"]);
  assert.deepEqual(line("Network"), ["Red", "Red", "not known", "Red"]);
  assert.deepEqual(line("Kind of SIM"), ["eSIM", "SIM card", "eSIM", "eSIM"]);
  assert.deepEqual(line("Data left over"), ["13,000 MB", "4,000 MB", "15,000 MB", "31,000 MB"]);
  assert.deepEqual(line("Rating"), ["4.25 (1)", "3.5 (1,200)", "not known", "4.25 (1)"]);
  // No fourth one.
  assert.match(await browser.text(inside("[part=tools]")), /Up to three ways/);
  const [free] = await browser.all(inside("[part=kind] [name=compare]:not(:checked)"));
  assert.equal(await free.isEnabled(), false);

  // What is the same can be left out.
  await browser.click(inside("[name=only-differences]"));
  await waitFor(async () => !(await cells()).some(([first]) => first === "Changes of provider"), "differences only");
  assert.ok((await cells()).some(([first]) => first === "Total"));

  await browser.click(inside("[part=comparison-table] tfoot td:nth-child(4) button"));
  const { detail } = await browser.event("simfare-select");
  assert.equal(detail.brand, "rare");
  await browser.waitForText(inside("[part=selection]"), /Rare: \$5\.00 more/);

  await browser.click(inside("[part=comparison-table] thead th:nth-child(3) button"));
  await waitFor(async () => (await cells())[0].length === 4, "one less");
});

/** The checkbox of a name and label. */
async function box(browser, name, label) {
  for (const input of await browser.all(inside(`[name=${name}]`))) {
    const text = await browser.run((input) => input.labels[0].textContent, input);
    if (text.startsWith(label)) return input;
  }
  throw new Error(`no ${name} ${label}`);
}

inBrowser("what a filter takes away is compared no more", {}, async (page) => {
  const { browser } = page;
  await openShop(page);
  for (const name of ["Talk", "Rare", "Slow"]) {
    await press(browser, await row(browser, "alternative", name), "[name=compare]");
  }
  await browser.waitForText(inside("[part=tools]"), /Up to three ways/);
  await browser.click(inside("#filters"));
  await browser.click(await box(browser, "provider", "Rare"));
  await waitFor(async () => !/Up to three ways/.test(await browser.text(inside("[part=tools]"))), "room again");
  assert.match(await browser.text(inside("[part=tools]")), /3 ways/);
});

inBrowser("filters change the answer, and come off again", {}, async (page) => {
  const { browser } = page;
  await open(page, trip);
  const count = (pattern) => browser.waitForText(inside("[part=filter-count]"), pattern);
  const total = () => browser.text(inside("[part=bill-total]"));
  await count(/^19 of 19 providers$/);
  const free = await total();
  // What is found late moves what is below it.
  await whole(browser);
  await browser.click(inside("#filters"));
  await browser.click(await box(browser, "network", "Verizon"));
  await count(/^1 of 19/);
  const { detail } = await waitFor(async () => {
    const event = await browser.event("simfare-quote");
    return event.detail.purchases.every(({ brand }) => brand === "visible") && event;
  }, "an answer of Verizon's");
  const expected = await nativeQuote({ ...trip, filter: { networks: ["Verizon"] } });
  assert.equal(detail.total, expected.total);
  // Nobody says that no other would do: they are left out.
  await waitFor(
    () => browser.run(() => document.querySelector("simfare-planner").shadowRoot.querySelector("[part=by-brand]").hidden),
    "no others",
  );
  await browser.click(await box(browser, "network", "AT&T"));
  await count(/^4 of 19/);
  await browser.choose(inside("select[name=sim]"), "physical");
  await count(/^3 of 19/);
  await browser.click(await box(browser, "provider", "Cricket"));
  await count(/^2 of 19/);
  const chips = async () => Promise.all((await browser.all(inside("[part~=filter-chip]"))).map((chip) => chip.getText()));
  assert.deepEqual(
    (await chips()).map((chip) => chip.replace("×", "").trim()),
    ["Verizon", "AT&T", "SIM card", "Without Cricket"],
  );
  // A chip comes off by itself.
  await browser.click((await browser.all(inside("[part~=filter-chip]")))[2]);
  await count(/^3 of 19/);
  await browser.click(inside("[part~=clear-filters]"));
  await count(/^19 of 19/);
  await waitFor(async () => (await total()) === free, "the free price");
  const { id } = await waitFor(async () => {
    const focused = await browser.focused();
    return focused.localName === "summary" && focused;
  }, "the focus");
  assert.equal(id, "filters");
  // The page's request has no filter any more either.
  assert.equal(
    await browser.run(() => document.querySelector("simfare-planner").request.filter),
    null,
  );
});

inBrowser("more providers by the keyboard", {}, async (page) => {
  const { browser } = page;
  await open(page, trip);
  assert.equal((await names(browser, "alternative")).length, 5);
  const button = await browser.find(inside("[part~=more-alternatives]"));
  await browser.run((button) => button.focus(), button);
  await browser.press(Key.ENTER);
  await waitFor(async () => (await names(browser, "alternative")).length > 10, "all of them");
  assert.equal(await button.getAttribute("aria-expanded"), "true");
  assert.match((await browser.focused()).text, /fewer/);
});

for (const [lang, scheme, width] of [
  ["en-US", "light", 320],
  ["zh-CN", "dark", 360],
  ["en-US", "dark", 768],
  ["zh-CN", "light", 1280],
  ["en-US", "light", 1280],
]) {
  inBrowser(`other ways, without a barrier: ${lang}, ${scheme}, ${width} px`, { lang, scheme, width }, async (page) => {
    const { browser } = page;
    const planner = await open(page, {
      ...trip,
      phases: [{ days: 45, data_mb: 15360 }],
      lines: 2,
      autopay: true,
      throttle_min_kbps: 256,
      filter: { exclude: ["fi"], networks: [] },
    });
    // By the keyboard: what is found out meanwhile moves what stands below it.
    await (await browser.find(inside("#filters"))).sendKeys(Key.ENTER);
    await waitFor(
      () =>
        browser.run(
          (element) => !element.shadowRoot.querySelector("[part=by-kind][aria-busy=true]"),
          planner,
        ),
      "the kinds",
    );
    for (const at of [0, 1]) {
      await browser.run(
        (element, at) => element.shadowRoot.querySelectorAll("[part=alternative] [name=compare]")[at].click(),
        planner,
        at,
      );
    }
    await browser.find(inside("[part=comparison-table]"));
    await browser.assertAccessible();
    assert.ok((await browser.overflow()) <= 0, "nothing is wider than the window");
    const english = /\b(total|provider|purchases?|compare|phone|months|none|yes|not known)\b/i;
    if (lang === "zh-CN") {
      assert.doesNotMatch(await browser.text(inside("[part=alternatives]")), english);
    }
    await browser.screenshot(`others-${lang}-${scheme}-${width}`);
  });
}
