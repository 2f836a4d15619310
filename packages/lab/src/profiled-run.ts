import { mstatus, scause, sepc, type EngineKind } from '@hartlab/hart';
import { BufferConsole, causeName, Machine } from '@hartlab/machine';
import type { ResumePolicy } from '@hartlab/sse';
import { guestPayload } from './payload.ts';

/** What ended a kernel, as it found it when it trapped. */
export interface FatalTrap {
  /** In words: `instruction page fault`. */
  readonly cause: string;
  /** The mode from which it trapped, as sstatus.SPP has it. */
  readonly from: 'S' | 'U';
  readonly pc: bigint;
  /** What the guest calls that place; absent where it names nothing. */
  readonly symbol?: string;
}

/** How a profiled kernel came to its end. */
export interface ProfiledEnding {
  /** The first line that it wrote. */
  readonly says: string;
  readonly passed: boolean;
  /** Samples that its handler took. */
  readonly samples: number;
  /** What the last of them interrupted. */
  readonly sampled: bigint;
  /** Absent from a run that passed. */
  readonly trap?: FatalTrap;
}

/** Boundaries by which the guest has long ended. */
const patience = 20_000_000;
const ram = 8 * 1024 ** 2;

/** Runs the guest that is profiled as by `perf top` to its end. */
export function runProfiled(policy: ResumePolicy, engine?: EngineKind): ProfiledEnding {
  const { image, isa, address, symbol } = guestPayload('perf-top', 'minimal');
  const console = new BufferConsole();
  const machine = new Machine({
    bios: 'built-in',
    kernel: image,
    policy,
    ram,
    console,
    ...(isa && { isa }),
    ...(engine && { engine }),
  });
  const { reason } = machine.run({ maxInstructions: patience, maxTraps: patience });
  const hart = machine.harts[0]!;
  const word = (name: string) => BigInt(machine.memory.read(Number(address(name)), 8));
  const pc = hart.read(sepc);
  const name = symbol(pc);
  const passed = reason === 'poweroff';
  return {
    says: console.text.split('\n')[0]!,
    passed,
    samples: Number(word('perf_samples')),
    sampled: word('perf_sampled'),
    ...(!passed && {
      trap: {
        cause: causeName(hart.read(scause)),
        from: hart.get(mstatus.SPP) === 1 ? 'S' : 'U',
        pc,
        ...(name !== undefined && { symbol: name }),
      },
    }),
  };
}
