import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';

/** Terraform's own parser. Its declarations would bring the types of browsers into every file. */
const { parse } = createRequire(import.meta.url)('@cdktn/hcl2json') as {
  parse(file: string, source: string): Promise<Blocks>;
};

const folder = new URL('../deploy/terraform/', import.meta.url).pathname;
const modules = readdirSync(folder);

type Blocks = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** The blocks of all files of a folder by their kind. Terraform's own parser reads them. */
async function blocksOf(name: string) {
  const blocks: Record<string, Record<string, unknown>> = {};
  let text = '';
  for (const file of readdirSync(`${folder}${name}`).filter((one) => one.endsWith('.tf'))) {
    const source = readFileSync(`${folder}${name}/${file}`, 'utf8');
    text += source;
    for (const [kind, entries] of Object.entries(await parse(file, source))) {
      for (const [key, value] of Object.entries(entries)) {
        const nested = typeof value === 'object' && value !== null && !Array.isArray(value);
        blocks[kind] = { ...blocks[kind], [key]: nested ? { ...(blocks[kind]?.[key] as object), ...value } : value };
      }
    }
  }
  return { blocks, text: withoutComments(text) };
}

function withoutComments(text: string): string {
  return text.replaceAll(/^\s*#.*$/gm, '');
}

/** Every `aws_x.y` and `data.aws_x.y` that there is. */
function addressesOf(kind: string, blocks: Blocks | undefined): string[] {
  return Object.entries(blocks ?? {}).flatMap(([type, names]) =>
    Object.keys(names).map((name) => `${kind}${type}.${name}`),
  );
}

describe.each(modules)('the Terraform files in %s', (name) => {
  it('name only variables, locals and resources that exist, and use each variable', async () => {
    const { blocks, text } = await blocksOf(name);
    const variables = Object.keys(blocks['variable'] ?? {});
    const used = [...new Set([...text.matchAll(/\bvar\.(\w+)/g)].map(([, variable]) => variable))];
    expect(used.toSorted()).toEqual(variables.toSorted());
    const locals = Object.keys((Object.values(blocks['locals'] ?? {})[0] as object | undefined) ?? {});
    const usedLocals = [...new Set([...text.matchAll(/\blocal\.(\w+)/g)].map(([, local]) => local))];
    expect(usedLocals.toSorted()).toEqual(locals.toSorted());
    const addresses = [
      ...addressesOf('', blocks['resource'] as Blocks | undefined),
      ...addressesOf('data.', blocks['data'] as Blocks | undefined),
    ];
    const references = [...text.matchAll(/(?<![\w."])((?:data\.)?(?:aws|random|helm)_\w+\.\w+)/g)].map(
      ([, one]) => one,
    );
    for (const reference of references) expect(addresses).toContain(reference);
    expect(references.length).toBeGreaterThan(10);
  });

  it('say which providers and versions they need', async () => {
    const { blocks, text } = await blocksOf(name);
    const used = new Set(
      [
        ...addressesOf('', blocks['resource'] as Blocks | undefined),
        ...addressesOf('', blocks['data'] as Blocks | undefined),
      ].map((address) => address.split('_')[0]),
    );
    const declared = [...text.matchAll(/source\s+= "hashicorp\/(\w+)"\n\s+version = "~> \d+\.\d+"/g)].map(
      ([, one]) => one,
    );
    expect([...used].toSorted()).toEqual(declared.toSorted());
  });

  it('describe each variable and output', async () => {
    const { blocks } = await blocksOf(name);
    for (const kind of ['variable', 'output'])
      for (const entry of Object.values(blocks[kind] ?? {})) expect(JSON.stringify(entry)).toContain('"description"');
  });
});

describe('the start of the machine', () => {
  it('is a cloud-init file with the files of deploy/vm', () => {
    const template = readFileSync(`${folder}vm/cloud-init.yaml.tftpl`, 'utf8');
    const files = { 'compose.yaml': 'Y29tcG9zZQ==', 'switch.sh': 'c2g=' };
    const loop = /%\{ for name, content in files ~\}\n(.*?)%\{ endfor ~\}\n/s;
    const [, body = ''] = loop.exec(template) ?? [];
    const entries = Object.entries(files).map(([name, content]) =>
      body
        .replaceAll('${name}', name)
        .replaceAll('${content}', content)
        .replace(/\$\{endswith.*?\}/, name.endsWith('.sh') ? '0755' : '0644'),
    );
    const text = template
      .replace(loop, entries.join(''))
      .replaceAll('${domain}', 'tasks.example.com')
      .replaceAll('${image}', 'taskuno:1')
      .replaceAll('${device}', '/dev/x');
    expect(text).not.toMatch(/[$%]\{/);
    const config = parseYaml(text) as {
      write_files: { path: string; content: string; permissions?: string }[];
      bootcmd: string[];
      runcmd: string[];
    };
    expect(text.split('\n')[0]).toBe('#cloud-config');
    expect(config.write_files.map(({ path, permissions }) => [path, permissions])).toEqual([
      ['/opt/taskuno-deploy/compose.yaml', '0644'],
      ['/opt/taskuno-deploy/switch.sh', '0755'],
      ['/opt/taskuno-deploy/.env', '0644'],
      ['/etc/systemd/system/docker.service.d/volume.conf', undefined],
    ]);
    expect(config.write_files[2]?.content).toBe('DOMAIN=tasks.example.com\nIMAGE=taskuno:1\n');
    expect([...config.bootcmd, ...config.runcmd].every((command) => typeof command === 'string')).toBe(true);
    // The secrets that compose.yaml reads are those that are made.
    const compose = parseYaml(readFileSync(new URL('../deploy/vm/compose.yaml', import.meta.url), 'utf8')) as {
      secrets: Record<string, { file: string }>;
    };
    for (const { file } of Object.values(compose.secrets))
      expect(config.runcmd.join('\n')).toContain(file.replace('secrets', '$secrets.new'));
  });
});
