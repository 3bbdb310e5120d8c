import { useEffect, useRef, useState } from 'preact/hooks';
import { contract } from '../data/session.ts';
import { annotate } from './annotate.ts';
import { redocTheme } from './redoc-theme.ts';
import './documentation.css';

const dark = matchMedia('(prefers-color-scheme: dark)');

/** The contract as Redoc shows it, with its rules, sources and doubts in words. */
export default function DocumentationView() {
  const place = useRef<HTMLDivElement>(null);
  const [state, setState] = useState<'loading' | 'there' | 'failed'>('loading');
  const [isDark, setDark] = useState(dark.matches);
  const shown = contract.value;
  useEffect(() => {
    const follow = () => setDark(dark.matches);
    dark.addEventListener('change', follow);
    return () => dark.removeEventListener('change', follow);
  }, []);
  useEffect(() => {
    if (shown === undefined) return;
    let left = false;
    let root: { unmount(): void } | undefined;
    const show = async () => {
      const { default: redoc } = await import('redoc/bundles/redoc.standalone.js');
      if (left || place.current === null) return;
      const inner = place.current.appendChild(document.createElement('div'));
      const done = (error?: Error) => setState(error === undefined ? 'there' : 'failed');
      root = redoc.init(annotate(shown), { ...options, theme: redocTheme() }, inner, done);
    };
    show().catch(() => setState('failed'));
    return () => {
      left = true;
      root?.unmount();
      place.current?.replaceChildren();
    };
    // It cannot take another theme or document, and is set up anew.
  }, [shown, isDark]);
  return (
    <div id="documentation">
      <h1>Documentation</h1>
      {state === 'loading' && <p class="empty">Loading the documentation…</p>}
      {state === 'failed' && (
        <p class="failure" role="alert">
          The documentation could not be loaded; look whether the mock runs, and load this page
          again.
        </p>
      )}
      <div ref={place} />
    </div>
  );
}

const options = {
  disableSearch: true,
  hideDownloadButtons: true,
  hideLoading: true,
  nativeScrollbars: true,
  expandResponses: '200',
  jsonSampleExpandLevel: 'all',
  requiredPropsFirst: false,
};
