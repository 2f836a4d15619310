import { csr, one, view, type Field, type Gate, type Register, type View } from '../csr.ts';
import { hcounteren, hpmNumbers, mcounteren, scounteren } from './counter-enable.ts';
import { mcycle, mhpmcounters, minstret } from './machine-counters.ts';
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
  if (!field) throw new RangeError(`${register.name} has no field at bit ${n}`);
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
  fields: {},
  reads: (_cell, hart) => (hart.V ? guestTime(hart) : hart.time()),
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
    fields: {},
  });
});
