import { baseModel } from './base-model.ts';
import { dbcnModel } from './dbcn-model.ts';
import { dbtrModel } from './dbtr-model.ts';
import type { ExtensionModel } from './extension-model.ts';
import { fwftModel } from './fwft-model.ts';
import { hsmModel } from './hsm-model.ts';
import { ipiModel } from './ipi-model.ts';
import { mpxyModel } from './mpxy-model.ts';
import { pmuModel } from './pmu-model.ts';
import { rfenceModel } from './rfence-model.ts';
import { suspModel } from './susp-model.ts';
import { timeModel } from './time-model.ts';

/** The models of extensions, in the order of the specification. */
export const callModels: readonly ExtensionModel[] = [
  baseModel,
  timeModel,
  ipiModel,
  rfenceModel,
  hsmModel,
  pmuModel,
  dbcnModel,
  suspModel,
  fwftModel,
  dbtrModel,
  mpxyModel,
];
