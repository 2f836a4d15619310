import completeSave from '../guests/handlers/complete-save.s?raw';

/**
 * What `complete-save` takes care of, for its nested trap: CSRs that it puts back, of which stvec and sscratch become its own
 * meanwhile, and sstatus.SDT, which it clears.
 */
export const caredFor = [
  'sstatus',
  'hstatus',
  'stvec',
  'sscratch',
  'scause',
  'stval',
  'sepc',
  'htval',
  'htinst',
  'sdt',
] as const;

/** One of these. */
export type CaredFor = (typeof caredFor)[number];

/** The source of `complete-save` without the lines that take care of some state. */
const without = (...left: readonly CaredFor[]): string =>
  completeSave
    .split('\n')
    .filter((line) => !left.some((name) => line.includes(`#: ${name}`)))
    .join('\n');

/** `complete-save` without some of its care, under a name of its own. */
export const omission = (name: string, is: string, ...left: readonly CaredFor[]) => ({
  is,
  files: [`# ${name}: complete-save as below, without its care for ${left.join(', ')}.\n`, without(...left)],
});

/** The handler that takes care of all but one piece of state. */
type SingleOmission = `complete-save-without-${CaredFor}`;

/** The name of that handler. */
export const withoutOne = (left: CaredFor): SingleOmission => `complete-save-without-${left}`;

/** A handler for each single omission. */
export const singleOmissions = Object.fromEntries(
  caredFor.map((left) => [withoutOne(left), omission(withoutOne(left), `complete-save, but for ${left}`, left)]),
) as Readonly<Record<SingleOmission, ReturnType<typeof omission>>>;
