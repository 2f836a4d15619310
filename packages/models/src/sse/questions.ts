import type { Question } from '../judging/choices.ts';

/** The section of each function. */
export const sections = {
  read_attrs: 'sbi "Function: Read software event attributes (FID #0)"',
  write_attrs: 'sbi "Function: Write software event attributes (FID #1)"',
  register: 'sbi "Function: Register a software event (FID #2)"',
  unregister: 'sbi "Function: Unregister a software event (FID #3)"',
  enable: 'sbi "Function: Enable a software event (FID #4)"',
  disable: 'sbi "Function: Disable a software event (FID #5)"',
  complete: 'sbi "Function: Complete software event handling (FID #6)"',
  inject: 'sbi "Function: Inject a software event (FID #7)"',
  hart_unmask: 'sbi "Function: Unmask software events on a hart (FID #8)"',
  hart_mask: 'sbi "Function: Mask software events on a hart (FID #9)"',
} as const;

const attributes = 'sbi "Software Event Attributes"';
const hartStop = 'sbi "Function: Hart stop (FID #1)"';

/** Which of several errors a call answers whose arguments are wrong in more than one way. */
export const whichError = (name: keyof typeof sections, errors: readonly string[]): Question => ({
  spec: sections[name],
  text: `which error ${name} answers of ${errors.toSorted().join(' and ')}`,
});

/** What the text on SSE leaves open. The first of the answers that the model gives is what the built-in firmware does. */
export const questions = {
  platformEvent: {
    spec: 'sbi "Software Event Identification"',
    text: 'what an event of the platform is that this platform does not have',
  },
  address: {
    spec: 'sbi "Shared memory physical address range parameter"',
    text: 'how memory that S-mode cannot use, or that is not aligned, is refused',
  },
  layout: {
    spec: sections.read_attrs,
    text: 'where attribute base_attr_id + i lies in memory that has attr_count words',
  },
  partialWrite: { spec: sections.write_attrs, text: 'what becomes of attributes before the one with the error' },
  priorityBits: { spec: attributes, text: 'what a PRIORITY of more than 32 bits is' },
  flagsWithoutExtension: { spec: attributes, text: 'what a flag of an extension that is not there is' },
  otherHart: { spec: attributes, text: 'how a hart is refused that writes into what another one handles' },
  preferredHart: { spec: attributes, text: 'how a PREFERRED_HART is taken that is stopped' },
  unregistered: { spec: sections.unregister, text: 'whether an event that is unregistered stays pending' },
  disabled: { spec: sections.disable, text: 'whether an event that is disabled stays pending' },
  oneShot: { spec: sections.complete, text: 'whether a one-shot event that is signalled in its handler stays pending' },
  resumed: {
    spec: 'sbi "Software Event Completion"',
    text: 'what is resumed where SPP, SPIE or SPV is no longer what the handler was entered with, and sepc is',
  },
  notEnabled: { spec: sections.inject, text: 'what an injection into an event does that is not enabled' },
  notEnabledElsewhere: {
    spec: sections.inject,
    text: 'what an injection into an event does that is not enabled on another hart',
  },
  stoppedTarget: { spec: sections.inject, text: "what an injection into a stopped hart's event does" },
  notInjectable: { spec: sections.inject, text: 'how an injection is refused that STATUS does not allow' },
  route: { spec: 'sbi "Software Event States"', text: 'on which hart a global event is handled' },
  routeAway: {
    spec: 'sbi "Software Event States"',
    text: 'on which hart a global event is handled when the preferred one is not ready',
  },
  stopped: { spec: hartStop, text: "what a hart's own events are when it has stopped and is started again" },
  stoppedGlobal: { spec: hartStop, text: 'what a global event is whose hart has stopped' },
  restarted: { spec: sections.hart_unmask, text: 'whether a hart that is started again has events masked' },
} as const satisfies Readonly<Record<string, Question>>;
