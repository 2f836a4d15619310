export { attendedHand, type AttendedHand } from './attended-hand.ts';
export type { Boundary } from './boundary.ts';
export { ComparedState } from './compared-state.ts';
export { courtReport } from './court/court-report.ts';
export { disagreementsWith, expectationOf, expectationText } from './court/expectation.ts';
export { caseName } from './court/finding-id.ts';
export { inspectFirmware } from './court/inspection.ts';
export type {
  BoundaryRuns,
  Comparison,
  CourtCase,
  CourtDefendant,
  CourtDifference,
  CourtFinding,
  CourtFirmware,
  CourtReport,
  Disagreement,
  Parting,
  Shown,
  Trial,
} from './court/report.ts';
export { TrialRecord, type ComparedViolation, type RecordedTrial } from './court/trial-record.ts';
export type { Defendant } from './defendant.ts';
export { exemptions, overflowExemptions, type Exemption } from './exemptions.ts';
export { expectedFindings, furtherFindings, type ExpectedFindings } from './expected-findings.ts';
export { endingDisagreements, expectedEndings, type ExpectedEnding } from './expected-endings.ts';
export type { Finding } from './finding.ts';
export { guestImage, guestSource } from './guest-image.ts';
export { guestHarts, guestIsa, guests, handlers, type GuestName, type HandlerName } from './guests.ts';
export type { Mode } from './mode.ts';
export { mutantPolicies, type MutantPolicyName } from './mutant-policies.ts';
export { adoptedPayload, guestPayload, payloadOf, type AddressSpan, type Payload } from './payload.ts';
export type { Derailment, Prediction, Premise } from './prediction.ts';
export { runProfiled, type FatalTrap, type ProfiledEnding } from './profiled-run.ts';
export {
  writerInWords,
  type JudgedFirmware,
  type ReportedViolation,
  type ReportedWriter,
  type SweepReport,
} from './report.ts';
export { reproduce, type FoundAt, type ReproducedFinding, type Reproduction } from './reproduction/reproduce.ts';
export { reproducerFile, type Origin } from './reproduction/reproducer-file.ts';
export type { ProvingMachine } from './reproduction/proving-ground.ts';
export { Stage, type StageOptions } from './protocol/stage.ts';
export {
  ProtocolTrial,
  type ChoicesTaken,
  type ProtocolFinding,
  type ProtocolReport,
  type TrialOptions,
} from './protocol/protocol-trial.ts';
export { reproducer, shellWord } from './reproducer.ts';
export { stateField, type ComparedField } from './state-field.ts';
export { sourceNames, type SourceName } from './event-source.ts';
export { sweep, type SweepOptions } from './sweep.ts';
export { SweepError } from './sweep-error.ts';
export {
  guestMachine,
  overflowingIsa,
  type GuestMachine,
  type MakeMachine,
  type WantedMachine,
} from './swept-machine.ts';
export { summary } from './summary.ts';
export { SweepRecord } from './sweep-record.ts';
export { Verdict } from './verdict.ts';
export type { Oracle, Violation } from './violation.ts';
export { markedWindow, type Place, type Window, type Within } from './window.ts';
