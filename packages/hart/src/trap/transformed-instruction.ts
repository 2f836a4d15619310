import type { Decoded, Effect } from '@hartlab/isa';

/** Fields that a transformed basic load keeps: funct3, rd and opcode. A basic store keeps rs2, funct3 and opcode. */
const keptOfLoad = 0x0000_7fff;
const keptOfStore = 0x01f0_707f;
const rs1Field = 0x000f_8000;
const compressedBit = 2;

/**
 * The value for mtinst or htinst when an explicit access of this instruction trapped. `offset` is the faulting address
 * less the original one; it takes the place of rs1. Zero for an instruction that accesses no memory, and for
 * load-acquire and store-release, for which no transformation is defined
 * (priv "Transformed Instruction or Pseudoinstruction for `mtinst` or `htinst`").
 */
export function transformedInstruction({ insn, word, length }: Decoded, offset: number): number {
  const access = insn.does.find(accessesMemory);
  if (!access || ('aligned' in access && access.aligned)) return 0;
  const kept = (word & keptFields(access)) | (offset << 15);
  return (length === 2 ? kept & ~compressedBit : kept) >>> 0;
}

const accesses: ReadonlySet<Effect['k']> = new Set([
  'load',
  'store',
  'amo',
  'lr',
  'sc',
  'compare-and-swap-pair',
  'cache-block',
]);
const accessesMemory = ({ k }: Effect) => accesses.has(k);

function keptFields(effect: Effect): number {
  if (effect.k === 'load' && effect.access === 'own') return keptOfLoad;
  if (effect.k === 'store' && effect.access === 'own') return keptOfStore;
  return ~rs1Field;
}
