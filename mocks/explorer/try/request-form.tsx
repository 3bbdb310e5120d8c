import type { OperationView } from '../../control/contract-view.ts';
import { control } from '../data/control-client.ts';
import { type RequestDraft, replaceDraft, replacements } from '../data/drafts.ts';
import { target } from '../data/session.ts';
import { texts } from '../data/texts.ts';
import { Button } from '../ui/button.tsx';
import { Checkbox, partsOf, TextField } from '../ui/fields.tsx';
import type { Mark } from '../ui/json-editor.tsx';
import { LazyJsonEditor } from '../ui/lazy-json-editor.tsx';
import { choicesAt } from './choices.ts';
import { createDraft, languageHeader } from './draft.ts';

interface RequestFormProps {
  readonly operation: OperationView;
  readonly draft: RequestDraft;
  /** Errors of the last response. */
  readonly marks: readonly Mark[];
  onChange(part: Partial<RequestDraft>): void;
  onSend(): void;
}

/** Edits the path, query, headers, preference and body of a request. */
export function RequestForm({ operation, draft, marks, onChange, onSend }: RequestFormProps) {
  const t = texts.value.try;
  const content = operation.contents[0];
  const part = partsOf(draft, onChange);
  const check = async (value: unknown) => {
    const body = { operation: operation.id, body: value };
    return (await control<{ errors: Mark[] }>('check', { method: 'POST', body })).errors;
  };
  return (
    <form
      class="request"
      aria-label={t.request}
      onSubmit={(event) => {
        event.preventDefault();
        onSend();
      }}
    >
      <div class="fields">
        {operation.parameters
          .filter((one) => one.in === 'path')
          .map(({ name }) => (
            <TextField
              key={name}
              label={t.inPath(name)}
              value={draft.path[name] ?? ''}
              onChange={(value) => onChange({ path: { ...draft.path, [name]: value } })}
            />
          ))}
        <TextField label={t.query} placeholder="name=value" {...part('query')} />
      </div>
      <Headers operation={operation} draft={draft} onChange={onChange} />
      {content !== undefined && (
        <>
          <div class="body-line">
            <Checkbox
              label={t.sendBody}
              checked={draft.body !== undefined}
              onChange={(checked) => onChange({ body: checked ? '{}' : undefined })}
            />
            <Examples operation={operation} draft={draft} />
          </div>
          {draft.body !== undefined && (
            <LazyJsonEditor
              label={t.body}
              text={draft.body}
              revision={replacements.value}
              schema={content.schema}
              choicesAt={(path, value) => choicesAt(operation, draft, path, value)}
              marks={marks}
              check={check}
              onChange={(body) => onChange({ body })}
              onSend={onSend}
            />
          )}
        </>
      )}
      <button type="submit" hidden>
        {t.send}
      </button>
    </form>
  );
}

/** A button for each example, by its name; the only one is called what it does. */
function Examples({ operation, draft }: { operation: OperationView; draft: RequestDraft }) {
  const t = texts.value.try;
  const examples = operation.contents[0]?.examples ?? [];
  const apply = (example: (typeof examples)[number]) => {
    const { path, body } = createDraft(operation, example);
    replaceDraft({ ...draft, path, body });
  };
  const buttons = examples.map((one) => (
    <Button key={one.name} class="quiet-button" onClick={() => apply(one)}>
      {examples.length === 1 ? t.reset : one.name}
    </Button>
  ));
  return (
    <span class="examples">
      {buttons.length > 1 && t.examples} {buttons}
    </span>
  );
}

function Headers({
  operation,
  draft,
  onChange,
}: {
  operation: OperationView;
  draft: RequestDraft;
  onChange(part: Partial<RequestDraft>): void;
}) {
  const t = texts.value.try;
  const { headers, withToken, prefer } = draft;
  const asked = languageHeader(draft, target.value);
  const replace = (index: number, header: readonly [string, string]) =>
    onChange({ headers: headers.with(index, header) });
  const count = [withToken && operation.secured, asked, prefer].filter(Boolean).length;
  return (
    <details class="headers">
      <summary>
        {t.headers(headers.length + count)}
        {prefer !== '' && (
          <small>
            {' '}
            {t.prefer}: {prefer}
          </small>
        )}
      </summary>
      {operation.secured && (
        <Checkbox
          label={t.sendToken}
          checked={withToken}
          onChange={(checked) => onChange({ withToken: checked })}
        />
      )}
      {asked !== undefined && (
        <div class="header">
          <input aria-label={t.languageName} value={asked[0]} readOnly />
          <input aria-label={t.languageValue} value={asked[1]} readOnly />
          <Button aria-label={t.removeLanguage} onClick={() => onChange({ anyLanguage: true })}>
            ×
          </Button>
        </div>
      )}
      {headers.map(([name, value], i) => (
        <div class="header" key={i}>
          <input
            aria-label={t.headerName(i + 1)}
            value={name}
            onInput={({ currentTarget }) => replace(i, [currentTarget.value, value])}
          />
          <input
            aria-label={t.headerValue(i + 1)}
            value={value}
            onInput={({ currentTarget }) => replace(i, [name, currentTarget.value])}
          />
          <Button
            aria-label={t.removeHeader(i + 1)}
            onClick={() => onChange({ headers: headers.toSpliced(i, 1) })}
          >
            ×
          </Button>
        </div>
      ))}
      <Button class="quiet-button" onClick={() => onChange({ headers: [...headers, ['', '']] })}>
        {t.addHeader}
      </Button>
      <TextField
        label={t.prefer}
        placeholder="code=409"
        hint={t.preferHint}
        suggestions={[
          ...operation.answers.flatMap(({ status, examples }) => [
            `code=${status}`,
            ...examples.map((name) => `code=${status}, example=${name}`),
          ]),
          'dynamic=true',
        ]}
        {...partsOf(draft, onChange)('prefer')}
      />
    </details>
  );
}
