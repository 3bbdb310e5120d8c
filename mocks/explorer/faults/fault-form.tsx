import { formatPointer, parsePointer } from '../../../spec/shared/json-pointer.ts';
import type { Fault } from '../../accounts/faults.ts';
import { contract } from '../data/session.ts';
import { Failure } from '../ui/action.tsx';
import { Button } from '../ui/button.tsx';
import { Checkbox, partsOf, RadioGroup, SelectField, TextField } from '../ui/fields.tsx';
import type { Mark } from '../ui/json-editor.tsx';
import { ScopeField } from '../ui/scope.tsx';
import { type FaultDraft, isText, newFault, presets, toFaultDraft } from './fault-draft.ts';

interface FaultFormProps {
  readonly draft: FaultDraft;
  /** The mistakes in the fault, found by the control API or the form. */
  readonly errors: readonly Mark[];
  onChange(part: Partial<FaultDraft>): void;
  onSet(): void;
}

/** Edits and sets a fault. */
export function FaultForm({ draft, errors, onChange, onSet }: FaultFormProps) {
  const part = partsOf(draft, onChange);
  const field = (
    name: 'delay' | 'min' | 'max' | 'status' | 'percent' | 'times',
    label: string,
    placeholder = '',
  ) => (
    <TextField
      label={label}
      inputmode="decimal"
      placeholder={placeholder}
      error={errorAt(errors, pointers[name])}
      {...part(name)}
    />
  );
  const area = (name: 'headers' | 'body', label: string, placeholder: string) => (
    <TextField
      label={label}
      rows={Math.min(8, draft[name].split('\n').length + 1)}
      placeholder={placeholder}
      error={errorAt(errors, pointers[name])}
      {...part(name)}
    />
  );
  const { operation, delayKind, response, truncate } = draft;
  const named = contract.value?.namedFaults ?? [];
  const chosen = named.find(({ name }) => name === draft.name);
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
      {named.length > 0 && (
        <SelectField
          label="Start from"
          options={[
            ['', 'A fault of your own'],
            ...named.map(({ name, says }) => [name, `${name}: ${says}`] as const),
          ]}
          value={draft.name}
          onChange={(name) => {
            const found = named.find((one) => one.name === name);
            const own = { ...newFault, operation };
            onChange(found ? toFaultDraft(operation, { ...(found.fault as Fault), name }) : own);
          }}
        />
      )}
      {chosen?.invented !== undefined && (
        <p class="quiet">Not in the documentation: {chosen.invented}</p>
      )}
      <ScopeField />
      <SelectField
        label="Operation"
        options={[
          ['*', 'All operations without a fault of their own'],
          ...(contract.value?.operations ?? []).map(
            ({ id, method, path }) => [id, `${id} · ${method.toUpperCase()} ${path}`] as const,
          ),
        ]}
        {...part('operation')}
      />
      <RadioGroup
        inline
        legend="Delay"
        options={{ none: 'None', fixed: 'Fixed', random: 'Random' }}
        {...part('delayKind')}
      />
      <div class="fields">
        {delayKind === 'fixed' && field('delay', 'Milliseconds')}
        {delayKind === 'random' && field('min', 'Min, ms')}
        {delayKind === 'random' && field('max', 'Max, ms')}
      </div>
      <RadioGroup
        inline
        legend="Response"
        options={{ normal: 'Normal', status: 'Custom status', drop: 'Dropped connection' }}
        {...part('response')}
      />
      {response === 'status' && (
        <>
          <div class="fields">{field('status', 'Status')}</div>
          {area('headers', 'Headers, one per line', 'Retry-After: 2')}
          {area('body', isText(draft.headers) ? 'Body (text)' : 'Body (JSON)', 'None')}
        </>
      )}
      {response !== 'drop' && (
        <Checkbox
          label="Cut the body off half-way"
          checked={truncate}
          onChange={part('truncate').onChange}
        />
      )}
      <div class="fields">
        {field('percent', 'Probability, %')}
        {field('times', 'Times', 'No limit')}
      </div>
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
  times: '/times',
} as const;

function fieldsShown({ delayKind, response }: FaultDraft): string[] {
  return [
    pointers.percent,
    pointers.times,
    ...(delayKind === 'fixed' ? [pointers.delay] : []),
    ...(delayKind === 'random' ? [pointers.min, pointers.max] : []),
    ...(response === 'status' ? [pointers.status, pointers.headers, pointers.body] : []),
  ];
}

function isWithin(pointer: string, field: string): boolean {
  return formatPointer(parsePointer(pointer).slice(0, parsePointer(field).length)) === field;
}

function errorAt(errors: readonly Mark[], field: string): string {
  return errors
    .filter(({ pointer }) => isWithin(pointer, field))
    .map(({ message }) => message)
    .join(' ');
}
