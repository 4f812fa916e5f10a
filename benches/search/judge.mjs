// Measures answers against judged queries.
import fs from "node:fs";

/** Reads `query<TAB>type<TAB>relevant`; the first line is a header. */
export function queries(file) {
  return fs.readFileSync(file, "utf8").trim().split("\n").slice(1).map((line, at) => {
    const [query, type, relevant] = line.split("\t");
    const answers = relevant.split(";").map((one) => {
      const [page, anchor] = one.trim().split("#");
      return { page: page.replace(/^content\//, ""), anchor: anchor || "" };
    });
    return { query, type, answers, half: at % 2 === 0 ? "tuned" : "held" };
  });
}

/** From the path of a built page to that of its source, without endings. */
export const plain = (path) => path.replace(/^\//, "").replace(/(\.html|\.md)$/, "").replace(/(^|\/)(index|README)$/, "").replace(/\/$/, "").toLowerCase();

/** Figures of one engine: `answers[i]` are the results of query i, best first. */
export function figures(list, answers) {
  const rows = list.map((judged, at) => {
    const results = answers[at];
    const wanted = judged.answers.map((answer) => plain(answer.page));
    const pages = [...new Set(results.map((result) => plain(result.page)))];
    const rank = pages.findIndex((page) => wanted.includes(page)) + 1;
    const sections = judged.answers.filter((answer) => answer.anchor);
    const top = results[0];
    const section = sections.length && judged.answers[0].anchor
      ? Number(Boolean(top && sections.some((answer) => plain(answer.page) === plain(top.page) && answer.anchor === top.anchor)))
      : null;
    return { ...judged, rank, section };
  });
  return { rows, ...summary(rows), byType: Object.fromEntries([...new Set(rows.map((row) => row.type))].sort().map((type) => [type, summary(rows.filter((row) => row.type === type))])),
    tuned: summary(rows.filter((row) => row.half === "tuned")), held: summary(rows.filter((row) => row.half === "held")) };
}

function summary(rows) {
  const share = (list, test) => list.length ? Math.round(1000 * list.filter(test).length / list.length) / 10 : null;
  const mrr = rows.reduce((sum, row) => sum + (row.rank && row.rank <= 10 ? 1 / row.rank : 0), 0) / rows.length;
  return { n: rows.length, s1: share(rows, (row) => row.rank === 1), s3: share(rows, (row) => row.rank >= 1 && row.rank <= 3),
    mrr: Math.round(mrr * 1000) / 1000, section: share(rows.filter((row) => row.section !== null), (row) => row.section === 1) };
}
