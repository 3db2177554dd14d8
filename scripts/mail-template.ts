import { readFile, writeFile } from 'node:fs/promises';
import { Engine } from 'mrml';

// Writes the HTML of all mails from their MJML, so that the server needs no MJML. With --check it only reports whether
// the file is stale.

const folder = new URL('../src/modules/notifications/mail/template/', import.meta.url);
const source = await readFile(new URL('mail.mjml', folder), 'utf8');
const file = new URL('mail.html', folder);

const result = new Engine().toHtml(source);
if (result.type === 'error') throw new Error(result.message);
if (result.warnings.length > 0) throw new Error(`mail.mjml: ${JSON.stringify(result.warnings)}`);
// A line for each part makes changes readable.
const html = `${result.content.replaceAll('<!-- part', '\n<!-- part')}\n`;

if (!process.argv.includes('--check')) await writeFile(file, html);
else if ((await readFile(file, 'utf8').catch(() => '')) !== html) {
  process.stderr.write('The HTML of mails is stale: node scripts/mail-template.ts\n');
  process.exitCode = 1;
}
