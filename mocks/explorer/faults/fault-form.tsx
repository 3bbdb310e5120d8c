import { formatPointer, parsePointer } from '../../../spec/shared/json-pointer.ts';
import type { Fault } from '../../accounts/faults.ts';
import { contract } from '../data/session.ts';
import { texts } from '../data/texts.ts';
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
  const t = texts.value.faults;
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
      aria-label={t.newFault}
      class="fault-form"
      onSubmit={(event) => {
        event.preventDefault();
        onSet();
      }}
    >
      <p class="examples">
        {presets.map(({ name, part: preset }) => (
          <Button key={name} onClick={() => onChange({ ...newFault, operation, ...preset })}>
            {t.presets[name]}
          </Button>
        ))}
      </p>
      {named.length > 0 && (
        <SelectField
          label={t.startFrom}
          options={[
            ['', t.ownFault],
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
        <p class="quiet">
          {t.invented} {chosen.invented}
        </p>
      )}
      <ScopeField />
      <SelectField
        label={t.operation}
        options={[
          ['*', t.allWithoutOwn],
          ...(contract.value?.operations ?? []).map(
            ({ id, method, path }) => [id, `${id} · ${method.toUpperCase()} ${path}`] as const,
          ),
        ]}
        {...part('operation')}
      />
      <RadioGroup inline legend={t.delay} options={t.delays} {...part('delayKind')} />
      <div class="fields">
        {delayKind === 'fixed' && field('delay', t.milliseconds)}
        {delayKind === 'random' && field('min', t.min)}
        {delayKind === 'random' && field('max', t.max)}
      </div>
      <RadioGroup inline legend={t.response} options={t.responses} {...part('response')} />
      {response === 'status' && (
        <>
          <div class="fields">{field('status', t.status)}</div>
          {area('headers', t.headers, 'Retry-After: 2')}
          {area('body', isText(draft.headers) ? t.textBody : t.jsonBody, t.noBody)}
        </>
      )}
      {response !== 'drop' && (
        <Checkbox label={t.truncate} checked={truncate} onChange={part('truncate').onChange} />
      )}
      <div class="fields">
        {field('percent', t.probability)}
        {field('times', t.times, t.noLimit)}
      </div>
      {errors
        .filter(({ pointer }) => !fieldsShown(draft).some((one) => isWithin(pointer, one)))
        .map(({ message }) => (
          <Failure key={message} text={message} />
        ))}
      <div class="actions">
        <button type="submit" class="primary">
          {t.set}
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
