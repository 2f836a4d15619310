import { triggers, type Hart } from '@hartlab/hart';
import type { TriggerConfiguration } from './trigger-configuration.ts';

/** How many triggers each hart has: `trig_max`. The logical index of a trigger is its index in the hart. */
export const trigMax = triggers.length;

/** What a trigger of a hart is set to. */
export function configurationOf(hart: Hart, index: number): TriggerConfiguration {
  const { tdata1, tdata2, tdata3 } = triggers[index]!;
  return { tdata1: hart.read(tdata1), tdata2: hart.read(tdata2), tdata3: hart.read(tdata3) };
}

/**
 * Sets a trigger of a hart. With 0 in tdata1 the other registers take any value that some type can have, so these come
 * before it (debug "Trigger Module Registers").
 */
export function program(hart: Hart, index: number, { tdata1, tdata2, tdata3 }: TriggerConfiguration): void {
  const trigger = triggers[index]!;
  hart.write(trigger.tdata1, 0n);
  hart.write(trigger.tdata2, tdata2);
  hart.write(trigger.tdata3, tdata3);
  hart.write(trigger.tdata1, tdata1);
}

/** Makes it no trigger. */
export const clear = (hart: Hart, index: number): void => program(hart, index, { tdata1: 0n, tdata2: 0n, tdata3: 0n });

/**
 * Sets some triggers of a hart in their order, or none: where one does not hold all that it is set to, those before it are
 * as they were. Answers which that is, by its place in the list.
 */
export function programAll(
  hart: Hart,
  settings: readonly { readonly index: number; readonly wanted: TriggerConfiguration }[],
): number | undefined {
  const were = settings.map(({ index }) => configurationOf(hart, index));
  for (const [place, { index, wanted }] of settings.entries()) {
    program(hart, index, wanted);
    if (isHeld(hart, index, wanted)) continue;
    for (let back = place; back >= 0; back--) program(hart, settings[back]!.index, were[back]!);
    return place;
  }
  return undefined;
}

function isHeld(hart: Hart, index: number, wanted: TriggerConfiguration): boolean {
  const { tdata1, tdata2, tdata3 } = configurationOf(hart, index);
  return tdata1 === wanted.tdata1 && tdata2 === wanted.tdata2 && tdata3 === wanted.tdata3;
}
