import { isObject } from '../../../spec/shared/json.ts';
import type { Conflict, Problem, ProblemError } from '../../problems/problem.ts';
import { texts } from '../data/texts.ts';
import { Definition } from './definition.tsx';
import type { Mark } from './json-editor.tsx';
import { placeOf } from './place.ts';
import { DoubtLink, Source } from './source.tsx';

/** A response body as problem details (RFC 9457); undefined where it is something else. */
export function asProblem(body: unknown): Problem | undefined {
  const { title, detail } = isObject(body) ? body : {};
  return title === undefined || detail === undefined ? undefined : (body as Problem);
}

/** The marks of a problem in the request body. */
export function marksOf(problem: Problem | undefined): Mark[] {
  const errors = (problem?.errors ?? []).filter((one) => one.in === 'body');
  return [...errors, ...(problem?.conflicts ?? [])].map(({ pointer, message }) => ({
    pointer,
    message,
  }));
}

/**
 * Explains a refusal: each mistake once, its place, a suggestion, and the documentation behind it.
 * @param label names the region, where a page has several
 */
export function RefusalDetails({ problem, label }: { problem: Problem; label?: string }) {
  const t = texts.value.answer;
  const { title, detail, rule, hint, doubt, source, errors = [], conflicts = [] } = problem;
  const mistakes = conflicts.length + errors.length;
  // Several conflicts may break several rules: each names its own.
  const rules = new Set(conflicts.map((one) => one.rule));
  const isOne = mistakes < 2;
  return (
    <section class="refusal" aria-label={label ?? t.why}>
      <strong>{title}</strong>
      <p>{isOne ? detail : t.mistakes(mistakes)}</p>
      <dl>
        {rule !== undefined && rules.size < 2 && (
          <Definition term={t.rule}>{<code>{rule}</code>}</Definition>
        )}
        {isOne && hint !== undefined && (
          <Definition term={t.didYouMean}>
            <code>{hint}</code>?
          </Definition>
        )}
        {isOne && doubt !== undefined && (
          <Definition term={t.doubt}>{<DoubtLink id={doubt} />}</Definition>
        )}
      </dl>
      {mistakes > 0 && (
        <ul>
          {conflicts.map((one) => (
            <li key={one.pointer + one.rule}>
              <ConflictLine conflict={one} isOne={isOne} hasRule={rules.size > 1} />
            </li>
          ))}
          {errors.map((one, i) => (
            <li key={one.in + one.pointer + one.message}>
              <ErrorLine error={one} isOne={isOne} />
              {!isOne && !isSame(one.source, errors[i - 1]?.source) && one.source !== undefined && (
                <Source source={one.source} />
              )}
            </li>
          ))}
        </ul>
      )}
      {(isOne || errors.length === 0) && source !== undefined && <Source source={source} />}
    </section>
  );
}

// The only mistake stands in the summary: its place is enough.
function ConflictLine(props: { conflict: Conflict; isOne: boolean; hasRule: boolean }) {
  const { pointer, message, owner, rule } = props.conflict;
  return (
    <>
      <code title={pointer}>{placeOf(pointer)}</code> {!props.isOne && `${message} `}
      {!message.includes(String(owner)) && (
        <span class="owner">{texts.value.answer.owner(String(owner))}</span>
      )}
      {props.hasRule && (
        <>
          {' '}
          <code class="owner">{rule}</code>
        </>
      )}
    </>
  );
}

function ErrorLine({ error, isOne }: { error: ProblemError; isOne: boolean }) {
  const t = texts.value.answer;
  const place = placeOf(error.pointer);
  return (
    <>
      <code title={error.pointer}>
        {error.in === 'body' ? place || t.wholeBody : `${error.in} ${place}`}
      </code>{' '}
      {!isOne && error.message}{' '}
      {!isOne && error.hint !== undefined && (
        <>
          {t.didYouMean} <code>{error.hint}</code>?{' '}
        </>
      )}
      {!isOne && error.doubt !== undefined && <DoubtLink id={error.doubt} />}
    </>
  );
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
