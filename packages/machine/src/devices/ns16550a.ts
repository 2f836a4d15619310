import type { Width } from '@hartlab/isa';
import { TIMEBASE_FREQUENCY, type Clock } from '../clock.ts';
import type { Device, SerialLine, Wire } from './device.ts';
import type { DeviceRow } from './device-row.ts';
import { Receiver, receiverForm, type ReceiverState } from './receiver.ts';

/*
 * Source: National Semiconductor PC16550D data sheet, "Registers". Register numbers are byte offsets.
 */
const RBR_THR_DLL = 0;
const IER_DLM = 1;
const IIR_FCR = 2;
const LCR = 3;
const MCR = 4;
const LSR = 5;
const MSR = 6;
const SCR = 7;

const IER = { ERBFI: 1, ETBEI: 2, ELSI: 4, EDSSI: 8 } as const;
const IIR = { modemStatus: 0, none: 1, THRE: 2, received: 4, lineStatus: 6, timeout: 0xc, FIFOs: 0xc0 } as const;
const FCR_ENABLE = 1;
const FCR_CLEAR_RECEIVED = 2;
const FCR_CLEAR_TRANSMITTED = 4;
/** Bytes at which the FIFO interrupts, by FCR's two highest bits. */
const TRIGGERS = [1, 4, 8, 14] as const;
const LCR_STOP_BITS = 4;
const LCR_PARITY = 8;
const LCR_DLAB = 0x80;
const MCR_LOOP = 0x10;
const LSR_DR = 1;
const LSR_OE = 2;
const LSR_THRE_TEMT = 0x60;
/** Carrier detected, data set ready, clear to send: the modem is always there. */
const MSR_CONNECTED = 0xb0;
const MSR_RI = 0x40;

/** Hz that the divisor divides, 16 times the baud rate of divisor 1. */
const UART_CLOCK = 3_686_400;

interface Registers {
  readonly IER: number;
  readonly LCR: number;
  readonly MCR: number;
  readonly SCR: number;
  readonly divisor: number;
  /** The lower half of MSR: which modem lines have changed since it was read. */
  readonly deltas: number;
  readonly transmitterEmptied: boolean;
}

interface Ns16550aState extends Registers {
  /** That of the receiver when the state was last saved. */
  readonly receiver: ReceiverState;
}

const reset: Registers = {
  IER: 0,
  LCR: 0,
  MCR: 0,
  SCR: 0,
  divisor: 12,
  deltas: 0,
  transmitterEmptied: false,
};

/**
 * A 16550A: transmission takes no time, and a byte arrives when the guest looks for one. Until the guest takes it the
 * byte counts as not yet sent, so that clearing the FIFOs, as drivers do when they start, loses no input.
 */
export class Ns16550a implements Device<Ns16550aState> {
  readonly #line: SerialLine;
  readonly #interrupt: Wire;
  readonly #receiver: Receiver;
  #state: Ns16550aState;

  constructor(clock: Clock, line: SerialLine, interrupt: Wire) {
    this.#line = line;
    this.#interrupt = interrupt;
    this.#receiver = new Receiver(
      clock,
      () => line.receive(),
      () => this.#characterTicks(),
    );
    this.#state = { ...reset, receiver: this.#receiver.save() };
  }

  /** Every access reaches one register, whatever its width. */
  read(offset: number, _width: Width): bigint | undefined {
    const value = this.#read(offset);
    return value === undefined ? undefined : BigInt(value);
  }

  write(offset: number, _width: Width, value: bigint): boolean {
    return this.#write(offset, Number(value & 0xffn));
  }

  /**
   * Looks for bytes on behalf of a guest that waits for the received-data interrupt instead of polling. What follows a byte comes
   * no sooner than that, as from a line: a handler that takes the byte before it claims the interrupt would claim both.
   */
  poll(): void {
    if (this.listens && !this.#loops && this.#receiver.fillToTrigger()) this.#drive();
  }

  /** Whether the guest waits for the received-data interrupt, and more bytes may bring it. */
  get listens(): boolean {
    return (this.#state.IER & IER.ERBFI) !== 0 && !this.#receiver.triggered;
  }

  /** Takes the byte that has arrived, or the next one, for firmware that reads the console itself; -1 for none. */
  take(): number {
    this.#look();
    const byte = this.#receiver.take();
    this.#drive();
    return byte;
  }

  /** The FIFO times out; otherwise the ticks until it does. */
  update(): bigint | undefined {
    const { timedOut } = this.#receiver;
    const ticks = this.#receiver.update();
    if (this.#receiver.timedOut !== timedOut) this.#drive();
    return ticks;
  }

  readonly form: object = { ...reset, receiver: receiverForm };

  save(): Ns16550aState {
    const receiver = this.#receiver.save();
    if (receiver !== this.#state.receiver) this.#state = { ...this.#state, receiver };
    return this.#state;
  }

  restore(state: Ns16550aState): void {
    this.#state = state;
    this.#receiver.restore(state.receiver);
  }

  /** No input is lost. */
  reset(): void {
    this.#receiver.reset();
    this.#state = { ...reset, receiver: this.#receiver.save() };
  }

  #read(offset: number): number | undefined {
    const { LCR: lcr, MCR: mcr, divisor } = this.#state;
    const dlab = (lcr & LCR_DLAB) !== 0;
    switch (offset) {
      case RBR_THR_DLL:
        return dlab ? divisor & 0xff : this.#readByte();
      case IER_DLM:
        return dlab ? divisor >> 8 : this.#state.IER;
      case IIR_FCR:
        return this.#identify();
      case LCR:
        return lcr;
      case MCR:
        return mcr;
      case LSR:
        return this.#readLineStatus();
      case MSR:
        return this.#readModemStatus();
      case SCR:
        return this.#state.SCR;
      default:
        return undefined;
    }
  }

  #write(offset: number, value: number): boolean {
    const { LCR: lcr, divisor } = this.#state;
    const dlab = (lcr & LCR_DLAB) !== 0;
    switch (offset) {
      case RBR_THR_DLL:
        if (dlab) this.#change({ divisor: (divisor & 0xff00) | value });
        else this.#transmit(value);
        return true;
      case IER_DLM:
        if (dlab) this.#change({ divisor: (divisor & 0xff) | (value << 8) });
        else this.#enable(value & 0xf);
        return true;
      case IIR_FCR:
        this.#controlFifo(value);
        return true;
      case LCR:
        this.#change({ LCR: value });
        return true;
      case MCR:
        this.#controlModem(value & 0x1f);
        return true;
      case LSR:
      case MSR:
        return true;
      case SCR:
        this.#change({ SCR: value });
        return true;
      default:
        return false;
    }
  }

  #change(change: Partial<Registers>): void {
    this.#state = { ...this.#state, ...change };
  }

  get #loops(): boolean {
    return (this.#state.MCR & MCR_LOOP) !== 0;
  }

  /** Ticks, rounded up, in which a character passes the line: its start bit, data, parity and stop bits. */
  #characterTicks(): bigint {
    const { LCR: lcr, divisor } = this.#state;
    const bits = 1 + 5 + (lcr & 3) + ((lcr & LCR_PARITY) !== 0 ? 1 : 0) + ((lcr & LCR_STOP_BITS) !== 0 ? 2 : 1);
    return BigInt(Math.ceil((bits * 16 * Math.max(divisor, 1) * TIMEBASE_FREQUENCY) / UART_CLOCK));
  }

  /** The guest looks for a byte: the line sends one if none has arrived. */
  #look(): void {
    if (!this.#loops && this.#receiver.fill(1)) this.#drive();
  }

  #readByte(): number {
    const byte = this.take();
    return byte < 0 ? this.#receiver.held : byte;
  }

  #readLineStatus(): number {
    this.#look();
    const { ready, overrun } = this.#receiver;
    if (overrun) {
      this.#receiver.clearOverrun();
      this.#drive();
    }
    return LSR_THRE_TEMT | (ready ? LSR_DR : 0) | (overrun ? LSR_OE : 0);
  }

  #readModemStatus(): number {
    const { MCR: mcr, deltas } = this.#state;
    if (deltas !== 0) {
      this.#change({ deltas: 0 });
      this.#drive();
    }
    return modemLines(mcr) | deltas;
  }

  #transmit(byte: number): void {
    if (this.#loops) this.#receiver.loop(byte);
    else this.#line.transmit(byte);
    this.#change({ transmitterEmptied: true });
    this.#drive();
  }

  /** Enabling the transmitter interrupt while the transmitter is empty, which it always is, raises it at once. */
  #enable(value: number): void {
    const { IER: before, transmitterEmptied } = this.#state;
    if (value === before) return;
    const enabled = value & ~before;
    this.#change({ IER: value, transmitterEmptied: transmitterEmptied || (enabled & IER.ETBEI) !== 0 });
    this.#drive();
    if ((enabled & IER.ERBFI) !== 0) this.poll();
  }

  /**
   * The other bits of FCR count only together with the one that enables the FIFOs. Turning these on or off empties them,
   * and the transmitter says so.
   */
  #controlFifo(value: number): void {
    const fifo = (value & FCR_ENABLE) !== 0;
    const turned = fifo !== this.#receiver.fifo;
    this.#receiver.configure(fifo, fifo ? TRIGGERS[value >> 6]! : 1);
    if (turned || (fifo && (value & FCR_CLEAR_TRANSMITTED) !== 0)) this.#change({ transmitterEmptied: true });
    if (turned || (fifo && (value & FCR_CLEAR_RECEIVED) !== 0)) this.#receiver.clear();
    this.#drive();
  }

  /** Changes of the modem's lines show in MSR; of RI, only that it drops. */
  #controlModem(value: number): void {
    const before = modemLines(this.#state.MCR);
    const after = modemLines(value);
    const changed = (before ^ after) & ~(after & MSR_RI);
    this.#change({ MCR: value, deltas: this.#state.deltas | (changed >> 4) });
    if (changed !== 0) this.#drive();
  }

  /** The interrupt of highest priority, as IIR numbers it; reading it there ends a transmitter interrupt. */
  #identify(): number {
    this.poll();
    const source = this.#pending();
    if (source === IIR.THRE) {
      this.#change({ transmitterEmptied: false });
      this.#drive();
    }
    return source | (this.#receiver.fifo ? IIR.FIFOs : 0);
  }

  #pending(): number {
    const { IER: ier, deltas, transmitterEmptied } = this.#state;
    const { overrun, timedOut, triggered } = this.#receiver;
    if ((ier & IER.ELSI) !== 0 && overrun) return IIR.lineStatus;
    if ((ier & IER.ERBFI) !== 0 && timedOut) return IIR.timeout;
    if ((ier & IER.ERBFI) !== 0 && triggered) return IIR.received;
    if ((ier & IER.ETBEI) !== 0 && transmitterEmptied) return IIR.THRE;
    if ((ier & IER.EDSSI) !== 0 && deltas !== 0) return IIR.modemStatus;
    return IIR.none;
  }

  /** Where QEMU's does, so that an interrupt controller that counts what is raised (PLIC) has what it has there. */
  #drive(): void {
    this.#interrupt(this.#pending() !== IIR.none);
  }
}

/** The upper half of MSR. In loopback mode OUT2, OUT1, RTS and DTR come back as DCD, RI, CTS and DSR. */
const modemLines = (mcr: number): number =>
  (mcr & MCR_LOOP) === 0 ? MSR_CONNECTED : ((mcr & 1) << 5) | ((mcr & 2) << 3) | ((mcr & 4) << 4) | ((mcr & 8) << 4);

export const ns16550a: DeviceRow<Ns16550a> = {
  base: 0x1000_0000,
  size: 0x100,
  irq: 10,
  node: {
    name: 'serial',
    properties: { compatible: 'ns16550a', 'clock-frequency': UART_CLOCK },
    alias: 'serial0',
  },
  make: ({ clock, console, interrupt }) => new Ns16550a(clock, console, interrupt),
};
