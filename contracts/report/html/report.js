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

function unfold() {
  const target = document.getElementById(location.hash.slice(1));
  if (target instanceof HTMLDetailsElement) target.open = true;
}

addEventListener('hashchange', unfold);
unfold();

for (const time of document.querySelectorAll('time')) {
  const zone = { dateStyle: 'long', timeStyle: 'long' };
  time.textContent = new Date(time.dateTime).toLocaleString('en-GB', zone);
}

// Hides what does not contain the text, and unfolds where the rest stands.
const searchBox = document.querySelector('.search');
if (searchBox !== null) {
  const folds = [...document.querySelectorAll('main details:not(article details)')];
  const usual = new Map(folds.map((fold) => [fold, fold.open]));
  const entries = [
    ...document.querySelectorAll('main article, main tbody tr, main section > ul li'),
  ];
  searchBox.hidden = false;
  searchBox.addEventListener('input', ({ target }) => {
    const wanted = target.value.trim().toLowerCase();
    for (const one of entries) {
      one.hidden = !one.textContent.toLowerCase().includes(wanted);
    }
    for (const [fold, open] of usual) {
      const found = entries.some((one) => !one.hidden && fold.contains(one));
      fold.hidden = wanted !== '' && !found;
      fold.open = wanted === '' ? open : found;
    }
  });
}
