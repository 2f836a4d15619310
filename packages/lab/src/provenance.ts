import type { Hart } from '@hartlab/hart';
import type { Machine } from '@hartlab/machine';
import type { Agent, EventStep } from './forced-event.ts';
import { isOfEvent } from './oracles/event-record.ts';
import { watched, type Watched } from './watched-field.ts';

/** Who gave a field the value that it has: the last step of the event that changed it. */
export interface LastWriter {
  /** `interrupted software` when no step of the event changed the field. */
  readonly agent: Agent | 'interrupted software';
  readonly step?: EventStep;
  /** Where completion took the value from, when it took it from a CSR, and who wrote that. */
  readonly source?: { readonly field: string; readonly writer: LastWriter };
}

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

const nobody: LastWriter = { agent: 'interrupted software' };

/**
 * The last writers of some fields during an event, at the two moments at which oracles look. It has to be told of every
 * step of the event.
 */
export class Provenance {
  readonly #fields: ReadonlyMap<string, Watched>;
  readonly #all: readonly Watched[];
  readonly #writers = new Map<string, LastWriter>();
  #atEntry: ReadonlyMap<string, LastWriter> = new Map();

  constructor(machine: Machine, hart: Hart, fields: readonly string[]) {
    const names = new Set([
      // What the firmware says of the event is where only the firmware knows.
      ...fields.filter((field) => !isOfEvent(field)),
      ...fields.flatMap((field) => [sources, sourcesOfMret].flatMap((from) => from.get(field) ?? [])),
    ]);
    this.#all = Array.from(names, (name) => watched(machine, hart.index, name));
    this.#fields = new Map(this.#all.map((field) => [field.name, field]));
  }

  /** Whether it tells of this field. */
  has(field: string): boolean {
    return isOfEvent(field) || this.#fields.has(field);
  }

  /** Takes note of what `step` has changed; most steps change nothing that is watched. */
  note(step: EventStep): void {
    let changed: Watched[] | undefined;
    for (const field of this.#all) if (field.differs()) (changed ??= []).push(field);
    if (changed) this.#noteChanges(changed, step);
    if (step.agent === 'firmware at injection') this.#atEntry = new Map(this.#writers);
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
    if (source === undefined || this.#fields.get(source)?.taken !== now) return undefined;
    return { field: source, writer: this.ended(source) };
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
