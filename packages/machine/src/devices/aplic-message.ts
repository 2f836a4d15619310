import { HART_INDEX } from './aplic-registers.ts';

/*
 * Source: aia "Machine MSI address configuration (`mmsiaddrcfg` and `mmsiaddrcfgh`)", "Supervisor MSI address configuration
 * (`smsiaddrcfg` and `smsiaddrcfgh`)" and "Addresses and data for outgoing MSIs".
 */

/** mmsiaddrcfg, mmsiaddrcfgh, smsiaddrcfg and smsiaddrcfgh, in this order. */
export type MessageAddresses = Readonly<Uint32Array>;

/** mmsiaddrcfgh: where LHXW, HHXW, LHXS and HHXS are, and how wide. */
const LHXW = { at: 12, bits: 4 } as const;
const HHXW = { at: 16, bits: 3 } as const;
const LHXS = { at: 20, bits: 3 } as const;
const HHXS = { at: 24, bits: 5 } as const;
const HIGH_PPN = { at: 0, bits: 12 } as const;
const L = 0x8000_0000;

interface Field {
  readonly at: number;
  readonly bits: number;
}
const get = (word: number, { at, bits }: Field): number => (word >>> at) & (2 ** bits - 1);
const maskOf = (...fields: readonly Field[]): number =>
  fields.reduce((mask, { at, bits }) => mask | ((2 ** bits - 1) << at), 0);

/** The bits of each of the four that can be set. */
const writable = [-1, L | maskOf(HHXS, LHXS, HHXW, LHXW, HIGH_PPN), -1, maskOf(LHXS, HIGH_PPN)];

/** Whether software has locked them. */
export const isLocked = (addresses: MessageAddresses): boolean => (addresses[1]! & L) !== 0;

/** What the register of that number holds after a write of `value`. */
export const messageAddressWritten = (number: number, value: number): number => value & writable[number]!;

/** target and genmsi of a domain that sends messages (aia "Interrupt targets (`target[1]-target[1023]`)" and "Generate MSI (`genmsi`)"). */
const GUEST_INDEX = { at: 12, bits: 6 } as const;
const EIID = { at: 0, bits: 11 } as const;
const HART = { at: HART_INDEX, bits: 32 - HART_INDEX } as const;

/** What target holds after a write of `value`: no guest, in a domain of M-mode. */
export const messageTarget = (value: number, level: 'M' | 'S'): number =>
  (value & (level === 'S' ? maskOf(HART, GUEST_INDEX, EIID) : maskOf(HART, EIID))) >>> 0;

/** The same of genmsi. */
export const extemporeTarget = (value: number): number => messageTarget(value, 'M');

/** To which hart a target sends, to which of its guest interrupt files, and which identity. */
export const partsOfTarget = (target: number) => ({
  hart: get(target, HART),
  guest: get(target, GUEST_INDEX),
  identity: get(target, EIID),
});

/** Where an MSI is stored: a physical address of up to 56 bits. `hart` is its index, `guest` that of its guest interrupt file. */
export function messageAddress(
  [low, high, supervisorLow, supervisorHigh]: MessageAddresses,
  level: 'M' | 'S',
  hart: number,
  guest: number,
): bigint {
  const [baseLow, baseHigh] = level === 'M' ? [low!, high!] : [supervisorLow!, supervisorHigh!];
  const base = (BigInt(get(baseHigh, HIGH_PPN)) << 32n) | BigInt(baseLow);
  const g = (hart >>> get(high!, LHXW)) & (2 ** get(high!, HHXW) - 1);
  const h = hart & (2 ** get(high!, LHXW) - 1);
  const group = BigInt(g) << BigInt(get(high!, HHXS) + 12);
  const index = BigInt(h) << BigInt(get(baseHigh, LHXS));
  return BigInt.asUintN(56, (base | group | index | BigInt(guest)) << 12n);
}

/** What the four registers hold so that hart h's interrupt file is at `base` + h × `stride`, at each level. */
export const messageAddressesOf = (
  harts: number,
  [machineBase, machineStride]: readonly [base: number, stride: number],
  [supervisorBase, supervisorStride]: readonly [base: number, stride: number],
): readonly number[] => {
  const width = Math.ceil(Math.log2(Math.max(harts, 1)));
  const shift = (stride: number) => (Math.log2(stride) - 12) << LHXS.at;
  return [
    machineBase / 2 ** 12,
    shift(machineStride) | (width << LHXW.at),
    supervisorBase / 2 ** 12,
    shift(supervisorStride),
  ];
};
