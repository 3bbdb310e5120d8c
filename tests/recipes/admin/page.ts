import type { Result } from 'data-api-contract/client';
import { html } from 'htm/preact';
import { render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { api, bodyOf, type Data, inBase64, load, type PhoneNumber, type Rule } from './data.ts';

/** Sends a change, then shows what the API has now. */
type Run = (change: Promise<Result<unknown>>) => Promise<void>;

function Page() {
  const [data, setData] = useState<Data>();
  const [problem, setProblem] = useState('');
  const reload = async () => setData(await load());
  const run: Run = async (change) => {
    const refused = await problemOf(bodyOf(change));
    const stale = await problemOf(reload());
    setProblem(refused || stale);
  };
  useEffect(() => void problemOf(reload()).then(setProblem), []);
  if (data === undefined) {
    return problem === '' ? html`<p>Loading…</p>` : html`<p role="alert">${problem}</p>`;
  }
  return html`
    <h1>Virtual PBX</h1>
    <p role="alert">${problem}</p>
    <h2>Melodies</h2>
    <ul>
      ${data.rules.map((rule) => html`<${RuleForm} key=${rule.id} ...${{ data, run, rule }} />`)}
    </ul>
    <${RuleForm} ...${{ data, run }} />
    <h2>Numbers</h2>
    <ul>
      ${data.numbers.map((one) =>
        one.type === 'def'
          ? html`<${MobileForm} key=${one.id} ...${{ data, run, number: one }} />`
          : html`<li key=${one.id}>${one.number} (${one.type})</li>`,
      )}
    </ul>
    <h2>Files</h2>
    <ul>
      ${data.media.client.map((one) => html`<li key=${one.id}>${one.name}</li>`)}
    </ul>
    <${Upload} run=${run} />
  `;
}

/** Why something failed, in words; empty if it did not. A lost connection is a failure, too. */
function problemOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => '',
    ({ message }: Error) => message,
  );
}

/** Adds a rule, or edits one. */
function RuleForm({ data, run, rule }: { data: Data; run: Run; rule?: Rule }) {
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    const [source, media] = String(form.get('media')).split(' ');
    const numbers = form.getAll('number').map(Number);
    const groups = form.getAll('group').map(Number);
    const groupList = { employee_group_ids: groups };
    const body = {
      // The API takes no null. If nothing is picked, it says what it wants.
      ...(numbers.length === 0
        ? groupList
        : { number_capacity_ids: numbers, ...(groups.length > 0 && groupList) }),
      source_type: source === 'client' ? ('client' as const) : ('system' as const),
      media_id: Number(media),
    };
    if (rule === undefined) await run(api.POST('/melodies/personal', { body }));
    else {
      const { id } = rule;
      const params = { path: { id } };
      await run(api.PUT('/melodies/personal/{id}', { params, body: { ...body, id } }));
    }
  };
  const title = rule === undefined ? 'New rule' : `Rule ${rule.id}`;
  const current = `${rule?.source_type} ${rule?.media_id}`;
  return html`
    <li>
      <form aria-label=${title} onSubmit=${submit}>
        <select name="number" multiple aria-label="Numbers">
          ${data.numbers.map(
            ({ id, number }) =>
              html`<option value=${id} selected=${rule?.number_capacity_ids?.includes(id)}>
                ${number}
              </option>`,
          )}
        </select>
        <select name="group" multiple aria-label="Groups">
          ${data.groups.map(
            ({ id, name }) =>
              html`<option value=${id} selected=${rule?.employee_group_ids?.includes(id)}>
                ${name}
              </option>`,
          )}
        </select>
        <select name="media" aria-label="Melody">
          ${(['system', 'client'] as const).flatMap((source) =>
            data.media[source].map(
              ({ id, name }) =>
                html`<option value="${source} ${id}" selected=${`${source} ${id}` === current}>
                  ${name}
                </option>`,
            ),
          )}
        </select>
        <button>Save</button>
      </form>
    </li>
  `;
}

/** Edits a mobile number. */
function MobileForm({ data, run, number }: { data: Data; run: Run; number: PhoneNumber }) {
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    const { id } = number;
    const employee = Number(form.get('employee'));
    const shared = { comment: String(form.get('comment')), id };
    const body =
      employee === 0
        ? { ...shared, purpose: 'company' as const }
        : { ...shared, purpose: 'employee' as const, employee_id: employee };
    await run(api.PUT('/numbers/virtual-number/{id}', { params: { path: { id } }, body }));
  };
  return html`
    <li>
      <form aria-label=${number.number} onSubmit=${submit}>
        ${number.number}
        <input name="comment" aria-label="Comment" value=${number.comment ?? ''} />
        <select name="employee" aria-label="Employee">
          <option value="0">The company</option>
          ${data.employees.map(
            ({ id, full_name }) =>
              html`<option value=${id} selected=${id === number.employee_id}>${full_name}</option>`,
          )}
        </select>
        <button>Save</button>
      </form>
    </li>
  `;
}

/** Uploads a melody. */
function Upload({ run }: { run: Run }) {
  const upload = async (event: Event) => {
    const file = (event.target as HTMLInputElement).files?.[0];
    if (file === undefined) return;
    const body = { file: await inBase64(file), name: file.name };
    await run(api.POST('/melodies/client', { body }));
  };
  return html`<label>Upload <input type="file" onChange=${upload} /></label>`;
}

render(html`<${Page} />`, document.body);
