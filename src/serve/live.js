// Connects a page to the live server: reloads it when it changed, swaps styles, and shows
// what is wrong. Text is only ever set as text: file names and messages are not trusted.
(function () {
  'use strict';

  // The page knows the generation that it shows: its script was asked for with it.
  var generation = new URL(document.currentScript.src).searchParams.get('born');
  var source = null;
  var retry = 0;
  var leaving = false;
  var plainTitle = document.title;

  var stored = {
    get: function (key) {
      try { return sessionStorage.getItem('tandem.live.' + key); } catch (error) { return null; }
    },
    set: function (key, value) {
      try { sessionStorage.setItem('tandem.live.' + key, value); } catch (error) { /* not kept */ }
    },
    take: function (key) {
      var value = stored.get(key);
      try { sessionStorage.removeItem('tandem.live.' + key); } catch (error) { /* not kept */ }
      return value;
    }
  };

  // ---- Addresses: what the server calls an output, and what a browser calls it ----

  function decoded(path) {
    try { return decodeURIComponent(path); } catch (error) { return path; }
  }

  // The output that an address of this site may stand for, most likely first.
  function outputsOf(address) {
    var url = new URL(address, location.href);
    if (url.origin !== location.origin) return [];
    var path = decoded(url.pathname.slice(1));
    if (path === '' || path.slice(-1) === '/') return [path + 'index.html'];
    return [path, path + '.html', path + '/index.html'];
  }

  // Everything that this page is made of, apart from styles.
  function ownOutputs() {
    var own = outputsOf(location.href);
    document.querySelectorAll('img[src], script[src], source[src], video[src], audio[src]')
      .forEach(function (part) { own = own.concat(outputsOf(part.src)); });
    return own;
  }

  function concernsThisPage(changed) {
    var isChanged = new Set(changed);
    return ownOutputs().some(function (output) { return isChanged.has(output); });
  }

  // ---- Changes ----

  // Where the reader is: the last heading above the top of the window, and how far below it.
  function placeOfReader() {
    var place = { path: location.pathname, y: window.scrollY, heading: '', offset: 0 };
    document.querySelectorAll('h1[id], h2[id], h3[id], h4[id], h5[id], h6[id]').forEach(function (heading) {
      var top = heading.getBoundingClientRect().top;
      if (top <= 120) { place.heading = heading.id; place.offset = top; }
    });
    return place;
  }

  function reload() {
    if (leaving) return;
    leaving = true;
    stored.set('place', JSON.stringify(placeOfReader()));
    location.reload();
  }

  function restorePlace() {
    var place;
    try { place = JSON.parse(stored.take('place')); } catch (error) { return; }
    if (!place || place.path !== location.pathname) return;
    var heading = place.heading && document.getElementById(place.heading);
    var y = heading ? window.scrollY + heading.getBoundingClientRect().top - place.offset : place.y;
    window.scrollTo({ top: y, behavior: 'instant' });
  }

  // A style sheet's name carries a digest, which is all that differs between its versions.
  function withoutDigest(path) {
    return path.replace(/\.[0-9a-f]{8}\.css$/, '.css');
  }

  function swapStyles(changed) {
    document.querySelectorAll('link[rel~="stylesheet"]').forEach(function (old) {
      var now = outputsOf(old.href)[0];
      var next = now && changed.filter(function (path) {
        return path.slice(-4) === '.css' && withoutDigest(path) === withoutDigest(now);
      });
      if (!next || !next.length) return;
      // Of an old and a new name only the new one still exists; it is not the one we have.
      var name = next.filter(function (path) { return path !== now; })[0] || now;
      var link = old.cloneNode();
      link.href = '/' + name.split('/').map(encodeURIComponent).join('/') + '?v=' + generation;
      // The old one goes when the new one is there: the page is never bare.
      link.addEventListener('load', function () { old.remove(); });
      link.addEventListener('error', function () { link.remove(); });
      old.after(link);
    });
  }

  function hear(message) {
    var update = JSON.parse(message.data);
    retry = 0;
    // A page that does not know its generation takes the first one for its own.
    var isNew = generation !== null && String(update.generation) !== generation;
    generation = String(update.generation);
    if (isNew && !update.changed) return reload();
    if (isNew && update.styles) swapStyles(update.changed);
    else if (isNew && concernsThisPage(update.changed)) return reload();
    showProblems();
  }

  // ---- The connection ----

  // Browsers open six connections to a server and no more: only pages in view hold one.
  function connect() {
    if (source || leaving || document.visibilityState === 'hidden') return;
    source = new EventSource('/_tandem/events?born=' + (generation || ''));
    source.onmessage = hear;
    source.onerror = function () {
      disconnect();
      retry = Math.min(retry + 1, 8);
      setTimeout(connect, 250 * retry);
    };
  }

  function disconnect() {
    if (source) source.close();
    source = null;
  }

  document.addEventListener('visibilitychange', function () {
    if (document.visibilityState === 'hidden') disconnect(); else connect();
  });
  window.addEventListener('pagehide', disconnect);
  window.addEventListener('pageshow', connect);

  // ---- The panel ----

  function element(name, className, text) {
    var made = document.createElement(name);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  function count(number, word) {
    return number + ' ' + word + (number === 1 ? '' : 's');
  }

  function summary(problems) {
    var parts = ['error', 'warning', 'note'].map(function (severity) {
      var number = problems.filter(function (problem) { return problem.severity === severity; }).length;
      return number ? count(number, severity) : '';
    });
    return parts.filter(Boolean).join(', ');
  }

  var panel = null;

  function makePanel() {
    var style = element('link');
    style.rel = 'stylesheet';
    style.href = '/_tandem/live.css';
    document.head.append(style);

    var box = element('section', 'tandem-live');
    box.setAttribute('aria-label', 'Problems found by Tandem');
    box.lang = 'en';
    box.dir = 'ltr';
    box.hidden = true;
    var head = element('button', 'tandem-head');
    head.type = 'button';
    var mood = element('span', 'tandem-mood');
    mood.setAttribute('aria-hidden', 'true');
    var title = element('span');
    // Outside of the button, so that it is announced as a status.
    var status = element('p', 'tandem-when');
    status.setAttribute('role', 'status');
    var body = element('div', 'tandem-body');
    body.id = 'tandem-live-body';
    body.tabIndex = -1;
    var list = element('ol');
    head.setAttribute('aria-controls', body.id);
    head.append(mood, title);
    body.append(status, list);
    box.append(head, body);
    document.body.append(box);
    head.addEventListener('click', function () {
      stored.set('folded', body.hidden ? 'no' : 'yes');
      fold();
    });
    function fold() {
      body.hidden = stored.get('folded') === 'yes';
      head.setAttribute('aria-expanded', String(!body.hidden));
    }
    fold();
    return { box: box, head: head, mood: mood, title: title, status: status, body: body, list: list };
  }

  function copy(button, text) {
    function say(word) {
      button.textContent = word;
      setTimeout(function () { button.textContent = text; }, 1200);
    }
    var copied = navigator.clipboard ? navigator.clipboard.writeText(text) : Promise.reject();
    copied.then(function () { say('Copied'); }, function () { say('Could not be copied'); });
  }

  function finding(problem, isHere) {
    var item = element('li', 'tandem-' + problem.severity);
    item.append(element('span', 'tandem-kind', problem.severity + ' ' + problem.code));
    if (isHere) item.append(element('span', 'tandem-here', 'on this page'));
    var text = problem.file;
    if (problem.line) text += ':' + problem.line + ':' + problem.column;
    var place = element('button', 'tandem-place', text);
    place.type = 'button';
    place.title = 'Copy this place';
    place.addEventListener('click', function () { copy(place, text); });
    var line = element('p');
    line.append(place);
    item.append(line, element('p', '', problem.message));
    if (problem.source) item.append(element('pre', 'tandem-source', problem.source));
    if (problem.help) item.append(element('p', 'tandem-help', 'Fix: ' + problem.help));
    return item;
  }

  function show(report) {
    var problems = report.problems;
    document.title = (problems.length ? '(' + problems.length + ') ' : '') + plainTitle;
    var had = stored.get('had') === 'yes';
    stored.set('had', problems.length ? 'yes' : 'no');
    if (!problems.length && !had) {
      if (panel) panel.box.hidden = true;
      return;
    }
    panel = panel || makePanel();
    var work = count(report.pages, 'page') + ' in ' + report.milliseconds + ' ms';
    if (!problems.length) return allClear(report);
    var own = new Set(outputsOf(location.href));
    function isHere(problem) { return problem.page !== null && own.has(problem.page); }
    var sorted = problems.filter(isHere).concat(problems.filter(function (problem) { return !isHere(problem); }));
    var isError = problems.some(function (problem) { return problem.severity === 'error'; });
    panel.box.dataset.mood = isError ? 'error' : 'warning';
    panel.mood.textContent = isError ? '\u2716' : '\u25B2';
    panel.title.textContent = summary(problems);
    panel.status.textContent = summary(problems) + ' \u00B7 rebuilt ' + work;
    panel.list.replaceChildren.apply(panel.list, sorted.map(function (problem) {
      return finding(problem, isHere(problem));
    }));
    panel.list.hidden = false;
    panel.head.hidden = false;
    panel.box.hidden = false;
  }

  function allClear(report) {
    var text = 'All clear, ' + report.milliseconds + ' ms';
    panel.box.dataset.mood = 'ok';
    panel.mood.textContent = '\u2714';
    panel.title.textContent = text;
    panel.status.textContent = text;
    panel.list.replaceChildren();
    panel.box.hidden = false;
    setTimeout(function () {
      if (panel.box.dataset.mood === 'ok') panel.box.hidden = true;
    }, 2500);
  }

  var asked = 0;

  function showProblems() {
    // Answers may overtake each other: only that to the last question counts.
    var question = ++asked;
    fetch('/_tandem/problems.json', { cache: 'no-store' })
      .then(function (response) { return response.json(); })
      .then(function (report) { if (question === asked) show(report); })
      .catch(function () { /* the server is away; it says so again when it is back */ });
  }

  restorePlace();
  connect();
})();
