import type { SourceReference } from '../../../spec/index.ts';
import { linkTo } from '../data/router.ts';
import { contract, doubtOf, pageOf } from '../data/session.ts';
import { prettyJson } from './pretty-json.ts';
import { Prose } from './prose.tsx';

const obligations = { yes: 'required', no: 'optional', 'one-of': 'one of these is required' };

/** A quotation of the documentation, with the original title of its page. */
export function Source({ source }: { source: SourceReference }) {
  const page = pageOf(source.page);
  if (page === undefined) {
    const silence = contract.value?.silences.find(({ id }) => id === source.silence);
    return silence === undefined ? null : (
      <blockquote>
        Not documented: <Prose text={silence.says} />
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
          <code>{row.name}</code> · {row.type} · {obligations[row.required]}
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
      {example !== undefined && <pre>{prettyJson(example)}</pre>}
      <figcaption>
        {page.title} · <span lang="ru">{page.original}</span>
        {row !== undefined && ' (table)'}
      </figcaption>
    </figure>
  );
}

/** A link to a doubt. */
export function DoubtLink({ id }: { id: string }) {
  return (
    <a class="doubt" href={linkTo('doubts', id)} title={doubtOf(id)?.question}>
      {id}
    </a>
  );
}
