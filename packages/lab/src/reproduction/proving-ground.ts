import type { EngineKind } from '@hartlab/hart';
import { assemble, type Isa } from '@hartlab/isa';
import { Machine, PAYLOAD_BASE, type Console, type Snapshot } from '@hartlab/machine';
import type { ResumePolicy } from '@hartlab/sse';
import { ComparedState } from '../compared-state.ts';
import { SweepError } from '../sweep-error.ts';

/** What programs are tried on. */
export interface ProvingMachine {
  /** The firmware, a file, or the policy of the built-in one. */
  readonly firmware: Uint8Array | ResumePolicy;
  /** The machine's default, if absent. */
  readonly isa?: Isa;
  readonly engine?: EngineKind;
}

/** Room for a program, in bytes. */
const room = 64 * 1024;

/** Instructions within which a firmware comes to its payload. */
const bootPatience = 60_000_000;

/** Instructions of both harts together within which a program prints its line. */
const patience = 60_000;

/** Instructions of a turn of one hart: where two wait for each other, a short one is over sooner. */
const quantum = 100;

/** Bytes of RAM: the least, and for a firmware file more, which may have its device tree some way up. */
const ram = { least: 8 * 1024 ** 2, firmware: 64 * 1024 ** 2 } as const;

/** A machine with two harts that has come to its payload, and runs one program after the other from there. */
export class ProvingGround {
  readonly #machine: Machine;
  readonly #booted: Snapshot;
  #text = '';
  /** The hart that firmware has chosen to boot, as it is at its payload's first instruction. */
  readonly atEntry: ComparedState;

  /** @throws SweepError when the firmware does not come to its payload */
  constructor({ firmware, isa, engine }: ProvingMachine) {
    const console: Console = {
      open: false,
      read: () => -1,
      write: (byte) => (this.#text += String.fromCharCode(byte)),
    };
    const isFile = firmware instanceof Uint8Array;
    this.#machine = new Machine({
      bios: isFile ? { image: firmware } : 'built-in',
      ...(!isFile && { policy: firmware }),
      kernel: {
        kind: 'raw binary',
        entry: PAYLOAD_BASE,
        segments: [{ address: PAYLOAD_BASE, bytes: new Uint8Array(), size: room }],
        symbols: [],
      },
      harts: 2,
      quantum,
      ram: isFile ? ram.firmware : ram.least,
      console,
      ...(isa && { isa }),
      ...(engine && { engine }),
    });
    const stop = this.#machine.run({
      breakpoints: [{ address: BigInt(PAYLOAD_BASE) }],
      maxInstructions: bootPatience,
    });
    const hart = this.#machine.harts.find(({ pc }) => pc === BigInt(PAYLOAD_BASE));
    if (!hart) throw new SweepError(`the firmware does not come to a program: ${stop.message}`);
    this.atEntry = ComparedState.of(hart);
    this.#booted = this.#machine.save();
  }

  /** What this program prints before it powers off; undefined when it does not. */
  run(text: string): string | undefined {
    const machine = this.#machine;
    const { bytes } = assemble(text, { origin: BigInt(PAYLOAD_BASE) });
    machine.restore(this.#booted);
    machine.memory.writeBytes(PAYLOAD_BASE, bytes);
    this.#text = '';
    machine.run({ maxInstructions: machine.instructions + patience });
    return machine.ended ? this.#text : undefined;
  }
}
