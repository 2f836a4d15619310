import type { MachineMemory } from '@hartlab/hart';
import type { Width } from '@hartlab/isa';
import type { Device, Wire } from '../devices/device.ts';
import { Either } from '../plain-data.ts';
import { BrokenQueue } from './descriptor-chain.ts';
import { feature, serveQueue } from './serve-queue.ts';
import { waiting } from './split-queue.ts';
import { legacySetup, resetQueue, setup, type Queue } from './queue-setup.ts';
import { R } from './registers.ts';
import type { Negotiated, VirtioDevice } from './virtio-device.ts';

const END = 0x200;
const MAGIC = 0x7472_6976;
/** QEMU's, which xv6 asks for. */
const VENDOR = 0x554d_4551;

const interrupt = { USED_BUFFER: 1, CONFIGURATION: 2 } as const;
/** virtio "Device Status Field". */
const status = { DRIVER_OK: 4, FEATURES_OK: 8, NEEDS_RESET: 64 } as const;

interface TransportState {
  readonly deviceFeaturesSel: number;
  readonly driverFeaturesSel: number;
  readonly driverFeatures: readonly [number, number];
  readonly guestPageSize: number;
  readonly queueSel: number;
  readonly queues: readonly Queue[];
  readonly interruptStatus: number;
  readonly status: number;
  /** What is in a queue cannot be understood: nothing is served until the next reset. */
  readonly isBroken: boolean;
}

/** What the transport holds, and its device. */
export interface VirtioState {
  readonly transport: TransportState;
  readonly device: unknown;
}

const resetState = (queues: readonly number[]): TransportState => ({
  deviceFeaturesSel: 0,
  driverFeaturesSel: 0,
  driverFeatures: [0, 0],
  guestPageSize: 0,
  queueSel: 0,
  queues: queues.map(resetQueue),
  interruptStatus: 0,
  status: 0,
  isBroken: false,
});

/** A virtio device behind registers in memory: as QEMU's virt has it, the legacy layout or that of version 1. */
export class VirtioMmio implements Device<VirtioState> {
  readonly #memory: MachineMemory;
  readonly #device: VirtioDevice | undefined;
  readonly #isLegacy: boolean;
  readonly #interrupt: Wire;
  /** Goes on with what was too much for one notification, and with what has come; an empty slot has nothing to go on with. */
  readonly poll?: () => void;
  #state: TransportState;
  #saved: VirtioState | undefined;

  /** @param device none, where the slot is empty */
  constructor(memory: MachineMemory, interrupt: Wire, device: VirtioDevice | undefined, isLegacy: boolean) {
    this.#memory = memory;
    this.#interrupt = interrupt;
    this.#device = device;
    this.#isLegacy = isLegacy;
    this.#state = resetState(device?.queues ?? []);
    if (device)
      this.poll = () => {
        for (const [index, { isLeft }] of this.#state.queues.entries()) if (isLeft) this.#serve(index);
        this.#deliver(device);
      };
  }

  /** Whether a buffer waits for console input. */
  get listens(): boolean {
    const { status: now, queues, isBroken } = this.#state;
    const negotiated = this.#negotiated;
    if (isBroken || (now & status.DRIVER_OK) === 0) return false;
    return queues.some(
      (queue, index) => queue.ready && this.#device?.listens?.(index, negotiated) && hasWaiting(this.#memory, queue),
    );
  }

  get form(): object {
    const queues = this.#state.queues.map((queue) => ({ ...queue, notifiedAt: new Either(undefined, 0) }));
    return { transport: { ...this.#state, queues }, device: this.#device?.form ?? this.#device?.save() };
  }

  save(): VirtioState {
    const [transport, device] = [this.#state, this.#device?.save()];
    if (this.#saved?.transport !== transport || this.#saved.device !== device) this.#saved = { transport, device };
    return this.#saved;
  }

  restore(state: VirtioState): void {
    this.#saved = state;
    this.#state = state.transport;
    this.#device?.restore(state.device);
  }

  /** The device is reset as a driver resets it: what is on a disk stays there. */
  reset(): void {
    this.#device?.reset();
    this.#state = resetState(this.#device?.queues ?? []);
  }

  /** A doubleword is two words, the lower one first, as QEMU takes it. */
  read(offset: number, width: Width): bigint | undefined {
    if (offset % width !== 0 || offset + width > END) return undefined;
    return width === 8
      ? BigInt(this.#read(offset, 4)) | (BigInt(this.#read(offset + 4, 4)) << 32n)
      : BigInt(this.#read(offset, width));
  }

  write(offset: number, width: Width, value: bigint): boolean {
    if (offset % width !== 0 || offset + width > END) return false;
    this.#write(offset, width === 8 ? 4 : width, Number(BigInt.asUintN(32, value)));
    if (width === 8) this.#write(offset + 4, 4, Number(BigInt.asUintN(64, value) >> 32n));
    return true;
  }

  /** Registers are words; of an empty slot's, parts can be read as well. The configuration space is read as the driver likes. */
  #read(offset: number, width: 1 | 2 | 4): number {
    if (offset >= R.Config) return this.#configuration(offset - R.Config, width);
    if (!this.#device) return truncated(this.#register(offset), width);
    return width === 4 ? this.#register(offset) >>> 0 : 0;
  }

  #write(offset: number, width: 1 | 2 | 4, value: number): void {
    const device = this.#device;
    if (!device) return;
    if (offset < R.Config) {
      if (width === 4) this.#setRegister(device, offset, value);
    } else
      for (let n = 0; n < width; n++)
        device.configure?.(offset - R.Config + n, (value >>> (8 * n)) & 0xff, this.#negotiated);
  }

  /** What goes beyond the end of it reads as ones, as on QEMU. */
  #configuration(offset: number, width: 1 | 2 | 4): number {
    if (!this.#device) return 0;
    const { configuration } = this.#device;
    if (offset + width > configuration.length) return truncated(-1, width);
    let value = 0;
    for (let n = 0; n < width; n++) value |= configuration[offset + n]! << (8 * n);
    return value >>> 0;
  }

  get #negotiated(): Negotiated {
    const [features, high] = this.#state.driverFeatures;
    return { features, isVersion1: (high & feature.VERSION_1) !== 0 };
  }

  get #queue(): Queue | undefined {
    return this.#state.queues[this.#state.queueSel];
  }

  get #sizeMax(): number {
    return this.#device?.queues[this.#state.queueSel] ?? 0;
  }

  #offered(word: number): number {
    const { ANY_LAYOUT, INDIRECT_DESC, EVENT_IDX, VERSION_1 } = feature;
    const own = this.#device?.features ?? 0;
    if (word === 0) return own | INDIRECT_DESC | EVENT_IDX | (this.#isLegacy ? ANY_LAYOUT : 0);
    return word === 1 && !this.#isLegacy ? VERSION_1 : 0;
  }

  #register(offset: number): number {
    const state = this.#state;
    switch (offset) {
      case R.MagicValue:
        return MAGIC;
      case R.Version:
        return this.#isLegacy ? 1 : 2;
      case R.DeviceID:
        return this.#device?.id ?? 0;
      case R.VendorID:
        return VENDOR;
    }
    if (!this.#device) return 0;
    switch (offset) {
      case R.DeviceFeatures:
        return this.#offered(state.deviceFeaturesSel);
      case R.QueueSizeMax:
        return this.#sizeMax;
      case R.QueuePFN:
        return this.#isLegacy ? (this.#queue?.pageNumber ?? 0) : 0;
      case R.QueueReady:
        return !this.#isLegacy && this.#queue?.ready ? 1 : 0;
      case R.InterruptStatus:
        return state.interruptStatus;
      case R.Status:
        return state.status;
      case R.SHMLenLow:
      case R.SHMLenHigh:
      case R.SHMBaseLow:
      case R.SHMBaseHigh:
        return this.#isLegacy ? 0 : -1;
    }
    return 0;
  }

  #setRegister(device: VirtioDevice, offset: number, value: number): void {
    const state = this.#state;
    switch (offset) {
      case R.DeviceFeaturesSel:
        return this.#change({ deviceFeaturesSel: value });
      case R.DriverFeaturesSel:
        return this.#change({ driverFeaturesSel: value });
      case R.DriverFeatures:
        return this.#setDriverFeatures(value);
      case R.QueueSel:
        return this.#change({ queueSel: value });
      case R.QueueNotify:
        this.#serve(value);
        return this.#deliver(device);
      case R.InterruptACK:
        this.#change({ interruptStatus: state.interruptStatus & ~value });
        return this.#drive();
      case R.Status:
        return this.#setStatus(device, value);
    }
    const queue = this.#queue;
    const sizeMax = this.#sizeMax;
    if (this.#isLegacy && offset === R.GuestPageSize) this.#change({ guestPageSize: value });
    else if (queue && this.#isLegacy)
      this.#setQueue(legacySetup(queue, offset, value, { pageSize: state.guestPageSize, sizeMax }));
    else if (queue) this.#setQueue(setup(queue, offset, value, sizeMax));
  }

  /** What is not offered cannot be accepted: for version 1, `FEATURES_OK` says so (virtio "Device Initialization"). */
  #setDriverFeatures(value: number): void {
    const { driverFeatures, driverFeaturesSel: word, status: now } = this.#state;
    if (word > 1 || (now & status.FEATURES_OK) !== 0) return;
    const [low, high] = driverFeatures;
    const accepted = this.#isLegacy ? value & this.#offered(word) : value;
    this.#change({ driverFeatures: word === 0 ? [accepted, high] : [low, accepted] });
  }

  #setStatus(device: VirtioDevice, value: number): void {
    if (value === 0) {
      const { guestPageSize, deviceFeaturesSel, driverFeaturesSel } = this.#state;
      device.reset();
      // U-Boot says how large its pages are before it resets the device, and QEMU does not forget it.
      this.#change({ ...resetState(device.queues), guestPageSize, deviceFeaturesSel, driverFeaturesSel });
      return this.#drive();
    }
    const [low, high] = this.#state.driverFeatures;
    // A driver that does not ask for version 1, as xv6, is served all the same.
    const isRefused = !this.#isLegacy && ((low & ~this.#offered(0)) | (high & ~this.#offered(1))) !== 0;
    const needsReset = this.#state.status & status.NEEDS_RESET;
    this.#change({ status: ((isRefused ? value & ~status.FEATURES_OK : value) & 0xff) | needsReset });
  }

  #setQueue(change: Partial<Queue>, index: number = this.#state.queueSel): void {
    if (index >= this.#state.queues.length) return;
    this.#change({ queues: this.#state.queues.with(index, { ...this.#state.queues[index]!, ...change }) });
  }

  /** Serves a queue, of which the driver has said that there is something in it. */
  #serve(index: number): void {
    const device = this.#device;
    const queue = this.#state.queues[index];
    if (!device || !queue?.ready || this.#state.isBroken) return;
    try {
      const served = serveQueue(this.#memory, device, index, queue, this.#negotiated);
      const { queue: after, notifies, isLeft } = served;
      if (after !== queue || isLeft !== queue.isLeft) this.#setQueue({ ...after, isLeft }, index);
      if (notifies) this.#raise(interrupt.USED_BUFFER);
    } catch (error) {
      if (!(error instanceof BrokenQueue)) throw error;
      this.#setQueue({ isLeft: false }, index);
      this.#change({ isBroken: true });
      if (this.#isLegacy) return;
      this.#change({ status: this.#state.status | status.NEEDS_RESET });
      this.#raise(interrupt.CONFIGURATION);
    }
  }

  /** Puts what the device has for the driver into buffers that wait for it: the driver need not tell of those. */
  #deliver(device: VirtioDevice): void {
    if ((this.#state.status & status.DRIVER_OK) === 0) return;
    const negotiated = this.#negotiated;
    for (const [index, { ready }] of this.#state.queues.entries())
      if (ready && device.wants?.(index, negotiated)) this.#serve(index);
  }

  #raise(event: number): void {
    this.#change({ interruptStatus: this.#state.interruptStatus | event });
    this.#drive();
  }

  #change(change: Partial<TransportState>): void {
    this.#state = { ...this.#state, ...change };
  }

  #drive(): void {
    this.#interrupt(this.#state.interruptStatus !== 0);
  }
}

/** Whether the driver has put anything into a queue; it has not where nobody can say. */
const hasWaiting = (memory: MachineMemory, queue: Queue): boolean => {
  try {
    return waiting(memory, queue) > 0;
  } catch (error) {
    if (error instanceof BrokenQueue) return false;
    throw error;
  }
};

const truncated = (value: number, width: 1 | 2 | 4): number =>
  width === 4 ? value >>> 0 : value & (2 ** (8 * width) - 1);
