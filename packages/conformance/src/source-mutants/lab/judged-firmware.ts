import { mutantsOf, type SourceMutant } from '../source-mutant.ts';

const at = (name: string) => `packages/lab/src/${name}.ts`;
const machineMode = at('machine-mode.test');
const injection = at('remote-injection.test');

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
        id: 'L53',
        title: 'a masked hart is said to have a firmware that does not deliver',
        find: "call('hart_mask') === 0n",
        replace: "call('hart_mask') !== 0n",
      },
      {
        id: 'L54',
        title: 'another attribute is taken for STATUS',
        find: 'BigInt(localSoftwareEvent), 0n, 1n,',
        replace: 'BigInt(localSoftwareEvent), 1n, 1n,',
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
