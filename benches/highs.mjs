// The engine against HiGHS, a general solver, on the same instance in the same process.

import assert from "node:assert/strict";
import loadHighs from "highs";
import { trip } from "./cases.mjs";
import { head, measure, ms, row } from "./measure.mjs";
import { brandsLeftOut, covering, path, purchases } from "./milp.mjs";

/** With calls few plans will do; data alone leaves nearly all of them in the model. */
const trips = [30, 90, 365].flatMap((days) => [
  [`${days} days`, trip(days)],
  [`${days} days, data alone`, trip(days, { phases: [{ days, data_mb: days * 120 }] })],
]);

/** HiGHS is asked once more only while it has taken less than this. */
const PATIENCE_MS = 5_000;

/**
 * @param {typeof import("page.js").Bench} Bench
 * @param {Uint8Array} real the real catalog
 */
export async function highs(Bench, real) {
  const catalog = JSON.parse(new TextDecoder().decode(real));
  const exclude = brandsLeftOut(catalog);
  const solver = await loadHighs();
  console.log(`\n## HiGHS (npm highs, gap 0), Node.js ${process.version}\n`);
  console.log(`The real catalog without ${exclude.join(", ")}; one line, number "none".`);
  console.log("Covering: one row a day. Path: the same with two entries a column.\n");
  head(
    3,
    ...["trip", "model", "status", "columns", "entries"],
    ...["HiGHS: total", "engine: total", "HiGHS", "engine", "ratio"],
  );
  let equal = true;
  for (const [name, request] of trips) {
    const asked = { ...request, filter: { exclude } };
    const bench = new Bench(real, JSON.stringify(asked));
    const engine = measure(() => bench.total());
    bench.free();
    const found = purchases(catalog, asked);
    for (const [form, model] of Object.entries({ covering, path })) {
      const data = model(asked.phases[0].days, found);
      const { status, cents, median } = solve(solver, data);
      const total = (cents / 100).toFixed(2);
      row(
        ...[name, form, status, data.numCols, data.matrix.indices.length],
        ...[total, engine.result, ms(median), ms(engine.median)],
        `${Math.round(median / engine.median)} ×`,
      );
      equal &&= status === "optimal" && total === engine.result;
    }
  }
  console.log("\nTimes are medians. HiGHS: its run alone, without making or reading the model.");
  console.log("Engine: the whole quote, with alternatives and ties, which HiGHS isn't asked for.");
  assert.ok(equal, "the two don't agree");
}

/** The model solved anew, at most three times. */
function solve(solver, { rowLower, rowUpper, ...data }) {
  const bounded = (bounds) =>
    bounds.map((bound) => Math.max(-solver.infinity, Math.min(bound, solver.infinity)));
  const source = { ...data, rowLower: bounded(rowLower), rowUpper: bounded(rowUpper) };
  const times = [];
  let answer;
  for (let spent = 0; times.length < 3 && spent < PATIENCE_MS; spent += times.at(-1)) {
    answer = solver.withModel(source, (model) => {
      model.options.set({ output_flag: false, mip_rel_gap: 0, mip_abs_gap: 0 });
      const start = performance.now();
      model.run();
      times.push(performance.now() - start);
      const { modelStatus } = solver.constants;
      const code = model.getModelStatus();
      const [status] = Object.entries(modelStatus).find(([, value]) => value === code);
      // Costs are whole cents; what differs by more than its tolerance isn't rounded away.
      const objective = model.getObjectiveValue();
      const cents = Math.round(objective);
      assert.ok(Math.abs(objective - cents) < 1e-3, `${objective} isn't whole cents`);
      return { status, cents };
    });
  }
  times.sort((a, b) => a - b);
  return { ...answer, median: times[times.length >> 1] };
}
