import { assemble } from '@hartlab/isa';
import {
  BufferConsole,
  type BoardOptions,
  Machine,
  type MachineOptions,
  partsOf,
  RAM_BASE,
  type Snapshot,
  snapshotOf,
} from '@hartlab/machine';
import { type Access, accessLoop, instructionOf } from '../devices/access-loop.ts';
import { elfFile } from '../elf-file.ts';
import { guardMemory } from './guarded-memory.ts';

export const RAM_BYTES = 16 * 1024 ** 2;
/** Accesses that the guest makes before it asks for more. */
export const BATCH = 500;
/** Where the program and its list lie, which accesses to RAM leave alone; devices may not. */
export const PROGRAM = { base: RAM_BASE + RAM_BYTES / 2, size: 0x1_0000 } as const;
/** More than an access takes, with the traps that it may cause. */
const INSTRUCTIONS_EACH = 60;
const HARTS = 2;
const ENTRY = 24;
/** What there is to read on the console. */
const INPUT = 'input '.repeat(100);

/**
 * A program for M-mode that makes the accesses of a list, and adds to a sum what it reads and what traps it takes. An
 * interrupt is taken once in each list.
 */
const program = `
  .option norvc
_start:
  csrr t0, mhartid
  bnez t0, rest
  la t0, trap
  csrw mtvec, t0
  li s5, 0
  csrsi mstatus, 8
batch:
  li t0, -1
  csrw mie, t0
  la s0, list
${accessLoop(ENTRY, 'mix', 'next')}
mix:
  slli t0, s5, 5
  sub t0, t0, s5
  add s5, t0, s3
  j next
  .balign 4
trap:
  csrr t3, mcause
  slli t4, s5, 3
  add s5, t4, t3
  bltz t3, interrupt
  csrr t3, mepc
  addi t3, t3, 4
  csrw mepc, t3
  mret
interrupt:
  li t4, 1
  sll t4, t4, t3
  csrc mie, t4
  mret
rest:
  wfi
  j rest
  .balign 8
list:
`;
const { bytes, labels } = assemble(program, { origin: BigInt(PROGRAM.base) });
const at = (label: string): bigint => labels.get(label)!;
const image = elfFile({ address: at('_start'), bytes, symbols: {} });
const breakpoints = [{ address: at('batch'), hart: 0 }];

/** A machine whose guest makes the accesses that it is given. What of it touches memory is checked. */
export class AccessMachine {
  #machine: Machine;
  readonly #options: Omit<MachineOptions, 'bios' | 'kernel' | 'console' | 'ram' | 'harts'>;

  constructor(options: { readonly board: BoardOptions } & Partial<MachineOptions>) {
    this.#options = options;
    this.#machine = this.#made();
  }

  #made(): Machine {
    const machine = new Machine({
      traceHash: 'sampled',
      ...this.#options,
      bios: 'none',
      kernel: image,
      ram: RAM_BYTES,
      harts: HARTS,
      console: new BufferConsole(INPUT),
    });
    guardMemory(machine.memory);
    return machine;
  }

  get traceHash(): string {
    return this.#machine.traceHash()!;
  }

  /** What its devices hold. */
  get devices(): Readonly<Record<string, unknown>> {
    return this.#machine.deviceStates();
  }

  /**
   * Makes these accesses, up to `BATCH`. False if the guest can make no more: it has ended the run, or a device has
   * destroyed it.
   */
  run(accesses: readonly Access[]): boolean {
    const machine = this.#machine;
    const reaches = (instructions: number): boolean => {
      const begin = machine.position;
      const go = () => machine.run({ breakpoints, maxInstructions: instructions }).reason === 'breakpoint';
      // A machine that was restored there stops there once more.
      return go() && (machine.position > begin || go());
    };
    if (machine.instructions === 0 && !reaches(INSTRUCTIONS_EACH)) return false;
    const list = new DataView(new ArrayBuffer(ENTRY * (accesses.length + 1)));
    for (const [index, access] of accesses.entries()) {
      list.setBigUint64(ENTRY * index, at(instructionOf(access)), true);
      list.setBigUint64(ENTRY * index + 8, BigInt(access.address), true);
      list.setBigUint64(ENTRY * index + 16, BigInt.asUintN(64, access.store ?? 0n), true);
    }
    list.setBigUint64(ENTRY * accesses.length, at('batch'), true);
    machine.memory.writeBytes(Number(at('list')), new Uint8Array(list.buffer));
    return reaches(INSTRUCTIONS_EACH * (accesses.length + 10));
  }

  save(): Snapshot {
    return this.#machine.save();
  }

  /** @throws RangeError */
  restore(snapshot: Snapshot): void {
    this.#machine.restore(snapshot);
  }

  /** Goes on from a snapshot of it, on another machine. */
  change(): void {
    const snapshot = this.save();
    this.#machine = this.#made();
    this.restore(snapshotOf([...partsOf(snapshot)], RAM_BYTES));
  }
}
