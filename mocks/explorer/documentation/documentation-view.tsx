import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { contract } from '../data/session.ts';
import { language, texts } from '../data/texts.ts';
import { theme } from '../data/theme.ts';
import { Failure } from '../ui/action.tsx';
import { annotate } from './annotate.ts';
import './documentation-view.css';

/** The contract as Redoc shows it in a sandboxed frame, with its rules, sources and doubts in words. */
export default function DocumentationView() {
  const frame = useRef<HTMLIFrameElement>(null);
  const [elsewhere, setElsewhere] = useState('');
  const [isUnknown, setUnknown] = useState(false);
  const shown = contract.value;
  const t = texts.value.documentation;
  // Redoc can change neither its document nor its theme, so each gets a frame of its own.
  const inside = [shown, texts.value, theme.value];
  const { src, key } = useMemo(() => ({ src: addressOfFrame(), key: {} }), inside);
  useEffect(() => {
    const lead = () => {
      setUnknown(false);
      if (!location.hash.startsWith('#/documentation')) return;
      frame.current?.contentWindow?.location.replace(addressOfFrame());
    };
    // The frame is ready, or says which part it shows, or where a link leads.
    const hear = ({ source, data }: MessageEvent) => {
      const sender = frame.current?.contentWindow;
      if (!sender || source !== sender || !shown || typeof data !== 'string') return;
      const part = /^#(?!\/)(.*)/.exec(data)?.[1];
      if (data === 'ready') {
        sender.postMessage(
          { document: annotate({ ...shown, words: texts.value.documentation }) },
          '*',
        );
      } else if (part !== undefined) history.replaceState(null, '', `#/documentation/${part}`);
      else if (data === 'unknown') setUnknown(true);
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
      <h1>{t.heading}</h1>
      <Failure text={isUnknown ? texts.value.frame.unknownAddress(location.hash) : ''} />
      <p role="status">
        {elsewhere && (
          <a href={elsewhere} target="_blank" rel="noreferrer">
            {t.open(elsewhere)}
          </a>
        )}
      </p>
      <iframe key={key} ref={frame} src={src} title={t.contract} sandbox="allow-scripts" />
    </div>
  );
}

// The part that is shown stands behind the view in the address of the page.
function addressOfFrame(): string {
  const part = location.hash.replace(/^#\/documentation\/?/, '');
  const how = new URLSearchParams({ language: language.value, theme: theme.value });
  return `${import.meta.env.BASE_URL}documentation.html?${how}#${part}`;
}
