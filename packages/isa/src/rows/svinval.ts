import { systemEnd } from '../expr.ts';
import { type Insn, insn } from '../insn.ts';

const spec = 'priv "Svinval Extension for Fine-Grained Address-Translation Cache Invalidation"';

export const sinvalVma = insn(
  'sinval.vma 11..7=0 rs1 rs2 31..25=0x0b 14..12=0 6..2=0x1C 1..0=3',
  spec,
  ({ rs1, rs2 }) => [systemEnd('sinval.vma', rs1, rs2)],
);
export const sfenceWInval = insn(
  'sfence.w.inval 11..7=0 19..15=0x0 24..20=0x0 31..25=0x0c 14..12=0 6..2=0x1C 1..0=3',
  spec,
  () => [systemEnd('sfence.w.inval')],
);
export const sfenceInvalIr = insn(
  'sfence.inval.ir 11..7=0 19..15=0x0 24..20=0x1 31..25=0x0c 14..12=0 6..2=0x1C 1..0=3',
  spec,
  () => [systemEnd('sfence.inval.ir')],
);

// These two exist only where the hypervisor extension does.
export const hinvalVvma = insn(
  'hinval.vvma 11..7=0 rs1 rs2 31..25=0x13 14..12=0 6..2=0x1C 1..0=3',
  spec,
  ({ rs1, rs2 }) => [systemEnd('hinval.vvma', rs1, rs2)],
);
export const hinvalGvma = insn(
  'hinval.gvma 11..7=0 rs1 rs2 31..25=0x33 14..12=0 6..2=0x1C 1..0=3',
  spec,
  ({ rs1, rs2 }) => [systemEnd('hinval.gvma', rs1, rs2)],
);

export const Svinval: readonly Insn[] = [sinvalVma, sfenceWInval, sfenceInvalIr];
export const SvinvalAndH: readonly Insn[] = [hinvalVvma, hinvalGvma];
