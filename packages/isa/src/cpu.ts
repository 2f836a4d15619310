import { type Extension, extensionNames, extensionNamed, implies, type Isa, IsaError, isaOf, parseIsa } from './isa.ts';
import { profiles } from './profiles.ts';

/** What QEMU's `rv64` has when nothing else is said. */
const rv64 =
  'M A F D C H Zicbom Zicbop Zicboz Zicntr Zicsr ' +
  'Zifencei Zihintntl Zihintpause Zihpm Zawrs Zfa Zba Zbb Zbc Zbs Sstc Sv57 Svadu Svbare';

/** The models that have a name of their own: of the extensions listed, they have those that are implemented. */
const models: ReadonlyMap<string, readonly Extension[]> = new Map(
  Object.entries({ rv64: rv64.split(' '), ...profiles }).map(([model, names]) => [
    model,
    names.map(extensionNamed).filter((extension) => extension !== undefined),
  ]),
);

/** The models and other words that `parseCpu` begins with, for help and errors. */
export const cpuModels: readonly string[] = [...models.keys(), 'max'];

/**
 * Reads what QEMU's -cpu takes: a model (`cpuModels`) or an ISA string, then extensions to add or to leave out:
 * `rva22s64,h=true,sstc=false`. Whatever implies an extension that is left out is left out with it.
 *
 * @throws IsaError with one line that says what is wrong.
 */
export function parseCpu(text: string): Isa {
  const [model = '', ...settings] = text.trim().split(',');
  const switches = new Map(settings.map((setting) => parseSwitch(text, setting)));
  const wanted = [...switches.keys()].filter((extension) => switches.get(extension));
  const unwanted = [...switches.keys()].filter((extension) => !switches.get(extension));

  for (const extension of unwanted) {
    if (extension === 'I' || extension === 'Zicsr') throw new IsaError(`'${text}': every hart has ${extension}`);
    const dependent = wanted.find((other) => implies(other, extension));
    if (dependent)
      throw new IsaError(`'${text}' asks for ${dependent}, which implies ${extension}, without ${extension}`);
  }
  const remains = (extension: Extension) => !unwanted.some((other) => implies(extension, other));
  return isaOf([...extensionsOf(model, text).filter(remains), ...wanted]);
}

/** All extensions of a model, implied ones too. */
function extensionsOf(model: string, text: string): readonly Extension[] {
  const named = models.get(model.toLowerCase());
  if (!named && !/^(?:rv64|max)/i.test(model))
    throw new IsaError(`'${text}' is not a CPU: write ${cpuModels.join(', ')} or an ISA string such as rv64imac_zicsr`);
  const isa = named ? isaOf(named) : parseIsa(model);
  return extensionNames.filter((extension) => isa.has(extension));
}

function parseSwitch(text: string, setting: string): [Extension, boolean] {
  const [, name = '', value = ''] = /^\s*(\w+)=(true|false|on|off)\s*$/i.exec(setting) ?? [];
  if (name === '')
    throw new IsaError(`'${text}': '${setting}' must be an extension and a value, as in h=true or sstc=false`);
  const extension = extensionNamed(name);
  if (!extension) throw new IsaError(`'${text}': the extension '${name}' is not implemented`);
  return [extension, /^(?:true|on)$/i.test(value)];
}
