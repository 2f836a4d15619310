import type { Width } from '@hartlab/isa';
import type { Device, Wire } from './device.ts';

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
const IIR = { none: 1, THRE: 2, received: 4, FIFOs: 0xc0 } as const;
const FCR_ENABLE = 1;
const FCR_CLEAR_RECEIVED = 2;
const LCR_DLAB = 0x80;
const MCR_LOOP = 0x10;
const LSR_DR = 1;
const LSR_THRE_TEMT = 0x60;
/** Carrier detected, data set ready, clear to send: the modem is always there. */
const MSR_CONNECTED = 0xb0;

interface Ns16550aState {
  readonly IER: number;
  readonly LCR: number;
  readonly MCR: number;
  readonly SCR: number;
  readonly divisor: number;
  readonly fifos: boolean;
  readonly received: number;
  readonly transmitterEmptied: boolean;
}

const reset: Ns16550aState = {
  IER: 0,
  LCR: 0,
  MCR: 0,
  SCR: 0,
  divisor: 12,
  fifos: false,
  received: -1,
  transmitterEmptied: false,
};

/** What the UART is connected to. */
export interface Line {
  transmit(byte: number): void;
  /** The next byte, or -1. Asked when the guest polls, or, while the received-data interrupt is enabled, by `poll`. */
  receive(): number;
}

/**
 * A 16550A: transmission takes no time, and a byte arrives when the guest looks for one. Until the guest takes it the
 * byte counts as not yet sent, so that clearing the FIFOs, as drivers do when they start, loses no input.
 */
export class Ns16550a implements Device<Ns16550aState> {
  readonly #line: Line;
  readonly #interrupt: Wire;
  #state: Ns16550aState = reset;

  constructor(line: Line, interrupt: Wire) {
    this.#line = line;
    this.#interrupt = interrupt;
  }

  read(offset: number, _width: Width): bigint | undefined {
    const value = this.#read(offset);
    this.poll();
    return value === undefined ? undefined : BigInt(value);
  }

  write(offset: number, _width: Width, value: bigint): boolean {
    const done = this.#write(offset, Number(value & 0xffn));
    this.poll();
    return done;
  }

  /** Looks for a byte on behalf of a guest that waits for the received-data interrupt instead of polling. */
  poll(): void {
    if (this.listens) this.#receive();
    this.#drive();
  }

  /** Whether the guest waits for the received-data interrupt. */
  get listens(): boolean {
    return (this.#state.IER & IER.ERBFI) !== 0;
  }

  /** Takes the byte that has arrived, or the next one, for firmware that reads the console itself; -1 for none. */
  take(): number {
    this.#receive();
    const byte = this.#state.received;
    this.#change({ received: -1 });
    this.#drive();
    return byte;
  }

  save(): Ns16550aState {
    return this.#state;
  }

  restore(state: Ns16550aState): void {
    this.#state = state;
    this.#drive();
  }

  #read(offset: number): number | undefined {
    const { LCR: lcr, MCR: mcr, divisor } = this.#state;
    const dlab = (lcr & LCR_DLAB) !== 0;
    switch (offset) {
      case RBR_THR_DLL:
        return dlab ? divisor & 0xff : Math.max(this.take(), 0);
      case IER_DLM:
        return dlab ? divisor >> 8 : this.#state.IER;
      case IIR_FCR:
        return this.#identify();
      case LCR:
        return lcr;
      case MCR:
        return mcr;
      case LSR:
        this.#receive();
        return LSR_THRE_TEMT | (this.#state.received >= 0 ? LSR_DR : 0);
      case MSR:
        return (mcr & MCR_LOOP) !== 0 ? loopedBack(mcr) : MSR_CONNECTED;
      case SCR:
        return this.#state.SCR;
      default:
        return undefined;
    }
  }

  #write(offset: number, value: number): boolean {
    const { LCR: lcr, MCR: mcr, divisor } = this.#state;
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
        this.#change({ fifos: (value & FCR_ENABLE) !== 0 });
        if ((value & FCR_CLEAR_RECEIVED) !== 0 && (mcr & MCR_LOOP) !== 0) this.#change({ received: -1 });
        return true;
      case LCR:
        this.#change({ LCR: value });
        return true;
      case MCR:
        this.#change({ MCR: value & 0x1f });
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

  #change(change: Partial<Ns16550aState>): void {
    this.#state = { ...this.#state, ...change };
  }

  #transmit(byte: number): void {
    if ((this.#state.MCR & MCR_LOOP) !== 0) this.#change({ received: byte });
    else this.#line.transmit(byte);
    this.#change({ transmitterEmptied: true });
  }

  /** Enabling the transmitter interrupt while the transmitter is empty, which it always is, raises it at once. */
  #enable(value: number): void {
    const enabled = value & ~this.#state.IER;
    this.#change({ IER: value });
    if ((enabled & IER.ETBEI) !== 0) this.#change({ transmitterEmptied: true });
  }

  #receive(): void {
    if (this.#state.received >= 0 || (this.#state.MCR & MCR_LOOP) !== 0) return;
    const byte = this.#line.receive();
    if (byte >= 0) this.#change({ received: byte });
  }

  /** The interrupt of highest priority, as IIR numbers it; reading it there ends a transmitter interrupt. */
  #identify(): number {
    this.#receive();
    const source = this.#pending();
    if (source === IIR.THRE) this.#change({ transmitterEmptied: false });
    return source | (this.#state.fifos ? IIR.FIFOs : 0);
  }

  #pending(): number {
    const { IER: ier, received, transmitterEmptied } = this.#state;
    if ((ier & IER.ERBFI) !== 0 && received >= 0) return IIR.received;
    if ((ier & IER.ETBEI) !== 0 && transmitterEmptied) return IIR.THRE;
    return IIR.none;
  }

  #drive(): void {
    this.#interrupt(this.#pending() !== IIR.none);
  }
}

/** In loopback mode OUT2, OUT1, RTS and DTR come back as DCD, RI, CTS and DSR. */
const loopedBack = (mcr: number): number => ((mcr & 1) << 5) | ((mcr & 2) << 3) | ((mcr & 4) << 4) | ((mcr & 8) << 4);
