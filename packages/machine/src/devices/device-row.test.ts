import { mip } from '@hartlab/hart';
import { parseIsa, type Width } from '@hartlab/isa';
import { beforeEach, expect, test } from 'vitest';
import { board, RAM_BASE } from '../board.ts';
import { deviceTree } from '../device-tree.ts';
import type { Stop } from '../stop.ts';
import { bareBoard, twoHarts } from '../testing/bare-board.ts';
import type { Connections, DeviceRow } from './device-row.ts';
import type { Device } from './device.ts';
import { plic } from './plic.ts';

const ADDRESS = 0;
const ENABLE = 8;
const ACKNOWLEDGE = 12;
const DELAY = 3n;

interface MailboxState {
  readonly address: bigint;
  readonly enabled: boolean;
  /** Ticks that the machine will be up when the interrupt rises. */
  readonly rises: bigint | undefined;
  readonly pending: boolean;
}

/**
 * A device of this test alone, in which is a bit of everything that a device can be: while it is enabled it puts what is
 * typed into memory by itself, interrupts some ticks later, and holds hart 0's software interrupt until then. A NUL ends
 * the run.
 */
class Mailbox implements Device<MailboxState> {
  readonly #to: Connections<'MSIP'>;
  #state: MailboxState = { address: 0n, enabled: false, rises: undefined, pending: false };

  constructor(to: Connections<'MSIP'>) {
    this.#to = to;
  }

  get listens(): boolean {
    return this.#state.enabled;
  }

  read(offset: number, _width: Width): bigint | undefined {
    return offset === ADDRESS ? this.#state.address : undefined;
  }

  write(offset: number, _width: Width, value: bigint): boolean {
    if (offset === ADDRESS) this.restore({ ...this.#state, address: value });
    else if (offset === ENABLE) this.restore({ ...this.#state, enabled: value !== 0n });
    else if (offset === ACKNOWLEDGE) this.restore({ ...this.#state, pending: false });
    else return false;
    return true;
  }

  poll(): void {
    const byte = this.listens ? this.#to.console.receive() : -1;
    if (byte < 0) return;
    if (byte === 0) this.#to.end({ reason: 'pass', code: 0, message: 'a NUL came' });
    const address = Number(this.#state.address);
    if (this.#to.memory.contains(address, 1)) this.#to.memory.write(address, 1, BigInt(byte));
    this.restore({ ...this.#state, rises: this.#to.clock.uptime() + DELAY });
  }

  update(): bigint | undefined {
    const { rises } = this.#state;
    if (rises === undefined || rises > this.#to.clock.uptime()) return rises && rises - this.#to.clock.uptime();
    this.restore({ ...this.#state, rises: undefined, pending: true });
    return undefined;
  }

  save(): MailboxState {
    return this.#state;
  }

  restore(state: MailboxState): void {
    this.#state = state;
    this.#to.interrupt(state.pending);
    this.#to.lines[0]?.MSIP(state.rises !== undefined);
    this.#to.clock.changed();
  }
}

/** All that there is to be said about it. QEMU's virt has nothing there. */
const mailbox: DeviceRow<Mailbox, 'MSIP'> = {
  base: 0xa00_0000,
  size: 0x1000,
  irq: 1,
  drives: ['MSIP'],
  machineMode: true,
  node: {
    name: 'mailbox',
    properties: { compatible: 'example,mailbox' },
    alias: 'mailbox0',
    users: (phandle) => [{ name: 'postman', properties: { mailbox: phandle } }],
  },
  make: (connections) => new Mailbox(connections),
};
const withMailbox = { ...board, mailbox };

const BUFFER = RAM_BASE + 0x100;

function system() {
  const typed: number[] = [];
  const stops: Stop[] = [];
  const { clock, memory, bus, harts, devices } = bareBoard(twoHarts(), {
    rows: withMailbox,
    console: { transmit() {}, receive: () => typed.shift() ?? -1 },
    end: (stop) => stops.push(stop),
  });
  const store = (address: number, width: Width, value: number) =>
    expect(bus.write(address, width, BigInt(value))).toBe(true);
  // The PLIC's source 1 has a priority and is enabled for S-mode of hart 1, which is context 3.
  store(plic.base + 4, 4, 1);
  store(plic.base + 0x2180, 4, 2);
  return { clock, memory, bus, harts, typed, stops, devices, store };
}

let it: ReturnType<typeof system>;
beforeEach(() => {
  it = system();
  it.store(mailbox.base + ADDRESS, 8, BUFFER);
  it.store(mailbox.base + ENABLE, 4, 1);
});

test('it answers on the bus, within its range', () => {
  expect(it.bus.read(mailbox.base + ADDRESS, 8)).toBe(BigInt(BUFFER));
  expect(it.bus.read(mailbox.base + ENABLE, 4)).toBeUndefined();
  expect(it.bus.read(mailbox.base + mailbox.size, 8)).toBeUndefined();
});

test('it is polled, reaches memory, the console, the clock, its interrupt and the lines that it drives', () => {
  const { clock, memory, harts, typed, devices } = it;
  const pending = () => harts.map((hart) => hart.read(mip));
  typed.push(0x41);
  expect(memory.read(BUFFER, 1)).toBe(0n);
  devices.poll();
  expect(memory.read(BUFFER, 1)).toBe(0x41n);
  expect(pending()).toEqual([mip.MSIP.mask, 0n]);
  expect(clock.skip()).toBe(true);
  expect(clock.uptime()).toBe(DELAY);
  expect(pending()).toEqual([0n, mip.SEIP.mask]);
});

test('what it does to memory is a store: the page is written, and a reservation on it ends', () => {
  const { memory, typed, devices, harts } = it;
  harts[0]!.state.reservation = BigInt(BUFFER);
  memory.dirty.fill(0);
  typed.push(0x41);
  devices.poll();
  expect([...memory.dirty]).toEqual([1, 0]);
  expect(harts[0]!.state.reservation).not.toBe(BigInt(BUFFER));
});

test('it says whether it waits for input, and can end the run', () => {
  const { devices, store, typed, stops } = it;
  expect(devices.listen).toBe(true);
  store(mailbox.base + ENABLE, 4, 0);
  expect(devices.listen).toBe(false);
  typed.push(0);
  devices.poll();
  expect(stops).toEqual([]);
  store(mailbox.base + ENABLE, 4, 1);
  devices.poll();
  expect(stops).toEqual([expect.objectContaining({ reason: 'pass' })]);
});

test('it is in the snapshot under its name, and goes back', () => {
  const { devices, store, bus } = it;
  const saved = structuredClone(devices.save());
  expect(saved['mailbox']).toMatchObject({ address: BigInt(BUFFER), enabled: true });
  store(mailbox.base + ADDRESS, 8, 0);
  devices.restore(saved);
  expect(bus.read(mailbox.base + ADDRESS, 8)).toBe(BigInt(BUFFER));
});

test('it is M-mode’s if its row says so', () => {
  const { base, size } = mailbox;
  expect(it.devices.machineMode).toEqual([
    { base: board.clint.base, size: board.clint.size },
    { base, size },
  ]);
});

test('it is found by its class; a device that the board does not have is not', () => {
  expect(it.devices.of(Mailbox)).toBeInstanceOf(Mailbox);
  expect(() => it.devices.of(class extends Mailbox {})).toThrow('the board has no such device');
});

test('the device tree has its node, its alias and what refers to it; nothing else changes but by a phandle', () => {
  const options = { harts: 2, isa: parseIsa('rv64imac'), ram: 0x800_0000, firmware: true };
  const without = deviceTree(board, options);
  const tree = deviceTree(withMailbox, options);
  const child = (name: string) => tree.children?.find((node) => node.name === name);
  // Phandles 1 to 4 are the harts', 5 is the PLIC's, 6 the test finisher's. What is described last stands first.
  expect(child('soc')?.children?.[0]).toEqual({
    name: 'mailbox@a000000',
    properties: {
      compatible: 'example,mailbox',
      reg: [0, 0xa00_0000, 0, 0x1000],
      interrupts: [1],
      'interrupt-parent': 5,
      'interrupts-extended': [4, 3, 2, 3],
      phandle: 7,
    },
  });
  expect(child('aliases')?.properties).toEqual({ serial0: '/soc/serial@10000000', mailbox0: '/soc/mailbox@a000000' });
  expect(child('postman')?.properties).toEqual({ mailbox: 7 });
  const others = tree.children?.filter(({ name }) => !['aliases', 'soc', 'postman'].includes(name));
  expect(others).toEqual(without.children?.filter(({ name }) => !['aliases', 'soc'].includes(name)));
  expect(child('soc')?.children?.slice(1)).toEqual(without.children?.find(({ name }) => name === 'soc')?.children);
});
