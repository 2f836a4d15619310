import type { SerialLine } from '../devices/device.ts';
import { Each } from '../plain-data.ts';
import type { DescriptorChain } from './descriptor-chain.ts';
import type { Negotiated, VirtioDevice } from './virtio-device.ts';

/*
 * Source: virtio "Console Device".
 */
const feature = { MULTIPORT: 1 << 1, EMERG_WRITE: 1 << 2 } as const;
const event = {
  DEVICE_READY: 0,
  DEVICE_ADD: 1,
  PORT_READY: 3,
  CONSOLE_PORT: 4,
  PORT_OPEN: 6,
  PORT_NAME: 7,
} as const;

/** Where fields of its configuration space are (virtio "Device configuration layout"). */
const field = { max_nr_ports: 4, emerg_wr: 8 } as const;
const CONFIGURATION = 12;
const MESSAGE = 8;

/** Entries of its queues, as QEMU's has: of a port, and of the two for control. */
const [PORT_QUEUE, CONTROL_QUEUE] = [128, 32];
const [CONTROL_IN, CONTROL_OUT] = [2, 3];
/** Messages that wait for buffers: a driver that asks for more without taking any loses them. */
const MOST_MESSAGES = 256;
/** Bytes that one request sends or takes at most. Drivers send some ten KiB; what is longer is cut off. */
const LONGEST = 2 ** 20;

/** A port of a console device. */
export interface ConsolePort {
  /** Below the number of ports that there may be; 0 is a console's. */
  readonly number: number;
  /** Whether the guest is to have a console there (hvc0, …), and not only a device file. */
  readonly isConsole: boolean;
  /** Links /dev/virtio-ports/NAME to its device file. */
  readonly name?: string;
  /** What its other end is; there is none if absent, and what is sent goes nowhere. */
  readonly line?: SerialLine | undefined;
}

/** What it holds: plain data. */
interface ConsoleState {
  /** Messages of control that wait for buffers. */
  readonly messages: readonly Uint8Array[];
  /** The numbers of the ports that the guest has opened. */
  readonly open: readonly number[];
  /** For each port the byte that has come and waits for a buffer, or -1. */
  readonly held: readonly number[];
}

/** Which port a queue is of, and what for; undefined for those of control. */
const portOf = (queue: number): { readonly number: number; readonly receives: boolean } | undefined =>
  queue === CONTROL_IN || queue === CONTROL_OUT
    ? undefined
    : { number: queue < CONTROL_IN ? 0 : (queue >> 1) - 1, receives: queue % 2 === 0 };

/** Serial ports, some of them consoles. What is sent is so when its notification is; what comes waits until the guest has opened the port. */
export class ConsoleDevice implements VirtioDevice<ConsoleState> {
  readonly id = 3;
  readonly queues: readonly number[];
  readonly features: number;
  readonly configuration: Uint8Array = new Uint8Array(CONFIGURATION);
  readonly #ports: readonly ConsolePort[];
  #state: ConsoleState;

  /** @param portsMost how many ports there may be */
  constructor(ports: readonly ConsolePort[], portsMost: number) {
    this.#ports = ports;
    this.queues = Array.from({ length: 2 * (portsMost + 1) }, (_, queue) =>
      portOf(queue) ? PORT_QUEUE : CONTROL_QUEUE,
    );
    this.features = feature.EMERG_WRITE | (portsMost > 1 ? feature.MULTIPORT : 0);
    new DataView(this.configuration.buffer).setUint32(field.max_nr_ports, portsMost, true);
    this.#state = { messages: [], open: [], held: ports.map(() => -1) };
  }

  /** What has come and was not taken still waits. */
  reset(): void {
    this.#change({ messages: [], open: [] });
  }

  get form(): object {
    return { messages: new Each(new Uint8Array(0)), open: new Each(0), held: this.#state.held };
  }

  save(): ConsoleState {
    return this.#state;
  }

  restore(state: ConsoleState): void {
    this.#state = state;
  }

  /** A byte of an emergency, for which no queue is needed. */
  configure(offset: number, value: number): void {
    if (offset === field.emerg_wr) this.#ports.find(({ isConsole }) => isConsole)?.line?.transmit(value);
  }

  wants(queue: number, negotiated: Negotiated): boolean {
    const port = portOf(queue);
    if (!port) return queue === CONTROL_OUT || this.#state.messages.length > 0;
    if (!port.receives) return true;
    const index = this.#listening(queue, negotiated);
    return index !== undefined && this.#look(index);
  }

  listens(queue: number, negotiated: Negotiated): boolean {
    return this.#listening(queue, negotiated) !== undefined;
  }

  handle(chain: DescriptorChain, queue: number, negotiated: Negotiated): number {
    const port = portOf(queue);
    if (port?.receives) return this.#receive(chain, this.#listening(queue, negotiated));
    if (port) {
      const line = this.#ports.find(({ number }) => number === port.number)?.line;
      if (line) for (const byte of chain.read(0, LONGEST)) line.transmit(byte);
      return 0;
    }
    if (queue === CONTROL_OUT) {
      this.#control(chain.read(0, MESSAGE));
      return 0;
    }
    const [message, ...messages] = this.#state.messages;
    this.#change({ messages });
    chain.write(0, message!);
    return Math.min(message!.length, chain.writableLength);
  }

  /** The index of the port whose input that queue takes, if its guest has opened it: port 0 is open where there is no other. */
  #listening(queue: number, { features }: Negotiated): number | undefined {
    const port = portOf(queue);
    if (!port?.receives) return undefined;
    const index = this.#ports.findIndex(({ number }) => number === port.number);
    if (!this.#ports[index]?.line) return undefined;
    const isOpen = (features & feature.MULTIPORT) === 0 ? port.number === 0 : this.#state.open.includes(port.number);
    return isOpen ? index : undefined;
  }

  /** Whether a byte waits, which the line is asked for. */
  #look(index: number): boolean {
    if (this.#state.held[index]! >= 0) return true;
    const byte = this.#ports[index]!.line!.receive();
    if (byte < 0) return false;
    this.#change({ held: this.#state.held.with(index, byte) });
    return true;
  }

  #receive(chain: DescriptorChain, index: number | undefined): number {
    const room = Math.min(chain.writableLength, LONGEST);
    if (index === undefined || room === 0) return 0;
    const line = this.#ports[index]!.line!;
    const bytes: number[] = [];
    const held = this.#state.held[index]!;
    if (held >= 0) this.#change({ held: this.#state.held.with(index, -1) });
    for (let byte = held >= 0 ? held : line.receive(); byte >= 0; byte = line.receive()) {
      bytes.push(byte);
      if (bytes.length === room) break;
    }
    chain.write(0, Uint8Array.from(bytes));
    return bytes.length;
  }

  /** virtio "Multiport Device Operation". What is too short, or of no port, says nothing. */
  #control(message: Uint8Array): void {
    if (message.length < MESSAGE) return;
    const view = new DataView(message.buffer, message.byteOffset);
    const [id, kind, value] = [view.getUint32(0, true), view.getUint16(4, true), view.getUint16(6, true)];
    if (kind === event.DEVICE_READY) {
      if (value !== 0) for (const { number } of this.#ports) this.#send(number, event.DEVICE_ADD, 1);
      return;
    }
    const port = this.#ports.find(({ number }) => number === id);
    if (!port) return;
    if (kind === event.PORT_OPEN) {
      const others = this.#state.open.filter((number) => number !== id);
      this.#change({ open: value === 0 ? others : [...others, id].toSorted((a, b) => a - b) });
    }
    if (kind !== event.PORT_READY || value === 0) return;
    if (port.isConsole) this.#send(id, event.CONSOLE_PORT, 1);
    if (port.name !== undefined) this.#send(id, event.PORT_NAME, 1, new TextEncoder().encode(port.name));
    if (port.line) this.#send(id, event.PORT_OPEN, 1);
  }

  #send(id: number, kind: number, value: number, more: Uint8Array = new Uint8Array()): void {
    if (this.#state.messages.length >= MOST_MESSAGES) return;
    const message = new Uint8Array(MESSAGE + more.length);
    const view = new DataView(message.buffer);
    view.setUint32(0, id, true);
    view.setUint16(4, kind, true);
    view.setUint16(6, value, true);
    message.set(more, MESSAGE);
    this.#change({ messages: [...this.#state.messages, message] });
  }

  #change(change: Partial<ConsoleState>): void {
    this.#state = { ...this.#state, ...change };
  }
}
