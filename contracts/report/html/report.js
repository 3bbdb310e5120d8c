const status = document.getElementById('status');

async function copy(pre) {
  try {
    await navigator.clipboard.writeText(pre.textContent);
    return 'Copied.';
  } catch {
    // Some browsers deny the clipboard to local files; then select the text.
    getSelection().selectAllChildren(pre);
    return document.execCommand('copy') ? 'Copied.' : 'Selected: copy it with the keyboard.';
  }
}

for (const button of document.querySelectorAll('.copy button')) {
  const label = button.textContent;
  button.hidden = false;
  button.addEventListener('click', async () => {
    const message = await copy(button.parentElement.querySelector('pre'));
    button.textContent = message;
    status.textContent = message;
    setTimeout(() => {
      button.textContent = label;
      status.textContent = '';
    }, 2000);
  });
}

for (const time of document.querySelectorAll('time')) {
  const zone = { dateStyle: 'long', timeStyle: 'long' };
  time.textContent = `${new Date(time.dateTime).toLocaleString('en-GB', zone)} (local time)`;
}

const box = document.querySelector('.search');
const input = box.querySelector('input');
const found = box.querySelector('.found');
const folds = [...document.querySelectorAll('main details')];
const usual = new Map(folds.map((fold) => [fold, fold.open]));
const entries = [...document.querySelectorAll('main article, main tbody tr, main section li')];
// Only a few are unfolded to their evidence, so that a page of thousands stays fast.
const mostUnfolded = 20;

const textsIn = (one, parts) =>
  Array.from(one.querySelectorAll(parts), ({ textContent }) => textContent)
    .join(' ')
    .toLowerCase();
// Read at the first search, since reading thousands takes a moment.
let texts = new Map();

// The text of an entry without its buttons: what a reader sees of it, and its evidence.
function textOf(entry) {
  if (entry.localName !== 'article')
    return { shown: entry.textContent.toLowerCase(), evidence: '' };
  return {
    shown: textsIn(entry, 'summary, h3, .origin, figure, p.message'),
    evidence: textsIn(entry, 'pre'),
  };
}

// Whether a word that stands nowhere else in the entry stands in this part of it.
function isEvidence(fold, entry, words) {
  const { shown } = texts.get(entry);
  const text = fold.textContent.toLowerCase();
  return words.some((word) => !shown.includes(word) && text.includes(word));
}

/** Shows only what contains every word, and unfolds where it stands. */
function search() {
  const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
  const isSearching = words.length > 0;
  if (texts.size === 0) texts = new Map(entries.map((one) => [one, textOf(one)]));
  const hits = entries.filter((one) => {
    const { shown, evidence } = texts.get(one);
    return words.every((word) => shown.includes(word) || evidence.includes(word));
  });
  const shown = new Set(hits);
  const around = new Set();
  for (const hit of hits) {
    for (let at = hit.closest('details'); at !== null; at = at.parentElement.closest('details')) {
      around.add(at);
    }
  }
  for (const entry of entries) entry.hidden = !shown.has(entry);
  for (const fold of folds) {
    const entry = fold.closest('article');
    if (entry === null) fold.hidden = isSearching && !around.has(fold);
    if (!isSearching) fold.open = usual.get(fold);
    else if (entry === null) fold.open = around.has(fold);
    else if (shown.has(entry)) {
      const isPart = fold !== entry.firstElementChild;
      fold.open = hits.length <= mostUnfolded && (!isPart || isEvidence(fold, entry, words));
    }
  }
  found.textContent = isSearching ? foundText(hits.length) : '';
}

function foundText(count) {
  if (count === 0) return 'Nothing matches.';
  return `${count} of ${entries.length} ${count === 1 ? 'matches' : 'match'}`;
}

function clear() {
  if (input.value === '') return;
  input.value = '';
  search();
}

box.hidden = false;
input.addEventListener('input', search);
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') clear();
  if (event.key !== '/' || event.target === input || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  input.focus();
  input.select();
});

/** Unfolds the target of a link, and what it stands in. */
function unfold() {
  const hash = location.hash.slice(1);
  const target = Array.from(document.querySelectorAll('[id]')).find(
    ({ id }) => id === hash || encodeURIComponent(id) === hash,
  );
  if (target === undefined) return;
  clear();
  for (let at = target; at !== null; at = at.parentElement) {
    if (at.localName === 'details') at.open = true;
  }
  const own = target.querySelector('details');
  if (target.localName === 'article' && own !== null) own.open = true;
  target.scrollIntoView();
}

addEventListener('hashchange', unfold);
unfold();
