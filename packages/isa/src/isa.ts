import { nearestWord } from './nearest-word.ts';

/**
 * The extensions that this version implements, in the canonical order of ISA strings, each with what it implies
 * (unpriv "Canonical Order", "Summary"), but for Zalasr: the programs that were recorded on riscv-isa-sim are drawn in
 * this order.
 */
const extensions = {
  I: [],
  M: [],
  A: [],
  F: ['Zicsr'],
  D: ['F'],
  C: [],
  B: ['Zba', 'Zbb', 'Zbs'],
  H: ['Zicsr'],
  Zic64b: [],
  Zicbom: [],
  Zicbop: [],
  Zicboz: [],
  Ziccamoa: [],
  Ziccamoc: [],
  Ziccif: [],
  Zicclsm: [],
  Ziccrse: [],
  Zicfilp: ['Zicsr'],
  Zicfiss: ['Zicsr', 'A', 'Zimop'],
  Zicntr: ['Zicsr'],
  Zicond: [],
  Zicsr: [],
  Zifencei: [],
  Zihintntl: [],
  Zihintpause: [],
  Zihpm: ['Zicsr'],
  Zimop: [],
  Za128rs: [],
  Za64rs: ['Za128rs'],
  Zalasr: [],
  Zabha: ['A'],
  Zacas: ['A'],
  Zawrs: [],
  Zfa: ['F'],
  Zfh: ['Zfhmin'],
  Zfhmin: ['F'],
  Zcb: ['C'],
  Zcmop: ['C'],
  Zba: [],
  Zbb: [],
  Zbc: [],
  Zbkb: [],
  Zbkc: [],
  Zbkx: [],
  Zbs: [],
  Zkn: ['Zbkb', 'Zbkc', 'Zbkx', 'Zknd', 'Zkne', 'Zknh'],
  Zknd: [],
  Zkne: [],
  Zknh: [],
  Zks: ['Zbkb', 'Zbkc', 'Zbkx', 'Zksed', 'Zksh'],
  Zksed: [],
  Zksh: [],
  Zkt: [],
  Sdtrig: ['Zicsr'],
  Supm: ['Ssnpm'],
  Ssaia: ['Zicsr'],
  Ssccptr: [],
  Sscofpmf: ['Zihpm'],
  Sscounterenw: [],
  Ssdbltrp: ['Zicsr'],
  Ssnpm: [],
  Sspm: ['Smnpm'],
  Ssstateen: [],
  Ssstrict: [],
  Sstc: [],
  Sstvala: [],
  Sstvecd: [],
  Ssu64xl: [],
  Sv39: [],
  Sv48: ['Sv39'],
  Sv57: ['Sv48'],
  Svade: [],
  Svadu: [],
  Svbare: [],
  Svinval: [],
  Svnapot: [],
  Svpbmt: [],
  Svvptc: [],
  Sha: ['H', 'Ssstateen', 'Shcounterenw', 'Shgatpa', 'Shtvala', 'Shvsatpa', 'Shvstvala', 'Shvstvecd'],
  Shcounterenw: ['H'],
  Shgatpa: ['H'],
  Shtvala: ['H'],
  Shvsatpa: ['H'],
  Shvstvala: ['H'],
  Shvstvecd: ['H'],
  Smaia: ['Ssaia'],
  Smcntrpmf: ['Zicntr'],
  Smdbltrp: ['Zicsr'],
  Smepmp: [],
  Smmpm: [],
  Smnpm: [],
  Smrnmi: ['Zicsr'],
  Smstateen: ['Ssstateen'],
} as const satisfies Record<string, readonly string[]>;

/** An extension, in the letter case of its own chapter. */
export type Extension = keyof typeof extensions;

/**
 * Left out of `max`, as in QEMU's. Smdbltrp and Smrnmi change what a trap does right after reset, so software that has
 * never heard of them cannot start. Svade besides Svadu makes hardware leave A and D alone until it is asked.
 */
const onlyByName: ReadonlySet<Extension> = new Set(['Smdbltrp', 'Smrnmi', 'Svade']);

/**
 * The schemes of address translation, each with all that it implies. An ISA string that names none of them is silent about
 * translation, and such a hart has them all, as on Spike.
 */
const translationSchemes: ReadonlySet<Extension> = new Set(['Svbare', 'Sv39', 'Sv48', 'Sv57']);
export const isTranslationScheme = (extension: Extension): boolean => translationSchemes.has(extension);

/** Which extensions a hart has. M, S and U mode and the Zicsr instructions that they are made of are always there. */
export interface Isa {
  /** The canonical ISA string in lower case, as a device tree spells it: `rv64imach_zicsr_zifencei`. */
  readonly name: string;
  /** The extensions in that string, in its order. */
  readonly extensions: readonly Extension[];
  has(extension: Extension): boolean;
  /** What `make` makes of this ISA. It is made once, and every caller with the same `make` gets it. */
  made<T>(make: (isa: Isa) => T): T;
}

/** The ISA string cannot be understood, or names what is not implemented. */
export class IsaError extends Error {
  override readonly name = 'IsaError';
}

/** Every extension, in canonical order. */
export const extensionNames: readonly Extension[] = Object.keys(extensions) as Extension[];
const byLowerCase = new Map(extensionNames.map((name) => [name.toLowerCase(), name]));
/** Extensions that are nothing but all of what they imply. */
const shorthands = ['B', 'Zkn', 'Zks', 'Sha'] as const;

/** The extension of that name, in any letter case, if it is implemented. */
export const extensionNamed = (name: string): Extension | undefined => byLowerCase.get(name.toLowerCase());

/** Whether a hart with `extension` has `other` because of that. An extension implies itself. */
export const implies = (extension: Extension, other: Extension): boolean =>
  extension === other || extensions[extension].some((part) => implies(part, other));

/** What the letter G stands for. */
const general: readonly Extension[] = ['I', 'M', 'A', 'F', 'D', 'Zicsr', 'Zifencei'];
const isLetter = (name: string) => name.length === 1;

/**
 * Reads an ISA string such as `rv64gc_h_sstc`: in any letter case and any order. `g` stands for IMAFD with Zicsr and
 * Zifencei (unpriv "Instruction-Set Extension Names"). `rv64` alone means the base and what the privileged architecture
 * requires, `max` everything implemented but `Smdbltrp`, `Smrnmi` and `Svade`, which can be added: `max_smrnmi`. Where none
 * of `Svbare`, `Sv39`, `Sv48` and `Sv57` is named, the hart has them all, and `name` says nothing of them.
 *
 * @throws IsaError with one line that names what is unknown and what is nearest.
 */
export function parseIsa(text: string): Isa {
  return isaOf([...(isMax(text) ? extensionNames.filter((name) => !onlyByName.has(name)) : []), ...named(text)]);
}

/** An ISA with these extensions, with what they imply, and with the shorthands of which all parts are there. */
export function isaOf(wanted: readonly Extension[]): Isa {
  const named = closure(['I', 'Zicsr', ...wanted]);
  const inOrder = extensionNames.filter((name) => named.has(name));
  const unnamed = closure(inOrder.some(isTranslationScheme) ? [] : ['Sv57']);
  const words = inOrder.map((name) => name.toLowerCase());
  const kept = new Map<(isa: Isa) => unknown, unknown>();
  const isa: Isa = {
    name: `rv64${words.filter(isLetter).join('')}_${words.filter((name) => !isLetter(name)).join('_')}`,
    extensions: inOrder,
    has: (extension) => named.has(extension) || unnamed.has(extension),
    made: <T>(make: (isa: Isa) => T): T => {
      if (!kept.has(make)) kept.set(make, make(isa));
      return kept.get(make) as T;
    },
  };
  return isa;
}

/** The extensions with all that they imply. */
function closure(wanted: readonly Extension[]): ReadonlySet<Extension> {
  const present = new Set<Extension>();
  const include = (extension: Extension) => {
    present.add(extension);
    extensions[extension].forEach(include);
  };
  wanted.forEach(include);
  for (const shorthand of shorthands)
    if (extensions[shorthand].every((part) => present.has(part))) present.add(shorthand);
  return present;
}

const isMax = (text: string) => /^max(?:_|$)/i.test(text.trim());

/** The extensions that the text names, without what they imply. */
function named(text: string): Extension[] {
  const [, letters = '', more = ''] =
    /^(?:rv64|max(?=_|$))([a-z]*?)((?:_|[zsx][a-z\d]).*)?$/i.exec(text.trim()) ?? unreadable(text);
  const words = more.toLowerCase().split('_').filter(Boolean);
  return [...letters.toLowerCase().split(''), ...words].flatMap((word) =>
    word === 'g' ? general : (extensionNamed(word) ?? unknown(text, word)),
  );
}

function unreadable(text: string): never {
  throw new IsaError(`'${text}' is not an ISA string: it must be max, or begin with rv64, as rv64imac_zicsr does`);
}

function unknown(text: string, word: string): never {
  const known = extensionNames.filter((name) => isLetter(name) === isLetter(word)).map((name) => name.toLowerCase());
  const instead = isLetter(word)
    ? `the letters are ${known.join('')}`
    : `the nearest that is, is ${nearestWord(word, known)}`;
  throw new IsaError(`'${text}' names the extension '${word}', which is not implemented; ${instead}`);
}
