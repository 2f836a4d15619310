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
    const privilege = before.get(field.privilege);
    const V = before.get(field.V);
    entered.become(before);
    // The numbers are the steps of sbi "Software Event Injection".
    /* 2.1  */ entered.setWhole(field.a6, this.#hartid);
    /* 2.2  */ entered.setWhole(field.a7, arg);
    /* 2.3  */ entered.setFrom(before, field.pc, field.sepc);
    /* 2.4  */ entered.set(field.SPP, privilege);
    /* 2.5  */ entered.set(field.SPIE, before.get(field.SIE));
    /* 2.6  */ entered.set(field.SIE, 0);
    /* 2.7  */ entered.set(field.SPELP, before.get(field.ELP));
    /*      */ entered.set(field.ELP, 0);
    /* 2.8  */ entered.set(field.SPV, V);
    /*      */ if (V === 1) entered.set(field.SPVP, privilege);
    /* 2.9  */ if (before.get(field.DTE) === 1) entered.set(field.SDT, 1);
    /* 2.10 */ entered.set(field.V, 0);
    /* 2.11 */ entered.set(field.privilege, 1);
    /* 2.12 */ entered.setWhole(field.pc, pc);
    // An interrupt ends WFI (priv "Wait for Interrupt").
    entered.set(field.waiting, 0);
  }
}
