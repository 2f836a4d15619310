import type { EngineKind } from '@hartlab/hart';
import type { Isa } from '@hartlab/isa';
import { BufferConsole, ImageError, Machine } from '@hartlab/machine';

/** What one ELF file of riscv-tests did. */
export interface RiscvTest {
  /** As riscv-tests names its files: `rv64ui-p-add`. */
  readonly name: string;
  readonly passed: boolean;
  /** One line that says how it ended. */
  readonly reason: string;
  readonly instructions: number;
  /** The sampled trace hash; empty where nothing ran. */
  readonly hash: string;
}

const MEBIBYTE = 1024 ** 2;
/** The tests end themselves; the longest takes about a hundred thousand instructions. */
const MAXIMUM_INSTRUCTIONS = 1_000_000;

/**
 * Runs one ELF file of riscv-tests, which starts in M-mode and says through HTIF whether it passed; on the reference
 * interpreter if `engine` is absent.
 */
export function runRiscvTest(name: string, elf: Uint8Array, isa: Isa, engine?: EngineKind): RiscvTest {
  try {
    const machine = new Machine({
      bios: 'none',
      kernel: elf,
      isa,
      ram: 32 * MEBIBYTE,
      console: new BufferConsole(''),
      traceHash: 'sampled',
      ...(engine && { engine }),
    });
    const { reason, message } = machine.run({ maxInstructions: MAXIMUM_INSTRUCTIONS });
    return {
      name,
      passed: reason === 'pass',
      reason: message,
      instructions: machine.instructions,
      hash: machine.traceHash() ?? '',
    };
  } catch (error) {
    if (!(error instanceof ImageError)) throw error;
    return { name, passed: false, reason: error.message, instructions: 0, hash: '' };
  }
}

/** The group and the environment that a file's name begins with: `rv64ui-p` of `rv64ui-p-add`. */
export const groupOf = (name: string): string => /^.*?-[pv](?=-)/.exec(name)?.[0] ?? name;
