// The documents of a built site, read from the text files of its own index.
import fs from "node:fs";
import zlib from "node:zlib";

/** What a script of the index holds. */
export function content(file) {
  const [, text, packed] = /,"([^"]*)",(\d)\)/.exec(fs.readFileSync(file, "utf8"));
  const bytes = Buffer.from(text, "base64");
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
