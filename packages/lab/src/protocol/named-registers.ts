import {
  marchid,
  mcountinhibit,
  medeleg,
  menvcfg,
  mimpid,
  mip,
  mvendorid,
  satp,
  triggers,
  type Csr,
  type Field,
  type Hart,
} from '@hartlab/hart';
import { SweepError } from '../sweep-error.ts';

const csrs: Readonly<Record<string, Csr>> = { satp, mvendorid, marchid, mimpid };
const fields: Readonly<Record<string, Field>> = {
  'sip.SSIP': mip.SSIP,
  'sip.STIP': mip.STIP,
  'medeleg.load_address_misaligned': medeleg.load_address_misaligned,
  'medeleg.store_address_misaligned': medeleg.store_address_misaligned,
  'menvcfg.LPE': menvcfg.LPE,
  'menvcfg.SSE': menvcfg.SSE,
  'menvcfg.DTE': menvcfg.DTE,
  'menvcfg.ADUE': menvcfg.ADUE,
  'menvcfg.PMM': menvcfg.PMM,
};

/** Where s and u, and vs and vu, are in tdata1, by its type (debug "Trigger Module Registers"). */
const modes: Readonly<Record<string, bigint>> = {
  2: (1n << 4n) | (1n << 3n),
  3: (1n << 26n) | (1n << 25n) | (1n << 7n) | (1n << 6n),
  4: (1n << 12n) | (1n << 11n) | (1n << 7n) | (1n << 6n),
  5: (1n << 12n) | (1n << 11n) | (1n << 7n) | (1n << 6n),
  6: (1n << 24n) | (1n << 23n) | (1n << 4n) | (1n << 3n),
};

/** What a model calls by its name, in a hart: a register, a part of one, or what several of them come to. */
export function namedRegister(hart: Hart, what: string): bigint {
  const csr = csrs[what];
  if (csr) return hart.read(csr);
  const field = fields[what];
  if (field) return BigInt(hart.get(field));
  const [, inhibited] = /^mcountinhibit\[(\d+)\]$/.exec(what) ?? [];
  if (inhibited !== undefined) return (hart.read(mcountinhibit) >> BigInt(inhibited)) & 1n;
  if (what === 'triggers that can fire')
    return BigInt(triggers.filter(({ tdata1 }) => canFire(hart.read(tdata1))).length);
  throw new SweepError(`there is nothing of a hart that is called ${what}`);
}

const canFire = (tdata1: bigint): boolean => (tdata1 & (modes[`${tdata1 >> 60n}`] ?? 0n)) !== 0n;
