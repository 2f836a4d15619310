import type { Hart } from '@hartlab/hart';
import { SSE } from '@hartlab/sbi';
import { attributes, states, type State } from '@hartlab/sse';
import { forgedCall } from './forged-call.ts';
import type { Hand } from './hand.ts';
import type { MachineMode } from './machine-mode.ts';

/** The number of the attribute of this name (sbi "Software Event Attributes"). */
const attributeId = (name: string): number => attributes.findIndex((attribute) => attribute.name === name);

/** What a firmware says of an event. */
export interface EventAttributes {
  readonly state: State;
  readonly isPending: boolean;
  readonly priority: bigint;
  readonly preferredHart: bigint;
  readonly entry: { readonly pc: bigint; readonly arg: bigint };
}

/**
 * Asks for the attributes of an event as the software of `hart` would, with room for the answer in the hand's memory: their values
 * in the order of their IDs, unsigned. Answers the error of the SBI if the firmware does not tell.
 */
export function attributeValues(
  machineMode: MachineMode,
  hart: Hart,
  { room }: Pick<Hand, 'room'>,
  event: number,
): readonly bigint[] | { readonly error: bigint } {
  const { memory } = machineMode.machine;
  const count = BigInt(attributes.length);
  const { error } = forgedCall(machineMode, hart, SSE, 'read_attrs', [BigInt(event), 0n, count, BigInt(room), 0n]);
  if (error !== 0n) return { error };
  return attributes.map((_, id) => BigInt.asUintN(64, BigInt(memory.read(room + 8 * id, 8))));
}

/** What these values, in the order of their IDs, say. */
export function attributesIn(values: readonly bigint[]): EventAttributes {
  const value = (name: string) => values[attributeId(name)]!;
  return {
    // The state is in bits 1:0 of STATUS, and bit 2 says whether the event is pending.
    state: states[Number(value('STATUS') & 3n)]!,
    isPending: (value('STATUS') & 4n) !== 0n,
    priority: value('PRIORITY'),
    preferredHart: value('PREFERRED_HART'),
    entry: { pc: value('ENTRY_PC'), arg: value('ENTRY_ARG') },
  };
}

/** The same of an event, or the error of the SBI. */
export function readEvent(
  machineMode: MachineMode,
  hart: Hart,
  hand: Pick<Hand, 'room'>,
  event: number,
): EventAttributes | { readonly error: bigint } {
  const found = attributeValues(machineMode, hart, hand, event);
  return 'error' in found ? found : attributesIn(found);
}

/** Asks that `hart` handles a global event. Answers the error of the SBI, or 0. */
export function preferHart(machineMode: MachineMode, hart: Hart, { room }: Pick<Hand, 'room'>, event: number): bigint {
  machineMode.machine.memory.write(room, 8, hart.hartid);
  const attribute = BigInt(attributeId('PREFERRED_HART'));
  return forgedCall(machineMode, hart, SSE, 'write_attrs', [BigInt(event), attribute, 1n, BigInt(room), 0n]).error;
}
