/* Search without its dialog: finds, ranks and quotes. The index is a folder of scripts that hand
   bytes to TandemSearch.take; docs/search.md says what stands in them. The same ranking stands
   in src/search, and a test compares the two: change both. */
(global => {
  "use strict";
  const NEVER = 255, SIDES = ["none", "left", "right", "joint"], decoder = new TextDecoder();
  const { min, max, abs, sqrt, round } = Math;
  const text = own => own.text, single = token => token.of === 1, size = own => own.file.counts[own.at];
  const rounded = value => round(value * 1e6) / 1e6;

  /* Words: the tables and rules of src/search/tokens.rs. */
  const table = text => text.split(" ").map(range => range.split("-").map(end => parseInt(end, 16)));
  const SEPARATORS = table("0-2f 3a-40 5b-60 7b-a9 ab-b1 b4 b6-b9 bb-bf d7 f7 2b9-2bb 2bd-2df 37e 387 55a-55f 589-58a 5be 5c0 5c3 5f3-5f4 600-60f 61b-61f 66a-66d 6d4 964-965 e3f e5a-e5b 104a-104f 10fb 1361-1368 17d4-17db 1800-180e 2000-206f 207a-207e 208a-208e 20a0-20cf 2100-214f 2190-2bff 2e00-2e7f 3000-3004 3008-3020 3030 303d-303f 309b-309c 30a0 30fb d800-f8ff fd3e-fd3f fe00-fe6f feff ff00-ff0f ff1a-ff20 ff3b-ff40 ff5b-ff65 ffe0-ffff 1d000-1d3ff 1f000-1fbef e0000-10ffff");
  const BIGRAMS = table("e00-eff 1000-109f 1780-17ff 3005-3007 3040-30ff 31f0-31ff 3400-4dbf 4e00-9fff ac00-d7af f900-faff 20000-323af");
  const SEPARATOR = 0, APOSTROPHE = 1, HYPHEN = 2, PAIR = 3, LETTER = 4;
  const has = (ranges, code) => ranges.some(([first, last]) => first <= code && code <= (last || first));
  /* Most letters are of these: looked up, not worked out. */
  const LATIN = [...Array(128).keys()].map(code => {
    const c = String.fromCharCode(code);
    return /[a-z0-9]/i.test(c) ? LETTER : c === "'" ? APOSTROPHE : /[-._&]/.test(c) ? HYPHEN : SEPARATOR;
  });
  function classOf(c) {
    if (!c) return SEPARATOR;
    const code = c.codePointAt(0);
    if (code < 128) return LATIN[code];
    if (code === 0x2019 || code === 0x2bc) return APOSTROPHE;
    if (code === 0x2010 || code === 0x2011) return HYPHEN;
    return has(SEPARATORS, code) ? SEPARATOR : has(BIGRAMS, code) ? PAIR : LETTER;
  }
  const plain = text => /^[\0-\x7f]*$/.test(text) ? text.toLowerCase() :
    text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").normalize("NFC").toLowerCase().replace(/\u03c2/g, "\u03c3");
  /* The words of a text: what, the how-manieth, how many words it is made of. */
  function tokens(text) {
    const chars = [...plain(text)], out = [];
    let next = 0, word = "", parts = 0, chain = "";
    const push = (text, at, of) => out.push({ text, at, of });
    const endWord = () => {
      if (!word) return;
      chain += word;
      parts++;
      if ([...word].length <= 40) push(word, next, 1);
      next++;
      word = "";
    };
    const endChain = () => {
      endWord();
      if (parts > 1 && parts < 4 && [...chain].length <= 24) push(chain, next - parts, parts);
      parts = 0;
      chain = "";
    };
    for (let at = 0; at < chars.length; at++) {
      const kind = classOf(chars[at]), letter = classOf(chars[at + 1]) === LETTER;
      if (kind === LETTER) word += chars[at];
      else if (kind === APOSTROPHE && word && letter) {
        if (chars[at + 1] === "s" && classOf(chars[at + 2]) !== LETTER) at++;
      } else if (kind === HYPHEN && word && letter) endWord();
      else {
        endChain();
        if (kind !== PAIR) continue;
        let run = at;
        while (classOf(chars[run]) === PAIR) run++;
        if (run - at === 1) push(chars[at], next++, 1);
        for (; at + 1 < run; at++) push(chars[at] + chars[at + 1], next++, 1);
      }
    }
    endChain();
    return out;
  }
  const words = text => tokens(text).filter(single).map(own => own.text);

  /* Order by code points, as the index has it; JavaScript's own differs beyond U+FFFF. */
  function compare(a, b) {
    for (let i = 0; i < a.length && i < b.length; i++) {
      const x = a.charCodeAt(i), y = b.charCodeAt(i);
      if (x !== y) return x > 0xd7ff && y > 0xd7ff && (x < 0xe000) !== (y < 0xe000) ? y - x : x - y;
    }
    return a.length - b.length;
  }
  /* The last key that is not behind a word. */
  function fileOf(keys, word) {
    let low = 0, high = keys.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compare(keys[middle], word) <= 0) low = middle + 1; else high = middle;
    }
    return max(0, low - 1);
  }

  /* How near two forms of a word are to each other. */
  const PLURAL = /^(e?s|ies|y|)$/, INFLECTED = /^(e?s|ies|y|d|[a-z]?(ed|ing)|er|ied|[sz]?(e|ation)s?|)$/;
  function nearness(word, form, akin) {
    if (word === form) return 1;
    let same = 0;
    while (same < word.length && word[same] === form[same]) same++;
    const a = word.slice(same), b = form.slice(same);
    if (PLURAL.test(a) && PLURAL.test(b)) return 0.95;
    if (INFLECTED.test(a) && INFLECTED.test(b)) return 0.85;
    return akin && a.length < 3 && b.length < 3 ? 0.85 : 0.55;
  }
  /* How many letters to change, leave out, add or swap; at most so many. */
  function distance(a, b, most) {
    if (abs(a.length - b.length) > most) return most + 1;
    let before, last = [...Array(b.length + 1).keys()];
    for (let i = 1; i <= a.length; i++) {
      const row = [i];
      for (let j = 1; j <= b.length; j++) {
        row[j] = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] !== b[j - 1]));
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = min(row[j], before[j - 2] + 1);
      }
      if (min(...row) > most) return most + 1;
      before = last;
      last = row;
    }
    return last[b.length];
  }
  /* The same for a word that is still being typed. */
  function distanceOfStart(a, b, most) {
    let best = most + 1;
    for (let end = max(1, a.length - most); end <= min(b.length, a.length + most); end++) {
      best = min(best, distance(a, b.slice(0, end), most) + (end < b.length ? 0.3 : 0));
    }
    return best;
  }

  /* Files. */
  class Reader {
    constructor(bytes, at = 0) { this.bytes = bytes; this.at = at; }
    number() {
      let value = 0, shift = 0, byte;
      do { byte = this.bytes[this.at++]; value |= (byte & 127) << shift; shift += 7; } while (byte > 127);
      return value >>> 0;
    }
    word(before) {
      const same = this.number(), end = this.number() + this.at, word = [...before.subarray(0, same), ...this.bytes.subarray(this.at, end)];
      this.at = end;
      return Uint8Array.from(word);
    }
  }
  const json = bytes => JSON.parse(decoder.decode(bytes));
  function keysOf(text) {
    let before = [];
    return text.split("\n").slice(0, -1).map(line => {
      const chars = [...line];
      before = [...before.slice(0, chars[0].charCodeAt() - 48), ...chars.slice(1)];
      return before.join("");
    });
  }
  function parseTerms(bytes) {
    const reader = new Reader(bytes), file = { bytes, words: [], stems: [], counts: [], starts: [], places: new Map(), notes: [] };
    let word = new Uint8Array(), start = 0;
    for (let count = reader.number(), i = 0; i < count; i++) {
      word = reader.word(word);
      file.words[i] = decoder.decode(word);
      file.places.set(file.words[i], i);
      file.stems[i] = decoder.decode(reader.word(word));
      file.counts[i] = reader.number();
      file.starts[i] = start;
      start += reader.number();
    }
    reader.number();
    file.starts = [...file.starts, start].map(start => start + reader.at);
    if (reader.at + start < bytes.length) file.notes = json(bytes.subarray(reader.at + start));
    return file;
  }
  const back = word => [...word].reverse().join("");
  const parseLexicon = turned => bytes => {
    const reader = new Reader(bytes), out = [];
    for (let word = new Uint8Array(); reader.at < bytes.length;) {
      word = reader.word(word);
      out.push([turned(decoder.decode(word)), bytes[reader.at++]]);
    }
    return out;
  };
  function levels(value, factor, count) {
    const out = [];
    for (; count--; value *= factor) out.push(value);
    return out;
  }
  const PAGE_SCALE = levels(0.05, 1.1191, 64), SECTION_SCALE = levels(0.1, 1.202, 32);

  let root, opened, run, base, made, policy, ticket = 0;
  const waiting = {};

  function inject(url) {
    policy = policy || global.trustedTypes && global.trustedTypes.createPolicy("tandem-search", { createScriptURL: url => url }) || { createScriptURL: url => url };
    return new Promise((done, failed) => {
      const script = document.createElement("script");
      script.src = policy.createScriptURL(url);
      script.onload = done;
      script.onerror = failed;
      document.head.append(script);
      script.remove();
    });
  }
  function load(name, url, parse) {
    return new Promise((done, failed) => {
      waiting[name] = done;
      Promise.resolve(run(url)).catch(failed);
    }).then(parse);
  }
  function take(name, text, packed) {
    /* basE91: two signs are 13 bits or 14. */
    const out = [], value = (code, at) => (code - 33 - (code > 34) - (code > 60) - (code > 92)) * at || 0;
    for (let bits = 0, count = 0, at = 0; at < text.length; at += 2) {
      const pair = value(text.charCodeAt(at), 1) + value(text.charCodeAt(at + 1), 91);
      bits |= pair << count;
      count += at + 2 > text.length ? 8 : (pair & 8191) > 88 ? 13 : 14;
      for (; count > 7; count -= 8, bits >>>= 8) out.push(bits);
    }
    const bytes = Uint8Array.from(out);
    const stream = packed && new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
    waiting[name](stream ? new Response(stream).arrayBuffer().then(buffer => new Uint8Array(buffer)) : bytes);
  }
  const once = (name, digest, parse) => made[name] = made[name] || load(name, `${base}${name}-${digest}.js`, parse);
  /* Digests stand side by side; some are those of a group of files. */
  const digestAt = (digests, at) => digests.substr(at * 6, 6);

  function open(href, runner = inject) {
    run = runner;
    base = href.replace(/[^/]*$/, "");
    made = {};
    return opened = load("root", href, json).then(own => {
      for (const name of "klr") own[name][0] = keysOf(own[name][0]);
      own.stops = new Set(own.stop.split(" "));
      root = own;
      return { documents: own.n, kinds: own.kinds, situations: own.w };
    });
  }
  /* Which words are in which files is told by files as well: the keys of so many in each. */
  const keys = at => once("k" + at, digestAt(root.k[1], at), bytes => { const [keys, names] = json(bytes); return [keysOf(keys), names]; });
  const terms = async at => {
    const every = root.k[2], [, names] = await keys(at / every | 0);
    return once("t" + at, digestAt(names, at % every >> 2), parseTerms);
  };
  const placeOf = async word => {
    const at = fileOf(root.k[0], word);
    return at * root.k[2] + fileOf((await keys(at))[0], word);
  };
  const termsOf = async word => terms(await placeOf(word));
  const facets = () => once("f0", root.f, bytes => {
    const out = [];
    json(bytes).forEach((sort, at, runs) => { if (!(at & 1)) for (let left = runs[at + 1]; left--;) out.push(sort); });
    return out;
  });

  /* Queries. */
  function parse(query, prefix) {
    const out = { words: [], made: [], phrases: [], without: [], avoided: [], kinds: [] };
    let next = 0, tail;
    const kindOf = name => (root.kinds.find(([id, title]) => words(name).join(" ") === words(id).join(" ") || words(name).join(" ") === words(title).join(" ")) || [])[0];
    const add = (chunk, quoted) => {
      tail = null;
      let end = 0;
      for (const { text, at, of } of tokens(chunk)) {
        const word = { text, at: next + at, of, quoted };
        (of > 1 ? out.made : out.words).push(word);
        if (of < 2 && !quoted) tail = word;
        end = max(end, at + of);
      }
      next += end;
    };
    for (const chunk of query.match(/-?"[^"]*"?|[^\s"]+/g) || []) {
      const colon = chunk.indexOf(":"), kind = colon > 0 && kindOf(chunk.slice(0, colon));
      if (chunk[0] === '"') {
        const phrase = words(chunk);
        if (phrase[0]) out.phrases.push(phrase);
        add(chunk, true);
      } else if (/^-[^-]/.test(chunk)) {
        const own = words(chunk);
        if (chunk[1] === '"' && own[1]) out.avoided.push(own); else out.without.push(...own);
        tail = null;
      } else {
        if (kind) out.kinds.push(kind);
        add(kind ? chunk.slice(colon + 1) : chunk, false);
      }
    }
    if (tail && prefix && !/\s$/.test(query)) tail.open = true;
    out.used = out.words.filter(word => !root.stops.has(word.text));
    if (!out.used.length) out.used = out.words;
    return out;
  }

  /* All forms of a word that its file knows. */
  async function family(word) {
    const file = await termsOf(word), own = file.places.get(word), out = [];
    const start = word.slice(0, max(3, word.length - 4));
    file.words.forEach((form, at) => {
      if (own !== undefined) {
        if (abs(at - own) < 60 && file.stems[at] === file.stems[own]) out.push({ form, near: nearness(word, form, true), file, at });
      } else if (form.length > 2 && form.startsWith(start) && abs(form.length - word.length) < 5) {
        const near = nearness(word, form);
        if (near >= 0.85) out.push({ form, near: near * 0.97, file, at });
      }
    });
    return out;
  }
  function put(group, { form, file, at }, weight, exact) {
    const known = group.forms.get(form);
    if (!known || known.weight < weight) group.forms.set(form, { form, file, at, weight, exact });
  }

  /* Words that may have been meant: half of a word with one error is intact. */
  async function meant(word, isOpen) {
    const most = word.length > 7 ? 2 : 1, half = max(2, word.length >> 1), found = new Map();
    if (word.length < 4 || /[0-9\ud800-\udfff]/.test(word) || classOf(word[0]) === PAIR) return [];
    const start = word.slice(0, half), end = word.slice(word.length - half);
    const look = async (name, wanted, turned) => {
      const [keys, digest] = root[name], first = fileOf(keys, wanted), jobs = [];
      for (let at = first; at < keys.length && at <= min(fileOf(keys, wanted + "\uffff"), first + 2); at++) jobs.push(once(name + at, digest, parseLexicon(turned)));
      for (const [form, common] of (await Promise.all(jobs)).flat()) {
        if (!isOpen && abs(form.length - word.length) > most || !form.startsWith(start.slice(0, 3)) && !form.endsWith(end)) continue;
        const far = isOpen && name === "l" ? distanceOfStart(word, form, most) : distance(word, form, most);
        if (far <= most && !(found.has(form) && found.get(form).far <= far)) found.set(form, { form, far, common });
      }
    };
    await look("l", start, own => own);
    await look("r", back(end), back);
    return [...found.values()];
  }
  function likely(word, found) {
    const least = min(...found.map(own => own.far | 0));
    for (const own of found) {
      own.value = (own.far <= 1.5 ? 0.7 : 0.45) * (own.common + 0.5) * (own.form[0] === word[0] ? 1 : 0.6) / (1 + 0.6 * (own.far - least));
    }
    found.sort((a, b) => b.value - a.value || compare(a.form, b.form));
    return found.slice(0, 3).filter(own => own.value > 0.55 * found[0].value);
  }

  /* One group for each word of the query: the forms that stand for it, and their weights. */
  async function groupOf(word) {
    const typed = word.text, group = { at: word.at, text: typed, forms: new Map(), phrases: [] }, own = await family(typed), [one] = own;
    let known = 0, found = [];
    const isAkin = (file, at) => one && file.stems[at] === one.file.stems[one.at];
    /* A word of three letters that is still typed is more likely the beginning of one. */
    for (const form of own) { put(group, form, word.open && typed.length < 4 ? 0.7 * form.near : form.near, true); known = max(known, size(form)); }
    if (word.open) {
      const first = await placeOf(typed), last = await placeOf(typed + "\uffff"), starts = [];
      /* Too many words begin so: titles are asked later. */
      if (last > first + 1 && typed.length < 3) group.start = typed;
      for (let i = first; i <= min(last, first + 1); i++) {
        const file = await terms(i);
        file.words.forEach((form, at) => { if (form.startsWith(typed) && !isAkin(file, at)) starts.push({ form, file, at }); });
      }
      starts.sort((a, b) => size(b) - size(a) || compare(a.form, b.form));
      for (const form of starts.slice(0, one ? 12 : 24)) {
        put(group, form, (one ? typed.length < 4 ? 0.85 : 0.45 : 1) * min(1, max(0.6, typed.length / form.form.length + 0.15)));
      }
    }
    if (!word.quoted && known < 3 && (one || !group.forms.size)) {
      if (!one) found = await meant(typed, word.open);
      else if (typed.length > 4) one.file.words.forEach((form, at) => {
        const count = one.file.counts[at];
        if (count > 12 * known && !isAkin(one.file, at) && distance(typed, form, 1) < 2) found.push({ form, far: 1, common: 32 - Math.clz32(count) });
      });
      const best = likely(typed, found);
      for (const { form, far, value } of best) {
        for (const own of await family(form)) put(group, own, (far <= 1.5 ? 0.45 : 0.4) * value / best[0].value * own.near);
      }
      if (best[0]) group.meant = [typed, best[0].form];
    }
    return group;
  }

  /* Words that are one word elsewhere. */
  async function addCompounds(groups, query) {
    const add = async (form, weight, least, wanted) => {
      const file = await termsOf(form), at = file.places.get(form);
      if (at !== undefined && file.counts[at] >= least) groups.filter(wanted).forEach(group => put(group, { form, file, at }, weight));
    };
    for (const { text, at, of } of query.made) await add(text, 1, 0, group => group.at >= at && group.at < at + of);
    for (let i = 1; i < groups.length; i++) {
      const one = groups[i - 1], two = groups[i], form = one.text + two.text;
      if (two.at === one.at + 1 && fileOf(root.k[0], form) === fileOf(root.k[0], one.text) && await placeOf(form) === await placeOf(one.text)) await add(form, 0.8, 2, group => group === one || group === two);
    }
  }
  /* What the glossary and the texts say about words; gives the meaning that was asked for. */
  async function addNotes(groups, { words, used }) {
    const said = [];
    let card;
    for (let i = 0; i < words.length; i++) {
      if (!used.includes(words[i])) continue;
      for (const own of await family(words[i].text)) {
        if (own.near > 0.9) for (const [place, rest, to, weight, note] of own.file.notes) {
          const others = rest ? rest.split(" ") : [], end = i + others.length;
          if (place !== own.at || !words[end] || !others.every((word, n) => nearness(words[i + 1 + n].text, word) > 0.9)) continue;
          const first = words[i].at, last = words[end].at;
          if (to) said.push([first, last, to.split(" "), 0.81 * weight / 100]);
          if (note && used.every(word => word.at >= first && word.at <= last) && (!card || note[1] < card[1])) card = note;
        }
      }
    }
    for (const [first, last, all, weight] of said) {
      const to = all.filter(word => !all[1] || !root.stops.has(word)), families = [];
      for (const word of to) families.push(await family(word));
      for (const group of groups) {
        if (group.at < first || group.at > last) continue;
        if (to.length === 1) for (const form of families[0]) put(group, form, weight * form.near);
        else if (families[0] && families.every(forms => forms[0])) group.phrases.push({ families, weight });
      }
    }
    return card;
  }

  /* Reads the documents of a word: number, impact, words of the title, place there, whether
     links name it. Who wants to know more gives a function that is told of each section its
     number, impact, words of the heading, places. */
  function scan({ file: { bytes, starts }, at }, tell, wanted = () => true) {
    const reader = new Reader(bytes, starts[at]), byte = () => bytes[reader.at++];
    for (let number = 0; reader.at < starts[at + 1];) {
      number += reader.number();
      const head = byte(), title = head & 2 ? byte() : 0;
      const each = wanted(number) && tell(number, PAGE_SCALE[head >> 2], title >> 4, (title >> 1) & 7, head & 1);
      for (let section = 0, last = title & 1; !last;) {
        section += reader.number();
        const own = byte(), heading = own & 4 ? byte() : 0, textAt = own & 2 ? byte() : NEVER;
        last = own & 1;
        if (each) each(section, own & 6 || own > 7 ? SECTION_SCALE[own >> 3] : 0, heading >> 4, heading & 15, textAt);
      }
    }
  }
  const rarity = documents => rounded(Math.log(1 + (root.n - documents + 0.5) / (documents + 0.5)));
  function weigh(groups) {
    for (const group of groups) {
      const forms = [...group.forms.values()], exact = forms.filter(own => own.exact && own.weight >= 0.85);
      const most = max(0, ...(exact[0] ? exact : forms).map(size)) ||
        max(0, ...group.phrases.map(({ families }) => min(...families.map(forms => max(...forms.map(size))))));
      group.rarity = rarity(min(root.n, most || root.n * 0.001)) * (group.start ? 0.3 : 1);
    }
    return groups.reduce((sum, group) => sum + group.rarity, 0);
  }
  /* Collects what all words say about each document. */
  function collect(groups, total) {
    const found = new Map();
    let rest = total, best = 0;
    const page = (number, at) => {
      let own = found.get(number);
      if (!own) found.set(number, own = { number, parts: [], sections: new Map(), title: 0, known: 0 });
      if (!own.parts[at]) {
        own.parts[at] = { sum: 0, value: 0, title: 0, titleAt: 0, names: 0, words: 1 };
        best = max(best, own.known += groups[at].rarity);
      }
      return [own, own.parts[at]];
    };
    /* Rare words come first: who has only the common ones left is not good enough. */
    const wanted = number => rest >= 0.499 * best || found.has(number);
    const piece = (own, place, at) => {
      let section = own.sections.get(place);
      if (!section) own.sections.set(place, section = { parts: [], heading: 0 });
      return [section, section.parts[at] = section.parts[at] || { sum: 0, value: 0, heading: 0, headingAt: 0, textAt: NEVER }];
    };
    /* Forms of the word itself add up; of all others the best one counts. */
    const grow = (part, value, weight, exact, half) => {
      if (exact) value = part.sum += weight * value;
      part.value = max(part.value, (exact ? 1 : weight) * value / (half + value));
    };
    for (const [group, at] of groups.map((group, at) => [group, at]).sort(([one], [other]) => other.rarity - one.rarity)) {
      for (const form of group.forms.values()) {
        const { exact } = form, weight = form.weight * (form.weight < 0.85 ? min(1, rarity(size(form)) / group.rarity) : 1);
        scan(form, (number, impact, title, titleAt, names) => {
          const [own, part] = page(number, at);
          grow(part, impact, weight, exact, 4.55);
          if (title) own.title = title;
          if (title && weight > part.title) { part.title = weight; part.titleAt = titleAt; }
          if (names) part.names = max(part.names, weight);
          return (place, value, heading, headingAt, textAt) => {
            const [section, part] = piece(own, place, at);
            grow(part, value, weight, exact, 1.56);
            if (heading) section.heading = heading;
            if (heading && weight > part.heading) { part.heading = weight; part.headingAt = headingAt; }
            if (weight > 0.5) part.textAt = min(part.textAt, textAt);
          };
        }, wanted);
      }
      /* Another way to say it that takes several words: all of them, and as much as the least. */
      for (const { families, weight } of group.phrases) {
        const maps = families.map(forms => {
          const map = new Map();
          for (const form of forms) scan(form, (number, impact, title, _, names) => {
            const [sum, titled, named, sections] = map.get(number) || [0, 0, 0, new Map()];
            map.set(number, [sum + impact * form.near, titled || title, named || names, sections]);
            return (place, value, heading) => {
              const [sum, named] = sections.get(place) || [0, 0];
              sections.set(place, [sum + value * form.near, named || heading]);
            };
          }, wanted);
          return map;
        });
        for (const number of maps[0].keys()) {
          const all = maps.map(map => map.get(number));
          if (!all.every(Boolean)) continue;
          const [own, part] = page(number, at), title = all.every(one => one[1]);
          part.value = max(part.value, weight * min(...all.map(one => one[0] / (4.55 + one[0]))));
          if (title) own.title = own.title || all[0][1];
          if (title && weight > part.title) { part.title = weight; part.words = maps.length; }
          if (all.every(one => one[2])) part.names = max(part.names, weight);
          for (const place of all[0][3].keys()) {
            const said = all.map(one => one[3].get(place));
            if (!said.every(Boolean)) continue;
            const [section, part] = piece(own, place, at);
            part.value = max(part.value, weight * min(...said.map(one => one[0] / (1.56 + one[0]))));
            if (said.every(one => one[1])) { section.heading = said[0][1]; part.heading = max(part.heading, weight); }
          }
        }
      }
      rest -= group.rarity;
    }
    return [...found.values()];
  }
  /* How near two words stand: 0 side by side in order; anything above 8 is far. */
  function gap(first, second, between) {
    if (first === NEVER || second === NEVER) return 99;
    return second - first >= between ? second - first - between : abs(second - first) + 1;
  }
  /* How much a section adds to its page, and how good a place it is to lead readers to. */
  function scoreSection({ parts, heading }, page, groups, total) {
    let value = 0, cover = 0, inHeading = 0, words = 0, near = 0;
    groups.forEach(({ rarity, at: place }, at) => {
      const part = parts[at], other = parts[at + 1], next = groups[at + 1];
      /* What the title says need not be said again. */
      if (!part) { cover += page[at] ? rarity * page[at].title : 0; return; }
      value += rarity * part.value;
      cover += rarity;
      if (part.heading) { inHeading += rarity * part.heading; words++; }
      if (!other) return;
      let best = gap(part.textAt, other.textAt, next.at - place);
      if (part.heading && other.heading) best = min(best, gap(part.headingAt, other.headingAt, next.at - place));
      if (best <= 8) near += min(rarity, next.rarity) / (1 + 0.6 * best);
    });
    value = value * (cover / total) * (cover / total) + 1.1 * near;
    if (!inHeading) return [value, value];
    const share = inHeading / total;
    value += 0.96 * inHeading * share;
    if (share > 0.95 && heading <= words + 1) value += 0.85 * inHeading;
    if (share > 0.999 && heading === words) value += 0.2 * total;
    return [value, value + inHeading * share * min(1, words / heading)];
  }
  function score(own, groups, total) {
    let value = 0, cover = 0, inTitle = 0, words = 0, named = 0, most = 0, before = 0, ordered = true;
    groups.forEach(({ rarity }, at) => {
      const part = own.parts[at];
      if (!part) return;
      value += rarity * part.value;
      cover += rarity;
      named += rarity * part.names;
      if (!part.title) return;
      inTitle += rarity * part.title;
      words += part.words;
      ordered = ordered && part.titleAt >= before;
      before = part.titleAt;
    });
    for (const section of own.sections.values()) most = max(most, scoreSection(section, own.parts, groups, total)[0]);
    value += 0.65 * most;
    if (inTitle) {
      const share = inTitle / total, fill = min(1, words / max(1, own.title));
      value += 2.5 * inTitle * share + 2.35 * inTitle * share * share * fill * fill;
      if (share > 0.999 && ordered && words >= own.title) value += 1.3 * total;
    }
    value += 1.6 * named * (named / total) * (named / total);
    own.cover = cover / total;
    own.score = value * sqrt(own.cover) * sqrt(sqrt(own.cover));
  }

  /* Leads to the best sections of a document. */
  function lead(own, groups) {
    /* Words of the title lead to none. */
    const left = groups.map((group, at) => ({ at: group.at, rarity: group.rarity * (1 - (own.parts[at] ? own.parts[at].title * 0.7 : 0)) }));
    const rest = left.reduce((sum, group) => sum + group.rarity, 0);
    own.near = [...own.sections].map(([number, section]) => [scoreSection(section, own.parts, left, rest)[1], number]).sort((a, b) => b[0] - a[0] || a[1] - b[1]);
    const best = own.near[0];
    own.section = best && best[0] ? best[1] : 0;
  }

  /* The row of a document, and a section of it. */
  async function texts(number, section) {
    const [starts, digests, every] = root.d, behind = (a, b) => a > number || a === number && b > section;
    let at = 0, document = 0, file = 0;
    while (starts[at + 1] && !behind(...starts[at + 1])) at++;
    const [list, names] = await once("d" + at, digestAt(digests, at), json);
    for (let i = 0; i < list.length && !behind(document += list[i], list[i + 1]); i += 2) file = i >> 1;
    const rows = await once("x" + (at * every + file), digestAt(names, file >> 4), json);
    const row = rows.find(([own, first, , , , , , , sections]) => own === number && section >= first && section < first + sections.length);
    return { row, section: row[8][section - row[1]] };
  }
  /* The words of pieces that were seen: texts say the same again and again. */
  const cut = new Map();
  /* A piece of a text around the words that were looked for: [text, whether it is one]. */
  function excerpt(text, wanted) {
    const pieces = text.match(/\s+|\S+/g) || [], out = [];
    if (cut.size > 2e4) cut.clear();
    const hits = pieces.map(piece => {
      let all = cut.get(piece);
      if (!all) cut.set(piece, all = tokens(piece).map(own => own.text));
      return all.some(word => wanted.has(word));
    });
    let best = 0, most = 0, length = 0;
    hits.forEach((hit, start) => {
      if (!hit) return;
      const seen = new Set();
      for (let at = start, length = 0; at < pieces.length && (length += pieces[at].length) < 180; at++) if (hits[at]) seen.add(plain(pieces[at]));
      if (seen.size > most) { most = seen.size; best = start; }
    });
    let at = best;
    while (at > 1 && best - at < 8 && !/[.!?]$/.test(pieces[at - 2])) at -= 2;
    const push = (text, hit) => {
      const last = out[out.length - 1];
      if (last && last[1] === hit) last[0] += text; else out.push([text, hit]);
    };
    if (at) push("\u2026 ", false);
    for (; at < pieces.length && length < 220; at++) {
      length += pieces[at].length;
      /* Signs around a word are not part of it; of a run without blanks only pairs are marked. */
      for (const part of hits[at] ? pieces[at].match(/[\p{L}\p{N}\p{M}'\u2019]+|[^\p{L}\p{N}\p{M}'\u2019]+/gu) : [pieces[at]]) {
        const chars = [...part];
        if (chars.length < 3 || classOf(chars[0]) !== PAIR) push(part, hits[at] && (tokens(part).some(own => wanted.has(own.text))));
        else chars.forEach((c, i) => push(c, wanted.has(chars[i - 1] + c) || wanted.has(c + chars[i + 1])));
      }
    }
    if (at < pieces.length) push("\u2026", false);
    return out;
  }

  /* The first of these sections in which every phrase stands, word by word. */
  async function holding(number, sections, phrases) {
    for (const at of sections) {
      const { row, section } = await texts(number, at), all = [row[3], section[1], section[2]].map(text => ` ${words(text).join(" ")} `);
      if (phrases.every(phrase => all.some(text => text.includes(` ${phrase.join(" ")} `)))) return at;
    }
  }
  /* Those that hold every phrase in one section. */
  async function verified(found, phrases, limit, groups) {
    const out = [];
    for (const own of found.slice(0, 60)) {
      if (out.length === limit) break;
      lead(own, groups);
      const sections = new Set([own.section, ...[...own.sections.keys()].sort((a, b) => a - b)]), at = await holding(own.number, [...sections].slice(0, 8), phrases);
      if (at !== undefined) { own.section = at; out.push(own); }
    }
    return out;
  }
  /* The sections that may hold a phrase: each of its words that says something stands there. */
  async function suspects(phrase) {
    const telling = phrase.filter(word => !root.stops.has(word)), maps = [], out = new Map();
    for (const word of telling[0] ? telling : phrase) {
      const file = await termsOf(word), at = file.places.get(word), map = new Map();
      if (at !== undefined) scan({ file, at }, (number, _, title) => {
        const all = title ? [0] : [];
        map.set(number, all);
        return section => all.push(section);
      });
      maps.push(map);
    }
    for (const [number, sections] of maps[0]) {
      const all = [...new Set(sections)].filter(at => maps.every(map => (map.get(number) || []).includes(at)));
      if (all.length) out.set(number, all);
    }
    return out;
  }
  /* Those without the phrases that are to be avoided. What nobody can look at in time is left out. */
  async function avoiding(found, phrases) {
    const all = [], out = [];
    let looked = 0;
    for (const phrase of phrases) all.push([phrase, await suspects(phrase)]);
    for (const own of found) {
      let holds = false;
      for (const [phrase, map] of all) {
        const sections = map.get(own.number);
        if (holds || !sections) continue;
        holds = ++looked > 60 || await holding(own.number, sections.slice(0, 8), [phrase]) !== undefined;
      }
      if (!holds) out.push(own);
    }
    return out;
  }

  async function find(asked, options = {}) {
    const mine = ++ticket;
    await opened;
    try { return await answer(asked, options, mine); } catch (error) {
      /* The handbook may have been published anew: names have changed, so read them again. */
      if (mine !== ticket) return null;
      await open(`${base}root.js?${Date.now()}`, run);
      return answer(asked, options, mine);
    }
  }
  async function answer(asked, { side, sides, kinds = [], limit = 10, prefix = true, today = new Date().toISOString().slice(0, 10) }, mine) {
    const query = parse(asked, prefix), counts = { byKind: {}, bySide: {} }, without = new Set(), wanted = new Set();
    if (!query.used.length) return { results: [], card: null, counts, total: 0, corrected: [], words: [] };
    const groups = await Promise.all(query.used.map(groupOf)), corrected = groups.flatMap(group => group.meant ? [group.meant] : []);
    await addCompounds(groups, query);
    const note = await addNotes(groups, query), sorts = await facets(), own = SIDES.indexOf(side);
    for (const word of query.without) for (const form of await family(word)) if (form.near > 0.9) scan(form, number => { without.add(number); });
    if (mine !== ticket) return null;
    const total = weigh(groups), starts = groups.filter(group => group.start).map(group => group.start);
    const among = (own, kinds) => !kinds[0] || kinds.includes(own.kind);
    let found = collect(groups, total).filter(own => !without.has(own.number)), best = 0;
    for (const one of found) {
      score(one, groups, total);
      one.kind = root.kinds[sorts[one.number] >> 2][0];
      one.side = sorts[one.number] & 3;
      if (own > 0 && (one.side === own || one.side === 3)) one.score *= 1.1;
      one.score = rounded(one.score);
      best = max(best, one.cover);
    }
    const sort = () => found.sort((a, b) => b.score - a.score || a.number - b.number);
    found = found.filter(own => own.cover >= 0.5 * best && among(own, query.kinds));
    sort();
    if (query.avoided[0]) found = await avoiding(found, query.avoided);
    if (query.phrases[0]) found = await verified(found, query.phrases, limit, groups);
    const add = (map, key) => map[key] = (map[key] || 0) + 1;
    const ofSide = own => !sides || sides.includes(SIDES[own.side]), ofKind = own => among(own, kinds);
    for (const own of found) {
      if (ofSide(own)) add(counts.byKind, own.kind);
      if (ofKind(own)) add(counts.bySide, SIDES[own.side]);
    }
    found = found.filter(own => ofSide(own) && ofKind(own));
    const count = found.length;
    for (const group of groups) for (const form of [...group.forms.values(), ...group.phrases.flatMap(phrase => phrase.families.flat())]) wanted.add(form.form);
    found = found.slice(0, limit);
    await Promise.all(found.map(async own => {
      if (!own.near) lead(own, groups);
      const { row, section } = own.text = await texts(own.number, own.section);
      own.overdue = !!row[6] && row[6] < today;
      if (own.overdue) own.score = rounded(own.score * 0.9);
      if (!starts[0]) return;
      const titles = tokens(row[3] + " " + section[1]).map(text);
      if (starts.some(start => titles.some(word => word.startsWith(start)))) own.score = rounded(own.score * 1.5);
    }));
    sort();
    const meaning = note && await texts(note[0], 0);
    if (mine !== ticket) return null;
    return { results: found.map(own => result(own, wanted)), card: meaning ? cardOf(meaning, note[1], asked) : null, counts, total: count, corrected, words: [...wanted] };
  }
  /* What a result says of itself, who answers for it, what crosses the line there, and which of its sections fit. */
  async function about({ number, sections = [] }) {
    const [{ row, section }, ...near] = await Promise.all([0, ...sections].map(at => texts(number, at)));
    const named = near.map(own => own.section).filter(([, heading]) => heading);
    return { summary: section[2].slice(0, row[7]), who: row[9], sections: named.map(([anchor, heading]) => ({ anchor, heading, href: hrefOf(row[2], anchor) })) };
  }
  const hrefOf = (page, anchor) => base.replace(/search\/$/, "") + page.split("/").map(encodeURIComponent).join("/") + (anchor && "#" + encodeURIComponent(anchor));
  function result({ number, near, kind, side, score, overdue, text: { row: [, , page, title, trail, reviewed, next], section: [anchor, heading, text, ...above] } }, wanted) {
    return { page, href: hrefOf(page, anchor), anchor, kind, side: SIDES[side], title, heading, trail: [...trail, ...above], score, reviewed, next, overdue, excerpt: excerpt(text, wanted), number, sections: near.slice(0, 6).map(own => own[1]) };
  }
  function cardOf({ row: [number, , page, title, , , , end], section: [anchor, , text] }, is, asked) {
    return { number, asked: asked.trim(), title, is: ["title", "also", "avoid"][is], meaning: text.slice(0, end), page, href: hrefOf(page, anchor) };
  }

  global.TandemSearch = { open, find, about, take, tokens, tables: { SEPARATORS, BIGRAMS } };
})(typeof window === "undefined" ? globalThis : window);
