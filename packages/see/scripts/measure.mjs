// What the firmware costs a supervisor, in nanoseconds of CPU time, medians of 5. The hart's own trap entry and MRET are in
// each figure; the first is they alone.
// Build first (`pnpm turbo run build --filter @hartlab/see`), then `node packages/see/scripts/measure.mjs`. With `--guard` it
// fails where a figure is more than twice its target, on a processor as fast as a fixed loop says that this one is.
import { parseIsa } from '@hartlab/isa';
import { exception, Hart, interrupt, interruptBit, MachineMemory } from '@hartlab/hart';
import { BASE, callRegisters, HSM, SSE, TIME } from '@hartlab/sbi';
import { events, policies } from '@hartlab/sse';
import { Firmware } from '@hartlab/see';

const ramBase = 0x8000_0000;
const { a0, a6, a7 } = callRegisters;
const { event_id } = events.localSoftware;
const handler = BigInt(ramBase + 0x30_0000);

/** Harts in S-mode below firmware that has started them all, and nothing else. */
function board(harts, isa) {
  const memory = new MachineMemory({ harts, ramBase, ramSize: 0x40_0000 });
  const bus = { read: () => undefined, write: () => false };
  const all = Array.from(
    { length: harts },
    (_, index) => new Hart({ memory, index, hartid: BigInt(index), isa, bus, time: () => 0n }),
  );
  for (const hart of all) hart.reset(BigInt(ramBase));
  const nothing = () => undefined;
  const platform = {
    machineDevices: [],
    putchar: nothing,
    getchar: () => -1,
    setTimer: nothing,
    sendIpi: nothing,
    clearIpi: nothing,
    reset: nothing,
    halt: (line) => {
      throw new Error(line);
    },
  };
  const firmware = new Firmware({ harts: all, memory, platform, policy: policies.private });
  firmware.boot({ entry: BigInt(ramBase + 0x20_0000), fdt: 0n });
  const system = { harts: all, firmware };
  for (const hart of all.slice(1)) {
    call(system, all[0], HSM.eid, 0, hart.hartid, BigInt(ramBase + 0x20_0000));
    hart.waiting = false;
    hart.trap(ecall('M'));
    firmware.trap(hart);
  }
  return system;
}

const ecall = (from) => ({ cause: BigInt(exception[`ecallFrom${from}`]) });
const fromS = ecall('S');
const machineSoftwareInterrupt = { cause: interruptBit | BigInt(interrupt.MSI) };

/** Registers are left as they are: what a repeated call costs besides. */
function again({ firmware }, hart) {
  hart.trap(fromS, 'M');
  firmware.trap(hart);
}

function call(system, hart, eid, fid, ...args) {
  args.forEach((value, n) => hart.setX(a0 + n, BigInt(value)));
  hart.setX(a6, BigInt(fid));
  hart.setX(a7, BigInt(eid));
  again(system, hart);
  return BigInt.asIntN(64, hart.x(a0));
}

const cpuTime = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) * 1000;
};
const medianOf5 = (measure) => [1, 2, 3, 4, 5].map(measure).toSorted((a, b) => a - b)[2];

/** Nanoseconds for one of `times`, after as many to warm up. */
function repeated(times, once) {
  const run = () => {
    const before = cpuTime();
    for (let n = 0; n < times; n++) once();
    return (cpuTime() - before) / times;
  };
  run();
  return medianOf5(run);
}

/** The parts of `cycle`, each with what it costs besides looking at the clock: all harts do it before the next part. */
function measure(harts, cycle, cycles) {
  const parts = [['nothing', () => undefined], ...cycle];
  const run = (times) => {
    const spent = parts.map(() => 0);
    for (let n = 0; n < times; n++)
      parts.forEach(([, part], i) => {
        const before = cpuTime();
        for (const hart of harts) part(hart);
        spent[i] += cpuTime() - before;
      });
    return spent.slice(1).map((nanoseconds) => (nanoseconds - spent[0]) / times / harts.length);
  };
  run(cycles);
  const runs = [1, 2, 3, 4, 5].map(() => run(cycles));
  return cycle.map(([name], i) => [name, medianOf5((n) => runs[n - 1][i])]);
}

function calls(isa) {
  const system = board(1, isa);
  const [hart] = system.harts;
  const repeatCall = (name, eid, fid, ...args) => {
    if (call(system, hart, eid, fid, ...args) !== 0n) throw new Error(`${name} fails`);
    return [name, repeated(100_000, () => again(system, hart))];
  };
  return [
    [
      'trap from S to M, and mret',
      repeated(100_000, () => {
        hart.trap(fromS, 'M');
        hart.mret();
      }),
    ],
    repeatCall('Base: get_spec_version', BASE.eid, 0),
    repeatCall('Base: probe_extension', BASE.eid, 3, SSE.eid),
    repeatCall('Base: get_mvendorid', BASE.eid, 4),
    repeatCall('TIME: set_timer', TIME.eid, 0, 2n ** 64n - 1n),
  ];
}

function softwareEvents(isa) {
  const system = board(16, isa);
  const { harts, firmware } = system;
  for (const hart of harts) {
    call(system, hart, SSE.eid, SSE.functions.register.id, event_id, handler, 0);
    call(system, hart, SSE.eid, SSE.functions.enable.id, event_id);
    call(system, hart, SSE.eid, SSE.functions.hart_unmask.id);
  }
  const complete = BigInt(SSE.functions.complete.id);
  return measure(
    harts,
    [
      ['SSE: signal', (hart) => firmware.signal(event_id, hart.hartid)],
      [
        'SSE: injection',
        (hart) => {
          hart.trap(machineSoftwareInterrupt, 'M');
          firmware.trap(hart);
          if (hart.pc !== handler) throw new Error('the event is not injected');
        },
      ],
      [
        'SSE: completion',
        (hart) => {
          hart.setX(a6, complete);
          hart.setX(a7, BigInt(SSE.eid));
          again(system, hart);
          if (hart.pc === handler) throw new Error('the handler goes on');
        },
      ],
    ],
    5000,
  );
}

/** The most that these may cost, in nanoseconds on a processor on which one turn of `fixedLoop` takes one. */
const targets = { 'Base: get_spec_version': 300, 'SSE: injection': 2000, 'SSE: completion': 2000 };

/** Turns that need the result of the one before, so that they cost what the processor makes of them. */
function fixedLoop() {
  let value = 1;
  for (let n = 0; n < 1_000_000; n++) value = (Math.imul(value, 0x41c6_4e6d) + 12_345) | 0;
  return value;
}

const guard = process.argv.includes('--guard');
for (const name of ['rv64', 'max']) {
  console.log(name);
  const isa = parseIsa(name);
  const turn = repeated(20, fixedLoop) / 1_000_000;
  for (const [what, nanoseconds] of [...calls(isa), ...softwareEvents(isa)]) {
    const tooSlow = guard && nanoseconds > 2 * targets[what] * turn;
    console.log(`${nanoseconds.toFixed(0).padStart(8)} ns  ${what}${tooSlow ? ': more than twice the target' : ''}`);
    if (tooSlow) process.exitCode = 1;
  }
}
