import type { Channels, Counters, Features, Triggers } from './hart-parts.ts';
import type { Span } from '../judging/protocol.ts';

/** What a machine is like, as its supervisor may know: found out before the first call, and the same ever after. */
export interface CallPlatform {
  /** The extensions that Base says are there, by their IDs. */
  readonly offered: readonly bigint[];
  /** Physical addresses that S-mode may execute, and that it may load from and store to. */
  readonly executable: readonly Span[];
  readonly accessible: readonly Span[];
  /** The harts have the hypervisor extension. */
  readonly hypervisor: boolean;
  /** What the implementation says that the specification leaves to it; learnt from its own answers. */
  readonly counters: readonly CounterFacts[];
  readonly triggers: number;
  readonly channels: readonly ChannelFacts[];
  readonly messageBytes: number;
  readonly features: readonly (bigint | undefined)[];
  /** Values of mvendorid, marchid and mimpid. */
  readonly identity: readonly [bigint, bigint, bigint];
}

/** A logical counter: none of that index, one of the hardware by its CSR, or one of the firmware. */
export type CounterFacts =
  | { readonly kind: 'none' | 'firmware' }
  | { readonly kind: 'hardware'; readonly csr: number; readonly width: number };

/** A message channel, by its ID and the values of its attributes. */
export interface ChannelFacts {
  readonly id: number;
  readonly attributes: readonly number[];
}

/** The states of a hart that calls can tell apart, and that of one that has not come back from a call that had to. */
export type CallState = 'STARTED' | 'STOPPED' | 'START_PENDING' | 'SUSPENDED' | 'LOST';

/** Where a hart goes when it leaves M-mode next, and the table that says how it is then. */
export interface Arrival {
  readonly pc: bigint;
  readonly opaque: bigint;
  /** The table of its registers. */
  readonly rule: string;
}

/** One hart, as the calls that have been made leave it. What is undefined, no text says. */
export interface CallHart {
  readonly state: CallState;
  /** Absent where it goes on behind its call. */
  readonly arrival?: Arrival | undefined;
  /** Where it has made the call that has not come back. */
  readonly calledAt?: bigint | undefined;
  /** An interrupt has been sent to it since it was suspended. */
  readonly woken: boolean;
  /** `sip.SSIP` */
  readonly SSIP: boolean | undefined;
  /** The time for which its timer is set. */
  readonly timer: bigint | undefined;
  readonly features: Features;
  readonly triggers: Triggers;
  readonly counters: Counters;
  readonly messages: Channels;
}

/** All harts, and the memory that calls share with the firmware. */
export interface CallWorld {
  readonly platform: CallPlatform;
  readonly harts: readonly CallHart[];
  readonly memory: SharedBytes;
  /** The time, which stands still while nobody looks. */
  readonly time: bigint;
}

/** Memory that calls share with the firmware: bytes from a physical address on. */
export interface SharedBytes {
  readonly begin: bigint;
  readonly bytes: Uint8Array;
}

/** What a call is chosen by: who is there, and where code may be. */
export interface Callers {
  readonly harts: readonly Pick<CallHart, 'state'>[];
  readonly platform: Pick<CallPlatform, 'executable'>;
}

export const hartOf = ({ harts }: CallWorld, hart: number): CallHart => harts[hart]!;

/** The world with something else about one hart. */
export const withHart = (world: CallWorld, hart: number, change: Partial<CallHart>): CallWorld => ({
  ...world,
  harts: world.harts.map((old, index) => (index === hart ? { ...old, ...change } : old)),
});

const lies = (spans: readonly Span[], address: bigint, bytes: bigint): boolean => {
  const span = spans.find(({ begin, end }) => begin <= address && address < end);
  if (!span) return false;
  return address + bytes <= span.end || lies(spans, span.end, address + bytes - span.end);
};

/** Whether a hart can start at an address: the least instruction there has two bytes. */
export const isExecutable = ({ platform }: Pick<Callers, 'platform'>, address: bigint): boolean =>
  lies(platform.executable, address, 2n);

/** Whether memory at this address, of which `high` are the bits from XLEN on, can be shared (sbi "Shared memory physical address range parameter"). */
export const isAccessible = ({ platform }: CallWorld, low: bigint, high: bigint, bytes: bigint): boolean =>
  high === 0n && lies(platform.accessible, low, bytes);

/** The low 32 bits of a register: what a `uint32_t` is. */
export const uint32 = (value: bigint): bigint => BigInt.asUintN(32, value);

/** All ones in a register. */
export const allOnes = 2n ** 64n - 1n;

const view = ({ bytes }: SharedBytes) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** The little-endian word of this many bytes at a physical address of shared memory. */
export const wordAt = (memory: SharedBytes, address: bigint, size: 4 | 8): bigint => {
  const at = Number(address - memory.begin);
  return size === 8 ? view(memory).getBigUint64(at, true) : BigInt(view(memory).getUint32(at, true));
};

/** Memory with other words of this many bytes from an address on. */
export function withWords(memory: SharedBytes, address: bigint, size: 4 | 8, words: readonly bigint[]): SharedBytes {
  const bytes = memory.bytes.slice();
  const changed = view({ ...memory, bytes });
  words.forEach((word, n) => {
    const at = Number(address - memory.begin) + size * n;
    if (size === 8) changed.setBigUint64(at, BigInt.asUintN(64, word), true);
    else changed.setUint32(at, Number(BigInt.asUintN(32, word)), true);
  });
  return { ...memory, bytes };
}

/** Whether words lie in the memory that is watched. */
export const isShared = ({ memory: { begin, bytes } }: CallWorld, address: bigint, size: bigint): boolean =>
  address >= begin && address + size <= begin + BigInt(bytes.length);
