import {
  type Csr,
  fcsr,
  fflags,
  FloatUnit,
  floatOperations,
  frm,
  type Hart,
  type HartState,
  isRounding,
  mstatus,
  type Operands,
  resolve,
  rounding,
  vsstatus,
} from '@hartlab/hart';
import type { Decoded, Effect } from '@hartlab/isa';

/** What is known of a hart as it was before an instruction. */
interface Before {
  readonly state: HartState;
  readonly V: boolean;
}

/** The floating-point CSRs as Spike has them: fcsr only shows the two others. */
export const floatCsrsOf = (csr: Csr): readonly Csr[] => (csr === fcsr ? [fflags, frm] : [csr]);

/** The CSRs that a floating-point effect writes: fflags if it raises flags, and the status registers that become Dirty. */
export function csrsOfFloat(hart: Hart, before: Before, decoded: Decoded, effect: Effect): readonly Csr[] {
  const raises = effect.k === 'float' && raisesFlags(before, decoded, effect);
  if (effect.k !== 'setFloat' && !raises) return [];
  return [...(raises ? [fflags] : []), ...madeDirty(hart, before)];
}

/** The status registers whose FS was not Dirty before the instruction, and is now. */
export function madeDirty(hart: Hart, { state, V }: Before): readonly Csr[] {
  const wasDirty = (address: number) => (state.cell(address) & mstatus.FS.mask) === mstatus.FS.mask;
  return [mstatus, ...(V ? [vsstatus] : [])].filter((csr) => hart.get(csr.FS) === 3 && !wasDirty(csr.address));
}

/** Whether the operation raises any flag, also one that has accrued already: it is done once more. */
function raisesFlags({ state }: Before, decoded: Decoded, effect: Extract<Effect, { k: 'float' }>): boolean {
  const operands: Operands = { state, decoded, locals: new BigUint64Array(2) };
  const [a = 0n, b = 0n, c = 0n] = effect.operands.map((operand) => resolve(operand)(operands));
  const rm = (decoded.word >>> 12) & 7;
  const mode = effect.rounding && rm === 7 ? Number(state.cell(fcsr.address) >> 5n) : rm;
  const scratch = new FloatUnit();
  const halves = [a, b, c].flatMap((value) => [Number(value & 0xffff_ffffn), Number(value >> 32n)]);
  const [aLow = 0, aHigh = 0, bLow = 0, bHigh = 0, cLow = 0, cHigh = 0] = halves;
  floatOperations[effect.operation](
    scratch,
    isRounding(mode) ? mode : rounding.RNE,
    aLow,
    aHigh,
    bLow,
    bHigh,
    cLow,
    cHigh,
  );
  return scratch.flags !== 0;
}
