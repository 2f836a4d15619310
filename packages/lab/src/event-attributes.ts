import type { Hart } from '@hartlab/hart';
import { SSE } from '@hartlab/sbi';
import { attributes, states, type State } from '@hartlab/sse';
import { forgedCall } from './forged-call.ts';
import type { Hand } from './hand.ts';
import type { MachineMode } from './machine-mode.ts';

/** The number of the attribute of this name (sbi "Software Event Attributes"). */
const attributeId = (name: string): number => attributes.findIndex((attribute) => attribute.name === name);

/** As many as are read, from STATUS on. */
const count = attributeId('ENTRY_ARG') + 1;

/** What a firmware says of an event. */
export interface EventAttributes {
  readonly state: State;
  readonly preferredHart: bigint;
  readonly entry: { readonly pc: bigint; readonly arg: bigint };
}

/**
 * Asks for the attributes of an event as the software of `hart` would, with room for the answer in the hand's memory. Answers
 * the error of the SBI if the firmware does not tell.
 */
export function readEvent(
  machineMode: MachineMode,
  hart: Hart,
  { room }: Pick<Hand, 'room'>,
  event: number,
): EventAttributes | { readonly error: bigint } {
  const { memory } = machineMode.machine;
  const { error } = forgedCall(machineMode, hart, SSE, 'read_attrs', [
    BigInt(event),
    0n,
    BigInt(count),
    BigInt(room),
    0n,
  ]);
  if (error !== 0n) return { error };
  const value = (name: string) => BigInt.asUintN(64, BigInt(memory.read(room + 8 * attributeId(name), 8)));
  // The state is in bits 1:0 of STATUS.
  return {
    state: states[Number(value('STATUS') & 3n)]!,
    preferredHart: value('PREFERRED_HART'),
    entry: { pc: value('ENTRY_PC'), arg: value('ENTRY_ARG') },
  };
}

/** Asks that `hart` handles a global event. Answers the error of the SBI, or 0. */
export function preferHart(machineMode: MachineMode, hart: Hart, { room }: Pick<Hand, 'room'>, event: number): bigint {
  machineMode.machine.memory.write(room, 8, hart.hartid);
  const attribute = BigInt(attributeId('PREFERRED_HART'));
  return forgedCall(machineMode, hart, SSE, 'write_attrs', [BigInt(event), attribute, 1n, BigInt(room), 0n]).error;
}
