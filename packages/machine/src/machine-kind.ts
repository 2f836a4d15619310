import type { Isa } from '@hartlab/isa';
import { boardInWords } from './board.ts';
import type { MachineOptions } from './machine-options.ts';
import { defaultQuantum } from './schedule.ts';
import { semihostingInWords } from './semihosting/semihosting.ts';
import { MEBIBYTE } from './size.ts';
import { virtioInWords } from './virtio/plug.ts';

/** What is decided of a machine before it is made. */
interface Decided {
  readonly harts: number;
  readonly ram: number;
  readonly isa: Isa;
  readonly reentrantTriggers: boolean;
  readonly instructionsPerTick: number;
  readonly quantum: number;
}

/** What kind of machine this is, in words: a snapshot of one can be restored to another of the same kind. */
export const kindOf = (
  { hand, bios, board = {}, virtio, semihosting }: MachineOptions,
  { harts, ram, isa, reentrantTriggers, instructionsPerTick, quantum }: Decided,
): string => {
  const cpu = `${isa.name}${reentrantTriggers ? '' : ' with triggers held back'}`;
  const turns = quantum === defaultQuantum(harts) ? '' : `, turns of ${quantum} slots`;
  const firmware = bios === 'built-in' ? 'the built-in firmware' : 'firmware of its own';
  const more = [virtio && virtioInWords(virtio), semihosting && semihostingInWords(semihosting)].filter(
    (words) => words !== undefined,
  );
  return `${harts} harts${hand ? ' and a hand' : ''} ${cpu}, ${ram / MEBIBYTE} MiB, ${instructionsPerTick} instructions per tick${turns}, ${firmware}${boardInWords(board)}${more.map((words) => `, ${words}`).join('')}`;
};
