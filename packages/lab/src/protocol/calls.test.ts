import { parseIsa } from '@hartlab/isa';
import { callProtocol, Random, type CallWorld, type Difference, type Step } from '@hartlab/models';
import { expect, test } from 'vitest';
import { Stage } from './stage.ts';

/** All that calls can be about. */
const isa = parseIsa('rv64imafdch_sdtrig_smnpm_sscofpmf_ssdbltrp_svade_svadu_zicfilp_zicfiss_zicntr_zifencei_zihpm');

const protocol = callProtocol();
const stage = new Stage({ harts: 3, isa });
const first = protocol.begin(stage.ground, stage.see());

/** Plays steps as long as there are any, and tells in how much the firmware differs from the models. */
function play(next: (state: CallWorld) => Step | undefined): readonly Difference[] {
  const differences: Difference[] = [];
  stage.reset();
  let state = first;
  for (let step; (step = next(state));) {
    if (!protocol.isPossible(state, step)) continue;
    const before = stage.see();
    stage.perform(step);
    const judged = protocol.judge(state, step, before, stage.see());
    ({ state } = judged);
    if (judged.difference) differences.push(judged.difference);
  }
  return differences;
}

/** docs/decisions/deviations-of-dbtr.md: `enable_triggers` passes over triggers that are not mapped, as OpenSBI and its tests have it. */
const isDeviation = ({ what, got }: Difference) => what === 'DBTR enable_triggers' && got === 'SUCCESS';
const unexpected = (differences: readonly Difference[]) => differences.filter((difference) => !isDeviation(difference));

test('the built-in firmware offers all that there are models of', () => {
  expect(first.platform).toMatchObject({ hypervisor: true, triggers: 4, messageBytes: 4096 });
  expect(first.platform.offered).toHaveLength(12);
  expect(first.platform.features).toEqual([0n, 0n, 0n, 0n, 0n, 0n]);
});

const sequences = [...protocol.systematic(first)].filter(({ name }) => !name.includes('second'));
test.each(sequences)('the built-in firmware does what the specification says in each call of $name', ({ steps }) => {
  const left = [...steps];
  const differences = play(() => left.shift());
  expect(unexpected(differences)).toEqual([]);
});

test('and in any order', () => {
  for (const seed of [1, 2, 3, 4, 5, 6]) {
    const random = new Random(seed);
    let left = 100;
    expect(unexpected(play((state) => (left-- > 0 ? protocol.anyStep(random, state) : undefined)))).toEqual([]);
  }
});
