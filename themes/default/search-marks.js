// The words that were looked for, marked where a result leads, until the reader moves on: with the
// next page, the next place or Esc. search-dialog.js sends them. Classic script, no requests, no
// HTML from strings.
(function () {
  'use strict';

  const search = window.TandemSearch;
  const page = document.body.dataset;
  if (!search) return;

  // A text in pieces, each with whether it is one of the words.
  function pieces(text, wanted) {
    const out = [];
    const push = (piece, hit) => {
      const last = out[out.length - 1];
      if (last && last[1] === hit) last[0] += piece;
      else out.push([piece, hit]);
    };
    for (const piece of text.match(/[\p{L}\p{N}\p{M}'’]+|[^\p{L}\p{N}\p{M}'’]+/gu) || []) {
      const found = search.tokens(piece).map((own) => own.text);
      const chars = Array.from(piece);
      // Where words are written without blanks, each pair of signs is looked for.
      if (found.length > 1) chars.forEach((sign, at) => push(sign, wanted.has(chars[at - 1] + sign) || wanted.has(sign + chars[at + 1])));
      else push(piece, wanted.has(found[0]));
    }
    return out;
  }

  const MARK = 'tandem-search';
  const isPainted = !!(window.Highlight && CSS.highlights);
  let unmark = () => {};

  // The part of the page that a result leads to: up to the next heading, or a box.
  function partsOf(anchor) {
    const start = anchor && document.getElementById(anchor);
    if (!start) return [];
    if (!/^H[1-6]$/.test(start.tagName)) return [start];
    const parts = [start];
    for (let next = start.nextElementSibling; next && !/^H[1-6]$/.test(next.tagName); next = next.nextElementSibling) parts.push(next);
    return parts;
  }

  function rangesIn(part, wanted) {
    const ranges = [];
    const walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT, (node) => {
      return node.parentElement.closest('script, style, textarea, svg, button, .vh') ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT;
    });
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      let at = 0;
      for (const [text, hit] of pieces(node.data, wanted)) {
        if (hit) ranges.push([node, at, at + text.length]);
        at += text.length;
      }
    }
    return ranges;
  }

  // Marks words in a section, or on the whole page if it has none of them.
  function mark(list, anchor) {
    unmark();
    const wanted = new Set(list);
    const within = (parts) => parts.flatMap((part) => rangesIn(part, wanted));
    let found = within(partsOf(anchor));
    if (!found.length) found = within(Array.from(document.querySelectorAll('main')));
    if (!found.length) return;
    if (isPainted) {
      CSS.highlights.set(MARK, new Highlight(...found.map(([node, from, to]) => {
        const range = new Range();
        range.setStart(node, from);
        range.setEnd(node, to);
        return range;
      })));
      unmark = () => { CSS.highlights.delete(MARK); };
    } else {
      unmark = wrap(found);
    }
  }

  // Older browsers: elements around the words, which are taken away again.
  function wrap(found) {
    const made = found.reverse().map(([node, from, to]) => {
      const word = node.splitText(from);
      word.splitText(to - from);
      const element = document.createElement('mark');
      word.replaceWith(element);
      element.append(word);
      return element;
    });
    return () => {
      made.forEach((element) => {
        const parent = element.parentNode;
        if (!parent) return;
        element.replaceWith(...element.childNodes);
        parent.normalize();
      });
      unmark = () => {};
    };
  }

  // How the words travel. On a server they wait on the device for the page that they are for, so
  // that no server is told; pages in a folder have no common memory, and take them in the address.
  const isFolder = location.protocol === 'file:';
  const WAIT = 60000;
  const MOST = 60;
  const isList = (list) => Array.isArray(list) && list.length > 0 && list.length <= MOST && list.every((word) => typeof word === 'string' && word.length <= 40);

  const key = `tandem.v1.${document.documentElement.dataset.book}.marks`;

  function take() {
    try {
      const waiting = JSON.parse(localStorage.getItem(key));
      if (!waiting || waiting.page !== page.page) return null;
      localStorage.removeItem(key);
      return waiting.until > Date.now() ? waiting.words : null;
    } catch (error) { return null; }
  }

  function send(result, list) {
    if (isFolder || !list.length) return;
    try {
      localStorage.setItem(key, JSON.stringify({ page: result.page, words: list.slice(0, MOST), until: Date.now() + WAIT }));
    } catch (error) { /* the place is found all the same */ }
  }

  function withWords(result, list) {
    if (!isFolder || !list.length || result.page === page.page) return result.href;
    const [path, hash] = result.href.split('#');
    return `${path}?marks=${encodeURIComponent(list.slice(0, MOST).join(' '))}${hash === undefined ? '' : `#${hash}`}`;
  }

  function receive() {
    const address = new URL(location.href);
    const carried = isFolder && address.searchParams.get('marks');
    const list = carried ? carried.split(' ').slice(0, MOST) : take();
    if (carried) {
      address.searchParams.delete('marks');
      try { history.replaceState(history.state, '', address); } catch (error) { /* it stays in the address */ }
    }
    if (isList(list)) mark(list, decode(location.hash.slice(1)));
  }

  function decode(text) {
    try { return decodeURIComponent(text); } catch (error) { return text; }
  }

  // ---------- Staying on the page ----------

  let pending = null;

  // The next place on this page is one that a result leads to.
  function expect(list, anchor) {
    pending = { list, anchor };
  }

  function arrive() {
    unmark();
    if (pending) mark(pending.list, pending.anchor);
    pending = null;
  }

  addEventListener('hashchange', arrive);
  addEventListener('pagehide', () => { unmark(); });
  addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !document.querySelector('dialog[open]')) unmark();
  });
  receive();
  window.TandemMarks = { pieces, send, withWords, expect, arrive, decode };
})();
