// SPDX-License-Identifier: GPL-3.0-or-later
// The APL by Polars: polars.mjs FOLDER. As many threads as POLARS_MAX_THREADS says; all pairs.
import { factor, load, serve } from "./peer.mjs";
const pl = load("nodejs-polars");
const folder = process.argv[2];
const v = {};

// One step: the sum by `group` of f times the values of `other`, one column a value.
function step(group, other, values, names) {
  return v.pairs.lazy()
    .join(pl.DataFrame({ [other]: v.places, ...values }).lazy(), { on: other, how: "inner" })
    .groupBy(group)
    .agg(...names.map((name) => pl.col("f").mul(pl.col(name)).sum().alias(name)))
    .sort(group)
    .collectSync();
}

function ratios() {
  const need = step("j", "i", { d: v.demand }, ["d"]).getColumn("d").toTypedArray();
  return Float64Array.from(need, (x) => (x > 0 ? 1 / x : 0));
}

const column = (supply) => pl.Series("", supply);

await serve({
  read() {
    v.communes = pl.readCSV(`${folder}/communes.csv`, { columns: ["code", "standardised", "supply"],
      dtypes: { code: pl.String, standardised: pl.Float64, supply: pl.Float64 } });
    v.times = pl.readCSV(`${folder}/times.csv`,
      { dtypes: { from: pl.String, to: pl.String, minutes: pl.Float64 } });
  },
  prepare() {
    const n = v.communes.height;
    v.places = pl.Series("place", Int32Array.from({ length: n }, (_, k) => k));
    v.demand = v.communes.getColumn("standardised");
    v.supply = Float64Array.from(v.communes.getColumn("supply").toArray());
    const codes = (place, code) =>
      pl.DataFrame({ [code]: v.communes.getColumn("code"), [place]: v.places }).lazy();
    const minutes = pl.col("minutes");
    const weights = pl.when(minutes.lt(10)).then(pl.lit(1))
      .otherwise(pl.when(minutes.lt(15)).then(pl.lit(2 / 3)).otherwise(pl.lit(1 / 3)));
    const pairs = v.times.lazy()
      .filter(minutes.lt(20))
      .join(codes("i", "from"), { on: "from", how: "inner" })
      .join(codes("j", "to"), { on: "to", how: "inner" })
      .filter(pl.col("i").neq(pl.col("j")))
      .select(pl.col("i"), pl.col("j"), weights.cast(pl.Float64).alias("f"))
      .collectSync();
    const own = pl.DataFrame({ i: v.places, j: v.places,
      f: pl.Series("f", new Float64Array(n).fill(1)) });
    v.pairs = pl.concat([pairs, own]);
  },
  one() {
    const r = ratios();
    v.apl = step("i", "j", { r: column(r.map((x, j) => x * v.supply[j])) }, ["r"]);
  },
  scenarios(count) {
    v.supplies = [...Array(count).keys()].map((k) => v.supply.map((s, j) => s * factor(j, k)));
  },
  // Twenty scenarios in one reading of the pairs, a column each: more take more memory than time.
  many() {
    const r = ratios();
    v.apls = [];
    for (let k = 0; k < v.supplies.length; k += 20) {
      const batch = v.supplies.slice(k, k + 20);
      const names = batch.map((_, b) => "r" + b);
      const apls = step("i", "j", Object.fromEntries(batch.map((supply, b) =>
        [names[b], column(r.map((x, j) => x * supply[j]))])), names);
      v.apls.push(...names.map((name) => apls.getColumn(name)));
    }
  },
  result() { return Float64Array.from(v.apl.getColumn("r").toArray()); },
  results() {
    const n = v.apls[0].length;
    const whole = new Float64Array(v.apls.length * n);
    v.apls.forEach((apl, k) => whole.set(apl.toArray(), k * n));
    return whole;
  },
}, folder);
