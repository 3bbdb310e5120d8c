import type { ComponentChildren } from 'preact';
import { texts } from '../data/texts.ts';
import { toCurlScript } from '../export/curl.ts';
import type { ExportedRequest, SentExchange } from '../export/exported-request.ts';
import { toFetch } from '../export/fetch.ts';
import { toPactInteraction } from '../export/pact.ts';
import { ActionStatus, useAction } from './action.tsx';
import { Button } from './button.tsx';
import { Menu } from './menu.tsx';
import './copy-menu.css';

/** A menu that copies a request, with its response if there is one, in the form of another tool. */
export function CopyMenu({
  request,
  exchange,
  others = {},
  children,
}: {
  request(): ExportedRequest;
  /** The request with its response; undefined if it was not answered. */
  exchange?: (() => SentExchange | Promise<SentExchange>) | undefined;
  /** What else it copies, by the text of the entry. */
  others?: Readonly<Record<string, () => string | Promise<string>>>;
  children?: ComponentChildren;
}) {
  const action = useAction();
  const { common, export: t } = texts.value;
  const entries = {
    [t.curl]: () => toCurlScript([request()]),
    [t.fetch]: () => toFetch(request()),
    ...(exchange && { [t.pact]: async () => toPactInteraction(await exchange()) }),
    ...others,
  };
  return (
    <span class="copy-menu">
      <Menu label={common.copy}>
        {Object.entries(entries).map(([label, make]) => (
          <Button
            key={label}
            data-closes
            onClick={() => void action.run(async () => copyText(await make()), common.copied)}
          >
            {label}
          </Button>
        ))}
        {children}
      </Menu>
      <ActionStatus action={action} />
    </span>
  );
}

async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    throw new Error(texts.value.common.noClipboard);
  }
}
