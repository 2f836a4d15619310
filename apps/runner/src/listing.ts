import { decoder, disassemble, undecodable, type Decoder, type Isa, type Symbols } from '@hartlab/isa';
import { symbolizer, type Image } from '@hartlab/machine';

type Segment = Image['segments'][number];

/** So many zeros in a row are padding and not instructions; objdump leaves them out too. */
const PADDING = 8;

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');

/** The listing of everything an image loads, as `objdump -d` prints it. */
export function* listing({ segments, symbols }: Pick<Image, 'segments' | 'symbols'>, isa: Isa): Generator<string> {
  const labels = [...new Map(symbols.map(({ address, name }) => [address, name]))];
  labels.sort(([a], [b]) => (a < b ? -1 : 1));
  const decode = decoder(isa);
  const symbolize = symbolizer(symbols);
  for (const segment of segments) {
    yield `Segment at 0x${hex(segment.address, 1)}, ${segment.size} bytes:`;
    yield* segmentLines(segment, decode, labels, symbolize);
    yield '';
  }
}

function* segmentLines(
  { address, bytes }: Segment,
  decode: Decoder,
  labels: readonly (readonly [address: bigint, name: string])[],
  symbolize: Symbols,
): Generator<string> {
  const inside = labels
    .map(([place, name]) => ({ at: Number(place - BigInt(address)), name }))
    .filter(({ at }) => at >= 0 && at < bytes.length);
  let next = 0;
  for (let at = 0; at < bytes.length;) {
    const label = inside[next];
    if (label?.at === at) {
      yield `\n${hex(address + at, 16)} <${label.name}>:`;
      next++;
    }
    // An item ends where the next label is, so that no label is lost among data.
    const end = inside[next]?.at ?? bytes.length;
    const item = nextItem(bytes.subarray(at, end), BigInt(address + at), decode, symbolize);
    yield item.bits === '' ? '\t...' : `${hex(address + at, 8)}:\t${item.bits.padEnd(8)}\t${item.text}`;
    at += item.length;
  }
}

interface Item {
  readonly length: number;
  /** As they were fetched, in hexadecimal; empty for padding. */
  readonly bits: string;
  readonly text: string;
}

/** What is at the start of `bytes`: padding, an instruction, or bits that are none. */
function nextItem(bytes: Uint8Array, pc: bigint, decode: Decoder, symbolize: Symbols): Item {
  const content = bytes.findIndex((byte) => byte !== 0);
  const zeros = content < 0 ? bytes.length : content & ~1;
  if (zeros >= PADDING) return { length: zeros, bits: '', text: '' };
  const byte = (at: number): number => bytes[at] ?? 0;
  const bits = (byte(0) | (byte(1) << 8) | (byte(2) << 16) | (byte(3) << 24)) >>> 0;
  const length = (bits & 3) === 3 ? 4 : 2;
  if (bytes.length < length || (pc & 1n) !== 0n)
    return { length: 1, bits: hex(byte(0), 2), text: `.byte\t0x${hex(byte(0), 2)}` };
  const fetched = length === 2 ? bits & 0xffff : bits;
  const decoded = decode(bits);
  const text = decoded ? disassemble(decoded, pc, symbolize) : undecodable(fetched);
  return { length, bits: hex(fetched, 2 * length), text };
}
