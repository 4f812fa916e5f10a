// What the default theme does with a script: comfort only. Every page can be read and every page
// reached without it; answers to checks are folded below them, and no filter hides anything. Classic script, no requests, no HTML from strings.
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

  each('[data-theme-toggle]', function (button) {
    button.addEventListener('click', function () {
      var system = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
      var now = root.dataset.theme || system;
      root.dataset.theme = now === 'dark' ? 'light' : 'dark';
      store.set('theme', root.dataset.theme);
    });
  });

  // ---------- The menu ----------

  var menu = find('#Menu');
  var drawer = find('#Drawer');

  // One menu, two places: it moves into the dialog while that is open, and back.
  if (menu && drawer && drawer.showModal) {
    var place = document.createComment('menu');
    each('[data-menu-open]', function (opener) {
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
  each('details[data-fold]', function (group) {
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
  each('.toc a[href^="#"]', function (link) {
    marks[decodeURIComponent(link.hash.slice(1))] = link;
  });
  var headings = Object.keys(marks).map(function (id) {
    return document.getElementById(id);
  }).filter(Boolean);

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

  if (headings.length && 'IntersectionObserver' in window) {
    var watch = new IntersectionObserver(markHeading, { rootMargin: '0px 0px -66% 0px' });
    headings.forEach(function (heading) { watch.observe(heading); });
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
    each('.tablewrap, .lanescroll, .code pre', function (frame) {
      var label = frame.getAttribute('aria-label') || words.code;
      new ResizeObserver(function () { checkFrame(frame, label); }).observe(frame);
    });
  }

  // ---------- Code ----------

  each('.code', function (block) {
    var code = find('code', block);
    var button = document.createElement('button');
    button.type = 'button';
    button.className = 'copy';
    button.textContent = words.copy;
    button.addEventListener('click', function () {
      copy(code).then(
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
    button.setAttribute('aria-live', 'polite');
    block.append(button);
  });

  // The clipboard is closed to pages from a file share; there the text is selected and copied
  // the old way, and stays selected if that is refused too.
  function copy(code) {
    if (navigator.clipboard && isSecureContext) {
      return navigator.clipboard.writeText(code.textContent);
    }
    getSelection().selectAllChildren(code);
    return document.execCommand('copy') ? Promise.resolve() : Promise.reject();
  }

  // ---------- How fresh things are today ----------

  // A built page ages: what was fresh then may be due now. It never gets better by itself.
  // Fourteen days ahead is when a page is due, unless the build already said so.
  var today = isoDay(new Date());
  var states = ['fresh', 'due', 'overdue'];

  function isoDay(date) {
    return new Date(date - date.getTimezoneOffset() * 6e4).toISOString().slice(0, 10);
  }

  each('.fresh[data-next]', function (badge) {
    var left = Math.round((Date.parse(badge.dataset.next) - Date.parse(today)) / 864e5);
    var built = states.indexOf(badge.className.split(' ').pop());
    var now = Math.max(built, left < 0 ? 2 : left <= 14 ? 1 : 0);
    if (now === 0) return;
    var word = now === 1 ? words.due : left === -1 ? words.overdueOne : words.overdue;
    badge.className = 'fresh ' + states[now];
    find('.fresh-word', badge).textContent =
      word.replace('{date}', badge.dataset.date).replace('{n}', -left);
  });

  each('[data-overdue-from]', function (line) {
    if (line.dataset.overdueFrom < today) line.hidden = false;
  });

  // ---------- What the reader has done ----------

  // Maps from `page#thing`, kept as one line of JSON each.
  function kept(name) {
    try { return JSON.parse(store.get(name)) || {}; } catch (error) { return {}; }
  }

  function keep(name, thing, value) {
    var all = kept(name);
    var key = words.page + '#' + thing;
    if (value === undefined) delete all[key];
    else all[key] = value;
    store.set(name, JSON.stringify(all));
  }

  var done = kept('done');

  // A tick holds until the page behind it changes.
  function remember(box, thing, after) {
    var when = done[words.page + '#' + thing];
    var stale = when && box.dataset.changed > when;
    box.disabled = false;
    if (when) box.checked = !stale;
    box.addEventListener('change', function () {
      keep('done', thing, box.checked ? today : undefined);
      if (after) after();
    });
    return stale;
  }

  each('.prose .checks input', function (box) {
    var line = box.closest('li');
    if (box.closest('.ticket')) return;
    remember(box, line.textContent.trim().replace(/\s+/g, ' ').slice(0, 60));
  });

  var items = document.querySelectorAll('.pi input');
  each('.pi input', function (box) {
    if (remember(box, box.dataset.key, showProgress)) find('.pi-changed', box.parentNode).hidden = false;
  });
  if (items.length) showProgress();

  function count(text, boxes) {
    var ticked = Array.prototype.filter.call(boxes, function (box) { return box.checked; }).length;
    return { share: ticked / boxes.length, words: text.replace('{n}', ticked).replace('{all}', boxes.length) };
  }

  function showProgress() {
    var ring = find('.pring');
    if (ring) {
      var all = count(ring.dataset.progress, items);
      find('b', ring).textContent = all.words;
      find('.ring-done', ring).setAttribute('stroke-dasharray', all.share * 100 + ' 100');
    }
    each('.week', function (week) {
      var boxes = week.querySelectorAll('.pi input');
      var label = find('[data-done]', week);
      if (!boxes.length) return;
      var part = count(label.dataset.done, boxes);
      label.textContent = part.words;
      find('progress', week).value = part.share * boxes.length;
    });
    var bar = find('.nextup');
    if (bar) showNext(bar, Array.prototype.find.call(items, function (box) { return !box.checked; }));
  }

  function showNext(bar, box) {
    var line = box && box.closest('li');
    var target = line && find('label a[href]', line);
    var button = find('.btn', bar);
    bar.hidden = false;
    button.hidden = !box;
    find('b', bar).textContent = box ? (target || find('label', line).firstChild).textContent : bar.dataset.allDone;
    find('p span', bar).textContent = !box ? '' : [
      bar.dataset.week.replace('{n}', find('.wn', line.closest('.week')).textContent),
      find('.ty', line).textContent,
      (find('.mn', line) || {}).textContent
    ].filter(Boolean).join(', ');
    if (box) button.href = target ? target.href : '#' + box.id;
  }

  // ---------- Checks ----------

  each('.quiz', function (quiz) {
    var field = find('textarea', quiz);
    var out = find('output', quiz);
    if (field) {
      field.value = kept('reflect')[words.page + '#' + quiz.id] || '';
      field.addEventListener('change', function () { keep('reflect', quiz.id, field.value || undefined); });
    }
    if (!out) return;
    each('[data-up], [data-down]', function (button) {
      button.addEventListener('click', function () { move(button); });
    }, quiz);
    quiz.addEventListener('submit', function (event) {
      event.preventDefault();
      each('.fb, .verdict', function (old) { if (!old.closest('.solution')) old.remove(); }, quiz);
      var right = quiz.dataset.form === 'order' ? checkOrder(quiz, out) : checkChoice(quiz, out);
      if (right === null) return;
      var before = kept('check')[words.page + '#' + quiz.id] || { tries: 0 };
      keep('check', quiz.id, { right: right, tries: before.tries + 1, on: today });
    });
  });

  function checkChoice(quiz, out) {
    var chosen = quiz.querySelectorAll('input:checked');
    if (!chosen.length) { out.textContent = quiz.dataset.pick; return null; }
    var right = true;
    each('.opt', function (option) {
      var answer = find('.solution [data-number="' + option.dataset.number + '"]', quiz);
      var note = find('.fb', answer);
      var isChosen = find('input', option).checked;
      var isRight = answer.hasAttribute('data-right');
      right = right && isChosen === isRight;
      if (isChosen && isRight) {
        var verdict = document.createElement('b');
        verdict.className = 'verdict';
        verdict.textContent = quiz.dataset.mark;
        find('.opt-text', option).append(verdict);
      }
      if (isChosen && note) option.append(note.cloneNode(true));
    }, quiz);
    out.textContent = right ? quiz.dataset.right : quiz.dataset.wrong;
    return right;
  }

  function checkOrder(quiz, out) {
    var options = quiz.querySelectorAll('.opt');
    var placed = Array.prototype.filter.call(options, function (option, at) {
      return +option.dataset.number === at + 1;
    }).length;
    out.textContent = placed === options.length ? quiz.dataset.sorted
      : quiz.dataset.unsorted.replace('{n}', placed).replace('{all}', options.length);
    return placed === options.length;
  }

  function move(button) {
    var option = button.closest('.opt');
    if (button.hasAttribute('data-up')) option.previousElementSibling.before(option);
    else option.nextElementSibling.after(option);
    var stays = getComputedStyle(button).visibility === 'visible';
    (stays ? button : find('[data-' + (button.hasAttribute('data-up') ? 'down' : 'up') + ']', option)).focus();
  }

  // ---------- Filters ----------

  // `data-filter` names what is filtered; each control narrows by one of its `data-` values,
  // several of which are parted by bars.
  each('.filters', function (bar) {
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
  each('.say + .tablewrap table', function (table) {
    var titles = table.querySelectorAll('thead th');
    each('tbody tr', function (row) {
      Array.prototype.forEach.call(row.cells, function (cell, at) {
        if (titles[at]) cell.dataset.label = titles[at].textContent;
      });
    }, table);
  });

  // ---------- Paper ----------

  each('[data-print]', function (button) {
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
