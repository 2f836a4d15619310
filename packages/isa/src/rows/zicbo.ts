/** The cache-block operations of Zicbom, Zicboz and Zicbop. A hart here has no caches. */
import { cacheBlock } from '../expr.ts';
import { type Insn, insn } from '../insn.ts';

const manage = 'unpriv "Zicbom Extension for Cache-Block Management"';
const at = '(rs1)';
export const cboClean = insn(
  'cbo.clean rs1 31..20=1 14..12=2 11..7=0 6..2=0x03 1..0=3',
  manage,
  ({ rs1 }) => [cacheBlock('clean', rs1)],
  at,
);
export const cboFlush = insn(
  'cbo.flush rs1 31..20=2 14..12=2 11..7=0 6..2=0x03 1..0=3',
  manage,
  ({ rs1 }) => [cacheBlock('flush', rs1)],
  at,
);
export const cboInval = insn(
  'cbo.inval rs1 31..20=0 14..12=2 11..7=0 6..2=0x03 1..0=3',
  manage,
  ({ rs1 }) => [cacheBlock('inval', rs1)],
  at,
);

export const cboZero = insn(
  'cbo.zero rs1 31..20=4 14..12=2 11..7=0 6..2=0x03 1..0=3',
  'unpriv "Zicboz Extension for Cache-Block Zero"',
  ({ rs1 }) => [cacheBlock('zero', rs1)],
  at,
);

/** Special cases of ori into x0, so they are HINTs where they are not instructions. */
const prefetch = 'unpriv "Zicbop Extension for Cache-Block Prefetch"';
const offset = 'imm(rs1)';
export const prefetchI = insn(
  'prefetch.i rs1 imm12hi 24..20=0 14..12=6 11..7=0 6..2=0x04 1..0=3',
  prefetch,
  () => [],
  offset,
);
export const prefetchR = insn(
  'prefetch.r rs1 imm12hi 24..20=1 14..12=6 11..7=0 6..2=0x04 1..0=3',
  prefetch,
  () => [],
  offset,
);
export const prefetchW = insn(
  'prefetch.w rs1 imm12hi 24..20=3 14..12=6 11..7=0 6..2=0x04 1..0=3',
  prefetch,
  () => [],
  offset,
);

export const Zicbom: readonly Insn[] = [cboClean, cboFlush, cboInval];
export const Zicboz: readonly Insn[] = [cboZero];
export const Zicbop: readonly Insn[] = [prefetchI, prefetchR, prefetchW];
