import { exception, Hart, interrupt, interruptBit, MachineMemory } from '@hartlab/hart';
import { parseIsa } from '@hartlab/isa';
import { BASE, HSM, SSE, TIME } from '@hartlab/sbi';
import { Firmware, type Platform } from '@hartlab/see';
import { policies } from '@hartlab/sse';
import type { Benchmark, Operation } from './benchmark.ts';

const ramBase = 0x8000_0000;
const entry = BigInt(ramBase + 0x20_0000);
const handler = BigInt(ramBase + 0x30_0000);
const [a0, a6, a7] = [10, 16, 17];
/** The local software event (sbi "Software Event Identification"). */
const softwareEvent = 0xffff_0000;

const ecallFromS = { cause: exception.ecallFromS };
const ecallFromM = { cause: exception.ecallFromM };
const machineSoftwareInterrupt = { cause: interruptBit | BigInt(interrupt.MSI) };

interface System {
  readonly harts: readonly Hart[];
  readonly firmware: Firmware;
}

/** Harts in S-mode below firmware that has started them all, and nothing else. */
function board(count: number, isa: string): System {
  const memory = new MachineMemory({ harts: count, ramBase, ramSize: 0x40_0000 });
  const bus = { read: () => undefined, write: () => false };
  const harts = Array.from({ length: count }, (_, index) => {
    const hart = new Hart({ memory, index, hartid: BigInt(index), isa: parseIsa(isa), bus, time: () => 0n });
    hart.reset(BigInt(ramBase));
    return hart;
  });
  const firmware = new Firmware({ harts, memory, platform: nothing, policy: policies.private });
  firmware.boot({ entry, fdt: 0n });
  const system = { harts, firmware };
  for (const hart of harts.slice(1)) {
    call(system, harts[0]!, HSM.eid, 0, hart.hartid, entry);
    hart.waiting = false;
    hart.trap(ecallFromM);
    firmware.trap(hart);
  }
  return system;
}

/** A platform on which nothing happens. */
const nothing: Platform = {
  machineDevices: [],
  putchar() {},
  getchar: () => -1,
  setTimer() {},
  sendIpi() {},
  clearIpi() {},
  reset() {},
  halt(line) {
    throw new Error(line);
  },
  mark() {},
};

/** Registers are left as they are: what a repeated call costs besides. */
function again({ firmware }: System, hart: Hart): void {
  hart.trap(ecallFromS, 'M');
  firmware.trap(hart);
}

function call(system: System, hart: Hart, eid: number, fid: number, ...args: readonly (number | bigint)[]): bigint {
  args.forEach((value, n) => hart.setX(a0 + n, BigInt(value)));
  hart.setX(a6, BigInt(fid));
  hart.setX(a7, BigInt(eid));
  again(system, hart);
  return BigInt.asIntN(64, hart.x(a0));
}

/** One call again and again, on a hart with this ISA. */
const repeated = (
  isa: string,
  name: string,
  words: readonly [eid: number, fid: number, ...bigint[]],
  target?: number,
) => ({
  times: 100_000,
  prepare(): readonly Operation[] {
    const system = board(1, isa);
    const hart = system.harts[0]!;
    if (call(system, hart, ...words) !== 0n) throw new Error(`${name} fails`);
    return [{ name: `${name} (${isa})`, ...(target && { target }), once: () => again(system, hart) }];
  },
});

const harts = 16;

/** One event on each hart, signalled, injected and completed again and again. */
const softwareEvents = (isa: string): Benchmark => ({
  times: 2000,
  each: harts,
  prepare() {
    const system = board(harts, isa);
    const { functions } = SSE;
    for (const hart of system.harts) {
      call(system, hart, SSE.eid, functions.register.id, softwareEvent, handler, 0);
      call(system, hart, SSE.eid, functions.enable.id, softwareEvent);
      call(system, hart, SSE.eid, functions.hart_unmask.id);
    }
    const complete = BigInt(functions.complete.id);
    const onEach = (part: (hart: Hart) => void) => () => {
      for (const hart of system.harts) part(hart);
    };
    const signal = onEach((hart) => system.firmware.signal(softwareEvent, hart.hartid));
    const injection = onEach((hart) => {
      hart.trap(machineSoftwareInterrupt, 'M');
      system.firmware.trap(hart);
      if (hart.pc !== handler) throw new Error('the event is not injected');
    });
    const completion = onEach((hart) => {
      hart.setX(a6, complete);
      hart.setX(a7, BigInt(SSE.eid));
      again(system, hart);
      if (hart.pc === handler) throw new Error('the handler goes on');
    });
    return [
      { name: `SSE: signal (${isa})`, once: signal },
      { name: `SSE: injection (${isa})`, target: 2000, once: injection },
      { name: `SSE: completion (${isa})`, target: 2000, once: completion },
    ];
  },
});

/** What a supervisor pays for a call or an event, the hart's own trap entry and MRET included. */
export const firmwareCalls: readonly Benchmark[] = ['rv64', 'max'].flatMap((isa) => [
  repeated(isa, 'Base: get_spec_version', [BASE.eid, 0], 300),
  repeated(isa, 'Base: probe_extension', [BASE.eid, 3, BigInt(SSE.eid)]),
  repeated(isa, 'Base: get_mvendorid', [BASE.eid, 4]),
  repeated(isa, 'TIME: set_timer', [TIME.eid, 0, 2n ** 64n - 1n]),
  softwareEvents(isa),
]);
