// A trip as a mixed-integer program, written from the cost model alone: which plan to buy on
// which day, when each reaches as far as its validity and its allowances let it.
//
// This holds for one line, `number` "none", one phase, no current line, no autopay, coupon or
// payment method, and for brands without paygo, new-line fees, new-line-only plans or sales:
// a schedule is then a set of periods that covers every day. Ending a period early is free, so
// periods that overlap are as good as periods that don't.

const RESOURCES = ["data_mb", "minutes", "intl_minutes", "sms"];

/** The brands that this model can't express. */
export function brandsLeftOut({ brands, plans, paygo = [] }) {
  const left = [
    ...paygo.map(({ brand }) => brand),
    ...plans.filter((plan) => plan.new_line_only || plan.sale).map(({ brand }) => brand),
    ...brands.filter((brand) => brand.new_line_fee).map(({ id }) => id),
  ];
  return [...new Set(left)];
}

/**
 * Every purchase worth a variable: `{ start, reach, cost }`, the cost in cents.
 */
export function purchases(catalog, request) {
  const [phase] = request.phases;
  if (request.phases.length !== 1 || request.throttle_min_kbps || phase.reachable) {
    throw new Error("this request isn't one for this model");
  }
  const days = phase.days;
  const left = new Set(request.filter.exclude);
  const brands = new Map(catalog.brands.map((brand) => [brand.id, brand]));
  const found = [];
  for (const plan of catalog.plans.filter(({ brand }) => !left.has(brand))) {
    const tax = (brands.get(plan.brand).tax ?? catalog.tax)?.percent ?? "0";
    for (const { price, allowances } of bundles(catalog, plan)) {
      const cost = price + percentOf(price, tax);
      for (let start = 0; start < days; start++) {
        const reach = reachOf(plan, allowances, request.start_date, phase, start);
        if (reach > start) found.push({ start, reach, cost });
      }
    }
  }
  return found;
}

/** The plan with each number of its add-on that may be bought with it. */
function bundles(catalog, plan) {
  const own = { price: cents(plan.price), allowances: allowancesOf(plan) };
  const addons = (catalog.addons ?? []).filter(
    ({ brand, plans }) => brand === plan.brand && (!plans || plans.includes(plan.id)),
  );
  if (addons.length === 0) return [own];
  const [addon] = addons;
  if (addons.length > 1 || plan.resets_every_days || !addon.max_per_period) {
    throw new Error(`${plan.id}: add-ons of a kind this model doesn't have`);
  }
  const more = allowancesOf(addon);
  return Array.from({ length: addon.max_per_period + 1 }, (_, count) => ({
    price: own.price + count * cents(addon.price),
    allowances: Object.fromEntries(
      // 0 × ∞ isn't a number.
      RESOURCES.map((r) => [r, own.allowances[r] + (count && count * more[r])]),
    ),
  }));
}

function allowancesOf(item) {
  const units = (amount) => (amount === "unlimited" ? Infinity : (amount ?? 0));
  return Object.fromEntries(RESOURCES.map((r) => [r, units(item[r])]));
}

/** The furthest day that a period of this plan from `start` can reach, not included. */
function reachOf(plan, allowances, startDate, phase, start) {
  const end = Math.min(phase.days, paidThrough(plan.validity, startDate, start));
  const stretch = plan.resets_every_days ?? Infinity;
  let used = {};
  for (let day = start; day < end; day++) {
    if ((day - start) % stretch === 0) used = {};
    for (const r of RESOURCES) {
      const total = phase[r] ?? 0;
      if (total === 0) continue;
      const demand = demandOn(total, phase.days, day);
      used[r] = (used[r] ?? 0) + demand;
      if (Math.max(used[r], 1) > allowances[r]) return day;
      if (r === "data_mb" && demand > (plan.data_mb_per_day ?? Infinity)) return day;
    }
  }
  return end;
}

function demandOn(total, days, day) {
  return Math.floor((total * (day + 1)) / days) - Math.floor((total * day) / days);
}

/** The day on which the validity of a plan bought on day `start` ends. */
function paidThrough({ days, months }, startDate, start) {
  if (days) return start + days;
  const [year, month, day] = startDate.split("-").map(Number);
  const bought = new Date(Date.UTC(year, month - 1, day + start));
  const last = new Date(Date.UTC(bought.getUTCFullYear(), bought.getUTCMonth() + months + 1, 0));
  const until = new Date(last);
  until.setUTCDate(Math.min(bought.getUTCDate(), last.getUTCDate()));
  return start + (until - bought) / 86_400_000;
}

function cents(price) {
  const [whole, part = ""] = price.split(".");
  return Number(whole) * 100 + Number(part.padEnd(2, "0"));
}

/** Rounded half up, without floating point. */
function percentOf(amount, percent) {
  const [whole, part = ""] = percent.split(".");
  const over = 100n * 10n ** BigInt(part.length);
  return Number((2n * BigInt(amount) * BigInt(whole + part) + over) / (2n * over));
}

/** Every day is covered by a purchase: one row a day, one binary variable a purchase. */
export function covering(days, purchases) {
  return program(
    purchases.map(({ start, reach, cost }) => ({
      cost,
      entries: Array.from({ length: reach - start }, (_, i) => [start + i, 1]),
    })),
    Array(days).fill([1, Infinity]),
  );
}

/**
 * The same as a path from day 0 to the last: a purchase leads from its start to its reach, and
 * any day back to the one before, for nothing. Far fewer entries, so kinder to the solver.
 */
export function path(days, purchases) {
  const back = Array.from({ length: days }, (_, day) => ({ start: day + 1, reach: day, cost: 0 }));
  const rows = Array.from({ length: days + 1 }, (_, day) => {
    const flow = day === 0 ? 1 : day === days ? -1 : 0;
    return [flow, flow];
  });
  return program(
    [...purchases, ...back].map(({ start, reach, cost }) => ({
      cost,
      entries: start < reach ? [[start, 1], [reach, -1]] : [[reach, -1], [start, 1]],
    })),
    rows,
  );
}

/** Binary columns and rows with bounds, in the form `highs` takes; `infinity` is put in there. */
function program(columns, rows) {
  const starts = [0];
  const indices = [];
  const values = [];
  for (const { entries } of columns) {
    for (const [row, value] of entries) {
      indices.push(row);
      values.push(value);
    }
    starts.push(indices.length);
  }
  return {
    numCols: columns.length,
    numRows: rows.length,
    colCost: Float64Array.from(columns, ({ cost }) => cost),
    colLower: new Float64Array(columns.length),
    colUpper: new Float64Array(columns.length).fill(1),
    rowLower: Float64Array.from(rows, ([lower]) => lower),
    rowUpper: Float64Array.from(rows, ([, upper]) => upper),
    matrix: {
      format: "csc",
      numRows: rows.length,
      numCols: columns.length,
      starts: Int32Array.from(starts),
      indices: Int32Array.from(indices),
      values: Float64Array.from(values),
    },
    integrality: columns.map(() => 1),
  };
}
