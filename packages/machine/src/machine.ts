import { Hart, MachineMemory, type Step } from '@hartlab/hart';
import { DEFAULT_CPU, parseCpu } from '@hartlab/isa';
import { Firmware } from '@hartlab/see';
import { policies } from '@hartlab/sse';
import { load } from './load.ts';
import type { Loaded } from './load.ts';
import { kindOf } from './machine-kind.ts';
import type { MachineOptions } from './machine-options.ts';
import { MachineParts, type Rest } from './machine-parts.ts';
import { imsicOf, isaOn, RAM_BASE, virt } from './board.ts';
import { Clock } from './clock.ts';
import { ConsoleInput } from './console-input.ts';
import { Devices, type DeviceStates } from './devices.ts';
import { createHtif } from './devices/htif.ts';
import type { ImageSymbol } from './image.ts';
import { PhysicalBus } from './physical-bus.ts';
import { platform } from './platform.ts';
import { PowerOn } from './power-on.ts';
import { RamPages } from './ram-pages.ts';
import type { ChangedMemory } from './ram-pages.ts';
import { serialLines } from './serial-lines.ts';
import { RESET_VECTOR, resetVector } from './reset-vector.ts';
import type { RunOptions } from './run-options.ts';
import { Run } from './run.ts';
import { defaultQuantum, Schedule } from './schedule.ts';
import { Semihosting } from './semihosting/semihosting.ts';
import { checkSize, DEFAULT_RAM, HAND_RAM } from './size.ts';
import { checkSnapshot } from './snapshot.ts';
import type { Form, MachineState, Snapshot } from './snapshot.ts';
import type { Stop } from './stop.ts';
import { TraceHash } from './trace-hash.ts';
import { WordHash } from './word-hash.ts';

const DEFAULT_INSTRUCTIONS_PER_TICK = 10;

/** One for all machines that nobody says otherwise of, so that they share what is made of it. */
const DEFAULT_ISA = parseCpu(DEFAULT_CPU).isa;

/**
 * A board with harts, deterministic: the same options and the same console input give the same run, to the bit.
 *
 * @throws ImageError when something cannot be loaded, RangeError when an option is out of range.
 */
export class Machine {
  readonly harts: readonly Hart[];
  /** The last of them, if it is the hand (`LoadOptions`). */
  readonly hand: Hart | undefined;
  readonly memory: MachineMemory;
  readonly clock: Clock;
  /** The built-in firmware, if it has M-mode. */
  readonly firmware: Firmware | undefined;
  /** Where what was loaded begins, and its symbols: what a machine needs of it besides RAM. */
  readonly loaded: Loaded;
  readonly symbols: readonly ImageSymbol[];
  /** What was odd about the files that were loaded, or was not loaded: a line each. */
  readonly warnings: readonly string[];
  readonly #devices: Devices;
  readonly #ram: RamPages;
  readonly #input: ConsoleInput;
  readonly #semihosting: Semihosting | undefined;
  readonly #trace: TraceHash | undefined;
  readonly #run: Run;
  readonly #parts: MachineParts;
  /** What a rollback goes back to, besides RAM and what the harts keep themselves. */
  #checkpoint: Rest | undefined;

  constructor(options: MachineOptions) {
    const {
      harts: hartCount = 1,
      ram = DEFAULT_RAM,
      reentrantTriggers = true,
      policy = policies.private,
      board = {},
      instructionsPerTick = DEFAULT_INSTRUCTIONS_PER_TICK,
      quantum = defaultQuantum(hartCount),
      console,
    } = options;
    const isa = isaOn(board, options.isa ?? DEFAULT_ISA);
    const hands = options.hand ? 1 : 0;
    const allHarts = hartCount + hands;
    const allRam = ram + hands * HAND_RAM;
    checkSize(hartCount, allRam);
    const decided = { harts: hartCount, ram, isa, reentrantTriggers, instructionsPerTick, quantum };
    this.memory = new MachineMemory({
      harts: allHarts,
      ramBase: RAM_BASE,
      ramSize: allRam,
      ...(options.engine && { engineBytes: options.engine.bytes(allRam) }),
    });
    const loaded = options.loaded ?? load(this.memory, isa, options);
    this.loaded = loaded;
    for (const address of options.poison ?? []) this.memory.poison.add(address);
    this.symbols = loaded.symbols;
    this.clock = new Clock(hartCount, instructionsPerTick, this.memory.run);
    this.#input = new ConsoleInput(console, () => this.position);
    this.#ram = new RamPages(this.memory);
    this.#trace = options.traceHash && new TraceHash(options.traceHash);
    const { uart, lineTo } = serialLines({
      console,
      serial: options.serial,
      virtio: options.virtio,
      read: () => this.#input.read(),
      sent: (byte) => this.#trace?.output(byte),
    });
    const putchar = (byte: number) => uart.transmit(byte);
    const receive = () => uart.receive();
    const end = (stop: Stop) => this.#run.end(stop);

    const bus = new PhysicalBus(options.guestErrors);
    const { memory, clock } = this;
    const time = () => clock.time();
    const timersChanged = () => clock.changed();
    const harts = Array.from(
      { length: allHarts },
      (_, index) =>
        new Hart({
          memory,
          index,
          hartid: BigInt(index),
          isa,
          bus,
          time,
          timersChanged,
          trapped: () => this.#run.trapped(index),
          reentrantTriggers,
          ...(options.semihosting && { semihosting: () => this.#semihosting!.call(this.harts[index]!) }),
          imsic: imsicOf(board),
        }),
    );
    this.harts = harts;
    this.hand = options.hand ? harts.at(-1) : undefined;
    this.#devices = new Devices(virt(board, allHarts), {
      bus,
      harts,
      memory: this.memory,
      clock: this.clock,
      console: uart,
      lineTo,
      rom: resetVector(loaded),
      virtio: options.virtio,
      traceDisks: options.traceDisks,
      end,
    });
    // The harts compare their timers themselves; but a slice ends when one goes off, and so does the wait of all harts.
    for (const hart of harts) clock.add({ update: () => hart.ticksToTimer() });

    const warnings = [...loaded.warnings];
    this.warnings = warnings;
    const forGuest = { memory, clock, trace: this.#trace, receive, console, end };
    this.#semihosting = options.semihosting && new Semihosting(forGuest, options.semihosting);
    const schedule = new Schedule(hartCount, quantum);
    const htif = createHtif(this.memory, this.symbols, { putchar, receive, end }, (line) => warnings.push(line));
    if (options.bios === 'built-in') {
      this.firmware = new Firmware({
        harts,
        memory: this.memory,
        platform: platform(this.#devices, { harts, board }, putchar, end, (mark) =>
          options.marked?.({ ...mark, instructions: this.instructions }),
        ),
        policy,
        ...(options.pmuSnapshots !== undefined && { pmuSnapshots: options.pmuSnapshots }),
        ...(options.traceSbi && { trace: options.traceSbi }),
      });
    } else for (const hart of harts) hart.reset(BigInt(RESET_VECTOR));
    const [devices, trace, firmware] = [this.#devices, this.#trace, this.firmware];
    const parts = { memory, harts, clock, schedule, devices, htif, trace, firmware };
    const powerOn = new PowerOn({ ...parts, loaded });
    const boot = () => firmware?.boot({ entry: BigInt(loaded.start), fdt: BigInt(loaded.fdt) });
    boot();
    this.#run = new Run({
      ...parts,
      console,
      engine: options.engine?.make(harts, this.memory, trace?.ofInstructions),
      ...(options.reboots && !options.hand && { reset: () => (powerOn.again(), boot()) }),
    });
    this.#parts = new MachineParts(kindOf(options, decided), {
      ...parts,
      run: this.#run,
      input: this.#input,
      semihosting: this.#semihosting,
    });
  }

  /** What every state of this machine is made as. */
  get form(): Form {
    return this.#parts.form;
  }

  /** Instructions that all harts have retired together. */
  get instructions(): number {
    return this.#run.instructions;
  }

  /** Why the machine has ended; undefined as long as it has not. */
  get ended(): Stop | undefined {
    return this.#run.ended;
  }

  /** Traps and interrupts that all harts have taken together. */
  get traps(): number {
    return this.boundaries - this.instructions;
  }

  /** Boundaries that all harts have passed together: instructions retired, and traps and interrupts taken. */
  get boundaries(): number {
    return this.#run.boundaries;
  }

  /**
   * How far the run has come: its boundaries, and the skips of time when all harts waited. Between two positions nothing
   * happens that console input could change, so the position at which a byte arrives says all about when it did.
   */
  get position(): number {
    return this.#run.position;
  }

  /** What all devices hold: what has not changed is the same object. */
  deviceStates(): DeviceStates {
    return this.#devices.save();
  }

  /** What of such states software below M-mode can see, or decides what it will see. */
  observable(states: DeviceStates): DeviceStates {
    return this.#devices.observable(states);
  }

  /**
   * A hash over what this machine is and the state it is in, 16 hexadecimal digits. Two machines that have it in common
   * before their first step, and run with the same policy and the same input, give the same run.
   */
  fingerprint(): string {
    const hash = new WordHash();
    this.#addState(hash);
    return hash.digest();
  }

  /** The hash over the run so far and the state it is in, 16 hexadecimal digits; undefined unless it was asked for. */
  traceHash(): string | undefined {
    if (!this.#trace) return undefined;
    const hash = new WordHash();
    hash.restore(this.#trace.save());
    this.#addState(hash);
    return hash.digest();
  }

  /** Adds the state of everything to `hash`, but for the hash over the run. */
  #addState(hash: WordHash): void {
    hash.data({ state: { ...this.#parts.save(), trace: undefined }, pages: this.#ram.pages() });
  }

  /**
   * Lets the next hart in the round robin pass one boundary: it takes an interrupt or executes an instruction. Answers
   * what it did, until the next step; undefined when no hart can step, for which `run` gives the reason.
   */
  step(): Step | undefined {
    return this.#run.step();
  }

  /** Runs until the machine ends, waits for input, has retired `maxInstructions`, or is to pause. */
  run(options: RunOptions = {}): Stop {
    return this.#run.run(options);
  }

  /** The run that is under way pauses at the boundary that is being passed: for who is told of something there. */
  pause(): void {
    this.#run.pause();
  }

  /**
   * Lets this hart pass up to so many boundaries, at least 1, by itself, until it takes a trap or returns from M-mode, waits,
   * or changes what would concern the rest of the machine: no time passes, no turn ends, and no firmware handles a trap.
   * Answers how many it has passed. A rollback undoes that.
   */
  runAlone(hart: Hart, boundaries: number): number {
    return this.#run.runAlone(hart, boundaries);
  }

  /** The whole machine, as data. */
  save(): Snapshot {
    this.#input.remember();
    return { state: this.#parts.save(), pages: this.#ram.save() };
  }

  /**
   * Makes this machine, which must have been made with the same options as the one that was saved, what `snapshot` says.
   * A checkpoint is forgotten.
   *
   * @param input whether the console gives the input that was read before again, or goes on behind it
   * @throws RangeError when the snapshot is of another kind of machine or damaged, or the console does not have the input
   * that it has read. The machine is then as it was.
   */
  restore(snapshot: Snapshot, input: 'again' | 'goes on' = 'again'): void {
    checkSnapshot(snapshot, this.form, { ramSize: this.memory.ramSize, traceMode: this.#trace?.mode });
    if (input === 'again') this.#input.restore(snapshot.state.input, positionOf(snapshot.state));
    else this.#input.goOn(snapshot.state.input);
    this.#ram.restore(snapshot.pages);
    this.#checkpoint = undefined;
    this.#parts.restore(snapshot.state);
  }

  /** Remembers this moment, instead of the one before, for `rollback`. Cheap: only what changes later is copied. */
  checkpoint(): void {
    this.#input.remember();
    this.#ram.checkpoint();
    for (const hart of this.harts) hart.live.keep();
    this.#checkpoint = this.#parts.saveRest();
  }

  /**
   * Goes back to the checkpoint, which stays. That is a store like any other: what is cached of RAM and of the harts is
   * forgotten where they differ, and nothing else.
   *
   * @param changed is told of each page of RAM that is different, before it is brought back
   * @throws RangeError when there is no checkpoint
   */
  rollback(changed?: (memory: ChangedMemory) => void): void {
    if (!this.#checkpoint) throw new RangeError('there is no checkpoint to go back to');
    this.#input.restore(this.#checkpoint.input, positionOf(this.#checkpoint.run));
    this.#ram.rollback(changed);
    for (const hart of this.harts) hart.live.goBack();
    this.#parts.restoreRest(this.#checkpoint);
  }

  /**
   * What `run` does to the machine is undone when it answers. It may itself do something aside, but neither take a checkpoint
   * nor roll back.
   *
   * @param changed is told of each page of RAM that is different, before it is brought back
   */
  aside<T>(run: () => T, changed?: (memory: ChangedMemory) => void): T {
    this.#input.remember();
    this.#ram.mark();
    const rest = this.#parts.saveRest();
    const harts = this.harts.map(({ live }) => live.copy());
    try {
      return run();
    } finally {
      this.#input.restore(rest.input, positionOf(rest.run));
      this.#ram.unmark(changed);
      for (const [index, { live }] of this.harts.entries()) live.become(harts[index]!);
      this.#parts.restoreRest(rest);
    }
  }
}

/** The position of a state. */
const positionOf = ({ boundaries, skips }: Pick<MachineState, 'boundaries' | 'skips'>): number => boundaries + skips;
