// What the default theme does with a script: comfort only. Every page can be read and every page
// reached without it; answers to checks are folded below them, and no filter hides anything.
// Classic script, no requests but for pages that a reader is about to open, no HTML from strings.
(function () {
  'use strict';

  var root = document.documentElement;
  var words = document.body.dataset;

  function find(selector, within) {
    return (within || document).querySelector(selector);
  }

  function each(selector, action, within) {
    Array.prototype.forEach.call((within || document).querySelectorAll(selector), action);
  }

  // Prepares parts of a page: those that are there, and in `serve` those that an edit adds. Each
  // part is prepared once.
  var preparing = [];

  function prepare(selector, action) {
    var known = new WeakSet();
    function run() {
      each(selector, function (part) {
        if (known.has(part)) return;
        known.add(part);
        action(part);
      });
    }
    preparing.push(run);
    run();
  }

  document.addEventListener('tandem:update', function () {
    preparing.forEach(function (run) { run(); });
  });

  // What is kept on this device. Storage may be missing or refused; then nothing is kept.
  var store = {
    get: function (key) {
      try { return localStorage.getItem('tandem.v1.' + key); } catch (error) { return null; }
    },
    set: function (key, value) {
      try { localStorage.setItem('tandem.v1.' + key, value); } catch (error) { /* not kept */ }
    }
  };

  // ---------- Light and dark ----------

  prepare('[data-theme-toggle]', function (button) {
    button.addEventListener('click', function () {
      var system = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
      var now = root.dataset.theme || system;
      root.dataset.theme = now === 'dark' ? 'light' : 'dark';
      store.set('theme', root.dataset.theme);
    });
  });

  // Other windows of the same reader follow.
  addEventListener('storage', function (event) {
    if (event.key !== 'tandem.v1.theme') return;
    if (event.newValue) root.dataset.theme = event.newValue;
    else delete root.dataset.theme;
  });

  // ---------- The menu ----------

  var menu = find('#Menu');
  var drawer = find('#Drawer');

  // One menu, two places: it moves into the dialog while that is open, and back.
  if (menu && drawer && drawer.showModal) {
    var place = document.createComment('menu');
    prepare('[data-menu-open]', function (opener) {
      opener.setAttribute('role', 'button');
      opener.setAttribute('aria-haspopup', 'dialog');
      opener.addEventListener('click', function (event) {
        event.preventDefault();
        menu.replaceWith(place);
        drawer.append(menu);
        drawer.showModal();
        showCurrent(drawer);
      });
      opener.addEventListener('keydown', function (event) {
        if (event.key === ' ') { event.preventDefault(); opener.click(); }
      });
    });
    drawer.addEventListener('close', function () {
      place.replaceWith(menu);
      showCurrent(menu);
    });
    drawer.addEventListener('click', function (event) {
      var closes = event.target === drawer || event.target.closest('[data-menu-close], a');
      if (closes) drawer.close();
    });
    // A page that comes back from the browser's memory must not come back with its menu open.
    addEventListener('pagehide', function () { if (drawer.open) drawer.close(); });
  }

  // Brings the current page's line into view inside the menu, without moving the page.
  function showCurrent(frame) {
    var current = menu && find('a[aria-current]', menu);
    if (!current || frame.scrollHeight <= frame.clientHeight) return;
    var line = current.getBoundingClientRect();
    var box = frame.getBoundingClientRect();
    frame.scrollTop += line.top - box.top - box.height / 3;
  }

  // Folded groups stay as the reader left them, in this tab.
  prepare('details[data-fold]', function (group) {
    var key = 'tandem.v1.fold.' + group.dataset.fold;
    try {
      if (sessionStorage.getItem(key) === 'open') group.open = true;
      group.addEventListener('toggle', function () {
        sessionStorage.setItem(key, group.open ? 'open' : 'closed');
      });
    } catch (error) { /* not kept */ }
    if (find('a[aria-current]', group)) group.open = true;
  });
  if (menu) showCurrent(menu);

  // ---------- Where the reader is ----------

  var marks = {};
  var headings = [];
  var watch = 'IntersectionObserver' in window
    && new IntersectionObserver(markHeading, { rootMargin: '0px 0px -66% 0px' });

  function findHeadings() {
    marks = {};
    each('.toc a[href^="#"]', function (link) {
      marks[decodeURIComponent(link.hash.slice(1))] = link;
    });
    headings = Object.keys(marks).map(function (id) {
      return document.getElementById(id);
    }).filter(Boolean);
    if (!watch) return;
    watch.disconnect();
    headings.forEach(function (heading) { watch.observe(heading); });
  }

  // The heading being read is the last one above the upper third of the window.
  function markHeading() {
    var line = innerHeight / 3;
    var current = headings[0];
    headings.forEach(function (heading) {
      if (heading.getBoundingClientRect().top < line) current = heading;
    });
    headings.forEach(function (heading) {
      if (heading === current) marks[heading.id].setAttribute('aria-current', 'location');
      else marks[heading.id].removeAttribute('aria-current');
    });
  }

  findHeadings();
  document.addEventListener('tandem:update', findHeadings);

  // ---------- Back to where you were ----------

  // A long page that was left in the middle offers to go on there; in this tab, until it is used.
  // Going back and reloading are the browser's own business.
  var spots = 'tandem.v1.spot.' + words.page;

  function readSpot() {
    try {
      var spot = JSON.parse(sessionStorage.getItem(spots));
      sessionStorage.removeItem(spots);
      return spot;
    } catch (error) { return null; }
  }

  function offerSpot(spot) {
    var offer = document.createElement('a');
    offer.className = 'resume';
    offer.href = '#' + spot.id;
    offer.textContent = words.resume.replace('{title}', spot.title);
    find('main').append(offer);
    offer.addEventListener('click', function () { offer.remove(); });
    addEventListener('scroll', function left() {
      if (scrollY < innerHeight / 2) return;
      offer.remove();
      removeEventListener('scroll', left);
    }, { passive: true });
  }

  var visit = performance.getEntriesByType && performance.getEntriesByType('navigation')[0];
  var spot = readSpot();
  if (spot && !location.hash && visit && visit.type === 'navigate' && document.getElementById(spot.id)) {
    offerSpot(spot);
  }

  addEventListener('pagehide', function () {
    if (scrollY < innerHeight) return;
    var read = Array.prototype.filter.call(document.querySelectorAll('main :is(h2, h3)[id]'), function (heading) {
      return heading.offsetParent && heading.getBoundingClientRect().top < 140;
    }).pop();
    if (!read) return;
    var title = read.textContent.replace(/#\s*$/, '').trim();
    try { sessionStorage.setItem(spots, JSON.stringify({ id: read.id, title: title })); } catch (error) { /* not kept */ }
  });

  // ---------- Pages that open at once ----------

  // Over http a page is fetched when a link to it is pointed at; from a folder nothing is slow.
  // While somebody writes, the next page may not be what it was a moment ago.
  var isServed = /^http/.test(location.protocol) && !find('script[src$="_tandem/live.js"]');
  var saves = navigator.connection && navigator.connection.saveData;
  var fetched = {};

  function fetchAhead(event) {
    var link = event.target.closest && event.target.closest('a[href]');
    if (!link || link.origin !== location.origin || !/(\.html|\/)$/.test(link.pathname)) return;
    if (link.pathname === location.pathname || fetched[link.pathname]) return;
    fetched[link.pathname] = true;
    var hint = document.createElement('link');
    hint.rel = 'prefetch';
    hint.href = link.pathname;
    document.head.append(hint);
  }

  if (isServed && !saves) {
    addEventListener('pointerover', fetchAhead, { passive: true });
    addEventListener('focusin', fetchAhead);
  }

  // ---------- A newer release ----------

  // Which release a page belongs to is asked when it is loaded; whether there is a newer one, when
  // its reader comes back to it after some minutes. A host that wants a login answers elsewhere.
  var MINUTES = 3e5;
  var release;
  var asked;

  function askRelease() {
    asked = Date.now();
    return fetch(words.root + 'version.json', { cache: 'no-cache', redirect: 'error' })
      .then(function (answer) { return answer.json(); })
      .then(function (version) { return version.release; }, function () { /* not told */ });
  }

  function lookForNewer() {
    if (document.hidden || !release || Date.now() - asked < MINUTES) return;
    askRelease().then(function (latest) {
      var isKnown = latest === release || latest === store.get(root.dataset.book + '.newer');
      if (latest && !isKnown) offerNewer(latest);
    });
  }

  function offerNewer(latest) {
    var offer = find('.newer') || document.createElement('p');
    var show = document.createElement('a');
    var close = document.createElement('button');
    offer.className = 'newer';
    offer.textContent = words.newer;
    show.href = '';
    show.textContent = words.newerShow;
    show.addEventListener('click', function (event) {
      event.preventDefault();
      location.reload();
    });
    close.type = 'button';
    close.textContent = words.close;
    close.addEventListener('click', function () {
      store.set(root.dataset.book + '.newer', latest);
      offer.remove();
    });
    offer.append(show, close);
    find('main').append(offer);
    status(words.newer);
  }

  if (isServed) {
    askRelease().then(function (own) { release = own; });
    document.addEventListener('visibilitychange', lookForNewer);
    addEventListener('focus', lookForNewer);
  }

  // ---------- Wide tables and code ----------

  // A frame that scrolls is a stop for the keyboard and has a name; one that does not is neither.
  // The engine marks every table frame, for readers without scripts.
  function checkFrame(frame, label) {
    if (frame.scrollWidth > frame.clientWidth + 1) {
      frame.setAttribute('tabindex', '0');
      frame.setAttribute('role', 'group');
      if (label) frame.setAttribute('aria-label', label);
    } else {
      ['tabindex', 'role', 'aria-label'].forEach(function (name) { frame.removeAttribute(name); });
    }
  }

  if ('ResizeObserver' in window) {
    prepare('.tablewrap, .lanescroll, .code pre', function (frame) {
      var label = frame.getAttribute('aria-label') || words.code;
      new ResizeObserver(function () { checkFrame(frame, label); }).observe(frame);
    });
  }

  // ---------- To copy: code, and addresses of headings ----------

  prepare('.code', function (block) {
    var code = find('code', block);
    var button = document.createElement('button');
    button.type = 'button';
    button.className = 'copy';
    button.textContent = words.copy;
    button.setAttribute('aria-live', 'polite');
    button.addEventListener('click', function () {
      copy(code.textContent, code).then(
        function () { say(words.copied); },
        function () { say(words.copyFailed); }
      );
    });
    var reset;
    function say(word) {
      button.textContent = word;
      clearTimeout(reset);
      reset = setTimeout(function () { button.textContent = words.copy; }, 2000);
    }
    block.append(button);
  });

  // The link goes on being one: the address also changes in the browser's bar.
  prepare('.hx', function (link) {
    link.addEventListener('click', function () {
      copy(link.href).then(function () {
        link.dataset.said = words.copied;
        status(words.copied);
        setTimeout(function () { delete link.dataset.said; }, 2000);
      }, function () { /* the address is in the bar */ });
    });
  });

  // The clipboard is closed to pages without https; there the text is selected and copied the old
  // way. Text of the page stays selected if that is refused too.
  function copy(text, shown) {
    if (navigator.clipboard && isSecureContext) return navigator.clipboard.writeText(text);
    var holder = shown || document.body.appendChild(document.createElement('p'));
    if (!shown) {
      holder.textContent = text;
      holder.className = 'vh';
    }
    getSelection().selectAllChildren(holder);
    var worked = document.execCommand('copy');
    if (!shown) holder.remove();
    return worked ? Promise.resolve() : Promise.reject();
  }

  // What is only heard.
  function status(word) {
    var line = find('#Status') || document.body.appendChild(document.createElement('p'));
    line.id = 'Status';
    line.className = 'vh';
    line.setAttribute('role', 'status');
    line.textContent = '';
    setTimeout(function () { line.textContent = word; }, 60);
  }

  // ---------- Pictures that can be seen larger ----------

  // Without scripts the link opens the file.
  prepare('a.zoom', function (link) {
    link.setAttribute('aria-haspopup', 'dialog');
    link.addEventListener('click', function (event) {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      enlarge(link);
    });
  });

  function enlarge(link) {
    var dialog = document.createElement('dialog');
    var close = document.createElement('button');
    var picture = document.createElement('img');
    picture.src = link.href;
    picture.alt = find('img', link).alt;
    close.type = 'button';
    close.className = 'btn';
    close.textContent = words.close;
    dialog.className = 'zoomed';
    dialog.setAttribute('aria-label', picture.alt);
    dialog.append(picture, close);
    dialog.addEventListener('click', function () { dialog.close(); });
    dialog.addEventListener('close', function () { dialog.remove(); });
    document.body.append(dialog);
    dialog.showModal();
  }

  // ---------- Sources beside the text ----------

  // A copy for the eye, where a wide screen has room beside the text; the list at the end stays.
  var mentions = '.doc:has(> .rail) .prose > :is(p, ul, ol, blockquote) .fn a';
  var notes = [];

  function makeNotes() {
    notes.forEach(function (one) { one.note.remove(); });
    notes = [];
    each(mentions, makeNote);
  }

  function makeNote(mention) {
    var source = document.getElementById(mention.hash.slice(1));
    if (!source || mention.id.split('-').length > 2) return;
    var note = document.createElement('small');
    note.className = 'sidenote';
    note.setAttribute('aria-hidden', 'true');
    note.textContent = mention.textContent + '\u2002' + source.textContent.replace(/\s*↩[\s\S]*$/, '').trim();
    mention.closest('.prose').append(note);
    notes.push({ note: note, mention: mention });
  }

  function placeNotes() {
    var free = 0;
    notes.forEach(function (one) {
      if (!one.note.offsetParent) return;
      var frame = one.note.parentNode.getBoundingClientRect();
      var top = Math.max(free, one.mention.getBoundingClientRect().top - frame.top);
      one.note.style.top = top + 'px';
      free = top + one.note.offsetHeight + 12;
    });
  }

  makeNotes();
  if ('ResizeObserver' in window) {
    each('.prose', function (text) { new ResizeObserver(placeNotes).observe(text); });
  }
  document.addEventListener('tandem:update', function () { makeNotes(); placeNotes(); });

  // ---------- How fresh things are today ----------

  // A built page ages: what was fresh then may be due now. It never gets better by itself.
  // Fourteen days ahead is when a page is due, unless the build already said so.
  var today = isoDay(new Date());
  var states = ['fresh', 'due', 'overdue'];

  function isoDay(date) {
    return new Date(date - date.getTimezoneOffset() * 6e4).toISOString().slice(0, 10);
  }

  prepare('.fresh[data-next]', function (badge) {
    var left = Math.round((Date.parse(badge.dataset.next) - Date.parse(today)) / 864e5);
    var built = states.indexOf(badge.className.split(' ').pop());
    var now = Math.max(built, left < 0 ? 2 : left <= 14 ? 1 : 0);
    if (now === 0) return;
    var word = now === 1 ? words.due : left === -1 ? words.overdueOne : words.overdue;
    badge.className = 'fresh ' + states[now];
    find('.fresh-word', badge).textContent =
      word.replace('{date}', badge.dataset.date).replace('{n}', -left);
  });

  prepare('[data-overdue-from]', function (line) {
    if (line.dataset.overdueFrom < today) line.hidden = false;
  });

  // ---------- Filters ----------

  // `data-filter` names what is filtered; each control narrows by one of its `data-` values,
  // several of which are parted by bars.
  prepare('.filters', function (bar) {
    var targets = document.querySelectorAll(bar.dataset.filter);
    var buttons = bar.querySelectorAll('button');
    var by = {};
    if (targets.length < 2) { bar.hidden = true; return; }
    bar.hidden = false;
    each('select', function (select) {
      var values = [];
      each(bar.dataset.filter, function (target) {
        values = values.concat(target.dataset[select.dataset.by].split('|'));
      });
      if (select.options.length === 1) {
        Array.from(new Set(values.filter(Boolean))).sort().forEach(function (value) {
          select.append(new Option(value, value));
        });
      }
      select.addEventListener('change', function () { by[select.dataset.by] = select.value; show(); });
    }, bar);
    Array.prototype.forEach.call(buttons, function (button) {
      button.addEventListener('click', function () {
        Array.prototype.forEach.call(buttons, function (one) { one.setAttribute('aria-pressed', one === button); });
        by.side = button.dataset.value;
        show();
      });
    });
    function show() {
      var shown = 0;
      each(bar.dataset.filter, function (target) {
        target.hidden = !Object.keys(by).every(function (key) {
          return !by[key] || target.dataset[key].split('|').indexOf(by[key]) >= 0;
        });
        if (!target.hidden) shown++;
      });
      var out = find('output', bar);
      out.textContent = out.dataset.shown.replace('{n}', shown);
    }
  });

  // On phones each cell of a table of words carries its column's title.
  prepare('.say + .tablewrap table', function (table) {
    var titles = table.querySelectorAll('thead th');
    table.parentNode.classList.add('stack');
    each('tbody tr', function (row) {
      Array.prototype.forEach.call(row.cells, function (cell, at) {
        if (titles[at]) cell.dataset.label = titles[at].textContent;
      });
    }, table);
  });

  // ---------- Paper ----------

  prepare('[data-print]', function (button) {
    button.addEventListener('click', function () { print(); });
  });

  // Folded text is printed unfolded.
  var unfolded = [];
  addEventListener('beforeprint', function () {
    each('.prose details:not([open])', function (details) {
      details.open = true;
      unfolded.push(details);
    });
  });
  addEventListener('afterprint', function () {
    unfolded.forEach(function (details) { details.open = false; });
    unfolded = [];
  });
})();
