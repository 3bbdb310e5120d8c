/** Redoc's theme in the colours of the page as they are now; it computes with them, and so needs their values. */
export function redocTheme(): object {
  const of = colours();
  const mono = 'ui-monospace, "Cascadia Mono", "DejaVu Sans Mono", monospace';
  const answers = (color: string, ground: string, tab: string) => ({
    color: of(color),
    backgroundColor: of(ground),
    tabTextColor: tab,
  });
  return {
    spacing: { unit: 4, sectionHorizontal: 24, sectionVertical: 16 },
    breakpoints: { small: '50rem', medium: '60rem', large: '80rem' },
    colors: {
      tonalOffset: 0.1,
      primary: { main: of('--accent') },
      success: { main: of('--good') },
      warning: { main: of('--warn') },
      error: { main: of('--bad') },
      gray: { 50: of('--ground'), 100: of('--card') },
      text: { primary: of('--text'), secondary: of('--quiet') },
      border: { dark: of('--line'), light: of('--line') },
      responses: {
        success: answers('--good', '--good-ground', '#6cd49b'),
        error: answers('--bad', '--bad-ground', '#ff9aa2'),
        redirect: answers('--warn', '--warn-ground', '#f0c268'),
        info: answers('--accent', '--card', '#8ab4ff'),
      },
      http: {
        get: '#11683a',
        post: '#1550b0',
        put: '#815100',
        patch: '#815100',
        delete: '#a81f2b',
        options: '#5b6370',
        head: '#5b6370',
        basic: '#5b6370',
        link: '#5b6370',
      },
    },
    schema: {
      linesColor: of('--line'),
      nestedBackground: of('--ground'),
      typeNameColor: of('--quiet'),
      typeTitleColor: of('--quiet'),
      requireLabelColor: of('--bad'),
      arrow: { color: of('--quiet') },
    },
    typography: {
      fontSize: '15px',
      lineHeight: '1.5',
      fontFamily: 'system-ui, sans-serif',
      headings: { fontFamily: 'system-ui, sans-serif', fontWeight: '600' },
      code: {
        fontSize: '13px',
        fontFamily: mono,
        color: of('--text'),
        backgroundColor: of('--ground'),
        wrap: true,
      },
      links: {
        color: of('--accent'),
        visited: of('--accent'),
        hover: of('--accent'),
        textDecoration: 'underline',
        hoverTextDecoration: 'underline',
      },
    },
    sidebar: {
      width: '17rem',
      backgroundColor: of('--ground'),
      textColor: of('--text'),
      activeTextColor: of('--accent'),
    },
    rightPanel: { backgroundColor: '#22272e', textColor: '#f2f4f7', width: '38%' },
    codeBlock: { backgroundColor: '#15191e' },
    // A header's colour is not in its theme, but what is written here is added to its style.
    extensionsHook: (part: string) =>
      part === 'UnderlinedHeader' ? 'color: var(--quiet); border-color: var(--line);' : '',
    fab: { backgroundColor: of('--card'), color: of('--text') },
  };
}

// The variables hold both schemes; what a property comes to is the one that counts.
function colours(): (variable: string) => string {
  const probe = document.body.appendChild(document.createElement('span'));
  const style = getComputedStyle(probe);
  queueMicrotask(() => probe.remove());
  return (variable) => {
    probe.style.color = `var(${variable})`;
    return style.color;
  };
}
