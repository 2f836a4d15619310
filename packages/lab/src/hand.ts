import type { Hart } from '@hartlab/hart';
import { hex } from '@hartlab/isa';
import { HAND_RAM, hideHand } from '@hartlab/machine';
import { callRegisters, HSM, SSE } from '@hartlab/sbi';
import { errorInWords, forgedCall } from './forged-call.ts';
import type { MachineMode } from './machine-mode.ts';
import type { ExemptMemory } from './memory-difference.ts';
import type { Payload } from './payload.ts';
import { SweepError } from './sweep-error.ts';

/** `wfi`, and back to it: what the hand would do if anything let it run below M-mode. */
const code = [0x1050_0073, 0xffdf_f06f] as const;

/** Where in its memory the handler of an adopted payload would be. */
const handlerAt = 0x400;

/** Where in its memory the hand has room for answers of the firmware. */
const roomAt = 0x800;

/**
 * The last hart of a machine, through which the lab asks its firmware for what another hart of the system might: it is the
 * payload's neighbour, of which the payload's device tree does not tell. It has no turns and executes nothing of its own.
 */
export class Hand {
  readonly #machineMode: MachineMode;
  readonly #hart: Hart;
  /** Its memory, which is neither the payload's nor the firmware's. */
  readonly memory: ExemptMemory;

  private constructor(machineMode: MachineMode) {
    const { harts, memory } = machineMode.machine;
    const end = memory.ramBase + memory.ramSize;
    this.#machineMode = machineMode;
    this.#hart = harts.at(-1)!;
    this.memory = { begin: end - HAND_RAM, end };
  }

  /** Room for answers, 2 KiB at this physical address. */
  get room(): number {
    return this.memory.begin + roomAt;
  }

  /**
   * An adopted payload with its handler here: firmware may refuse an address at which there is no memory. Nothing of it is
   * executed, so the payload's translation need not lead here.
   */
  adopted(payload: Payload): Payload {
    const begin = BigInt(this.memory.begin + handlerAt);
    return { ...payload, entry: { ...payload.entry, pc: begin }, code: { begin, end: begin + 4n } };
  }

  /**
   * The hand of this machine: has `hart`, at its payload's first instruction, start it, and takes it out of the device tree that
   * the payload gets in a1. One that was started before is as it was.
   *
   * @throws SweepError when the firmware does not start it
   */
  static startedBy(hart: Hart, machineMode: MachineMode): Hand {
    const hand = new Hand(machineMode);
    if (hand.#isStarted) return hand;
    hand.#start(hart);
    hideHand(machineMode.machine.memory, Number(hart.x(callRegisters.a0 + 1)));
    return hand;
  }

  /** Whether it is where it waits for ever. */
  get #isStarted(): boolean {
    const { privilege, pc } = this.#hart;
    return privilege === 'S' && pc === BigInt(this.memory.begin);
  }

  #start(by: Hart): void {
    const { memory } = this.#machineMode.machine;
    const { hartid } = this.#hart;
    const { begin } = this.memory;
    code.forEach((word, n) => memory.write(begin + 4 * n, 4, BigInt(word)));
    const { error } = forgedCall(this.#machineMode, by, HSM, 'hart_start', [hartid, BigInt(begin), 0n]);
    const not = (what: string) => new SweepError(`the firmware does not start hart ${hartid} for the lab: ${what}`);
    if (error !== 0n) throw not(`HSM's hart_start answers ${errorInWords(error)}`);
    if (!this.#machineMode.leave(this.#hart)) throw not('it does not come to S-mode');
    if (this.#hart.pc !== BigInt(begin)) throw not(`it comes to ${hex(this.#hart.pc)}`);
  }

  /** Injects an event into the hart of this ID, in a call of SSE from afar. Answers the error of the SBI, or 0. */
  inject(event: number, hartid: bigint): bigint {
    return forgedCall(this.#machineMode, this.#hart, SSE, 'inject', [BigInt(event), hartid]).error;
  }
}
