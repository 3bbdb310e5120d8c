import { useId, useState } from 'preact/hooks';
import type { OperationView } from '../../control/contract-view.ts';
import { control } from '../data/control-client.ts';
import { JsonEditor, type Mark } from '../ui/json-editor.tsx';
import { draftFrom, type RequestDraft } from './draft.ts';

/** A form for a request. */
export interface RequestFormProps {
  readonly operation: OperationView;
  readonly draft: RequestDraft;
  /** What the last answer found wrong. */
  readonly marks: readonly Mark[];
  onChange(part: Partial<RequestDraft>): void;
  onSend(): void;
}

/** Everything of a request that can be chosen: path, query, headers, preference, body. */
export function RequestForm({ operation, draft, marks, onChange, onSend }: RequestFormProps) {
  const content = operation.contents[0];
  const [replaced, setReplaced] = useState(0);
  const parameters = operation.parameters.filter((one) => one.in === 'path');
  const check = async (body: unknown) => {
    const asked = { operation: operation.id, body };
    const { errors } = await control<{ errors: Mark[] }>('check', { method: 'POST', body: asked });
    return errors;
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
          Documented examples:{' '}
          {content.examples.map((one) => (
            <button
              key={one.name}
              type="button"
              onClick={() => {
                const { path, body } = draftFrom(operation, one);
                onChange({ path, body });
                setReplaced(replaced + 1);
              }}
            >
              {one.name}
            </button>
          ))}
        </p>
      )}
      <div class="fields">
        {parameters.map(({ name }) => (
          <label key={name}>
            {name} in the path
            <input
              value={draft.path[name] ?? ''}
              onInput={({ currentTarget }) =>
                onChange({ path: { ...draft.path, [name]: currentTarget.value } })
              }
            />
          </label>
        ))}
        <label>
          Query
          <input
            value={draft.query}
            placeholder="name=value"
            spellcheck={false}
            onInput={({ currentTarget }) => onChange({ query: currentTarget.value })}
          />
        </label>
        <Prefer
          operation={operation}
          prefer={draft.prefer}
          onChange={(prefer) => onChange({ prefer })}
        />
      </div>
      <Headers draft={draft} secured={operation.secured} onChange={onChange} />
      {content !== undefined && (
        <>
          <label class="check">
            <input
              type="checkbox"
              checked={draft.body !== undefined}
              onChange={({ currentTarget }) =>
                onChange({ body: currentTarget.checked ? '{}' : undefined })
              }
            />{' '}
            Send a body
          </label>
          {draft.body !== undefined && (
            <JsonEditor
              label="Body"
              text={draft.body}
              replaced={replaced}
              schema={content.schema}
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

function Prefer({
  operation,
  prefer,
  onChange,
}: {
  readonly operation: OperationView;
  readonly prefer: string;
  onChange(prefer: string): void;
}) {
  const id = useId();
  const choices = operation.answers.flatMap(({ status, examples }) => [
    `code=${status}`,
    ...examples.map((name) => `code=${status}, example=${name}`),
  ]);
  return (
    <label>
      Prefer
      <input
        value={prefer}
        list={id}
        placeholder="the mock decides"
        spellcheck={false}
        onInput={({ currentTarget }) => onChange(currentTarget.value)}
      />
      <datalist id={id}>
        {[...choices, 'dynamic=true'].map((one) => (
          <option key={one} value={one} />
        ))}
      </datalist>
    </label>
  );
}

function Headers({
  draft,
  secured,
  onChange,
}: {
  readonly draft: RequestDraft;
  readonly secured: boolean;
  onChange(part: Partial<RequestDraft>): void;
}) {
  const put = (at: number, header: readonly [string, string]) =>
    onChange({ headers: draft.headers.with(at, header) });
  return (
    <details class="headers">
      <summary>Headers ({draft.headers.length + (draft.withToken ? 1 : 0)})</summary>
      {secured && (
        <label class="check">
          <input
            type="checkbox"
            checked={draft.withToken}
            onChange={({ currentTarget }) => onChange({ withToken: currentTarget.checked })}
          />{' '}
          Send the token
        </label>
      )}
      {draft.headers.map(([name, value], i) => (
        <div class="header" key={i}>
          <input
            aria-label={`Name of header ${i + 1}`}
            value={name}
            onInput={({ currentTarget }) => put(i, [currentTarget.value, value])}
          />
          <input
            aria-label={`Value of header ${i + 1}`}
            value={value}
            onInput={({ currentTarget }) => put(i, [name, currentTarget.value])}
          />
          <button
            type="button"
            aria-label={`Remove header ${i + 1}`}
            onClick={() => onChange({ headers: draft.headers.toSpliced(i, 1) })}
          >
            ×
          </button>
        </div>
      ))}
      <button type="button" onClick={() => onChange({ headers: [...draft.headers, ['', '']] })}>
        Add a header
      </button>
    </details>
  );
}
