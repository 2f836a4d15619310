import { hartDifferences, type Difference } from '../hart-difference.ts';
import type { Payload } from '../payload.ts';
import { setValue, stateField, valueOf, type Cells } from '../state-field.ts';

const field = {
  pc: stateField('pc'),
  privilege: stateField('privilege'),
  V: stateField('V'),
  a6: stateField('x16'),
  a7: stateField('x17'),
  sepc: stateField('sepc'),
  SPP: stateField('mstatus.SPP'),
  SPIE: stateField('mstatus.SPIE'),
  SIE: stateField('mstatus.SIE'),
  ELP: stateField('ELP'),
  SPELP: stateField('mstatus.SPELP'),
  SDT: stateField('mstatus.SDT'),
  DTE: stateField('menvcfg.DTE'),
  SPV: stateField('hstatus.SPV'),
  SPVP: stateField('hstatus.SPVP'),
  waiting: stateField('waiting'),
} as const;

/** What a hart interrupted in state `before` is to look like at the handler's first instruction. */
export function enteredState(before: Cells, { entry }: Payload, hartid: bigint): Cells {
  const was = (name: keyof typeof field) => valueOf(field[name], before);
  const entered = before.slice();
  const write = (name: keyof typeof field, value: bigint) => setValue(field[name], entered, value);
  // The numbers are the steps of sbi "Software Event Injection".
  /* 2.1  */ write('a6', hartid);
  /* 2.2  */ write('a7', entry.arg);
  /* 2.3  */ write('sepc', was('pc'));
  /* 2.4  */ write('SPP', was('privilege'));
  /* 2.5  */ write('SPIE', was('SIE'));
  /* 2.6  */ write('SIE', 0n);
  /* 2.7  */ write('SPELP', was('ELP'));
  /*      */ write('ELP', 0n);
  /* 2.8  */ write('SPV', was('V'));
  /*      */ if (was('V') === 1n) write('SPVP', was('privilege'));
  /* 2.9  */ if (was('DTE') === 1n) write('SDT', 1n);
  /* 2.10 */ write('V', 0n);
  /* 2.11 */ write('privilege', 1n);
  /* 2.12 */ write('pc', entry.pc);
  // An interrupt ends WFI (priv "Wait for Interrupt").
  write('waiting', 0n);
  return entered;
}

/** O6, the entry contract: where the state at the handler's first instruction is not what the specification says. */
export const entryContract = (before: Cells, entered: Cells, payload: Payload, hartid: bigint): Difference[] =>
  hartDifferences(enteredState(before, payload, hartid), entered);
