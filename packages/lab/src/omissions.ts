import completeSave from '../guests/handlers/complete-save.s?raw';
import float from '../guests/handlers/float.s?raw';

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

/** What `float` takes care of: sstatus.FS, f0 and f1, and fcsr. */
export const floatCaredFor = ['fs', 'f', 'fcsr'] as const;

/** One of these. */
export type FloatCaredFor = (typeof floatCaredFor)[number];

/** A source without the lines that take care of some state. */
const without = (source: string, left: readonly string[]): string =>
  source
    .split('\n')
    .filter((line) => !left.some((name) => new RegExp(`#: ${name}\\b`).test(line)))
    .join('\n');

/** `complete-save` without some of its care, under a name of its own. */
export const omission = (name: string, is: string, ...left: readonly CaredFor[]) => ({
  is,
  files: [`# ${name}: complete-save as below, without its care for ${left.join(', ')}.\n`, without(completeSave, left)],
});

/** The handler that takes care of all but one piece of state. */
type SingleOmission = `complete-save-without-${CaredFor}`;

/** The name of that handler. */
export const withoutOne = (left: CaredFor): SingleOmission => `complete-save-without-${left}`;

/** A handler for each single omission. */
export const singleOmissions = Object.fromEntries(
  caredFor.map((left) => [withoutOne(left), omission(withoutOne(left), `complete-save, but for ${left}`, left)]),
) as Readonly<Record<SingleOmission, ReturnType<typeof omission>>>;

/** `float` that takes care of nothing. */
export const floatForgetful = {
  is: 'computes with f registers, and forgets them, fcsr and FS',
  files: ['# float-forgetful: float as below, without its care.\n', without(float, floatCaredFor)],
};
