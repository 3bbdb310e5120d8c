import type { Problem } from '../../problems/problem.ts';
import type { Mark } from './json-editor.tsx';
import { DoubtLink, Source } from './source.tsx';

/** The problem details (RFC 9457) in a body; undefined when it is none. */
export function problemIn(body: unknown): Problem | undefined {
  const isProblem =
    typeof body === 'object' && body !== null && 'title' in body && 'detail' in body;
  return isProblem ? (body as Problem) : undefined;
}

/** What of a problem belongs to a place in the request's body. */
export function marksOf(problem: Problem): Mark[] {
  const errors = (problem.errors ?? []).filter((one) => one.in === 'body');
  return [...errors, ...(problem.conflicts ?? [])].map(({ pointer, message }) => ({
    pointer,
    message,
  }));
}

/** A refusal in words: what is wrong, where, what was meant, and where the documentation says so. */
export function RefusalDetails({
  problem,
  label = 'Why it was refused',
}: {
  readonly problem: Problem;
  readonly label?: string;
}) {
  const { title, detail, rule, hint, doubt, source } = problem;
  const errors = problem.errors ?? [];
  const conflicts = problem.conflicts ?? [];
  const ownSource = source ?? (errors.length === 1 ? errors[0]?.source : undefined);
  return (
    <section class="refusal" aria-label={label}>
      <strong>{title}</strong>
      <p>{detail}</p>
      <dl>
        {rule !== undefined && <Term name="Rule">{<code>{rule}</code>}</Term>}
        {hint !== undefined && <Term name="Meant">{<code>{hint}</code>}</Term>}
        {doubt !== undefined && <Term name="Doubt">{<DoubtLink id={doubt} />}</Term>}
      </dl>
      {conflicts.length > 0 && (
        <ul>
          {conflicts.map((one) => (
            <li key={one.pointer + one.rule}>
              <code>{one.pointer}</code> {one.message}{' '}
              <span class="owner">owner {String(one.owner)}</span>
            </li>
          ))}
        </ul>
      )}
      {errors.length > 0 && (
        <ul>
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

function Term({
  name,
  children,
}: {
  readonly name: string;
  readonly children: preact.ComponentChildren;
}) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
