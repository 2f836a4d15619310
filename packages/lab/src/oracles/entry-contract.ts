import type { ComparedState } from '../compared-state.ts';
import { hartDifferences, type Difference } from '../hart-difference.ts';
import type { Payload } from '../payload.ts';
import { stateField } from '../state-field.ts';

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
export function enteredState(before: ComparedState, { entry }: Payload, hartid: bigint): ComparedState {
  const entered = before.copy();
  const was = (name: keyof typeof field) => before.get(field[name]);
  const write = (name: keyof typeof field, value: number) => entered.set(field[name], value);
  // The numbers are the steps of sbi "Software Event Injection".
  /* 2.1  */ entered.setValue(field.a6, hartid);
  /* 2.2  */ entered.setValue(field.a7, entry.arg);
  /* 2.3  */ entered.setValue(field.sepc, before.value(field.pc));
  /* 2.4  */ write('SPP', was('privilege'));
  /* 2.5  */ write('SPIE', was('SIE'));
  /* 2.6  */ write('SIE', 0);
  /* 2.7  */ write('SPELP', was('ELP'));
  /*      */ write('ELP', 0);
  /* 2.8  */ write('SPV', was('V'));
  /*      */ if (was('V') === 1) write('SPVP', was('privilege'));
  /* 2.9  */ if (was('DTE') === 1) write('SDT', 1);
  /* 2.10 */ write('V', 0);
  /* 2.11 */ write('privilege', 1);
  /* 2.12 */ entered.setValue(field.pc, entry.pc);
  // An interrupt ends WFI (priv "Wait for Interrupt").
  write('waiting', 0);
  return entered;
}

/** O6, the entry contract: where the state at the handler's first instruction is not what the specification says. */
export const entryContract = (
  before: ComparedState,
  entered: ComparedState,
  payload: Payload,
  hartid: bigint,
): Difference[] => hartDifferences(enteredState(before, payload, hartid), entered);
