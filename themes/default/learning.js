// What the default theme does for those who learn: the side they sit on, ticks, progress and
// checks, all kept on this device only. Without it lists are lists, answers to checks are folded
// below them, and nothing is missing. Classic script, no requests, no HTML from strings.
(function () {
  'use strict';

  const root = document.documentElement;
  const words = document.body.dataset;
  const book = root.dataset.book;
  const clock = new Date();
  const today = new Date(clock - clock.getTimezoneOffset() * 6e4).toISOString().slice(0, 10);
  const find = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => Array.from(within.querySelectorAll(selector));
  const fill = (text, n, of) => text.replace('{n}', n).replace('{all}', of);

  // ---------- What is kept ----------

  // Where storage is refused, things are kept until the page is left.
  const memory = {};

  function load(name) {
    try {
      return name in memory ? memory[name] : localStorage.getItem(`tandem.v1.${book}.${name}`);
    } catch (error) { return null; }
  }

  function save(name, text) {
    try {
      localStorage.setItem(`tandem.v1.${book}.${name}`, text);
      delete memory[name];
    } catch (error) { memory[name] = text; }
  }

  // Maps from `page#thing`. What is read, from storage or from a file, may be anything: each
  // entry is taken only in the shape that is known here.
  const isDay = (text) => /^\d{4}-\d\d-\d\d( \d{4}-\d\d-\d\d)?$/.test(text);
  const shapes = {
    done: (value) => isDay(value) && String(value),
    check: (value) => value && isDay(value.on) && { right: value.right === true, tries: +value.tries || 1, on: value.on },
    reflect: (value) => typeof value === 'string' && value.slice(0, 4000),
    paths: (value) => /^\d+\/\d+$/.test(value) && String(value)
  };

  function clean(name, raw) {
    const map = {};
    for (const [key, value] of Object.entries(raw && typeof raw === 'object' ? raw : {})) {
      const known = /^[^#]{0,400}#.{0,400}$/.test(key) && shapes[name](value);
      if (known) map[key] = known;
    }
    return map;
  }

  function kept(name) {
    try { return clean(name, JSON.parse(load(name))); } catch (error) { return {}; }
  }

  function keep(name, key, value) {
    const map = kept(name);
    if (value) map[key] = value;
    else delete map[key];
    save(name, JSON.stringify(map));
  }

  // What was kept under an old name is kept under the new one.
  function rename(name, from, to) {
    const map = kept(name);
    if (!map[from]) return;
    if (!map[to]) keep(name, to, map[from]);
    keep(name, from);
  }

  // A page that moved takes along what was kept under the addresses that it had.
  const withoutEnding = (path) => path.replace(/(^|\/)index\.html$|\.html$|\/$/, '');
  const former = (words.former || '').split(' ').filter(Boolean);
  if (former.length) {
    Object.keys(shapes).forEach((name) => Object.keys(kept(name)).forEach((key) => {
      const [path, thing] = [key.slice(0, key.indexOf('#')), key.slice(key.indexOf('#'))];
      if (former.includes(withoutEnding(path))) rename(name, key, words.page + thing);
    }));
  }

  // So does an item when the page behind it moved.
  all('.article:not(.book) .pi .tick[data-former], .stop[data-former]').forEach(({ dataset }) => {
    const start = dataset.key.includes('#') ? '' : `${words.page}#`;
    dataset.former.trim().split(' ').forEach((old) => {
      ['done', 'reflect'].forEach((name) => rename(name, start + old, start + dataset.key));
    });
  });

  // A tick is a day, and the review of the page behind it that was ticked. It holds until that
  // page is reviewed again.
  const tick = (changed) => changed ? `${today} ${changed}` : today;
  const holds = (when, changed) => !!when && !(changed > (when.slice(11) || when));

  // ---------- The reader's side ----------

  const radios = all('.sides-switch input');
  const sorted = [];
  if (radios.length) {
    all('.layout-home :is(#situations + ul, .desk, .hand tbody)').forEach((list) => sorted.push([list, Array.from(list.children)]));
  }
  radios.forEach((radio) => radio.addEventListener('change', () => {
    save('side', radio.value);
    showSide();
    showProgress();
  }));

  const isForMe = (whom) => !root.dataset.side || !/left|right/.test(whom) || whom === root.dataset.side;

  let shown;

  // What concerns the chosen side comes first; nothing is left out.
  function showSide() {
    const side = /^(left|right)$/.test(load('side')) ? load('side') : '';
    if (side === shown) return;
    shown = side;
    if (side) root.dataset.side = side;
    else delete root.dataset.side;
    radios.forEach((radio) => {
      radio.checked = radio.value === side;
      if (radio.checked) find('.sides-said').textContent = radio.dataset.said;
    });
    const { left, right } = radios.length ? radios[0].closest('fieldset').dataset : {};
    const whose = (row) => {
      const leads = (to) => all('a', row).some((link) => to.split('|').includes(link.getAttribute('href')));
      return row.dataset.to || row.dataset.side || (leads(left) ? 'left' : leads(right) ? 'right' : 'joint');
    };
    const rank = (row) => {
      if (!side || whose(row) === side) return 0;
      return /left|right/.test(whose(row)) && row.dataset.from !== side ? 2 : 1;
    };
    sorted.forEach(([list, rows]) => {
      const now = rows.slice().sort((a, b) => rank(a) - rank(b));
      if (now.some((row, at) => row !== list.children[at])) list.append(...now);
    });
    all('.path .only').forEach((box) => { box.open = isForMe(box.classList[1]); });
  }

  // ---------- Ticks ----------

  const boxes = [];
  const items = all('.article:not(.book) .pi .tick');

  function remember(box, key) {
    boxes.push([box, key]);
    box.disabled = false;
    box.addEventListener('change', () => {
      keep('done', key, box.checked && tick(box.dataset.changed));
      showTick(box, false);
      showProgress();
      noteProgress();
    });
  }

  all('.prose .checks input').forEach((box) => {
    if (box.closest('.ticket')) return;
    const text = box.closest('li').textContent.trim().replace(/\s+/g, ' ').slice(0, 60);
    remember(box, `${words.page}#${text}`);
  });
  items.forEach((box) => remember(box, `${words.page}#${box.dataset.key}`));

  // Below a tick: that the page behind it changed, or a line about whom one met.
  function showTick(box, isStale) {
    const note = find('.pi-changed', box.parentNode);
    const line = find('.pi-line', box.parentNode);
    if (note) note.hidden = !isStale;
    if (line) line.hidden = !box.checked && !find('input', line).value;
  }

  // Whatever is written: a reflection, or a line about a meeting.
  const fields = [];

  function write(field, key, out) {
    fields.push([field, key]);
    field.addEventListener('input', () => keep('reflect', key, field.value));
    if (out) field.addEventListener('change', () => { out.textContent = 'reflect' in memory ? '' : out.dataset.kept; });
  }

  all('.pi-line input').forEach((field) => {
    write(field, `${words.page}#${find('.tick', field.closest('li')).dataset.key}`);
  });

  // Shows what is kept: at first, and when another page or a file has changed it.
  function refresh() {
    const done = kept('done');
    const texts = kept('reflect');
    fields.forEach(([field, key]) => { if (field !== document.activeElement) field.value = texts[key] || ''; });
    boxes.forEach(([box, key]) => {
      if (done[key] || !box.defaultChecked) box.checked = holds(done[key], box.dataset.changed);
      showTick(box, !!done[key] && !box.checked);
    });
    showSide();
    showProgress();
    showStops();
  }

  // ---------- Progress on a path ----------

  let far = '';

  function showProgress() {
    const ring = find('.pring');
    const mine = items.filter((box) => isForMe(box.dataset.only));
    const count = (some) => some.filter((box) => box.checked).length;
    const n = count(mine);
    far = `${n}/${mine.length}`;
    if (!ring) return;
    find('b', ring).textContent = fill(ring.dataset.progress, n, mine.length);
    find('.ring-done', ring).setAttribute('stroke-dasharray', `${mine.length && n / mine.length * 100} 100`);
    all('.week').forEach((week) => {
      const own = mine.filter((box) => week.contains(box));
      const label = find('[data-done]', week);
      label.textContent = own.length ? fill(label.dataset.done, count(own), own.length) : '';
      find('progress', week).value = count(own);
      find('progress', week).max = own.length || 1;
    });
    showNext(find('.nextup'), mine.find((box) => !box.checked));
    find('.unkept').hidden = !Object.keys(memory).length;
  }

  function showNext(bar, box) {
    const line = box && box.closest('li');
    const link = line && find('label a[href]', line);
    const button = find('.btn', bar);
    bar.hidden = !items.length;
    button.hidden = !box;
    find('b', bar).textContent = box ? line.dataset.text : bar.dataset.allDone;
    find('p span', bar).textContent = !box ? '' : [
      fill(bar.dataset.week, find('.wn', line.closest('.week')).textContent),
      find('.ty', line).textContent,
      (find('.mn', line) || {}).textContent
    ].filter(Boolean).join(', ');
    if (box) button.href = link ? link.href : `#${box.id}`;
  }

  const isBegun = (path) => `${path}#` in kept('paths')
    || Object.keys(kept('done')).some((key) => key.startsWith(`${path}#`));

  if (items.length) {
    // Whoever opens an item has begun, and finds the way back at the end of the page.
    addEventListener('click', (event) => {
      if (!event.target.closest('.pi a, .nextup a') || isBegun(words.page)) return;
      keep('paths', `${words.page}#`, far);
    });
    save('done', JSON.stringify(kept('done')));
  }

  function noteProgress() {
    if (items.length && isBegun(words.page)) keep('paths', `${words.page}#`, far);
  }

  // Links to a path say how far one is.
  const paths = kept('paths');
  const top = new URL(words.root || '.', location).href;
  all('.plainlist a, .heroact .go').forEach((link) => {
    const progress = paths[`${link.href.replace(top, '')}#`];
    const label = link.nextElementSibling;
    if (progress && link.dataset.carry) link.textContent = link.dataset.carry;
    else if (progress && label) label.textContent = fill(words.far, ...progress.split('/'));
  });

  // ---------- Items of paths that lead to this page ----------

  const stops = all('.stop');

  function showStops() {
    const done = kept('done');
    stops.forEach((stop) => {
      const { key, changed, left, verb } = stop.dataset;
      const isOpen = verb === 'check' && left !== '0';
      const isDone = holds(done[key], changed);
      const button = find('.btn', stop);
      stop.hidden = !isBegun(key.split('#')[0]) || !isForMe(stop.dataset.only);
      find('.stop-done', stop).hidden = !isDone;
      button.textContent = isDone || isOpen ? button.dataset.back : button.dataset.tick;
    });
    // One filled button: the first that is still to be done.
    const next = stops.find((stop) => !stop.hidden && find('.stop-done', stop).hidden);
    stops.forEach((stop) => find('.btn', stop).classList.toggle('go', stop === next));
    all('.stops').forEach((part) => { part.hidden = stops.every((stop) => stop.hidden); });
  }

  stops.forEach((stop) => {
    const { key, changed, verb } = stop.dataset;
    find('.btn', stop).addEventListener('click', () => {
      if (verb !== 'check' || stop.dataset.left === '0') keep('done', key, tick(changed));
    });
  });

  // An item that asks for checks is ticked by the last right answer. It means those below the
  // heading that it leads to, or that one check, or all on the page.
  function checksOf(place) {
    const target = place && document.getElementById(decodeURIComponent(place));
    const checks = all('.quiz').filter((quiz) => quiz.dataset.form !== 'reflection');
    if (!target || checks.includes(target)) return target ? [target] : checks;
    const marks = all('h1, h2, h3, h4, h5, h6, .quiz');
    const behind = marks.slice(marks.indexOf(target) + 1);
    const end = behind.findIndex((mark) => mark.tagName <= target.tagName && mark.tagName[0] === 'H');
    const below = behind.slice(0, end < 0 ? undefined : end).filter((mark) => checks.includes(mark));
    return below.length ? below : checks;
  }

  function countChecks() {
    const answered = kept('check');
    return stops.filter((stop) => stop.dataset.verb === 'check').filter((stop) => {
      const checks = checksOf(stop.dataset.place);
      const right = checks.filter((quiz) => (answered[`${words.page}#${quiz.id}`] || {}).right).length;
      const far = find('.stop-far', stop);
      far.textContent = checks.length ? fill(far.dataset.far, right, checks.length) : '';
      stop.dataset.left = checks.length - right;
      return checks.length && right === checks.length;
    });
  }

  // ---------- Checks ----------

  all('.quiz').forEach((quiz) => {
    const out = find('output', quiz);
    const key = `${words.page}#${quiz.id}`;
    if (quiz.dataset.form === 'reflection') {
      write(find('textarea', quiz), key, out);
      return;
    }
    if ((kept('check')[key] || {}).right) out.textContent = quiz.dataset.before;
    all('.opt-move button', quiz).forEach((button) => button.addEventListener('click', () => move(button, quiz, out)));
    quiz.addEventListener('submit', (event) => {
      event.preventDefault();
      all('.opt .fb, .opt .verdict', quiz).forEach((old) => old.remove());
      const right = (quiz.dataset.form === 'order' ? checkOrder : checkChoice)(quiz, out);
      if (right === null) return;
      const before = kept('check')[key] || { tries: 0 };
      keep('check', key, { right: right || before.right, tries: before.tries + 1, on: today });
      countChecks().forEach(({ dataset }) => {
        if (!right || !isBegun(dataset.key.split('#')[0]) || holds(kept('done')[dataset.key], dataset.changed)) return;
        keep('done', dataset.key, tick(dataset.changed));
        out.textContent += ` ${dataset.ticked}`;
      });
      showStops();
    });
  });

  function checkChoice(quiz, out) {
    if (!find('input:checked', quiz)) { out.textContent = quiz.dataset.pick; return null; }
    let right = true;
    all('.opt', quiz).forEach((option) => {
      const answer = find(`.solution [data-number="${option.dataset.number}"]`, quiz);
      const note = find('.fb', answer);
      const isChosen = find('input', option).checked;
      const isRight = answer.hasAttribute('data-right');
      right = right && isChosen === isRight;
      if (isChosen && isRight) {
        const verdict = document.createElement('b');
        verdict.className = 'verdict';
        verdict.textContent = quiz.dataset.mark;
        find('.opt-text', option).append(verdict);
      }
      if (isChosen && note) option.append(note.cloneNode(true));
    });
    out.textContent = right ? quiz.dataset.right : quiz.dataset.wrong;
    return right;
  }

  function checkOrder(quiz, out) {
    const options = all('.opt', quiz);
    const placed = options.filter((option, at) => +option.dataset.number === at + 1).length;
    const right = placed === options.length;
    out.textContent = right ? quiz.dataset.sorted : fill(quiz.dataset.unsorted, placed, options.length);
    return right;
  }

  // The neighbour moves, so that the button keeps the focus.
  function move(button, quiz, out) {
    const option = button.closest('.opt');
    const isUp = button.hasAttribute('data-up');
    if (isUp) option.after(option.previousElementSibling);
    else option.before(option.nextElementSibling);
    if (getComputedStyle(button).visibility === 'hidden') find(isUp ? '[data-down]' : '[data-up]', option).focus();
    const options = all('.opt', quiz);
    out.textContent = fill(quiz.dataset.moved, options.indexOf(option) + 1, options.length);
  }

  // ---------- Taking progress along ----------

  const bag = find('.bag');
  const travels = ['done', 'check', 'reflect'];

  function pack() {
    const file = { tandem: 'progress', version: 1, handbook: book, saved: today };
    travels.forEach((name) => { file[name] = kept(name); });
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([JSON.stringify(file, null, 1)], { type: 'application/json' }));
    link.download = `${book}-${today}.json`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 6e4);
    return bag.dataset.saved.replace('{file}', link.download);
  }

  // A file adds to what is here and replaces only older ticks and wrong answers.
  function unpack(text) {
    let file;
    try { file = JSON.parse(text); } catch (error) { /* told below */ }
    if (!file || file.tandem !== 'progress') return bag.dataset.strange;
    if (file.version !== 1) return bag.dataset.newer;
    if (file.handbook !== book) return bag.dataset.other.replace('{name}', String(file.handbook).slice(0, 80));
    const counts = { taken: 0, differs: 0, odd: 0 };
    travels.forEach((name) => {
      const own = kept(name);
      const theirs = clean(name, file[name]);
      counts.odd += Object.keys(file[name] || {}).length - Object.keys(theirs).length;
      for (const [key, value] of Object.entries(theirs)) {
        if (!own[key] || (name === 'done' && value > own[key]) || (value.right && !own[key].right)) {
          own[key] = value;
          counts.taken++;
        } else if (name === 'reflect' && value !== own[key]) counts.differs++;
      }
      save(name, JSON.stringify(own));
    });
    refresh();
    noteProgress();
    const said = [counts.taken ? fill(bag.dataset.taken, counts.taken) : bag.dataset.nothing];
    if (counts.differs) said.push(fill(bag.dataset.differs, counts.differs));
    if (counts.odd) said.push(fill(bag.dataset.odd, counts.odd));
    return said.join(' ');
  }

  if (bag) {
    const said = find('[role="status"]', bag);
    const picker = find('input', bag);
    find('button', bag).addEventListener('click', () => { said.textContent = pack(); });
    picker.addEventListener('change', () => {
      const file = picker.files[0];
      if (!file) return;
      const reader = new FileReader();
      reader.onload = () => { said.textContent = unpack(reader.result); };
      reader.onerror = () => { said.textContent = bag.dataset.strange; };
      if (file.size < 2e6) reader.readAsText(file);
      else reader.onerror();
      picker.value = '';
    });
  }

  // In `serve`, an edit may add what this script keeps lists of: then the page is loaded again.
  const ours = '.quiz, .opt, .checks input, .pi, .stop, .week, .sides-switch, .path .only, .bag, .pring, .nextup';
  const isOurs = (node) => node.nodeType === 1
    && (node.matches(ours) || !!find(ours, node) || sorted.some(([list]) => list.contains(node)));
  document.addEventListener('tandem:update', (event) => {
    if (event.detail.added.some(isOurs)) event.preventDefault();
    else showProgress();
  });

  countChecks();
  refresh();
  noteProgress();
  addEventListener('pageshow', (event) => { if (event.persisted) refresh(); });
  addEventListener('storage', refresh);
})();
