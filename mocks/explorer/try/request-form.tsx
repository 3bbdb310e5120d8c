import { useState } from 'preact/hooks';
import type { OperationView } from '../../control/contract-view.ts';
import { control } from '../data/control-client.ts';
import type { RequestDraft } from '../data/drafts.ts';
import { Button } from '../ui/button.tsx';
import { Checkbox, partsOf, TextField } from '../ui/fields.tsx';
import { JsonEditor, type Mark } from '../ui/json-editor.tsx';
import { choicesAt } from './choices.ts';
import { createDraft } from './draft.ts';

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
  const content = operation.contents[0];
  const part = partsOf(draft, onChange);
  const [revision, setRevision] = useState(0);
  const parameters = operation.parameters.filter((one) => one.in === 'path');
  const check = async (value: unknown) => {
    const body = { operation: operation.id, body: value };
    return (await control<{ errors: Mark[] }>('check', { method: 'POST', body })).errors;
  };
  return (
    <form
      class="request"
      aria-label="Request"
      onSubmit={(event) => {
        event.preventDefault();
        onSend();
      }}
    >
      {content !== undefined && content.examples.length > 0 && (
        <p class="examples">
          Examples:{' '}
          {content.examples.map((example) => (
            <Button
              key={example.name}
              onClick={() => {
                const { path, body } = createDraft(operation, example);
                onChange({ path, body });
                setRevision(revision + 1);
              }}
            >
              {example.name}
            </Button>
          ))}
        </p>
      )}
      <div class="fields">
        {parameters.map(({ name }) => (
          <TextField
            key={name}
            label={`${name} (path)`}
            value={draft.path[name] ?? ''}
            onChange={(value) => onChange({ path: { ...draft.path, [name]: value } })}
          />
        ))}
        <TextField label="Query" placeholder="name=value" {...part('query')} />
        <TextField
          label="Prefer"
          placeholder="code=409"
          title="Requests a documented response of the mock instead of the real one"
          suggestions={[
            ...operation.answers.flatMap(({ status, examples }) => [
              `code=${status}`,
              ...examples.map((name) => `code=${status}, example=${name}`),
            ]),
            'dynamic=true',
          ]}
          {...part('prefer')}
        />
      </div>
      <Headers draft={draft} secured={operation.secured} onChange={onChange} />
      {content !== undefined && (
        <>
          <Checkbox
            label="Send body"
            checked={draft.body !== undefined}
            onChange={(checked) => onChange({ body: checked ? '{}' : undefined })}
          />
          {draft.body !== undefined && (
            <JsonEditor
              label="Body"
              text={draft.body}
              revision={revision}
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
        Send
      </button>
    </form>
  );
}

function Headers({
  draft: { headers, withToken },
  secured,
  onChange,
}: {
  draft: RequestDraft;
  secured: boolean;
  onChange(part: Partial<RequestDraft>): void;
}) {
  const replace = (index: number, header: readonly [string, string]) =>
    onChange({ headers: headers.with(index, header) });
  return (
    <details class="headers">
      <summary>Headers ({headers.length + (withToken ? 1 : 0)})</summary>
      {secured && (
        <Checkbox
          label="Send token"
          checked={withToken}
          onChange={(checked) => onChange({ withToken: checked })}
        />
      )}
      {headers.map(([name, value], i) => (
        <div class="header" key={i}>
          <input
            aria-label={`Header ${i + 1} name`}
            value={name}
            onInput={({ currentTarget }) => replace(i, [currentTarget.value, value])}
          />
          <input
            aria-label={`Header ${i + 1} value`}
            value={value}
            onInput={({ currentTarget }) => replace(i, [name, currentTarget.value])}
          />
          <Button
            aria-label={`Remove header ${i + 1}`}
            onClick={() => onChange({ headers: headers.toSpliced(i, 1) })}
          >
            ×
          </Button>
        </div>
      ))}
      <Button onClick={() => onChange({ headers: [...headers, ['', '']] })}>Add header</Button>
    </details>
  );
}
