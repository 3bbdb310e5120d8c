import type { Contract, Row, SourceReference } from '../../spec/index.ts';
import type { QuotedSource } from './report.ts';

/** Quotes what stands at a place of the documentation: the whole row, the fact, or what no page says. */
export function quoteSource(contract: Contract, source: SourceReference): QuotedSource {
  const page = contract.pages.find(({ id }) => id === source.page);
  const row = page?.rows.find(({ name }) => name === source.row);
  const fact = (page?.facts ?? contract.silences).find(
    ({ id }) => id === (page ? source.fact : source.silence),
  );
  const quote = row === undefined ? fact?.says : rowText(row);
  return {
    ...source,
    ...(page && { title: page.title }),
    ...(quote !== undefined && { quote }),
    ...(page?.url !== undefined && { url: page.url }),
  };
}

const obligations = { yes: 'required', no: 'optional' };

function rowText({ type, required, 'one-of': choice = [], allowed, values = [], means }: Row) {
  const obligation =
    required === 'one-of' ? `one of ${choice.join(', ')} is required` : obligations[required];
  const allows = allowed === 'values' ? values.join(', ') : allowed.replace('-', ' ');
  return `${type}; ${obligation}; allowed: ${allows}. ${means}`;
}
