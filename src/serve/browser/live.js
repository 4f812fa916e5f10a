// Connects a page to the live server: hears what changed, and makes the page what it is now. An
// update counts as shown only when it is; so after sleep or a restart the server says it again.
(function () {
  'use strict';

  // The page knows the generation that it shows: its script was asked for with it.
  let shown = new URL(document.currentScript.src).searchParams.get('born');
  // That of the words of the panel; who has a page translated changes what the document says.
  const language = document.documentElement.lang;
  let plainTitle = document.title;
  let source = null;
  let retry = 0;
  let leaving = false;
  const waiting = { any: false, all: false, changed: new Set() };
  let loading = false;
  const panel = () => window.TandemPanel;

  const stored = {
    set(key, value) {
      try { sessionStorage.setItem(`tandem.live.${key}`, JSON.stringify(value)); } catch (error) { /* not kept */ }
    },
    take(key) {
      try {
        const value = JSON.parse(sessionStorage.getItem(`tandem.live.${key}`));
        sessionStorage.removeItem(`tandem.live.${key}`);
        return value;
      } catch (error) { return null; }
    }
  };

  const all = (selector, within = document) => Array.from(within.querySelectorAll(selector));

  // ---------- Addresses: what the server calls an output, and what a browser calls it ----------

  function decoded(path) {
    try { return decodeURIComponent(path); } catch (error) { return path; }
  }

  const addressOf = (output) => `/${output.split('/').map(encodeURIComponent).join('/')}`;

  // The output that an address of this site may stand for, most likely first.
  function outputsOf(address) {
    const url = new URL(address, location.href);
    if (url.origin !== location.origin) return [];
    const path = decoded(url.pathname.slice(1));
    if (path === '' || path.endsWith('/')) return [`${path}index.html`];
    return [path, `${path}.html`, `${path}/index.html`];
  }

  const MEDIA = 'img[src], source[src], video[src], audio[src]';
  const SCRIPTS = 'script[src]:not([src*="_tandem/"])';
  const STYLES = 'link[rel~="stylesheet"]:not([href*="_tandem/"])';
  const isAmong = (changed, address) => outputsOf(address).some((output) => changed.has(output));
  const isLost = () => document.body.classList.contains('layout-not-found');

  // Most updates are of texts alone; then no part of a page has to be looked up.
  const hasParts = (changed) => Array.from(changed).some((output) => !output.endsWith('.html'));

  function concernsThisPage(changed) {
    if (isLost() || isAmong(changed, location.href)) return true;
    return hasParts(changed) && all(`${MEDIA}, ${SCRIPTS}, ${STYLES}`).some((part) => isAmong(changed, part.src || part.href));
  }

  // ---------- News ----------

  function hear(message) {
    const update = JSON.parse(message.data);
    retry = 0;
    const isNew = shown !== null && String(update.generation) !== shown;
    if (!isNew) {
      shown = String(update.generation);
      if (!ahead) lookAhead();
      return tell();
    }
    const own = outputsOf(location.href);
    const moved = own.map((output) => update.moved[output]).find(Boolean);
    if (moved) return leave(addressOf(moved) + location.hash);
    if (update.edited && !own.includes(update.edited)) return location.assign(addressOf(update.edited));
    waiting.any = true;
    if (update.changed) update.changed.forEach((output) => waiting.changed.add(output));
    else waiting.all = true;
    // A sheet that belongs to all pages carries another name now, which is news of the page.
    if (update.styles) waiting.all = true;
    work(String(update.generation));
  }

  // One update at a time; what comes meanwhile is done after it, all at once.
  function work(generation) {
    if (loading || !waiting.any) return;
    const { all: isAll, changed } = waiting;
    Object.assign(waiting, { any: false, all: false, changed: new Set() });
    if (!isAll && !concernsThisPage(changed)) {
      shown = generation;
      announce({ added: [], changed: [] });
      lookAhead();
      return tell();
    }
    loading = true;
    loadNext(generation, (page, status, isMakeshift) => {
      loading = false;
      if (!page) return reconnect();
      const born = generationOf(page) || generation;
      const isGood = show(page, status, isMakeshift, changed, born);
      if (leaving) return;
      shown = born;
      // The page first; what is wrong with it is asked when it is on the screen.
      setTimeout(() => {
        tell(isGood ? '' : window.TandemWords.last_good);
        lookAhead();
      });
      work(born);
    });
  }

  function generationOf(page) {
    const script = page.querySelector('script[src*="_tandem/live.js"]');
    return script && new URL(script.getAttribute('src'), location.href).searchParams.get('born');
  }

  // A document without a way from a string to markup: the browser itself reads the answer.
  function load(address, done) {
    const request = new XMLHttpRequest();
    request.open('GET', address);
    request.responseType = 'document';
    request.onload = () => done(request.responseXML, request.status, request.getResponseHeader('tandem-makeshift') !== null);
    request.onerror = () => done(null);
    request.send();
    return request;
  }

  // ---------- The next version, asked for before it is there, so that it comes with the news ----------

  let ahead = null;
  let giveUp = null;

  // Browsers open six connections to a server: of all pages in view one alone holds a second.
  function hold() {
    if (!navigator.locks) return;
    navigator.locks.request('tandem-ahead', { ifAvailable: true }, (lock) => lock && source && !giveUp && new Promise((done) => {
      giveUp = done;
      lookAhead();
    }));
  }

  function letGo() {
    if (ahead) ahead.request.abort();
    if (giveUp) giveUp();
    ahead = giveUp = null;
  }

  // Under an address of its own, or whoever opens this page elsewhere would wait for the answer as well.
  function lookAhead() {
    if (!giveUp || loading || leaving || shown === null) return;
    if (ahead) ahead.request.abort();
    const own = ahead = { address: location.pathname, answer: null, wanted: null };
    own.request = load(`${own.address}?tandem-after=${shown}`, (...answer) => {
      own.answer = answer;
      if (own.wanted) own.wanted();
    });
  }

  function loadNext(generation, done) {
    const own = ahead;
    const plainly = () => load(location.pathname, done);
    ahead = null;
    if (!own || own.address !== location.pathname) return plainly();
    own.wanted = () => {
      const [page] = own.answer;
      return page && Number(generationOf(page)) >= Number(generation) ? done(...own.answer) : plainly();
    };
    if (own.answer) own.wanted();
  }

  // ---------- Showing ----------

  // Shows what the server sent, unless what is here is better; says whether it did.
  function show(page, status, isMakeshift, changed, born) {
    const refresh = page.querySelector('meta[http-equiv="refresh"]');
    const isGone = status === 404 && !isLost();
    panel().gone(isGone);
    if (isGone) return true;
    if (refresh) return leave(new URL(refresh.content.replace(/^.*?url=/i, ''), location.href).href);
    const isBare = !document.querySelector(SCRIPTS);
    if ((isMakeshift || status >= 500) && !isBare) return false;
    const renewed = hasParts(changed) ? (part) => isAmong(changed, part.src || part.href) : () => false;
    const needsScripts = window.TandemMorph.needsOtherScripts(page) || all(SCRIPTS).some(renewed);
    const speaksOther = page.documentElement.lang !== language;
    if (isBare !== isMakeshift || needsScripts || speaksOther) return leave(location.href);
    plainTitle = page.title;
    const before = window.TandemMorph.sheets();
    const news = window.TandemMorph.to(page);
    window.TandemMorph.sheets().filter((link) => before.includes(link) && renewed(link)).forEach((link) => {
      window.TandemMorph.restyle(link, `${link.href.split('?')[0]}?v=${born}`);
    });
    all(MEDIA).filter(renewed).forEach((part) => { part.src = `${part.src.split('?')[0]}?v=${born}`; });
    if (!announce(news)) leave(location.href);
    return true;
  }

  // Scripts of the theme prepare what is new; one that cannot asks for the page to be loaded again.
  function announce(news) {
    return document.dispatchEvent(new CustomEvent('tandem:update', { detail: news, cancelable: true }));
  }

  // ---------- Loading again, with everything as it was ----------

  // Elements are found again by their ids, or else by what they say and which of those they are.
  const saysOf = (element) => `${element.nodeName} ${element.name || ''} ${(element.closest('label, li, p, td') || element).textContent.trim().slice(0, 60)}`;

  function keyOf(element) {
    if (element.id) return `#${element.id}`;
    const says = saysOf(element);
    return `${says} ${all(element.nodeName).filter((one) => !one.id && saysOf(one) === says).indexOf(element)}`;
  }

  const FIELDS = ':is(input, textarea, select):not(#Search *)';
  const titleOf = (details) => (details.querySelector('summary') || details).textContent.trim().slice(0, 80);

  // Where the reader is: the last heading above the top of the window, and how far below it.
  function placeOfReader() {
    const place = { y: scrollY, heading: '', offset: 0 };
    all(':is(h1, h2, h3, h4, h5, h6)[id]').forEach((heading) => {
      const { top } = heading.getBoundingClientRect();
      if (top <= 120) Object.assign(place, { heading: heading.id, offset: top });
    });
    return place;
  }

  function leave(address) {
    if (leaving) return true;
    leaving = true;
    disconnect();
    const focus = document.activeElement;
    const search = document.querySelector('#Search[open] input');
    const picture = document.querySelector('dialog.zoomed img');
    stored.set('state', {
      place: placeOfReader(),
      details: all('details').map((one) => [titleOf(one), one.open]),
      fields: all(FIELDS).map((field) => [keyOf(field), field.value, field.checked]),
      focus: focus && focus !== document.body && [keyOf(focus), focus.selectionStart, focus.selectionEnd],
      search: search && search.value,
      picture: picture && picture.src,
      menu: !!document.querySelector('#Drawer[open]')
    });
    const target = new URL(address, location.href);
    if (target.href.split('#')[0] === location.href.split('#')[0]) location.reload();
    else location.replace(target.href);
    return true;
  }

  function restore() {
    const state = stored.take('state');
    if (!state) return;
    const heights = new Map(state.details);
    all('details').forEach((one) => { if (heights.has(titleOf(one))) one.open = heights.get(titleOf(one)); });
    const fields = new Map(state.fields.map(([key, value, checked]) => [key, { value, checked }]));
    all(FIELDS).filter((field) => field.type !== 'file').forEach((field) => {
      const kept = fields.get(keyOf(field));
      if (!kept) return;
      if (field.value !== kept.value && !/^(radio|checkbox)$/.test(field.type)) field.value = kept.value;
      if (kept.checked !== undefined) field.checked = kept.checked;
    });
    const { heading, offset, y } = state.place;
    const mark = heading && document.getElementById(heading);
    scrollTo({ top: mark ? scrollY + mark.getBoundingClientRect().top - offset : y, behavior: 'instant' });
    restoreFocus(state);
  }

  function restoreFocus({ focus, search, picture, menu }) {
    const opener = document.querySelector('[data-search-open]');
    const field = document.querySelector('#Search input');
    if (menu) all('[data-menu-open]').slice(0, 1).forEach((one) => one.click());
    if (picture) all('a.zoom').filter((link) => link.href === picture).slice(0, 1).forEach((link) => link.click());
    if (search !== null && opener && field) {
      if (!document.querySelector('#Search[open]')) opener.click();
      field.value = search;
      field.dispatchEvent(new Event('input', { bubbles: true }));
      return;
    }
    const [key, start, end] = focus || [];
    const element = key && all('input, textarea, select, button, a[href], summary, [tabindex]').find((one) => keyOf(one) === key);
    if (!element) return;
    element.focus({ preventScroll: true });
    try { if (start !== null && start !== undefined) element.setSelectionRange(start, end); } catch (error) { /* it has no caret */ }
  }

  // ---------- The connection ----------

  // Browsers open six connections to a server and no more: only pages in view hold one.
  function connect() {
    if (source || leaving || document.visibilityState === 'hidden') return;
    source = new EventSource(`/_tandem/events?born=${shown || ''}`);
    source.onmessage = hear;
    source.onerror = reconnect;
    hold();
  }

  function disconnect() {
    if (source) source.close();
    source = null;
    letGo();
  }

  // The first tries follow at once: a server that starts again is back within moments.
  function reconnect() {
    disconnect();
    retry = Math.min(retry + 1, 10);
    setTimeout(connect, 100 * retry);
  }

  function tell(note = '') {
    if (!leaving && panel()) panel().show({ plainTitle, note, own: new Set(outputsOf(location.href)) });
  }

  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') disconnect(); else connect();
  });
  addEventListener('pagehide', disconnect);
  addEventListener('pageshow', connect);
  // Other scripts of the page have prepared it by then.
  document.addEventListener('DOMContentLoaded', () => setTimeout(restore));
  connect();
})();
