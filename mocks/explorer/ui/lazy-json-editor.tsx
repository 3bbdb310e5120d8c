import { lazy, Suspense } from 'preact/compat';
import { texts } from '../data/texts.ts';
import type { JsonEditorProps } from './json-editor.tsx';

// Two thirds of all scripts of the first view: it need not wait for them.
const Loaded = lazy(() => import('./json-editor.tsx'));

/** A JSON editor that is loaded when it is first shown. */
export function LazyJsonEditor(props: JsonEditorProps) {
  return (
    <Suspense fallback={<p class="empty">{texts.value.common.loading}</p>}>
      {/* It takes its texts when it is created. */}
      <Loaded key={texts.value.common.locale} {...props} />
    </Suspense>
  );
}
