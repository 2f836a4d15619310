import { guests } from '@hartlab/lab';
import type { Appearance } from './appearance.ts';
import { grouped } from './grouped.ts';
import { counted, enumeration, inLines, wrap } from './prose.ts';
import { legend, ruler, rulerKey, strip } from './strip.ts';
import type { Swept } from './swept.ts';

/** The label of the ruler. */
const whoRuns = 'who runs';

const isIntact = ({ spots }: Swept): boolean => spots.every(({ outcome }) => outcome === 'intact');

/** One guest: who runs in its window, then a strip for each handler and policy, but for handlers that change nothing. */
const guestBlock = (sweeps: readonly [Swept, ...Swept[]], { width, paint }: Appearance): string[] => {
  const [{ expected, spots }] = sweeps;
  const byHandler = [...grouped(sweeps, (swept) => swept.expected.handler)];
  const shown = byHandler.filter(([, each]) => !each.every(isIntact));
  const harmless = byHandler.filter(([, each]) => each.every(isIntact)).map(([handler]) => handler);

  const widest = (names: readonly string[]): number => Math.max(...names.map((name) => name.length));
  const handlerWidth = widest([whoRuns, ...byHandler.map(([handler]) => handler)]);
  const policyWidth = widest(sweeps.map((swept) => swept.expected.policy));
  const room = width - handlerWidth - policyWidth - 6;
  const row = (handler: string, policy: string, text: string): string =>
    `  ${handler.padEnd(handlerWidth)}  ${policy.padEnd(policyWidth)}  ${text}`;

  const length = counted(spots.length, 'boundary', 'boundaries');
  return [
    ...wrap(`${expected.guest}: ${guests[expected.guest]} (${length})`, width).map((line) => paint('bold', line)),
    row(whoRuns, '', ruler(spots, room, paint)),
    ...shown.flatMap(([handler, each]) =>
      each.map((swept, index) =>
        row(index === 0 ? handler : '', swept.expected.policy, strip(swept.spots, room, paint)),
      ),
    ),
    ...(harmless.length > 0 ? wrap(`${enumeration(harmless)}: all as before, under every policy`, width, '  ') : []),
    ...inLines(rulerKey(spots), width, '  '),
  ];
};

/** A strip of the window for each guest, handler and policy, and how to read it. */
export const windowStrips = (sweeps: readonly Swept[], appearance: Appearance): string[] => [
  ...wrap('Where it breaks, in time order; a character shows its worst boundary:', appearance.width),
  ...[...grouped(sweeps, ({ expected }) => expected.guest).values()].flatMap((ofGuest) => [
    ...guestBlock(ofGuest as [Swept, ...Swept[]], appearance),
    '',
  ]),
  ...inLines(legend(sweeps.flatMap(({ spots }) => spots)), appearance.width, '  '),
];
