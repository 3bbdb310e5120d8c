import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DCLinter } from 'dclint';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { createCommand } from '../mocks/cli/command-line.ts';

const manifests = ['.deploy/kubernetes.yaml', '.deploy/kubernetes-sqlite.yaml'];
const read = (file: string) => readFileSync(file, 'utf8');
const containerfile = read('Containerfile');
const compose = parse(read('compose.yaml'));
const command = createCommand(async () => {}).exitOverride();
const environment = command.options.flatMap(({ envVar }) => envVar ?? []);

const objectsOf = (file: string) =>
  parseAllDocuments(read(file)).map((document) => document.toJS());

/** Options as a container is given them are valid, and none is unknown. */
function assertOptions(words: readonly string[]): void {
  createCommand(async () => {})
    .action(() => {})
    .exitOverride()
    .parse([...words], { from: 'user' });
}

/** What TypeScript says of objects as what Kubernetes takes: wrong types, missing fields, unknown ones. */
function mistakesOf(objects: ReturnType<typeof objectsOf>): string[] {
  const file = 'manifest.ts';
  const text = objects
    .map((one, i) => {
      const group = one.apiVersion.includes('/') ? one.apiVersion : `core/${one.apiVersion}`;
      return `export const o${i}: import('kubernetes-types/${group}').${one.kind} = ${JSON.stringify(one)};`;
    })
    .join('\n');
  const options: ts.CompilerOptions = {
    noEmit: true,
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: true,
    types: [],
    lib: ['lib.es5.d.ts'],
    module: ts.ModuleKind.CommonJS,
    moduleResolution: ts.ModuleResolutionKind.Node10,
  };
  const host = ts.createCompilerHost(options);
  const { fileExists, getSourceFile } = host;
  host.fileExists = (name) => name === file || fileExists(name);
  host.getSourceFile = (name, ...rest) =>
    name === file
      ? ts.createSourceFile(name, text, ts.ScriptTarget.ES2022)
      : getSourceFile(name, ...rest);
  return ts
    .getPreEmitDiagnostics(ts.createProgram([file], options, host))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
}

describe('compose.yaml', () => {
  test('compose.yaml is valid, and follows the practices that dclint knows', () => {
    expect(complaints('compose.yaml')).toEqual([]);
  });

  test('each service of compose.yaml is reached where it listens', () => {
    const conf = read('.deploy/nginx.conf');
    const { mock, nginx, postgres } = compose.services;
    expect(nginx.volumes).toEqual(['./.deploy/nginx.conf:/etc/nginx/nginx.conf:ro']);
    expect(conf).toContain(`listen ${nginx.ports[0].target};`);
    expect(conf).toContain('server mock:4010 ');
    expect(containerfile).toMatch(/^EXPOSE 4010$/m);
    const { hostname, username, pathname } = new URL(mock.environment.DATA_API_MOCK_STORE);
    expect(compose.services).toHaveProperty(hostname);
    expect([username, pathname]).toEqual([
      postgres.environment.POSTGRES_USER,
      `/${postgres.environment.POSTGRES_DB}`,
    ]);
    expect(mock.environment.PGPASSWORD).toBe(postgres.environment.POSTGRES_PASSWORD);
  });

  test('compose.yaml gives the mock options and variables that it knows', () => {
    const { mock } = compose.services;
    assertOptions(mock.command);
    const own = Object.keys(mock.environment).filter((name) => name !== 'PGPASSWORD');
    expect(environment).toEqual(expect.arrayContaining(own));
  });
});

describe.each(manifests)('%s', (file) => {
  const objects = objectsOf(file);
  const byKind = (kind: string) => objects.find((one) => one.kind === kind);
  const pod = byKind('Deployment')?.spec.template;
  const [container] = pod.spec.containers;

  test(`${file} has what Kubernetes knows, and nothing else`, () => {
    expect(mistakesOf(objects)).toEqual([]);
  });

  test(`the objects of ${file} select the pods, and claim what there is`, () => {
    for (const { kind, spec } of objects) {
      if (kind === 'Service') expect(spec.selector).toEqual(pod.metadata.labels);
      else if (kind !== 'PersistentVolumeClaim') {
        expect(spec.selector.matchLabels).toEqual(pod.metadata.labels);
      }
    }
    const claims = (pod.spec.volumes ?? []).map(
      (volume: { persistentVolumeClaim: { claimName: string } }) =>
        volume.persistentVolumeClaim.claimName,
    );
    const made = objects.filter(({ kind }) => kind === 'PersistentVolumeClaim');
    expect(claims).toEqual(made.map(({ metadata }) => metadata.name));
  });

  test(`${file} asks the mock at its port, by paths that need no token`, () => {
    const { paths } = parse(read('mocks/control/openapi.yaml'));
    expect(containerfile).toMatch(`EXPOSE ${container.ports[0].containerPort}\n`);
    expect(byKind('Service')?.spec.ports[0].targetPort).toBe(container.ports[0].name);
    for (const { httpGet } of [
      container.startupProbe,
      container.livenessProbe,
      container.readinessProbe,
    ]) {
      expect(httpGet.port).toBe(container.ports[0].name);
      expect(paths[httpGet.path].get.description).toContain('Asks for no control token');
    }
  });

  test(`${file} gives the mock options and variables that it knows, and a folder that it may write to`, () => {
    assertOptions(container.args);
    const [, named = ''] = read(file).split('The file .env');
    const variables = [...named.matchAll(/^# {3}(\w+)=/gm)].map(([, name]) => name);
    expect(variables).toContain('DATA_API_MOCK_CONTROL_TOKEN');
    expect(environment).toEqual(expect.arrayContaining(variables));
    for (const { mountPath } of container.volumeMounts ?? []) {
      expect(containerfile).toContain(`--chown=node:node /src${mountPath} ${mountPath}\n`);
      expect(container.args.join(' ')).toContain(`--store ${mountPath}/`);
    }
  });
});

test('the two manifests run the same container, but for the store', () => {
  const [shared, single] = manifests.map((file) => {
    const [{ spec }] = objectsOf(file);
    const { args: _, lifecycle: __, volumeMounts: ___, ...rest } = spec.template.spec.containers[0];
    return rest;
  });
  expect(single).toEqual(shared);
});

test('an unknown key of a manifest or of compose.yaml is found', () => {
  const [deployment] = objectsOf('.deploy/kubernetes.yaml');
  const { spec } = deployment.spec.template;
  spec.containers[0].lifenessProbe = {};
  expect(mistakesOf([deployment]).join()).toContain('lifenessProbe');
  const folder = mkdtempSync(join(tmpdir(), 'compose-'));
  const file = join(folder, 'compose.yaml');
  writeFileSync(file, read('compose.yaml').replace('command:', 'comand:'));
  expect(complaints(file).join()).toContain('must NOT have additional properties');
  rmSync(folder, { recursive: true });
});

function complaints(file: string): string[] {
  const off = 0;
  // The order in which a reader needs them is another one.
  const rules = { 'service-keys-order': off, 'services-alphabetical-order': off } as const;
  const linter = new DCLinter({ rules, quiet: false, debug: false, exclude: [] });
  // Its types are written for bundlers, and unknown to Node.js.
  const results: readonly {
    readonly messages: readonly { readonly line: number; readonly message: string }[];
  }[] = linter.lintFiles([resolve(file)], false);
  return results.flatMap(({ messages }) =>
    messages.map(({ line, message }) => `${line}: ${message}`),
  );
}
