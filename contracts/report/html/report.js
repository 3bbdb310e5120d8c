const status = document.getElementById('status');

async function copy(pre) {
  try {
    await navigator.clipboard.writeText(pre.textContent);
    return 'Copied.';
  } catch {
    // Not every browser lends the clipboard to a local file: then the text is selected instead.
    getSelection().selectAllChildren(pre);
    return document.execCommand('copy') ? 'Copied.' : 'Selected: copy it with the keyboard.';
  }
}

for (const button of document.querySelectorAll('.copy button')) {
  const label = button.textContent;
  button.hidden = false;
  button.addEventListener('click', async () => {
    const said = await copy(button.parentElement.querySelector('pre'));
    button.textContent = said;
    status.textContent = said;
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
