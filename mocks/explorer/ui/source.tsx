import type { SourceReference } from '../../../spec/index.ts';
import { linkTo } from '../data/router.ts';
import { contract } from '../data/session.ts';
import { pretty } from '../try/draft.ts';
import { Prose } from './prose.tsx';

/** What the documentation says at a place, with the title of the page as it was printed. */
export function Source({ source }: { readonly source: SourceReference }) {
  const page = contract.value?.pages.find(({ id }) => id === source.page);
  if (page === undefined) {
    const silence = contract.value?.silences.find(({ id }) => id === source.silence);
    return silence === undefined ? null : (
      <blockquote>
        No page says it: <Prose text={silence.says} />
      </blockquote>
    );
  }
  const row = page.rows.find(({ name }) => name === source.row);
  const fact = page.facts.find(({ id }) => id === source.fact);
  const example = source.example === undefined ? undefined : page.examples[source.example];
  return (
    <figure class="source">
      {row !== undefined && (
        <blockquote>
          <code>{row.name}</code> · {row.type} · {obligation(row.required)}
          {row.values !== undefined && <> · {row.values.join(', ')}</>}
          <br />
          <Prose text={row.means} />
        </blockquote>
      )}
      {fact !== undefined && (
        <blockquote>
          <Prose text={fact.says} />
        </blockquote>
      )}
      {example !== undefined && <pre>{pretty(example)}</pre>}
      <figcaption>
        {page.title} · <span lang="ru">{page.original}</span>
        {row !== undefined && ', its table'}
      </figcaption>
    </figure>
  );
}

/** A link to a doubt. */
export function DoubtLink({ id }: { readonly id: string }) {
  const question = contract.value?.doubts.find((one) => one.id === id)?.question;
  return (
    <a class="doubt" href={linkTo('doubts', id)} title={question}>
      {id}
    </a>
  );
}

function obligation(required: 'yes' | 'no' | 'one-of'): string {
  return { yes: 'required', no: 'optional', 'one-of': 'one of these is required' }[required];
}
