import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { formatPointer, parsePointer } from '../../../spec/shared/json-pointer.ts';
import { contract } from '../data/session.ts';
import { ScopeChoice } from '../ui/scope.tsx';
import { emptyFault, type FaultDraft, presets } from './fault-draft.ts';

/** What the control API, or the form itself, finds wrong in a fault. */
export interface FieldError {
  readonly pointer: string;
  readonly message: string;
}

/** A form for a fault. */
export interface FaultFormProps {
  readonly draft: FaultDraft;
  readonly errors: readonly FieldError[];
  onChange(part: Partial<FaultDraft>): void;
  onSet(): void;
}

/** Everything of a fault that can be chosen. */
export function FaultForm({ draft, errors, onChange, onSet }: FaultFormProps) {
  const operations = contract.value?.operations ?? [];
  const field = (name: Fields, label: string, pointer: string) => (
    <Field
      label={label}
      error={errorAt(errors, pointer)}
      value={draft[name]}
      onInput={(value) => onChange({ [name]: value })}
    />
  );
  return (
    <form
      aria-label="Fault"
      class="fault-form"
      onSubmit={(event) => {
        event.preventDefault();
        onSet();
      }}
    >
      <p class="examples">
        {presets.map(({ name, part }) => (
          <button
            key={name}
            type="button"
            onClick={() => onChange({ ...emptyFault, operation: draft.operation, ...part })}
          >
            {name}
          </button>
        ))}
      </p>
      <ScopeChoice name="It strikes the requests of" />
      <label class="block">
        Operation
        <select
          value={draft.operation}
          onChange={({ currentTarget }) => onChange({ operation: currentTarget.value })}
        >
          <option value="*">every operation without a fault of its own</option>
          {operations.map(({ id, method, path }) => (
            <option key={id} value={id}>
              {id} · {method.toUpperCase()} {path}
            </option>
          ))}
        </select>
      </label>
      <Choice
        legend="First it waits"
        value={draft.wait}
        options={{ none: 'not at all', fixed: 'always as long', random: 'at random' }}
        onChange={(wait) => onChange({ wait })}
      />
      <div class="fields">
        {draft.wait === 'fixed' && field('delay', 'Milliseconds', '/delay')}
        {draft.wait === 'random' && field('min', 'At least, ms', '/delay/min')}
        {draft.wait === 'random' && field('max', 'At most, ms', '/delay/max')}
      </div>
      <Choice
        legend="Then it"
        value={draft.answer}
        options={{
          usual: 'answers as usual',
          status: 'answers a status',
          drop: 'drops the connection',
        }}
        onChange={(answer) => onChange({ answer })}
      />
      {draft.answer === 'status' && (
        <>
          <div class="fields">{field('status', 'Status', '/status')}</div>
          <Area
            label="Headers, one a line"
            placeholder="Retry-After: 2"
            value={draft.headers}
            error={errorAt(errors, '/headers')}
            onInput={(headers) => onChange({ headers })}
          />
          <Area
            label="Body, JSON"
            placeholder="none"
            value={draft.body}
            error={errorAt(errors, '/body')}
            onInput={(body) => onChange({ body })}
          />
        </>
      )}
      <div class="fields">{field('percent', 'In how many of 100 requests', '/probability')}</div>
      {errors
        .filter(({ pointer }) => !fieldsShown(draft).some((one) => belongs(pointer, one)))
        .map(({ message }) => (
          <p key={message} class="failure" role="alert">
            {message}
          </p>
        ))}
      <div class="actions">
        <button type="submit" class="primary">
          Set the fault
        </button>
      </div>
    </form>
  );
}

type Fields = 'delay' | 'min' | 'max' | 'status' | 'percent';

function fieldsShown({ wait, answer }: FaultDraft): string[] {
  return [
    '/probability',
    ...(wait === 'fixed' ? ['/delay'] : wait === 'random' ? ['/delay/min', '/delay/max'] : []),
    ...(answer === 'status' ? ['/status', '/headers', '/body'] : []),
  ];
}

function belongs(pointer: string, field: string): boolean {
  return formatPointer(parsePointer(pointer).slice(0, parsePointer(field).length)) === field;
}

function errorAt(errors: readonly FieldError[], field: string): string {
  return errors
    .filter(({ pointer }) => belongs(pointer, field))
    .map(({ message }) => message)
    .join(' ');
}

function Choice<Value extends string>({
  legend,
  value,
  options,
  onChange,
}: {
  readonly legend: string;
  readonly value: Value;
  readonly options: Readonly<Record<Value, string>>;
  onChange(value: Value): void;
}) {
  const name = useId();
  return (
    <fieldset class="choice in-line">
      <legend>{legend}</legend>
      {(Object.entries(options) as [Value, string][]).map(([one, label]) => (
        <label key={one}>
          <input type="radio" name={name} checked={one === value} onChange={() => onChange(one)} />{' '}
          {label}
        </label>
      ))}
    </fieldset>
  );
}

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly error: string;
  onInput(value: string): void;
}

function Field({ label, value, error, onInput }: FieldProps) {
  const id = useId();
  return (
    <Labelled label={label} error={error} id={id}>
      <input
        inputMode="decimal"
        value={value}
        aria-invalid={error !== ''}
        aria-describedby={error === '' ? undefined : id}
        onInput={({ currentTarget }) => onInput(currentTarget.value)}
      />
    </Labelled>
  );
}

function Area({
  label,
  value,
  error,
  placeholder,
  onInput,
}: FieldProps & { readonly placeholder: string }) {
  const id = useId();
  return (
    <Labelled label={label} error={error} id={id}>
      <textarea
        rows={Math.min(8, value.split('\n').length + 1)}
        value={value}
        placeholder={placeholder}
        spellcheck={false}
        aria-invalid={error !== ''}
        aria-describedby={error === '' ? undefined : id}
        onInput={({ currentTarget }) => onInput(currentTarget.value)}
      />
    </Labelled>
  );
}

function Labelled({
  label,
  error,
  id,
  children,
}: {
  readonly label: string;
  readonly error: string;
  readonly id: string;
  readonly children: ComponentChildren;
}) {
  return (
    <div class="field">
      {/* biome-ignore lint/a11y/noLabelWithoutControl: the control is handed in. */}
      <label class="block">
        {label}
        {children}
      </label>
      {error !== '' && (
        <p class="failure" id={id} role="alert">
          {error}
        </p>
      )}
    </div>
  );
}
