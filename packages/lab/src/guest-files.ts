import allHarts from '../guests/all-harts.s?raw';
import counterProfile from '../guests/counter-profile.s?raw';
import cppc from '../guests/cppc.s?raw';
import doubleTrap from '../guests/double-trap.s?raw';
import ecall from '../guests/ecall.s?raw';
import errorInjection from '../guests/error-injection.s?raw';
import fpu from '../guests/fpu.s?raw';
import completeSave from '../guests/handlers/complete-save.s?raw';
import float from '../guests/handlers/float.s?raw';
import forgetful from '../guests/handlers/forgetful.s?raw';
import landing from '../guests/handlers/landing.s?raw';
import linux2025 from '../guests/handlers/linux-2025.s?raw';
import minimal from '../guests/handlers/minimal.s?raw';
import pmu from '../guests/handlers/pmu.s?raw';
import preserving from '../guests/handlers/preserving.s?raw';
import hello from '../guests/hello.s?raw';
import kernel from '../guests/kernel.s?raw';
import landingPad from '../guests/landing-pad.s?raw';
import mpxy from '../guests/mpxy.s?raw';
import nested from '../guests/nested.s?raw';
import perfTop from '../guests/perf-top.s?raw';
import poisonedLoad from '../guests/poisoned-load.s?raw';
import ras from '../guests/ras.s?raw';
import sampling from '../guests/sampling.s?raw';
import sbi from '../guests/sbi.s?raw';
import shadowStack from '../guests/shadow-stack.s?raw';
import start from '../guests/start.s?raw';
import suspend from '../guests/suspend.s?raw';
import twoHarts from '../guests/two-harts.s?raw';
import userReturn from '../guests/user-return.s?raw';
import user from '../guests/user.s?raw';
import worldSwitch from '../guests/world-switch.s?raw';
import worldSwitchGuest from '../guests/world-switch-guest.s?raw';
import worldSwitchTables from '../guests/world-switch-tables.s?raw';
import { floatForgetful, omission, singleOmissions } from './omissions.ts';

/** A guest or a handler that comes with the lab. */
export interface Sources {
  /** What it is for, in a line. */
  readonly is: string;
  /** The texts of its files, in their order. */
  readonly files: readonly string[];
  /** What it needs of a hart, as `-cpu` takes it; what every hart of ours has, if absent. */
  readonly cpu?: string;
  /** How many harts it needs; 1 if absent. */
  readonly harts?: number;
}

/** What every guest begins with. The texts are in the program, so that it needs no files where it runs. */
export const guestStart: string = [sbi, start].join('\n');

export const guestFiles = {
  hello: { is: 'says so on the SBI debug console', files: [hello] },
  ecall: { is: 'a U-mode program that calls its S-mode kernel', files: [ecall] },
  'world-switch': {
    is: 'a hypervisor that runs a guest as KVM does',
    files: [worldSwitch, worldSwitchTables, worldSwitchGuest],
  },
  'user-return': { is: 'a kernel that runs a user program as Linux does', files: [kernel, user, userReturn] },
  suspend: {
    is: 'a kernel that puts its hart and its system to sleep, with events masked and unmasked',
    files: [suspend],
  },
  'perf-top': {
    is: 'a kernel that is profiled as by perf top, with a handler that forgets sstatus',
    files: [kernel, user, perfTop],
    cpu: 'rv64,sscofpmf=true',
  },
  sampling: {
    is: 'a kernel that samples its program at every so many instructions, exactly',
    files: [sampling],
    cpu: 'rv64,sscofpmf=true',
  },
  'error-injection': { is: 'has hardware errors injected, and hears of them by events', files: [ras, errorInjection] },
  'poisoned-load': { is: 'loads corrupted data, and hears of it by a trap and events', files: [ras, poisonedLoad] },
  mpxy: { is: 'every hart has messages echoed, and tells the lab what it does', files: [allHarts, mpxy] },
  cppc: { is: 'every hart asks for a performance of its own', files: [allHarts, cppc] },
  'landing-pad': {
    is: 'a kernel and its program that jump to landing pads',
    files: [kernel, user, landingPad],
    cpu: 'rv64,zicfilp=true',
  },
  'shadow-stack': {
    is: 'a kernel and its program with a shadow stack each',
    files: [kernel, user, shadowStack],
    cpu: 'rv64,zicfiss=true',
  },
  'double-trap': {
    is: 'a kernel whose double traps are detected',
    files: [kernel, user, doubleTrap],
    cpu: 'rv64,ssdbltrp=true',
  },
  'counter-profile': {
    is: 'a kernel and its program, profiled with any period',
    files: [kernel, user, counterProfile],
    cpu: 'rv64,sscofpmf=true',
  },
  nested: { is: 'a kernel whose event handler is interrupted by an event', files: ['.equ DEPTH, 2', nested] },
  'nested-thrice': {
    is: 'a kernel whose own event has a handler that is interrupted by another event',
    files: ['.equ DEPTH, 3', nested],
    cpu: 'rv64,sscofpmf=true',
  },
  'two-harts': {
    is: 'harts that start, interrupt and fence each other and share a lock',
    files: [twoHarts],
    harts: 2,
  },
  fpu: { is: 'a kernel that hands the f registers to its program', files: [kernel, user, fpu] },
} as const satisfies Readonly<Record<string, Sources>>;

export const handlerFiles = {
  minimal: { is: 'returns at once', files: [minimal] },
  preserving: { is: 'takes a trap and puts back all it wrote but htval and htinst', files: [preserving] },
  forgetful: { is: 'takes a trap and forgets sstatus and hstatus', files: [forgetful] },
  'linux-2025': { is: 'takes a trap to wherever stvec points, and forgets hstatus', files: [linux2025] },
  'linux-2026': omission(
    'linux-2026',
    'takes a trap and puts back all it wrote but htval and htinst, as Linux would',
    'htval',
    'htinst',
    'sdt',
  ),
  'complete-save': { is: 'takes a trap and puts back all it wrote', files: [completeSave] },
  ...singleOmissions,
  landing: { is: 'returns at once, from a landing pad', files: [landing] },
  pmu: { is: 'reads and restarts a counter through the SBI', files: [pmu] },
  float: { is: 'computes with f registers and puts them back', files: [float] },
  'float-forgetful': floatForgetful,
} as const satisfies Readonly<Record<string, Sources>>;
