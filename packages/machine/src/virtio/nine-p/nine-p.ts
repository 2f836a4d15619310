import { BrokenQueue, type DescriptorChain } from '../descriptor-chain.ts';
import type { SharedDirectory } from '../shared-directory.ts';
import type { VirtioDevice } from '../virtio-device.ts';
import { FileServer, fileServerForm, type FileServerState } from './file-server.ts';
import { HEADER } from './message.ts';

/*
 * Source: Linux, include/uapi/linux/virtio_9p.h: the virtio specification has no more than the number of the device.
 */
const MOUNT_TAG = 1 << 0;
/** As QEMU's. */
const QUEUE_SIZE = 128;

/** A directory of the host's, to be read, as a virtio device: each request of 9P2000.L is a chain with room for its reply. */
export class NinePDevice implements VirtioDevice<FileServerState> {
  readonly id = 9;
  readonly queues: readonly number[] = [QUEUE_SIZE];
  readonly features = MOUNT_TAG;
  readonly configuration: Uint8Array;
  readonly #server: FileServer;

  /** @param tag by which the guest mounts it */
  constructor(directory: SharedDirectory, tag: string) {
    this.#server = new FileServer(directory);
    const bytes = new TextEncoder().encode(tag);
    this.configuration = Uint8Array.of(bytes.length & 0xff, bytes.length >> 8, ...bytes);
  }

  reset(): void {
    this.#server.reset();
  }

  readonly form: object = fileServerForm;

  save(): FileServerState {
    return this.#server.save();
  }

  restore(state: FileServerState): void {
    this.#server.restore(state);
  }

  handle(chain: DescriptorChain): number {
    if (chain.readableLength < HEADER || chain.writableLength < HEADER)
      throw new BrokenQueue('a request has no header, or no room for its reply');
    const reply = this.#server.answer(chain.read(0, this.#server.messageMost), chain.writableLength);
    if (reply.length > chain.writableLength) throw new BrokenQueue('a request has no room for its reply');
    chain.write(0, reply);
    return reply.length;
  }
}
