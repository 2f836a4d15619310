import type { Hart } from '@hartlab/hart';
import { errors } from '@hartlab/sbi';
import { attributes, interruptedFlags, states } from '@hartlab/sse';
import type { ComparedState } from '../compared-state.ts';
import type { EventSource } from '../event-source.ts';
import type { Difference } from '../hart-difference.ts';
import { stateField } from '../state-field.ts';

const prefix = 'event.';

/** What the attributes of the event are called in reports; STATUS is two of them, and with them goes the hart's mask. */
export const eventField = { state: `${prefix}state`, pending: `${prefix}pending`, masked: `${prefix}masked` } as const;

/** Whether a field of a report is one of the event's. */
export const isOfEvent = (field: string): boolean => field.startsWith(prefix);

const STATE = 3n;
const PENDING = 4n;
const RUNNING = BigInt(states.indexOf('RUNNING'));
const ENABLED = BigInt(states.indexOf('ENABLED'));
const REGISTERED = BigInt(states.indexOf('REGISTERED'));
const ONE_SHOT = 1n;
const alreadyMasked = BigInt(errors.ALREADY_STOPPED);

const [idOfStatus, idOfConfig, idOfFirstInterrupted] = ['STATUS', 'CONFIG', 'INTERRUPTED_SEPC'].map((name) =>
  attributes.findIndex((attribute) => attribute.name === name),
) as [number, number, number];

const field = {
  sepc: stateField('sepc'),
  a6: stateField('x16'),
  a7: stateField('x17'),
  SPP: stateField('mstatus.SPP'),
  SPIE: stateField('mstatus.SPIE'),
  SPELP: stateField('mstatus.SPELP'),
  SDT: stateField('mstatus.SDT'),
  DTE: stateField('menvcfg.DTE'),
  SPV: stateField('hstatus.SPV'),
  SPVP: stateField('hstatus.SPVP'),
};

/**
 * What the firmware says of the event itself, as the software of the interrupted hart reads it: that belongs to the entry contract
 * (sbi "Software Event Injection", step 1) and to transparency (sbi "Software Event Completion"). A firmware that does not tell is
 * not asked again.
 */
export class EventRecord {
  readonly #hart: Hart;
  readonly #source: EventSource;
  #tells = true;
  /** What it was at the boundary, and how often the machine had trapped then: without a trap nothing becomes of it. */
  #before: readonly bigint[] = [];
  #traps: number | undefined;

  constructor(hart: Hart, source: EventSource) {
    this.#hart = hart;
    this.#source = source;
  }

  /** Looks at it before the event is made ready, where the machine has trapped so often, if that is known. */
  look(traps?: number): void {
    if (!this.#tells || (traps !== undefined && traps === this.#traps)) return;
    const values = this.#values();
    if (!values) return;
    this.#before = values;
    this.#traps = traps;
  }

  /** What is wrong of it at the handler's first instruction, where `interrupted` was interrupted. */
  atEntry(interrupted: ComparedState): Difference[] {
    const now = this.#tells ? this.#values() : undefined;
    if (!now) return [];
    const get = (name: Exclude<keyof typeof field, 'sepc' | 'a6' | 'a7'>) => interrupted.get(field[name]);
    const flags = interruptedFlags({
      SPP: get('SPP'),
      SPIE: get('SPIE'),
      SPV: get('SPV'),
      SPVP: get('SPVP'),
      SPELP: get('SPELP'),
      // Where double traps are off, SDT is read-only zero (priv "Double Trap Control in `sstatus` Register").
      SDT: get('DTE') & get('SDT'),
    });
    const { sepc, a6, a7 } = field;
    return [
      ...statusDifferences(RUNNING, now),
      ...this.#ownDifferences(now),
      ...differences(idOfFirstInterrupted, now, [
        interrupted.value(sepc),
        BigInt(flags),
        interrupted.value(a6),
        interrupted.value(a7),
      ]),
    ];
  }

  /** What is wrong of it where the interrupted software goes on. */
  atResumption(): Difference[] {
    const now = this.#tells ? this.#values() : undefined;
    if (!now) return [];
    const isOneShot = (this.#before[idOfConfig]! & ONE_SHOT) !== 0n;
    const masking = this.#source.view.masking(this.#hart);
    return [
      ...statusDifferences(isOneShot ? REGISTERED : ENABLED, now),
      ...this.#ownDifferences(now),
      // A firmware that knows of no mask has none (sbi "Function: Mask software events on a hart (FID #9)").
      ...(masking === alreadyMasked ? [{ field: eventField.masked, expected: 0n, got: 1n }] : []),
    ];
  }

  /** What belongs to the supervisor, from PRIORITY to ENTRY_ARG, stays as it is. */
  #ownDifferences(now: readonly bigint[]): Difference[] {
    return differences(idOfStatus + 1, now, this.#before.slice(idOfStatus + 1, idOfFirstInterrupted));
  }

  #values(): readonly bigint[] | undefined {
    const { view, event } = this.#source;
    const found = view.attributes(this.#hart, event);
    if (!('error' in found)) return found;
    this.#tells = false;
    return undefined;
  }
}

function statusDifferences(state: bigint, now: readonly bigint[]): Difference[] {
  const status = now[idOfStatus]!;
  return [
    { field: eventField.state, expected: state, got: status & STATE },
    { field: eventField.pending, expected: 0n, got: (status & PENDING) >> 2n },
  ].filter(({ expected, got }) => expected !== got);
}

/** Those of the attributes from this ID on that are not as expected. */
const differences = (first: number, now: readonly bigint[], expected: readonly bigint[]): Difference[] =>
  expected.flatMap((value, n) =>
    value === now[first + n]
      ? []
      : [{ field: prefix + attributes[first + n]!.name, expected: value, got: now[first + n]! }],
  );
