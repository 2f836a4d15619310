import type { Hart, MachineMemory } from '@hartlab/hart';
import type { Machine } from '@hartlab/machine';
import { forceEvent, type Agent, type EventStep } from './forced-event.ts';
import { memoryAddress } from './memory-difference.ts';
import type { Payload } from './payload.ts';
import { liveCells, stateField, valueOf } from './state-field.ts';

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

/** Watches some fields, step by step. */
class Watch {
  readonly #read: ReadonlyMap<string, () => bigint>;
  readonly #values: Map<string, bigint>;
  readonly #writers = new Map<string, LastWriter>();

  constructor(memory: MachineMemory, hart: Hart, fields: Iterable<string>) {
    this.#read = new Map([...fields].map((field) => [field, reader(memory, hart, field)]));
    this.#values = new Map([...this.#read].map(([field, read]) => [field, read()]));
  }

  /** Takes note of what `step` has changed. */
  note(step: EventStep): void {
    const changed = [...this.#read].flatMap(([field, read]) => {
      const value = read();
      return value === this.#values.get(field) ? [] : [{ field, value, source: this.#sourceOf(field, value, step) }];
    });
    for (const { field, value, source } of changed) {
      this.#values.set(field, value);
      this.#writers.set(field, { agent: step.agent, step, ...(source && { source }) });
    }
  }

  /** The CSR from which completion took this value, if it did. To be asked before that CSR's own change is noted. */
  #sourceOf(field: string, value: bigint, { agent }: EventStep): LastWriter['source'] {
    const source = agent === 'firmware at completion' ? sources.get(field) : undefined;
    if (source === undefined || this.#values.get(source) !== value) return undefined;
    return { field: source, writer: this.writer(source) };
  }

  writer(field: string): LastWriter {
    return this.#writers.get(field) ?? nobody;
  }
}

const nobody: LastWriter = { agent: 'interrupted software' };

function reader(memory: MachineMemory, hart: Hart, field: string): () => bigint {
  const address = memoryAddress(field);
  if (address !== undefined) return () => memory.read(address, 8);
  const cells = liveCells(memory, hart.index);
  const watched = stateField(field);
  return () => valueOf(watched, cells);
}

/** The last writers of fields at the two moments at which oracles look. */
export interface Provenance {
  /** At the handler's first instruction. */
  entered(field: string): LastWriter;
  /** At the end: after completion, or when the handler was given up. */
  ended(field: string): LastWriter;
}

/**
 * Repeats the event at the boundary where the machine stands, watching the fields at each step, to the handler's first
 * instruction or to the end. The machine is deterministic, so what happens is what happened before. The machine is left
 * where the watch ends.
 */
export function traceWriters(
  machine: Machine,
  hart: Hart,
  payload: Payload,
  fields: readonly string[],
  until: 'entry' | 'end' = 'end',
): Provenance {
  const watched = new Set([...fields, ...fields.flatMap((field) => sources.get(field) ?? [])]);
  const watch = new Watch(machine.memory, hart, watched);
  const atEntry = new Map<string, LastWriter>();
  for (const step of forceEvent(machine, hart, payload)) {
    watch.note(step);
    if (step.agent !== 'firmware at injection') continue;
    for (const field of watched) atEntry.set(field, watch.writer(field));
    if (until === 'entry') break;
  }
  return { entered: (field) => atEntry.get(field) ?? nobody, ended: (field) => watch.writer(field) };
}
