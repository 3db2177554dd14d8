import { answerWith } from '../../test/stand-in.ts';
import { expect, it } from 'vitest';
import { command, sendCommand } from './command.ts';

const brokenOff = () => {
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode('{"id":'));
      controller.error(new TypeError('terminated'));
    },
  });
  return new Response(body, { headers: { 'content-type': 'application/json' } });
};
const pageOfProxy = () => new Response('<html>Sign in to this network</html>', { headers: { 'content-length': '36' } });

it.each([
  ['breaks off', brokenOff],
  ['is the page of a proxy', pageOfProxy],
])('a reply that %s tells as little as none: the change may have been made', async (_, answer) => {
  answerWith(answer);
  const change = command('key', 'patch', '/tasks/{id}', { id: 'a' }, { title: 'New' });
  await expect(sendCommand(change)).rejects.toMatchObject({ name: 'Problem', code: 'network' });
});
