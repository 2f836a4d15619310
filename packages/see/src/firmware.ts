import { hex, type Extension } from '@hartlab/isa';
import {
  encodePrivilege,
  exception,
  interrupt,
  mcause,
  mepc,
  mncause,
  mnepc,
  mnstatus,
  mstatus,
  mtval,
  mtval2,
  type Hart,
  type MachineMemory,
  type Trap,
} from '@hartlab/hart';
import { SbiDispatcher, type FirmwareEvent } from '@hartlab/sbi';
import { events, platformEvents, Sse } from '@hartlab/sse';
import type { EventSource, Following, ResumePolicy, SseSnapshot } from '@hartlab/sse';
import { routeOverflow } from './counter-overflow.ts';
import { Cppc } from './cppc/cppc.ts';
import { Dbtr } from './dbtr/dbtr.ts';
import { install } from './firmware-region.ts';
import { Fwft } from './fwft/fwft.ts';
import { base } from './handlers/base.ts';
import { dbcn } from './handlers/dbcn.ts';
import { hsm } from './handlers/hsm.ts';
import { ipi, ipiInterrupt } from './handlers/ipi.ts';
import { legacyCalls } from './handlers/legacy.ts';
import { rfence } from './handlers/rfence.ts';
import { srst } from './handlers/srst.ts';
import { susp } from './handlers/susp.ts';
import { time, timerInterrupt } from './handlers/time.ts';
import { errorEventOf, errorEvents } from './error-events.ts';
import {
  configure,
  enableNonMaskableInterrupts,
  enterSupervisor,
  type Entry,
  hasLocalErrorInterrupts,
} from './machine-mode.ts';
import { Mpxy } from './mpxy/mpxy.ts';
import { openMachineFile } from './machine-file.ts';
import type { Platform } from './platform.ts';
import { Pmu } from './pmu/pmu.ts';
import { redirect, trapTaken } from './redirect.ts';
import type { Service } from './service.ts';
import { supervisedHartForm, type SupervisedHart, type SupervisedHartSnapshot } from './supervised-hart.ts';
import { SupervisedHarts } from './supervised-harts.ts';

/** What the firmware runs on, and how it resumes what an SSE event interrupted. */
export interface FirmwareOptions {
  /** In the order of their indices. The first one boots. */
  readonly harts: readonly Hart[];
  readonly memory: MachineMemory;
  readonly platform: Platform;
  readonly policy: ResumePolicy;
  /** Whether the PMU extension has snapshots in shared memory; true if absent. */
  readonly pmuSnapshots?: boolean;
  /** Is given one line for every SBI call. */
  readonly trace?: (line: string) => void;
}

/** Where the payload starts and where it finds the flattened device tree, as physical addresses. */
export interface BootOptions {
  readonly entry: bigint;
  readonly fdt: bigint;
}

/** All that the firmware remembers: plain data. Opaque but for that. */
export interface FirmwareSnapshot {
  readonly harts: readonly SupervisedHartSnapshot[];
  readonly sse: SseSnapshot;
  /** What each service remembers, by the name of its extension. */
  readonly services: Readonly<Record<string, unknown>>;
}

const M = encodePrivilege('M');
const ecallFromS = Number(exception.ecallFromS);
const doubleTrap = Number(exception.doubleTrap);
const hardwareError = Number(exception.hardwareError);

/** The traps that the firmware counts as they come (sbi "Event: Firmware events (Type #15)"). */
const countedTraps: Readonly<Record<number, FirmwareEvent>> = {
  [Number(exception.loadAddressMisaligned)]: 'MISALIGNED_LOAD',
  [Number(exception.storeAddressMisaligned)]: 'MISALIGNED_STORE',
  [Number(exception.loadAccessFault)]: 'ACCESS_LOAD',
  [Number(exception.storeAccessFault)]: 'ACCESS_STORE',
  [Number(exception.illegalInstruction)]: 'ILLEGAL_INSN',
};

const doubleTrapEvent = events.localDoubleTrap.event_id;
const overflowEvent = events.localPmuOverflow.event_id;

/**
 * The events that have a source: errors of hardware, double traps where harts can detect them, counters where their overflow
 * interrupts.
 */
const wiredEvents = (harts: SupervisedHarts, { errors }: Platform): readonly EventSource[] => {
  const has = (extension: Extension) => harts.all.some(({ hart }) => hart.isa.has(extension));
  const follows: Following = (hartid, now, was) => routeOverflow(harts.find(hartid)!.hart, now, was);
  return platformEvents({
    ...(errors && errorEvents),
    ...(has('Ssdbltrp') && { localDoubleTrap: { injectable: true } }),
    ...(has('Sscofpmf') && { localPmuOverflow: { injectable: true, follows } }),
  });
};

/**
 * M-mode firmware: the execution environment of a supervisor on real harts. It runs in no guest instructions: the
 * machine calls `trap` whenever a hart has entered M-mode, and finds the hart where MRET leads.
 */
export class Firmware {
  readonly sse: Sse;
  readonly #harts: SupervisedHarts;
  readonly #memory: MachineMemory;
  readonly #platform: Platform;
  readonly #services: readonly Service[];
  readonly #dispatcher: SbiDispatcher<SupervisedHart>;

  constructor({ harts, memory, platform, policy, pmuSnapshots = true, trace }: FirmwareOptions) {
    this.#memory = memory;
    this.#platform = platform;
    this.#harts = new SupervisedHarts(harts, memory, platform);
    this.sse = new Sse({
      harts: this.#harts.ids,
      policy,
      events: wiredEvents(this.#harts, platform),
      started: (hartid) => this.#harts.find(hartid)?.interruptible === true,
      wake: (hartid) => platform.sendIpi(hartid),
    });
    this.#services = [
      new Fwft(harts.length),
      new Pmu(this.#harts, pmuSnapshots),
      new Cppc(harts.length),
      new Mpxy(harts.length, platform),
      ...(harts.every(({ isa }) => isa.has('Sdtrig')) ? [new Dbtr(harts.length)] : []),
    ];
    this.#dispatcher = new SbiDispatcher<SupervisedHart>(
      [
        base((extension_id) => this.#dispatcher.has(extension_id)),
        time(platform),
        ipi(this.#harts, platform),
        rfence(this.#harts),
        hsm(this.#harts, platform, (stopping) => this.#hartStops(stopping)),
        srst(platform),
        dbcn(platform),
        susp(this.#harts),
        this.sse.extension,
        legacyCalls(this.#harts, platform),
        ...this.#services.map(({ implementation }) => implementation),
      ],
      trace,
    );
  }

  /** Takes all harts, which are in their reset state, and starts the payload on the first in S-mode. */
  boot({ entry, fdt }: BootOptions): void {
    install(this.#memory);
    this.#platform.begin?.();
    this.sse.reset();
    for (const service of this.#services) service.reset();
    this.#platform.errors?.enable(!this.#harts.all.every(({ hart }) => hasLocalErrorInterrupts(hart.isa)));
    for (const supervised of this.#harts.all) {
      const { hart } = supervised;
      supervised.softwareInterrupt = false;
      enableNonMaskableInterrupts(hart);
      openMachineFile(hart, this.#platform);
      if (supervised === this.#harts.all[0]) {
        supervised.hsm = { state: 'STARTED' };
        this.#start(supervised, { pc: entry, opaque: fdt });
        hart.mret();
      } else {
        supervised.hsm = { state: 'STOPPED' };
        supervised.park();
      }
    }
  }

  /**
   * Handles the trap for which `hart` is in M-mode and leaves M-mode again, or parks the hart. A trap that no firmware
   * could handle stops the machine through `Platform.halt`.
   */
  trap(hart: Hart): void {
    const supervised = this.#harts.all[hart.index]!;
    if (supervised.hasResumableNmi && hart.get(mnstatus.NMIE) === 0) {
      this.#platform.halt(unhandledNmi(hart));
      return;
    }
    const handled = hart.get(mstatus.MPP) === M ? this.#leaveParkingPlace(supervised) : this.#handle(supervised);
    if (!handled) {
      this.#platform.halt(unhandled(hart));
      return;
    }
    if (supervised.state !== 'STARTED') {
      supervised.park();
      return;
    }
    this.sse.deliver(supervised.supervisor);
    hart.mret();
  }

  /** Makes a software event pending: for event sources. False if the event is not there to be signalled. */
  signal(event_id: number, hartid: bigint): boolean {
    return this.sse.signal(event_id, hartid);
  }

  save(): FirmwareSnapshot {
    const services: Record<string, unknown> = {};
    for (const service of this.#services) services[service.implementation.extension.name] = service.save();
    return { harts: this.#harts.all.map((supervised) => supervised.save()), sse: this.sse.save(), services };
  }

  /** What every snapshot of it is made as (`Each`, `Either` and `OneOf` say what no example can). */
  get form(): unknown {
    return {
      harts: this.#harts.all.map(() => supervisedHartForm),
      sse: this.sse.form,
      services: Object.fromEntries(
        this.#services.map(({ implementation, form }) => [implementation.extension.name, form]),
      ),
    };
  }

  restore({ harts, sse, services }: FirmwareSnapshot): void {
    this.#harts.all.forEach((supervised, index) => supervised.restore(harts[index]!));
    this.sse.restore(sse);
    for (const service of this.#services) service.restore(services[service.implementation.extension.name]);
  }

  /** A supervisor starts afresh on this hart. */
  #start(supervised: SupervisedHart, entry: Entry): void {
    configure(supervised.hart, this.#memory.ramBase, this.#platform);
    for (const service of this.#services) service.hartStarts?.(supervised);
    enterSupervisor(supervised.hart, entry);
  }

  #hartStops(supervised: SupervisedHart): void {
    supervised.softwareInterrupt = false;
    this.sse.hart_stop(supervised.hartid);
    for (const service of this.#services) service.hartStops?.(supervised);
  }

  /** The traps from S-mode and below that are not delegated. False for one that cannot be handled. */
  #handle(supervised: SupervisedHart): boolean {
    const { hart } = supervised;
    const code = hart.half(mcause.address, 0);
    if (hart.get(mcause.Interrupt) === 1) return this.#interrupt(supervised, code);
    const counted = countedTraps[code];
    if (counted) supervised.counters.happened(counted);
    switch (code) {
      case ecallFromS:
        return this.#ecall(supervised);
      case doubleTrap:
        return this.#doubleTrap(supervised);
      case hardwareError:
        this.#takeErrors(supervised);
        return this.#redirect(supervised, trapTaken(hart));
      default:
        return this.#redirect(supervised, trapTaken(hart));
    }
  }

  #interrupt(supervised: SupervisedHart, code: number): boolean {
    switch (code) {
      case interrupt.MTI:
        timerInterrupt(supervised);
        return true;
      case interrupt.MSI:
        return this.#takeIpi(supervised);
      case interrupt.LCOFI:
        return this.sse.signal(overflowEvent, supervised.hartid, supervised.hartid);
      case interrupt.MEI:
        return this.#platform.hasMessageIpis ? this.#takeIpi(supervised) : this.#takeErrors(supervised);
      case interrupt.LowPriorityRAS:
      case interrupt.HighPriorityRAS:
        return this.#takeErrors(supervised);
      default:
        return false;
    }
  }

  #takeIpi(supervised: SupervisedHart): boolean {
    ipiInterrupt(supervised, this.#platform);
    return true;
  }

  /** Signals the events of the errors that hardware has logged, if it can. One that no supervisor has enabled is lost. */
  #takeErrors({ hartid }: SupervisedHart): boolean {
    const { errors } = this.#platform;
    if (!errors) return false;
    for (const { priority, hart } of errors.take(hartid)) {
      const target = hart === undefined ? hartid : this.#harts.all[hart]!.hartid;
      this.sse.signal(errorEventOf(priority, hart === undefined), target, hartid);
    }
    return true;
  }

  #redirect(supervised: SupervisedHart, trap: Trap): boolean {
    return redirect(supervised.hart, trap) || this.#doubleTrap(supervised);
  }

  /**
   * A trap that the supervisor could not take (priv "Double Trap Control in `sstatus` Register"): one of a guest is for
   * HS-mode, one of HS-mode itself for the handler of its double trap event, without which it cannot go on.
   */
  #doubleTrap(supervised: SupervisedHart): boolean {
    const { hart } = supervised;
    if (hart.get(mstatus.MPV) === 1) return this.#redirect(supervised, trapTaken(hart));
    if (this.sse.obstacle(doubleTrapEvent, hart.hartid)) return false;
    return this.sse.signal(doubleTrapEvent, hart.hartid, hart.hartid);
  }

  #ecall(caller: SupervisedHart): boolean {
    const { hart } = caller;
    const answer = this.#dispatcher.ecall(caller, caller.registers);
    if (answer.kind === 'redirect') return this.#redirect(caller, answer.trap);
    if (answer.kind !== 'resume') skipEcall(hart);
    caller.registers.answer(answer);
    return true;
  }

  /** The wait of a parked hart has ended: its state says whether it may go, and where. */
  #leaveParkingPlace(supervised: SupervisedHart): boolean {
    const { hart, hsm: was } = supervised;
    switch (was.state) {
      case 'STARTED':
        return false;
      case 'STOPPED':
        return true;
      case 'START_PENDING':
        this.#platform.clearIpi(hart.hartid);
        this.#start(supervised, was.entry);
        break;
      case 'SUSPENDED':
        if (was.entry) enterSupervisor(hart, was.entry);
        else supervised.unpark();
    }
    supervised.hsm = { state: 'STARTED' };
    return true;
  }
}

/** The call returns to the instruction after the ECALL: an address that mepc can hold, as the ECALL's was. */
function skipEcall({ state }: Hart): void {
  const low = state.half(mepc.address, 0) + 4;
  const high = state.half(mepc.address, 1);
  state.setHalves(mepc.address, low, low < 2 ** 32 ? high : high + 1);
}

/** One line on a trap that ends the run. */
function unhandled(hart: Hart): string {
  if (hart.read(mcause) === exception.doubleTrap) return unhandledDoubleTrap(hart);
  const where = hart.get(mstatus.MPP) === M ? 'M-mode' : 'below M-mode';
  const [cause, pc, value] = [mcause, mepc, mtval].map((csr) => hex(hart.read(csr)));
  return `hart ${hart.hartid}: the firmware cannot handle a trap from ${where}: mcause=${cause} mepc=${pc} mtval=${value}`;
}

function unhandledDoubleTrap(hart: Hart): string {
  const [cause, pc, value] = [mtval2, mepc, mtval].map((csr) => hex(hart.read(csr)));
  return `hart ${hart.hartid}: a double trap in S-mode, and no double-trap event to tell of it: cause=${cause} pc=${pc} tval=${value}`;
}

function unhandledNmi(hart: Hart): string {
  const [cause, pc] = [mncause, mnepc].map((csr) => hex(hart.read(csr)));
  return `hart ${hart.hartid}: the firmware has no handler for an RNMI: mncause=${cause} mnepc=${pc}`;
}
