import { readFileSync } from 'node:fs';
import { type CsrSetting, settings } from './settings.ts';
import { type CsrTable, parseTable, printTable } from './table.ts';

/** The ISA configurations whose tables are recorded. */
export const configurations = ['minimal', 'default', 'max'] as const;
export type Configuration = (typeof configurations)[number];

const settingNames = {
  minimal: ['granted'],
  default: ['reset', 'withheld'],
  max: ['reset', 'granted', 'withheld'],
} as const satisfies Record<Configuration, readonly string[]>;

/** The settings in which a configuration's tables are recorded: all for the largest, else those that show something new. */
export const settingsOf = (configuration: Configuration): readonly CsrSetting[] =>
  settings.filter(({ name }) => settingNames[configuration].some((one) => one === name));

/** Tables of a peer, as recorded. */
export interface Golden {
  /** The ISA string of our hart that is to be compared with them. */
  readonly isa: string;
  readonly tables: ReadonlyMap<CsrSetting['name'], CsrTable>;
}

const section = (setting: CsrSetting) => `## ${setting.name}: ${setting.title}\n`;

/** The text of a golden file; `source` says which peer it is, and how it was configured. */
export function printGolden(configuration: Configuration, { isa, tables }: Golden, source: string): string {
  const head = [
    `# Accesses to every CSR address from M, HS, U, VS and VU. Source: ${source}.`,
    `# hart ${isa}`,
    '# Values are hexadecimal: as found, and where writes are legal also after all ones and after all zeros were written.',
    '# A - in place of the names: illegal for every access. time: the value counts.',
  ];
  const body = settingsOf(configuration).map((setting) => section(setting) + printTable(tables.get(setting.name)!));
  return `${head.join('\n')}\n${body.join('')}`;
}

/** The file beside this one that holds the recorded tables of a configuration. */
export const goldenFile = (configuration: Configuration): string => `spike.${configuration}.golden.txt`;

/** Reads the recorded tables of a configuration. */
export function readGolden(configuration: Configuration): Golden {
  const text = readFileSync(new URL(goldenFile(configuration), import.meta.url), 'utf8');
  const isa = /^# hart (.*)$/m.exec(text)?.[1] ?? '';
  const tables = settingsOf(configuration).map((setting) => {
    const [, rest = ''] = text.split(section(setting));
    return [setting.name, parseTable(rest.split('## ')[0]!)] as const;
  });
  return { isa, tables: new Map(tables) };
}
