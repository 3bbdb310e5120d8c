import {
  defaultRangeExtractor,
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
} from '@tanstack/virtual-core';
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useReducer, useRef, useState } from 'preact/hooks';
import './virtual-list.css';

/**
 * The roles of table parts, to be spread into elements. HTML table elements would compute their own
 * layout, from the few rows that are rendered.
 */
export const tableRoles = {
  row: { role: 'row' },
  head: { role: 'columnheader' },
  cell: { role: 'cell' },
} as const;

/** Scrolls a list to an item. */
export type ScrollTo = (index: number) => void;

interface VirtualListProps<Item> {
  readonly label: string;
  readonly items: readonly Item[];
  /** The approximate height of a row in pixels. */
  readonly rowHeight: number;
  /** The header cells; with them the list is a table, and `row` returns the cells of a row. */
  readonly head?: ComponentChildren;
  /** Whether new items come first; the visible ones keep their place on the screen. */
  readonly growsAtTop?: boolean;
  readonly class?: string;
  readonly scrollTo?: { current: ScrollTo | undefined };
  keyOf(item: Item): string | number;
  row(item: Item): ComponentChildren;
  rowClass?(item: Item): string;
}

/** A list or table that scrolls thousands of rows smoothly. */
export function VirtualList<Item>(props: VirtualListProps<Item>) {
  const { items, head, rowHeight, keyOf } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const focused = useRef(-1);
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const options = {
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index: number) => keyOf(items[index] as Item),
    // A focused row stays rendered, or keyboard users would lose their place.
    rangeExtractor: (range: Parameters<typeof defaultRangeExtractor>[0]) => {
      const shown = defaultRangeExtractor(range);
      const kept = focused.current;
      if (kept < 0 || kept >= range.count || shown.includes(kept)) return shown;
      return [...shown, kept].toSorted((a, b) => a - b);
    },
    overscan: 6,
    observeElementRect,
    observeElementOffset,
    scrollToFn: elementScroll,
    onChange: () => redraw(undefined),
  };
  const [virtualizer] = useState(() => new Virtualizer<HTMLDivElement, HTMLDivElement>(options));
  const scrolled = (virtualizer.scrollOffset ?? 0) > 0;
  virtualizer.setOptions({ ...options, anchorTo: props.growsAtTop && scrolled ? 'end' : 'start' });
  useLayoutEffect(() => virtualizer._didMount(), []);
  useLayoutEffect(() => virtualizer._willUpdate());
  if (props.scrollTo !== undefined) {
    props.scrollTo.current = (index) => virtualizer.scrollToIndex(index, { align: 'center' });
  }

  const isTable = head !== undefined;
  return (
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: both roles support a label.
    <div
      ref={scroller}
      class={`virtual ${props.class ?? ''}`}
      role={isTable ? 'table' : 'list'}
      aria-label={props.label}
      {...(isTable ? { 'aria-rowcount': items.length + 1 } : {})}
      tabIndex={0}
      onFocusIn={({ target }) => {
        const row = (target as Element).closest<HTMLElement>('[data-index]');
        focused.current = Number(row?.dataset.index ?? -1);
      }}
      onFocusOut={() => {
        focused.current = -1;
      }}
    >
      {isTable && (
        <div {...tableRoles.row} {...{ 'aria-rowindex': 1 }} class="virtual-head">
          {head}
        </div>
      )}
      <div
        role={isTable ? 'rowgroup' : 'presentation'}
        class="virtual-all"
        style={{ height: `${virtualizer.getTotalSize()}px` }}
      >
        {virtualizer.getVirtualItems().map(({ index, key, start }) => {
          const item = items[index];
          if (item === undefined) return null;
          const place = isTable
            ? { role: 'row' as const, 'aria-rowindex': index + 2 }
            : {
                role: 'listitem' as const,
                'aria-setsize': items.length,
                'aria-posinset': index + 1,
              };
          return (
            <div
              key={String(key)}
              ref={(element) => virtualizer.measureElement(element)}
              data-index={index}
              class={`virtual-row ${props.rowClass?.(item) ?? ''}`}
              style={{ transform: `translateY(${start}px)` }}
              {...place}
            >
              {props.row(item)}
            </div>
          );
        })}
      </div>
    </div>
  );
}
