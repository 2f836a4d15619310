import { isWide, type Field, type HartView, type Gate, type Register, type View } from '../csr/csr.ts';
import { csr, one, view } from '../csr/csr-declaration.ts';
import { hcounteren, hpmNumbers, mcounteren, scounteren } from './counter-enable.ts';
import { mcycle, mhpmcounters, mhpmevents, minstret } from './machine-counters.ts';
import { guestTime } from './timer.ts';

const spec = 'unpriv "Zicntr Extension for Base Counters and Timers"';

/**
 * Counter n of the enable registers. Below M-mode mcounteren must allow it; with V = 1 hcounteren must as well; in
 * U-mode and VU-mode scounteren must as well (priv "Hypervisor Counter-Enable (hcounteren) Register").
 */
const counterGate = (n: number): Gate => ({
  belowM: [one(bit(mcounteren, n))],
  V: [one(bit(hcounteren, n))],
  U: [one(bit(scounteren, n))],
});

function bit(register: Register, n: number): Field {
  const field = register.fields.find(({ low }) => low === n);
  if (!field || isWide(field)) throw new RangeError(`${register.name} has no field at bit ${n}`);
  return field;
}

export const cycle = view('cycle', {
  spec,
  requires: ['Zicntr'],
  gate: counterGate(0),
  of: mcycle,
  fields: { value: mcycle.value },
});

/** The platform's mtime; with V = 1, plus htimedelta (priv "Hypervisor Time Delta (htimedelta) Register"). */
export const time = csr('time', {
  spec,
  requires: ['Zicntr'],
  gate: counterGate(1),
  fields: {
    value: {
      bits: [63, 0],
      readOnly: true,
    },
  },
  reads: (_held, half, hart) => (hart.V ? guestTime(hart, half) : hart.time(half)),
});

export const instret = view('instret', {
  spec,
  requires: ['Zicntr'],
  gate: counterGate(2),
  of: minstret,
  fields: { value: minstret.value },
});

/** hpmcounter3 to hpmcounter31, in order. */
export const hpmcounters: readonly View[] = hpmNumbers.map((n, index) => {
  const of = mhpmcounters[index]!;
  return view(`hpmcounter${n}` as 'hpmcounter3', {
    spec: 'unpriv "Zihpm Extension for Hardware Performance Counters"',
    requires: ['Zihpm'],
    gate: counterGate(n),
    of,
    fields: { value: of.value },
  });
});

/** Counter n is seen where mcounteren, and with V = 1 hcounteren as well, lets it be read. M-mode sees all. */
const isSeen = (n: number, hart: HartView): boolean =>
  hart.privilege === 'M' || (hart.get(bit(mcounteren, n)) === 1 && (!hart.V || hart.get(bit(hcounteren, n)) === 1));

/** Bit n is mhpmevent n's OF. */
const overflows = mhpmevents.map((of, index) => {
  const n = index + 3;
  const only = (hart: HartView) => (isSeen(n, hart) ? -1 : 0);
  return { of, fields: { [`OF${n}`]: of.OF }, shift: of.OF.low - n, only };
});
export const scountovf = view('scountovf', {
  spec: 'priv "Supervisor Count Overflow (`scountovf`) Register"',
  requires: ['Sscofpmf'],
  ...overflows[0]!,
  also: overflows.slice(1),
});
