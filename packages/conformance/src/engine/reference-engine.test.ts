import { ReferenceEngine } from '@hartlab/hart';
import { engineSuite } from './engine-suite.ts';

engineSuite('the reference interpreter', { bytes: () => 0, make: (harts) => new ReferenceEngine(harts) });
