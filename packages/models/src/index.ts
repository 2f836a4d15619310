export { anyWay, type Choice, type Choose, type Question, type Way } from './judging/choices.ts';
export type {
  Answer,
  Call,
  Difference,
  Ground,
  HartSeen,
  Judgement,
  Protocol,
  Seen,
  Sequence,
  Span,
  Step,
} from './judging/protocol.ts';
export { extensions, type ExtensionName, type FunctionName, type SseFunction } from './functions.ts';
export { fewest } from './fewest.ts';
export { Random } from './random.ts';
export { differences, legal, returnFromMachineMode, type Context, type SupervisorExtensions } from './context.ts';
export { leave } from './sse/delivery.ts';
export { apply, newModel, type Action, type Shown } from './sse/model.ts';
export {
  attributesOf,
  eventOf,
  hartOf,
  type Model,
  type ModelEvent,
  type ModelHart,
  type ModelPlatform,
} from './sse/record.ts';
export { anyAction } from './sse/random-actions.ts';
export { sseProtocol } from './sse/sse-protocol.ts';
export type { SseState } from './sse/sse-state.ts';
export { anyWorldAction } from './world/random-world.ts';
export { OVERFLOW_EVENT } from './world/world-calls.ts';
export { FIRST_COUNTER } from './world/world-counters.ts';
export { act, isOverflowEnabled, isPossible } from './world/world-step.ts';
export {
  contextOf,
  isReady,
  newWorld,
  otherExtensions,
  worldHart,
  type World,
  type WorldAction,
  type WorldPlatform,
} from './world/world.ts';
export { callModels } from './calls/call-models.ts';
export { callProtocol } from './calls/call-protocol.ts';
export { numbersOf } from './calls/judge-call.ts';
export { sharedBytes } from './calls/learnt.ts';
export type { CallHart, CallPlatform, CallWorld } from './calls/call-world.ts';
export type { ExtensionModel } from './calls/extension-model.ts';
