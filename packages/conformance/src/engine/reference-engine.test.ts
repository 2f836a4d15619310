import { ReferenceEngine } from '@hartlab/hart';
import { engineSuite } from './engine-suite.ts';

engineSuite('the reference interpreter', (harts) => new ReferenceEngine(harts));
