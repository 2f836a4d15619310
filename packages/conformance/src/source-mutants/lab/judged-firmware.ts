import { mutantsOf, type SourceMutant } from '../source-mutant.ts';

const at = (name: string) => `packages/lab/src/${name}.ts`;
const machineMode = at('machine-mode.test');
const injection = at('remote-injection.test');
const sources = at('event-source.test');

/** How a firmware file is judged. */
export const judgedFirmwareMutants: readonly SourceMutant[] = [
  ...mutantsOf(
    at('machine-mode'),
    [machineMode],
    [
      {
        id: 'L50',
        title: 'a hart for which the firmware waits is not let in',
        find: 'if (other !== hart && mayBeNeeded(other)) this.#pass(other);',
        replace: '{}',
      },
      {
        id: 'L51',
        title: 'a hart that was let in stays in M-mode',
        find: 'for (const other of harts) if (isInside(other) && !before.includes(other)) this.#execute(other, most);',
        replace: '',
      },
      {
        id: 'L52',
        title: 'of a firmware that ends the machine it is not said how',
        find: '`the machine ends, ${ended.message}`',
        replace: "''",
        killedBy: [injection],
      },
    ],
  ),
  ...mutantsOf(
    at('event-source'),
    [injection],
    [
      {
        id: 'L58',
        title: 'the interrupt of a counter stays when the handler is entered',
        find: 'if (!this.#handlerStops) hart.set(mip.LCOFIP, 0);',
        replace: '',
        killedBy: [sources],
      },
    ],
  ),
  ...mutantsOf(
    at('event-attributes'),
    [injection],
    [
      {
        id: 'L54',
        title: 'other bits are taken for the state',
        find: "value('STATUS') & 3n",
        replace: "(value('STATUS') >> 2n) & 3n",
      },
    ],
  ),
  ...mutantsOf(
    at('lent-event'),
    [sources],
    [
      {
        id: 'L59',
        title: 'a payload does not get back the event that it registers',
        find: 'this.#isLent = true;',
        replace: '',
      },
      {
        id: 'L60',
        title: 'an event that the payload has is forced, whatever its handler',
        find: 'found.entry.pc !== entry.pc ||',
        replace: 'false &&',
      },
    ],
  ),
  ...mutantsOf(
    at('adoption'),
    [sources],
    [
      {
        id: 'L61',
        title: 'a global event goes to the hart that it prefers anyway',
        find: 'if (isGlobal({ event_id }) && hand)',
        replace: 'if (false as boolean)',
      },
    ],
  ),
  ...mutantsOf(
    at('defendant'),
    [injection],
    [
      {
        id: 'L56',
        title: 'a firmware without SSE is swept',
        find: "if (ask('probe_extension', BigInt(eid)) === 0n)",
        replace: "if (ask('probe_extension', BigInt(eid)) === 2n)",
      },
    ],
  ),
  ...mutantsOf(
    'packages/hart/src/state/run-cells.ts',
    ['packages/machine/src/hand.test.ts'],
    [
      {
        id: 'L57',
        title: 'a hart that runs alone goes on below M-mode',
        find: 'if (this.endsAtReturn) this.end();',
        replace: '',
      },
    ],
  ),
];
