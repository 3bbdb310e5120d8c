import { formatPointer, parsePointer } from '../../../spec/shared/json-pointer.ts';
import { contract } from '../data/session.ts';
import { Failure } from '../ui/action.tsx';
import { Button } from '../ui/button.tsx';
import { RadioGroup, SelectField, TextField } from '../ui/fields.tsx';
import { ScopeField } from '../ui/scope.tsx';
import { type FaultDraft, newFault, presets } from './fault-draft.ts';

/** A mistake in a fault, found by the control API or the form. */
export interface FieldError {
  /** JSON Pointer of the field in the fault; empty for the whole fault. */
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

/** Edits and sets a fault. */
export function FaultForm({ draft, errors, onChange, onSet }: FaultFormProps) {
  const field = (name: 'delay' | 'min' | 'max' | 'status' | 'percent', label: string) => (
    <TextField
      label={label}
      inputmode="decimal"
      value={draft[name]}
      error={errorAt(errors, pointers[name])}
      onChange={(value) => onChange({ [name]: value })}
    />
  );
  const area = (name: 'headers' | 'body', label: string, placeholder: string) => (
    <TextField
      label={label}
      rows={Math.min(8, draft[name].split('\n').length + 1)}
      placeholder={placeholder}
      value={draft[name]}
      error={errorAt(errors, pointers[name])}
      onChange={(value) => onChange({ [name]: value })}
    />
  );
  const { operation, delayKind, response } = draft;
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
          <Button key={name} onClick={() => onChange({ ...newFault, operation, ...part })}>
            {name}
          </Button>
        ))}
      </p>
      <ScopeField />
      <SelectField
        label="Operation"
        value={operation}
        options={[
          ['*', 'All operations without a fault of their own'],
          ...(contract.value?.operations ?? []).map(
            ({ id, method, path }) => [id, `${id} · ${method.toUpperCase()} ${path}`] as const,
          ),
        ]}
        onChange={(value) => onChange({ operation: value })}
      />
      <RadioGroup
        inline
        legend="Delay"
        value={delayKind}
        options={{ none: 'None', fixed: 'Fixed', random: 'Random' }}
        onChange={(value) => onChange({ delayKind: value })}
      />
      <div class="fields">
        {delayKind === 'fixed' && field('delay', 'Milliseconds')}
        {delayKind === 'random' && field('min', 'Min, ms')}
        {delayKind === 'random' && field('max', 'Max, ms')}
      </div>
      <RadioGroup
        inline
        legend="Response"
        value={response}
        options={{ normal: 'Normal', status: 'Custom status', drop: 'Dropped connection' }}
        onChange={(value) => onChange({ response: value })}
      />
      {response === 'status' && (
        <>
          <div class="fields">{field('status', 'Status')}</div>
          {area('headers', 'Headers, one per line', 'Retry-After: 2')}
          {area('body', 'Body (JSON)', 'No body')}
        </>
      )}
      <div class="fields">{field('percent', 'Probability, %')}</div>
      {errors
        .filter(({ pointer }) => !fieldsShown(draft).some((one) => isWithin(pointer, one)))
        .map(({ message }) => (
          <Failure key={message} text={message} />
        ))}
      <div class="actions">
        <button type="submit" class="primary">
          Set fault
        </button>
      </div>
    </form>
  );
}

/** Where the value of each field stands in a fault. */
const pointers = {
  delay: '/delay',
  min: '/delay/min',
  max: '/delay/max',
  status: '/status',
  headers: '/headers',
  body: '/body',
  percent: '/probability',
} as const;

function fieldsShown({ delayKind, response }: FaultDraft): string[] {
  return [
    pointers.percent,
    ...(delayKind === 'fixed' ? [pointers.delay] : []),
    ...(delayKind === 'random' ? [pointers.min, pointers.max] : []),
    ...(response === 'status' ? [pointers.status, pointers.headers, pointers.body] : []),
  ];
}

function isWithin(pointer: string, field: string): boolean {
  return formatPointer(parsePointer(pointer).slice(0, parsePointer(field).length)) === field;
}

function errorAt(errors: readonly FieldError[], field: string): string {
  return errors
    .filter(({ pointer }) => isWithin(pointer, field))
    .map(({ message }) => message)
    .join(' ');
}
