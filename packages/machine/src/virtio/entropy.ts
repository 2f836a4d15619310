import { splitmix64 } from '../splitmix64.ts';
import { BrokenQueue, type DescriptorChain } from './descriptor-chain.ts';
import type { VirtioDevice } from './virtio-device.ts';

/*
 * Source: virtio "Entropy Device".
 */
const QUEUE_SIZE = 8;
/** Bytes that one request gets at most: a driver asks again. */
const MOST = 64 * 1024;

/** Random bytes from a seed, which a run's other random numbers come of as well: the same in every run. */
export class EntropyDevice implements VirtioDevice<bigint> {
  readonly id = 4;
  readonly queues: readonly number[] = [QUEUE_SIZE];
  readonly features = 0;
  readonly configuration: Uint8Array = new Uint8Array();
  #state: bigint;

  constructor(seed: bigint) {
    this.#state = BigInt.asUintN(64, seed);
  }

  /** What was random stays so after a reset. */
  reset(): void {}

  save(): bigint {
    return this.#state;
  }

  restore(state: bigint): void {
    this.#state = state;
  }

  handle(chain: DescriptorChain): number {
    if (chain.readableLength > 0 || chain.writableLength === 0)
      throw new BrokenQueue('a request for random bytes has no room for them, or bytes of its own');
    const length = Math.min(chain.writableLength, MOST);
    const bytes = new Uint8Array(Math.ceil(length / 8) * 8);
    const view = new DataView(bytes.buffer);
    for (let at = 0; at < length; at += 8) view.setBigUint64(at, this.#next(), true);
    chain.write(0, bytes.subarray(0, length));
    return length;
  }

  #next(): bigint {
    this.#state = splitmix64.next(this.#state);
    return splitmix64.number(this.#state);
  }
}
