import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { contract } from '../data/session.ts';
import { annotate } from './annotate.ts';
import './documentation-view.css';

/** The contract as Redoc shows it in a sandboxed frame, with its rules, sources and doubts in words. */
export default function DocumentationView() {
  const frame = useRef<HTMLIFrameElement>(null);
  const [elsewhere, setElsewhere] = useState('');
  const shown = contract.value;
  const src = useMemo(addressOfFrame, [shown]);
  useEffect(() => {
    const lead = () => {
      if (!location.hash.startsWith('#/documentation')) return;
      frame.current?.contentWindow?.location.replace(addressOfFrame());
    };
    // The frame is ready, or says which part it shows, or where a link leads.
    const hear = ({ source, data }: MessageEvent) => {
      const sender = frame.current?.contentWindow;
      if (!sender || source !== sender || !shown || typeof data !== 'string') return;
      const part = /^#(?!\/)(.*)/.exec(data)?.[1];
      if (data === 'ready') sender.postMessage({ document: annotate(shown) }, '*');
      else if (part !== undefined) history.replaceState(null, '', `#/documentation/${part}`);
      else if (data.startsWith('#')) location.hash = data;
      else if (/^(https?|mailto):/.test(data)) setElsewhere(data);
    };
    addEventListener('hashchange', lead);
    addEventListener('message', hear);
    return () => {
      removeEventListener('hashchange', lead);
      removeEventListener('message', hear);
    };
  }, [shown]);
  return (
    <div class="documentation">
      <h1>Documentation</h1>
      <p role="status">
        {elsewhere && (
          <a href={elsewhere} target="_blank" rel="noreferrer">
            Open {elsewhere}
          </a>
        )}
      </p>
      {/* Redoc cannot change its document, so each gets a frame of its own. */}
      <iframe key={shown} ref={frame} src={src} title="The contract" sandbox="allow-scripts" />
    </div>
  );
}

// The part that is shown stands behind the view in the address of the page.
function addressOfFrame(): string {
  const part = location.hash.replace(/^#\/documentation\/?/, '');
  return `${import.meta.env.BASE_URL}documentation.html#${part}`;
}
