import { cpuProperties } from './cpu-properties.ts';
import {
  type Extension,
  extensionNames,
  extensionNamed,
  implies,
  type Isa,
  IsaError,
  isaOf,
  isTranslationScheme,
  parseIsa,
} from './isa.ts';
import { models } from './models.ts';
import { nearestWord } from './nearest-word.ts';

/** What the specifications leave to a hart, and peers do differently. What is absent has the value that is said here. */
export interface CpuSettings {
  /**
   * Whether the device tree's riscv,isa has the letters only, as with QEMU's `short-isa-string=on`. If absent, it has where
   * the whole string is longer than the buffer of old software.
   */
  readonly shortIsaString?: boolean;
  /**
   * Whether a trigger with action 0 fires even where its exception would be taken by the handler that may be running,
   * because interrupts are off in the mode that handles it, as on QEMU; it is held back there otherwise, as on Spike
   * (debug "Native Triggers"). True if absent.
   */
  readonly reentrantTriggers?: boolean;
}

/** A hart's extensions, and how it does what they leave open. */
export interface Cpu extends CpuSettings {
  readonly isa: Isa;
}

/** The settings by the names that `parseCpu` has for them. */
const settings = {
  'short-isa-string': 'shortIsaString',
  'reentrant-triggers': 'reentrantTriggers',
} as const satisfies Record<string, keyof CpuSettings>;

/** The models and other words that `parseCpu` begins with, for help and errors. */
export const cpuModels: readonly string[] = [...models.keys(), 'max'];

/** What `parseCpu` can switch besides extensions, for help and errors. */
export const cpuSettings: readonly string[] = Object.keys(settings);

/** What a hart has unless the caller says otherwise, as on QEMU. */
export const DEFAULT_CPU = 'rv64';

/** Extensions that no hart of this version is without. */
const everywhere: ReadonlySet<Extension> = new Set(['I', 'Zicsr', 'Svbare']);

/**
 * Reads what QEMU's -cpu takes: a model (`cpuModels`) or an ISA string, then extensions and settings to switch:
 * `rva22s64,h=true,sstc=false`. QEMU's other properties change nothing, and are refused where they would have to.
 * Whatever implies an extension that is left out is left out with it. To name one of Sv39,
 * Sv48 and Sv57 with `true` is to choose it, and those within it, in place of the model's.
 *
 * @throws IsaError with one line that says what is wrong.
 */
export function parseCpu(text: string): Cpu {
  const [model = '', ...words] = text.trim().split(',');
  const switches = new Map<Extension, boolean>();
  const chosen: Record<string, boolean> = {};
  for (const word of words) {
    if (isProperty(text, word)) continue;
    const { name, value } = parseSwitch(text, word);
    const extension = extensionNamed(name);
    if (extension) switches.set(extension, value);
    else chosen[settingNamed(text, name)] = value;
  }
  return { isa: switched(text, modelNamed(model, text), switches), ...chosen };
}

/** The model's ISA with some extensions switched on or off. */
function switched(text: string, model: Isa, switches: ReadonlyMap<Extension, boolean>): Isa {
  const wanted = [...switches.keys()].filter((extension) => switches.get(extension));
  const unwanted = [...switches.keys()].filter((extension) => !switches.get(extension));
  for (const extension of unwanted) {
    if (everywhere.has(extension)) throw new IsaError(`'${text}': every hart has ${extension}`);
    const dependent = wanted.find((other) => implies(other, extension));
    if (dependent)
      throw new IsaError(`'${text}' asks for ${dependent}, which implies ${extension}, without ${extension}`);
  }
  const choosesScheme = wanted.some(isPaging);
  const remains = (extension: Extension) =>
    !unwanted.some((other) => implies(extension, other)) && !(choosesScheme && isPaging(extension));
  // Whoever speaks of schemes wants those that are left to be said, even if that is none but Bare.
  const speaksOfSchemes = [...switches.keys()].some(isPaging);
  const own = speaksOfSchemes
    ? [...extensionNames.filter((extension) => model.has(extension)), 'Svbare' as const]
    : model.extensions;
  return isaOf([...own.filter(remains), ...wanted]);
}

const isPaging = (extension: Extension) => isTranslationScheme(extension) && extension !== 'Svbare';

function modelNamed(model: string, text: string): Isa {
  const extensions = models.get(model.toLowerCase());
  if (extensions) return isaOf(extensions);
  if (/^(?:rv64|max)/i.test(model)) return parseIsa(model);
  throw new IsaError(
    `'${text}' is not a CPU: write ${cpuModels.join(', ')} or an ISA string such as rv64imac_zicsr; ` +
      `the nearest to '${model}' is ${nearestWord(model, cpuModels)}`,
  );
}

/** Whether a word is a property of `cpuProperties`, which changes nothing. @throws IsaError if it would have to */
function isProperty(text: string, word: string): boolean {
  const [, name = '', value = ''] = /^\s*([\w-]+)=\s*(\S*)\s*$/.exec(word) ?? [];
  const property = Object.hasOwn(cpuProperties, name.toLowerCase()) ? cpuProperties[name.toLowerCase()] : undefined;
  if (!property) return false;
  if (property.is.test(value)) return true;
  throw new IsaError(`'${text}': '${word.trim()}' is not to be had: ${property.has}`);
}

function parseSwitch(text: string, word: string): { readonly name: string; readonly value: boolean } {
  const [, name, value] = /^\s*([\w-]+)=(true|false|on|off)\s*$/i.exec(word) ?? [];
  if (name === undefined || value === undefined)
    throw new IsaError(`'${text}': '${word}' must be an extension and a value, as in h=true or sstc=false`);
  return { name, value: /^(?:true|on)$/i.test(value) };
}

function settingNamed(text: string, name: string): keyof CpuSettings {
  const known = Object.entries(settings).find(([setting]) => setting === name.toLowerCase());
  if (known) return known[1];
  const nearest = nearestWord(name, [...extensionNames.map((extension) => extension.toLowerCase()), ...cpuSettings]);
  throw new IsaError(`'${text}': the extension '${name}' is not implemented; the nearest that is, is ${nearest}`);
}
