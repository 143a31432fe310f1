// The demo shop's own script: the language switch, and the order that the planner hands over.

const planner = document.querySelector("#planner");
const order = document.querySelector("#order");
const language = document.querySelector("#language");
const root = document.documentElement;

/** The order that is shown, to show it again in another language. */
let shown = null;
/** Names by id, from the catalog the planner uses. */
let names = null;

/** The page's address in a language; whatever else it holds stays, a trip above all. */
function inLanguage(lang) {
  const address = new URL(location.href);
  address.searchParams.set("lang", lang);
  return address.href;
}

function speak(lang) {
  root.lang = lang;
  planner.locale = lang;
  const other = lang === "en" ? "zh-CN" : "en";
  language.href = inLanguage(other);
  language.hreflang = other;
  language.lang = other;
  language.textContent = other === "en" ? "English" : "中文";
  document.title =
    lang === "en"
      ? "Lantern SIM: prepaid plans for the United States"
      : "Lantern SIM：美国预付费手机套餐";
  if (shown) show(shown);
}

speak(root.lang);

// The trip that is typed stays: the page isn't loaded anew.
language.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const lang = language.hreflang;
  history.replaceState(history.state, "", inLanguage(lang));
  speak(lang);
});

/** What the planner offers to sell, as a shop would show it. */
function show({ quote }) {
  shown = { quote };
  const lang = root.lang;
  const money = new Intl.NumberFormat(lang, { style: "currency", currency: quote.currency });
  const day = new Intl.DateTimeFormat(lang, { dateStyle: "long", timeZone: "UTC" });
  const items = quote.purchases.map((purchase) => {
    const what = purchase.items.map(({ id, quantity }) => {
      const name = names?.get(id) ?? id;
      return quantity > 1 ? `${quantity} × ${name}` : name;
    });
    const item = document.createElement("li");
    const date = document.createElement("time");
    date.dateTime = purchase.date;
    date.textContent = day.format(new Date(purchase.date));
    const name = document.createElement("span");
    name.textContent = `${names?.get(`brand ${purchase.brand}`) ?? purchase.brand}: ${what.join(" + ")}`;
    const price = document.createElement("strong");
    // A decimal string: Intl takes it as it is.
    price.textContent = money.format(purchase.total);
    item.append(date, name, price);
    return item;
  });
  order.querySelector("#order-items").replaceChildren(...items);
  order.querySelector("#order-total").textContent = money.format(quote.total);
  order.hidden = false;
}

planner.addEventListener("simfare-checkout", async (event) => {
  event.preventDefault();
  names ??= await readNames().catch(() => null);
  show(event.detail);
  order.focus({ preventScroll: true });
  order.scrollIntoView({ block: "nearest" });
});

async function readNames() {
  const catalog = await (await fetch(planner.getAttribute("catalog"))).json();
  const all = new Map(catalog.brands.map(({ id, name }) => [`brand ${id}`, name]));
  for (const { id, name } of [...catalog.plans, ...(catalog.addons ?? [])]) all.set(id, name);
  for (const { name, topups } of catalog.paygo ?? []) {
    for (const { id } of topups) all.set(id, name);
  }
  return all;
}
