import { Fragment } from 'preact';
import { cutText } from '../../../spec/shared/text.ts';
import { openInTry } from '../data/drafts.ts';
import { sendable } from '../data/session.ts';
import { texts } from '../data/texts.ts';
import { Button } from '../ui/button.tsx';
import { type ClaimingItem, formatValue } from './claims.ts';
import { draftOfItem } from './item-draft.ts';

// An item may name thousands of others.
const mostLinks = 24;

interface NamedProps {
  /** The id of the item that the value names; undefined if it names none. */
  readonly id: string | undefined;
  readonly text: string;
  onNamed(id: string): void;
}

/** A value as text, which leads to the item that it names. */
export function Named({ id, text, onNamed }: NamedProps) {
  if (id === undefined) return text;
  return (
    <Button class="as-link" title={id} onClick={() => onNamed(id)}>
      {text}
    </Button>
  );
}

interface ValueProps extends Pick<NamedProps, 'onNamed'> {
  readonly value: unknown;
  /** The steps to the value in its item. */
  readonly path: readonly string[];
  idAt(path: readonly string[]): string | undefined;
}

/** The value of a field, with the items that it or its parts name. */
export function Value({ value, path, idAt, onNamed }: ValueProps) {
  const links = leavesOf(value, path).flatMap((leaf) => {
    const id = idAt(leaf.path);
    return id === undefined ? [] : [{ id, text: preview(leaf.value) }];
  });
  const isWhole = links.length === [value].flat().length;
  return (
    <>
      {!isWhole && `${preview(value)} `}
      {links.slice(0, mostLinks).map(({ id, text }, i) => (
        <Fragment key={i}>
          {i > 0 && ', '}
          <Named id={id} text={text} onNamed={onNamed} />
        </Fragment>
      ))}
      {links.length > mostLinks && ', …'}
    </>
  );
}

/** The identity of an item; it leads to the operation that edits the item, if the account is the page's own. */
export function Identity({ item, isOwn }: { item: ClaimingItem; isOwn: boolean }) {
  const text = formatValue(item.identity);
  const draft = isOwn ? draftOfItem(item, sendable.value) : undefined;
  const t = texts.value.state;
  if (draft === undefined) return text;
  return (
    <Button
      class="as-link"
      aria-label={t.edit(text)}
      title={t.editHint}
      onClick={() => openInTry(draft)}
    >
      {text}
    </Button>
  );
}

interface Leaf {
  readonly path: readonly string[];
  readonly value: unknown;
}

function leavesOf(value: unknown, path: readonly string[]): Leaf[] {
  if (typeof value !== 'object' || value === null) return [{ path, value }];
  return Object.entries(value).flatMap(([step, part]) => leavesOf(part, [...path, step]));
}

function preview(value: unknown): string {
  return cutText(typeof value === 'string' ? value : JSON.stringify(value), 80, '…', 79);
}
