import type { Commit, Hart } from '@hartlab/hart';
import type { Machine } from '@hartlab/machine';
import type { EventStep } from './forced-event.ts';
import type { LastWriter } from './last-writer.ts';
import { isOfDevice } from './device-difference.ts';
import { isOfEvent } from './oracles/event-record.ts';
import { memoryAddress } from './memory-difference.ts';
import { placeInHart } from './other-harts.ts';
import { type Bits, placeOfField, ValueFlow } from './value-flow.ts';
import { watched, type Watched } from './watched-field.ts';

/** Where completion may take the resume location from (sbi "Software Event Completion", steps 1, 2, 5.1 and 6). */
const sources: ReadonlyMap<string, string> = new Map([
  ['pc', 'sepc'],
  ['privilege', 'mstatus.SPP'],
  ['V', 'hstatus.SPV'],
  ['mstatus.SIE', 'mstatus.SPIE'],
]);

/** Where MRET takes what it gives the hart from (priv "Trap Return"). */
const sourcesOfMret: ReadonlyMap<string, string> = new Map([
  ['pc', 'mepc'],
  ['privilege', 'mstatus.MPP'],
  ['V', 'mstatus.MPV'],
]);

/** Where this step took the value of a field from, if it is a CSR that is known. */
function sourceIn({ agent, decoded }: EventStep, field: string): string | undefined {
  if (decoded?.insn.name === 'mret') return sourcesOfMret.get(field);
  return agent === 'firmware at completion' && !decoded ? sources.get(field) : undefined;
}

/** Whether it is a field of the interrupted hart. */
const isOfHart = (name: string): boolean =>
  memoryAddress(name) === undefined && !isOfDevice(name) && placeInHart(name) === undefined;

/** Whether a field is in the register or CSR that was written as a whole. */
const isWhole = (place: Bits | undefined, { of, number }: Pick<Bits, 'of' | 'number'>): boolean =>
  place?.number === number && place.of === of;

const nobody: LastWriter = { agent: 'interrupted software' };

/**
 * The last writers of some fields during an event, at the two moments at which oracles look. It has to be told of every
 * step of the event.
 */
export class Provenance {
  readonly #fields: ReadonlyMap<string, Watched>;
  readonly #all: readonly Watched[];
  readonly #writers = new Map<string, LastWriter>();
  /** The same at the handler's first instruction, as soon as there was a step behind that. */
  #atEntry: ReadonlyMap<string, LastWriter> = this.#writers;
  #isInjected = false;
  /** Where the watched fields are, of those that the interrupted hart has in registers and CSRs. */
  readonly #places: readonly (Bits | undefined)[];
  /** Of a firmware that is made of instructions. */
  readonly #flow: ValueFlow | undefined;

  constructor(machine: Machine, hart: Hart, fields: readonly string[]) {
    const names = new Set([
      // What the firmware says of the event is where only the firmware knows.
      ...fields.filter((field) => !isOfEvent(field)),
      ...fields.flatMap((field) => [sources, sourcesOfMret].flatMap((from) => from.get(field) ?? [])),
    ]);
    this.#all = Array.from(names, (name) => watched(machine, hart.index, name));
    this.#fields = new Map(this.#all.map((field) => [field.name, field]));
    this.#places = this.#all.map(({ name }) => (isOfHart(name) ? placeOfField(name) : undefined));
    this.#flow = machine.firmware ? undefined : new ValueFlow(hart);
  }

  /** Whether it tells of this field. */
  has(field: string): boolean {
    return isOfEvent(field) || this.#fields.has(field);
  }

  /** Takes note of what `step` has changed, of which `commit` tells if it was observed; most change nothing that is watched. */
  note(step: EventStep, commit?: Commit): void {
    const isInjection = step.agent === 'firmware at injection';
    if (this.#isInjected && !isInjection && this.#atEntry === this.#writers) this.#atEntry = new Map(this.#writers);
    this.#isInjected ||= isInjection;
    this.#flow?.add(step, commit);
    // A firmware that writes into a CSR what it held already answers for that.
    const written = this.#flow?.written;
    let changed: Watched[] | undefined;
    for (const [n, field] of this.#all.entries())
      if (field.differs() || (written && isWhole(this.#places[n], written))) (changed ??= []).push(field);
    if (changed) this.#noteChanges(changed, step);
  }

  #noteChanges(changed: readonly Watched[], step: EventStep): void {
    const from = changed.map((field) => this.#sourceOf(field, step));
    for (const [n, field] of changed.entries()) {
      const source = from[n];
      field.take();
      this.#writers.set(field.name, { agent: step.agent, step, ...(source && { source }) });
    }
  }

  /** The CSR from which completion or MRET took this value, if one did. To be asked before that CSR's own change is noted. */
  #sourceOf({ name, now }: Watched, step: EventStep): LastWriter['source'] {
    const source = sourceIn(step, name);
    if (source !== undefined)
      return this.#fields.get(source)?.taken === now ? { field: source, writer: this.ended(source) } : undefined;
    if (!this.#flow || !step.decoded || (!isOfHart(name) && memoryAddress(name) === undefined)) return undefined;
    return this.#flow.source(this.#flow.length - 1, memoryAddress(name) ?? name);
  }

  /** At the handler's first instruction. */
  entered(field: string): LastWriter {
    if (isOfEvent(field)) return { agent: 'firmware at injection' };
    return this.#atEntry.get(field) ?? nobody;
  }

  /** At the end: after completion, or when the handler was given up. */
  ended(field: string): LastWriter {
    if (isOfEvent(field)) return { agent: 'firmware at completion' };
    return this.#writers.get(field) ?? nobody;
  }
}
