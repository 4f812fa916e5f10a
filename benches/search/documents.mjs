// The documents of a built site, read from the text files of its own index.
import fs from "node:fs";
import zlib from "node:zlib";

/** Reads basE91, as search.js does. */
function bytesOf(text) {
  const out = [];
  let bits = 0, count = 0, first = -1;
  for (const sign of text) {
    const code = sign.charCodeAt(), value = code - 33 - (code > 34) - (code > 60) - (code > 92);
    if (first < 0) { first = value; continue; }
    first += 91 * value;
    bits |= first << count;
    count += (first & 8191) > 88 ? 13 : 14;
    for (first = -1; count > 7; count -= 8, bits >>>= 8) out.push(bits & 255);
  }
  if (first >= 0) out.push((bits | first << count) & 255);
  return out;
}

/** What a script of the index holds. */
export function content(file) {
  const [, text, packed] = /,"([^"]*)",(\d)\)/.exec(fs.readFileSync(file, "utf8"));
  const bytes = Buffer.from(bytesOf(text));
  return packed === "1" ? zlib.inflateRawSync(bytes) : bytes;
}

/** Every document: page, title and sections. */
export function documents(site) {
  const files = fs.readdirSync(`${site}/search`).filter((name) => name.startsWith("x"));
  files.sort((a, b) => parseInt(a.slice(1)) - parseInt(b.slice(1)));
  const found = new Map();
  for (const name of files) {
    for (const [number, , page, title, , , , , sections] of JSON.parse(content(`${site}/search/${name}`))) {
      const own = found.get(number) || { page, title, sections: [] };
      own.sections.push(...sections.map(([anchor, heading, text, ...above]) => ({ anchor, heading, text, above })));
      found.set(number, own);
    }
  }
  return [...found.values()];
}
