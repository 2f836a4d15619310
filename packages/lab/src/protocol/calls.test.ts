import { parseIsa } from '@hartlab/isa';
import { callProtocol, Random, type CallWorld, type Sequence, type Step } from '@hartlab/models';
import { describe, expect, test } from 'vitest';
import { Play, type Played } from './play.ts';
import { Stage } from './stage.ts';

/** All that calls can be about. */
const isa = parseIsa('rv64imafdch_sdtrig_smnpm_sscofpmf_ssdbltrp_svade_svadu_zicfilp_zicfiss_zicntr_zifencei_zihpm');

const protocol = callProtocol();
const rich = new Play(protocol, new Stage({ harts: 3, isa }));

/** docs/decisions/deviations-of-dbtr.md: `enable_triggers` passes over triggers that are not mapped, as OpenSBI and its tests have it. */
const deviation = 'Debug Triggers Enable Errors: SBI_ERR_INVALID_PARAM';
const unexpected = ({ differences }: Played) => differences.filter(({ item }) => item !== deviation);

test('the built-in firmware offers all that there are models of', () => {
  const { platform } = rich.begun;
  expect(platform).toMatchObject({ hypervisor: true, triggers: 4, messageBytes: 4096 });
  expect(platform.offered).toHaveLength(12);
  expect(platform.features).toEqual([0n, 0n, 0n, 0n, 0n, 0n]);
});

const sequences = [...protocol.systematic(rich.begun)].filter(({ name }) => !name.includes('another hart'));
const extensionOf = ({ name }: Sequence): string => name.replace(/[:,].*/, '');
const extensions = [...new Set(sequences.map(extensionOf))];
describe('the built-in firmware does what the specification says', () => {
  test.each(extensions)('in each call of %s', (extension) => {
    for (const { name, steps } of sequences.filter((sequence) => extensionOf(sequence) === extension))
      expect([name, unexpected(rich.all(steps))]).toEqual([name, []]);
  });

  test('in any order', () => {
    for (const seed of [1, 2, 3, 4, 5, 6]) {
      const random = new Random(seed);
      const steps: Step[] = [];
      const next = (state: CallWorld) => {
        const step = protocol.anyStep(random, state);
        return steps.push(step) < 100 ? step : undefined;
      };
      expect([seed, unexpected(rich.some(next))]).toEqual([seed, []]);
    }
  });

  test('on harts that have next to nothing', () => {
    const poor = new Play(protocol, new Stage({ harts: 2, isa: parseIsa('rv64imac_zicntr_zifencei_svadu') }));
    expect(poor.begun.platform).toMatchObject({ hypervisor: false, triggers: 0 });
    for (const { name, steps } of protocol.systematic(poor.begun))
      if (/^(FWFT|DBTR|RFENCE|PMU)/.test(name)) expect([name, unexpected(poor.all(steps))]).toEqual([name, []]);
  });
});
