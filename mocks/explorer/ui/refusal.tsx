import { isObject } from '../../../spec/shared/json.ts';
import type { Problem } from '../../problems/problem.ts';
import { Definition } from './definition.tsx';
import type { Mark } from './json-editor.tsx';
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

/** Explains a refusal: each mistake, its place, a suggestion, and the documentation behind it. */
export function RefusalDetails({
  problem,
  label = 'Why it was refused',
}: {
  problem: Problem;
  label?: string;
}) {
  const { title, detail, rule, hint, doubt, source, errors = [], conflicts = [] } = problem;
  const ownSource = source ?? (errors.length === 1 ? errors[0]?.source : undefined);
  return (
    <section class="refusal" aria-label={label}>
      <strong>{title}</strong>
      <p>{detail}</p>
      <dl>
        {rule !== undefined && <Definition term="Rule">{<code>{rule}</code>}</Definition>}
        {hint !== undefined && (
          <Definition term="Did you mean">
            <code>{hint}</code>?
          </Definition>
        )}
        {doubt !== undefined && <Definition term="Doubt">{<DoubtLink id={doubt} />}</Definition>}
      </dl>
      {conflicts.length + errors.length > 0 && (
        <ul>
          {conflicts.map((one) => (
            <li key={one.pointer + one.rule}>
              <code>{one.pointer}</code> {one.message}{' '}
              <span class="owner">owner {String(one.owner)}</span>
            </li>
          ))}
          {errors.map((one) => (
            <li key={one.pointer + one.message}>
              <code>{one.in === 'body' ? one.pointer || 'body' : `${one.in} ${one.pointer}`}</code>{' '}
              {one.message} {one.doubt !== undefined && <DoubtLink id={one.doubt} />}
              {ownSource === undefined && one.source !== undefined && (
                <Source source={one.source} />
              )}
            </li>
          ))}
        </ul>
      )}
      {ownSource !== undefined && <Source source={ownSource} />}
    </section>
  );
}
