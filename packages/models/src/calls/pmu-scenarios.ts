import type { Step } from '../judging/protocol.ts';
import { allOnes, type CallWorld } from './call-world.ts';
import { SET_TIMER } from './pmu-event-model.ts';
import { calls, hartSteps, scenario, type Scenario } from './scenario.ts';
import { areaOf } from './shared-area.ts';

const [SKIP_MATCH, CLEAR_VALUE, AUTO_START] = [1n, 2n, 4n] as const;
const [SET_INIT_VALUE, INIT_SNAPSHOT] = [1n, 2n] as const;
const [RESET, TAKE_SNAPSHOT] = [1n, 2n] as const;

/** Counters that are configured, started, read and stopped. */
export function pmuScenarios(world: CallWorld): readonly Scenario[] {
  const { counters } = world.platform;
  const first = counters.findIndex(({ kind }) => kind === 'firmware');
  const programmable = counters.findIndex((facts) => facts.kind === 'hardware' && facts.csr > 0xc02);
  if (first < 0 || programmable < 0) return [];
  const { start: startHart } = hartSteps(world);
  const pmu = calls('PMU');
  const firmware = BigInt(first);
  const hardware = BigInt(programmable);
  const timer = (hart = 0): Step => calls('TIME', hart)('set_timer', allOnes);
  const config = (base: bigint, mask: bigint, flags: bigint, event: bigint, hart = 0): Step =>
    calls('PMU', hart)('counter_config_matching', base, mask, flags, event, 0n);
  const start = (base: bigint, mask: bigint, flags = 0n, value = 0n) => pmu('counter_start', base, mask, flags, value);
  const stop = (base: bigint, mask: bigint, flags = 0n) => pmu('counter_stop', base, mask, flags);
  const read = (idx: bigint) => pmu('counter_fw_read', idx);
  const share = pmu('snapshot_set_shmem', areaOf(world.memory.begin, 0), 0n, 0n);
  const write = (...words: readonly bigint[]): Step => ({
    kind: 'write',
    address: areaOf(world.memory.begin, 0),
    size: 8,
    words,
  });
  const [CYCLES, INSTRUCTIONS] = [1n, 2n] as const;
  return [
    scenario(
      'PMU',
      'a counter of the firmware',
      config(firmware, 1n, CLEAR_VALUE | AUTO_START, SET_TIMER),
      timer(),
      timer(),
      [
        read(firmware),
        stop(firmware, 1n),
        timer(),
        read(firmware),
        start(firmware, 1n),
        timer(),
        start(firmware, 1n, SET_INIT_VALUE, 7n),
        stop(firmware, 1n),
        start(firmware, 1n, SET_INIT_VALUE, allOnes),
        timer(),
        timer(),
        stop(firmware, 1n, RESET),
        stop(firmware, 1n),
        config(firmware, 3n, CLEAR_VALUE, SET_TIMER),
        timer(),
      ],
    ),
    scenario('PMU', 'two counters of the firmware', config(firmware, 3n, CLEAR_VALUE | AUTO_START, SET_TIMER), [
      config(firmware, 3n, CLEAR_VALUE | AUTO_START, SET_TIMER),
      timer(),
      stop(firmware, 1n),
      timer(),
      start(firmware, 3n),
      stop(firmware, 3n),
      stop(firmware, 3n, RESET),
      config(firmware, 3n, AUTO_START, SET_TIMER),
    ]),
    scenario(
      'PMU',
      'what clears a value, and what does not',
      config(firmware, 1n, CLEAR_VALUE | AUTO_START, SET_TIMER),
      [
        timer(),
        stop(firmware, 1n, 4n),
        start(firmware, 1n, 4n),
        timer(),
        stop(firmware, 1n),
        config(firmware, 1n, SKIP_MATCH | AUTO_START, SET_TIMER),
        timer(),
        read(firmware),
        stop(firmware, 1n),
        config(firmware, 1n, SKIP_MATCH | CLEAR_VALUE, SET_TIMER),
        read(firmware),
      ],
    ),
    scenario('PMU', 'sets with a counter that is not there, at the end and in the middle', [
      config(0n, 7n, 0n, CYCLES),
      config(allOnes, 2n, 0n, CYCLES),
      config(allOnes, 3n, 0n, CYCLES),
      config(firmware, 1n, CLEAR_VALUE | AUTO_START, SET_TIMER),
      stop(1n, 1n | (1n << (firmware - 1n))),
      timer(),
    ]),
    scenario(
      'PMU',
      'each hart has its own',
      startHart(1),
      config(firmware, 1n, CLEAR_VALUE | AUTO_START, SET_TIMER),
      timer(1),
      timer(),
      [
        config(firmware, 1n, CLEAR_VALUE | AUTO_START, SET_TIMER, 1),
        timer(1),
        calls('PMU', 1)('counter_fw_read', firmware),
        read(firmware),
      ],
    ),
    scenario('PMU', 'IPIs and fences, sent and received', startHart(1), [
      ...[6n, 8n, 10n, 12n, 14n, 16n, 18n, 20n].flatMap((code, n) => [
        config(firmware + 2n * BigInt(n), 3n, CLEAR_VALUE | AUTO_START, (15n << 16n) | code),
        config(firmware + 2n * BigInt(n), 3n, CLEAR_VALUE | AUTO_START, (15n << 16n) | (code + 1n), 1),
      ]),
      ...[1n, 2n].flatMap((mask) => [
        calls('IPI')('send_ipi', mask, 0n),
        calls('RFENCE')('remote_fence_i', mask, 0n),
        calls('RFENCE')('remote_sfence_vma', mask, 0n, 0n, 0n),
        calls('RFENCE')('remote_sfence_vma_asid', mask, 0n, 0n, 0n, 1n),
        calls('RFENCE')('remote_hfence_gvma', mask, 0n, 0n, 0n),
        calls('RFENCE')('remote_hfence_gvma_vmid', mask, 0n, 0n, 0n, 1n),
        calls('RFENCE')('remote_hfence_vvma', mask, 0n, 0n, 0n),
        calls('RFENCE')('remote_hfence_vvma_asid', mask, 0n, 0n, 0n, 1n),
      ]),
      ...Array.from({ length: 16 }, (_, n) => firmware + BigInt(n)).flatMap((idx) => [
        read(idx),
        calls('PMU', 1)('counter_fw_read', idx),
      ]),
    ]),
    ...[CYCLES, INSTRUCTIONS].map((event) =>
      scenario(
        'PMU',
        `a counter of the hardware, event ${event}`,
        config(hardware, 1n, CLEAR_VALUE, event),
        start(hardware, 1n),
        [
          start(hardware, 1n),
          read(hardware),
          stop(hardware, 1n),
          stop(hardware, 1n),
          start(hardware, 1n, SET_INIT_VALUE, 0x1234_5678_9abcn),
          stop(hardware, 1n, RESET),
          config(hardware, 1n, AUTO_START, event),
          config(hardware, 1n, 0n, event),
          stop(hardware, 1n),
          config(hardware, 1n, SKIP_MATCH, event),
        ],
      ),
    ),
    scenario('PMU', 'an event of the firmware on a counter of the hardware', config(hardware, 1n, 0n, CYCLES), [
      config(hardware, 1n, SKIP_MATCH | CLEAR_VALUE, SET_TIMER),
      config(0n, 1n | (1n << hardware), CLEAR_VALUE, CYCLES),
      config(0n, 1n, SKIP_MATCH | CLEAR_VALUE, SET_TIMER),
      config(firmware, 1n, CLEAR_VALUE | AUTO_START, SET_TIMER),
      timer(),
      config(firmware, 1n, SKIP_MATCH | CLEAR_VALUE, CYCLES),
    ]),
    scenario('PMU', 'sets of several', config(hardware, 1n, 0n, CYCLES), config(hardware + 1n, 1n, 0n, INSTRUCTIONS), [
      start(hardware, 2n),
      start(hardware, 3n),
      stop(hardware, 3n),
      stop(hardware, 3n),
      start(hardware, 3n),
      stop(hardware, 1n),
      stop(hardware, 3n, RESET),
    ]),
    scenario('PMU', 'snapshots', stop(firmware, 1n, TAKE_SNAPSHOT), share, write(...Array<bigint>(65).fill(0x5555n)), [
      config(firmware, 3n, CLEAR_VALUE | AUTO_START, SET_TIMER),
      config(firmware, 3n, CLEAR_VALUE | AUTO_START, SET_TIMER),
      timer(),
      stop(firmware, 1n, TAKE_SNAPSHOT),
      stop(firmware, 2n, TAKE_SNAPSHOT),
      write(0n, 41n, 42n),
      start(firmware, 3n, INIT_SNAPSHOT),
      timer(),
      stop(firmware, 3n, TAKE_SNAPSHOT),
      config(hardware, 1n, CLEAR_VALUE | AUTO_START, CYCLES),
      stop(hardware, 1n, TAKE_SNAPSHOT | RESET),
      pmu('snapshot_set_shmem', allOnes, allOnes, 0n),
      start(firmware, 1n, INIT_SNAPSHOT),
      start(firmware, 1n),
      stop(firmware, 1n, TAKE_SNAPSHOT),
    ]),
    scenario('PMU', 'what events there are', [
      write(...[CYCLES, INSTRUCTIONS, SET_TIMER, 3n, 1n << 16n].flatMap((event) => [event | (0xffn << 32n), 0n])),
      ...[1n, 2n, 3n, 5n].map((count) => pmu('event_get_info', areaOf(world.memory.begin, 0), 0n, count, 0n)),
      write(CYCLES | (1n << 20n), 0n),
      pmu('event_get_info', areaOf(world.memory.begin, 0), 0n, 1n, 0n),
      pmu('event_get_info', areaOf(world.memory.begin, 0), 0n, 1n, 1n << 63n),
    ]),
  ];
}
