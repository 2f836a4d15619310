import type { Leases } from '../network/dhcp.ts';
import { LONGEST_FRAME } from '../network/ethernet.ts';
import { UserNetwork, type UserNetworkOptions } from '../network/user-network.ts';
import { Each } from '../plain-data.ts';
import { BrokenQueue, type DescriptorChain } from './descriptor-chain.ts';
import type { Negotiated, VirtioDevice } from './virtio-device.ts';

/*
 * Source: virtio "Network Device".
 */
const feature = { MAC: 1 << 5, STATUS: 1 << 16 } as const;
const queue = { RECEIVE: 0, TRANSMIT: 1 } as const;
const QUEUE_SIZE = 256;
const MAC_BYTES = 6;
const LINK_UP = [1, 0];

/** Bytes before a frame, and where in them it says how many buffers the frame takes: one. The legacy ones end before that. */
const HEADER = 12;
const LEGACY_HEADER = 10;
const NUM_BUFFERS = 10;

/** Frames that wait for buffers: of more, the last are lost. */
const MOST_FRAMES = 256;

/** What a network device is besides its network. */
export interface NetOptions {
  /** Six bytes. */
  readonly mac: readonly number[];
}

interface NetState {
  readonly mac: readonly number[];
  /** What the guest is to receive. */
  readonly frames: readonly Uint8Array[];
  readonly leases: Leases;
}

/** An Ethernet card in the network of `-netdev user`. */
export class NetDevice implements VirtioDevice<NetState> {
  readonly id = 1;
  readonly features: number = feature.MAC | feature.STATUS;
  readonly queues: readonly number[] = [QUEUE_SIZE, QUEUE_SIZE];
  readonly #network: UserNetwork | undefined;
  readonly #options: NetOptions;
  #state: NetState;

  /** @param network nobody answers if absent */
  constructor(network: UserNetworkOptions | undefined, options: NetOptions) {
    this.#network = network && new UserNetwork(network);
    this.#options = options;
    this.#state = { mac: options.mac, frames: [], leases: [] };
  }

  get configuration(): Uint8Array {
    return Uint8Array.of(...this.#state.mac, ...LINK_UP);
  }

  /** A legacy driver may choose another address (virtio "Legacy Interface: Device configuration layout"). */
  configure(offset: number, value: number, { isVersion1 }: Negotiated): void {
    if (isVersion1 || offset >= MAC_BYTES) return;
    this.#change({ mac: this.#state.mac.with(offset, value) });
  }

  /** What others know of the network, they still know. */
  reset(): void {
    this.#change({ mac: this.#options.mac, frames: [] });
  }

  get form(): object {
    return { mac: this.#options.mac, frames: new Each(new Uint8Array(0)), leases: new Each('') };
  }

  save(): NetState {
    return this.#state;
  }

  restore(state: NetState): void {
    this.#state = state;
  }

  wants(index: number): boolean {
    return index === queue.TRANSMIT || this.#state.frames.length > 0;
  }

  handle(chain: DescriptorChain, index: number, { isVersion1 }: Negotiated): number {
    const header = isVersion1 ? HEADER : LEGACY_HEADER;
    return index === queue.RECEIVE ? this.#receive(chain, header) : this.#transmit(chain, header);
  }

  /** A frame that is longer than its buffer is lost. */
  #receive(chain: DescriptorChain, header: number): number {
    if (chain.readableLength > 0 || chain.writableLength < header)
      throw new BrokenQueue('a buffer to receive has bytes of its own, or no room for the header');
    const [frame, ...frames] = this.#state.frames;
    this.#change({ frames });
    if (!frame || header + frame.length > chain.writableLength) return 0;
    const bytes = new Uint8Array(header + frame.length);
    if (header === HEADER) bytes[NUM_BUFFERS] = 1;
    bytes.set(frame, header);
    chain.write(0, bytes);
    return bytes.length;
  }

  #transmit(chain: DescriptorChain, header: number): number {
    if (chain.readableLength < header) throw new BrokenQueue('a frame to send has no header');
    if (!this.#network) return 0;
    // One byte more than a frame can have says that it has too many.
    const { reply, leases } = this.#network.answer(chain.read(header, LONGEST_FRAME + 1), this.#state.leases);
    const { frames } = this.#state;
    const isKept = reply && frames.length < MOST_FRAMES;
    if (isKept || leases !== this.#state.leases) this.#change({ leases, frames: isKept ? [...frames, reply] : frames });
    return 0;
  }

  #change(change: Partial<NetState>): void {
    this.#state = { ...this.#state, ...change };
  }
}
