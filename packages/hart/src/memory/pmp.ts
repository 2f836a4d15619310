import { type Field, valueIn } from '../csr/csr.ts';
import { addressMatching, mseccfg, pmpaddrs, pmpConfiguration, pmpConfigurations } from '../csrs/csrs.ts';
import type { HartState, Privilege } from '../state/hart-state.ts';
import { pageBytes } from '../state/layout.ts';
import type { Access } from '../trap/trap.ts';

/** The accesses that are allowed. */
type Permissions = Readonly<Record<Access, boolean>>;

/** One entry that is not OFF: bytes `from` to `to`, `to` excluded, and what M-mode and the other modes may do there. */
interface Region {
  readonly from: number;
  readonly to: number;
  readonly machine: Permissions;
  readonly others: Permissions;
}

/** What the CSRs say. */
interface Rules {
  /** In order of priority. */
  readonly regions: readonly Region[];
  /** What M-mode may do where no region matches. The other modes may do nothing. */
  readonly unmatched: Permissions;
}

/**
 * Physical memory protection of one hart (priv "Physical Memory Protection"). The regions are read from the CSRs when
 * first needed after `flush`.
 *
 * Bounds above 2^53 lose their lowest bits in a number. No address that is checked lies there, and rounding keeps them
 * on their side of every one that is.
 */
export class Pmp {
  readonly #state: HartState;
  #rules: Rules | undefined;

  constructor(state: HartState) {
    this.#state = state;
  }

  /** Forgets what was read from the CSRs. */
  flush(): void {
    this.#rules = undefined;
  }

  /** Whether `privilege` may make this access to `length` bytes at physical `address`. */
  allows(address: number, length: number, access: Access, privilege: Privilege): boolean {
    const last = address + length;
    const { regions, unmatched } = this.#read();
    for (const region of regions) {
      if (address >= region.to || last <= region.from) continue;
      if (address < region.from || last > region.to) return false;
      return (privilege === 'M' ? region.machine : region.others)[access];
    }
    return privilege === 'M' && unmatched[access];
  }

  /** Whether one answer holds for the whole page at `page`: no region begins or ends inside it. */
  uniform(page: number): boolean {
    const inside = (bound: number) => bound > page && bound < page + pageBytes;
    return !this.#read().regions.some(({ from, to }) => inside(from) || inside(to));
  }

  #read(): Rules {
    return (this.#rules ??= readRules(this.#state));
  }
}

const held = (field: Field, state: HartState): number => valueIn(field, state.half(field.address, field.half));

/** An entry that matches no byte is left out. */
function readRules(state: HartState): Rules {
  const MML = held(mseccfg.MML, state) === 1;
  const MMWP = held(mseccfg.MMWP, state) === 1;
  const regions: Region[] = [];
  pmpConfigurations.forEach((field, entry) => {
    const configuration = held(field, state);
    const A = valueIn(pmpConfiguration.A, configuration);
    if (A === addressMatching.OFF) return;
    const { from, to } = bounds(state, entry, A);
    const permissions = MML ? lockdownPermissions : ordinaryPermissions;
    if (from < to) regions.push({ from, to, ...permissions(configuration) });
  });
  return { regions, unmatched: { load: !MMWP, store: !MMWP, fetch: !MMWP && !MML } };
}

const everything: Permissions = { load: true, store: true, fetch: true };

const has = (name: 'R' | 'W' | 'X' | 'L', configuration: number): boolean =>
  valueIn(pmpConfiguration[name], configuration) === 1;

/** priv "Locking and Privilege Mode": R, W and X bind M-mode only where L is set. */
function ordinaryPermissions(configuration: number): Pick<Region, 'machine' | 'others'> {
  const others = { load: has('R', configuration), store: has('W', configuration), fetch: has('X', configuration) };
  return { machine: has('L', configuration) ? others : everything, others };
}

/** What M-mode and the other modes may do with mseccfg.MML, by L, R, W and X (priv "Smepmp Physical Memory Protection Rules"). */
const lockdown: Readonly<Record<string, readonly [machine: string, others: string]>> = {
  '----': ['---', '---'],
  '---X': ['---', '--X'],
  '--W-': ['RW-', 'R--'],
  '--WX': ['RW-', 'RW-'],
  '-R--': ['---', 'R--'],
  '-R-X': ['---', 'R-X'],
  '-RW-': ['---', 'RW-'],
  '-RWX': ['---', 'RWX'],
  'L---': ['---', '---'],
  'L--X': ['--X', '---'],
  'L-W-': ['--X', '--X'],
  'L-WX': ['R-X', '--X'],
  'LR--': ['R--', '---'],
  'LR-X': ['R-X', '---'],
  'LRW-': ['RW-', '---'],
  LRWX: ['R--', 'R--'],
};

function lockdownPermissions(configuration: number): Pick<Region, 'machine' | 'others'> {
  const letters = (['L', 'R', 'W', 'X'] as const).map((name) => (has(name, configuration) ? name : '-'));
  const [machine, others] = lockdown[letters.join('')]!;
  return { machine: permissionsOf(machine), others: permissionsOf(others) };
}

const permissionsOf = (letters: string): Permissions => ({
  load: letters.includes('R'),
  store: letters.includes('W'),
  fetch: letters.includes('X'),
});

/** The bytes that an entry matches, by its A field: OFF, TOR, NA4 or NAPOT (priv "Address Matching"). */
function bounds(state: HartState, entry: number, A: number): { from: number; to: number } {
  const address = (n: number) => state.cell(pmpaddrs[n]!.address) << 2n;
  const top = address(entry);
  switch (A) {
    case addressMatching.TOR:
      return { from: entry === 0 ? 0 : Number(address(entry - 1)), to: Number(top) };
    case addressMatching.NA4:
      return { from: Number(top), to: Number(top) + 4 };
    case addressMatching.NAPOT: {
      // The lowest zero of pmpaddr says how large the region is: y…y01…1 with n ones is 2^(n+3) bytes.
      const size = ((top | 3n) + 1n) & ~(top | 3n);
      const from = top & ~(2n * size - 1n);
      return { from: Number(from), to: Number(from + 2n * size) };
    }
    default:
      return { from: 0, to: 0 };
  }
}
