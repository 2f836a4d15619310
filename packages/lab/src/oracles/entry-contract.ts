import type { ComparedState } from '../compared-state.ts';
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

/** O6, the entry contract: what the handler of an event is to find at its first instruction. */
export class EntryContract {
  readonly #hartid: bigint;
  readonly #entry: Payload['entry'];

  /** @param hartid of the hart that is interrupted */
  constructor({ entry }: Pick<Payload, 'entry'>, hartid: bigint) {
    this.#hartid = hartid;
    this.#entry = entry;
  }

  /** Makes `entered` what a hart that is interrupted in state `before` is to look like. */
  apply(before: ComparedState, entered: ComparedState): void {
    const { pc, arg } = this.#entry;
    const was = (name: keyof typeof field) => before.get(field[name]);
    const write = (name: keyof typeof field, value: number) => entered.set(field[name], value);
    entered.become(before);
    // The numbers are the steps of sbi "Software Event Injection".
    /* 2.1  */ entered.setWhole(field.a6, this.#hartid);
    /* 2.2  */ entered.setWhole(field.a7, arg);
    /* 2.3  */ entered.setFrom(before, field.pc, field.sepc);
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
    /* 2.12 */ entered.setWhole(field.pc, pc);
    // An interrupt ends WFI (priv "Wait for Interrupt").
    write('waiting', 0);
  }
}
