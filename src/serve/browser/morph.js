// Changes the page in place. What the server sent before is compared with what it sends now, and
// only the difference is done to the page. So whatever a reader or a script did meanwhile stays:
// focus and caret, what is open, ticked or half typed, buttons that a script added.
// No HTML from strings: nodes of the new document are taken over; scripts in them never run.
(function () {
  'use strict';

  // The page as the server sent it, kept up to date, and the node on the page for each in it.
  const sent = document.documentElement.cloneNode(true);
  const twins = new WeakMap();
  pair(sent, document.documentElement);

  function pair(old, shown) {
    twins.set(old, shown);
    for (let a = old.firstChild, b = shown.firstChild; a && b; a = a.nextSibling, b = b.nextSibling) pair(a, b);
  }

  // Scripts run once, titles have numbers in front, and what stands in `noscript` is parsed anew.
  const isOurs = (node) => !['SCRIPT', 'TITLE', 'NOSCRIPT'].includes(node.nodeName);
  const partsOf = (node) => Array.from(node.childNodes).filter(isOurs);

  // ---------- Which parts of two lists are the same ----------

  function wordsOf(node) {
    return new Set((node.textContent || '').slice(0, 600).split(/[^\p{L}\p{N}]+/u).filter(Boolean));
  }

  const isAkin = (old, next) => old.nodeType === next.nodeType && old.nodeName === next.nodeName;

  // How much one part looks like an earlier version of another; 0 if it cannot be one.
  function likeness(old, next) {
    if (!isAkin(old, next)) return 0;
    const [before, after] = [wordsOf(old), wordsOf(next)];
    const both = Array.from(before).filter((word) => after.has(word)).length;
    const same = both / (before.size + after.size - both || 1);
    const named = old.id && old.id === next.id || old.name && old.name === next.name;
    return 1 + 4 * same + (named ? 5 : 0);
  }

  // The pairs that rise in both lists and weigh most together: a table of at most `MOST` cells.
  const MOST = 40000;

  function best(olds, nexts, weigh) {
    if (olds.length * nexts.length > MOST) return greedy(olds, nexts, weigh);
    const width = nexts.length + 1;
    const table = new Float64Array((olds.length + 1) * width);
    const weights = olds.map((old) => nexts.map((next) => weigh(old, next)));
    for (let i = olds.length - 1; i >= 0; i--) {
      for (let j = nexts.length - 1; j >= 0; j--) {
        const paired = weights[i][j] ? weights[i][j] + table[(i + 1) * width + j + 1] : 0;
        table[i * width + j] = Math.max(paired, table[(i + 1) * width + j], table[i * width + j + 1]);
      }
    }
    const pairs = [];
    for (let i = 0, j = 0; i < olds.length && j < nexts.length;) {
      const here = table[i * width + j];
      if (here === table[(i + 1) * width + j]) i++;
      else if (here === table[i * width + j + 1]) j++;
      else pairs.push([i++, j++]);
    }
    return pairs;
  }

  function greedy(olds, nexts, weigh) {
    const pairs = [];
    let from = 0;
    nexts.forEach((next, j) => {
      const i = olds.findIndex((old, at) => at >= from && at < from + 50 && weigh(old, next));
      if (i >= 0) { pairs.push([i, j]); from = i + 1; }
    });
    return pairs;
  }

  // The old part for each new one, as far as there is one: equal parts first, then those between.
  function align(olds, nexts) {
    const found = new Array(nexts.length);
    let start = 0;
    let ends = 0;
    while (start < olds.length && start < nexts.length && olds[start].isEqualNode(nexts[start])) found[start] = olds[start++];
    const most = Math.min(olds.length, nexts.length) - start;
    while (ends < most && olds[olds.length - 1 - ends].isEqualNode(nexts[nexts.length - 1 - ends])) {
      ends++;
      found[nexts.length - ends] = olds[olds.length - ends];
    }
    const left = olds.slice(start, olds.length - ends);
    const right = nexts.slice(start, nexts.length - ends);
    const isSingle = left.length < 2 && right.length < 2;
    const equal = isSingle ? [] : best(left, right, (old, next) => old.isEqualNode(next) ? 1 : 0);
    // Where there is no choice, nobody needs to read.
    const weigh = isSingle ? isAkin : likeness;
    let [i, j] = [0, 0];
    for (const [a, b] of [...equal, [left.length, right.length]]) {
      for (const [c, d] of best(left.slice(i, a), right.slice(j, b), weigh)) found[start + j + d] = left[i + c];
      if (a < left.length) found[start + b] = left[a];
      [i, j] = [a + 1, b + 1];
    }
    return found;
  }

  // ---------- Doing the difference ----------

  let added = [];
  let changed = new Set();

  function morph(old, next) {
    if (old.isEqualNode(next)) return;
    if (next.nodeType !== Node.ELEMENT_NODE) return changeText(old, next);
    changeAttributes(old, next);
    changeParts(old, next);
  }

  function changeParts(old, next) {
    const shown = twins.get(old);
    const olds = partsOf(old);
    const nexts = partsOf(next);
    if (isTouched(olds, nexts)) return replaceParts(old, nexts);
    const found = align(olds, nexts);
    const kept = new Set(found);
    const spare = olds.filter((part) => !kept.has(part));
    nexts.forEach((part, at) => {
      if (found[at]) return morph(found[at], part);
      // What only stands elsewhere now goes there with all its state.
      const moved = spare.findIndex((one) => one.isEqualNode(part));
      found[at] = moved >= 0 ? spare.splice(moved, 1)[0] : take(part);
      place(found, at, shown);
    });
    for (const part of spare) {
      twins.get(part).remove();
      part.remove();
    }
    const left = partsOf(old);
    if (found.length !== left.length || found.some((part, at) => part !== left[at])) old.append(...found);
    if (spare.length) changed.add(shown);
  }

  // Whether a script wrote another text over one that changes now.
  function isTouched(olds, nexts) {
    const isText = (part) => part.nodeType === Node.TEXT_NODE;
    const texts = nexts.filter(isText).map((part) => part.data);
    return olds.some((part) => {
      const shown = twins.get(part);
      return isText(part) && !texts.includes(part.data) && (shown.data !== part.data || !shown.parentNode);
    });
  }

  function replaceParts(old, nexts) {
    const shown = twins.get(old);
    const parts = nexts.map(take);
    old.replaceChildren(...parts);
    shown.replaceChildren(...parts.map((part) => twins.get(part)));
    changed.add(shown);
  }

  // A part that is new: one copy for the page, and itself for what was sent.
  function take(part) {
    const copy = document.importNode(part, true);
    pair(part, copy);
    added.push(copy);
    return part;
  }

  // Behind the nearest part before it that stands in the same place; scripts may move some away.
  function place(found, at, shown) {
    const node = twins.get(found[at]);
    let before = at - 1;
    while (before >= 0 && twins.get(found[before]).parentNode !== shown) before--;
    const next = before < 0 ? shown.firstChild : twins.get(found[before]).nextSibling;
    if (next === node) return;
    if (node.parentNode === shown && shown.moveBefore) shown.moveBefore(node, next);
    else shown.insertBefore(node, next);
    changed.add(shown);
  }

  // Only the letters that differ, so that a selection around them stays.
  function changeText(old, next) {
    const shown = twins.get(old);
    const [from, to] = [old.data, next.data];
    let start = 0;
    while (start < from.length && from[start] === to[start]) start++;
    let end = 0;
    while (end < Math.min(from.length, to.length) - start && from[from.length - 1 - end] === to[to.length - 1 - end]) end++;
    shown.replaceData(start, from.length - start - end, to.slice(start, to.length - end));
    old.data = to;
    if (shown.parentElement) changed.add(shown.parentElement);
  }

  function changeAttributes(old, next) {
    const shown = twins.get(old);
    const isRoot = old === sent;
    for (const { name, value, namespaceURI } of Array.from(next.attributes)) {
      if (old.getAttribute(name) === value) continue;
      changed.add(shown);
      if (name === 'class') changeClasses(shown, old.getAttribute('class') || '', value);
      else if (name === 'href' && shown.matches('link[rel~="stylesheet"]')) swapStyle(old, shown, value);
      else shown.setAttributeNS(namespaceURI, name, value);
      old.setAttributeNS(namespaceURI, name, value);
    }
    // What a script says about the whole page, such as its colours, came before we looked.
    for (const { name, value } of isRoot ? [] : Array.from(old.attributes)) {
      if (next.hasAttribute(name)) continue;
      changed.add(shown);
      if (name === 'class') changeClasses(shown, value, '');
      else shown.removeAttribute(name);
      old.removeAttribute(name);
    }
  }

  function changeClasses(shown, from, to) {
    const names = (text) => text.split(/\s+/).filter(Boolean);
    shown.classList.remove(...names(from).filter((name) => !names(to).includes(name)));
    shown.classList.add(...names(to));
  }

  // The old sheet goes when the new one is there: the page is never bare. Quick saves may leave
  // several old ones waiting.
  const earlier = new WeakMap();

  function swapStyle(old, shown, address) {
    const link = shown.cloneNode();
    const before = [shown, ...earlier.get(shown) || []];
    const done = () => before.forEach((one) => one.remove());
    link.href = address;
    link.addEventListener('load', done);
    link.addEventListener('error', done);
    shown.after(link);
    earlier.set(link, before);
    if (old) twins.set(old, link);
  }

  // ---------- The place in the text stays where it was in the window ----------

  function anchor() {
    const focused = document.activeElement;
    const inView = (box) => box.bottom > 90 && box.top < innerHeight;
    if (focused && focused !== document.body && focused.closest('main') && inView(focused.getBoundingClientRect())) return focused;
    const blocks = document.querySelectorAll('main :is(h1, h2, h3, h4, h5, h6, p, li, tr, pre, summary, figure, label)');
    return Array.from(blocks).find((block) => inView(block.getBoundingClientRect()) && block.getClientRects().length);
  }

  function keepingPlace(action) {
    const root = document.documentElement;
    const mark = scrollY > 0 ? anchor() : null;
    const before = mark && mark.getBoundingClientRect().top;
    root.style.overflowAnchor = 'none';
    action();
    const after = mark && mark.isConnected && mark.getClientRects().length ? mark.getBoundingClientRect().top : before;
    if (mark && Math.abs(after - before) >= 1) scrollBy({ top: after - before, behavior: 'instant' });
    root.style.overflowAnchor = '';
    if (!root.getAttribute('style')) root.removeAttribute('style');
  }

  // ---------- The whole page ----------

  const scriptsOf = (root) => Array.from(root.querySelectorAll('script[src]'), (script) => script.getAttribute('src'))
    .filter((address) => !address.includes('_tandem/')).join(' ');

  window.TandemMorph = {
    // Whether another page needs other scripts than those that run.
    needsOtherScripts: (page) => scriptsOf(sent) !== scriptsOf(page.documentElement),
    // Makes the page the other one; says what is new in it and what is different.
    to(page) {
      [added, changed] = [[], new Set()];
      keepingPlace(() => morph(sent, page.documentElement));
      return { added: added.filter((node) => node.isConnected), changed: Array.from(changed).filter((node) => node.isConnected) };
    },
    // The style sheets that are meant; old ones may wait beside them until these are there.
    sheets: () => Array.from(sent.querySelectorAll('link[rel~="stylesheet"]'), (one) => twins.get(one)),
    // Loads a style sheet again, under an address of its own.
    restyle(link, address) {
      const old = Array.from(sent.querySelectorAll('link')).find((one) => twins.get(one) === link);
      swapStyle(old, link, address);
    }
  };
})();
