// What the default theme does for those who learn: ticks, progress and checks, kept on this
// device only. Without it lists are lists and the answers to checks are folded below them.
// Classic script, no requests, no HTML from strings.
(function () {
  'use strict';

  var words = document.body.dataset;
  var now = new Date();
  var today = new Date(now - now.getTimezoneOffset() * 6e4).toISOString().slice(0, 10);

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
})();
