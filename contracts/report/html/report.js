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
