// The dialog of the search. search.js finds; here is what readers see of it. Focus stays in the field: a combobox with a listbox. Without
// scripts the field is a link to the A to Z. Classic script, no requests, no HTML from strings.
(function () {
  'use strict';

  const root = document.documentElement;
  const page = document.body.dataset;
  const dialog = document.querySelector('#Search');
  if (!dialog || !dialog.showModal || !window.TandemMarks) return;

  const search = window.TandemSearch;
  const { pieces, send, withWords, expect, arrive, decode } = window.TandemMarks;
  const words = dialog.dataset;
  const find = (selector) => dialog.querySelector(selector);
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (all, name) => name in values ? values[name] : all);

  // Every text becomes a text node: there is no way from a string to markup.
  function make(name, values, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(values || {})) {
      if (value !== undefined && value !== null) element.setAttribute(key, value);
    }
    element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ''));
    return element;
  }

  const marked = (list) => list.map(([text, hit]) => hit ? make('mark', null, text) : text);
  const glyph = (side) => make('span', { class: `tm ${side}`, 'aria-hidden': 'true' });
  const isoDay = (date) => new Date(date - date.getTimezoneOffset() * 6e4).toISOString().slice(0, 10);

  // ---------- What is kept on the device ----------

  const kept = `tandem.v1.${root.dataset.book}.recent`;
  const RECENT = 8;

  // Pages that were read here last, as [path, title]; taken only in that shape.
  function recent() {
    const isPage = (one) => Array.isArray(one) && one.length === 2 && one.every((text) => typeof text === 'string' && text && text.length < 400);
    try { return JSON.parse(localStorage.getItem(kept)).filter(isPage).slice(0, RECENT); } catch (error) { return []; }
  }

  const title = document.querySelector('h1');
  if (title && !document.querySelector('.lost')) {
    const others = recent().filter(([path]) => path !== page.page);
    const list = [[page.page, title.textContent.trim().slice(0, 200)], ...others].slice(0, RECENT);
    try { localStorage.setItem(kept, JSON.stringify(list)); } catch (error) { /* not kept */ }
  }

  const hrefOf = (path) => page.root + path.split('/').map(encodeURIComponent).join('/');

  // ---------- Parts of the dialog ----------

  const field = find('#SearchField');
  const list = find('#SearchList');
  const scope = find('.f-scope');
  const note = find('.f-note');
  const preview = find('.f-prev');
  const status = find('[role="status"]');

  // Each result may load another file: few while somebody types, the rest in a pause.
  const FIRST = 10;
  const SHOWN = 24;
  const OF_GROUP = 6;
  const PAUSE = 250;

  // Which kinds stand together, in the order of the groups; every other kind is a group of its own.
  const GROUPS = {
    term: ['term'], process: ['process'], step: ['step', 'handoff'], playbook: ['playbook'], myth: ['myth', 'myths'],
    workshop: ['workshop', 'path'], people: ['role', 'team'], page: ['page', 'section', 'view']
  };
  const order = Object.keys(GROUPS);
  const names = new Map();
  const groupOf = (kind) => order.find((name) => GROUPS[name].includes(kind)) || kind;
  const nameOf = (name) => GROUPS[name] ? words[`of${name[0].toUpperCase()}${name.slice(1)}`] : names.get(name) || name;
  const placeOf = (name) => GROUPS[name] ? order.indexOf(name) : order.length - 1.5;

  let ready = null;
  let situations = ['', []];
  let options = [], active = null;
  let group = '', side = '';
  let asked = 0, pause = 0, glance = 0;

  // ---------- Asking ----------

  // The index is loaded when the field is about to be used; where that failed, it is tried again.
  function start() {
    if (!ready) {
      ready = search.open(`${page.root}search/root.js`).then((index) => {
        index.kinds.forEach(([id, name]) => { names.set(id, name); });
        situations = index.situations;
      });
      ready.catch(() => { ready = null; });
    }
    return ready;
  }

  // In `serve`, an edit gives the files of the index other names: the next key asks for them.
  document.addEventListener('tandem:update', () => { ready = null; });

  async function update(most = FIRST) {
    const query = field.value.trim();
    const mine = ++asked;
    const isMine = () => mine === asked && dialog.open;
    const late = setTimeout(() => { if (isMine()) showLoading(); }, PAUSE);
    try {
      await start();
      const answer = query && await search.find(query, { kinds: GROUPS[group] || (group ? [group] : []), sides: side ? [side] : undefined, side: root.dataset.side, limit: most, prefix: true });
      // What comes now may take a while of its own, and is not to be covered.
      clearTimeout(late);
      if (!isMine()) return;
      if (!query) showEmpty();
      // Without an answer a newer query took the place of this one.
      else if (answer && (answer.results.length || answer.card)) showAnswer(answer, most);
      else if (answer) await showNothing(query, answer, isMine);
    } catch (error) {
      if (isMine()) showFailure();
    } finally {
      clearTimeout(late);
    }
  }

  // Once the reader pauses, the status says what there is, and the address can be shared.
  function announce(text, isAll = true) {
    clearTimeout(pause);
    pause = setTimeout(() => {
      if (status.textContent !== text) status.textContent = text;
      writeAddress(field.value.trim());
      if (!isAll) update(SHOWN);
    }, PAUSE);
  }

  function writeAddress(query) {
    const address = new URL(location.href);
    if (query) address.searchParams.set('q', query);
    else address.searchParams.delete('q');
    if (address.searchParams.get('q') === queryOf()) return;
    try { history.replaceState(history.state, '', address); } catch (error) { /* too often, or not allowed here */ }
  }

  // ---------- Showing ----------

  // One frame for all states: groups of options, or a note, or both.
  function show({ groups = [], notes = [], counts = null, isMore = false }) {
    const before = isMore && active && active.element.href;
    options = groups.flatMap((one) => one.options);
    list.replaceChildren(...groups.map((one, at) => {
      const label = make('p', { class: 'g', role: 'presentation', id: `SearchGroup${at}` }, one.name, one.more ? make('span', null, ` ${one.more}`) : null);
      return make('div', { role: 'group', 'aria-labelledby': label.id }, label, one.options.map((option) => option.element));
    }));
    options.forEach(({ element }, at) => { element.id = `SearchOption${at}`; });
    list.hidden = !options.length;
    if (!isMore) list.scrollTop = 0;
    field.setAttribute('aria-expanded', String(options.length > 0));
    note.replaceChildren(...notes);
    note.hidden = !notes.length;
    showScope(counts);
    select(options.find(({ element }) => element.href === before) || (counts && options[0]));
  }

  const link = (text, href) => make('a', { href }, text);
  const line = (...children) => make('p', null, ...children);

  function option(href, glyphs, title, rest, more) {
    const element = make('a', { role: 'option', href, tabindex: -1, rel: 'noreferrer', 'aria-selected': 'false', draggable: 'false' }, glyphs,
      make('span', { class: 'f-text' }, make('b', null, title), rest));
    return { element, ...more };
  }

  // Steps, hand-offs and myths stand on the pages of others.
  const isPart = ({ kind }) => ['step', 'handoff', 'myth'].includes(kind);

  function resultOption(result, wanted) {
    const within = result.heading ? result.title : isPart(result) ? result.trail[result.trail.length - 1] : '';
    const late = result.overdue ? make('span', { class: 'fresh overdue' }, make('span', { class: 'fresh-word' }, lateness(result.next))) : null;
    const text = result.excerpt.some(([piece]) => piece.trim()) ? make('span', { class: 'w' }, marked(result.excerpt)) : null;
    const place = within ? make('span', { class: 'w' }, words.in.split('{title}').flatMap((part, at) => at ? [...marked(pieces(within, wanted)), part] : part)) : null;
    return option(withWords(result, [...wanted]), [glyph(result.side), sideWords(result.side)], marked(pieces(result.heading || result.title, wanted)), [place, text, late], { result, wanted });
  }

  const sideWords = (side) => words[side] && side !== 'none' ? make('span', { class: 'vh' }, `${words[side]}: `) : null;

  function cardOption(card, wanted) {
    const isOther = card.is !== 'title' && card.asked;
    const name = isOther ? words.here.split(/(\{\w+\})/).map((part) => part === '{asked}' ? card.asked : part === '{term}' ? make('em', null, card.title) : part) : card.title;
    const result = { ...card, kind: 'term', side: 'joint', trail: [] };
    return option(withWords(result, []), null, name, make('span', { class: 'w' }, marked(pieces(card.meaning, wanted))), { result, wanted: new Set() });
  }

  function showAnswer(answer, most) {
    const wanted = new Set(answer.words);
    const found = new Map();
    answer.results.forEach((result) => {
      const name = groupOf(result.kind);
      found.set(name, [...found.get(name) || [], result]);
    });
    const [first] = found.keys();
    const rank = (name) => name === first ? -1 : placeOf(name);
    const groups = Array.from(found.keys()).sort((a, b) => rank(a) - rank(b)).map((name) => {
      const shown = group ? found.get(name) : found.get(name).slice(0, OF_GROUP);
      const all = countOf(answer.counts.byKind, name);
      const more = all > shown.length ? fill(words.shown, { n: shown.length, all }) : '';
      return { name: nameOf(name), more, options: shown.map((result) => resultOption(result, wanted)) };
    });
    if (answer.card) groups.unshift({ name: words.meaning, options: [cardOption(answer.card, wanted)] });
    const corrected = answer.corrected.map(([, meant]) => `“${meant}”`).join(', ');
    show({ groups, counts: answer.counts, isMore: most > FIRST, notes: corrected ? [line(fill(words.instead, { word: corrected }))] : [] });
    list.classList.toggle('with-card', !!answer.card);
    announce(answer.total === 1 ? words.one : fill(words.many, { n: answer.total }), most > FIRST || answer.total <= FIRST);
  }

  const countOf = (byKind, name) => Object.entries(byKind).reduce((sum, [kind, count]) => sum + (groupOf(kind) === name ? count : 0), 0);

  function showEmpty() {
    const read = recent().filter(([path]) => path !== page.page);
    const [heading, rows] = situations;
    const groups = [
      { name: words.recent, options: read.map(([path, title]) => option(hrefOf(path), null, title, null)) },
      { name: heading, options: rows.map(([title, text, path]) => option(page.root + path, null, title, text ? make('span', { class: 'w' }, text) : null)) }
    ].filter((one) => one.options.length);
    show({ groups, notes: groups.length ? [] : [line(link(words.aToZ, `${page.root}index-a-z.html`))] });
    announce('');
  }

  function showLoading() {
    show({ notes: [line(words.loading)] });
    announce(words.loading);
  }

  function showFailure() {
    show({ notes: [line(words.failed), line(link(words.aToZ, `${page.root}index-a-z.html`))] });
    announce(words.failed);
  }

  async function showNothing(query, answer, isMine) {
    const title = fill(words.nothing, { q: query });
    const helps = [];
    if (group || side) helps.push(line(button(words.everywhere, () => limit('', ''))));
    helps.push(line(link(words.aToZ, `${page.root}index-a-z.html`)));
    if (words.ask) helps.push(line(link(words.askFor, words.ask.replace('{title}', encodeURIComponent(query)))));
    const notes = (near) => [make('p', { class: 'f-none' }, title), ...near, ...helps];
    show({ notes: notes([]), counts: group || side ? answer.counts : null });
    announce(title);
    const near = await nearest(query);
    if (!isMine() || !near.length) return;
    note.replaceChildren(...notes([line(words.nearest, ...near.flatMap((word) => [' ', button(word, () => ask(word))]))]));
  }

  // What comes closest: the query without its signs, its words alone, and how they begin.
  async function nearest(query) {
    const plain = query.replace(/-"[^"]*"?/g, ' ').replace(/"/g, ' ').replace(/(^|\s)-\S+/g, ' ').replace(/\S+:/g, ' ').trim().replace(/\s+/g, ' ');
    const out = new Set();
    const answers = async (text) => {
      const answer = text && text !== query && await search.find(text, { limit: 1, prefix: true });
      return answer && answer.results[0] ? answer : null;
    };
    if (await answers(plain)) out.add(plain);
    const telling = search.tokens(plain).sort((a, b) => b.text.length - a.text.length);
    for (const { text } of telling.slice(0, 4)) {
      if (out.size > 2) break;
      const start = text.slice(0, Math.max(3, Math.ceil(text.length * 0.6)));
      if (await answers(text)) out.add(text);
      else {
        const answer = start !== text && await answers(start);
        const hit = answer && [...pieces(answer.results[0].title, new Set(answer.words)), ...answer.results[0].excerpt].find(([, isHit]) => isHit);
        if (hit) out.add(hit[0].toLowerCase());
      }
    }
    return Array.from(out);
  }

  // ---------- Limits ----------

  function button(text, action, values) {
    const element = make('button', { type: 'button', ...values }, text);
    element.addEventListener('click', action);
    return element;
  }

  function limit(newGroup, newSide) {
    group = newGroup;
    side = newSide;
    update();
  }

  function showScope(counts) {
    const focused = document.activeElement.closest && document.activeElement.closest('.f-scope button');
    const key = focused && focused.dataset.key;
    const total = (map) => Object.values(map).reduce((sum, count) => sum + count, 0);
    const one = (key, pressed, count, content, action) => button([content, make('span', { class: 'num' }, ` ${count}`)].flat(), action, { 'data-key': key, 'aria-pressed': String(pressed) });
    const buttons = [];
    if (counts) {
      const { byKind, bySide } = counts;
      const groups = new Set([...Object.keys(byKind).map(groupOf), ...group ? [group] : []]);
      buttons.push(one('all', !group, total(byKind), words.all, () => limit('', side)));
      Array.from(groups).sort((a, b) => placeOf(a) - placeOf(b)).forEach((name) => {
        buttons.push(one(name, group === name, countOf(byKind, name), nameOf(name), () => limit(group === name ? '' : name, side)));
      });
      ['left', 'right', 'joint'].filter((name) => bySide[name] || side === name).forEach((name) => {
        buttons.push(one(`of-${name}`, side === name, bySide[name] || 0, [glyph(name), words[name]], () => limit(group, side === name ? '' : name)));
      });
    }
    scope.replaceChildren(...buttons);
    scope.hidden = !buttons.length;
    if (key) (buttons.find((one) => one.dataset.key === key) || field).focus();
  }

  // ---------- The selected option ----------

  function select(option) {
    if (active) active.element.setAttribute('aria-selected', 'false');
    active = option || null;
    clearTimeout(glance);
    preview.hidden = preview.hidden || !active;
    if (!active) return field.removeAttribute('aria-activedescendant');
    active.element.setAttribute('aria-selected', 'true');
    field.setAttribute('aria-activedescendant', active.element.id);
    if (active === options[0]) list.scrollTop = 0;
    else active.element.scrollIntoView({ block: 'nearest' });
    glance = setTimeout(() => { showPreview(active); }, 60);
  }

  const day = (iso) => new Intl.DateTimeFormat(root.lang, { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' }).format(new Date(iso));
  const daysTo = (iso) => Math.round((Date.parse(iso) - Date.parse(isoDay(new Date()))) / 864e5);

  function lateness(next) {
    const days = -daysTo(next);
    return days === 1 ? page.overdueOne : fill(page.overdue, { n: days, date: day(next) });
  }

  function freshness({ next }) {
    if (!next) return '';
    const days = daysTo(next);
    return `, ${days < 0 ? lateness(next) : days <= 14 ? fill(page.due, { date: day(next) }) : words.fresh}`;
  }

  // Beside the list, where there is room: what the page is, who answers for it, what else fits.
  async function showPreview(shown) {
    const { result, wanted } = shown;
    if (!result || getComputedStyle(preview.parentNode).gridTemplateColumns.split(' ').length < 2) {
      preview.hidden = true;
      return;
    }
    const about = await search.about(result).catch(() => null);
    if (active !== shown || !about) return;
    const place = result.heading || isPart(result) ? result.trail[result.trail.length - 1] : '';
    const [owners, crossings] = about.who;
    const facts = owners.map(([position, role]) => [position === 'joint' ? words.ownerJoint : fill(words.owner, { side: words[position] }), role]);
    for (const [from, to, title, limit] of crossings) facts.push([fill(words.crossing, { from: words[from], to: words[to] }), limit ? `${title}, ${limit}` : title]);
    if (result.reviewed) facts.push([words.reviewed, day(result.reviewed) + freshness(result)]);
    preview.replaceChildren(
      make('p', { class: 'label' }, glyph(result.side), sideWords(result.side), names.get(result.kind) || '', place && place !== result.title ? make('span', null, ` · ${place}`) : null),
      make('h2', null, marked(pieces(result.title, wanted))),
      about.summary ? make('p', null, about.summary) : '',
      facts.length ? make('dl', null, facts.flatMap(([name, value]) => [make('dt', null, name), make('dd', null, value)])) : '',
      about.sections.length ? make('p', { class: 'label' }, words.sections) : '',
      about.sections.length ? make('ul', null, about.sections.map((one) => make('li', null, sectionLink(one, shown)))) : ''
    );
    preview.hidden = false;
    preview.scrollTop = 0;
    if (preview.scrollHeight > preview.clientHeight) preview.setAttribute('tabindex', '0');
    else preview.removeAttribute('tabindex');
  }

  function sectionLink({ heading, anchor, href }, { result, wanted }) {
    const target = { ...result, anchor, href };
    const element = make('a', { href: withWords(target, [...wanted]), rel: 'noreferrer' }, marked(pieces(heading, wanted)));
    leads.set(element, { result: target, wanted });
    return element;
  }

  // ---------- Following a result ----------

  const leads = new WeakMap();
  function follow(event) {
    const element = event.target.closest('a');
    const lead = element && (leads.get(element) || options.find((one) => one.element === element));
    if (!lead) return;
    const list = lead.result ? [...lead.wanted] : [];
    const isElsewhere = event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
    if (!isElsewhere && new URL(element.href).pathname === location.pathname) stay(event, element, list);
    else if (lead.result) send(lead.result, list);
  }

  // A result on this very page: the dialog goes, and the words are marked where the reader lands.
  function stay(event, element, list) {
    const { hash } = new URL(element.href);
    const anchor = decode(hash.slice(1));
    dialog.close();
    // At once: with another query in the address the browser would load the page again.
    writeAddress('');
    expect(list, anchor);
    if (hash && hash !== location.hash) return;
    event.preventDefault();
    (document.getElementById(anchor) || root).scrollIntoView();
    arrive();
  }

  // ---------- Opening and closing ----------

  function ask(query) {
    field.value = query;
    field.focus();
    update();
  }

  // The dialog's own sheet is fetched when somebody is about to search. The field takes what is typed meanwhile.
  function dress() {
    if (!words.sheet) return;
    const sheet = make('link', { rel: 'stylesheet', href: words.sheet });
    sheet.onload = sheet.onerror = () => dialog.classList.add('dressed');
    delete words.sheet;
    document.head.append(sheet);
  }

  function open(query) {
    if (typeof query === 'string') field.value = query;
    if (!dialog.open) {
      group = side = '';
      show({});
      status.textContent = '';
      dress();
      dialog.showModal();
    }
    field.focus();
    field.select();
    update();
  }

  function onKey(event) {
    const at = options.indexOf(active);
    const last = options.length - 1;
    const moves = { ArrowDown: at < last ? at + 1 : 0, ArrowUp: at > 0 ? at - 1 : last, Home: 0, End: last };
    if (event.isComposing) return;
    if (event.key in moves && options.length && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      select(options[moves[event.key]]);
    } else if (event.key === 'Enter' && options.length) {
      event.preventDefault();
      const chosen = active || (field.value.trim() && options[0]);
      if (!chosen) return;
      if (!event.ctrlKey && !event.metaKey) return chosen.element.click();
      if (chosen.result) send(chosen.result, [...chosen.wanted]);
      window.open(chosen.element.href, '_blank', 'noopener,noreferrer');
    }
  }

  field.addEventListener('input', () => { update(); });
  field.addEventListener('keydown', onKey);
  list.addEventListener('pointermove', (event) => {
    const over = options.find(({ element }) => element.contains(event.target));
    if (over && over !== active) select(over);
  });
  // The focus stays in the field.
  list.addEventListener('mousedown', (event) => { event.preventDefault(); });
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog || event.target.closest('[data-search-close]')) dialog.close();
    else follow(event);
  });
  dialog.addEventListener('auxclick', follow);
  dialog.addEventListener('close', () => {
    clearTimeout(pause);
    asked++;
    writeAddress('');
  });

  const isMac = /Mac|iPhone|iPad/.test(navigator.platform);
  document.querySelectorAll('[data-search-open]').forEach((opener) => {
    opener.setAttribute('role', 'button');
    opener.setAttribute('aria-haspopup', 'dialog');
    const go = (event) => { event.preventDefault(); open(); };
    opener.addEventListener('click', go);
    opener.addEventListener('keydown', (event) => { if (event.key === ' ') go(event); });
    ['pointerenter', 'focus'].forEach((hint) => opener.addEventListener(hint, () => { dress(); start().catch(() => {}); }, { once: true }));
    const key = opener.querySelector('kbd');
    if (key && isMac) key.textContent = '⌘ K';
  });

  addEventListener('keydown', (event) => {
    const isCommand = (isMac ? event.metaKey : event.ctrlKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === 'k';
    const isSlash = 'slash' in words && event.key === '/' && !event.ctrlKey && !event.metaKey && !event.altKey
      && !event.target.closest('input, textarea, select, [contenteditable], dialog');
    if (isCommand || isSlash) {
      event.preventDefault();
      open();
    }
  });

  // ---------- Coming and going ----------

  // On the page for addresses that lead nowhere, the field has the words of the address in it.
  const lost = document.querySelector('[data-search-lost]');
  if (lost) {
    const last = location.pathname.split('/').filter((part) => part && part !== 'index.html').pop() || '';
    lost.value = decode(last).replace(/\.html?$/, '').replace(/[-_+.]+/g, ' ').trim().slice(0, 200);
    if (lost.value === '404') lost.value = '';
    lost.focus();
    lost.select();
    lost.addEventListener('input', () => open(lost.value));
    lost.closest('form').addEventListener('submit', (event) => {
      event.preventDefault();
      open(lost.value);
    });
  }

  const queryOf = () => new URL(location.href).searchParams.get('q');

  // The address says whether the dialog is open, also on the way back.
  function sync() {
    const query = queryOf();
    if (query && !dialog.open) open(query.slice(0, 200));
    else if (!query && dialog.open && field.value.trim()) dialog.close();
  }

  addEventListener('popstate', sync);
  sync();
})();
