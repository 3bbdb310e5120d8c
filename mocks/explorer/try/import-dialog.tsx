import { useRef, useState } from 'preact/hooks';
import { openInTry } from '../data/drafts.ts';
import { contract, sendable } from '../data/session.ts';
import { texts } from '../data/texts.ts';
import { Failure } from '../ui/action.tsx';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/fields.tsx';
import { type ImportedRequest, matchRequest } from './import-request.ts';
import { readImport } from './import-text.ts';

/** A button that opens a dialog, which takes a request from a curl command or a HAR file. */
export function ImportButton() {
  const { common, try: t } = texts.value;
  const dialog = useRef<HTMLDialogElement>(null);
  const [text, setText] = useState('');
  const [failure, setFailure] = useState('');
  const [found, setFound] = useState<readonly ImportedRequest[]>([]);
  const [told, setTold] = useState('');

  const read = (from: string) => {
    setFailure('');
    setFound([]);
    try {
      const { requests, unknown } = readImport(from);
      setTold(unknown.length === 0 ? '' : t.import.unknown(unknown.join(', ')));
      const [first] = requests;
      if (requests.length === 1 && first !== undefined) open(first);
      else setFound(requests);
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
    }
  };
  const open = (request: ImportedRequest) => {
    const { account } = contract.value ?? {};
    const match = account && matchRequest(request, sendable.value, account);
    if (match === undefined) {
      setFailure(t.import.noOperation(`${request.method} ${request.url}`));
      return;
    }
    dialog.current?.close();
    setText('');
    setFound([]);
    openInTry(match.draft);
  };

  return (
    <>
      <Button onClick={() => dialog.current?.showModal()}>{t.import.open}</Button>
      <span role="status" class="quiet">
        {told}
      </span>
      <dialog ref={dialog} class="import" aria-label={t.import.title}>
        <h2>{t.import.title}</h2>
        <TextField
          label={t.import.text}
          rows={8}
          placeholder="curl https://…"
          value={text}
          onChange={setText}
        />
        <p class="quiet">{t.import.token}</p>
        <Failure text={failure} />
        {found.length > 0 && (
          <section aria-label={t.import.choose}>
            <p>{t.import.choose}</p>
            <ol>
              {found.slice(0, mostListed).map((request, i) => (
                <li key={i}>
                  <Button onClick={() => open(request)}>
                    {request.method} {request.url}
                  </Button>
                </li>
              ))}
            </ol>
          </section>
        )}
        <div class="actions">
          <Button class="primary" disabled={text.trim() === ''} onClick={() => read(text)}>
            {t.import.read}
          </Button>
          <label class="file-button">
            {t.import.file}
            <input
              type="file"
              onChange={async ({ currentTarget }) => {
                const [file] = currentTarget.files ?? [];
                currentTarget.value = '';
                if (file !== undefined) read(await file.text());
              }}
            />
          </label>
          <Button onClick={() => dialog.current?.close()}>{common.cancel}</Button>
        </div>
      </dialog>
    </>
  );
}

// Whoever has more picks one in the browser first.
const mostListed = 200;
