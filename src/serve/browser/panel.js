// What writers see of the live server: what is wrong, marked on the page too; the source beside the
// page; the way to the editor. Text is only ever set as text: names and messages are not trusted.
(function () {
  'use strict';

  const all = (selector, within = document) => Array.from(within.querySelectorAll(selector));
  const SEVERITIES = ['error', 'warning', 'note'];

  const stored = {
    get(key) {
      try { return sessionStorage.getItem(`tandem.live.${key}`); } catch (error) { return null; }
    },
    set(key, value) {
      try { sessionStorage.setItem(`tandem.live.${key}`, value); } catch (error) { /* not kept */ }
    }
  };

  function make(name, className, ...children) {
    const element = document.createElement(name);
    if (className) element.className = className;
    if (name === 'button') element.type = 'button';
    element.append(...children);
    return element;
  }

  function button(className, text, action) {
    const made = make('button', className, text);
    made.addEventListener('click', action);
    return made;
  }

  // The words of the handbook's language; what is in braces is filled in.
  const say = (name, values = {}) => (window.TandemWords[name] || name).replace(/\{(\w+)\}/g, (all, key) => values[key] ?? all);

  const count = (number, one, many, values) => say(number === 1 ? `one_${one}` : many, { n: number, ...values });

  const summary = (report) => SEVERITIES.filter((name) => report[`${name}s`]).map((name) => count(report[`${name}s`], name, `${name}s`)).join(', ');

  // Problems are told in English.
  function english(element) {
    element.lang = 'en';
    return element;
  }

  // ---------- The frame ----------

  let frame = null;

  function makeFrame() {
    const style = document.createElement('link');
    style.rel = 'stylesheet';
    style.href = '/_tandem/live.css';
    document.head.append(style);

    const parts = {
      mood: make('span', 'tandem-mood'),
      title: make('span'),
      // Outside of the button, so that it is announced as a status.
      status: make('p', 'tandem-when'),
      body: make('div', 'tandem-body'),
      list: make('ol'),
      gone: make('p', 'tandem-gone', say('removed')),
      bar: make('div', 'tandem-bar'),
      said: make('p', 'tandem-said'),
      box: make('section', 'tandem-box')
    };
    parts.mood.setAttribute('aria-hidden', 'true');
    parts.status.setAttribute('role', 'status');
    parts.said.setAttribute('role', 'status');
    parts.gone.setAttribute('role', 'status');
    parts.body.id = 'tandem-live-body';
    parts.body.tabIndex = -1;
    parts.head = button('tandem-head', '', () => {
      stored.set('folded', parts.body.hidden ? 'no' : 'yes');
      fold();
    });
    parts.head.append(parts.mood, parts.title);
    parts.head.setAttribute('aria-controls', parts.body.id);
    parts.body.append(parts.status, parts.list);
    parts.box.append(parts.head, parts.body);
    parts.all = make('section', 'tandem-live', parts.gone, parts.box, parts.said, parts.bar);
    parts.all.setAttribute('aria-label', say('for_writers'));
    parts.all.lang = say('language');
    parts.all.dir = 'ltr';
    [parts.box, parts.gone, parts.bar, parts.said].forEach((part) => { part.hidden = true; });
    document.body.append(parts.all);
    function fold() {
      parts.body.hidden = stored.get('folded') === 'yes';
      parts.head.setAttribute('aria-expanded', String(!parts.body.hidden));
    }
    fold();
    return parts;
  }

  function parts() {
    frame = frame || makeFrame();
    return frame;
  }

  let hush = 0;

  function announce(text) {
    const { said } = parts();
    said.textContent = text;
    said.hidden = false;
    clearTimeout(hush);
    hush = setTimeout(() => { said.hidden = true; }, Math.max(2000, text.length * 60));
  }

  // ---------- Problems ----------

  function copy(place, text) {
    const copied = navigator.clipboard ? navigator.clipboard.writeText(text) : Promise.reject();
    copied.then(() => { place.textContent = say('copied'); }, () => { place.textContent = say('not_copied'); });
    setTimeout(() => { place.textContent = text; }, 1200);
  }

  function finding(problem, isHere) {
    const item = make('li', `tandem-${problem.severity}`, make('span', 'tandem-kind', `${say(problem.severity)} ${problem.code}`));
    const block = isHere && blockOf(problem);
    if (block) {
      // The worst comes first.
      block.dataset.tandem = block.dataset.tandem || problem.severity;
      item.append(button('tandem-here', say('here'), () => block.scrollIntoView({ block: 'center' })));
    } else if (isHere) item.append(make('span', 'tandem-here', say('here')));
    const text = problem.file + (problem.line ? `:${problem.line}:${problem.column}` : '');
    const place = button('tandem-place', text, () => copy(place, text));
    place.title = say('copy');
    const line = make('p', '', place);
    if (token) line.append(' ', button('tandem-open', say('open'), () => open(problem.file, problem.line || 1)));
    item.append(line, english(make('p', '', problem.message)));
    if (problem.source) item.append(make('pre', 'tandem-source', problem.source));
    if (problem.help) item.append(make('p', 'tandem-help', say('fix'), ' ', english(make('span', '', problem.help))));
    return item;
  }

  const wordsOf = (text) => new Set(text.toLowerCase().split(/[^\p{L}\p{N}]+/u).filter((word) => word.length > 1));
  const HEADINGS = ':is(h1, h2, h3, h4, h5, h6)';
  const BLOCKS = 'p, li, dt, dd, td, th, pre, figure, blockquote, img, summary, caption';

  // The block of the page that a line of the source became: the one below the same heading that
  // has most of the words of the line, and its place among lines that are the same.
  function blockOf(problem) {
    const main = document.querySelector('main');
    const heading = problem.heading && document.getElementById(problem.heading);
    const start = heading || main && main.querySelector('h1');
    if (!start || !problem.line) return start || null;
    const marks = all(`${HEADINGS}[id]`, main);
    const end = marks[marks.indexOf(start) + 1];
    const follows = (a, b) => a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING;
    const wanted = wordsOf((problem.source || '').replace(/\]\([^)]*\)|\{[^}]*\}/g, ' '));
    const share = (block) => {
      const own = wordsOf(block.textContent + ' ' + (block.alt || ''));
      return Array.from(wanted).filter((word) => own.has(word)).length / (wanted.size || 1);
    };
    const blocks = all(BLOCKS, main).filter((block) => follows(start, block) && (!end || follows(block, end)));
    const shares = blocks.map(share);
    const most = Math.max(0.5, ...shares);
    // A list around an item has its words too: the innermost is meant. Of equal lines of the source
    // each became a block of its own, in their order.
    const alike = blocks.filter((block, at) => shares[at] === most).filter((block, at, own) => !own.some((inner) => inner !== block && block.contains(inner)));
    return alike[Math.min(problem.twin || 0, alike.length - 1)] || start;
  }

  function showProblems(report, { plainTitle, note, own }) {
    const { problems, errors, warnings, notes } = report;
    const number = errors + warnings + notes;
    document.title = (number ? `(${number}) ` : '') + plainTitle;
    const had = stored.get('had') === 'yes';
    stored.set('had', number ? 'yes' : 'no');
    all('[data-tandem]').forEach((block) => block.removeAttribute('data-tandem'));
    if (!number && !had) {
      if (frame) frame.box.hidden = true;
      return;
    }
    const { box, mood, title, status, list } = parts();
    if (!number) return allClear(report);
    const isHere = (problem) => problem.page !== null && own.has(problem.page);
    const work = count(report.pages, 'page', 'pages', { ms: report.milliseconds });
    box.dataset.mood = errors ? 'error' : 'warning';
    mood.textContent = errors ? '\u2716' : '\u25B2';
    title.textContent = summary(report);
    status.textContent = `${summary(report)} \u00B7 ${work}${note ? `, ${note}` : ''}`;
    list.replaceChildren(...problems.map((problem) => finding(problem, isHere(problem))));
    if (number > problems.length) list.append(make('li', '', say('more', { n: number - problems.length })));
    box.hidden = false;
  }

  function allClear(report) {
    const { box, mood, title, status, list } = parts();
    const text = say('clear', { ms: report.milliseconds });
    box.dataset.mood = 'ok';
    mood.textContent = '\u2714';
    title.textContent = text;
    status.textContent = text;
    list.replaceChildren();
    box.hidden = false;
    setTimeout(() => { if (box.dataset.mood === 'ok') box.hidden = true; }, 2500);
  }

  // ---------- The source, and the editor ----------

  let token = '';
  let source = null;
  let pane = null;

  const json = (address) => fetch(address, { cache: 'no-store' }).then((response) => response.ok ? response.json() : null);

  const pageOf = (own) => `page=${encodeURIComponent(Array.from(own).find((output) => output.endsWith('.html')) || '')}`;

  // What the page is made of; pages that nobody wrote have no source, and only the writer may ask.
  function loadSource(own) {
    return json(`/_tandem/source.json?${pageOf(own)}`).then((answer) => {
      source = answer;
      token = answer ? answer.token : '';
      const { bar } = parts();
      bar.hidden = !answer;
      if (!bar.childElementCount) {
        const shows = button('tandem-shows', say('source'), () => { stored.set('pane', pane ? 'no' : 'yes'); showPane(); });
        bar.append(shows, button('tandem-opens', say('editor'), () => open(source.file, linesInView()[0])));
      }
      showPane();
    }, () => { /* the server is away; it says so again when it is back */ });
  }

  function open(file, line) {
    const request = new XMLHttpRequest();
    request.open('POST', `/_tandem/open?file=${encodeURIComponent(file)}&line=${line}`);
    request.setRequestHeader('tandem-token', token);
    request.onload = () => announce(request.status === 200 ? say('opened', { file, line }) : request.responseText.trim());
    request.onerror = () => announce(say('away'));
    request.send();
  }

  // First and last line of the section in view: the last heading above a third of the window.
  function linesInView() {
    const places = source.headings.map(({ id, line }) => ({ line, element: document.getElementById(id) })).filter(({ element }) => element);
    const above = places.filter(({ element }) => element.getBoundingClientRect().top < innerHeight / 3);
    const first = scrollY > 0 && above.length ? above[above.length - 1].line : 1;
    const next = source.headings.find(({ line }) => line > first);
    return [first, next ? next.line - 1 : Infinity];
  }

  function showPane() {
    const isWanted = stored.get('pane') === 'yes' && source;
    const shows = parts().bar.querySelector('.tandem-shows');
    if (shows) shows.setAttribute('aria-pressed', String(!!isWanted));
    document.documentElement.classList.toggle('tandem-with-source', !!isWanted);
    if (!isWanted) {
      if (pane) pane.all.remove();
      pane = null;
      return;
    }
    if (!pane) {
      pane = { name: make('b'), lines: make('ol'), first: 0 };
      const close = button('tandem-close', say('close'), () => { stored.set('pane', 'no'); showPane(); });
      pane.scroll = make('div', 'tandem-lines', pane.lines);
      pane.scroll.tabIndex = 0;
      pane.scroll.setAttribute('role', 'group');
      pane.all = make('aside', 'tandem-pane', make('p', 'tandem-pane-head', pane.name, close), pane.scroll);
      pane.all.setAttribute('aria-label', say('source_of_page'));
      pane.scroll.setAttribute('aria-label', say('source_lines'));
      pane.all.lang = say('language');
      pane.all.dir = 'ltr';
      document.body.append(pane.all);
    }
    pane.name.textContent = source.file;
    pane.first = 0;
    pane.lines.replaceChildren(...source.text.replace(/(\r\n|\n|\r)$/, '').split(/\r\n|\n|\r/).map((text) => make('li', '', text || ' ')));
    followSection();
  }

  function followSection() {
    if (!pane) return;
    const [first, last] = linesInView();
    if (pane.first === first) return;
    pane.first = first;
    Array.from(pane.lines.children).forEach((line, at) => line.classList.toggle('tandem-in-view', at + 1 >= first && at + 1 <= last));
    const line = pane.lines.children[first - 1];
    if (line) pane.scroll.scrollTop = line.offsetTop - 12;
  }

  let isWaiting = false;
  addEventListener('scroll', () => {
    if (isWaiting || !pane) return;
    isWaiting = true;
    requestAnimationFrame(() => { isWaiting = false; followSection(); });
  }, { passive: true });

  // ---------- What the connection tells ----------

  let asked = 0;

  window.TandemPanel = {
    // Asks what is wrong now, and shows it.
    show(about) {
      // Answers may overtake each other: only that to the last question counts.
      const question = ++asked;
      loadSource(about.own)
        .then(() => json(`/_tandem/problems.json?${pageOf(about.own)}`))
        .then((report) => { if (report && question === asked) showProblems(report, about); })
        .catch(() => { /* the server is away; it says so again when it is back */ });
    },
    // Says that the page was removed, or no longer.
    gone(isGone) {
      if (isGone || frame) parts().gone.hidden = !isGone;
    }
  };
})();
