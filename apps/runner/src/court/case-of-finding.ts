import { handlers, sourceNames, type HandlerName, type SourceName } from '@hartlab/lab';
import { Refusal } from '../refusal.ts';

/** A case, as flags say it. */
interface CaseOfFinding {
  readonly payload: string;
  readonly handler: HandlerName;
  readonly source: SourceName;
  readonly smp?: number;
  readonly hart?: number;
  readonly mMode?: true;
}

/** The case in which a finding is, by its id. @throws Refusal */
export const caseOfFinding = (id: string): CaseOfFinding => {
  const [, payload, handler = '', source = '', harts, hart, inMMode] =
    /^([^/]+)\/([^/]+)\/([^/]+?)(?:-(\d)-harts)?(?:-hart-(\d))?(-M-mode)?\/.+$/.exec(id) ?? [];
  const isCase =
    payload !== undefined && Object.hasOwn(handlers, handler) && (sourceNames as readonly string[]).includes(source);
  if (!isCase)
    throw new Refusal(
      `${id} is not the id of a finding; give one that hartlab court --json says, such as world-switch/minimal/software/O1/V/0-1/HS-with-SPV=1`,
    );
  return {
    payload,
    handler: handler as HandlerName,
    source: source as SourceName,
    ...(harts !== undefined && { smp: Number(harts) }),
    ...(hart !== undefined && { hart: Number(hart) }),
    ...(inMMode !== undefined && { mMode: true }),
  };
};
