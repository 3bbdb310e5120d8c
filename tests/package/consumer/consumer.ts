/** A program of another project: it uses all that the package exports, and ends with 1 where one fails. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createDataApiClient, type Problem } from 'data-api-contract/client';
import { connectMock } from 'data-api-contract/connect';
import { Misuse, verify } from 'data-api-contract/contracts';
import { createExampleAnswers } from 'data-api-contract/examples';
import { createMock, type MockAccount, startMock } from 'data-api-contract/mocks';
import document from 'data-api-contract/openapi.json' with { type: 'json' };
import manifest from 'data-api-contract/package.json' with { type: 'json' };
import { loadCatalogue, loadContract, ownContract } from 'data-api-contract/spec';

const contract = await loadContract(ownContract);
assert.ok(loadCatalogue(contract).cases.length > 100);
const yaml = fileURLToPath(import.meta.resolve('data-api-contract/openapi.yaml'));
assert.ok(readFileSync(yaml, 'utf8').includes(contract.title));
assert.equal(document.info.title, contract.title);
assert.equal(manifest.name, 'data-api-contract');

await using mock = await startMock();
await using account: MockAccount = mock.account();
const api = createDataApiClient(account);
const body = { number_capacity_ids: [352], source_type: 'system' as const, media_id: 50 };
const { data } = await api.POST('/melodies/personal', { body });
assert.equal(data?.id, 83);
const { error } = await api.POST('/melodies/personal', { body });
assert.equal(ownerOf(error), 83);

const answer = createExampleAnswers(document)(new Request('https://pbx.example/melodies/personal'));
assert.equal(answer?.status, 200);

const page = await fetch(`${mock.url}/_mock/`, { headers: { accept: 'text/html' } });
assert.match(await page.text(), /<html/);

const connected = (await connectMock(mock.url)).account(account.token);
assert.deepEqual(await connected.state(), await account.state());

const plain = await createMock();
assert.equal((await plain.inject('/_mock/health')).statusCode, 200);
await plain.close();

const report = await verify({ provider: mock.url, token: 'verified', time: 300 });
assert.equal(report.verdict, 'kept', JSON.stringify(report.counts));
assert.ok(report.results.some(({ layer }) => layer === 'pact'));
await assert.rejects(verify({ provider: 'nowhere' }), Misuse);

// Whether it compiles is what is tried: `owner` is there under a rule only.
function ownerOf(problem: Problem | undefined): unknown {
  return problem?.rule === 'one-rule-per-number' ? problem.conflicts[0]?.owner : undefined;
}
