import type { ExtensionName } from '@hartlab/models';

/** The extensions of which there are models. They are named here so that no other command has to load these. */
export const judgedExtensions = [
  'SSE',
  'BASE',
  'TIME',
  'IPI',
  'RFENCE',
  'HSM',
  'PMU',
  'SUSP',
  'FWFT',
  'DBTR',
  'MPXY',
] as const satisfies readonly ExtensionName[];

/** One of them. */
export type JudgedExtension = (typeof judgedExtensions)[number];
