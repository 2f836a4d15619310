import { interpreter } from '@hartlab/engine';
import { engineSuite } from './engine-suite.ts';

engineSuite('the WebAssembly interpreter', interpreter);
