import { extract, type HartView, valueIn } from '../csr/csr.ts';
import { wholeCell } from '../csr/csr-value.ts';
import {
  hgatp,
  hypervisorContext,
  hypervisorSelect,
  match,
  mcontext,
  mstatus,
  medeleg,
  notMatch,
  hedeleg,
  satp,
  scontext,
  supervisorContext,
  triggers,
  type TriggerType,
  vsatp,
  vsstatus,
} from '../csrs/csrs.ts';

type Comparison = (value: bigint, tdata2: bigint) => boolean;

const lower = (value: bigint): bigint => BigInt.asUintN(32, value);
const upper = (value: bigint): bigint => value >> 32n;

/** The bits up to and including the lowest that is 0. */
const napotRange = (tdata2: bigint): bigint => tdata2 ^ (tdata2 + 1n);

/** By `mcontrol6.match` without what turns the answer round (debug "Match Control Type 6 (mcontrol6, at 0x7a1)"). */
const comparisons: Readonly<Record<number, Comparison>> = {
  [match.equal]: (value, tdata2) => value === tdata2,
  [match.napot]: (value, tdata2) => (value | napotRange(tdata2)) === (tdata2 | napotRange(tdata2)),
  [match.greaterOrEqual]: (value, tdata2) => value >= tdata2,
  [match.less]: (value, tdata2) => value < tdata2,
  [match.maskLow]: (value, tdata2) => (lower(value) & upper(tdata2)) === lower(tdata2),
  [match.maskHigh]: (value, tdata2) => (upper(value) & upper(tdata2)) === lower(tdata2),
};

/** Whether any of the values matches, or, for the opposite of a comparison, whether none does. */
export function matches(mode: number, values: readonly bigint[], tdata2: bigint): boolean {
  const comparison = comparisons[mode & ~notMatch];
  const any = comparison !== undefined && values.some((value) => comparison(value, tdata2));
  return any !== ((mode & notMatch) !== 0);
}

/** Whether one half of tdata2 is a mask. */
export const isMasked = (mode: number): boolean =>
  (mode & ~notMatch) === match.maskLow || (mode & ~notMatch) === match.maskHigh;

/** The mode that the hart is in, as the enables of a trigger name it. */
const modeOf = ({ privilege, V }: HartView) =>
  privilege === 'M' ? 'm' : privilege === 'S' ? (V ? 'vs' : 's') : V ? 'vu' : 'u';

/** Whether a trigger is enabled in the hart's present mode and context, and may match there. */
export function mayMatch(index: number, type: TriggerType, hart: HartView): boolean {
  const mode = modeOf(hart);
  const enable = type.fields.find(({ name }) => name === mode);
  if (!enable || extract(enable, wholeCell(triggers[index]!.tdata1, hart)) === 0n) return false;
  return isInContext(index, hart);
}

/**
 * Whether a breakpoint exception here would be taken by a handler that may be running, whose state it would destroy. That
 * is where the first of the two solutions of debug "Native Triggers" holds triggers back, with which S-mode can be given
 * breakpoints. The second, tcontrol, does not exist.
 */
export function isReentrant(hart: HartView): boolean {
  if (hart.privilege === 'M') return hart.get(mstatus.MIE) === 0;
  if (hart.privilege === 'U' || hart.get(medeleg.breakpoint) === 0) return false;
  if (!hart.V) return hart.get(mstatus.SIE) === 0;
  return hart.get(hedeleg.breakpoint) === 1 && hart.get(vsstatus.SIE) === 0;
}

/** Whether scontext or the ASID, and hcontext or the VMID, are those that tdata3 asks for (debug "Trigger Extra (RV64) (textra64, at 0x7a3)"). */
function isInContext(index: number, hart: HartView): boolean {
  const tdata3 = triggers[index]?.tdata3;
  return tdata3 === undefined || (isInSupervisorContext(tdata3, hart) && isInHypervisorContext(tdata3, hart));
}

type Extra = (typeof triggers)[number]['tdata3'];

function isInSupervisorContext(tdata3: Extra, hart: HartView): boolean {
  const svalue = Number(extract(tdata3.svalue, wholeCell(tdata3, hart)));
  switch (hart.get(tdata3.sselect)) {
    case supervisorContext.scontext:
      return ((hart.get(scontext.data) ^ svalue) & ~ignoredBytes(hart.get(tdata3.sbytemask))) === 0;
    case supervisorContext.ASID:
      return hart.get(hart.V ? vsatp.ASID : satp.ASID) === (svalue & 0xffff);
    default:
      return true;
  }
}

/** A byte of ones for each bit. */
const ignoredBytes = (sbytemask: number): number =>
  [0, 1, 2, 3].reduce((bytes, byte) => ((sbytemask >>> byte) & 1 ? bytes | (0xff << (8 * byte)) : bytes), 0);

function isInHypervisorContext(tdata3: Extra, hart: HartView): boolean {
  const mhselect = hart.get(tdata3.mhselect);
  const mhvalue = hart.get(tdata3.mhvalue);
  const lowestBit = valueIn(hypervisorSelect.lowestBit, mhselect);
  const whole = (mhvalue << 1) | lowestBit;
  switch (valueIn(hypervisorSelect.context, mhselect)) {
    case hypervisorContext.hcontext:
      return hart.get(mcontext.hcontext) === whole;
    case hypervisorContext.VMID:
      return hart.get(hgatp.VMID) === whole;
    default:
      return lowestBit === 0 || withinMhvalue(tdata3, hart.get(mcontext.hcontext)) === mhvalue;
  }
}

/** The bits of a value that mhvalue has room for. */
const withinMhvalue = ({ mhvalue }: Extra, value: number): number => value & (mhvalue.ones >>> mhvalue.shift);
