import type { SourceReference } from '../../../spec/index.ts';
import { prettyJson } from '../../../spec/shared/pretty-json.ts';
import { linkTo } from '../data/router.ts';
import { contract, doubtOf, pageOf } from '../data/session.ts';
import { texts } from '../data/texts.ts';
import { Prose } from './prose.tsx';

/** A quotation of the documentation, with the original title of its page. */
export function Source({ source }: { source: SourceReference }) {
  const t = texts.value.answer;
  const page = pageOf(source.page);
  if (page === undefined) {
    const silence = contract.value?.silences.find(({ id }) => id === source.silence);
    return silence === undefined ? null : (
      <blockquote>
        {t.notDocumented} <Prose text={silence.says} />
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
          <code>{row.name}</code> · {row.type} · {t.obligation[row.required]}
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
        {nameOfPage(page)} · <span lang="ru">{page.original}</span>
        {row !== undefined && ` ${t.table}`}
      </figcaption>
    </figure>
  );
}

// An operation has one name everywhere, also that of its page.
function nameOfPage({ id, title }: { id: string; title: string }): string {
  const documented = contract.value?.operations.filter(({ source }) => source?.page === id) ?? [];
  return (documented.length === 1 && documented[0]?.summary) || title;
}

/** A link to a doubt. */
export function DoubtLink({ id }: { id: string }) {
  return (
    <a class="doubt" href={linkTo('doubts', id)} title={doubtOf(id)?.question}>
      {id}
    </a>
  );
}
