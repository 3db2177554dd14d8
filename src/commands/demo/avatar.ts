import { crc32, deflateSync } from 'node:zlib';

const size = 128;
/** Skin, hair and background of each face. */
const palettes = [
  ['#f2c9a5', '#3b2a20', '#1f8a8a'],
  ['#d9a273', '#20160f', '#7c3aed'],
  ['#8d5a3b', '#120d0a', '#d97706'],
  ['#f6d7bd', '#a5531c', '#2563eb'],
  ['#c68a5c', '#4a4a4a', '#be123c'],
  ['#eebf98', '#6b3f1d', '#4d7c0f'],
] as const;

/** A drawn face as PNG, another one for each number. */
export function avatar(number: number): Buffer {
  const [skin, hair, background] = palettes[number % palettes.length] ?? palettes[0];
  const colourAt = (x: number, y: number): readonly number[] => {
    const isFace = inEllipse(x, y, 64, 56, 24, 28);
    const hasLongHair = number % 2 === 1;
    if (isFace && y > 42 + ((x - 64) / 24) ** 2 * 8) {
      const isEye = inEllipse(x, y, 55, 58, 2.6, 3) || inEllipse(x, y, 73, 58, 2.6, 3);
      const isMouth = inEllipse(x, y, 64, 68, 8, 5) && y > 69;
      return rgb(isEye ? '#1c1917' : isMouth ? '#9f3a38' : skin);
    }
    if (inEllipse(x, y, 64, 50, 29, 28) && (y < 54 || hasLongHair)) return rgb(hair);
    if (hasLongHair && Math.abs(x - 64) < 29 && y > 50 && y < 88 && !inEllipse(x, y, 64, 100, 16, 24)) return rgb(hair);
    if (Math.abs(x - 64) < 9 && y > 70 && y < 100) return rgb(skin);
    if (inEllipse(x, y, 64, 134, 46, 42)) return rgb('#f8fafc');
    return rgb(background);
  };
  return png(size, colourAt);
}

function inEllipse(x: number, y: number, centreX: number, centreY: number, width: number, height: number): boolean {
  return ((x - centreX) / width) ** 2 + ((y - centreY) / height) ** 2 <= 1;
}

function rgb(colour: string): readonly number[] {
  return [1, 3, 5].map((start) => Number.parseInt(colour.slice(start, start + 2), 16));
}

/** Encodes a square picture (PNG, ISO/IEC 15948). Each pixel is the mean of four points, for smooth edges. */
function png(length: number, colourAt: (x: number, y: number) => readonly number[]): Buffer {
  const rows = Buffer.alloc(length * (1 + length * 3));
  for (let y = 0; y < length; y += 1) {
    for (let x = 0; x < length; x += 1) {
      const points = [0.25, 0.75].flatMap((down) => [0.25, 0.75].map((across) => colourAt(x + across, y + down)));
      for (let channel = 0; channel < 3; channel += 1) {
        const sum = points.reduce((total, point) => total + (point[channel] ?? 0), 0);
        rows[y * (1 + length * 3) + 1 + x * 3 + channel] = Math.round(sum / points.length);
      }
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(length, 0);
  header.writeUInt32BE(length, 4);
  // Eight bits for each of red, green and blue.
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, content: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  const named = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, checksum]);
}
