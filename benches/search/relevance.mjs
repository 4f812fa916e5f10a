// node relevance.mjs SITE QUERIES.tsv: Tandem, Pagefind and MiniSearch on the same pages.
import { engine } from "./engine.mjs";
import { documents } from "./documents.mjs";
import { queries, figures } from "./judge.mjs";
import * as minisearch from "./rival-minisearch.mjs";

const [, , site, file] = process.argv;
const list = queries(file);
const asked = list.map((own) => own.query);
const theme = new URL("../../themes/default/search.min.js", import.meta.url).pathname;

const { search } = await engine(site, theme);
const tandem = { out: [], times: [] };
for (const query of asked) {
  const from = performance.now();
  const answer = await search.find(query, { limit: 10 });
  tandem.times.push(performance.now() - from);
  tandem.out.push(answer.results);
}
const engines = { tandem, "minisearch as in VitePress": minisearch.answers(documents(site), asked) };
try {
  engines["pagefind, defaults"] = await (await import("./rival-pagefind.mjs")).answers(site, asked);
} catch (error) {
  console.log(`pagefind did not run: ${error.message}`);
}
const cell = (own) => `${own.s1}/${own.s3}/${own.mrr}`;
for (const [name, { out }] of Object.entries(engines)) {
  const own = figures(list, out);
  console.log(`\n${name}: S@1 ${own.s1}  S@3 ${own.s3}  MRR ${own.mrr}  section S@1 ${own.section}  (${own.n} queries)`);
  console.log(`  tuned half ${cell(own.tuned)}, section ${own.tuned.section}; other half ${cell(own.held)}, section ${own.held.section}`);
  for (const [type, part] of Object.entries(own.byType)) {
    console.log(`  ${type.padEnd(9)} ${String(part.n).padStart(3)}  ${cell(part)}  section ${part.section ?? "-"}`);
  }
}
