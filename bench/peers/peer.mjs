// SPDX-License-Identifier: GPL-3.0-or-later
// What a tool in JavaScript needs to answer the commands of bench/README.md: serve(TOOL, FOLDER), with
// functions read, prepare, one, scenarios(K) (before many, untimed), many, result, results; any may be async.
// Tools are loaded from the folder of modules that BENCH_MODULES names.
import { createRequire } from "node:module";
import { readFileSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";

export const load = createRequire(process.env.BENCH_MODULES + "/");

function peakMegabytes() {
  return Number(readFileSync("/proc/self/status", "utf8").match(/VmHWM:\s+(\d+)/)[1]) / 1024;
}

export async function serve(tool, folder) {
  const answer = (fields) => process.stdout.write(JSON.stringify(fields) + "\n");
  for await (const line of createInterface({ input: process.stdin })) {
    const [word, first, second] = line.split(" ");
    if (word === "quit") break;
    if (word === "result" || word === "results") {
      const numbers = await tool[word]();
      writeFileSync(`${folder}/${first}`, new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength));
      answer({ phase: word });
      continue;
    }
    if (word === "many") await tool.scenarios(Number(second));
    const seconds = [];
    for (let k = 0; k < Number(first); k++) {
      const start = process.hrtime.bigint();
      await tool[word]();
      seconds.push(Number(process.hrtime.bigint() - start) / 1e9);
    }
    answer({ phase: word, seconds, peak_mb: peakMegabytes() });
  }
}

// The factor on the supply of place j (from 0) in scenario k (from 0).
export const factor = (j, k) => 1 + ((j + 31 * k) % 101) / 100;
