import type { Step } from '../judging/protocol.ts';
import { allOnes, type CallWorld } from './call-world.ts';
import { EVENTS_STATE_CONTROL, MSI_CONTROL } from './channel-attributes.ts';
import { calls, hartSteps, scenario, type Scenario } from './scenario.ts';
import { areaOf } from './shared-area.ts';

/** Memory that is shared, taken back and given on, and attributes that are written. */
export function mpxyScenarios(world: CallWorld): readonly Scenario[] {
  const { memory, platform } = world;
  const [first] = platform.channels;
  if (!first) return [];
  const { start } = hartSteps(world);
  const [here, there] = [areaOf(memory.begin, 0), areaOf(memory.begin, 1)];
  const mpxy = calls('MPXY');
  const share = mpxy('set_shmem', here, 0n, 0n);
  const write = (...words: readonly bigint[]): Step => ({ kind: 'write', address: here, size: 4, words });
  const readAll = (id: bigint) => mpxy('read_attributes', id, 0n, 12n);
  return [
    scenario(
      'MPXY',
      'memory is set, given back and disabled',
      mpxy('get_channel_ids', 0n),
      share,
      mpxy('get_channel_ids', 0n),
      [
        mpxy('set_shmem', there, 0n, 1n),
        mpxy('set_shmem', here, 0n, 1n),
        mpxy('get_channel_ids', 0n),
        mpxy('set_shmem', allOnes, allOnes, 1n),
        mpxy('get_channel_ids', 0n),
        readAll(BigInt(first.id)),
        mpxy('set_shmem', there, 0n, 1n),
      ],
    ),
    scenario('MPXY', 'what fails leaves the memory that was set', share, mpxy('set_shmem', here + 1n, 0n, 0n), [
      mpxy('set_shmem', there, 1n, 0n),
      mpxy('set_shmem', there, 0n, 2n),
      mpxy('get_channel_ids', 0n),
    ]),
    scenario('MPXY', 'each hart has its own', start(1), share, calls('MPXY', 1)('get_channel_ids', 0n), [
      calls('MPXY', 1)('set_shmem', there, 0n, 1n),
      mpxy('get_channel_ids', 0n),
      calls('MPXY', 1)('get_channel_ids', 0n),
      mpxy('set_shmem', allOnes, allOnes, 0n),
      calls('MPXY', 1)('get_channel_ids', 1n),
    ]),
    ...platform.channels.map(({ id }) =>
      scenario('MPXY', `attributes of channel ${id}`, share, readAll(BigInt(id)), [
        write(1n),
        mpxy('write_attributes', BigInt(id), BigInt(EVENTS_STATE_CONTROL), 1n),
        readAll(BigInt(id)),
        write(1n, 0x2800_0000n, 0n, 7n, 0n),
        mpxy('write_attributes', BigInt(id), BigInt(MSI_CONTROL), 5n),
        readAll(BigInt(id)),
        write(1n, 1n, 1n),
        mpxy('write_attributes', BigInt(id), BigInt(MSI_CONTROL) - 1n, 2n),
        mpxy('write_attributes', BigInt(id), 0n, 12n),
        readAll(BigInt(id)),
      ]),
    ),
  ];
}
