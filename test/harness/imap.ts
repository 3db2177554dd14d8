import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

interface Message {
  readonly uid: number;
  readonly raw: Buffer;
  readonly flags: Set<string>;
}

/** An IMAP4rev1 server on loopback with the commands that reading an inbox takes (RFC 3501, RFC 6851). */
export interface ImapServer {
  /** With the right password. */
  readonly url: string;
  readonly wrongUrl: string;
  readonly folders: Map<string, Message[]>;
  add(raw: string | Buffer): void;
  flagsOf(folder: string): string[][];
  /** Ends the connection instead of answering commands that match. */
  breakAt(command: RegExp | null): void;
  /** Gives all messages new numbers. */
  renumber(): void;
  readonly connections: () => number;
  close(): Promise<void>;
}

export async function startImapServer(): Promise<ImapServer> {
  const folders = new Map<string, Message[]>([
    ['INBOX', []],
    ['Done', []],
  ]);
  let [uidValidity, nextUid, connections] = [100, 1, 0];
  let broken: RegExp | null = null;
  const sockets = new Set<Socket>();

  const server = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    let folder: Message[] = [];
    let input = '';
    const send = (...lines: string[]) => void socket.write(lines.map((text) => `${text}\r\n`).join(''), 'latin1');
    const chosen = (range: string) =>
      folder.filter(({ uid }, index) => {
        const [first = '', last = first] = range.split(':');
        const highest = folder.at(-1)?.uid ?? 0;
        const [from, to] = [Number(first), last === '*' ? highest : Number(last)];
        return (
          (uid >= Math.min(from, to) && uid <= Math.max(from, to)) || (last === '*' && index === folder.length - 1)
        );
      });
    const line = ({ uid }: Message) => folder.findIndex((message) => message.uid === uid) + 1;

    function answer(tag: string, command: string): void {
      const ok = () => send(`${tag} OK done`);
      const [, name = '', rest = ''] = /^(UID \w+|\w+)(?: ([\s\S]*))?$/i.exec(command) ?? [];
      switch (name.toUpperCase()) {
        case 'LOGIN':
          return rest.includes('right') ? ok() : send(`${tag} NO [AUTHENTICATIONFAILED] Invalid credentials`);
        case 'CAPABILITY':
          send('* CAPABILITY IMAP4rev1 MOVE UIDPLUS');
          return ok();
        case 'LIST':
          // An empty name asks for the separator and the root (RFC 3501, 6.3.8).
          if (rest.endsWith(' ""')) send('* LIST (\\Noselect) "/" ""');
          else for (const path of folders.keys()) send(`* LIST (\\HasNoChildren) "/" "${path}"`);
          return ok();
        case 'EXAMINE':
        case 'SELECT': {
          const selected = folders.get(rest.replaceAll('"', ''));
          if (!selected) return send(`${tag} NO [NONEXISTENT] no such folder`);
          folder = selected;
          send('* FLAGS (\\Seen \\Flagged)', `* ${folder.length} EXISTS`, `* OK [UIDVALIDITY ${uidValidity}] ok`);
          send(`* OK [UIDNEXT ${nextUid}] ok`, `${tag} OK [READ-WRITE] selected`);
          return;
        }
        case 'UID SEARCH': {
          const uid = /UID (\S+)/i.exec(rest)?.[1];
          const matches = uid === undefined ? folder.filter(({ flags }) => !flags.has('\\Seen')) : chosen(uid);
          send(`* SEARCH ${matches.map((message) => message.uid).join(' ')}`);
          return ok();
        }
        case 'UID FETCH': {
          for (const message of chosen(rest.split(' ')[0] ?? '')) {
            const head = message.raw.subarray(0, message.raw.indexOf('\r\n\r\n') + 4);
            const part = /BODY\.PEEK\[(HEADER)?\]/i.exec(rest);
            const bytes = part?.[1] ? head : message.raw;
            const literal = part ? ` BODY[${part[1] ?? ''}] {${bytes.length}}\r\n${bytes.toString('latin1')}` : '';
            send(`* ${line(message)} FETCH (UID ${message.uid} RFC822.SIZE ${message.raw.length}${literal})`);
          }
          return ok();
        }
        case 'UID STORE': {
          for (const { flags } of chosen(rest.split(' ')[0] ?? ''))
            for (const flag of rest.match(/\\\w+/g) ?? []) flags.add(flag);
          return ok();
        }
        case 'UID MOVE': {
          const [range = '', target = ''] = rest.replaceAll('"', '').split(' ');
          for (const message of chosen(range)) {
            send(`* ${line(message)} EXPUNGE`);
            folder.splice(line(message) - 1, 1);
            folders.get(target)?.push(message);
          }
          return ok();
        }
        case 'LOGOUT':
          send('* BYE', `${tag} OK bye`);
          return void socket.end();
        default:
          return ok();
      }
    }

    send('* OK [CAPABILITY IMAP4rev1 MOVE UIDPLUS] ready');
    socket.on('data', (bytes) => {
      input += bytes.toString('latin1');
      for (let end = input.indexOf('\r\n'); end !== -1; end = input.indexOf('\r\n')) {
        const [, tag = '', command = ''] = /^(\S+) ([\s\S]*)$/.exec(input.slice(0, end)) ?? [];
        input = input.slice(end + 2);
        if (broken?.test(command)) socket.resetAndDestroy();
        else answer(tag, command);
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `imap://uno:right@127.0.0.1:${port}/INBOX`,
    wrongUrl: `imap://uno:wrong@127.0.0.1:${port}/INBOX`,
    folders,
    add: (raw) => void folders.get('INBOX')?.push({ uid: nextUid++, raw: Buffer.from(raw), flags: new Set() }),
    flagsOf: (folder) => (folders.get(folder) ?? []).map(({ flags }) => [...flags]),
    breakAt: (command) => {
      broken = command;
    },
    renumber() {
      uidValidity += 1;
      const all = folders.get('INBOX') ?? [];
      folders.set(
        'INBOX',
        all.map((message) => ({ ...message, uid: nextUid++ })),
      );
    },
    connections: () => connections,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
