import { CallRegisters, ok, type Answer, type SharedMemory } from '@hartlab/sbi';
import { expect } from 'vitest';
import { attributes } from '../attributes.ts';
import { states } from '../event.ts';
import { platformEvents, type EventStatus } from '../events.ts';
import { policies } from '../policies.ts';
import { Sse, type SseCaller } from '../sse.ts';
import type { SupervisorState } from '../supervisor.ts';
import { SupervisorRecord } from '../supervisor-record.ts';

export const LOCAL = 0xffff_0000;
export const GLOBAL = 0xffff_8000;
/** Three more local events. */
export const FIRST = 0x4000;
export const SECOND = 0x4001;
export const SOURCE_ONLY = 0x4002;
/** A local and a global event whose source follows them. */
export const FOLLOWED = 0x4005;
export const FOLLOWED_GLOBAL = 0xc002;

export const ENTRY_PC = 0x8100_0000n;

/** What every supervisor of the system is at before anything happens. */
export const start: SupervisorState = {
  pc: 0x8020_0000n,
  privilege: 1,
  virtualization: 0,
  ELP: 0,
  SIE: 1,
  SPIE: 0,
  SPP: 0,
  SPELP: 0,
  SDT: 0,
  sepc: 0x1_0000n,
  SPV: 0,
  SPVP: 0,
  hstatus: 0n,
  a6: 0n,
  a7: 0n,
};

const inWords = ({ state, pending }: EventStatus): string => (pending ? `${state} pending` : state);

/** Three harts, all started, and 80 bytes of memory at address 0. */
export class System {
  readonly started = new Set([0n, 1n, 2n]);
  readonly woken: bigint[] = [];
  /** What the source of the followed events has heard: of which hart, before and after. */
  readonly heard: string[] = [];
  readonly #hear = (hartid: bigint, now: EventStatus, was: EventStatus): void => {
    this.heard.push(`${hartid}: ${inWords(was)} → ${inWords(now)}`);
  };
  readonly words = new BigUint64Array(10);
  readonly supervisors = [0n, 1n, 2n].map(
    (hartid) => new SupervisorRecord(hartid, { H: true, Zicfilp: false, Ssdbltrp: false }, start),
  );
  readonly sse = new Sse({
    harts: [0n, 1n, 2n],
    policy: policies.private,
    events: [
      ...platformEvents(),
      { event_id: FIRST, name: 'first', wired: true, injectable: true },
      { event_id: SECOND, name: 'second', wired: true, injectable: true },
      { event_id: SOURCE_ONLY, name: 'not injectable', wired: true, injectable: false },
      { event_id: FOLLOWED, name: 'followed', wired: true, injectable: true, follows: this.#hear },
      { event_id: FOLLOWED_GLOBAL, name: 'followed, global', wired: true, injectable: true, follows: this.#hear },
    ],
    started: (hartid) => this.started.has(hartid),
    wake: (hartid) => this.woken.push(hartid),
  });
  readonly #memory: SharedMemory = {
    accessible: (_, address, length) => address + length <= 80n,
    read: (address, length) => new Uint8Array(this.words.buffer.slice(Number(address), Number(address + length))),
    write: (address, bytes) => {
      new Uint8Array(this.words.buffer).set(bytes, Number(address));
      return true;
    },
  };

  supervisor(hart: number): SupervisorRecord {
    const supervisor = this.supervisors[hart];
    if (!supervisor) throw new RangeError(`no hart ${hart}`);
    return supervisor;
  }

  caller(hart: number): SseCaller {
    return { hartid: BigInt(hart), memory: this.#memory, supervisor: this.supervisor(hart) };
  }

  /** A call, up to the SEE's answer. */
  call(hart: number, name: string, ...args: readonly (number | bigint)[]): Answer {
    return this.sse.extension.routine(name)(this.caller(hart), CallRegisters.call(0, 0, ...args.map(BigInt)));
  }

  /** The way back from the SEE. */
  deliver(hart = 0): number | undefined {
    return this.sse.deliver(this.supervisor(hart));
  }

  attribute(name: string, event_id: number, hart = 0): bigint {
    expect(this.call(hart, 'read_attrs', event_id, 0, 10, 0, 0)).toEqual(ok());
    return this.words[attributes.findIndex((attribute) => attribute.name === name)] ?? 0n;
  }

  set(name: string, value: bigint, event_id: number, hart = 0): Answer {
    this.words[0] = value;
    const attr_id = attributes.findIndex((attribute) => attribute.name === name);
    return this.call(hart, 'write_attrs', event_id, attr_id, 1, 0, 0);
  }

  status(event_id: number, hart = 0): string {
    const status = Number(this.attribute('STATUS', event_id, hart));
    return inWords({ state: states[status & 3]!, pending: (status & 4) !== 0 });
  }

  /** Registered and enabled, with events unmasked. */
  enable(hart: number, ...ids: readonly number[]): void {
    for (const event_id of ids) {
      expect(this.call(hart, 'register', event_id, ENTRY_PC, event_id)).toEqual(ok());
      expect(this.call(hart, 'enable', event_id)).toEqual(ok());
    }
    this.call(hart, 'hart_unmask');
  }
}
