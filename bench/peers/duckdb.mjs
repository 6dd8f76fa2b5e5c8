// SPDX-License-Identifier: GPL-3.0-or-later
// The APL by DuckDB: duckdb.mjs FOLDER. Two threads; all pairs; results stay in its tables while timed.
import { load, serve } from "./peer.mjs";
const { DuckDBInstance } = load("@duckdb/node-api");
const folder = process.argv[2];
const connection = await (await DuckDBInstance.create(":memory:", { threads: "2" })).connect();
const run = (sql) => connection.run(sql);
let count = 0;

// All numbers of a table's column, in order.
async function numbers(sql) {
  const parts = (await connection.runAndReadAll(sql)).getColumns();
  return parts.map((column) => Float64Array.from(column));
}

const need = `need AS (SELECT j, sum(f * d) AS need FROM pairs JOIN demand USING (i) GROUP BY j)`;
const share = (s) => `CASE WHEN need > 0 THEN ${s} / need ELSE 0 END`;

await serve({
  async read() {
    await run(`CREATE OR REPLACE TABLE communes AS SELECT row_number() OVER () - 1 AS place, code,
      standardised::DOUBLE AS d, supply::DOUBLE AS s FROM
      read_csv('${folder}/communes.csv', types = {'code': 'VARCHAR'})`);
    await run(`CREATE OR REPLACE TABLE times AS FROM read_csv('${folder}/times.csv',
      types = {'from': 'VARCHAR', 'to': 'VARCHAR', 'minutes': 'DOUBLE'})`);
  },
  async prepare() {
    await run(`CREATE OR REPLACE TABLE pairs AS
      SELECT a.place::INTEGER AS i, b.place::INTEGER AS j,
        CASE WHEN minutes < 10 THEN 1::DOUBLE WHEN minutes < 15 THEN 2::DOUBLE / 3 ELSE 1::DOUBLE / 3 END AS f
      FROM times JOIN communes a ON a.code = "from" JOIN communes b ON b.code = "to"
      WHERE minutes < 20 AND "from" <> "to"
      UNION ALL SELECT place::INTEGER, place::INTEGER, 1 FROM communes`);
    await run(`CREATE OR REPLACE TABLE demand AS SELECT place::INTEGER AS i, d FROM communes`);
    await run(`CREATE OR REPLACE TABLE supply AS SELECT place::INTEGER AS j, s FROM communes`);
  },
  async one() {
    await run(`CREATE OR REPLACE TABLE apl AS WITH ${need},
      ratios AS (SELECT j, ${share("s")} AS r FROM supply JOIN need USING (j))
      SELECT i, sum(f * r) AS a FROM pairs JOIN ratios USING (j) GROUP BY i`);
  },
  scenarios(n) { count = n; },
  // All scenarios in one reading of the pairs: a column each.
  async many() {
    const all = [...Array(count).keys()];
    const ratios = all.map((k) => share(`s * (1 + (j + ${31 * k}) % 101 / 100::DOUBLE)`) + ` AS r${k}`);
    await run(`CREATE OR REPLACE TABLE apls AS WITH ${need},
      ratios AS (SELECT j, ${ratios.join(", ")} FROM supply JOIN need USING (j))
      SELECT i, ${all.map((k) => `sum(f * r${k}) AS a${k}`).join(", ")}
      FROM pairs JOIN ratios USING (j) GROUP BY i`);
  },
  async result() { return (await numbers("SELECT a FROM apl ORDER BY i"))[0]; },
  async results() {
    const columns = await numbers(`SELECT ${[...Array(count).keys()].map((k) => "a" + k)} FROM apls ORDER BY i`);
    const whole = new Float64Array(count * columns[0].length);
    columns.forEach((column, k) => whole.set(column, k * column.length));
    return whole;
  },
}, folder);
