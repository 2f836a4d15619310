import type { Payload, SweepOptions } from '@hartlab/lab';
import { machineFlags } from './build-machine.ts';
import type { FirmwareFile } from './judged-firmware.ts';
import type { Given } from './options.ts';
import { addressRangeOf } from './quantity.ts';
import { sweepFlags } from './sweep-payload.ts';

/** The flags that say what a sweep runs on and what it sweeps. */
export const settingFlags = [
  ...machineFlags.filter((name) => name !== 'handler' && name !== 'traceHash' && name !== 'machine'),
  ...sweepFlags,
  'machine',
  'nodefaults',
  'nographic',
  'restore',
  'maxInstructions',
  'source',
  'clock',
  'firmwareMemory',
  'hart',
  'mMode',
] as const;
export type SettingFlags = Given<(typeof settingFlags)[number]>;

/** What a sweep is made of. */
export interface SweepSetting {
  readonly payload: Payload;
  /** The firmware that is judged, if it is a file. */
  readonly firmware: Pick<FirmwareFile, 'file' | 'sha256'> | undefined;
  /** The policy of the built-in firmware. */
  readonly policy: NonNullable<SettingFlags['policy']>;
  /** For `sweep`. */
  readonly options: Pick<
    SweepOptions,
    'machine' | 'source' | 'hart' | 'at' | 'window' | 'patience' | 'clock' | 'firmwareMemory'
  >;
  /** What is odd about the files: a line each. */
  readonly warnings: readonly string[];
}

/** Boundaries within which a file comes to its window and out of it: a kernel boots in some thousand millions. */
const filesPatience = 10_000_000_000;

/** What the sweep itself is told of these flags. */
export const sweepOptions = (
  { window, source, hart, mMode, maxInstructions, clock, firmwareMemory }: SettingFlags,
  isFile: boolean,
  isJudged: boolean,
): Omit<SweepSetting['options'], 'machine'> => {
  const patience = maxInstructions ?? (isFile ? filesPatience : undefined);
  return {
    source: source ?? (isJudged ? 'software' : 'signal'),
    ...(hart !== undefined && { hart }),
    ...(mMode && { at: 'M-mode' }),
    ...(window !== undefined && { window }),
    ...(patience !== undefined && { patience }),
    ...(clock && { clock }),
    ...(firmwareMemory !== undefined && { firmwareMemory: addressRangeOf(firmwareMemory) ?? 'below the payload' }),
  };
};
