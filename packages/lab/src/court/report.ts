import type { SourceName } from '../event-source.ts';
import type { Mode } from '../mode.ts';
import type { JudgedFirmware, ReportedStep, ReportedViolation } from '../report.ts';
import type { Oracle } from '../violation.ts';

/**
 * The result of a campaign, as `hartlab court --json` prints it: every case judged once for every defendant. It has neither
 * times nor paths of the host but those that the command line gave, so that equal campaigns have equal reports.
 */
export interface CourtReport {
  readonly defendants: readonly CourtDefendant[];
  readonly cases: readonly CourtCase[];
  /** By case, then by defendant, in the orders of these; fewer where the campaign stopped at its first finding. */
  readonly trials: readonly Trial[];
  /** In what a defendant differs from the one that it was compared with; absent where none was. */
  readonly comparisons?: readonly Comparison[];
  /** In what it is not as was expected; absent where nothing was. */
  readonly disagreements?: readonly Disagreement[];
}

/** A case or a finding that is not at as many boundaries as was expected. */
export interface Disagreement {
  /** The label of the defendant. */
  readonly defendant: string;
  /** Of a finding; or the name of a case, whose boundaries with an event are counted. */
  readonly id: string;
  /** 0 where it was not expected, or not found. */
  readonly expected: number;
  readonly found: number;
}

/** A firmware on trial. */
export interface CourtDefendant {
  /** Its name in the report: `built-in:opensbi-1.9`, or the name of the file. */
  readonly label: string;
  /** Of the built-in firmware. */
  readonly policy?: string;
  /** Who it is, if it is a file. */
  readonly firmware?: CourtFirmware;
}

/** A firmware file, and what of SSE it offers on a hart that has all that it might need. */
export interface CourtFirmware extends JudgedFirmware {
  /** The standard events that it has, by their descriptions (sbi "Software Event Identification"). */
  readonly events: readonly string[];
  /** Whether a hart can mask its events; a firmware that cannot is judged as if none had. */
  readonly masks: boolean;
}

/** What is judged: a payload with a handler and a source of its event. */
export interface CourtCase {
  /** `world-switch/minimal/software`: what the ids of its findings begin with. */
  readonly name: string;
  readonly payload: string;
  readonly handler: string;
  readonly source: SourceName;
  /** Harts that the payload sees. */
  readonly harts: number;
}

/** Boundaries by their numbers: runs, first and last included, ascending. */
export type BoundaryRuns = readonly (readonly [first: number, last: number])[];

/** One case, judged for one defendant. */
export interface Trial {
  /** The name of the case. */
  readonly case: string;
  /** The label of the defendant. */
  readonly defendant: string;
  /** The words of the command line that repeat it, without the program: `sweep world-switch …`. */
  readonly command: string;
  /** Boundaries in the window; `injected` of them took an event. */
  readonly boundaries: number;
  readonly injected: number;
  /** At how many of them something differs. */
  readonly differing: number;
  /** Why the others took none. */
  readonly skipped: readonly { readonly reason: string; readonly count: number; readonly at: BoundaryRuns }[];
  /** Who ran: the modes of the window's boundaries from the first on, as runs. */
  readonly modes: readonly { readonly mode: Mode; readonly count: number }[];
  readonly findings: readonly CourtFinding[];
  /** Where its run first differs from the one of the campaign's first defendant; absent where it never does. */
  readonly parting?: Parting;
  /** The trial ended at its first finding, as was asked. */
  readonly stopped?: true;
  /** Why it came no further: the payload or the firmware did not. */
  readonly failure?: string;
}

/** One kind of violation in a trial. */
export interface CourtFinding {
  /** The same for every build of a firmware: it has no address. Unique in a trial. */
  readonly id: string;
  readonly oracle: Oracle;
  readonly mode: Mode;
  /** `V`, `hstatus.SPV`; doublewords of memory are one field for each symbol that they belong to: `memory stack`. */
  readonly field: string;
  /** `0→1`, `lost`, `derailed to guest_return`. */
  readonly change: string;
  readonly count: number;
  readonly at: BoundaryRuns;
  /** The violation at the first of them. */
  readonly first: ReportedViolation;
  /** The steps of the event there that changed the hart; absent where nobody asked for them. */
  readonly steps?: readonly ReportedStep[];
}

/** The first boundary at which two runs of one case are not at the same instruction: from there on their numbers mean different places. */
export interface Parting {
  readonly boundary: number;
  /** Whose run it is compared with. */
  readonly from: string;
  /** Where this run is, and where the other: the address with its name, or null where the run has ended. */
  readonly here: string | null;
  readonly there: string | null;
}

/** In what a defendant differs from a model of it. */
export interface Comparison {
  /** The labels of the two. */
  readonly model: string;
  readonly defendant: string;
  /** Boundaries that were compared, and violations that both have. */
  readonly boundaries: number;
  readonly common: number;
  /** By case, then by boundary. */
  readonly differences: readonly CourtDifference[];
}

/** A violation that only one has, or that has other values in each. */
export interface CourtDifference {
  readonly case: string;
  readonly boundary: number;
  /** The interrupted instruction: its name, or its address. */
  readonly place: string;
  readonly mode: Mode;
  /** `delivery`: whether the event was delivered at all. */
  readonly oracle: Oracle | 'delivery';
  readonly field: string;
  /** What the model shows, and what the defendant does; null where it shows nothing wrong. */
  readonly model: Shown | null;
  readonly defendant: Shown | null;
}

/** What an oracle has said of a field, in words: values are hexadecimal. */
export interface Shown {
  readonly expected: string;
  readonly got: string;
  /** Who wrote it last, in words. */
  readonly writer: string;
}
