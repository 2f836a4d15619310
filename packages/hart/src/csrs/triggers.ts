import {
  extract,
  type FieldDeclaration,
  type HartView,
  insert,
  type Register,
  toHalves,
  valueIn,
  withValue,
} from '../csr/csr.ts';
import { csr, format, hidden, view, window } from '../csr/csr-declaration.ts';
import { wholeCell } from '../csr/csr-value.ts';
import { legalize } from '../csr/csr-write.ts';
import { enabledBy } from './state-enable.ts';
import { match, mcontrol6, notMatch, noTrigger, typeOf, typesPresent } from './trigger-types.ts';

/** As many as Spike has: enough for two address ranges, or for one and a chain. QEMU has two. */
const triggerCount = 4;

const requires = ['Sdtrig'] as const;

/** Everything between the lowest address and this bit of it: the range that no NAPOT value of tdata2 can name. */
const wholeSpace = (1n << 63n) - 1n;
/** The highest bit that must be clear for tdata2 to name a range that it can. */
const largestRange = 1n << 62n;

/** Whether the trigger matches the addresses of a NAPOT range, or those outside of it. */
const isNapot = (tdata1: bigint): boolean =>
  typeOf(toHalves(tdata1)[1]) === mcontrol6 && (Number(extract(mcontrol6.match, tdata1)) & ~notMatch) === match.napot;

/**
 * tdata1: a legal value of the type that is asked for, or a disabled trigger. A range that tdata2 cannot name is not
 * matched: maskmax6 is 63 (debug "Match Control Type 6 (mcontrol6, at 0x7a1)").
 */
const tdata1Rule = (tdata2: () => Register): FieldDeclaration => ({
  bits: [63, 0],
  reset: () => noTrigger,
  legalWide(wanted, old, hart) {
    const value = legalize(typeOf(toHalves(wanted)[1]), wanted, old, hart);
    const whole = isNapot(value) && (wholeCell(tdata2(), hart) & wholeSpace) === wholeSpace;
    return whole ? insert(mcontrol6.match, BigInt(match.equal), value) : value;
  },
});

/** Whether a trigger of this hart can hold this value of tdata1, with some tdata2. */
export const canHoldTdata1 = (value: bigint, hart: HartView): boolean =>
  legalize(typeOf(toHalves(value)[1]), value, noTrigger, hart) === value;

const tdata2Rule = (tdata1: Register): FieldDeclaration => ({
  bits: [63, 0],
  legalWide: (wanted, _old, hart) =>
    isNapot(wholeCell(tdata1, hart)) && (wanted & wholeSpace) === wholeSpace ? wanted & ~largestRange : wanted,
});

/** With what sselect has svalue compared. */
export const supervisorContext = { none: 0, scontext: 1, ASID: 2 } as const;
/** With what mhselect.context has mhvalue compared: with none, the low bits of hcontext or nothing. */
export const hypervisorContext = { none: 0, hcontext: 1, VMID: 2 } as const;

const contexts: readonly number[] = Object.values(hypervisorContext);

/** mhselect: what is compared, and a bit of what it is compared with, below mhvalue. */
export const hypervisorSelect = format('mhselect', {
  spec: 'debug "Trigger Extra (RV64) (textra64, at 0x7a3)"',
  fields: { context: { bits: [1, 0] }, lowestBit: { bits: 2 } },
});

/** tdata3 of every type. A VMID can be compared only where there are guests. */
const textra64 = {
  sselect: { bits: [1, 0], oneOf: Object.values(supervisorContext), otherwise: supervisorContext.none },
  svalue: { bits: [33, 2] },
  sbytemask: { bits: [39, 36] },
  mhselect: {
    bits: [50, 48],
    legal: (wanted, _old, hart) =>
      hart.isa.has('H') && contexts.includes(valueIn(hypervisorSelect.context, wanted))
        ? wanted
        : withValue(hypervisorSelect.context, hypervisorContext.none, wanted),
  },
  mhvalue: { bits: [63, 51] },
} as const satisfies Record<string, FieldDeclaration>;

const affects = ['triggers'] as const;

/** The registers of one trigger. */
function trigger(index: number) {
  const first = 3 * index;
  const name = (register: string) => `trigger${index}.${register}`;
  const tdata1 = hidden(name('tdata1'), 'triggers', first, {
    spec: 'debug "Trigger Data 1 (tdata1, at 0x7a1)"',
    requires,
    affects,
    fields: { value: tdata1Rule((): Register => tdata2) },
  });
  const tdata2 = hidden(name('tdata2'), 'triggers', first + 1, {
    spec: 'debug "Trigger Data 2 (tdata2, at 0x7a2)"',
    requires,
    affects,
    fields: { value: tdata2Rule(tdata1) },
  });
  const tdata3 = hidden(name('tdata3'), 'triggers', first + 2, {
    spec: 'debug "Trigger Extra (RV64) (textra64, at 0x7a3)"',
    requires,
    affects,
    fields: textra64,
  });
  return { tdata1, tdata2, tdata3 };
}

/** Every trigger, by its index in tselect. */
export const triggers = Array.from({ length: triggerCount }, (_, index) => trigger(index));

/** All registers of all triggers. */
export const triggerRegisters: readonly Register[] = triggers.flatMap(({ tdata1, tdata2, tdata3 }) => [
  tdata1,
  tdata2,
  tdata3,
]);

export const tselect = csr('tselect', {
  spec: 'debug "Trigger Select (tselect, at 0x7a0)"',
  requires,
  fields: { index: { bits: [63, 0], oneOf: triggers.map((_, index) => index) } },
});

const selected = (hart: HartView) => triggers[hart.half(tselect.address, 0)];

export const tdata1 = window('tdata1', {
  spec: 'debug "Trigger Data 1 (tdata1, at 0x7a1)"',
  requires,
  selects: (hart) => selected(hart)?.tdata1,
});

export const tdata2 = window('tdata2', {
  spec: 'debug "Trigger Data 2 (tdata2, at 0x7a2)"',
  requires,
  selects: (hart) => selected(hart)?.tdata2,
});

export const tdata3 = window('tdata3', {
  spec: 'debug "Trigger Data 3 (tdata3, at 0x7a3)"',
  requires,
  selects: (hart) => selected(hart)?.tdata3,
});

/** Every trigger can be of every type. */
export const tinfo = csr('tinfo', {
  spec: 'debug "Trigger Info (tinfo, at 0x7a4)"',
  requires,
  fields: { info: { bits: [15, 0], fixed: typesPresent }, version: { bits: [31, 24], fixed: 1 } },
});

/** With the hypervisor extension hcontext has 14 bits, without it 13. */
export const mcontext = csr('mcontext', {
  spec: 'debug "Machine Context (mcontext, at 0x7a8)"',
  requires,
  fields: {
    hcontext: { bits: [13, 0], only: (isa) => (1n << (isa.has('H') ? 14n : 13n)) - 1n },
  },
});

export const hcontext = view('hcontext', {
  spec: 'debug "Hypervisor Context (hcontext, at 0x6a8)"',
  requires: ['Sdtrig', 'H'],
  gate: { belowM: enabledBy('CONTEXT').belowM ?? [] },
  of: mcontext,
  fields: { hcontext: mcontext.hcontext },
});

export const scontext = csr('scontext', {
  spec: 'debug "Supervisor Context (scontext, at 0x5a8)"',
  requires,
  gate: enabledBy('CONTEXT'),
  fields: { data: { bits: [31, 0] } },
});
