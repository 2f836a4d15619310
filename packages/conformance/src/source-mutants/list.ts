import { deferredMutants } from './engine/deferred.ts';
import { engineMutants } from './engine/engine.ts';
import { floatingPointMutants as engineFloatMutants } from './engine/floating-point.ts';
import { hashingMutants } from './engine/hashing.ts';
import { landingPadMutants } from './engine/landing-pads.ts';
import { regionMutants } from './engine/regions.ts';
import { stopPointMutants } from './engine/stop-points.ts';
import { commitMutants } from './hart/commit.ts';
import { csrMutants } from './hart/csrs.ts';
import { floatingPointMutants } from './hart/floating-point.ts';
import { instructionMutants } from './hart/instructions.ts';
import { memoryMutants } from './hart/memory.ts';
import { stateMutants } from './hart/state.ts';
import { interruptFileMutants } from './hart/interrupt-files.ts';
import { interruptMutants } from './hart/interrupts.ts';
import { translationCacheMutants } from './hart/translation-caches.ts';
import { trapMutants } from './hart/traps.ts';
import { triggerMutants } from './hart/triggers.ts';
import { assemblerMutants } from './isa/assembler.ts';
import { isaMutants } from './isa/isa.ts';
import { comparisonMutants } from './lab/comparison.ts';
import { courtMutants } from './lab/court.ts';
import { hartMutants } from './lab/harts.ts';
import { judgedFirmwareMutants } from './lab/judged-firmware.ts';
import { labMutants } from './lab/lab.ts';
import { aplicMutants } from './machine/aplic.ts';
import { checkpointMutants } from './machine/checkpoints.ts';
import { deviceMutants } from './machine/devices.ts';
import { hardwareErrorMutants } from './machine/hardware-errors.ts';
import { imsicMutants } from './machine/imsic.ts';
import { machineMutants } from './machine/machine.ts';
import { networkMutants } from './machine/network.ts';
import { runMutants } from './machine/run.ts';
import { sliceMutants } from './machine/slices.ts';
import { symbolMutants } from './machine/symbols.ts';
import { virtioMutants } from './machine/virtio.ts';
import { callMutants } from './models/calls.ts';
import { consoleMutants } from './runner/console.ts';
import { campaignMutants } from './runner/court.ts';
import { runnerMutants } from './runner/runner.ts';
import { wordsMutants } from './runner/words.ts';
import { snapshotMutants } from './runner/snapshots.ts';
import { counterOverflowMutants } from './see/counter-overflow.ts';
import { cppcMutants } from './see/cppc.ts';
import { dbtrMutants } from './see/dbtr.ts';
import { firmwareMutants } from './see/firmware.ts';
import { fwftMutants } from './see/fwft.ts';
import { handlerMutants } from './see/handlers.ts';
import { suspMutants } from './see/susp.ts';
import { pmuMutants } from './see/pmu.ts';
import { mpxyMutants } from './see/mpxy.ts';
import type { SourceMutant } from './source-mutant.ts';
import { sseAttributeMutants } from './sse/attributes.ts';
import { sseFunctionMutants } from './sse/functions.ts';
import { sseHandlingMutants } from './sse/handling.ts';
import { sseOrderMutants } from './sse/order.ts';

/** The deliberate defects that are planted in sources, by what they are about. */
export const mutantGroups: Readonly<Record<string, readonly SourceMutant[]>> = {
  'state of a hart': stateMutants,
  commits: commitMutants,
  CSRs: csrMutants,
  'interrupt files': interruptFileMutants,
  traps: trapMutants,
  interrupts: interruptMutants,
  triggers: triggerMutants,
  memory: memoryMutants,
  'cached translations': translationCacheMutants,
  instructions: instructionMutants,
  'floating point': floatingPointMutants,
  engine: engineMutants,
  'stop points': stopPointMutants,
  'deferred work': deferredMutants,
  'landing pads': landingPadMutants,
  hashing: hashingMutants,
  regions: regionMutants,
  'floating point of the engine': engineFloatMutants,
  assembler: assemblerMutants,
  ISAs: isaMutants,
  firmware: firmwareMutants,
  'SBI calls': handlerMutants,
  'firmware features': fwftMutants,
  suspend: suspMutants,
  'SSE: functions': sseFunctionMutants,
  'SSE: attributes': sseAttributeMutants,
  'SSE: order': sseOrderMutants,
  'SSE: handling': sseHandlingMutants,
  DBTR: dbtrMutants,
  PMU: pmuMutants,
  MPXY: mpxyMutants,
  CPPC: cppcMutants,
  'overflows of counters': counterOverflowMutants,
  machine: machineMutants,
  symbols: symbolMutants,
  virtio: virtioMutants,
  'the network': networkMutants,
  checkpoints: checkpointMutants,
  aplic: aplicMutants,
  imsic: imsicMutants,
  devices: deviceMutants,
  'hardware errors': hardwareErrorMutants,
  runs: runMutants,
  slices: sliceMutants,
  lab: [...labMutants, ...hartMutants, ...judgedFirmwareMutants, ...comparisonMutants],
  'models of calls': callMutants,
  court: [...courtMutants, ...campaignMutants],
  runner: runnerMutants,
  "QEMU's words": wordsMutants,
  console: consoleMutants,
  'snapshot files': snapshotMutants,
};

/** All of them. */
export const sourceMutants: readonly SourceMutant[] = Object.values(mutantGroups).flat();
