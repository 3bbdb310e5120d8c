import type { Signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { texts } from '../data/texts.ts';
import { Failure } from './action.tsx';
import './fields.css';

/** The value of a field and its change handler, bound to a signal; spread it into the field. */
export function bind<Value>(signal: Signal<Value>) {
  return {
    value: signal.value,
    onChange(value: Value) {
      signal.value = value;
    },
  };
}

/** Returns the value of a part of an object and its change handler; spread it into the field. */
export function partsOf<Whole extends object>(
  whole: Whole,
  change: (part: Partial<Whole>) => void,
) {
  return <Name extends keyof Whole>(name: Name) => ({
    value: whole[name],
    onChange(value: Whole[Name]) {
      const part: Partial<Whole> = {};
      part[name] = value;
      change(part);
    },
  });
}

interface Changed {
  readonly currentTarget: { readonly value: string };
}

interface TextFieldProps {
  readonly label: string;
  readonly type?: 'password' | 'search';
  readonly value: string;
  readonly placeholder?: string;
  readonly suggestions?: readonly string[];
  readonly title?: string;
  readonly autocomplete?: 'off';
  readonly inputmode?: 'decimal';
  readonly hint?: string | undefined;
  /** What is wrong with the value; empty where nothing is. */
  readonly error?: string;
  /** Makes it a multi-line field. */
  readonly rows?: number;
  readonly class?: string;
  /** Changes only on Enter, or when the field is left. */
  readonly lazy?: boolean;
  onChange(value: string): void;
}

/** A labelled text field with an optional hint and error. */
export function TextField(props: TextFieldProps) {
  const {
    label,
    value,
    placeholder,
    hint,
    error = '',
    rows,
    lazy = false,
    onChange,
    ...rest
  } = props;
  const { class: className = '', type, suggestions, ...input } = rest;
  const id = useId();
  const attributes = {
    value,
    placeholder,
    spellcheck: false,
    'aria-invalid': error !== '',
    'aria-describedby': hint === undefined && error === '' ? undefined : id,
    [lazy ? 'onChange' : 'onInput']: ({ currentTarget }: Changed) => onChange(currentTarget.value),
  };
  return (
    <div class={`field ${className}`}>
      {/* biome-ignore lint/a11y/noLabelWithoutControl: either branch is a control. */}
      <label>
        {label}{' '}
        {rows === undefined ? (
          // Preact's types demand one literal type.
          <input
            {...input}
            {...attributes}
            type={type as 'text'}
            list={suggestions && `${id}-list`}
          />
        ) : (
          <textarea {...attributes} rows={rows} />
        )}
      </label>
      {suggestions && (
        <datalist id={`${id}-list`}>
          {suggestions.map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
      )}
      {attributes['aria-describedby'] !== undefined && (
        <div id={id}>
          {hint !== undefined && <small>{hint}</small>}
          <Failure text={error} />
        </div>
      )}
    </div>
  );
}

/** A labelled choice of one option; with `any` the first one is `Any`, whose value is ''. */
export function SelectField<Value extends string>({
  label,
  value,
  options,
  any = false,
  onChange,
  onFocus,
}: {
  label: string;
  value: Value;
  options: readonly (readonly [value: Value, label: string])[];
  any?: boolean;
  onChange(value: Value): void;
  onFocus?(): void;
}) {
  return (
    <div class="field">
      <label>
        {label}{' '}
        <select
          value={value}
          onFocus={onFocus}
          onChange={({ currentTarget }) => onChange(currentTarget.value as Value)}
        >
          {any && <option value="">{texts.value.common.any}</option>}
          {options.map(([one, text]) => (
            <option key={one} value={one}>
              {text}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}

/** Radio buttons for one choice, by value. */
export function RadioGroup<Value extends string>({
  legend,
  value,
  options,
  inline = false,
  onChange,
}: {
  legend: string;
  value: Value;
  options: Readonly<Record<Value, ComponentChildren>>;
  inline?: boolean;
  onChange(value: Value): void;
}) {
  const name = useId();
  return (
    <fieldset class={inline ? 'choice in-line' : 'choice'}>
      <legend>{legend}</legend>
      {(Object.entries(options) as [Value, ComponentChildren][]).map(([one, label]) => (
        <label key={one}>
          <input type="radio" name={name} checked={one === value} onChange={() => onChange(one)} />{' '}
          <span>{label}</span>
        </label>
      ))}
    </fieldset>
  );
}

/** A labelled checkbox. */
export function Checkbox({
  label,
  checked,
  onChange,
}: {
  label: string;
  checked: boolean;
  onChange(checked: boolean): void;
}) {
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={checked}
        onChange={({ currentTarget }) => onChange(currentTarget.checked)}
      />{' '}
      {label}
    </label>
  );
}
