import type { Isa } from '@hartlab/isa';
import { makeDirty } from './csrs/context-status.ts';
import type { Core, RnmiVectors } from './core.ts';
import type { Why } from './engine.ts';
import { EnginePort } from './engine-port.ts';
import { type Affected, type Csr, type Effect, type Field, type Half, isView, type Register } from './csr/csr.ts';
import type { HartOptions } from './hart-options.ts';
import { plansOf } from './csr/csr-plan.ts';
import { exists } from './csr/extensions.ts';
import { acting, held, readCsr } from './csr/csr-value.ts';
import { resetValue, writeHalves } from './csr/csr-write.ts';
import { csrs, type FileNumber, receive } from './csrs/csrs.ts';
import { LiveCells } from './csrs/live-cells.ts';
import { encodePrivilege, HartState, modeOf, type Privilege } from './state/hart-state.ts';
import type { Commit } from './state/commit.ts';
import type { Step } from './state/step.ts';
import { Interpreter } from './interpreter/interpreter.ts';
import { InterruptWatch, isInterruptPending } from './trap/interrupts.ts';
import { ticksToTimer } from './trap/timers.ts';
import { PerformanceCounters } from './debug/performance-counters.ts';
import { PhysicalMemory } from './memory/physical-memory.ts';
import { Pmp } from './memory/pmp.ts';
import { drive, type InterruptLine } from './trap/interrupt-lines.ts';
import { type Access, type Trap, TrapRecord, type TrapTarget } from './trap/trap.ts';
import { TrapEntry } from './trap/trap-entry.ts';
import { TrapReturn } from './trap/trap-return.ts';
import { Triggers } from './debug/triggers.ts';
import { faulted } from './memory/translation.ts';
import type { AccessMode, Place } from './memory/address-space.ts';
import { VirtualMemory } from './memory/virtual-memory.ts';
import { Stops } from './debug/stops.ts';
import { WatchedMemory } from './debug/watched-memory.ts';

/**
 * One hart: its registers, and what it does with them. All of its state is in its block of the machine's memory; what
 * the hart caches outside of it, the flush methods forget.
 *
 * Register values are unsigned 64-bit bigints.
 */
export class Hart implements Core {
  readonly index: number;
  readonly hartid: bigint;
  readonly isa: Isa;
  readonly guestFiles: number | undefined;
  readonly state: HartState;
  readonly plans: Core['plans'];
  /** The platform's real-time counter, in ticks. */
  readonly mtime: () => bigint;
  /** The exception that the present instruction has raised, and the trap that the hart is about to take. */
  readonly raised: TrapRecord = new TrapRecord();
  readonly rnmiVectors: RnmiVectors;
  readonly stops: Stops;
  /** What the latest boundary did; only the reason, if the hart could pass none. It is valid until the next one. */
  readonly latest: Step;
  /** All that the latest boundary did that was observed. It is valid until the next one is. */
  readonly commit: Commit;
  /** The hart as an engine sees it. */
  readonly port: EnginePort;
  /** All that the hart holds, to be kept, compared and brought back. */
  readonly live: LiveCells;
  readonly #timersChanged: (() => void) | undefined;
  readonly semihosting: Core['semihosting'];
  readonly #entry: TrapEntry;
  readonly #return: TrapReturn;
  readonly #pmp: Pmp;
  readonly #memory: VirtualMemory;
  readonly #interrupts: InterruptWatch;
  readonly #triggers: Triggers;
  readonly #counters: PerformanceCounters;
  readonly #interpreter: Interpreter;
  /** A value on its way between a bigint and halves. */
  readonly #wide = new BigUint64Array(1);
  readonly #halves = new Uint32Array(this.#wide.buffer);

  /** The hart is reset, with pc 0. */
  constructor(options: HartOptions) {
    const { memory, index, hartid, isa, bus, time, trapped, imsic, reentrantTriggers = true } = options;
    this.index = index;
    this.hartid = hartid;
    this.isa = isa;
    this.guestFiles = imsic?.guestFiles;
    this.plans = plansOf(isa);
    this.mtime = time;
    this.#timersChanged = options.timersChanged;
    this.semihosting = options.semihosting;
    this.rnmiVectors = options.rnmiVectors ?? { interrupt: 0n, exception: 0n };
    this.state = new HartState(memory, index);
    this.stops = new Stops(this.state, memory, () => this.#memory.addresses.forget());
    this.live = new LiveCells(memory.hartBlock(index), (affected) => this.#tell(affected), imsic !== undefined);
    this.#entry = new TrapEntry(this);
    this.#return = new TrapReturn(this, memory.run);
    this.#pmp = new Pmp(this.state);
    this.#triggers = new Triggers(this, reentrantTriggers);
    const physical = new PhysicalMemory(memory, bus, this.#pmp, index);
    this.#memory = isa.has('Sdtrig')
      ? new WatchedMemory(this, physical, this.#triggers)
      : new VirtualMemory(this, physical);
    const interrupts = (this.#interrupts = new InterruptWatch(this));
    const counters = (this.#counters = new PerformanceCounters(this));
    this.#interpreter = new Interpreter(this, memory.run, this.#memory, interrupts, counters, this.#triggers, trapped);
    this.latest = this.#interpreter.latest;
    this.commit = this.#interpreter.commit;
    this.port = new EnginePort(this, {
      memory,
      index,
      interpreter: this.#interpreter,
      addresses: this.#memory.addresses,
      interrupts,
      counters,
      triggers: this.#triggers,
    });
    this.reset(0n);
  }

  /** Bit 0 is always zero. */
  get pc(): bigint {
    return this.state.pc;
  }
  set pc(value: bigint) {
    this.state.pc = value & ~1n;
  }

  /** The nominal privilege mode. */
  get privilege(): Privilege {
    return this.state.privilege;
  }
  set privilege(value: Privilege) {
    this.enter(value, this.V);
  }

  /** The virtualization mode. */
  get V(): boolean {
    return this.state.V;
  }
  set V(value: boolean) {
    this.enter(this.privilege, value);
  }

  /** Whether the hart waits in WFI. */
  get waiting(): boolean {
    return this.state.waiting;
  }
  set waiting(value: boolean) {
    this.state.waiting = value;
  }

  /** Whether the hart is stopped (SBI HSM): it is not to be stepped. */
  get stopped(): boolean {
    return this.state.stopped;
  }
  set stopped(value: boolean) {
    this.state.stopped = value;
  }

  /** Whether the hart has stopped for good, because it could take no trap; reset ends it. */
  get criticalError(): boolean {
    return this.state.criticalError;
  }

  /** x0 to x31. */
  x(n: number): bigint {
    return this.state.x[n]!;
  }
  /** Writes to x0 are dropped. */
  setX(n: number, value: bigint): void {
    if (n !== 0) this.state.x[n] = value;
  }

  /** f0 to f31, whatever format is in them. */
  f(n: number): bigint {
    return this.state.f[n]!;
  }
  setF(n: number, value: bigint): void {
    this.state.f[n] = value;
  }

  /** The value of one field that acts, right-aligned. */
  get(field: Field): number {
    const { address, half, ones, shift, plain } = field;
    return plain ? (this.state.half(address, half) & ones) >>> shift : acting(field, this);
  }
  /** What the register's cell holds of a field, right-aligned, whether it acts or not. */
  held(field: Field): number {
    return held(field, this);
  }
  /** Changes one field of a register's cell: no gate, no WARL rule. */
  set({ address, half, shift, ones, affects }: Field, value: number): void {
    const old = this.state.half(address, half);
    const changed = ((value << shift) ^ old) & ones;
    if (changed === 0) return;
    this.state.setHalf(address, half, old ^ changed);
    if (affects.length !== 0) for (const affected of affects) this.#tell(affected);
  }

  /** What software reads in this CSR; no gate is asked. */
  read(csr: Csr): bigint {
    return readCsr(csr, this);
  }
  /** Writes as an M-mode CSR instruction does, with all its effects; no gate is asked. */
  write(csr: Csr, value: bigint): void {
    this.#wide[0] = value;
    this.writeHalves(csr, this.#halves[0]!, this.#halves[1]!);
  }
  /** The same with a value in halves, signed or unsigned. */
  writeHalves(csr: Csr, low: number, high: number): void {
    writeHalves(csr, low, high, this);
    if (csr.partOf) makeDirty(csr.partOf, this);
  }

  lines(half: Half): number {
    return this.state.lines(half);
  }
  half(address: number, half: Half): number {
    return this.state.half(address, half);
  }
  /** What the register's cell holds, whatever software reads in it. */
  cell(address: number): bigint {
    return this.state.cell(address);
  }
  store({ address, effects }: Register, low: number, high: number): void {
    const cells = this.state.csrHalves;
    this.state.commit?.wrote('csr', address);
    const at = 2 * address;
    const changedLow = cells[at]! ^ low;
    const changedHigh = cells[at + 1]! ^ high;
    cells[at] = low;
    cells[at + 1] = high;
    this.changed(effects, changedLow, changedHigh);
  }
  /** Tells whom it affects that these bits of the two halves of a cell have changed. */
  changed(effects: readonly Effect[], low: number, high: number): void {
    for (let index = 0; index < effects.length; index++) {
      const { affected, lowMask, highMask, always } = effects[index]!;
      if (always || ((lowMask & low) | (highMask & high)) !== 0) this.#tell(affected);
    }
  }

  /** Those have to hear whom a change affects. A switch, as there are many changes in a trap. */
  #tell(affected: Affected): void {
    switch (affected) {
      case 'interrupt-enables':
        return this.#interrupts.enablesChanged();
      case 'modified-privilege':
        return this.#memory.addresses.modifiedPrivilegeChanged();
      case 'translation':
        return this.#memory.addresses.changed();
      case 'interrupts':
        return this.#interrupts.changed();
      case 'timers':
        this.#interrupts.timersChanged();
        return this.#timersChanged?.();
      case 'counters':
        return this.#counters.changed();
      case 'triggers':
        return this.#triggers.changed();
      case 'protection':
        this.#pmp.flush();
        return this.#memory.addresses.forget();
    }
  }

  /** Changes the privilege and virtualization modes, and nothing else. */
  enter(privilege: Privilege, V: boolean): void {
    this.enterMode(modeOf(encodePrivilege(privilege), V ? 1 : 0));
  }

  /** The same by its number. */
  enterMode(mode: number): void {
    if (this.state.mode === mode) return;
    this.state.mode = mode;
    this.#memory.addresses.modeChanged();
    this.#interrupts.enablesChanged();
  }

  /** 32 bits of the platform's real-time counter. */
  time(half: Half): number {
    this.#wide[0] = this.mtime();
    return this.#halves[half]!;
  }

  /** Lets the hart run, as `Engine.run` says, interpreting. `told` is called at each boundary, when `latest` tells of it. */
  run(budget: number, told?: () => void): Why {
    return this.#interpreter.run(budget, told);
  }

  /** A slice of one boundary, of which `commit` then tells all. */
  runObserved(told?: () => void): Why {
    return this.#interpreter.observe(told);
  }

  /**
   * One instruction boundary by itself, for which no time passes: takes the highest pending interrupt, or else executes one
   * instruction; in WFI, or after a critical error, nothing.
   */
  step(): Step {
    return this.#interpreter.step();
  }

  /** One boundary as `step` passes it, and all that it did. */
  observe(): Commit {
    this.#interpreter.step(true);
    return this.commit;
  }

  /** In how many ticks, at least 1, a timer of the hart next makes its interrupt pending, if one is enabled. */
  ticksToTimer(): bigint | undefined {
    return ticksToTimer(this, this.mtime());
  }

  /** Takes a trap, in the mode to which it is delegated or in `target`, which must not be less privileged. */
  trap(trap: Trap, target?: TrapTarget): void {
    this.#entry.enter(this.raised.set(trap), target);
  }

  /** Takes the trap that is raised, in the mode to which it is delegated. */
  trapRaised(): void {
    this.#entry.enter(this.raised);
  }

  /** Takes an interrupt in this mode, by the code that it has there. */
  interrupt(code: number, target: TrapTarget): void {
    this.#entry.enter(this.raised.setInterrupt(code), target);
  }

  /** What the MRET instruction does, whatever the mode. */
  mret(): void {
    this.#return.mret();
  }

  /** What the SRET instruction does with the present V. */
  sret(): void {
    this.#return.sret();
  }

  /** What the MNRET instruction does, whatever the mode. */
  mnret(): void {
    this.#return.mnret();
  }

  settleCounters(): void {
    this.#counters.settle();
  }

  /** A device drives this interrupt line; those of local interrupts that the hart does not have lead nowhere. */
  setInterrupt(line: InterruptLine, level: boolean): void {
    if (drive(line, level, this)) this.#interrupts.changed();
  }

  /** A message-signaled interrupt arrives in an interrupt file of the hart's IMSIC. */
  receive(file: FileNumber, identity: number): void {
    receive(file, identity, this);
  }

  /** A device drives the RNMI line; without Smrnmi there is none. */
  setNonMaskableInterrupt(level: boolean): void {
    this.state.nonMaskableInterrupt = level && this.isa.has('Smrnmi');
    this.#interrupts.changed();
  }

  /** Whether an interrupt is pending and individually enabled, which ends a WFI whatever the global enables say. */
  interruptPending(): boolean {
    return this.state.nonMaskableInterrupt || isInterruptPending(this);
  }

  /**
   * Translates the address of an access to one byte, made by `as` or else by the hart itself, PMP included. Where
   * hardware updates A and D bits, it does so.
   */
  translate(address: bigint, access: Access, as?: AccessMode): Place {
    return this.#locate(address, access, as, false);
  }

  /** Where such an access would go, for those who only look: nothing changes. */
  peek(address: bigint, access: Access, as?: AccessMode): Place {
    return this.#locate(address, access, as, true);
  }

  #locate(address: bigint, access: Access, as: AccessMode | undefined, peeks: boolean): Place {
    this.#wide[0] = address;
    const physical = this.#memory.addresses.locateByte(access, this.#halves[0]!, this.#halves[1]!, as, peeks);
    return physical === faulted ? { trap: this.raised.trap } : { physical };
  }

  /** Forgets all that is cached of CSRs, and looks for interrupts anew. To be called after others changed the hart's block. */
  flushTranslations(): void {
    this.#triggers.look();
    for (const affected of ['translation', 'protection', 'timers', 'counters'] as const) this.#tell(affected);
  }

  /** The state after reset, in M-mode at `pc`. Devices go on driving their interrupt lines (priv "Reset"). */
  reset(pc: bigint): void {
    this.state.reset();
    this.pc = pc;
    this.enter('M', false);
    for (const csr of csrs)
      if (!isView(csr) && exists(csr, this.isa)) this.state.setCell(csr.address, resetValue(csr, this));
    this.flushTranslations();
  }
}
