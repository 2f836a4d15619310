import { type Field, type FieldDeclaration, type HartView, isWide, type Register, valueIn } from '../csr/csr.ts';
import { csr } from '../csr/csr-declaration.ts';
import { mseccfg } from './machine-security.ts';
import { addressMatching, pmpConfiguration } from './pmp-configuration.ts';

/** Entries that can be used. The CSRs of the others are there, and read-only zero. */
export const pmpEntries = 16;

const spec = 'priv "Physical Memory Protection CSRs"';
const count = 64;
const perRegister = 8;

const [R, W, X, A, L] = [
  pmpConfiguration.R.ones,
  pmpConfiguration.W.ones,
  pmpConfiguration.X.ones,
  pmpConfiguration.A.ones,
  pmpConfiguration.L.ones,
];

/**
 * One entry's configuration. Granularity is four bytes, so every A is legal. A locked entry stays as it is until reset,
 * unless mseccfg.RLB lets it change. With mseccfg.MML every combination of R, W and X means something, but a rule by
 * which M-mode could execute cannot be added; without it R = 0 with W = 1 is reserved, and W becomes 0 as on Spike.
 */
const configuration = (entry: number): FieldDeclaration => {
  const low = (entry % perRegister) * 8;
  return {
    bits: [low + 7, low],
    legal: (wanted, old, hart) => {
      const bypass = hart.get(mseccfg.RLB) === 1;
      if (old & L && !bypass) return old;
      if (hart.get(mseccfg.MML) === 0) return wanted & (L | A | X | (wanted & R ? R | W : 0));
      return machineMayExecute(wanted) && !bypass ? old : wanted & (L | A | X | W | R);
    },
  };
};

/** With MML: the rules for M-mode alone that have X, and locked shared code; not the data that L, R, W and X share. */
const machineMayExecute = (configuration: number): boolean => {
  const permissions = configuration & (L | R | W | X);
  const isLockedSharedCode = (permissions & (L | R | W)) === (L | W);
  return isLockedSharedCode || ((permissions & (L | X)) === (L | X) && permissions !== (L | R | W | X));
};

const numbers = (length: number) => Array.from({ length }, (_, index) => index);

/** pmpcfg0, pmpcfg2, … pmpcfg14: eight entries each. On RV64 those with odd numbers do not exist. */
export const pmpcfgs: readonly Register[] = numbers(count / perRegister).map((register) => {
  const entries = numbers(perRegister).map((index) => register * perRegister + index);
  const implemented = entries.filter((entry) => entry < pmpEntries);
  return csr(`pmpcfg${register * 2}` as 'pmpcfg0', {
    spec,
    affects: ['protection'],
    fields: Object.fromEntries(implemented.map((entry) => [`pmp${entry}cfg`, configuration(entry)])),
  });
});

/** The configuration of each entry that can be used. */
export const pmpConfigurations: readonly Field[] = pmpcfgs
  .flatMap(({ fields }) => fields)
  .filter((field): field is Field => !isWide(field));

/** The configuration of an entry; of one that does not exist, OFF. */
const configurationOf = (entry: number, hart: HartView): number => {
  const field = pmpConfigurations[entry];
  return field ? hart.get(field) : addressMatching.OFF;
};

/** priv "Locking and Privilege Mode": an entry's own lock, and that of a following entry that uses it as its bottom. */
const isLocked = (entry: number, hart: HartView): boolean => {
  if (hart.get(mseccfg.RLB) === 1) return false;
  const next = configurationOf(entry + 1, hart);
  return (
    (configurationOf(entry, hart) & L) !== 0 ||
    ((next & L) !== 0 && valueIn(pmpConfiguration.A, next) === addressMatching.TOR)
  );
};

/** pmpaddr0 to pmpaddr63: bits 55:2 of a physical address. */
export const pmpaddrs: readonly Register[] = numbers(count).map((entry) =>
  csr(`pmpaddr${entry}` as 'pmpaddr0', {
    spec,
    affects: ['protection'],
    fields:
      entry < pmpEntries ? { physical_address: { bits: [53, 0], readOnly: (hart) => isLocked(entry, hart) } } : {},
  }),
);
